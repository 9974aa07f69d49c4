"""Folding events into parts."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from studio.core.events import (
    Finished,
    ImageProgress,
    ImageReceived,
    ReasoningDelta,
    RemoteImageFound,
    ResponseStarted,
    StreamEvent,
    TextDelta,
    ToolCallDelta,
    UsageReported,
)
from studio.core.messages import Usage
from studio.core.parts import (
    BlobRef,
    ImageOrigin,
    ImagePart,
    Part,
    PendingImagePart,
    ReasoningPart,
    RemoteImagePart,
    TextPart,
    ToolCallPart,
)
from studio.core.reply import Reply, TextAppended, apply_changes

BLOB = BlobRef("a" * 64, "image/png", 10, 4, 4)
OTHER = replace(BLOB, sha256="b" * 64)


def image(blob: BlobRef = BLOB, origin: ImageOrigin = ImageOrigin.CONTENT) -> ImageReceived:
    return ImageReceived(0, blob, origin)


def folded(*events: StreamEvent, model: str = "m") -> tuple[Part, ...]:
    reply = Reply(0, model)
    reply.fold(events, 1.0)
    return reply.finish(2.0)


def test_text_and_images_stay_in_order() -> None:
    parts = folded(TextDelta(0, "a"), TextDelta(0, "b"), image(), TextDelta(0, "c"))
    assert parts == (TextPart("ab"), ImagePart(BLOB, ImageOrigin.CONTENT), TextPart("c"))


def test_an_image_under_way_is_replaced_by_the_image_and_never_stays() -> None:
    reply = Reply()
    reply.fold([TextDelta(0, "x"), ImageProgress(0, 5)], 1.0)
    assert reply.parts()[1] == PendingImagePart(5)
    reply.fold([ImageProgress(0, 9), image()], 1.0)
    assert reply.parts() == (TextPart("x"), ImagePart(BLOB, ImageOrigin.CONTENT))
    reply.fold([ImageProgress(0, 3)], 1.0)
    assert not any(isinstance(p, PendingImagePart) for p in reply.finish(2.0))


def test_a_sharpening_image_is_replaced_in_place() -> None:
    coarse = ImageReceived(0, OTHER, ImageOrigin.ENDPOINT, partial=True)
    final = ImageReceived(0, BLOB, ImageOrigin.ENDPOINT)
    assert folded(coarse, final) == (ImagePart(BLOB, ImageOrigin.ENDPOINT),)
    same = ImageReceived(0, OTHER, ImageOrigin.ENDPOINT)
    assert folded(coarse, same) == (ImagePart(OTHER, ImageOrigin.ENDPOINT),)


def test_the_same_image_twice_counts_once() -> None:
    assert len(folded(image(), image(origin=ImageOrigin.IMAGES))) == 1


def test_the_last_of_several_is_final_for_models_that_send_drafts() -> None:
    events = (image(OTHER), image(BLOB))
    drafts = [p.draft for p in folded(*events, model="google/gemini-3-pro-image-preview")]  # type: ignore[union-attr]
    assert drafts == [True, False]
    plain = [p.draft for p in folded(*events, model="google/gemini-2.5-flash-image")]  # type: ignore[union-attr]
    assert plain == [False, False]


def test_an_image_of_the_reasoning_is_promoted_when_there_is_no_other() -> None:
    thought = image(OTHER, ImageOrigin.REASONING)
    (part,) = folded(thought)
    assert isinstance(part, ImagePart)
    assert not part.draft
    first, second = folded(thought, image())
    assert isinstance(first, ImagePart)
    assert isinstance(second, ImagePart)
    assert (first.draft, second.draft) == (True, False)


def test_reasoning_ends_when_the_answer_begins() -> None:
    reply = Reply()
    reply.fold([ResponseStarted("r1")], 0.5)
    reply.fold([ReasoningDelta(0, "hm")], 1.0)
    reply.fold([ReasoningDelta(0, "m")], 2.0)
    assert reply.parts() == (ReasoningPart("hmm", None),)
    reply.fold([TextDelta(0, "so")], 4.0)
    assert reply.finish(5.0) == (ReasoningPart("hmm", 3.0), TextPart("so"))
    assert (reply.timing.first_byte_s, reply.timing.first_token_s) == (0.5, 1.0)
    assert reply.timing.total_s == 5.0
    assert reply.request_id == "r1"


def test_tool_calls_grow_by_index_and_keep_their_names() -> None:
    parts = folded(
        ToolCallDelta(0, 0, "call", "draw", '{"a"'),
        ToolCallDelta(0, 1, "other", "look", "{}"),
        ToolCallDelta(0, 0, "", "", ": 1}"),
    )
    assert parts == (
        ToolCallPart(0, "call", "draw", '{"a": 1}'),
        ToolCallPart(1, "other", "look", "{}"),
    )


def test_remote_addresses_count_once_and_other_choices_are_ignored() -> None:
    found = RemoteImageFound(0, "https://x.test/a.png", ImageOrigin.CONTENT)
    parts = folded(found, found, TextDelta(1, "not mine"), Finished(1, "stop"))
    assert parts == (RemoteImagePart("https://x.test/a.png", ImageOrigin.CONTENT),)


def test_usage_and_finish_reason_are_kept() -> None:
    reply = Reply()
    reply.fold([UsageReported(Usage(1, 2, 3)), UsageReported(Usage(4, 5, 9))], 1.0)
    reply.fold([Finished(0, "length")], 1.0)
    assert reply.usage == Usage(4, 5, 9)
    assert reply.finish_reason == "length"


texts = st.text(max_size=8)
events = st.one_of(
    texts.map(lambda t: TextDelta(0, t)),
    texts.map(lambda t: ReasoningDelta(0, t)),
    st.sampled_from([image(), image(OTHER), ImageProgress(0, 7), ToolCallDelta(0, 0, "i", "n")]),
    st.just(ToolCallDelta(0, 0, arguments="x")),
)


@given(st.lists(st.lists(events, max_size=5), max_size=12))
def test_changes_lead_a_view_to_the_same_parts(batches: list[list[StreamEvent]]) -> None:
    reply = Reply()
    seen: tuple[Part, ...] = ()
    for at, batch in enumerate(batches):
        seen = apply_changes(seen, reply.fold(batch, float(at)))
    assert seen == reply.parts()


@given(st.lists(texts, max_size=30), st.integers(1, 30))
def test_no_text_is_lost_however_it_is_cut(pieces: list[str], size: int) -> None:
    reply = Reply()
    changes = []
    for start in range(0, len(pieces), size):
        batch = [TextDelta(0, text) for text in pieces[start : start + size]]
        changes.append(reply.fold(batch, 0.0))
    text = "".join(pieces)
    assert reply.finish(1.0) == ((TextPart(text),) if text else ())
    # Neighbouring text of one batch comes as one change.
    assert all(sum(isinstance(c, TextAppended) for c in each) <= 1 for each in changes)


def test_an_announced_image_stays_behind_what_stands_before_it_in_its_line() -> None:
    reply = Reply()
    changes = [*reply.fold([ImageProgress(0, 5000)], 1.0)]
    changes += reply.fold([ReasoningDelta(0, "why"), TextDelta(0, "Here: ")], 2.0)
    changes += reply.fold([TextDelta(0, "look"), ToolCallDelta(0, 0, "c", "draw")], 2.0)
    assert isinstance(reply.parts()[-1], PendingImagePart)
    assert apply_changes((), changes) == reply.parts()
    blob = BlobRef("a" * 64, "image/png", 10)
    changes += reply.fold([ImageReceived(0, blob, ImageOrigin.CONTENT)], 3.0)
    changes += reply.fold([TextDelta(0, " after"), ToolCallDelta(0, 0, arguments="{}")], 3.0)
    assert apply_changes((), changes) == reply.parts()
    assert reply.finish(3.0) == (
        ReasoningPart("why", 0.0),
        TextPart("Here: look"),
        ToolCallPart(0, "c", "draw", "{}"),
        ImagePart(blob, ImageOrigin.CONTENT),
        TextPart(" after"),
    )


def test_several_images_of_the_images_endpoint_are_no_drafts_of_one_another() -> None:
    for origin, drafts in (
        (ImageOrigin.ENDPOINT, [False, False]),
        (ImageOrigin.PART, [True, False]),
    ):
        reply = Reply(0, "google/nano-banana-pro")
        reply.fold((image(BLOB, origin), image(OTHER, origin)), 0.1)
        parts = reply.finish(0.2)
        assert [part.draft for part in parts if isinstance(part, ImagePart)] == drafts

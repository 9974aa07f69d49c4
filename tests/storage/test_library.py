from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from studio.core.errors import Failure, StorageError
from studio.core.gallery import GalleryFilter, GallerySort, PictureKind
from studio.core.messages import Attachment, Draft, MessageState, Role, Timing, Usage
from studio.core.models import ModelInfo
from studio.core.parts import (
    BlobRef,
    FilePart,
    ImageOrigin,
    ImagePart,
    PendingImagePart,
    ReasoningPart,
    RemoteImagePart,
    TextPart,
    ToolCallPart,
)
from studio.core.records import ModelList, PictureDetails
from studio.storage.library import Library
from tests.storage.library_kit import START, FixedClock, blob, conversation, message

C1 = conversation(1).id


def shown(library: Library, **wanted: Any) -> list[BlobRef]:
    found = library.gallery.find(GalleryFilter(**wanted), GallerySort.NEWEST, START)
    return [card.blob for card in found]


def details(library: Library, of: BlobRef) -> PictureDetails:
    key = library.gallery.key_of(of.sha256)
    assert key is not None
    found = library.gallery.details(key)
    assert found is not None
    return found


def test_a_conversation_comes_back_whole(library: Library) -> None:
    full = conversation(
        2,
        title="Übersicht 概要",
        title_is_manual=True,
        pinned=True,
        unread=True,
        leaf_id="m1",
        model_id="a/b",
        connection_id="k",
        system_prompt="Be brief.",
        parameters={"temperature": 0.5, "extra": {"a": [1, None, "x"]}},
        scroll_anchor="m1:3:0.5",
        draft=Draft("half a", (Attachment(blob(1), "a.png"),)),
        last_failed=True,
    )
    library.put_conversation(full)
    assert library.conversation(full.id) == full
    assert library.conversations() == [full, conversation(1)]
    cleared = replace(full, draft=Draft(), parameters={}, leaf_id=None, system_prompt="")
    library.put_conversation(cleared)
    assert library.conversation(full.id) == cleared


def test_long_values_of_a_conversation_come_back_whole(library: Library) -> None:
    long = "漢字 and ascii " * 20_000
    full = conversation(
        3, system_prompt=long, draft=Draft(long + "!"), parameters={"tools": [{"text": long}]}
    )
    library.put_conversation(full)
    assert library.conversation(full.id) == full
    short = replace(full, system_prompt="s", draft=Draft("d"), parameters={})
    library.put_conversation(short)
    assert library.conversation(full.id) == short


def test_every_kind_of_part_and_field_comes_back(library: Library) -> None:
    full = message(
        1,
        (
            ReasoningPart("thinking", 1.25),
            ReasoningPart("more"),
            TextPart("Look: "),
            ImagePart(blob(1), ImageOrigin.CONTENT, "a cat", draft=True),
            RemoteImagePart("https://example.org/a.png", ImageOrigin.IMAGES, "alt"),
            ToolCallPart(0, None, "search", '{"q": '),
            FilePart(blob(2, "application/pdf"), "report.pdf"),
            TextPart(""),
        ),
        role=Role.ASSISTANT,
        state=MessageState.FAILED,
        parent_id="elsewhere",
        model_id="a/b",
        connection_id="k",
        served_model="b-2026",
        finish_reason="length",
        usage=Usage(1, 2, 3, 4, None, 6, "0.000012"),
        timing=Timing(0.1, None, 3.5),
        failure=Failure("rate_limited", "slow down", "429", 429, True, 2.5, "req", None, True, 3),
        request_id="req",
        parameters={"seed": 7, "stop": ["a"]},
        choice_index=2,
        tool_call_id="t",
        name="n",
    )
    library.put_messages([full])
    assert library.messages(C1) == [full]
    assert library.message(full.id) == full
    assert library.messages(conversation(9).id) == []
    assert library.message(message(9, "").id) is None


def test_messages_keep_the_order_of_their_first_saving(library: Library) -> None:
    first, second = message(2, "a"), message(1, "b", parent_id=message(2, "").id)
    library.put_messages([first, second])
    library.put_messages([replace(first, parts=(TextPart("c"),))])
    assert [m.text for m in library.messages(C1)] == ["c", "b"]


def test_the_sent_message_and_the_cleared_draft_are_one_change(library: Library) -> None:
    drafted = replace(conversation(1), draft=Draft("Hello"))
    library.put_conversation(drafted)
    strange = message(1, "x", conversation_id="unknown")
    with pytest.raises(StorageError) as caught:
        library.put_messages([strange], conversation=conversation(1))
    assert caught.value.code == "no_conversation"
    assert library.conversation(C1) == drafted
    sent = message(1, "Hello")
    library.put_messages([sent], conversation=conversation(1))
    assert library.conversation(C1) == conversation(1)
    assert library.messages(C1) == [sent]


def test_a_message_under_way_grows_and_ends(library: Library) -> None:
    text, states = "", []
    for step in range(60):
        text += f"{step} – ein Stück Text, 文字. " * 40
        growing = message(
            1,
            (ReasoningPart("r" * step), TextPart(text), PendingImagePart(step)),
            state=MessageState.STREAMING,
        )
        library.put_messages([growing])
        states.append(library.messages(C1)[0])
        assert states[-1] == replace(growing, parts=growing.parts[:2])
    assert library.search("Stück") == []
    final = message(1, (TextPart(text + "end"), ImagePart(blob(1), ImageOrigin.CONTENT)))
    library.put_messages([final])
    assert library.messages(C1) == [final]
    assert len(library.search("Stück")) == 1


def test_a_part_may_shrink_change_its_kind_and_vanish(library: Library) -> None:
    long = "x" * 50_000
    steps = (
        (TextPart(long), TextPart("b")),
        (TextPart(long[:40_000]), ImagePart(blob(1), ImageOrigin.PART)),
        (ReasoningPart(long + "y", 2.0), ImagePart(blob(2), ImageOrigin.PART)),
        (TextPart(long + "y"),),
        (),
        (TextPart("z" * 16_000),),
        (TextPart("z" * 16_000 + "!"),),
        (TextPart("z" * 32_000),),
    )
    for state in (MessageState.STREAMING, MessageState.COMPLETE):
        for parts in steps:
            value = message(1, parts, state=state)
            library.put_messages([value])
            assert library.messages(C1) == [value]


def test_a_failed_saving_leaves_nothing_half_done(library: Library) -> None:
    kept = message(1, "one", state=MessageState.STREAMING)
    library.put_messages([kept])
    grown = replace(kept, parts=(TextPart("one and two"),))
    with pytest.raises(StorageError):
        library.put_messages([grown, message(2, "x", conversation_id="unknown")])
    assert library.messages(C1) == [kept]
    grown = replace(kept, parts=(TextPart("one and two and three"),))
    library.put_messages([grown])
    assert library.messages(C1) == [grown]


def test_replies_that_never_ended_are_marked(tmp_path: Path, library: Library) -> None:
    a = message(1, "findable text", state=MessageState.STREAMING)
    b = message(2, "queued", state=MessageState.WAITING)
    done = message(3, "done")
    library.put_messages([a, b, done])
    assert library.mark_interrupted() == [a.id, b.id]
    assert library.mark_interrupted() == []
    states = [m.state for m in library.messages(C1)]
    assert states == [MessageState.INTERRUPTED, MessageState.INTERRUPTED, MessageState.COMPLETE]
    assert [hit.message_id for hit in library.search("findable")] == [a.id]
    library.put_messages([replace(a, state=MessageState.COMPLETE, parts=(TextPart("other"),))])
    assert library.search("findable") == []


def test_trash_undo_and_purge(library: Library, clock: FixedClock) -> None:
    library.put_conversation(conversation(2))
    mine = message(1, "apple")
    gone = message(2, (TextPart("banana"), ImagePart(blob(1), ImageOrigin.ATTACHED)))
    theirs = message(3, "apple pie", conversation_id=conversation(2).id)
    library.put_messages([mine, gone, theirs])

    library.delete_messages([gone.id], clock.now())
    library.delete_conversation(conversation(2).id, clock.now())
    assert library.messages(C1) == [mine]
    assert library.conversations() == [conversation(1)]
    deleted = replace(conversation(2), deleted_at=clock.now())
    assert library.conversations(deleted=True) == [deleted, conversation(1)]
    assert [hit.message_id for hit in library.search("apple")] == [mine.id]
    assert library.search("banana") == []
    assert shown(library) == []
    assert library.referenced_blobs() == {blob(1).sha256}

    library.restore_messages([gone.id])
    library.restore_conversation(conversation(2).id)
    assert library.messages(C1) == [mine, gone]
    assert len(library.search("apple")) == 2
    assert shown(library) == [blob(1)]

    library.delete_messages([gone.id], clock.now())
    library.delete_conversation(conversation(2).id, clock.now())
    assert library.purge_trash(clock.now()) == 0
    clock.go_on(days=31)
    assert library.purge_trash(clock.now() - timedelta(days=30)) == 3
    assert library.conversations(deleted=True) == [conversation(1)]
    assert library.messages(conversation(2).id) == []
    assert library.referenced_blobs() == frozenset()
    assert library.gallery.key_of(blob(1).sha256) is None
    library.restore_messages([gone.id])
    assert library.messages(C1) == [mine]


def test_images_are_recorded_with_what_made_them(library: Library) -> None:
    asked = message(1, (TextPart("Draw a cat"), ImagePart(blob(9), ImageOrigin.ATTACHED, "in.png")))
    answer = message(
        2,
        (
            TextPart("Here"),
            ImagePart(blob(1), ImageOrigin.CONTENT, "draft", draft=True),
            ImagePart(blob(2), ImageOrigin.CONTENT, "cat"),
        ),
        role=Role.ASSISTANT,
        parent_id=asked.id,
        model_id="a/image",
        parameters={"aspect_ratio": "16:9"},
    )
    library.put_messages([asked, answer])
    assert shown(library) == [blob(2), blob(9)]
    assert set(shown(library, drafts=True)) == {blob(1), blob(2), blob(9)}
    made = details(library, blob(2))
    place = made.place
    assert place is not None
    assert (place.prompt, place.position, place.model_id) == ("Draw a cat", 2, "a/image")
    assert place.parameters == {"aspect_ratio": "16:9"}
    assert (place.conversation_id, place.message_id) == (C1, answer.id)
    assert (made.kind, place.parents) == (PictureKind.EDITED, (blob(9).sha256,))
    attached = details(library, blob(9))
    assert attached.kind is PictureKind.ATTACHED
    assert attached.place is not None
    assert (attached.place.prompt, attached.place.origin) == ("", ImageOrigin.ATTACHED)
    assert [child.blob for child in attached.children] == [blob(2)]


def test_drafts_hold_their_files(library: Library) -> None:
    library.put_conversation(replace(conversation(1), draft=Draft("", (Attachment(blob(5), "a"),))))
    assert library.referenced_blobs() == {blob(5).sha256}


def test_models_and_small_values(library: Library) -> None:
    connection_id = "k"
    assert library.models(connection_id) == ModelList()
    listed = (ModelInfo("b/two", "b", ("openai",), 128_000, True), ModelInfo("a/one"))
    library.put_models(connection_id, listed, START)
    assert library.models(connection_id) == ModelList(listed, START)
    library.put_models(connection_id, listed[:1], START)
    assert library.models(connection_id) == ModelList(listed[:1], START)
    assert library.meta("a") is None
    library.set_meta("a", "1")
    library.set_meta("a", "2")
    assert library.meta("a") == "2"
    library.set_meta("a", None)
    assert library.meta("a") is None


def test_texts_about_encoded_images_come_back_but_leave_no_marker(library: Library) -> None:
    text = "Use <img src='data:image/png;base64,iVBORw0KGgo='> or ;BASE64, or ;base64\x1f, here"
    value = message(
        1,
        (TextPart(text), ToolCallPart(0, "c", "f", f'{{"a": "{text}"}}')),
        parameters={"note": text},
        failure=Failure("bad_reply", text),
    )
    named = replace(conversation(1), title=text, system_prompt=text, draft=Draft(text))
    library.put_messages([value], conversation=named)
    assert library.messages(C1) == [value]
    assert library.conversation(C1) == named
    assert library.search(";base64,iVBOR")[0].message_id == value.id


def test_what_utf8_cannot_hold_is_replaced(library: Library) -> None:
    library.put_messages([message(1, "a\ud800b", parameters={"x": "\udfff"})])
    (read,) = library.messages(C1)
    assert read.text == "a\ufffdb"
    assert read.parameters == {"x": "\ufffd"}


def test_a_damaged_record_does_not_close_the_conversation(library: Library) -> None:
    good = message(2, "fine")
    bad = message(
        1,
        (TextPart("text"), ImagePart(blob(1), ImageOrigin.CONTENT), ReasoningPart("why", 1.0)),
        usage=Usage(1, 2, 3),
        parameters={"a": 1},
    )
    library.put_messages([bad, good])
    library._db.execute("UPDATE parts SET json = '{' WHERE json IS NOT NULL")
    library._db.execute("UPDATE parts SET kind = 'hologram' WHERE kind = 'reasoning'")
    library._db.execute(
        "UPDATE messages SET usage = '[]', parameters = 'x' WHERE id = ?", (bad.id,)
    )
    read = library.messages(C1)
    assert read[0].parts == (TextPart("text"), TextPart(""), TextPart("why"))
    assert (read[0].usage, read[0].parameters) == (None, {})
    assert read[1] == good

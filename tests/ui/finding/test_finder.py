"""Finding in a view: counting, going on, what is folded, what is streamed."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF
from pytestqt.qtbot import QtBot

from studio.core.messages import MessageState
from studio.core.parts import ReasoningPart, TextPart, ToolCallPart
from studio.core.reply import TextAppended
from studio.ui.transcript.finding.finder import Finder
from studio.ui.transcript.finding.marks import rects_of
from studio.ui.transcript.rows import MessageRow, ToolResult
from studio.ui.transcript.view import TranscriptView
from tests.ui.finding.conftest import Find
from tests.ui.transcript_view.samples import Blobs, reply, rich_conversation, rows, user

Wheel = Callable[[int], None]


def chat(turns: int = 12) -> list[MessageRow]:
    messages = []
    for turn in range(turns):
        messages.append(user(f"u{turn}", f"Question {turn} about **tides**"))
        text = f"Answer {turn}: the **high** *tide* comes.\n\n" + "Filler words here. " * 90
        messages.append(reply(f"a{turn}", TextPart(text)))
    return rows(*messages)


def current_rect(view: TranscriptView, finder: Finder) -> QRectF:
    """Where the current match is, in the viewport."""
    match = finder._marks.current
    assert match is not None
    for visible in view.flow.visible:
        item, spot = visible.place.item, visible.place.spot
        if item.id == match.message_id and item.section(spot).key == match.unit.key:
            if spot[1] != match.unit.piece:
                continue
            element = visible.piece.elements[match.unit.element]
            span = finder._marks.spans_of(match.unit)[match.nth]
            rect = rects_of(element, *span, view.flow.width)[0]
            return rect.translated(
                QPointF(view.canvas.rect_of(visible, match.unit.element).topLeft())
            )
    raise AssertionError("the current match is not on the screen")


def is_in_view(view: TranscriptView, finder: Finder) -> bool:
    rect = current_rect(view, finder)
    return rect.top() >= 0 and rect.bottom() <= view.flow.view_height


def test_markup_does_not_come_between(view: TranscriptView, finder: Finder, find: Find) -> None:
    view.set_path(chat())
    assert find("the high tide comes")[1] == 12
    assert find("**high**")[1] == 0
    assert find("about **tides**")[1] == 12  # what a person typed is shown as typed


def test_goes_round_and_stays_in_view(view: TranscriptView, finder: Finder, find: Find) -> None:
    view.set_path(chat())
    assert view.is_following
    number, total = find("high tide")
    assert (number, total) == (12, 12)
    assert not view.is_following
    seen = []
    for _ in range(12):
        finder.step(1)
        seen.append(finder.ordinal)
        assert is_in_view(view, finder)
    assert seen == [*range(1, 13)]
    finder.step(-1)
    assert finder.ordinal == 11
    finder.step(1)
    finder.step(1)
    assert finder.ordinal == 1


def test_typing_on_stays_at_the_match(view: TranscriptView, finder: Finder, find: Find) -> None:
    view.set_path(chat())
    view.restore_anchor("a3|text0|0|0")
    first = find("h")[0]
    finder.step(1)
    finder.step(1)
    assert finder.ordinal == first + 2
    match = finder._marks.current
    assert match is not None
    find("he")
    after = finder._marks.current
    assert after is not None
    assert (after.message_id, after.place) >= (match.message_id, match.place)
    assert find("zzz") == (0, 0)


def test_folded_code_reasoning_and_arguments_open(
    view: TranscriptView, finder: Finder, find: Find
) -> None:
    code = "```py\n" + "\n".join(f"line_{n} = {n}" for n in range(60)) + "\n```"
    message = reply(
        "a",
        ReasoningPart("First I thought of whales.\n" * 40 + "Then of narwhals.", 3.0),
        ToolCallPart(0, "id", "lookup", '{"query": "walrus"}'),
        TextPart(code + "\n\n" + "More text. " * 300),
    )
    view.set_path(rows(user("u", "Go"), message))
    for needle in ("narwhals", "walrus", "line_55 ="):
        assert find(needle) == (1, 1)
        assert is_in_view(view, finder)
    assert find("whales")[1] == 40
    assert is_in_view(view, finder)


def test_results_of_tools_are_found_in_their_fold(
    view: TranscriptView, finder: Finder, find: Find
) -> None:
    call = ToolCallPart(0, "c1", "fetch", '{"rows": 200}')
    result = "\n".join(f"row {n}" for n in range(200))
    row = MessageRow(reply("a", call), results=(ToolResult("c1", result),))
    view.set_path([*rows(user("u", "Go")), row])
    assert find("fetch") == (1, 1)
    assert find('"rows": 200') == (1, 1)
    assert is_in_view(view, finder)
    assert find("row 177") == (1, 1)
    assert is_in_view(view, finder)
    assert find("row 12") == (1, 11)
    assert is_in_view(view, finder)


def test_everything_a_transcript_shows_can_be_searched(
    view: TranscriptView, finder: Finder, find: Find, blobs: Blobs
) -> None:
    view.set_path(rich_conversation(blobs))
    for needle in ("Pull five", "crop-notes.md", "sample_palette", "Evening sky", "kmeans(lab"):
        number, total = find(needle)
        assert total >= 1, needle
        assert number >= 1
        view.grab()


def test_streamed_text_is_found_and_moves_nothing(
    view: TranscriptView, finder: Finder, find: Find, qtbot: QtBot
) -> None:
    live = reply("live", TextPart("Begin. "), state=MessageState.STREAMING)
    view.set_path([*chat(4), *rows(user("ask", "And now?"), live)])
    view.restore_anchor("a1|text0|0|0")
    assert find("tide comes")[1] == 4
    before = view.flow.visible[0].place, view.flow.visible[0].top, finder.ordinal
    view.advance("live", (TextAppended(0, "The tide **comes** in.\n\nAgain the ti"),))
    qtbot.waitUntil(lambda: finder.total == 5)
    view.advance("live", (TextAppended(0, "de comes. " + "More. " * 400),))
    qtbot.waitUntil(lambda: finder.total == 6)
    assert (view.flow.visible[0].place, view.flow.visible[0].top, finder.ordinal) == before
    item = view.item_of("live")
    assert item is not None
    view.update_message(MessageRow(reply("live", *item.parts())))
    qtbot.waitUntil(lambda: finder.is_complete)
    assert finder.total == 6
    assert (view.flow.visible[0].place, view.flow.visible[0].top) == before[:2]


def test_a_stream_does_not_drag_a_searching_reader(
    view: TranscriptView, finder: Finder, find: Find, qtbot: QtBot
) -> None:
    live = reply("live", TextPart("The last line here. "), state=MessageState.STREAMING)
    view.set_path([*chat(4), *rows(user("ask", "And now?"), live)])
    assert view.is_following
    find("last line")
    top = view.flow.visible[0].top
    view.advance("live", (TextAppended(0, "\n\nmore " * 80),))
    qtbot.waitUntil(lambda: not view.is_busy)
    assert view.flow.visible[0].top == top
    assert not view.is_following


def test_case_and_whole_words(view: TranscriptView, finder: Finder, find: Find) -> None:
    view.set_path(rows(reply("a", TextPart("Art, art, smart ART and Straße, 中文字"))))
    assert find("art")[1] == 4
    assert find("Art", match_case=True)[1] == 1
    assert find("art", whole_words=True)[1] == 3
    assert find("STRASSE")[1] == 1
    assert find("文")[1] == 1


def test_matches_are_painted_and_the_ground_alone_changes(
    view: TranscriptView, finder: Finder, find: Find
) -> None:
    view.set_path(rows(reply("a", TextPart("Some plain words about whales and more."))))
    before = view.viewport().grab().toImage()
    find("whales")
    after = view.viewport().grab().toImage()
    match = view.theme.current.color("match")
    rect = current_rect(view, finder).toRect()
    colors = {
        after.pixelColor(x, y).name()
        for x in range(rect.left(), rect.right())
        for y in range(rect.top() + 4, rect.bottom() - 4)
    }
    assert match.name() in colors
    darkest = min(
        before.pixelColor(x, y).lightness()
        for x in range(rect.left(), rect.right())
        for y in range(rect.top(), rect.bottom())
    )
    assert darkest == min(
        after.pixelColor(x, y).lightness()
        for x in range(rect.left() + 2, rect.right() - 2)
        for y in range(rect.top() + 2, rect.bottom() - 2)
    )


def test_ten_thousand_matches_in_one_block(
    view: TranscriptView, finder: Finder, find: Find
) -> None:
    code = "```\n" + "\n".join("e e e e e" for _ in range(4000)) + "\n```"
    view.set_path(rows(user("u", "Go"), reply("a", TextPart(code))))
    view.restore_anchor("u|bubble|0|0")
    assert find("e")[1] == 20_000
    finder.step(-1)
    assert finder.ordinal == 20_000
    assert is_in_view(view, finder)

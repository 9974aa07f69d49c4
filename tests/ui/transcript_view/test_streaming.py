"""Streamed text: folded in as it comes, equal to the whole text at the end, no idle timers."""

import random
import time
from statistics import median

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from studio.core.events import (
    ImageProgress,
    ImageReceived,
    ReasoningDelta,
    TextDelta,
    ToolCallDelta,
)
from studio.core.messages import MessageState
from studio.core.parts import ImageOrigin, TextPart
from studio.core.reply import Reply, TextAppended
from studio.ui.transcript.rows import MessageRow
from studio.ui.transcript.view import TranscriptView
from tests.ui.transcript.test_living_text import PIECES, content

from .conftest import line_on_screen
from .samples import ANSWER, Blobs, reply, rows, user


def live(*parts: object) -> MessageRow:
    return MessageRow(reply("live", *parts, state=MessageState.STREAMING), running=True)  # type: ignore[arg-type]


def is_settled(view: TranscriptView) -> bool:
    return not view.is_busy


def texts(view: TranscriptView) -> list[str]:
    item = view.item_of("live")
    assert item is not None
    return [
        element.plain_text()
        for section in item.sections or ()
        for index in range(section.count)
        for element in section.piece(index).elements
        if section.key.startswith("text")
    ]


@pytest.mark.parametrize("seed", range(4))
def test_streamed_text_ends_as_the_whole_text(
    view: TranscriptView, qtbot: QtBot, seed: int
) -> None:
    rnd = random.Random(seed)
    view.set_path([*rows(user("u", "Go")), live(TextPart(""))])
    at = 0
    while at < len(ANSWER):
        step = rnd.choice((1, 3, 7, 40, 200))
        view.advance("live", (TextAppended(0, ANSWER[at : at + step]),))
        at += step
        if rnd.random() < 0.2:
            qtbot.waitUntil(lambda: is_settled(view))
    qtbot.waitUntil(lambda: is_settled(view))
    view.update_message(MessageRow(reply("live", TextPart(ANSWER))))
    streamed, height = texts(view), view.flow.total
    view.set_path([])
    view.set_path([*rows(user("u", "Go")), MessageRow(reply("live", TextPart(ANSWER)))])
    assert texts(view) == streamed
    assert abs(view.flow.total - height) < 120  # what is far above is still an estimate


def test_all_kinds_of_changes_in_the_order_they_come(
    view: TranscriptView, qtbot: QtBot, blobs: Blobs
) -> None:
    view.set_path([*rows(user("u", "Draw")), live()])
    fold = Reply()
    picture = blobs.picture(300, 200, "#102030", "#405060")
    batches = [
        (ReasoningDelta(0, "Let me "),),
        (ReasoningDelta(0, "think."),),
        (TextDelta(0, "First "), TextDelta(0, "text.")),
        (ImageProgress(0, 1000),),
        (ImageProgress(0, 900_000), TextDelta(0, " While")),
        (TextDelta(0, " it comes.\n\nMore."),),
        (ImageReceived(0, picture, ImageOrigin.CONTENT, "a dune"),),
        (ToolCallDelta(0, 0, "id", "lookup", '{"a"'),),
        (ToolCallDelta(0, 0, arguments=": 1}"), TextDelta(0, "End.")),
    ]
    for number, batch in enumerate(batches):
        view.advance("live", fold.fold(batch, float(number)))
        qtbot.waitUntil(lambda: is_settled(view))
        item = view.item_of("live")
        assert item is not None
        assert item.parts() == fold.parts()
    shown = [element.plain_text() for v in view.flow.visible for element in v.piece.elements]
    assert "More." in "\n".join(shown)
    final = reply("live", *fold.finish(9.0))
    view.update_message(MessageRow(final))
    assert line_on_screen(view, "End.") > 0


def test_a_value_older_than_the_stream_takes_nothing_back(
    view: TranscriptView, qtbot: QtBot
) -> None:
    view.set_path([live(TextPart("One "))])
    view.advance("live", (TextAppended(0, "two three"),))
    qtbot.waitUntil(lambda: is_settled(view))
    view.set_path([live(TextPart("One two"))])
    view.advance("live", (TextAppended(0, " four"),))
    qtbot.waitUntil(lambda: is_settled(view))
    assert texts(view) == ["One two three four"]


def test_a_value_ahead_of_the_stream_is_taken(view: TranscriptView, qtbot: QtBot) -> None:
    """The pane was away for a while and reads the reply again."""
    view.set_path([live(TextPart("One"))])
    view.set_path([live(TextPart("One two\n\nthree"))])
    qtbot.waitUntil(lambda: is_settled(view))
    view.advance("live", (TextAppended(0, " four"),))
    qtbot.waitUntil(lambda: is_settled(view))
    assert texts(view) == ["One two", "three four"]


def test_many_deltas_are_joined_into_few_frames(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_path([live(TextPart(""))])
    frames = []
    view.framed.connect(frames.append)
    for number in range(2000):
        view.advance("live", (TextAppended(0, f"word{number} "),))
    qtbot.waitUntil(lambda: is_settled(view))
    assert "word1999" in texts(view)[-1]
    assert len(frames) < 200


def frame_s(view: TranscriptView, qtbot: QtBot, before: str) -> float:
    """Processor time from a piece of an answer to its paint, in the middle of many."""
    view.set_path([live(TextPart(before))])
    qtbot.waitUntil(lambda: is_settled(view))
    view.viewport().repaint()
    taken_s: list[float] = []
    for number in range(40):
        began_s = time.thread_time()
        with qtbot.waitSignal(view.framed):
            view.advance("live", (TextAppended(0, f"word{number} "),))
        view.viewport().repaint()
        taken_s.append(time.thread_time() - began_s)
    assert "word39" in texts(view)[-1]
    return median(taken_s)


def test_a_frame_late_in_200_kb_costs_what_it_costs_in_2_kb(
    view: TranscriptView, qtbot: QtBot
) -> None:
    part = f"{ANSWER}\n\n"
    short = part * (2_000 // len(part) + 1)
    long = part * (200_000 // len(part) + 1)
    frame_s(view, qtbot, short)  # fonts and the like
    short_s = frame_s(view, qtbot, short)
    view.set_path([])
    assert frame_s(view, qtbot, long) < 3 * short_s + 0.004


def test_nothing_ticks_when_idle(view: TranscriptView, qtbot: QtBot) -> None:
    view.theme.set_reduced_motion(False)
    view.set_path([live(TextPart("Words"))])
    qtbot.waitUntil(lambda: any(t.isActive() for t in view.findChildren(QTimer)))
    spinner = view.item_of("live").state  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: spinner.spinner >= 2)
    view.update_message(MessageRow(reply("live", TextPart("Words"))))
    qtbot.waitUntil(lambda: not any(t.isActive() for t in view.findChildren(QTimer)))
    view.theme.set_reduced_motion(True)


def test_the_status_line_says_what_it_is_told(view: TranscriptView) -> None:
    view.set_path([live(TextPart("Words"))])
    view.set_status("live", "Streaming · 68 tok/s · 118 tokens")
    assert view.item_of("live").state.status.startswith("Streaming")  # type: ignore[union-attr]
    view.set_status("gone", "x")


def test_a_far_stream_costs_no_elements(view: TranscriptView, qtbot: QtBot) -> None:
    before = rows(*(reply(f"a{i}", TextPart("word " * 400)) for i in range(6)))
    view.set_path([*before, live(TextPart(""))])
    view.restore_anchor("a0|head|0|0")
    first = view.flow.visible[0].top
    view.advance("live", (TextAppended(0, "\n\n".join(["paragraph " * 30] * 40)),))
    qtbot.waitUntil(lambda: is_settled(view))
    item = view.item_of("live")
    assert item is not None
    made = [len(section.pieces) for section in item.sections or () if section.key == "text0"]
    assert made == [0]
    assert view.flow.visible[0].top == first
    assert item.height > 40 * 22


@pytest.mark.parametrize("seed", range(6))
def test_no_frame_shows_what_a_later_one_takes_back(view: TranscriptView, seed: int) -> None:
    """As `test_living_text`, with the elements of the view and what they hand on."""
    rnd = random.Random(seed)
    text = "\n\n".join(rnd.sample(PIECES, 12)) + "\n\n" + ANSWER
    view.set_path([*rows(user("u", "Go")), live(TextPart(""))])
    shown, at = [], 0
    while at < len(text):
        step = rnd.choice((1, 2, 5, 30))
        view.advance("live", (TextAppended(0, text[at : at + step]),))
        view._frames.flush()
        shown.append(content("".join(texts(view))))
        at += step
    view.update_message(MessageRow(reply("live", TextPart(text))))
    final = content("".join(texts(view)))
    assert len(set(shown)) > 20
    for number, frame in enumerate(shown):
        assert final.startswith(frame), (number, frame[-40:])

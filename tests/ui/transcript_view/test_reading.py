"""The reader's place: what a person does moves it, and nothing else."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.core.messages import MessageState
from studio.core.parts import ImageOrigin, ImagePart, PendingImagePart, ReasoningPart, TextPart
from studio.core.reply import PartSet, TextAppended
from studio.ui.transcript.kinds import as_text
from studio.ui.transcript.rows import MessageRow
from studio.ui.transcript.view import TranscriptView

from .conftest import click, line_on_screen
from .samples import Blobs, reply, rows, user

Wheel = Callable[[int], None]

LONG = " ".join(f"word{n}" for n in range(900))


def live_chat() -> list[MessageRow]:
    live = reply("live", TextPart("Begin. " + LONG), state=MessageState.STREAMING)
    return [*rows(user("u", "One"), reply("a", TextPart(LONG))), MessageRow(live, running=True)]


def first_word(view: TranscriptView) -> tuple[str, float]:
    """The first word that is wholly on the screen, and how far from the top its line is."""
    target = view.canvas.nearest(QPointF(view.canvas.left, 24.0))
    assert target is not None
    text = as_text(target.element)
    assert text is not None
    plain = text.plain_text()
    at = text.position_at(QPointF(0, target.pos.y()))
    rect = text.selection_rects(at, at + 1)[0]
    return plain[at:].split()[0], target.rect.top() + rect.top()


def where(view: TranscriptView, word: str) -> float:
    """How far from the top the line with a word is."""
    for visible in view.flow.visible:
        for number, element in enumerate(visible.piece.elements):
            text = as_text(element)
            at = f" {element.plain_text()} ".find(f" {word} ")
            if text is not None and at >= 0:
                rect = text.selection_rects(at, at + 1)[0]
                return view.canvas.rect_of(visible, number).top() + rect.top()
    raise AssertionError(f"{word} is not on the screen")


def zoom_by_wheel(view: TranscriptView, notches: int) -> None:
    at = QPointF(view.viewport().rect().center())
    for _ in range(abs(notches)):
        event = QWheelEvent(
            at, view.viewport().mapToGlobal(at), QPoint(), QPoint(0, 120 if notches > 0 else -120),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QGuiApplication.sendEvent(view.viewport(), event)


def test_zooming_keeps_the_line_at_the_top(view: TranscriptView, wheel: Wheel) -> None:
    view.set_path(rows(user("u", "One"), reply("a", TextPart(LONG)), user("z", "End")))
    wheel(4)
    word, y = first_word(view)
    for notches in (1, 1, 1, -4, 1):
        zoom_by_wheel(view, notches)
        assert where(view, word) == pytest.approx(y, abs=1.5)
    assert view.zoom_percent == 100
    QTest.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom_percent == 110
    assert where(view, word) == pytest.approx(y, abs=1.5)
    assert not view.is_following


def test_another_width_keeps_the_line_at_the_top(view: TranscriptView, wheel: Wheel) -> None:
    view.set_path(rows(user("u", "One"), reply("a", TextPart(LONG)), user("z", "End")))
    wheel(4)
    word, y = first_word(view)
    for width in (*range(890, 420, -17), *range(430, 900, 31)):
        view.resize(width, 600)
        assert where(view, word) == pytest.approx(y, abs=1.5)


def test_the_column_is_limited_and_in_the_middle(view: TranscriptView) -> None:
    view.set_path(rows(user("u", "One"), reply("a", TextPart(LONG))))
    for width, column in ((1600, 760), (900, 760), (600, 552)):
        view.resize(width, 600)
        assert view.flow.width == column
        assert view.canvas.left == pytest.approx((width - column) / 2, abs=1)


def test_selecting_stops_the_following(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_path(live_chat())
    assert view.is_following
    viewport, left = view.viewport(), round(view.canvas.left)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(left + 40, 200))
    QTest.mouseMove(viewport, QPoint(left + 80, 220))
    view.pointer.move(QPointF(left + 200, 260), Qt.MouseButton.LeftButton)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(left + 200, 260))
    assert not view.selection.is_empty
    assert not view.is_following
    before = view.flow.visible[0].top
    view.advance("live", (TextAppended(0, "\n\nmore " * 60),))
    qtbot.waitUntil(lambda: not view.is_busy)
    assert view.flow.visible[0].top == before


def test_an_image_that_arrives_above_moves_nothing(
    view: TranscriptView, qtbot: QtBot, blobs: Blobs, wheel: Wheel
) -> None:
    live = reply(
        "live", TextPart("Above."), PendingImagePart(1000), TextPart(LONG),
        state=MessageState.STREAMING,
    )  # fmt: skip
    view.set_path([*rows(user("u", "Draw")), MessageRow(live, running=True)])
    wheel(2)
    word, y = first_word(view)
    picture = blobs.picture(900, 1600, "#203040", "#a0b0c0")
    view.advance("live", (PartSet(1, ImagePart(picture, ImageOrigin.CONTENT)),))
    view.advance("live", (TextAppended(2, " and on."),))
    qtbot.waitUntil(lambda: not view.is_busy)
    view.grab()
    assert where(view, word) == pytest.approx(y, abs=1)


def test_reasoning_folds_by_itself_unless_a_person_opened_it(
    view: TranscriptView, qtbot: QtBot
) -> None:
    live = reply("live", ReasoningPart("Let me think."), state=MessageState.STREAMING)
    view.set_path([*rows(user("u", "Go")), MessageRow(live, running=True)])
    line_on_screen(view, "Thinking,")
    assert "Let me think" not in _shown(view)
    click(view, "live", "toggle_part")
    assert "Let me think." in _shown(view)
    view.advance("live", (TextAppended(0, " More of it."),))
    qtbot.waitUntil(lambda: "More of it." in _shown(view))
    view.advance("live", (PartSet(0, ReasoningPart("Let me think. More of it.", 4.0)),))
    view.advance("live", (PartSet(1, TextPart("The answer.")),))
    qtbot.waitUntil(lambda: "The answer." in _shown(view))
    assert "More of it." in _shown(view)
    assert "Thought for 4 s" in _shown(view)


def _shown(view: TranscriptView) -> str:
    return "\n".join(e.plain_text() for v in view.flow.visible for e in v.piece.elements)


def test_the_pill_jumps_at_once_with_reduced_motion(
    view: TranscriptView, qtbot: QtBot, wheel: Wheel
) -> None:
    view.set_path(live_chat())
    wheel(2)
    view.theme.set_reduced_motion(True)
    QTest.mouseClick(view.pill, Qt.MouseButton.LeftButton)
    assert view.flow.below_px < 1
    assert view.is_following


def test_a_block_that_shows_nothing_yet_moves_nothing(view: TranscriptView, qtbot: QtBot) -> None:
    live = reply("live", TextPart("Some words."), state=MessageState.STREAMING)
    view.set_path([*rows(user("u", "Go")), MessageRow(live, running=True)])
    heights = [view.flow.total]
    for piece in ("\n\n", "#", "# ", "Tides", " rise\n", "\n", "-", " one", "\n-", " two"):
        view.advance("live", (TextAppended(0, piece),))
        qtbot.waitUntil(lambda: not view.is_busy)
        heights.append(view.flow.total)
    assert heights == sorted(heights)

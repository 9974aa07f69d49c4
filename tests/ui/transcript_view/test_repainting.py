"""What is on the screen after pixels were moved is what painting all of it anew shows."""

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.core.messages import MessageState
from studio.core.parts import TextPart
from studio.core.reply import PartSet, TextAppended
from studio.demo.writing import long_text
from studio.ui.transcript.rows import MessageRow
from studio.ui.transcript.view import TranscriptView

from .samples import Blobs, reply, rich_conversation, user

Wheel = Callable[[int], None]


class PaintedPixels(QObject):
    """Counts the pixels that the viewport was asked to paint."""

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self.total = 0
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            for rect in event.region():  # type: ignore[attr-defined]
                self.total += rect.width() * rect.height()
        return False


def assert_screen_is_true(view: TranscriptView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not view.is_busy)
    view.viewport().repaint(0, 0, 1, 1)  # what is due is painted and on the screen now
    shown = view.screen().grabWindow(view.winId()).toImage()
    anew = view.grab().toImage()
    shown = shown.convertToFormat(QImage.Format.Format_RGB32)
    anew = anew.convertToFormat(QImage.Format.Format_RGB32)
    assert shown.size() == anew.size()
    stale = [y for y in range(anew.height()) if bytes(shown.scanLine(y)) != bytes(anew.scanLine(y))]
    assert not stale, f"rows {stale[0]} to {stale[-1]} are not what they should be"


@pytest.fixture
def long_view(view: TranscriptView, blobs: Blobs, qtbot: QtBot) -> TranscriptView:
    conversation = rich_conversation(blobs)
    more = [
        MessageRow(reply(f"long{n}", TextPart(long_text(f"tides {n}", 3000)))) for n in range(6)
    ]
    view.set_path([*conversation, *more])
    qtbot.waitUntil(lambda: not view.is_busy)
    return view


def test_the_wheel_moves_pixels(long_view: TranscriptView, wheel: Wheel, qtbot: QtBot) -> None:
    view = long_view
    assert_screen_is_true(view, qtbot)
    painted = PaintedPixels(view)
    whole = view.viewport().width() * view.viewport().height()
    for notches in (1, 1, 2, -1, 3, 1, 5, -2):
        wheel(notches)
        assert_screen_is_true(view, qtbot)
    before = painted.total
    wheel(1)
    view.viewport().repaint(0, 0, 1, 1)
    assert painted.total - before < whole * 0.7


@pytest.mark.parametrize("seed", range(3))
def test_any_walk_with_pointer_and_focus(
    long_view: TranscriptView, wheel: Wheel, qtbot: QtBot, seed: int
) -> None:
    view, rnd = long_view, random.Random(seed)
    for _ in range(25):
        act = rnd.randrange(6)
        if act == 0:
            wheel(rnd.choice((1, 1, 2, 4, -1, -2)))
        elif act == 1:
            at = QPoint(rnd.randrange(100, 800), rnd.randrange(10, 580))
            QTest.mouseMove(view.viewport(), at)
        elif act == 2:
            QTest.keyClick(view, rnd.choice((Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp)))
        elif act == 3:
            QTest.mouseClick(
                view.viewport(),
                Qt.MouseButton.LeftButton,
                pos=QPoint(rnd.randrange(100, 400), rnd.randrange(10, 580)),
            )
        elif act == 4:
            view.verticalScrollBar().setValue(rnd.randrange(view.verticalScrollBar().maximum()))
        else:
            wheel(-1)
        if rnd.random() < 0.5:
            assert_screen_is_true(view, qtbot)
    assert_screen_is_true(view, qtbot)


def test_a_stream_pushes_lines_up(view: TranscriptView, qtbot: QtBot) -> None:
    live = reply("live", state=MessageState.STREAMING)
    view.set_path([MessageRow(user("q", "Tell me")), MessageRow(live, running=True)])
    text = long_text("tides", 6000)
    rnd = random.Random(5)
    at = 0
    while at < len(text):
        size = rnd.choice((5, 40, 300))
        piece, at = text[at : at + size], at + size
        if at == size:
            view.advance("live", (PartSet(0, TextPart(piece)),))
        else:
            view.advance("live", (TextAppended(0, piece),))
        if rnd.random() < 0.15:
            assert_screen_is_true(view, qtbot)
    assert_screen_is_true(view, qtbot)


def _words(rnd: random.Random, count: int, alphabet: str) -> str:
    words = ("".join(rnd.choices(alphabet, k=rnd.randint(1, 9))) for _ in range(count))
    return " ".join(words)


@pytest.mark.parametrize("seed", range(4))
def test_growing_paragraphs_are_painted_line_by_line(
    view: TranscriptView, qtbot: QtBot, seed: int
) -> None:
    """Among them some that run from right to left, and some with styles and lists."""
    rnd = random.Random(seed)
    kinds = ("{}", "{}", "- {}", "> {}", "1. {}", "**bold** and `code`, then {}", "{} \u05d0\u05d1")
    live = reply("live", state=MessageState.STREAMING)
    view.set_path([MessageRow(user("q", "Tell me")), MessageRow(live, running=True)])
    view.advance("live", (PartSet(0, TextPart("Well.\n\n")),))
    for _ in range(10):
        letters = rnd.choice(
            ("abcdefgh", "abcdefgh", "ab\u05d0\u05d1\u05d2.,()", "\u4e00\u4e8c\u4e09")
        )
        text = rnd.choice(kinds).format(_words(rnd, rnd.randint(5, 150), letters)) + "\n\n"
        at = 0
        while at < len(text):
            size = rnd.choice((7, 40, 90))
            view.advance("live", (TextAppended(0, text[at : at + size]),))
            at += size
            qtbot.waitUntil(lambda: not view.is_busy)
            if rnd.random() < 0.3:
                assert_screen_is_true(view, qtbot)
    assert_screen_is_true(view, qtbot)


@pytest.mark.parametrize("scrolls", [False, True])
def test_words_at_the_end_of_a_long_paragraph_paint_its_end(
    view: TranscriptView, qtbot: QtBot, *, scrolls: bool
) -> None:
    rnd = random.Random(1)
    live = reply("live", state=MessageState.STREAMING)
    view.set_path([MessageRow(user("q", "Tell me")), MessageRow(live, running=True)])
    before = "".join(f"Line {n}\n\n" for n in range(30)) if scrolls else ""
    view.advance("live", (PartSet(0, TextPart(before + _words(rnd, 150, "abcdefgh"))),))
    for _ in range(3):
        view.advance("live", (TextAppended(0, " some"),))
        qtbot.waitUntil(lambda: not view.is_busy)
    assert_screen_is_true(view, qtbot)
    painted, frames = PaintedPixels(view), 20
    for _ in range(frames):
        view.advance("live", (TextAppended(0, " or more words that come"),))
        qtbot.waitUntil(lambda: not view.is_busy)
        view.viewport().repaint(0, 0, 1, 1)
    whole = view.viewport().width() * view.viewport().height()
    assert painted.total / frames < whole * 0.22
    assert_screen_is_true(view, qtbot)

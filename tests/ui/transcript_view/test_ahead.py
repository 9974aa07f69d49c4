"""What is done in idle time: the next frame finds its work done, and nothing moves by it."""

from collections.abc import Callable
from itertools import dropwhile

import pytest
from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.core.parts import TextPart
from studio.demo.writing import long_text
from studio.ui.transcript.code_element import CodeElement
from studio.ui.transcript.flow import Place
from studio.ui.transcript.pieces import Piece
from studio.ui.transcript.rows import MessageRow
from studio.ui.transcript.table_element import TableElement
from studio.ui.transcript.view import TranscriptView

from .samples import reply, user

_CODE = "```python\n" + "\n".join(f"value_{n} = {n} + len('abc')" for n in range(12)) + "\n```"
_TABLE = "| a | b |\n|---|---|\n" + "\n".join(f"| cell {n} | **bold** {n} |" for n in range(20))


def newest_layout() -> int:
    """A number above those of all layouts so far."""
    piece = Piece([], [])
    piece.lay_out(1.0, 0.0)
    return piece.serial


def laid_out_since(view: TranscriptView, serial: int) -> int:
    return sum(shown.piece.serial > serial for shown in view.flow.visible)


def rests(view: TranscriptView, qtbot: QtBot) -> None:
    view.viewport().repaint(0, 0, 1, 1)  # what is due is painted
    qtbot.waitUntil(lambda: view.ahead.is_resting)


@pytest.fixture
def long_view(view: TranscriptView, qtbot: QtBot) -> TranscriptView:
    texts = [TextPart(long_text(f"tides {n}", 12_000)) for n in range(40)]
    rows = [
        MessageRow(message)
        for n, text in enumerate(texts)
        for message in (user(f"u{n}", "Go on"), reply(f"a{n}", text))
    ]
    view.set_path(rows)
    rests(view, qtbot)
    return view


def test_a_bar_that_moves_evenly_finds_each_place_laid_out(
    long_view: TranscriptView, qtbot: QtBot
) -> None:
    view = long_view
    bar = view.verticalScrollBar()
    step = bar.maximum() // 12
    bar.setSliderDown(True)
    fresh = []
    for number in range(1, 10):
        before = newest_layout()
        bar.setSliderPosition(bar.maximum() - number * step)
        fresh.append(laid_out_since(view, before))
        rests(view, qtbot)
    assert min(fresh[:3]) > 0  # nobody knows yet where it goes
    assert sum(fresh[3:]) <= len(fresh[3:])  # a guessed height moves the place by a piece at most
    bar.setSliderDown(False)
    assert view.flow.visible[0].top <= 0


def test_a_bar_that_jumps_about_has_nothing_prepared(
    long_view: TranscriptView, qtbot: QtBot
) -> None:
    view = long_view
    bar = view.verticalScrollBar()
    bar.setSliderDown(True)
    for part in (0.9, 0.2, 0.6, 0.1):
        bar.setSliderPosition(int(bar.maximum() * part))
        assert view.ahead.is_resting
    bar.setSliderDown(False)


def test_the_path_may_go_while_the_bar_is_dragged(long_view: TranscriptView, qtbot: QtBot) -> None:
    bar = long_view.verticalScrollBar()
    bar.setSliderDown(True)
    for part in (0.9, 0.8, 0.7):
        bar.setSliderPosition(int(bar.maximum() * part))
    assert not long_view.ahead.is_resting
    long_view.set_path([])
    rests(long_view, qtbot)
    bar.setSliderDown(False)


@pytest.mark.parametrize("key", [Qt.Key.Key_PageUp, Qt.Key.Key_PageDown])
def test_the_next_page_is_laid_out_before_it_is_asked_for(
    long_view: TranscriptView, qtbot: QtBot, key: Qt.Key
) -> None:
    view = long_view
    view.flow.scroll_to(view.flow.most_y / 2)
    view.user_moved()
    rests(view, qtbot)
    for _ in range(5):
        before, top = newest_layout(), view.flow.anchor()
        QTest.keyClick(view, key)
        assert view.flow.anchor() != top
        assert laid_out_since(view, before) == 0
        rests(view, qtbot)


def neighbours(view: TranscriptView, step: Callable[[Place], Place | None], count: int) -> list:
    """The elements of the pieces next to the screen."""
    found, place = [], step(view.flow.visible[-1].place)
    while place is not None and len(found) < count:
        found += view.flow.piece_at(place).elements
        place = step(place)
    return found


def test_code_and_tables_are_ready_before_they_are_seen(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_path([MessageRow(reply("b", TextPart(_CODE)))])
    rests(view, qtbot)  # Python's lexer is there
    filler = "\n\n".join(f"Paragraph {n} of the filler." for n in range(40))
    text = "\n\n".join([filler, _CODE, _TABLE, filler])
    view.set_path([MessageRow(user("u", "Hello")), MessageRow(reply("a", TextPart(text)))])
    view.flow.to_item(view.items()[1])
    # The code begins right below the screen.
    while not any(isinstance(each, CodeElement) for each in neighbours(view, view.flow.after, 1)):
        view.flow.scroll_by(30)
    view.user_moved(30)
    rests(view, qtbot)
    code, table = neighbours(view, view.flow.after, 2)
    assert isinstance(code, CodeElement)
    assert isinstance(table, TableElement)
    assert not code.needs_highlight()
    assert len(code.lines._layouts) == 12
    assert len(table._cells) > 20


class PaintedRects(QObject):
    """What the viewport was asked to paint."""

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self.rects: list[QRect] = []
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.rects.append(event.rect())  # type: ignore[attr-defined]
        return False


def test_colours_that_come_paint_the_code_alone(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_path([MessageRow(reply("a", TextPart(f"Before it.\n\n{_CODE}\n\nAfter it.")))])
    painted = PaintedRects(view)
    rests(view, qtbot)
    (shown,) = (v for v in view.flow.visible if isinstance(v.piece.elements[0], CodeElement))
    around = view.canvas.rect_of(shown, 0).toAlignedRect().adjusted(-4, -4, 4, 4)
    whole = view.viewport().height()
    later = list(dropwhile(lambda rect: rect.height() == whole, painted.rects))
    assert later
    assert all(around.contains(rect) for rect in later), later


def test_idle_work_moves_nothing(long_view: TranscriptView, qtbot: QtBot) -> None:
    view = long_view
    for part in (0.3, 0.7):
        view.flow.scroll_to(view.flow.most_y * part)
        tops = [(shown.place, shown.top) for shown in view.flow.visible]
        view.user_moved(-1)
        rests(view, qtbot)
        view.refresh()
        assert [(shown.place, shown.top) for shown in view.flow.visible] == tops

"""A rubber band over very many images selects what it touches; a move costs what it changed."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.ui.gallery.grid import ImageGrid
from studio.ui.gallery.rows import Rows
from studio.ui.gallery.rubber_band import RubberBand
from studio.ui.gallery.thumbnails import ThumbnailLoader
from studio.ui.theme import ThemeStore
from tests.ui.conftest import Until
from tests.ui.gallery.test_long_lists import COUNT, Nowhere, list_of

PLAIN, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def grid(
    qtbot: QtBot, theme_store: ThemeStore, tmp_path: Path, until: Until
) -> Iterator[ImageGrid]:
    thumbnails = ThumbnailLoader(Nowhere(), tmp_path)
    made = ImageGrid(theme=theme_store, thumbnails=thumbnails)
    made.resize(1000, 700)
    made.show()
    made.show_list(list_of(range(1, COUNT + 1)))
    yield made
    until(lambda: thumbnails.is_idle)
    made.close()
    made.deleteLater()


def touched(grid: ImageGrid, area: QRect) -> set[int]:
    return {grid.chosen.keys[place] for place in grid.rows.images_in(area)}


def mouse(
    grid: ImageGrid, kind: QEvent.Type, x: int, y: int, modifiers: Qt.KeyboardModifier = PLAIN
) -> None:
    viewport, spot = grid.viewport(), QPoint(x, y).toPointF()
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind == QEvent.Type.MouseMove else left
    buttons = none if kind == QEvent.Type.MouseButtonRelease else left
    event = QMouseEvent(kind, spot, viewport.mapToGlobal(spot), button, buttons, modifiers)
    QApplication.sendEvent(viewport, event)


@pytest.mark.parametrize("keeps", [False, True])
@pytest.mark.parametrize("justified", [False, True])
def test_whatever_way_it_moves_it_selects_what_it_touches(
    grid: ImageGrid, keeps: bool, justified: bool
) -> None:
    grid.set_justified(justified)
    before = set(list(grid.chosen.keys)[100:2000:3]) if keeps else set[int]()
    grid.chosen.set(before)
    chance, total = random.Random(7), grid.rows.total
    band = RubberBand(grid, QPoint(500, total // 2), keeps=keeps)
    for step in range(120):
        far = step % 4 == 0
        y = chance.randrange(total) if far else band.area.bottom() + chance.randint(-300, 300)
        band.reach(QPoint(chance.randint(-20, 1020), y))
        while band.is_behind:
            band.take_up()
        assert grid.chosen.selected == before ^ touched(grid, band.area)


def test_a_jump_over_everything_is_taken_up_piece_by_piece(
    grid: ImageGrid, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.ui.gallery.rubber_band._SLICE_S", -1.0)  # nothing at once
    bar = grid.verticalScrollBar()
    mouse(grid, QEvent.Type.MouseButtonPress, 3, 30)
    bar.setValue(bar.maximum())
    mouse(grid, QEvent.Type.MouseMove, 600, 650)
    assert grid.pointer.is_banding
    assert len(grid.chosen.selected) < COUNT // 10
    mouse(grid, QEvent.Type.MouseButtonRelease, 600, 650)
    monkeypatch.setattr("studio.ui.gallery.rubber_band._SLICE_S", 0.002)
    until(lambda: len(grid.chosen.selected) > COUNT // 3)
    start = QPoint(3 - grid.offset.x(), 30 - 4)
    end = QPoint(600, 650) - grid.offset
    until(lambda: grid.chosen.selected == touched(grid, QRect(start, end).normalized()))
    assert not grid.pointer.is_banding


def test_a_key_pressed_meanwhile_meets_all_that_was_under_the_band(
    grid: ImageGrid, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr("studio.ui.gallery.rubber_band._SLICE_S", -1.0)
    bar = grid.verticalScrollBar()
    mouse(grid, QEvent.Type.MouseButtonPress, 3, 30)
    bar.setValue(bar.maximum())
    mouse(grid, QEvent.Type.MouseMove, 990, 690)
    mouse(grid, QEvent.Type.MouseButtonRelease, 990, 690)
    monkeypatch.setattr("studio.ui.gallery.rubber_band._SLICE_S", 0.002)
    seen: list[int] = []
    grid.act_requested.connect(lambda _act: seen.append(len(grid.chosen.selected)))
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert seen == [COUNT]


def test_a_small_move_of_a_long_band_looks_at_little(
    grid: ImageGrid, monkeypatch: pytest.MonkeyPatch
) -> None:
    band = RubberBand(grid, QPoint(40, 30), keeps=False)
    band.reach(QPoint(500, grid.rows.total - 300))
    while band.is_behind:
        band.take_up()
    assert len(grid.chosen.selected) > COUNT // 3
    looked: list[int] = []
    before = Rows.rects

    def rects(self: Rows, row: object) -> list[QRect]:
        looked.append(1)
        return before(self, row)  # type: ignore[arg-type]

    monkeypatch.setattr(Rows, "rects", rects)
    for by in range(10):
        band.reach(QPoint(500 + by, grid.rows.total - 300 + by))
    assert len(looked) < 10 * 2 * 100  # the rows of a band's two ends, of more than a thousand


def test_what_is_done_to_the_selection_meanwhile_does_not_confuse_it(grid: ImageGrid) -> None:
    band = RubberBand(grid, QPoint(40, 30), keeps=False)
    band.reach(QPoint(500, 4000))
    grid.chosen.nothing()
    band.reach(QPoint(510, 4010))
    assert grid.chosen.selected == touched(grid, band.area)
    grid.show_list(list_of(range(1, COUNT - 100)))
    band.reach(QPoint(500, 4000))
    while band.is_behind:
        band.take_up()
    assert grid.chosen.selected == touched(grid, band.area)


def test_ranges_change_at_their_end_alone(grid: ImageGrid) -> None:
    chosen, keys = grid.chosen, list(grid.chosen.keys)
    chance = random.Random(4)
    chosen.only(2000)
    for _ in range(40):
        place = chance.randrange(COUNT)
        chosen.reach(place)
        assert chosen.selected == set(keys[min(2000, place) : max(2000, place) + 1])
    chosen.toggle(3000)
    kept = set(chosen.selected)
    for place in (3100, 3050, 2900, 3200):
        chosen.reach(place, adds=True)
        kept |= set(keys[min(3000, place) : max(3000, place) + 1])
        assert chosen.selected == kept

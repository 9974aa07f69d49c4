"""A scrolled grid moves its pixels: what is on the screen is what painting all would show."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QImage, QPaintEvent
from pytestqt.qtbot import QtBot

from studio.core.gallery import GalleryCard, GalleryList, GallerySection, PictureKey
from studio.core.parts import BlobRef
from studio.ui.gallery.grid import ImageGrid
from studio.ui.gallery.thumbnails import ThumbnailLoader
from studio.ui.theme import ThemeStore
from tests.ui.conftest import Until
from tests.ui.gallery.test_long_lists import Nowhere

COUNT, DAYS = 1200, 40


class Painted(QObject):
    """How many px of a viewport were painted."""

    def __init__(self, grid: ImageGrid) -> None:
        super().__init__(grid)
        self.area_px = 0
        grid.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.area_px += sum(rect.width() * rect.height() for rect in event.region())
        return False


def days_of(count: int) -> GalleryList:
    chance = random.Random(5)
    sizes = ((1024, 1024), (1344, 768), (768, 1344))
    cards = [
        GalleryCard(
            PictureKey(at + 1),
            BlobRef(f"{at:064x}", "image/png", 9, *chance.choice(sizes)),
            0,
            rating=at % 6,
        )
        for at in range(count)
    ]
    each = count // DAYS
    sections = tuple(GallerySection(date(2026, 1, 1), at * each, each) for at in range(DAYS))
    return GalleryList(b"".join(card.packed() for card in cards), sections)


@pytest.fixture
def grid(
    qtbot: QtBot, theme_store: ThemeStore, tmp_path: Path, until: Until
) -> Iterator[ImageGrid]:
    thumbnails = ThumbnailLoader(Nowhere(), tmp_path)
    made = ImageGrid(theme=theme_store, thumbnails=thumbnails)
    made.resize(900, 700)
    made.show()
    made.show_list(days_of(COUNT))
    until(lambda: thumbnails.is_idle and len(thumbnails._broken) > 10)
    yield made
    until(lambda: thumbnails.is_idle)
    made.close()
    made.deleteLater()


def on_screen(grid: ImageGrid) -> QImage:
    """What the screen shows of the grid, read from the screen."""
    shown = grid.screen().grabWindow(grid.winId()).toImage()
    return shown.convertToFormat(QImage.Format.Format_RGB32)


def as_painted(grid: ImageGrid) -> QImage:
    """What it would paint now."""
    return grid.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def test_what_is_moved_looks_as_if_it_had_been_painted(grid: ImageGrid, until: Until) -> None:
    chance = random.Random(2)
    bar = grid.verticalScrollBar()
    bar.setValue(900)
    grid.chosen.only(grid.visible_places()[3])
    for _ in range(30):
        until(lambda: grid.thumbnails.is_idle)
        bar.setValue(bar.value() + chance.randint(-160, 190))
        until(lambda: on_screen(grid) == as_painted(grid))


def test_a_step_of_the_wheel_paints_no_more_than_came_into_view(
    grid: ImageGrid, until: Until, qtbot: QtBot
) -> None:
    bar = grid.verticalScrollBar()
    bar.setValue(500)
    until(lambda: grid.thumbnails.is_idle)
    qtbot.waitUntil(lambda: on_screen(grid) == as_painted(grid))
    # Rows that come into view may lack pictures, which are painted when they are known.
    for value in (620, 500):
        bar.setValue(value)
        until(lambda: grid.thumbnails.is_idle)
        qtbot.waitUntil(lambda: on_screen(grid) == as_painted(grid))
    grid.viewport().repaint(0, 0, 1, 1)  # what is still due is painted now
    painted = Painted(grid)
    bar.setValue(620)
    qtbot.waitUntil(lambda: painted.area_px > 0)
    whole_px = grid.viewport().width() * grid.viewport().height()
    assert painted.area_px < whole_px * 0.5


def test_two_steps_before_anything_is_painted_leave_nothing_behind(
    grid: ImageGrid, until: Until
) -> None:
    bar = grid.verticalScrollBar()
    bar.setValue(700)
    until(lambda: on_screen(grid) == as_painted(grid))
    for by in (90, -40, 130):
        bar.setValue(bar.value() + by)
    until(lambda: on_screen(grid) == as_painted(grid))


def test_a_pointer_that_rests_hovers_what_comes_under_it(grid: ImageGrid, qtbot: QtBot) -> None:
    bar = grid.verticalScrollBar()
    bar.setValue(300)
    spot = grid.rect_of(grid.visible_places()[8]).center()
    grid.viewport().setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    qtbot.mouseMove(grid.viewport(), spot - QPoint(1, 1))
    qtbot.mouseMove(grid.viewport(), spot)
    first = grid.pointer.hovered
    assert first == grid.image_at(spot) >= 0
    bar.setValue(900)
    assert grid.pointer.hovered == grid.image_at(spot) != first

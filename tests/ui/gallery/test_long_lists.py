"""The grid over very many images: what is not on the screen costs nothing and moves nothing."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.core.gallery import GalleryCard, GalleryList, PictureKey
from studio.core.parts import BlobRef
from studio.ui.gallery.grid import ImageGrid
from studio.ui.gallery.making_thumbnails import Thumb
from studio.ui.gallery.thumbnails import ThumbnailLoader
from studio.ui.theme import ThemeStore
from tests.ui.conftest import Until

COUNT = 5000


class Nowhere:
    """No picture has a file."""

    def path(self, blob: BlobRef) -> Path:
        return Path("/nonexistent") / blob.sha256


def list_of(keys: range, *, is_whole: bool = True) -> GalleryList:
    chance = random.Random(3)
    sizes = ((1024, 1024), (1344, 768), (768, 1344), (2048, 900))
    cards = [
        GalleryCard(
            PictureKey(key), BlobRef(f"{key:064x}", "image/png", 9, *chance.choice(sizes)), 0
        )
        for key in keys
    ]
    return GalleryList(b"".join(card.packed() for card in cards), is_whole=is_whole)


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


def wheel(grid: ImageGrid, delta: int) -> None:
    spot = QPointF(grid.viewport().rect().center())
    event = QWheelEvent(
        spot, grid.viewport().mapToGlobal(spot), QPoint(), QPoint(0, delta),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(grid.viewport(), event)


def test_wheeling_up_from_the_middle_moves_all_that_is_seen_by_the_same(grid: ImageGrid) -> None:
    bar = grid.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    steps = 0
    while bar.value() > 0 and steps < 60:
        steps += 1
        place = grid.visible_places()[0]
        before = [grid.rect_of(each) for each in (place, place + 3)]
        wheel(grid, 120)
        after = [grid.rect_of(each) for each in (place, place + 3)]
        moved = after[0].top() - before[0].top()
        assert moved == after[1].top() - before[1].top()
        assert [each.height() for each in after] == [each.height() for each in before]
        assert 0 < moved <= 200


def test_the_ends_are_reached_by_bar_and_by_keys(grid: ImageGrid, qtbot: QtBot) -> None:
    bar = grid.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() == bar.maximum()
    assert grid.visible_places().stop == COUNT
    assert 0 < grid.viewport().height() - grid.rect_of(COUNT - 1).bottom() <= 24
    bar.setValue(0)
    assert grid.visible_places().start == 0
    qtbot.keyClick(grid, Qt.Key.Key_End)
    assert grid.chosen.current == COUNT
    assert grid.viewport().rect().contains(grid.rect_of(COUNT - 1))
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    assert grid.viewport().rect().contains(grid.rect_of(0))


@pytest.mark.parametrize("size", [64, 200, 512])
def test_another_size_keeps_the_place_in_a_long_list(grid: ImageGrid, size: int) -> None:
    bar = grid.verticalScrollBar()
    bar.setValue(bar.maximum() // 3)
    place = grid.visible_places()[len(grid.visible_places()) // 2]
    grid.chosen.only(place)
    top = grid.rect_of(place).top()
    grid.set_size(size)
    assert abs(grid.rect_of(place).top() - top) <= 1


def test_the_bar_shows_only_when_there_is_something_to_scroll(
    grid: ImageGrid, until: Until
) -> None:
    bar = grid.verticalScrollBar()
    assert bar.isVisible()
    wide = grid.rows.measures.width
    grid.show_list(list_of(range(1, 4)), keep_place=False)
    until(lambda: not bar.isVisible())
    assert grid.rows.measures.width == wide


def test_a_selection_is_in_the_order_of_the_list_however_large(grid: ImageGrid) -> None:
    chosen, keys = grid.chosen, list(grid.chosen.keys)
    for some in (keys, keys[::2], keys[::100], keys[7:8], []):
        chosen.set(reversed(some))
        assert chosen.in_order() == some


def test_everything_of_a_list_that_is_still_coming_is_everything(grid: ImageGrid) -> None:
    grid.show_list(list_of(range(1, 301), is_whole=False), keep_place=False)
    grid.chosen.everything()
    grid.show_list(list_of(range(1, 901)))
    assert len(grid.chosen.selected) == 900
    grid.chosen.only(5)
    grid.show_list(list_of(range(1, 901)))
    assert grid.chosen.selected == {6}


def test_what_could_not_be_shown_is_tried_again_also_for_a_view_that_asks_no_more(
    qapp: QApplication, tmp_path: Path, until: Until
) -> None:
    thumbnails = ThumbnailLoader(Nowhere(), tmp_path)
    thumb = Thumb(list_of(range(1, 2))[0].blob, 64, 64)
    thumbnails.want("a view", [thumb])
    until(lambda: thumbnails.is_broken(thumb.blob.sha256))
    thumbnails.retry()
    until(lambda: thumbnails.is_broken(thumb.blob.sha256))
    thumbnails.deleteLater()

"""Rating and deleting in the viewer, by keys and mouse."""

import asyncio
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMenu

from studio.core.gallery import GalleryFilter
from studio.ui.images.items import ImageItem
from tests.ui.viewer.conftest import Viewer
from tests.ui.viewer.test_comparing import BLUE, GREEN, RED, plain
from tests.ui.viewer.test_picking import kept

Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier


def wait_for_ratings(viewer: Viewer, run: Any, items: list[ImageItem], *wanted: int) -> None:
    store = viewer.services.gallery()

    async def come() -> None:
        keys = [await store.key_of(item.blob.sha256) for item in items]
        while [c.rating for c in await store.cards([k for k in keys if k])] != list(wanted):
            await asyncio.sleep(0)

    run(come())


def wait_for_trash(viewer: Viewer, run: Any, number: int) -> None:
    async def come() -> None:
        while len(await viewer.services.gallery().find(GalleryFilter(trash=True))) != number:
            await asyncio.sleep(0)

    run(come())


def names(viewer: Viewer) -> list[str]:
    items = viewer.page.items
    return [items[at].name for at in range(len(items))]


def test_images_are_rated_while_walking(viewer: Viewer, run: Any) -> None:
    items = kept(viewer, run, plain(RED), plain(BLUE))
    viewer.open(items, 0)
    stars = viewer.page.bar.stars
    viewer.until(stars.isEnabled)
    viewer.key(Key.Key_4, ALT)
    assert stars.value() == 4
    wait_for_ratings(viewer, run, items, 4, 0)
    viewer.key(Key.Key_Right)
    viewer.until(lambda: stars.isEnabled() and stars.value() == 0)
    QTest.mouseClick(stars, LEFT, pos=QPoint(stars.width() * 3 // 10, stars.height() // 2))
    assert stars.value() == 2
    wait_for_ratings(viewer, run, items, 4, 2)
    viewer.key(Key.Key_Left)
    viewer.until(lambda: stars.value() == 4)
    viewer.key(Key.Key_0, ALT)
    wait_for_ratings(viewer, run, items, 0, 2)
    stars.setFocus()
    QTest.keyClick(stars, Key.Key_3)  # else the key of the page: actual size is 1, fit is 0
    QTest.keyClick(stars, Key.Key_Right)
    wait_for_ratings(viewer, run, items, 4, 2)
    assert viewer.page.index == 0


def test_del_moves_to_the_trash_and_shows_the_next_image(viewer: Viewer, run: Any) -> None:
    items = kept(viewer, run, plain(RED), plain(BLUE), plain(GREEN))
    viewer.open(items, 1)
    viewer.until(viewer.page.bar.delete.isEnabled)
    viewer.key(Key.Key_Delete)
    viewer.until(lambda: names(viewer) == ["0.png", "2.png"])
    assert viewer.page.item == items[2]
    wait_for_trash(viewer, run, 1)
    viewer.until(viewer.page.bar.delete.isEnabled)
    QTest.mouseClick(viewer.page.bar.delete, LEFT)
    viewer.until(lambda: names(viewer) == ["0.png"])
    wait_for_trash(viewer, run, 2)
    assert viewer.page.culling.undo.undo_last()
    viewer.until(lambda: names(viewer) == ["0.png", "2.png"])
    assert viewer.page.item == items[2]
    wait_for_trash(viewer, run, 1)


def test_after_the_last_image_the_viewer_is_left_and_undo_still_works(
    viewer: Viewer, run: Any
) -> None:
    viewer.open(kept(viewer, run, plain(RED)), 0)
    viewer.until(viewer.page.bar.delete.isEnabled)
    viewer.key(Key.Key_Delete)
    viewer.until(lambda: viewer.lefts == [True])
    wait_for_trash(viewer, run, 1)
    viewer.page.clear()
    undo = next(b for b in viewer.window.findChildren(QAbstractButton) if b.text() == "Undo")
    QTest.mouseClick(undo, LEFT)
    wait_for_trash(viewer, run, 0)
    assert viewer.page.item is None


def test_an_image_that_is_not_in_the_gallery_has_no_stars_and_no_trash(viewer: Viewer) -> None:
    viewer.open_pictures(plain(RED))
    assert not viewer.page.bar.stars.isEnabled()
    assert not viewer.page.bar.delete.isEnabled()
    viewer.key(Key.Key_Delete)
    viewer.canvas.customContextMenuRequested.emit(QPoint(50, 50))
    menu = viewer.page.findChild(QMenu, "viewer_menu")
    assert menu is not None
    assert "Move to the trash" not in [each.text() for each in menu.actions()]
    menu.close()
    assert len(viewer.page.items) == 1

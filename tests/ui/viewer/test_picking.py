"""Favourites in the viewer, and picks among compared images, by keys and mouse."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.core.gallery import PictureKind
from studio.core.records import NewPicture
from studio.ui.images.items import ImageItem
from studio.ui.viewer.compare.page import ComparePage
from tests.ui.viewer.conftest import Viewer, png
from tests.ui.viewer.test_comparing import BLUE, GREEN, RED, key, page, plain

__all__ = ["page"]

Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


def kept(viewer: Viewer, run: Any, *pictures: Image.Image) -> list[ImageItem]:
    """Images that are in the gallery."""
    items = [viewer.item(png(each), f"{n}.png") for n, each in enumerate(pictures)]
    now = datetime.now(UTC)
    new = [NewPicture(item.blob, PictureKind.MADE, now) for item in items]
    run(viewer.services.gallery().add(new))
    return items


def wait_for_favourites(viewer: Viewer, run: Any, items: list[ImageItem], *wanted: bool) -> None:
    """Until the gallery itself says so."""
    store = viewer.services.gallery()

    async def come() -> None:
        keys = [await store.key_of(item.blob.sha256) for item in items]
        while [c.favourite for c in await store.cards([k for k in keys if k])] != list(wanted):
            await asyncio.sleep(0)

    run(come())


def test_s_makes_the_image_a_favourite_and_s_again_does_not(viewer: Viewer, run: Any) -> None:
    items = kept(viewer, run, plain(RED), plain(BLUE))
    viewer.open(items, 0)
    heart = viewer.page.bar.favourite
    viewer.until(heart.isEnabled)
    viewer.key(Key.Key_S)
    assert heart.isChecked()
    wait_for_favourites(viewer, run, items, True, False)
    viewer.key(Key.Key_Right)
    viewer.until(lambda: heart.isEnabled() and not heart.isChecked())
    viewer.key(Key.Key_Left)
    viewer.until(heart.isChecked)
    QTest.mouseClick(heart, LEFT)
    assert not heart.isChecked()
    wait_for_favourites(viewer, run, items, False, False)


def test_a_favourite_of_the_gallery_shows_as_one_at_once(viewer: Viewer, run: Any) -> None:
    items = kept(viewer, run, plain(RED))
    viewer.open(items, 0)
    viewer.until(viewer.page.bar.favourite.isEnabled)
    store = viewer.services.gallery()
    run(store.set_favourite([run(store.key_of(items[0].blob.sha256))]))
    viewer.until(viewer.page.bar.favourite.isChecked)


def test_an_image_that_the_gallery_has_not_is_no_favourite(viewer: Viewer) -> None:
    viewer.open_pictures(plain(RED))
    assert not viewer.page.bar.favourite.isEnabled()
    viewer.key(Key.Key_S)
    assert not viewer.page.bar.favourite.isChecked()


def test_picks_are_favourites_and_nothing_else_changes(
    page: ComparePage, viewer: Viewer, run: Any
) -> None:
    items = kept(viewer, run, plain(RED), plain(BLUE), plain(GREEN))
    page.open(items)
    viewer.until(lambda: page.loader.is_idle)
    viewer.until(QApplication.focusWidget)
    chips = page.foot.picks.chips
    viewer.until(chips["C"].isEnabled)
    assert [chip.isVisible() for chip in chips.values()] == [True, True, True, False]
    key(page, Key.Key_B, SHIFT)
    assert chips["B"].isChecked()
    assert page._right_tag.accessibleDescription() == "Picked"
    assert page._left_tag.accessibleDescription() == ""
    wait_for_favourites(viewer, run, items, False, True, False)
    # The pick stays with its image, whatever letter that has now.
    key(page, Key.Key_C)
    assert (chips["A"].isChecked(), chips["B"].isChecked()) == (True, False)
    QTest.mouseClick(chips["A"], LEFT)
    assert not chips["A"].isChecked()
    wait_for_favourites(viewer, run, items, False, False, False)
    page.set_mode("side")
    key(page, Key.Key_C, SHIFT)
    wait_for_favourites(viewer, run, items, False, False, True)
    assert page.side._tags[2].accessibleDescription() == "Picked"

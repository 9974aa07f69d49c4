"""The family and the note of the image that is looked at: shown, walked, written."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from studio.core.gallery import PictureKind
from studio.core.records import NewPicture
from studio.ui.images.items import ImageItem
from tests.ui.viewer.conftest import Viewer, png
from tests.ui.viewer.test_comparing import BLUE, GREEN, RED, plain
from tests.ui.viewer.test_picking import kept

Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


def family(viewer: Viewer, run: Any, *pictures: Image.Image) -> list[ImageItem]:
    """Images of which each was made from the one before it."""
    items = [viewer.item(png(each), f"{n}.png") for n, each in enumerate(pictures)]
    begin = datetime.now(UTC) - timedelta(hours=1)
    new = [
        NewPicture(
            item.blob,
            PictureKind.MADE,
            begin + timedelta(minutes=n),
            parents=(items[n - 1].blob.sha256,) if n else (),
        )
        for n, item in enumerate(items)
    ]
    run(viewer.services.gallery().add(new))
    return items


def wait_for_notes(viewer: Viewer, run: Any, items: list[ImageItem], *wanted: str) -> None:
    store = viewer.services.gallery()

    async def come() -> None:
        keys = [await store.key_of(item.blob.sha256) for item in items]
        while True:
            details = [await store.details(key) for key in keys if key is not None]
            if [each.note for each in details if each is not None] == list(wanted):
                return
            await asyncio.sleep(0)

    run(come())


def tiles(viewer: Viewer) -> list[str]:
    strip = viewer.page.panel.record.lineage
    found = sorted(strip.findChildren(QAbstractButton), key=lambda each: each.x())
    return [each.accessibleName() for each in found if each.isVisible()]


def looked_at(viewer: Viewer) -> str:
    return viewer.page.item.blob.sha256 if viewer.page.item is not None else ""


def test_a_click_in_the_lineage_goes_to_that_image(viewer: Viewer, run: Any) -> None:
    items = family(viewer, run, plain(RED), plain(BLUE), plain(GREEN))
    viewer.open(items, 1)
    viewer.until(lambda: tiles(viewer) == ["Source", "This", "Edit"])
    viewer.click("Source")
    viewer.until(lambda: viewer.page.index == 0)
    viewer.until(lambda: tiles(viewer) == ["This", "Edit"])
    assert len(viewer.page.items) == 3


def test_one_that_is_not_among_the_images_stands_beside_this_one(viewer: Viewer, run: Any) -> None:
    source, child = family(viewer, run, plain(RED), plain(BLUE))
    other, last = kept(viewer, run, plain(GREEN), plain((1, 2, 3)))
    viewer.open([other, child, last], 1)
    viewer.key(Key.Key_X)  # marked for comparing: the mark stays with its image
    viewer.until(lambda: tiles(viewer) == ["Source", "This"])
    viewer.click("Source")
    viewer.until(lambda: looked_at(viewer) == source.blob.sha256)
    page = viewer.page
    shas = [page.items[at].blob.sha256 for at in range(len(page.items))]
    assert shas == [each.blob.sha256 for each in (other, child, source, last)]
    assert page.marked == (1,)
    viewer.until(lambda: tiles(viewer) == ["This", "Edit"])
    viewer.click("Edit")
    viewer.until(lambda: looked_at(viewer) == child.blob.sha256)
    viewer.until(lambda: tiles(viewer) == ["Source", "This"])
    viewer.click("Source")  # it stands there already
    viewer.until(lambda: looked_at(viewer) == source.blob.sha256)
    assert len(page.items) == 4


def test_arrows_walk_the_family_not_the_images(viewer: Viewer, run: Any) -> None:
    items = family(viewer, run, plain(RED), plain(BLUE), plain(GREEN))
    viewer.open([items[2], items[1], items[0]], 0)
    viewer.until(lambda: tiles(viewer) == ["Source", "This"])
    viewer.button("This").setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(2):
        before = looked_at(viewer)
        viewer.key(Key.Key_Left)
        viewer.until(lambda before=before: looked_at(viewer) != before)
        viewer.until(lambda: viewer.button("This").hasFocus())
    assert looked_at(viewer) == items[0].blob.sha256


def test_a_note_is_written_and_taken_back(viewer: Viewer, run: Any) -> None:
    items = kept(viewer, run, plain(RED), plain(BLUE))
    viewer.open(items, 0)
    note = viewer.page.panel.record.note
    viewer.until(note.isVisible)
    assert not viewer.page.panel.record.lineage.isVisible()
    QTest.mouseClick(note.viewport(), LEFT)
    QTest.keyClicks(note, "Fox s1 +.")  # keys of the viewer, too
    viewer.key(Key.Key_Return, CTRL)
    wait_for_notes(viewer, run, items, "Fox s1 +.", "")
    assert not viewer.messages
    assert viewer.page.index == 0
    assert viewer.page.culling.undo.undo_last()
    wait_for_notes(viewer, run, items, "", "")
    viewer.until(lambda: note.toPlainText() == "")


def test_esc_takes_back_what_was_typed_then_leaves_the_note_then_the_viewer(
    viewer: Viewer, run: Any
) -> None:
    items = kept(viewer, run, plain(RED))
    viewer.open(items, 0)
    note = viewer.page.panel.record.note
    viewer.until(note.isVisible)
    QTest.mouseClick(note.viewport(), LEFT)
    QTest.keyClicks(note, "Oh")
    viewer.key(Key.Key_Escape)
    assert note.toPlainText() == ""
    assert note.hasFocus()
    viewer.key(Key.Key_Escape)
    assert viewer.canvas.hasFocus()
    assert not viewer.lefts
    viewer.key(Key.Key_Escape)
    assert viewer.lefts == [True]


@pytest.mark.parametrize("leaves", [False, True])
def test_what_was_typed_is_kept_for_its_image(viewer: Viewer, run: Any, leaves: bool) -> None:
    items = kept(viewer, run, plain(RED), plain(BLUE))
    viewer.open(items, 0)
    note = viewer.page.panel.record.note
    viewer.until(note.isVisible)
    QTest.mouseClick(note.viewport(), LEFT)
    QTest.keyClicks(note, "Mine")
    if leaves:
        viewer.page.clear()
    else:
        viewer.page.next()
    wait_for_notes(viewer, run, items, "Mine", "")
    viewer.until(lambda: note.toPlainText() == "")


def test_images_that_the_gallery_does_not_have_show_neither(viewer: Viewer, run: Any) -> None:
    known = kept(viewer, run, plain(RED))
    unknown = viewer.item(png(plain(BLUE)))
    viewer.open([*known, unknown], 0)
    panel = viewer.page.panel.record
    viewer.until(panel.isVisible)
    viewer.page.next()
    viewer.until(lambda: not panel.isVisible())

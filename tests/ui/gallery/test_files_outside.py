"""Image files that were deleted or changed outside: noticed, marked, given back."""

import io
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from studio.core.parts import BlobRef
from studio.services.file_checks import FileState
from studio.ui.gallery.tiles import corner_rect
from studio.ui.images.loader import ImageLoader
from tests.ui.gallery.conftest import GalleryBench, picture


def file_of(gallery: GalleryBench, place: int) -> tuple[BlobRef, Path]:
    card = gallery.page.grid.list[place]
    return card.blob, gallery.services.images.path(card.blob)


def test_a_file_that_is_gone_is_marked_told_and_given_back(
    gallery: GalleryBench, tmp_path: Path
) -> None:
    gallery.fill(4)
    gallery.open(4)
    page, checks = gallery.page, gallery.page.files.checks
    blob, path = file_of(gallery, 1)
    path.unlink()
    page.files.look_soon()
    gallery.until(lambda: checks.state(blob.sha256) is FileState.MISSING)
    mark = corner_rect(page.grid.theme, page.grid.rect_of(1)).center()
    shown = page.grid.viewport().grab().toImage()
    assert shown.pixelColor(mark) != shown.pixelColor(gallery.spot(1))
    listed = QAccessible.queryAccessibleInterface(page.grid)
    assert "The file is gone" in listed.child(1).text(QAccessible.Text.Name)
    gallery.click(1)
    notice = page.details.body.file_notice
    gallery.until(lambda: notice.isVisible())
    assert "The file is gone" in notice.panel.text
    other, original = tmp_path / "other.png", tmp_path / "original.png"
    other.write_bytes(picture(77, 20, 20))
    page.files.put_back([other])
    gallery.until(lambda: "This is another image" in gallery.toast_texts())
    assert not path.exists()
    original.write_bytes(picture(1, 200, 200))
    page.files.put_back([original])
    gallery.until(lambda: not notice.isVisible())
    assert path.read_bytes() == picture(1, 200, 200)
    assert checks.state(blob.sha256) is FileState.FINE


def test_a_file_that_is_given_back_is_shown_again_in_chats_too(
    gallery: GalleryBench, tmp_path: Path
) -> None:
    gallery.fill(2)
    gallery.open(2)
    blob, path = file_of(gallery, 1)
    original = path.read_bytes()
    path.unlink()
    loader = ImageLoader(gallery.services.images)
    assert loader.pixmap(blob, 64, 64) is None
    gallery.until(lambda: loader.is_broken(blob))
    (tmp_path / "original.png").write_bytes(original)
    gallery.click(1)
    gallery.until(lambda: gallery.page.details.body.file_notice.isVisible())
    gallery.page.files.put_back([tmp_path / "original.png"])
    gallery.until(lambda: not loader.is_broken(blob))
    gallery.until(lambda: loader.pixmap(blob, 64, 64) is not None)
    loader.deleteLater()


def test_a_file_of_the_same_length_that_was_changed_is_noticed_in_the_details(
    gallery: GalleryBench,
) -> None:
    gallery.fill(3)
    gallery.open(3)
    blob, path = file_of(gallery, 0)
    data = bytearray(path.read_bytes())
    data[-20] ^= 0xFF
    path.write_bytes(bytes(data))
    gallery.click(0)
    notice = gallery.page.details.body.file_notice
    gallery.until(lambda: notice.isVisible())
    assert "The file was changed" in notice.panel.text
    gallery.page.files.look_soon()  # the length alone does not clear it
    gallery.click(1)
    gallery.until(lambda: not notice.isVisible())
    assert gallery.page.files.checks.state(blob.sha256) is FileState.CHANGED


def test_a_file_that_was_cut_off_when_it_was_taken_is_marked_and_told(
    gallery: GalleryBench, tmp_path: Path
) -> None:
    gallery.open(0)
    whole = picture(5, 300, 200)
    torn = tmp_path / "torn.png"
    torn.write_bytes(whole[: len(whole) // 2])
    gallery.page.importing.start((torn,))
    gallery.until(lambda: len(gallery.shown) == 1)
    gallery.until(gallery.page.importing.report.isVisible)
    QTest.mouseClick(gallery.button("Dismiss"), Qt.MouseButton.LeftButton)
    listed = QAccessible.queryAccessibleInterface(gallery.page.grid)
    gallery.until(lambda: "The file is cut off" in listed.child(0).text(QAccessible.Text.Name))
    gallery.click(0)
    notice = gallery.page.details.body.file_notice
    gallery.until(lambda: notice.isVisible())
    assert "The file is cut off" in notice.panel.text
    gallery.key(Qt.Key.Key_Space)
    look = gallery.page.quick_look
    gallery.until(lambda: look.accessibleDescription() == "The file is cut off")
    QTest.keyClick(look, Qt.Key.Key_Escape)
    assert not notice.back.isVisible()  # nobody could give back more than was taken
    gallery.page.files.look_soon()  # the length alone does not clear it
    gallery.until(lambda: "The file is cut off" in listed.child(0).text(QAccessible.Text.Name))
    blob, _ = file_of(gallery, 0)
    assert gallery.page.files.checks.state(blob.sha256) is FileState.CUT_OFF


@pytest.mark.qt_log_ignore("Corrupt JPEG data", extend=True)  # Qt says so, too
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_what_is_cut_off_is_marked_in_the_grid_and_its_part_is_shown(
    gallery: GalleryBench, tmp_path: Path, kind: str
) -> None:
    out = io.BytesIO()
    Image.effect_noise((300, 200), 80).convert("RGB").save(out, kind)
    torn = tmp_path / "torn"
    torn.write_bytes(out.getvalue()[: len(out.getvalue()) // 2])
    gallery.page.importing.start((torn,))
    gallery.open(1)
    page = gallery.page
    listed = QAccessible.queryAccessibleInterface(page.grid)
    gallery.until(lambda: "The file is cut off" in listed.child(0).text(QAccessible.Text.Name))
    gallery.until(lambda: page.thumbnails.is_idle)
    blob, _ = file_of(gallery, 0)
    assert not page.thumbnails.is_broken(blob.sha256)
    assert page.files.is_unreadable(blob.sha256)  # nothing can be made of it


def test_what_cant_be_read_cant_be_edited_and_that_is_said(gallery: GalleryBench) -> None:
    gallery.fill(2)
    gallery.page.offer("edit")
    asked: list[object] = []
    gallery.page.edit_requested.connect(asked.append)
    gallery.open(2)
    page, edit = gallery.page, gallery.page.details.buttons["edit"]
    gallery.click(0)
    gallery.until(edit.isVisible)
    gallery.until(edit.isEnabled)
    blob, path = file_of(gallery, 1)
    path.unlink()
    gallery.click(1)
    gallery.until(lambda: not edit.isEnabled())
    assert "can't be edited" in edit.toolTip()
    gallery.key(Qt.Key.Key_E)
    gallery.until(lambda: "can't be edited" in gallery.toast_texts())
    page.acting.open_menu(page.mapToGlobal(page.rect().center()))
    menu = page.findChild(QMenu, "image_menu")
    assert menu is not None
    row = next(each for each in menu.actions() if each.text() == "Edit")
    assert not row.isEnabled()
    assert "can't be edited" in row.toolTip()
    menu.close()
    assert asked == []
    gallery.click(0)
    gallery.until(edit.isEnabled)
    gallery.key(Qt.Key.Key_E)
    gallery.until(lambda: len(asked) == 1)
    assert page.files.is_unreadable(blob.sha256)


def test_all_is_well_without_a_word(gallery: GalleryBench) -> None:
    gallery.fill(2)
    gallery.open(2)
    gallery.click(0)
    gallery.until(lambda: gallery.page.details.body.prompt.text() != "")
    notice = gallery.page.details.body.file_notice
    assert not notice.isVisible()
    QTest.keyClick(gallery.page.grid, Qt.Key.Key_Right)
    assert not notice.isVisible()

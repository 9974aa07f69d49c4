"""Looking at one image: size, place, neighbours, and what is said when it can't be shown."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QColorSpace,
    QHelpEvent,
    QImage,
    QNativeGestureEvent,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QPushButton, QToolTip

from studio.ui.widgets import Label
from tests.small_disk import small_disk
from tests.ui.viewer.conftest import Viewer, png, squares

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_a_large_image_is_fitted_and_a_small_one_keeps_its_size(viewer: Viewer) -> None:
    viewer.open_pictures(squares(3000, 600), squares())
    canvas = viewer.canvas
    assert viewer.scale == pytest.approx((canvas.width() - 2 * 56) / 3000)
    viewer.key(Key.Key_Right)
    assert viewer.scale == 1


def test_keys_and_buttons_walk_the_images(viewer: Viewer) -> None:
    viewer.open_pictures(*(squares(seed=n * 50) for n in range(4)), index=1)
    viewer.key(Key.Key_Right)
    assert viewer.page.index == 2
    viewer.click("Next image")
    assert viewer.page.index == 3
    assert not viewer.page.stage.next.isVisible()
    viewer.key(Key.Key_Right)
    assert viewer.page.index == 3, "there is nothing behind the last one"
    viewer.key(Key.Key_Home)
    assert viewer.page.index == 0
    viewer.key(Key.Key_End)
    viewer.click("Previous image")
    assert viewer.page.index == 2
    assert "3 of 4" in viewer.canvas.accessibleDescription()


def test_the_next_image_is_there_at_once(viewer: Viewer) -> None:
    viewer.open_pictures(squares(seed=0), squares(seed=250))
    middle = viewer.canvas.rect().center()
    assert viewer.color(middle.x(), middle.y()).blue() == 0
    viewer.key(Key.Key_Right)
    assert viewer.color(middle.x(), middle.y()).blue() == 250, "in the same turn of the loop"


@pytest.mark.parametrize("notches", [1, 3, 9])
def test_the_wheel_zooms_to_the_pointer(viewer: Viewer, notches: int) -> None:
    viewer.open_pictures(squares(250, 250))
    place = viewer.canvas.placement
    at = QPoint(round(place.x) + 180, round(place.y) + 40)
    before = viewer.color(at.x(), at.y())
    for _ in range(notches):
        viewer.wheel(at, 1)
    after = viewer.color(at.x(), at.y())
    assert viewer.scale == pytest.approx(min(8.0, 1.25**notches))
    assert abs(after.red() - before.red()) <= 2
    assert abs(after.green() - before.green()) <= 2


def test_the_wheel_stops_at_800_percent_and_keys_at_1600(viewer: Viewer) -> None:
    viewer.open_pictures(squares())
    middle = viewer.canvas.rect().center()
    for _ in range(30):
        viewer.wheel(middle, 1)
    assert viewer.scale == 8
    assert viewer.page.stage.zoom_bar.text == "800 %"
    for _ in range(5):
        viewer.key(Key.Key_Plus)
    assert viewer.scale == 16
    assert not viewer.button("Zoom in").isEnabled()
    for _ in range(40):
        viewer.key(Key.Key_Minus)
    assert viewer.scale == pytest.approx(0.1)
    viewer.key(Key.Key_0)
    assert viewer.scale == 1
    viewer.click("Zoom in")
    assert viewer.scale == 1.5
    viewer.click("Fit")
    assert viewer.scale == 1


def test_a_double_click_switches_fit_and_actual_size(viewer: Viewer) -> None:
    viewer.open_pictures(squares(2000, 2000))
    fitted, at = viewer.scale, viewer.canvas.rect().center() + QPoint(50, 30)
    point = viewer.canvas.placement.picture_point(at.x(), at.y())
    QTest.mouseDClick(viewer.canvas, Qt.MouseButton.LeftButton, pos=at)
    assert viewer.scale == 1
    assert viewer.canvas.placement.picture_point(at.x(), at.y()) == pytest.approx(point)
    QTest.mouseDClick(viewer.canvas, Qt.MouseButton.LeftButton, pos=at)
    assert viewer.scale == fitted


def test_dragging_and_keys_move_the_picture_but_not_beyond_its_edge(viewer: Viewer) -> None:
    viewer.open_pictures(squares(2400, 2400))
    viewer.key(Key.Key_1)
    canvas = viewer.canvas
    start = canvas.placement
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    QTest.mouseMove(canvas, QPoint(320, 310))
    QTest.mouseMove(canvas, QPoint(350, 340))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(350, 340))
    assert (canvas.placement.x - start.x, canvas.placement.y - start.y) == (50, 40)
    viewer.key(Key.Key_Right, SHIFT)
    assert canvas.placement.x == start.x + 50 - 64
    viewer.key(Key.Key_Down)
    assert canvas.placement.y == start.y + 40 - 64
    for _ in range(60):
        viewer.key(Key.Key_Left, SHIFT)
    assert canvas.placement.x == 0


def test_turning_turns_the_pixels(viewer: Viewer) -> None:
    picture = Image.new("RGB", (200, 100), (255, 0, 0))
    picture.paste((0, 0, 255), (0, 0, 20, 20))
    viewer.open_pictures(picture)
    viewer.key(Key.Key_R)
    place = viewer.canvas.placement
    assert (place.picture_w, place.picture_h) == (100, 200)
    for settled in (False, True):
        if settled:
            viewer.until(viewer.is_settled)
            assert viewer.canvas.pyramid is not None
            assert viewer.canvas.pyramid.turns == 1
        corner = viewer.color(round(place.x) + 94, round(place.y) + 6)
        assert corner.blue() == 255, "what was left above is right above"
        assert viewer.color(round(place.x) + 6, round(place.y) + 6).red() == 255
    viewer.key(Key.Key_R, SHIFT)
    viewer.until(viewer.is_settled)
    place = viewer.canvas.placement
    assert viewer.color(round(place.x) + 6, round(place.y) + 6).blue() == 255


def test_a_transparent_picture_lies_on_a_checkerboard(viewer: Viewer) -> None:
    viewer.open_pictures(Image.new("RGBA", (200, 200), (0, 0, 0, 0)))
    theme, place = viewer.page.stage.theme, viewer.canvas.placement
    x, y = round(place.x), round(place.y)
    assert viewer.color(x + 3, y + 3) == theme.color("checkerDark")
    assert viewer.color(x + 11, y + 3) == theme.color("checkerLight")
    assert viewer.color(x + 11, y + 11) == theme.color("checkerDark")
    assert viewer.color(x - 5, y) == theme.color("viewer")


def test_over_800_percent_lines_part_the_pixels(viewer: Viewer) -> None:
    viewer.open_pictures(Image.new("RGB", (40, 40), (0, 0, 0)))
    for expected in (False, True):
        viewer.canvas.zoom_to(12.0 if expected else 8.0)
        image, y = viewer.pixels(), viewer.canvas.height() // 2 + 3
        left = round(viewer.canvas.placement.x)
        step = 12 if expected else 8
        lines = [x for x in range(left + 1, left + 100) if image.pixelColor(x, y).red() > 20]
        assert bool(lines) is expected
        assert all((x - left) % step == 0 for x in lines)


def test_an_embedded_profile_is_followed(viewer: Viewer) -> None:
    wide = QColorSpace(QColorSpace.NamedColorSpace.DisplayP3)
    wanted = wide.transformationToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    half = QColor(100, 150, 120)
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.setColorSpace(wide)
    image.fill(half)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    viewer.open([viewer.item(bytes(data.data()))])
    middle = viewer.canvas.rect().center()
    shown, expected = viewer.color(middle.x(), middle.y()), wanted.map(half)
    assert abs(shown.red() - expected.red()) <= 1
    assert abs(shown.green() - expected.green()) <= 1
    assert shown.red() < 97, "the same numbers mean a stronger colour there"


def test_the_orientation_in_the_file_is_followed(viewer: Viewer) -> None:
    picture = Image.new("RGB", (200, 100), (200, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    viewer.open([viewer.item(out.getvalue(), "x.jpg")])
    place = viewer.canvas.placement
    assert (place.picture_w, place.picture_h) == (100, 200)
    assert viewer.color(round(place.x) + 50, round(place.y) + 190).red() > 180


@pytest.mark.qt_log_ignore(".*", extend=True)
@pytest.mark.parametrize(
    ("make", "title"),
    [
        (lambda: png(squares())[:48], "The image can't be read"),
        (lambda: b"these are words", "The file is no image"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "The file is no image"),
    ],
)
def test_a_broken_file_says_so_and_offers_one_act(viewer: Viewer, make, title: str) -> None:
    viewer.open([viewer.item(make()), viewer.item(png(squares()))])
    problem = viewer.page.stage.problem
    assert problem is not None
    assert problem.accessibleName() == title
    (act,) = problem.findChildren(QPushButton)
    QTest.mouseClick(act, Qt.MouseButton.LeftButton)
    assert len(viewer.opener.opened) == 1
    viewer.key(Key.Key_Right)
    assert viewer.page.stage.problem is None


def test_a_missing_file_can_be_looked_for_again(viewer: Viewer) -> None:
    item = viewer.item(png(squares()))
    path: Path = viewer.store.path(item.blob)
    kept = path.read_bytes()
    path.unlink()
    viewer.open([item])
    problem = viewer.page.stage.problem
    assert problem is not None
    assert problem.accessibleName() == "The image's file is missing"
    path.write_bytes(kept)
    (act,) = problem.findChildren(QPushButton)
    assert act.text() == "Look again"
    QTest.mouseClick(act, Qt.MouseButton.LeftButton)
    viewer.until(lambda: viewer.page.stage.problem is None)
    assert viewer.canvas.pyramid is not None


def test_escape_goes_back(viewer: Viewer) -> None:
    viewer.open_pictures(squares())
    viewer.key(Key.Key_Escape)
    viewer.click("Back")
    assert viewer.lefts == [True, True]


def test_a_pinch_zooms_to_the_fingers_and_two_fingers_move(viewer: Viewer) -> None:
    viewer.open_pictures(squares(800, 800))
    canvas, at = viewer.canvas, QPointF(300, 200)
    before, point = viewer.scale, viewer.canvas.placement.picture_point(300, 200)
    gesture = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture, QPointingDevice.primaryPointingDevice(), 2,
        at, at, QPointF(canvas.mapToGlobal(at)), 0.5, QPointF(),
    )  # fmt: skip
    QApplication.sendEvent(canvas, gesture)
    assert viewer.scale == pytest.approx(before * 1.5)
    assert canvas.placement.picture_point(300, 200) == pytest.approx(point)
    viewer.key(Key.Key_1)
    viewer.key(Key.Key_Plus)
    x = canvas.placement.x
    swipe = QWheelEvent(
        at, QPointF(canvas.mapToGlobal(at)), QPoint(-30, 0), QPoint(-60, 0),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.ScrollUpdate, False,
    )  # fmt: skip
    scale = viewer.scale
    QApplication.sendEvent(canvas, swipe)
    assert (canvas.placement.x, viewer.scale) == (x - 30, scale)


def test_sharper_pixels_change_neither_size_nor_place(viewer: Viewer) -> None:
    item = viewer.item(png(squares(2600, 2600)))
    viewer.page.open([item], 0)
    canvas = viewer.canvas
    viewer.until(lambda: canvas.pyramid is not None)
    assert canvas.pyramid is not None
    assert canvas.pyramid.is_preview
    canvas.zoom_to(0.9, QPointF(200, 200))
    place = canvas.placement
    viewer.until(viewer.is_settled)
    assert not canvas.pyramid.is_preview
    assert canvas.pyramid.sharpness == 1
    assert canvas.placement == place


def test_the_menu_does_what_the_keys_do(viewer: Viewer) -> None:
    viewer.open([viewer.item(png(squares()), prompt="a field", message_id="m")])
    viewer.canvas.customContextMenuRequested.emit(QPoint(50, 50))
    menu = viewer.page.findChild(QMenu, "viewer_menu")
    assert menu is not None
    texts = {action.text(): action for action in menu.actions() if action.text()}
    assert "Compare with…" not in texts, "there is nothing to compare with"
    assert "Edit" not in texts, "nobody takes it"
    texts["Copy prompt"].trigger()
    assert QApplication.clipboard().text() == "a field"
    texts["Turn clockwise"].trigger()
    assert viewer.canvas.turns == 1
    menu.close()
    viewer.key(Key.Key_R)
    assert viewer.canvas.turns == 2, "the key still works beside the menu's"


def test_what_cant_be_read_cant_be_edited_and_that_is_said(viewer: Viewer) -> None:
    asked: list[object] = []
    viewer.page.edit_requested.connect(asked.append)
    viewer.page.offer_editing()
    data = png(squares())
    viewer.open([viewer.item(data[: len(data) // 3], "torn"), viewer.item(data, "whole")])
    edit = viewer.page.bar.edit
    viewer.until(lambda: not edit.isEnabled())
    assert "can't be edited" in edit.toolTip()
    viewer.key(Key.Key_E)
    viewer.canvas.customContextMenuRequested.emit(QPoint(50, 50))
    menu = viewer.page.findChild(QMenu, "viewer_menu")
    assert menu is not None
    row = next(each for each in menu.actions() if each.text() == "Edit")
    assert not row.isEnabled()
    QTest.mouseMove(menu, menu.actionGeometry(row).center())
    at = menu.actionGeometry(row).center()
    QApplication.sendEvent(menu, QHelpEvent(QEvent.Type.ToolTip, at, menu.mapToGlobal(at)))
    assert "can't be edited" in QToolTip.text()
    menu.close()
    assert asked == []
    viewer.key(Key.Key_Right)
    viewer.until(edit.isEnabled)
    assert "can't" not in edit.toolTip()
    viewer.key(Key.Key_E)
    assert len(asked) == 1


def test_editing_is_asked_for_once_somebody_takes_it(viewer: Viewer) -> None:
    asked: list[object] = []
    viewer.page.edit_requested.connect(asked.append)
    viewer.open_pictures(squares())
    viewer.key(Key.Key_E)
    assert asked == []
    viewer.page.offer_editing()
    viewer.click("Edit")
    viewer.key(Key.Key_E)
    assert asked == [viewer.page.item] * 2


def test_over_a_full_screen_the_buttons_rest_with_the_pointer(
    viewer: Viewer,
) -> None:
    viewer.open_pictures(squares(), squares(seed=9))
    stage = viewer.page.stage
    viewer.page.set_full_screen(True)
    stage._quiet.setInterval(10)
    QTest.mouseMove(stage.canvas, QPoint(200, 200))
    viewer.until(lambda: not stage.zoom_bar.isVisible() and not stage.next.isVisible())
    viewer.key(Key.Key_Right)
    assert viewer.page.index == 1
    stage._quiet.setInterval(5000)
    QTest.mouseMove(stage.canvas, QPoint(220, 210))
    viewer.until(lambda: stage.zoom_bar.isVisible() and stage.previous.isVisible())
    viewer.page.set_full_screen(False)
    assert stage.zoom_bar.isVisible()


def test_every_button_has_a_name_and_a_tooltip(viewer: Viewer) -> None:
    viewer.page.offer_editing()
    viewer.open_pictures(squares(), squares(seed=9))
    for button in viewer.window.findChildren(QPushButton):
        if button.isVisible():
            assert button.accessibleName() or button.text()
            assert button.toolTip(), button.accessibleName()


def test_selected_words_of_the_prompt_are_copied_instead_of_the_image(viewer: Viewer) -> None:
    viewer.open([viewer.item(png(squares()), prompt="dunes at night")])
    label = next(each for each in viewer.window.findChildren(Label) if "dunes" in each.text())
    label.setFocus()
    label.setSelection(0, 5)
    QApplication.clipboard().clear()
    viewer.key(Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "dunes"


def test_the_image_is_copied_and_saved(viewer: Viewer, tmp_path: Path) -> None:
    item = viewer.item(png(squares(30, 20)), "field.png")
    viewer.open([item])
    QApplication.clipboard().clear()
    viewer.key(Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    viewer.until(lambda: not QApplication.clipboard().image().isNull())
    assert QApplication.clipboard().image().width() == 30
    viewer.click("Save as")
    dialog = viewer.window.findChild(QFileDialog, "file_dialog")
    assert dialog is not None
    viewer.until(dialog.isVisible)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    assert name.text() == "field.png"
    target = tmp_path / "kept.png"
    name.setText(str(target))
    QTest.keyClick(name, Key.Key_Return)
    viewer.until(target.exists)
    assert target.read_bytes() == viewer.store.path(item.blob).read_bytes()
    viewer.until(lambda: any("kept.png" in each.text for each in viewer.toasts.toasts))


def test_the_wheel_over_a_button_zooms_the_picture(viewer: Viewer) -> None:
    viewer.open_pictures(squares(), squares(seed=9))
    stage = viewer.page.stage
    # Qt hands what a button ignores to what it lies in; events of a test stay where they are.
    viewer.wheel(stage.next.geometry().center(), 1, widget=stage)
    assert viewer.scale == pytest.approx(1.25)


def test_on_a_very_large_canvas_smoothing_waits_until_the_picture_rests(viewer: Viewer) -> None:
    viewer.window.resize(2800, 1800)
    viewer.open_pictures(squares(1000, 1000))
    viewer.wheel(QPoint(500, 500), -1)
    assert viewer.canvas.is_moving
    moving = viewer.pixels()
    viewer.until(lambda: not viewer.canvas.is_moving)
    assert viewer.pixels() != moving


def test_a_full_disk_is_said_in_words_and_leaves_nothing(
    viewer: Viewer, run: Callable[..., Any], tmp_path: Path
) -> None:
    item = viewer.item(png(Image.effect_noise((400, 400), 80)))
    with small_disk(tmp_path / "disk", 32 * 1024) as disk:
        run(viewer.page._outlet._save(item.blob, disk.folder / "x.png", None))
        assert list(disk.folder.iterdir()) == []
    assert viewer.toasts.toasts[-1].text == "The image was not saved: the disk is full"

"""Two to four images against each other, by keys and mouse."""

from collections.abc import Iterator

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from studio.core.parts import BlobRef
from studio.ui.images.items import ImageItem
from studio.ui.theme import ThemeStore
from studio.ui.viewer.compare.page import ComparePage
from studio.ui.viewer.compare.tag import PictureTag
from tests.ui.conftest import Until
from tests.ui.viewer.conftest import Viewer, png, squares

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
RED, BLUE, GREEN = (255, 0, 0), (0, 0, 255), (0, 255, 0)


def plain(color: tuple[int, int, int], size: tuple[int, int] = (200, 100)) -> Image.Image:
    return Image.new("RGB", size, color)


@pytest.fixture
def page(
    viewer: Viewer, theme_store: ThemeStore, until: Until, qtbot: QtBot
) -> Iterator[ComparePage]:
    viewer.window.hide()
    made = ComparePage(services=viewer.services, theme=theme_store)
    made.resize(1200, 800)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    yield made
    made.clear()
    made.close()
    made.deleteLater()


def compare(page: ComparePage, viewer: Viewer, *pictures: Image.Image) -> list[ImageItem]:
    items = [viewer.item(png(each), f"{n}.png") for n, each in enumerate(pictures)]
    page.open(items)
    viewer.until(lambda: page.loader.is_idle)
    viewer.until(QApplication.focusWidget)
    return items


def key(page: ComparePage, which: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(page.focusWidget() or page, which, modifier)


def color(widget: QWidget, x: float, y: float) -> tuple[int, int, int]:
    image = QImage(widget.size(), QImage.Format.Format_RGB32)
    widget.render(image)
    found: QColor = image.pixelColor(round(x), round(y))
    return found.red(), found.green(), found.blue()


def at(page: ComparePage, across: float, down: float = 0.85) -> tuple[int, int, int]:
    """The colour at a share of the picture, below the tags."""
    place = page.pair.placement
    return color(
        page.pair,
        place.x + place.picture_w * place.scale * across,
        place.y + place.picture_h * place.scale * down,
    )


def test_an_image_is_seen_and_told_although_the_first_one_is_cut_off(
    page: ComparePage, viewer: Viewer
) -> None:
    torn = png(Image.effect_noise((200, 100), 80).convert("RGB"))[:200]
    page.open([viewer.item(torn, "torn.png"), viewer.item(png(plain(BLUE)), "whole.png")])
    viewer.until(lambda: page.loader.is_idle)
    viewer.until(lambda: at(page, 0.7) == BLUE)
    assert at(page, 0.3) != BLUE  # the side of A is empty
    tags = {tag.letter: tag for tag in page.findChildren(PictureTag) if tag.isVisible()}
    assert "torn.png: the image can't be read" in tags["A"].accessibleName()
    assert not tags["A"].geometry().intersects(tags["B"].geometry())
    assert page.pair.divider.isVisible()
    page.set_mode("blink")
    key(page, Key.Key_Space)
    assert at(page, 0.3) == BLUE


def test_the_line_parts_the_images_and_moves_by_keys(page: ComparePage, viewer: Viewer) -> None:
    compare(page, viewer, plain(RED), plain(BLUE))
    assert (at(page, 0.4), at(page, 0.6)) == (RED, BLUE)
    for _ in range(3):
        key(page, Key.Key_Right)
    assert page.pair.divider.value() == 530
    key(page, Key.Key_Left, SHIFT)
    key(page, Key.Key_Left, SHIFT)
    assert page.pair.divider.value() == 330
    assert at(page, 0.2) == RED
    assert at(page, 0.45) == BLUE


def test_the_line_is_dragged(page: ComparePage, viewer: Viewer) -> None:
    compare(page, viewer, plain(RED), plain(BLUE))
    divider, place = page.pair.divider, page.pair.placement
    middle = divider.rect().center()
    target = place.x + place.picture_w * place.scale * 0.8 - divider.x()
    QTest.mousePress(divider, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(divider, QPoint(round(target), middle.y()))
    QTest.mouseRelease(divider, Qt.MouseButton.LeftButton)
    assert divider.value() == pytest.approx(800, abs=5)
    assert at(page, 0.7) == RED
    assert page.pair.placement == place, "the picture stayed"


def test_images_of_other_sizes_lie_in_the_same_place(page: ComparePage, viewer: Viewer) -> None:
    compare(page, viewer, plain(RED, (200, 100)), plain(BLUE, (800, 400)))
    place = page.pair.placement
    assert at(page, 0.99) == BLUE
    right = place.x + place.picture_w * place.scale
    assert color(page.pair, right + 3, place.y + 5) != BLUE


def test_c_swaps_and_space_holds_b(page: ComparePage, viewer: Viewer) -> None:
    items = compare(page, viewer, plain(RED), plain(BLUE))
    key(page, Key.Key_C)
    assert page.items == (items[1], items[0])
    assert at(page, 0.2) == BLUE
    focus = page.focusWidget() or page
    QTest.keyPress(focus, Key.Key_Space)
    assert at(page, 0.2) == RED
    QTest.keyRelease(focus, Key.Key_Space)
    assert at(page, 0.2) == BLUE


def test_m_cycles_the_ways(page: ComparePage, viewer: Viewer) -> None:
    compare(page, viewer, plain(RED), plain(BLUE))
    seen = []
    for _ in range(5):
        seen.append(page.mode)
        key(page, Key.Key_M)
    assert seen == ["slider", "side", "blink", "difference", "slider"]
    button = page.findChild(QWidget, "compare_mode_blink")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert page.mode == "blink"


def test_side_by_side_all_zoom_and_move_as_one(page: ComparePage, viewer: Viewer) -> None:
    pictures = [squares(600, 600), squares(1200, 1200), squares(600, 600)]
    compare(page, viewer, *pictures)
    page.set_mode("side")
    viewer.until(lambda: all(c.pyramid for c in page.side.canvases))
    viewer.until(lambda: page.side.canvases[0].width() < 500)
    first, second, _ = page.side.canvases
    viewer.wheel(QPoint(100, 120), 6, widget=first)
    one, two = first.placement, second.placement
    assert two.scale / two.fit_scale == pytest.approx(one.scale / one.fit_scale)
    middle_one = one.picture_point(one.canvas_w / 2, one.canvas_h / 2)
    middle_two = two.picture_point(two.canvas_w / 2, two.canvas_h / 2)
    assert (middle_two[0] / 2, middle_two[1] / 2) == pytest.approx(middle_one, abs=0.5)
    QTest.mousePress(second, Qt.MouseButton.LeftButton, pos=QPoint(150, 150))
    QTest.mouseMove(second, QPoint(120, 150))
    QTest.mouseRelease(second, Qt.MouseButton.LeftButton)
    moved = first.placement.picture_point(one.canvas_w / 2, one.canvas_h / 2)
    assert moved[0] > middle_one[0] + 5
    key(page, Key.Key_0)
    assert all(canvas.placement.is_fit for canvas in page.side.canvases)


def test_blinking_shows_one_after_the_other(
    page: ComparePage, viewer: Viewer, theme_store: ThemeStore
) -> None:
    compare(page, viewer, plain(RED), plain(BLUE), plain(GREEN))
    page.set_mode("blink")
    assert at(page, 0.7) == RED, "with reduced motion nothing moves by itself"
    for expected in (BLUE, GREEN, RED):
        key(page, Key.Key_Space)
        assert at(page, 0.7) == expected
    key(page, Key.Key_Period)
    assert page.interval_ms == 400
    key(page, Key.Key_Comma)
    theme_store.set_reduced_motion(False)
    for _ in range(6):
        key(page, Key.Key_Period)
    assert page.interval_ms == 200
    page.set_mode("blink")
    viewer.until(lambda: at(page, 0.7) == BLUE)
    viewer.until(lambda: at(page, 0.7) == GREEN)
    theme_store.set_reduced_motion(True)


def test_the_difference_is_dark_where_nothing_differs(page: ComparePage, viewer: Viewer) -> None:
    other = plain((100, 100, 100))
    other.paste((110, 100, 100), (100, 0, 200, 100))
    compare(page, viewer, plain((100, 100, 100)), other)
    page.set_mode("difference")
    viewer.until(lambda: at(page, 0.75) == (40, 0, 0))
    assert at(page, 0.25) == (0, 0, 0)
    assert not page.is_same
    compare(page, viewer, plain(RED), plain(RED))
    viewer.until(lambda: page.is_same)


def test_b_takes_another_of_several_images(page: ComparePage, viewer: Viewer) -> None:
    items = compare(page, viewer, plain(RED), plain(BLUE), plain(GREEN))
    key(page, Key.Key_B)
    assert page.items == (items[0], items[2], items[1])
    assert at(page, 0.8) == GREEN


@pytest.mark.parametrize("which", [Key.Key_Escape, Key.Key_Z])
def test_escape_and_z_leave(page: ComparePage, viewer: Viewer, which: Qt.Key) -> None:
    compare(page, viewer, plain(RED), plain(BLUE))
    lefts: list[bool] = []
    page.left.connect(lambda: lefts.append(True))
    key(page, which)
    assert lefts == [True]


def test_one_image_or_five_are_not_compared(page: ComparePage, viewer: Viewer) -> None:
    item = viewer.item(png(squares()))
    for items in ([item], [item] * 5):
        with pytest.raises(ValueError):
            page.open(items)


def test_images_are_marked_in_the_viewer_and_compared(viewer: Viewer) -> None:
    asked: list[tuple[ImageItem, ...]] = []
    viewer.page.compare_requested.connect(asked.append)
    viewer.open_pictures(*(squares(seed=n * 40) for n in range(6)), index=1)
    viewer.key(Key.Key_C)
    assert [each.name for each in asked.pop()] == ["1.png", "2.png"], "the one beside it"
    viewer.key(Key.Key_X)
    viewer.key(Key.Key_Right)
    viewer.key(Key.Key_Right)
    viewer.click("Mark for comparing")
    strip = viewer.page.strip
    rect = strip.rect_of(5).toRect()
    control = Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, control, rect.center())
    viewer.click("Compare 3 images")
    assert [each.name for each in asked.pop()] == ["3.png", "1.png", "5.png"]
    viewer.key(Key.Key_X)
    viewer.key(Key.Key_C)
    assert [each.name for each in asked.pop()] == ["3.png", "1.png", "5.png"]


@pytest.mark.parametrize("mode", ["slider", "blink", "difference"])
def test_large_words_never_make_the_window_wider(
    page: ComparePage, viewer: Viewer, theme_store: ThemeStore, mode: str
) -> None:
    theme_store.set_scale(150)
    page.resize(960, 600)
    compare(page, viewer, plain(RED), plain(BLUE), plain(GREEN))
    page.set_mode(mode)
    viewer.until(lambda: page.head.width() == page.width())
    assert page.width() == 960
    for bar in (page.head, page.foot):
        for button in bar.findChildren(QAbstractButton):
            if button.isVisible():
                corner = button.mapTo(page, button.rect().topRight())
                assert corner.x() <= page.width(), button.accessibleName()
    theme_store.set_scale(100)


def test_an_image_that_cannot_be_read_is_told(page: ComparePage, viewer: Viewer) -> None:
    items = [viewer.item(png(plain(RED)), "a.png"), viewer.item(b"words", "b.png")]
    page.open(items)
    viewer.until(lambda: page.loader.is_idle)
    for mode in ("slider", "side", "difference"):
        page.set_mode(mode)
        names = [tag.accessibleName() for tag in page.findChildren(PictureTag) if tag.isVisible()]
        assert any("b.png: the image can't be read" in name for name in names), mode


def test_the_side_of_an_image_that_is_gone_is_empty(page: ComparePage, viewer: Viewer) -> None:
    here = viewer.item(png(plain(RED)), "here.png")
    gone = ImageItem(BlobRef("0" * 64, "image/png", 9, 200, 100), "gone.png")
    page.open([here, gone])
    viewer.until(lambda: page.loader.is_idle)
    assert at(page, 0.4) == RED
    assert at(page, 0.6) != RED
    assert page.pair.divider.isVisible()

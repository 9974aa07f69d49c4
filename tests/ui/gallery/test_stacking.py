"""Images that look alike lie on one another, and come apart when asked."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from studio.core.gallery import GalleryFilter
from studio.itemmodels.gallery_places import Place, PlaceKind
from studio.ui.gallery.tiles import stack_rect
from tests.ui.gallery.conftest import GalleryBench

LEFT = Qt.MouseButton.LeftButton


def stacked(gallery: GalleryBench) -> list[int]:
    """Seven images, of which 1, 3, 4 and 2, 6 look alike, stacked."""
    keys = list(gallery.fill(7))
    bits = {0: 0x0F0F, 1: 0xAAAA << 40, 2: 0x1234 << 20, 5: 0xFFFF << 30}
    bits |= {3: bits[1] ^ 1, 4: bits[1] ^ 6, 6: bits[2] ^ 3}
    hashes = [(keys[at], value) for at, value in bits.items()]
    gallery.run_on_library(lambda library: library.gallery.put_hashes(hashes))
    gallery.open(7)
    QTest.mouseClick(gallery.button("Stack look-alikes"), LEFT)
    gallery.until(lambda: len(gallery.shown) == 4)
    return keys


def test_one_tile_stands_for_a_stack_and_tells_how_many(gallery: GalleryBench) -> None:
    keys = stacked(gallery)
    page = gallery.page
    assert gallery.shown == [keys[0], keys[1], keys[2], keys[5]]
    assert page.grid.alike == {keys[1]: 3, keys[2]: 2}
    assert "2 stacks of 5 images" in page.stack_bar.banner.accessibleName()
    listed = QAccessible.queryAccessibleInterface(page.grid)
    assert "3 images that look alike" in listed.child(1).text(QAccessible.Text.Name)
    assert page._services.preferences.values.gallery_stacks
    QTest.mouseClick(gallery.button("Stack look-alikes"), LEFT)
    gallery.until(lambda: gallery.shown == keys)
    assert not page.stack_bar.isVisible()


def test_enter_opens_a_stack_and_escape_goes_back_to_it(gallery: GalleryBench) -> None:
    keys = stacked(gallery)
    gallery.click(1)
    gallery.key(Qt.Key.Key_Return)
    gallery.until(lambda: gallery.shown == [keys[1], keys[3], keys[4]])
    assert "3 images that look alike" in gallery.page.stack_bar.banner.accessibleName()
    gallery.page.grid.chosen.nothing()
    QTest.keyClick(gallery.page, Qt.Key.Key_Escape)
    gallery.until(lambda: len(gallery.shown) == 4)
    assert gallery.selected == [keys[1]]


def test_a_click_on_the_number_opens_and_the_bar_leads_back(gallery: GalleryBench) -> None:
    keys = stacked(gallery)
    grid = gallery.page.grid
    spot = stack_rect(grid.theme, grid.rect_of(2)).center()
    QTest.mouseMove(grid.viewport(), spot)
    QTest.mouseClick(grid.viewport(), LEFT, pos=spot)
    gallery.until(lambda: gallery.shown == [keys[2], keys[6]])
    QTest.mouseClick(gallery.button("Back to all images"), LEFT)
    gallery.until(lambda: len(gallery.shown) == 4)


def test_the_images_of_an_open_stack_open_in_the_viewer(gallery: GalleryBench) -> None:
    keys = stacked(gallery)
    asked: list[int] = []
    gallery.page.images_requested.connect(lambda _items, place: asked.append(place))
    gallery.click(1)
    gallery.key(Qt.Key.Key_Return)
    gallery.until(lambda: len(gallery.shown) == 3)
    gallery.click(2)
    gallery.key(Qt.Key.Key_Return)
    gallery.until(lambda: asked == [2])
    assert gallery.shown == [keys[1], keys[3], keys[4]]


def test_only_the_stacks_are_listed_on_demand(gallery: GalleryBench) -> None:
    keys = stacked(gallery)
    QTest.mouseClick(gallery.button("Show only stacks"), LEFT)
    gallery.until(lambda: gallery.shown == [keys[1], keys[2]])
    QTest.mouseClick(gallery.button("Show all images"), LEFT)
    gallery.until(lambda: len(gallery.shown) == 4)


def test_another_place_closes_an_open_stack(gallery: GalleryBench) -> None:
    keys = stacked(gallery)
    gallery.click(1)
    gallery.key(Qt.Key.Key_Return)
    gallery.until(lambda: len(gallery.shown) == 3)
    gallery.page.go_to(Place(PlaceKind.ALL, ""))
    gallery.until(lambda: len(gallery.shown) == 4)
    assert gallery.keys_of(GalleryFilter()) == keys


def test_deleting_the_top_leaves_the_rest_of_the_stack(gallery: GalleryBench) -> None:
    keys = stacked(gallery)
    gallery.click(1)
    gallery.key(Qt.Key.Key_Delete)
    gallery.until(lambda: gallery.shown == [keys[0], keys[2], keys[3], keys[5]])
    assert gallery.page.grid.alike == {keys[2]: 2, keys[3]: 2}


def test_what_is_done_in_an_open_stack_is_seen_there(gallery: GalleryBench) -> None:
    keys = stacked(gallery)
    gallery.click(1)
    gallery.key(Qt.Key.Key_Return)
    gallery.until(lambda: len(gallery.shown) == 3)
    gallery.click(1)
    gallery.key(Qt.Key.Key_4)
    gallery.until(lambda: gallery.page.grid.list[1].rating == 4)
    assert gallery.selected == [keys[3]]
    gallery.key(Qt.Key.Key_Delete)
    gallery.until(lambda: gallery.shown == [keys[1], keys[4]])
    gallery.page.undo_last()
    gallery.page.grid.chosen.nothing()
    QTest.keyClick(gallery.page, Qt.Key.Key_Escape)
    gallery.until(lambda: gallery.page.grid.alike.get(keys[1]) == 3)


def test_an_open_stack_of_which_nothing_is_left_closes(gallery: GalleryBench) -> None:
    keys = stacked(gallery)
    gallery.click(2)
    gallery.key(Qt.Key.Key_Return)
    gallery.until(lambda: gallery.shown == [keys[2], keys[6]])
    gallery.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    gallery.key(Qt.Key.Key_Delete)
    gallery.until(lambda: gallery.shown == [keys[0], keys[1], keys[5]])

"""The gallery by real clicks and keys."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget

from studio.core.gallery import GalleryFilter, PictureKind
from studio.core.records import NewPicture
from studio.itemmodels.gallery_places import Place, PlaceKind
from studio.storage.blobs import BlobStore
from studio.ui.gallery.tiles import check_rect, stars_rect
from studio.ui.widgets import Banner, Label
from tests.ui.gallery.conftest import GalleryBench, picture

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


def test_every_image_is_there_newest_first_and_gets_its_picture(gallery: GalleryBench) -> None:
    keys = gallery.fill(30, days=3)
    gallery.open(30)
    assert gallery.shown == keys
    page = gallery.page
    gallery.until(lambda: page.header.count.text() == "30 images")
    gallery.until(lambda: page.thumbnails.used_bytes > 0 and page.thumbnails.is_idle)
    color = page.grid.viewport().grab().toImage().pixelColor(gallery.spot(0))
    assert color.saturation() > 100  # the picture, not the plain box


def test_names_on_the_screen(gallery: GalleryBench) -> None:
    gallery.fill(3)
    gallery.open(3)
    page = gallery.page
    assert page.grid.accessibleName() == "Images"
    assert page.header.search.accessibleName() == "Search images"
    assert page.header.slider.accessibleName() == "Thumbnail size"


def test_clicks_choose_one_several_and_a_range(gallery: GalleryBench) -> None:
    keys = gallery.fill(12)
    gallery.open(12)
    gallery.click(1)
    assert gallery.selected == [keys[1]]
    gallery.click(4, CTRL)
    assert gallery.selected == [keys[1], keys[4]]
    gallery.click(7, SHIFT)
    assert gallery.selected == list(keys[4:8])
    gallery.click(5, CTRL)
    assert gallery.selected == [keys[4], keys[6], keys[7]]
    gallery.click(2)
    assert gallery.selected == [keys[2]]


def test_a_rubber_band_selects_what_it_touches(gallery: GalleryBench) -> None:
    keys = gallery.fill(12)
    gallery.open(12)
    grid = gallery.page.grid
    row = grid.rows.row_of(0)
    start = grid.rect_of(row.stop - 1).bottomRight() + QPoint(4, 4)
    end = grid.rect_of(0).center()
    QTest.mousePress(grid.viewport(), LEFT, pos=start)
    QTest.mouseMove(grid.viewport(), (start + end) / 2)
    QTest.mouseMove(grid.viewport(), end)
    assert grid.pointer.is_banding
    QTest.mouseRelease(grid.viewport(), LEFT, pos=end)
    assert gallery.selected == list(keys[: row.stop])
    assert not grid.pointer.is_banding


def test_the_keyboard_walks_and_selects(gallery: GalleryBench) -> None:
    keys = gallery.fill(40, days=4)
    gallery.open(40)
    grid = gallery.page.grid
    grid.setFocus(Qt.FocusReason.TabFocusReason)
    gallery.key(Key.Key_Right)
    assert gallery.selected == [keys[1]]
    gallery.key(Key.Key_Right, SHIFT)
    gallery.key(Key.Key_Right, SHIFT)
    assert gallery.selected == list(keys[1:4])
    gallery.key(Key.Key_Down)
    assert grid.rows.row_of(grid.chosen.current_place).first == grid.rows.row_of(0).stop
    gallery.key(Key.Key_Up)
    assert grid.rows.row_of(grid.chosen.current_place).first == 0
    gallery.key(Key.Key_End)
    assert gallery.selected == [keys[-1]]
    assert grid.viewport().rect().contains(grid.rect_of(39))
    gallery.key(Key.Key_PageUp)
    assert grid.chosen.current_place < 39
    gallery.key(Key.Key_A, CTRL)
    assert gallery.selected == list(keys)
    gallery.key(Key.Key_Escape)
    assert gallery.selected == []


def test_keys_rate_and_star_and_undo(gallery: GalleryBench) -> None:
    keys = gallery.fill(5)
    gallery.open(5)
    gallery.click(2)
    gallery.key(Key.Key_4)
    gallery.until(lambda: gallery.page.grid.list[2].rating == 4)
    gallery.key(Key.Key_S)
    gallery.until(lambda: gallery.page.grid.list[2].favourite)
    assert gallery.selected == [keys[2]]
    gallery.page.undo_last()
    gallery.until(lambda: not gallery.page.grid.list[2].favourite)
    gallery.key(Key.Key_0)
    gallery.until(lambda: gallery.page.grid.list[2].rating == 0)


def test_the_stars_and_the_circle_of_a_tile(gallery: GalleryBench) -> None:
    keys = gallery.fill(5)
    gallery.open(5)
    grid = gallery.page.grid
    stars = stars_rect(grid.theme, grid.rect_of(0))
    third = QPoint(stars.left() + stars.width() // 2, stars.center().y())
    QTest.mouseMove(grid.viewport(), third)
    gallery.until(lambda: grid.viewport().toolTip().startswith("Rate 3"))
    QTest.mouseClick(grid.viewport(), LEFT, pos=third)
    gallery.until(lambda: grid.list[0].rating == 3)
    assert gallery.keys_of(GalleryFilter(rating_at_least=3)) == [keys[0]]
    gallery.click(4)
    for place in (0, 1, 3):
        circle = check_rect(grid.theme, grid.rect_of(place)).center()
        QTest.mouseClick(grid.viewport(), LEFT, pos=circle)
    assert gallery.selected == [keys[0], keys[1], keys[3], keys[4]]
    assert gallery.page.bar.isVisible()


def test_delete_goes_to_the_trash_and_undo_brings_it_back(gallery: GalleryBench) -> None:
    keys = gallery.fill(6)
    gallery.open(6)
    gallery.click(2)
    gallery.key(Key.Key_Delete)
    gallery.until(lambda: len(gallery.shown) == 5)
    assert gallery.selected == [keys[3]]  # the neighbour
    assert gallery.keys_of(GalleryFilter(trash=True)) == [keys[2]]
    gallery.until(lambda: gallery.toasts.toasts)
    QTest.mouseClick(gallery.button("Undo"), LEFT)
    gallery.until(lambda: gallery.shown == list(keys))


def test_search_filters_and_says_when_nothing_fits(gallery: GalleryBench) -> None:
    gallery.fill(12)
    gallery.open(12)
    search = gallery.page.header.search
    QTest.keyClicks(search, "lighthouse")
    gallery.until(lambda: len(gallery.shown) == 3)
    gallery.until(lambda: gallery.page.header.count.text() == "3 of 12")
    search.setText("灯塔")
    gallery.until(lambda: len(gallery.shown) == 3)
    search.setText("xyzzy")
    gallery.until(lambda: gallery.page.empty.isVisible())
    QTest.mouseClick(gallery.button("Clear filters", gallery.page.empty), LEFT)
    gallery.until(lambda: len(gallery.shown) == 12)
    assert search.text() == ""


def test_an_image_that_comes_does_not_move_what_is_looked_at(gallery: GalleryBench) -> None:
    keys = gallery.fill(60, days=3, first=1)
    gallery.open(60)
    grid = gallery.page.grid
    bar = grid.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    place = grid.rows.row_of(grid.visible_places()[0]).stop
    key, top = grid.chosen.keys[place], grid.rect_of(place).top()
    gallery.fill(1)
    gallery.until(lambda: len(gallery.shown) == 61)
    assert gallery.shown[1:] == list(keys)
    assert grid.rect_of(grid.chosen.place_of(key)).top() == top


def test_empty_gallery_says_so(gallery: GalleryBench) -> None:
    gallery.open(0)
    gallery.until(lambda: gallery.page.empty.isVisible())
    assert gallery.button("Make an image").isVisible()
    assert gallery.button("Import images").isVisible()


@pytest.mark.parametrize("size", [64, 240, 512])
def test_size_and_layout_keep_what_is_looked_at(gallery: GalleryBench, size: int) -> None:
    gallery.fill(60, days=3)
    gallery.open(60)
    grid = gallery.page.grid
    gallery.click(0)
    grid.chosen.only(30)
    grid.bring_into_view(30)
    QTest.mouseClick(gallery.button("Squares"), LEFT)
    assert not grid.is_justified
    gallery.page.header.slider.setValue(size)
    assert grid.size_px == size
    assert grid.viewport().rect().intersects(grid.rect_of(30))
    QTest.mouseClick(gallery.button("Rows"), LEFT)
    assert grid.viewport().rect().intersects(grid.rect_of(30))


def test_the_side_column_leads_to_places(gallery: GalleryBench) -> None:
    keys = gallery.fill(8)
    gallery.run(gallery.store.set_favourite(keys[:2]))
    gallery.run(gallery.store.new_album("Series", keys[3:6]))
    gallery.open(8)
    view = gallery.page.side.list

    def row_of(name: str) -> int:
        rows = range(view.places.rowCount())
        return next((row for row in rows if view.places.index(row).data() == name), -1)

    def go(name: str) -> None:
        spot = view.visualRect(view.places.index(row_of(name))).center()
        QTest.mouseClick(view.viewport(), LEFT, pos=spot)

    gallery.until(lambda: row_of("Series") >= 0)
    go("Favourites")
    gallery.until(lambda: gallery.shown == list(keys[:2]))
    go("Series")
    gallery.until(lambda: gallery.shown == list(keys[3:6]))
    go("Trash")
    gallery.until(lambda: gallery.page.empty.isVisible())
    go("All images")
    gallery.until(lambda: len(gallery.shown) == 8)
    assert gallery.page.side.total.accessibleName().startswith("8 images · ")


def test_details_tell_everything_and_can_be_changed(gallery: GalleryBench) -> None:
    keys = gallery.fill(4)
    gallery.open(4)
    page = gallery.page
    gallery.click(1)
    body = page.details.body
    gallery.until(lambda: body.prompt.text() == "dunes in warm light")
    QTest.mouseClick(gallery.button("Copy prompt"), LEFT)
    gallery.until(lambda: QApplication.clipboard().text() == "dunes in warm light")
    stars = body.stars
    QTest.mouseClick(stars, LEFT, pos=QPoint(stars.width() - 6, stars.height() // 2))
    gallery.until(lambda: page.grid.list[1].rating == 5)
    QTest.mouseClick(body.heart, LEFT)
    gallery.until(lambda: page.grid.list[1].favourite)
    body.note.setFocus()
    QTest.keyClicks(body.note, "for the poster")
    QTest.keyClick(body.note, Key.Key_Return, CTRL)
    gallery.until_keys(GalleryFilter(text="poster"), [keys[1]])
    QTest.mouseClick(gallery.button("Add tag"), LEFT)
    names = page.acting.names
    QTest.keyClicks(names.field, "warm, sand")
    QTest.keyClick(names.field, Key.Key_Return)
    gallery.until_keys(GalleryFilter(tags=("warm", "sand")), [keys[1]])
    gallery.until(lambda: page.details.details and len(page.details.details.tags) == 2)
    QTest.mouseClick(gallery.button("Remove tag warm"), LEFT)
    gallery.until_keys(GalleryFilter(tags=("warm",)), [])
    gallery.click(3, CTRL)
    assert page.details.summary.isVisible()
    assert page.details.summary.text().startswith("2 selected")
    stars = page.details.summary.stars
    QTest.mouseClick(stars, LEFT, pos=QPoint(stars.width() // 2, stars.height() // 2))
    gallery.until_keys(GalleryFilter(rating_at_least=3), [keys[1], keys[3]])
    gallery.until(lambda: page.grid.list[3].rating == 3)
    gallery.click(2)
    gallery.click(1)
    gallery.click(3, CTRL)
    assert stars.value() == 3
    QTest.mouseClick(gallery.button("Add tags"), LEFT)
    QTest.keyClicks(names.field, "pair")
    QTest.keyClick(names.field, Key.Key_Return)
    gallery.until_keys(GalleryFilter(tags=("pair",)), [keys[1], keys[3]])
    gallery.page.grid.chosen.nothing()
    gallery.page.grid.tell_chosen()
    assert page.details.summary.text().startswith("Select an image")
    assert not stars.isVisible()


def test_the_family_is_shown_and_walked(gallery: GalleryBench) -> None:
    blobs = BlobStore(gallery.folder / "images")
    source, child = (blobs.put(picture(n, 300, 200)) for n in (900, 901))
    now = datetime.now(UTC)
    gallery.run(
        gallery.store.add(
            [
                NewPicture(source, PictureKind.IMPORTED, now - timedelta(hours=1)),
                NewPicture(child, PictureKind.MADE, now, parents=(source.sha256,)),
            ]
        )
    )
    gallery.open(2)
    gallery.click(0)
    gallery.until(lambda: gallery.page.details.body.lineage.isVisible())
    QTest.mouseClick(gallery.button("Source"), LEFT)
    gallery.until(lambda: gallery.selected == [gallery.shown[1]])
    strip = gallery.page.details.body.lineage
    gallery.until(lambda: gallery.buttons("Edit", strip))


def test_chips_filter_and_are_lifted(gallery: GalleryBench) -> None:
    keys = gallery.fill(8)
    gallery.run(gallery.store.rate(keys[:3], 4))
    gallery.open(8)
    page = gallery.page
    gallery.until(lambda: page.feed.counts.models)

    def choose(chip: str, text: str) -> None:
        QTest.mouseClick(page.filters.chips[chip], LEFT)
        menu = page.filters.findChild(QMenu, "filter_menu")
        assert menu is not None
        action = next(each for each in menu.actions() if each.text().startswith(text))
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
        menu.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    choose("rating", "★★★★ ")
    gallery.until(lambda: gallery.shown == list(keys[:3]))
    choose("aspect", "Square")
    gallery.until(lambda: gallery.shown == [keys[1]])
    gallery.until(lambda: page.header.count.text() == "1 of 8")
    assert page.filters.chips["aspect"].accessibleName() == "Any aspect: Square"
    QTest.mouseClick(gallery.button("Save filter"), LEFT)
    QTest.keyClicks(page.acting.names.field, "Best squares")
    QTest.keyClick(page.acting.names.field, Key.Key_Return)
    chip = page.filters.chips["aspect"]
    QTest.mouseClick(chip, LEFT, pos=QPoint(chip.width() - 8, chip.height() // 2))
    gallery.until(lambda: gallery.shown == list(keys[:3]))
    QTest.mouseClick(gallery.button("Clear filters", page.filters), LEFT)
    gallery.until(lambda: len(gallery.shown) == 8)
    gallery.until(lambda: page.feed.saved)
    page.go_to(Place(PlaceKind.SAVED, "Best squares", saved=page.feed.saved[0]))
    gallery.until(lambda: gallery.shown == [keys[1]])


def test_space_looks_enter_opens_and_a_double_click(gallery: GalleryBench) -> None:
    keys = gallery.fill(6)
    gallery.open(6)
    page = gallery.page
    opened: list[tuple[int, str, int]] = []
    page.images_requested.connect(
        lambda items, at: opened.append((len(items), items[at].prompt, at))
    )
    gallery.click(2)
    gallery.key(Key.Key_Space)
    assert page.quick_look.isVisible()
    QTest.keyClick(page.quick_look, Key.Key_Right)
    assert gallery.selected == [keys[3]]
    QTest.keyClick(page.quick_look, Key.Key_Escape)
    assert not page.quick_look.isVisible()
    gallery.key(Key.Key_Return)
    gallery.until(lambda: opened == [(6, "paper flowers", 3)])
    QTest.mouseDClick(page.grid.viewport(), LEFT, pos=gallery.spot(0))
    gallery.until(lambda: opened[1:] == [(6, "a lighthouse at night", 0)])


def test_files_are_imported_and_what_is_not_taken_is_told(
    gallery: GalleryBench, tmp_path: Path
) -> None:
    gallery.open(0)
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    good.write_bytes(picture(5, 300, 200))
    bad.write_text("no picture")
    page = gallery.page
    page.importing.start((good, bad))
    gallery.until(lambda: len(gallery.shown) == 1)
    gallery.until(page.importing.report.isVisible)
    assert "bad.png: it is not an image" in page.importing.report.text
    assert "1 image imported, 1 not taken" in page.importing.report.text
    bars = [bar for bar in page.importing.findChildren(Banner) if bar.isVisible()]
    assert bars == []  # the report is one bar, with its own way out
    QTest.mouseClick(gallery.button("Dismiss", page.importing), LEFT)
    assert not page.importing.isVisible()
    page.importing.start((good,))
    gallery.until(lambda: gallery.toasts.toasts)
    assert gallery.toasts.toasts[-1].text == "1 image was here already"


def test_making_and_importing_are_offered_beside_the_images(
    gallery: GalleryBench, tmp_path: Path
) -> None:
    gallery.fill(2)
    gallery.open(2)
    asked: list[bool] = []
    gallery.page.chat_requested.connect(lambda: asked.append(True))
    QTest.mouseClick(gallery.button("Make images"), LEFT)
    assert asked == [True]
    for words, mode in (
        ("Images…", QFileDialog.FileMode.ExistingFiles),
        ("All images of a folder…", QFileDialog.FileMode.Directory),
    ):
        QTest.mouseClick(gallery.button("Import images"), LEFT)
        menu = gallery.page.header.import_menu
        gallery.until(menu.isVisible)
        row = next(each for each in menu.actions() if each.text() == words)
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(row).center())
        gallery.until(lambda: gallery.window.findChild(QFileDialog) is not None)
        dialog = gallery.window.findChild(QFileDialog)
        assert dialog is not None
        assert dialog.fileMode() is mode
        dialog.close()
        gallery.until(lambda: gallery.window.findChild(QFileDialog) is None)


def test_a_file_that_is_cut_off_is_taken_and_told(gallery: GalleryBench, tmp_path: Path) -> None:
    gallery.open(0)
    whole = picture(5, 300, 200)
    torn, drawing = tmp_path / "torn.png", tmp_path / "logo.svg"
    torn.write_bytes(whole[: len(whole) // 2])
    drawing.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    page = gallery.page
    page.importing.start((torn, drawing))
    gallery.until(lambda: len(gallery.shown) == 1)  # nothing is lost
    gallery.until(page.importing.report.isVisible)
    text = page.importing.report.text
    assert "1 image imported, 1 not taken, 1 cut off" in text
    assert "torn.png: its file is cut off" in text
    assert "logo.svg: SVG is not accepted as an image" in text
    assert "Export it as PNG" in text
    page.importing.start((torn,))
    gallery.until(lambda: "1 image was here already, 1 cut off" in page.importing.report.text)


def test_images_are_dropped_on_collections(gallery: GalleryBench) -> None:
    keys = gallery.fill(5)
    album, _ = gallery.run(gallery.store.new_album("Series"))
    gallery.open(5)
    page = gallery.page
    gallery.until(lambda: page.feed.counts.albums)
    page.acting.drop_on(Place(PlaceKind.ALBUM, "Series", album), keys[:2])
    gallery.until_keys(GalleryFilter(album=album), list(keys[:2]))
    gallery.click(4)
    gallery.key(Key.Key_Z, CTRL)
    page.undo_last()
    gallery.until_keys(GalleryFilter(album=album), [])


def test_screen_readers_find_a_list_with_an_item_per_image(gallery: GalleryBench) -> None:
    keys = gallery.fill(12)
    gallery.run(gallery.store.rate(keys[1:2], 3))
    gallery.open(12)
    grid = gallery.page.grid
    gallery.until(lambda: gallery.page.names.get(keys[1]))
    listed = QAccessible.queryAccessibleInterface(grid)
    assert (listed.role(), listed.childCount()) == (QAccessible.Role.List, 12)
    second = listed.child(1)
    assert second.role() == QAccessible.Role.ListItem
    assert second.text(QAccessible.Text.Name) == "dunes in warm light, Rated 3 of 5"
    assert listed.indexOfChild(second) == 1
    gallery.click(1)
    assert second.state().selected
    middle = grid.viewport().mapToGlobal(gallery.spot(1))
    assert listed.childAt(middle.x(), middle.y()).text(QAccessible.Text.Name).startswith("dunes")
    gallery.key(Key.Key_Delete)
    gallery.until(lambda: len(gallery.shown) == 11)
    assert listed.childCount() == 11


def test_size_layout_and_panel_are_kept(gallery: GalleryBench) -> None:
    gallery.fill(4)
    gallery.open(4)
    page = gallery.page
    QTest.mouseClick(gallery.button("Squares"), LEFT)
    page.header.slider.setValue(300)
    QTest.mouseClick(gallery.button("Close details"), LEFT)
    kept = gallery.services.preferences.values
    assert (kept.gallery_rows, kept.gallery_size_px, kept.gallery_details) == (False, 300, False)


def test_an_empty_place_says_how_it_is_filled(gallery: GalleryBench) -> None:
    keys = gallery.fill(3)
    gallery.run(gallery.store.rate(keys, 3))
    album, _ = gallery.run(gallery.store.new_album("Series"))
    gallery.open(3)
    page = gallery.page
    for place, words in (
        (Place(PlaceKind.FAVOURITES, ""), "No favourites yet"),
        (Place(PlaceKind.ALBUM, "Series", album), "This collection is empty"),
        (Place(PlaceKind.NOT_RATED, ""), "Every image is rated"),
    ):
        page.go_to(place)
        gallery.until(page.empty.isVisible)
        gallery.until(lambda words=words: words in [label.text() for label in shown_labels(page)])
    page.ask(GalleryFilter(), GalleryFilter(text="nowhere"))
    gallery.until(lambda: "Nothing fits these filters" in [e.text() for e in shown_labels(page)])
    page.go_to(Place(PlaceKind.FAVOURITES, ""))
    page.clear_filters()
    gallery.until(lambda: "No favourites yet" in [e.text() for e in shown_labels(page)])
    QTest.mouseClick(gallery.button("Show all images"), LEFT)
    gallery.until(lambda: len(gallery.shown) == 3)


def test_variants_are_offered_of_what_somebody_asked_for(gallery: GalleryBench) -> None:
    gallery.fill(1)
    gallery.page.offer("variants")
    gallery.open(1)
    gallery.page.importing.take(dragged(picture(9, 30, 30)))
    gallery.until(lambda: len(gallery.shown) == 2)
    variants = gallery.page.details.buttons["variants"]
    gallery.click(0)
    gallery.until(lambda: variants.isVisible() and not variants.isEnabled())
    assert "no prompt" in variants.toolTip()
    gallery.click(1)
    gallery.until(variants.isEnabled)
    assert variants.toolTip() == ""


def shown_labels(page: QWidget) -> list[Label]:
    return [label for label in page.findChildren(Label) if label.isVisible()]


def dragged(data: bytes) -> QMimeData:
    found = QMimeData()
    found.setImageData(QImage.fromData(data))
    return found

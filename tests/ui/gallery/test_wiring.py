"""What the buttons of details and selection bar do, and what is dropped from outside."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QWidget

from studio.core.events import Finished, ImageReceived
from studio.core.exporting import PictureToExport
from studio.core.gallery import GalleryCard, GalleryFilter, PictureKind
from studio.core.making import ImageOrder
from studio.core.parts import ImageOrigin
from studio.storage.blobs import BlobStore
from studio.ui.gallery import acting
from studio.ui.images.drag_out import KEYS_MIME
from studio.ui.images.items import ImageItem
from tests.ui.chat.conftest import add_connection
from tests.ui.dragging import DRAG_POINT
from tests.ui.gallery.conftest import GalleryBench, picture

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
COPY = Qt.DropAction.CopyAction
PLAIN = Qt.KeyboardModifier.NoModifier


def press(gallery: GalleryBench, name: str, within: QWidget) -> None:
    QTest.mouseClick(gallery.button(name, within), LEFT)


def chosen(gallery: GalleryBench) -> None:
    """One image is selected and its details are shown."""
    gallery.click(0)
    gallery.until(lambda: gallery.page.details.details is not None)
    gallery.until(lambda: gallery.page.details._foot.isVisible())


# Details


def test_edit_variants_and_save_of_the_details(gallery: GalleryBench) -> None:
    page = gallery.page
    edits: list[ImageItem] = []
    orders: list[ImageOrder] = []
    page.edit_requested.connect(edits.append)
    page.variants_requested.connect(orders.append)
    page.offer("edit", "variants")
    gallery.fill(2)
    gallery.open(2)
    chosen(gallery)
    press(gallery, "Edit", page.details)
    gallery.until(lambda: edits)
    assert edits[0].blob == page.grid.list[0].blob
    press(gallery, "Make variants", page.details)
    gallery.until(lambda: orders)
    assert (orders[0].prompt, orders[0].model_id) == ("a lighthouse at night", "demo/painter")
    press(gallery, "Save as", page.details)
    gallery.until(lambda: gallery.window.findChild(QFileDialog) is not None)
    dialog = gallery.window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.reject()


def test_acts_that_nobody_offers_have_no_button(gallery: GalleryBench) -> None:
    gallery.fill(1)
    gallery.open(1)
    chosen(gallery)
    assert not gallery.buttons("Edit", gallery.page.details)
    assert not gallery.buttons("Make variants", gallery.page.details)
    chat = gallery.button("Open chat", gallery.page.details)
    assert not chat.isEnabled()
    assert chat.toolTip() == "This image stands in no chat"


def test_copy_prompt_heart_and_stars_of_the_details(gallery: GalleryBench) -> None:
    gallery.fill(1)
    gallery.open(1)
    chosen(gallery)
    body = gallery.page.details.body
    press(gallery, "Copy prompt", body)
    gallery.until(lambda: QGuiApplication.clipboard().text() == "a lighthouse at night")
    press(gallery, "Favourite", body)
    gallery.until(lambda: gallery.page.grid.list[0].favourite)
    QTest.mouseClick(body.stars, LEFT, pos=QPoint(body.stars.width() * 3 // 10, 8))
    gallery.until(lambda: gallery.page.grid.list[0].rating == 2)


def test_open_chat_and_the_request_belong_to_the_reply(gallery: GalleryBench) -> None:
    connection = add_connection(gallery.bench, gallery.run, gallery.until)
    made = BlobStore(gallery.folder / "images").put(picture(5, 64, 48))
    gallery.bench.gateway.scripts.append(
        [(ImageReceived(0, made, ImageOrigin.CONTENT, "a cat"),), (Finished(0, "stop"),)]
    )
    asked: list[tuple[str, str]] = []
    page, conversations = gallery.page, gallery.services.conversations
    page.details.request_wanted.connect(lambda *where: asked.append(where))
    assert page.details.request_tab.isHidden()
    page.offer("request")
    chat = conversations.new(connection_id=connection.id, model_id="a/one")
    gallery.services.runs.send(chat.id, "Draw a cat")
    gallery.until(lambda: not gallery.services.runs.running())
    gallery.run(conversations.flush())
    gallery.open(1)
    chosen(gallery)
    press(gallery, "Open chat", page.details)
    gallery.until(lambda: gallery.messages)
    press(gallery, "Request", page.details)
    assert asked == gallery.messages
    assert asked[0][0] == chat.id
    assert page.details.details is not None
    assert page.details.details.kind is PictureKind.MADE


def test_an_image_that_came_from_elsewhere_has_no_request(gallery: GalleryBench) -> None:
    asked: list[tuple[str, str]] = []
    page = gallery.page
    page.details.request_wanted.connect(lambda *where: asked.append(where))
    page.offer("request")
    gallery.fill(2)
    gallery.open(2)
    chosen(gallery)
    page.acting.act("request")
    told = page.details.findChild(QWidget, "no_request")
    assert isinstance(told, QWidget)
    assert told.isVisible()
    gallery.click(1)  # another image: the tab stays
    gallery.until(lambda: page.details.details.key == gallery.shown[1])  # type: ignore[union-attr]
    assert told.isVisible()
    press(gallery, "Details", page.details)
    assert not told.isVisible()
    assert page.details.body.isVisible()
    assert asked == []


# The selection bar


def test_the_selection_bar_compares_exports_deletes_and_clears(gallery: GalleryBench) -> None:
    page = gallery.page
    compared: list[tuple[ImageItem, ...]] = []
    exported: list[tuple[PictureToExport, ...]] = []
    page.compare_requested.connect(compared.append)
    page.export_requested.connect(exported.append)
    page.offer("compare", "export")
    keys = gallery.fill(6)
    gallery.open(6)
    assert not page.bar.isVisible()
    gallery.click(0)
    assert not page.bar.isVisible()
    gallery.click(2, CTRL)
    assert page.bar.isVisible()
    press(gallery, "Compare", page.bar)
    gallery.until(lambda: compared)
    assert [each.blob for each in compared[0]] == [page.grid.list[at].blob for at in (0, 2)]
    press(gallery, "Export", page.bar)
    gallery.until(lambda: exported)
    assert [each.blob for each in exported[0]] == [each.blob for each in compared[0]]
    gallery.key(Qt.Key.Key_A, CTRL)
    assert not gallery.button("Compare", page.bar).isEnabled()
    gallery.click(0)
    gallery.click(2, CTRL)
    press(gallery, "Delete", page.bar)
    gallery.until(lambda: gallery.shown == [keys[1], *keys[3:]])
    assert gallery.keys_of(GalleryFilter(trash=True)) == [keys[0], keys[2]]
    gallery.click(0)
    gallery.click(1, CTRL)
    press(gallery, "Select nothing", page.bar)
    assert gallery.selected == []
    assert not page.bar.isVisible()


def test_the_selection_bar_tags_and_collects(gallery: GalleryBench) -> None:
    page = gallery.page
    keys = gallery.fill(3)
    gallery.open(3)
    gallery.run(gallery.store.new_album("Posters"))
    gallery.until(lambda: page.feed.counts.albums)
    gallery.click(0)
    gallery.click(1, CTRL)
    press(gallery, "Tag", page.bar)
    field = page.acting.names.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "dusk, sea")
    QTest.keyClick(field, Qt.Key.Key_Return)
    gallery.until_keys(GalleryFilter(tags=("dusk", "sea")), list(keys[:2]))
    press(gallery, "Collect", page.bar)
    menu = page.findChild(QMenu, "album_menu")
    assert isinstance(menu, QMenu)
    menu.actions()[0].trigger()
    menu.close()
    album = page.feed.counts.albums[0].id
    gallery.until_keys(GalleryFilter(album=album), list(keys[:2]))


def test_the_menu_of_very_many_images_looks_at_some_of_them(
    gallery: GalleryBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    gallery.fill(8)
    gallery.open(8)
    page = gallery.page
    gallery.key(Qt.Key.Key_A, CTRL)
    looked: list[int | None] = []
    card = page.grid.card

    def counted(key: int | None) -> GalleryCard | None:
        looked.append(key)
        return card(key)

    monkeypatch.setattr(acting, "_MOST_LOOKED_AT", 3)
    monkeypatch.setattr(page.grid, "card", counted)
    page.acting.open_menu(QPoint(10, 10))
    menu = page.findChild(QMenu, "image_menu")
    assert isinstance(menu, QMenu)
    assert len(set(looked)) == 3  # what has the focus is told to screen readers besides
    rates = [each for each in menu.findChildren(QMenu) if each.title() == "Rate"]
    assert not [each for each in rates[0].actions() if each.isChecked()]
    menu.close()


# Drops


def files_of(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def enter(gallery: GalleryBench, data: QMimeData) -> bool:
    event = QDragEnterEvent(DRAG_POINT(300, 300), COPY, data, LEFT, PLAIN)
    QApplication.sendEvent(gallery.page, event)
    return event.isAccepted()


def drop(gallery: GalleryBench, data: QMimeData) -> bool:
    move = QDragMoveEvent(DRAG_POINT(310, 300), COPY, data, LEFT, PLAIN)
    QApplication.sendEvent(gallery.page, move)
    event = QDropEvent(QPointF(310, 300), COPY, data, LEFT, PLAIN)
    QApplication.sendEvent(gallery.page, event)
    return event.isAccepted()


def target(gallery: GalleryBench) -> QWidget:
    found = gallery.page.findChild(QWidget, "drop_target")
    assert found is not None
    return found


def test_a_folder_is_imported_with_what_is_below_it(gallery: GalleryBench, tmp_path: Path) -> None:
    gallery.open(0)
    inside = tmp_path / "holiday" / "beach"
    inside.mkdir(parents=True)
    (inside / "one.png").write_bytes(picture(1, 30, 20))
    (inside.parent / "two.PNG").write_bytes(picture(2, 30, 20))
    (inside.parent / "notes.txt").write_text("no picture")
    (inside.parent / ".hidden.png").write_bytes(picture(3, 30, 20))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(inside.parent))])
    assert enter(gallery, data)
    assert drop(gallery, data)
    gallery.until(lambda: len(gallery.shown) == 2)
    gallery.until(lambda: "2 images imported" in gallery.toast_texts())
    empty = tmp_path / "empty"
    empty.mkdir()
    gallery.page.importing.start((empty,))
    gallery.until(lambda: "There are no images in it" in gallery.toast_texts())


def test_an_image_is_pasted_or_dropped_without_a_file(gallery: GalleryBench) -> None:
    gallery.open(0)
    image = QImage.fromData(picture(3, 40, 30))
    QApplication.clipboard().setImage(image)
    gallery.page.focus_images()
    QTest.keyClick(gallery.page.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    gallery.until(lambda: len(gallery.shown) == 1)
    data = QMimeData()
    data.setImageData(QImage.fromData(picture(4, 40, 30)))
    assert enter(gallery, data)
    assert drop(gallery, data)
    gallery.until(lambda: len(gallery.shown) == 2)
    QApplication.clipboard().setText("no image")
    QTest.keyClick(gallery.page.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    gallery.until(lambda: gallery.page.thumbnails.is_idle)
    assert len(gallery.shown) == 2


def test_files_dropped_anywhere_on_the_page_are_imported(
    gallery: GalleryBench, tmp_path: Path
) -> None:
    gallery.open(0)
    paths = [tmp_path / "one.png", tmp_path / "two.png"]
    for number, path in enumerate(paths):
        path.write_bytes(picture(number, 30, 20))
    data = files_of(*paths)
    assert enter(gallery, data)
    assert target(gallery).isVisible()
    assert drop(gallery, data)
    assert not target(gallery).isVisible()
    gallery.until(lambda: len(gallery.shown) == 2)
    assert len(gallery.keys_of(GalleryFilter(kinds=(PictureKind.IMPORTED,)))) == 2


def test_a_drag_that_goes_on_leaves_nothing_behind(gallery: GalleryBench, tmp_path: Path) -> None:
    gallery.open(0)
    path = tmp_path / "one.png"
    path.write_bytes(picture(1, 30, 20))
    assert enter(gallery, files_of(path))
    QApplication.sendEvent(gallery.page, QDragLeaveEvent())
    assert not target(gallery).isVisible()
    assert gallery.keys_of(GalleryFilter()) == []


@pytest.mark.parametrize("kind", ["text", "own"])
def test_words_and_our_own_images_are_not_imported(
    gallery: GalleryBench, tmp_path: Path, kind: str
) -> None:
    gallery.open(0)
    path = tmp_path / "one.png"
    path.write_bytes(picture(1, 30, 20))
    data = QMimeData()
    if kind == "own":
        data = files_of(path)
        data.setData(KEYS_MIME, b"1")
    else:
        data.setText("just words")
    assert not enter(gallery, data)
    assert not target(gallery).isVisible()
    assert not drop(gallery, data)
    assert gallery.keys_of(GalleryFilter()) == []


def test_a_file_of_ours_brings_its_prompt_back(gallery: GalleryBench) -> None:
    (key,) = gallery.fill(1)
    gallery.open(1)
    gallery.click(0)
    facts = gallery.page.acting.drag_facts
    gallery.until(lambda: facts.get(key) is not None)
    card = gallery.page.grid.card(key)
    assert card is not None
    copy = gallery.services.images.named_copy(card.blob, "copy.png", facts.get(key))
    assert copy is not None
    gallery.run(gallery.store.delete([key]))
    gallery.until(lambda: gallery.shown == [])
    data = files_of(copy)
    assert enter(gallery, data)
    assert drop(gallery, data)
    gallery.until(lambda: len(gallery.shown) == 1)
    chosen(gallery)
    assert gallery.page.details.body.prompt.text() == "a lighthouse at night"
    details = gallery.page.details.details
    assert details is not None
    assert details.key != key
    assert details.place is not None
    assert details.place.model_id == "demo/painter"
    assert details.place.parameters == {"seed": 4127}


def test_the_selection_bar_stays_beside_details_that_lie_over_the_images(
    gallery: GalleryBench,
) -> None:
    page = gallery.page
    page.offer("compare", "export")
    gallery.fill(6)
    gallery.open(6)
    gallery.window.setMinimumSize(600, 400)  # as the main window, whatever its pages want
    gallery.window.resize(904, 700)
    gallery.until(lambda: page.columns.details_overlay)
    gallery.click(0)
    gallery.click(2, CTRL)
    assert page.bar.isVisible()
    middle = page.bar.geometry().center().x()
    QTest.mouseClick(page.header.details, Qt.MouseButton.LeftButton)
    gallery.until(page.details.isVisible)
    clear = page.bar.clear
    right = clear.mapTo(page, clear.rect().topRight()).x()
    assert right < page.details.x()
    assert page.bar.buttons["export"].mapTo(page, QPoint(0, 0)).x() > 0
    QTest.mouseClick(page.details.close_button, Qt.MouseButton.LeftButton)
    gallery.until(lambda: not page.details.isVisible())
    assert page.bar.geometry().center().x() == middle

"""Images deleted for good: only from the trash, only after a question."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton

from studio.core.gallery import GalleryFilter
from studio.itemmodels.gallery_places import Place, PlaceKind
from studio.services.clock import SystemClock
from studio.ui.gallery.thumbnail_cache import remove, trim
from studio.ui.widgets.toast import Toast
from tests.ui.gallery.conftest import GalleryBench

LEFT = Qt.MouseButton.LeftButton
TRASH = GalleryFilter(trash=True)


def in_trash(gallery: GalleryBench, number: int) -> list[int]:
    """Fills the gallery, deletes so many and shows the trash."""
    keys = gallery.fill(6)
    gallery.open(6)
    gallery.run(gallery.store.delete(keys[:number]))
    gallery.page.go_to(Place(PlaceKind.TRASH, ""))
    gallery.until(lambda: gallery.shown == keys[:number])
    return list(keys)


def answer(gallery: GalleryBench, name: str) -> None:
    dialog = gallery.window.findChild(QDialog, "purge_dialog")
    assert dialog is not None
    assert dialog.isVisible()
    button = dialog.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, LEFT)


def age_files(gallery: GalleryBench) -> None:
    """As if the images had been made an hour ago."""
    import os

    then_s = SystemClock().now().timestamp() - 3600
    for path in (gallery.folder / "images").glob("??/*"):
        os.utime(path, (then_s, then_s))


def files(gallery: GalleryBench) -> int:
    return len(list((gallery.folder / "images").glob("??/*.png")))


def test_only_of_what_was_deleted_a_bin_is_shown(gallery: GalleryBench) -> None:
    keys = gallery.fill(2)
    gallery.open(2)

    def icons() -> dict[str, str]:
        return {each.text: each.icon_name for each in gallery.window.findChildren(Toast)}

    gallery.page.acts.delete(keys[:1])
    gallery.until(lambda: icons().get("1 image moved to the trash") == "trash-2")
    gallery.page.acts.restore(keys[:1])
    gallery.until(lambda: icons().get("1 image restored") == "circle-check")
    gallery.page.acts.new_album("Dunes", keys)
    gallery.until(lambda: icons().get("Collection Dunes made") == "circle-check")


def test_delete_in_the_trash_asks_and_then_nothing_is_left(gallery: GalleryBench) -> None:
    keys = in_trash(gallery, 3)
    age_files(gallery)
    gallery.click(1)
    gallery.key(Qt.Key.Key_Delete)
    answer(gallery, "keep")
    assert gallery.keys_of(TRASH) == keys[:3]
    gallery.key(Qt.Key.Key_Delete)
    answer(gallery, "purge")
    gallery.until(lambda: gallery.shown == [keys[0], keys[2]])
    assert gallery.run(gallery.store.details(keys[1])) is None
    gallery.until(lambda: files(gallery) == 5)
    gallery.page.undo_last()
    assert gallery.keys_of(TRASH) == [keys[0], keys[2]]
    assert gallery.keys_of(GalleryFilter()) == keys[3:]


def test_the_trash_is_emptied_after_a_question(gallery: GalleryBench) -> None:
    keys = in_trash(gallery, 4)
    age_files(gallery)
    gallery.until(lambda: gallery.page.feed.counts.trash == 4)
    QTest.mouseClick(gallery.button("Empty the trash"), LEFT)
    answer(gallery, "purge")
    gallery.until(lambda: gallery.page.empty.isVisible())
    gallery.until(lambda: not gallery.page.trash_bar.isVisible())
    gallery.until(lambda: files(gallery) == 2)
    assert gallery.keys_of(GalleryFilter()) == keys[4:]


def test_nothing_outside_the_trash_goes_for_good(gallery: GalleryBench) -> None:
    keys = in_trash(gallery, 2)
    age_files(gallery)
    assert len(gallery.run(gallery.store.purge(keys))) == 2
    assert gallery.keys_of(GalleryFilter()) == keys[2:]
    assert files(gallery) == 4


def test_a_file_that_was_just_put_is_left_to_the_next_tidying(gallery: GalleryBench) -> None:
    in_trash(gallery, 2)
    gallery.run(gallery.store.purge())
    assert gallery.keys_of(TRASH) == []
    assert files(gallery) == 6


def test_only_the_trash_has_a_bar(gallery: GalleryBench) -> None:
    in_trash(gallery, 1)
    gallery.until(lambda: gallery.page.trash_bar.isVisible())
    gallery.page.go_to(Place(PlaceKind.ALL, ""))
    gallery.until(lambda: len(gallery.shown) == 5)
    assert not gallery.page.trash_bar.isVisible()


def some_thumbnails(folder: Path, number: int) -> list[Path]:
    import os

    made = []
    for at in range(number):
        path = folder / f"{at % 4:02x}" / f"{at:062x}-256.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(1000))
        os.utime(path, (1_700_000_000 + at, 1_700_000_000 + at))
        made.append(path)
    return made


def test_the_oldest_thumbnails_go_when_there_are_too_many(tmp_path: Path) -> None:
    made = some_thumbnails(tmp_path, 20)
    assert trim(tmp_path, 20_000) == 0
    assert trim(tmp_path, 10_000) == 12
    assert [path.exists() for path in made] == [False] * 12 + [True] * 8
    assert trim(tmp_path / "nowhere") == 0


def test_half_written_thumbnails_of_an_earlier_start_go(tmp_path: Path) -> None:
    (left,) = some_thumbnails(tmp_path, 1)
    part = left.rename(left.with_suffix(".77.part"))
    assert trim(tmp_path) == 1
    assert not part.exists()


def test_thumbnails_of_one_image_go_alone(tmp_path: Path) -> None:
    made = some_thumbnails(tmp_path, 3)
    remove(tmp_path, ["01" + made[1].stem.partition("-")[0]])
    assert [path.exists() for path in made] == [True, False, True]


def test_the_details_of_a_deleted_image_restore_it(gallery: GalleryBench) -> None:
    keys = in_trash(gallery, 2)
    gallery.click(0)
    restore = gallery.page.details.buttons["restore"]
    gallery.until(restore.isVisible)
    assert not gallery.page.details.body.stars.isEnabled()
    assert not gallery.page.details.buttons["edit"].isVisible()
    QTest.mouseClick(restore, LEFT)
    gallery.until(lambda: gallery.shown == [keys[1]])
    gallery.click(0)
    QTest.mouseClick(gallery.page.details.buttons["purge"], LEFT)
    answer(gallery, "keep")
    gallery.page.go_to(Place(PlaceKind.ALL, ""))
    gallery.until(lambda: keys[0] in gallery.shown)
    gallery.click(0)
    gallery.until(lambda: not restore.isVisible())
    assert gallery.page.details.body.stars.isEnabled()

"""The export dialog, by mouse and keyboard, over real files."""

import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QWidget,
)

from studio.core.errors import BlobMissing
from studio.core.exporting import PictureToExport
from studio.core.parts import BlobRef
from studio.core.records import PictureMetadata
from studio.services.clock import SystemClock
from studio.services.images import ImageLibrary
from studio.storage.blobs import BlobStore
from studio.storage.picture_metadata import read_metadata
from studio.ui.exporting.desk import ExportDesk
from studio.ui.exporting.dialog import ExportDialog
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Choice, ToastStack
from tests.services.conftest import Bench
from tests.small_disk import small_disk
from tests.ui.chat.conftest import Run
from tests.ui.conftest import Until

LEFT = Qt.MouseButton.LeftButton


class SlowLibrary(ImageLibrary):
    """Gives bytes only when told to."""

    def __init__(self, blobs: BlobStore) -> None:
        super().__init__(blobs)
        self.gate = threading.Event()
        self.gate.set()
        self.begun = threading.Event()

    def read(self, blob: BlobRef) -> bytes:
        self.begun.set()
        assert self.gate.wait(60)
        return super().read(blob)


class Opener(QObject):
    """Stands in for the system's file manager."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


@dataclass
class Desk:
    live: Bench
    images: SlowLibrary
    blobs: BlobStore
    desk: ExportDesk
    window: QWidget
    toasts: ToastStack
    out: Path
    until: Until

    def pictures(self, *prompts: str) -> list[PictureToExport]:
        made = []
        for number, prompt in enumerate(prompts):
            out = io.BytesIO()
            Image.new("RGB", (20 + number, 10), "teal").save(out, "PNG")
            moment = datetime(2026, 11, 26, 12, tzinfo=UTC)
            metadata = PictureMetadata(prompt, model_id="a/b", made_at=moment)
            made.append(PictureToExport(self.blobs.put(out.getvalue()), metadata))
        return made

    def open(self, *prompts: str) -> ExportDialog:
        dialog = self.desk.open(self.pictures(*prompts))
        assert dialog is not None
        self.until(dialog.isVisible)
        return dialog

    def files(self) -> list[str]:
        return sorted(path.name for path in self.out.iterdir()) if self.out.exists() else []


@pytest.fixture
def desk(live: Bench, theme_store: ThemeStore, tmp_path: Path, until: Until) -> Iterator[Desk]:
    window = QWidget()
    window.resize(1000, 700)
    window.show()
    blobs = BlobStore(tmp_path / "images")
    images, toasts = SlowLibrary(blobs), ToastStack(theme_store, window)
    out = tmp_path / "out"
    out.mkdir()
    live.preferences.set(export_folder=str(out))
    made = ExportDesk(
        theme=theme_store, images=images, preferences=live.preferences, scope=live.scope,
        clock=SystemClock(), toasts=toasts, window=window,
    )  # fmt: skip
    yield Desk(live, images, blobs, made, window, toasts, out, until)
    images.gate.set()
    for dialog in window.findChildren(ExportDialog):
        dialog.close()
    window.close()
    window.deleteLater()


@pytest.fixture
def opener() -> Iterator[Opener]:
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "open")  # type: ignore[call-overload]
    yield opener
    QDesktopServices.unsetUrlHandler("file")


def find(dialog: QWidget, name: str, kind: type[Any] = QWidget) -> Any:
    found = dialog.findChild(kind, name)
    assert found is not None, name
    return found


def click(dialog: QWidget, name: str) -> None:
    widget = find(dialog, name)
    assert widget.isVisible()
    QTest.mouseClick(widget, LEFT)


def texts(dialog: QWidget) -> str:
    return "\n".join(each.text() for each in dialog.findChildren(QLabel) if each.isVisible())


def choose(choice: Choice, key: Qt.Key, times: int = 1) -> None:
    choice.setFocus()
    for _ in range(times):
        QTest.keyClick(choice, key)


def test_files_are_exported_with_two_clicks_and_shown(
    desk: Desk, opener: Opener, until: Until
) -> None:
    dialog = desk.open("A dune", "A dune", "A hill")
    shown = texts(dialog)
    assert "Export 3 images" in shown
    assert "2026-11-26 A dune.png\n2026-11-26 A dune (2).png\n2026-11-26 A hill.png" in shown
    click(dialog, "export_main")
    until(lambda: desk.toasts.toasts)
    assert desk.toasts.toasts[-1].text == "3 images exported"
    assert desk.files() == [
        "2026-11-26 A dune (2).png", "2026-11-26 A dune.png", "2026-11-26 A hill.png",
    ]  # fmt: skip
    said = read_metadata((desk.out / "2026-11-26 A hill.png").read_bytes())
    assert said is not None
    assert said.prompt == "A hill"
    assert desk.window.findChild(ExportDialog) is None
    button = desk.toasts.toasts[-1].button
    assert button is not None
    QTest.mouseClick(button, LEFT)
    assert opener.opened == [str(desk.out)]


def test_enter_exports_and_escape_does_not(desk: Desk, until: Until) -> None:
    dialog = desk.open("A dune")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    until(lambda: desk.window.findChild(ExportDialog) is None)
    assert desk.files() == []
    dialog = desk.open("A dune")
    names = find(dialog, "export_names", QLineEdit)
    names.setFocus()
    QTest.keyClick(names, Qt.Key.Key_Return)
    until(lambda: desk.toasts.toasts)
    assert desk.toasts.toasts[-1].text == "1 image exported"
    assert len(desk.files()) == 1


def test_format_size_names_and_metadata_are_chosen_and_kept(desk: Desk, until: Until) -> None:
    dialog = desk.open("A dune", "A hill")
    quality = find(dialog, "export_quality", Choice)
    assert not quality.isVisible()
    click(dialog, "export_format_jpeg")
    assert quality.isVisible()
    choose(quality, Qt.Key.Key_Up)
    choose(find(dialog, "export_side", Choice), Qt.Key.Key_End)
    names = find(dialog, "export_names", QLineEdit)
    names.selectAll()
    QTest.keyClicks(names, "{index} {prompt} ({model})")
    assert "1 A dune (b).jpg\n2 A hill (b).jpg" in texts(dialog)
    click(dialog, "export_metadata")
    click(dialog, "export_main")
    until(lambda: desk.toasts.toasts)
    assert desk.files() == ["1 A dune (b).jpg", "2 A hill (b).jpg"]
    assert read_metadata((desk.out / "1 A dune (b).jpg").read_bytes()) is None
    kept = desk.live.preferences.values
    assert (kept.export_format, kept.export_quality, kept.export_max_side_px) == ("jpeg", 80, 512)
    assert kept.export_metadata is False
    assert kept.export_name_template == "{index} {prompt} ({model})"
    again = desk.open("A hill")
    assert "1 A hill (b).jpg" in texts(again)


def test_a_wrong_field_is_told_and_nothing_can_be_exported(desk: Desk) -> None:
    dialog = desk.open("A dune")
    names = find(dialog, "export_names", QLineEdit)
    names.selectAll()
    QTest.keyClicks(names, "{promt}")
    assert "There is no field {promt}" in texts(dialog)
    assert not find(dialog, "export_main").isEnabled()
    assert desk.live.preferences.values.export_name_template != "{promt}"
    names.selectAll()
    QTest.keyClicks(names, "x")
    assert find(dialog, "export_main").isEnabled()


def test_fields_are_inserted_from_a_menu(desk: Desk, until: Until) -> None:
    dialog = desk.open("A dune")
    names = find(dialog, "export_names", QLineEdit)
    names.clear()
    click(dialog, "export_fields")
    until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    for _ in range(3):
        QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert names.text() == "{prompt}"


@pytest.mark.parametrize(
    ("downs", "ending"), [(1, ".zip"), (2, ".png"), (3, ".pdf")], ids=["zip", "png", "pdf"]
)
def test_archives_and_sheets(desk: Desk, until: Until, downs: int, ending: str) -> None:
    dialog = desk.open("A dune", "A hill")
    choose(find(dialog, "export_target", Choice), Qt.Key.Key_Down, downs)
    assert find(dialog, "export_names").isVisible() == (ending == ".zip")
    name = next(line for line in texts(dialog).split("\n") if line.endswith(ending))
    click(dialog, "export_main")
    until(lambda: desk.toasts.toasts)
    assert desk.toasts.toasts[-1].text == "2 images exported"
    if ending == ".zip":
        (found,) = desk.out.iterdir()
        with zipfile.ZipFile(found) as archive:
            assert archive.namelist() == ["2026-11-26 A dune.png", "2026-11-26 A hill.png"]
    else:
        assert desk.files() == [name]


def test_another_folder(desk: Desk, until: Until, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    dialog = desk.open("A dune")
    click(dialog, "export_choose")
    picker = find(dialog, "file_dialog", QFileDialog)
    until(picker.isVisible)
    find(picker, "fileNameEdit", QLineEdit).setText(str(tmp_path / "other"))
    QTest.keyClick(find(picker, "fileNameEdit"), Qt.Key.Key_Return)
    folder = find(dialog, "export_folder", QLineEdit)
    until(lambda: folder.text() == str(tmp_path / "other"))
    folder.setText("relative")
    assert not find(dialog, "export_main").isEnabled()
    folder.setText(str(tmp_path / "new" / "deep"))
    click(dialog, "export_main")
    until(lambda: desk.toasts.toasts)
    assert [path.name for path in (tmp_path / "new" / "deep").iterdir()]


def test_it_is_stopped_and_what_was_written_is_told(desk: Desk, until: Until) -> None:
    dialog = desk.open("A dune", "A hill", "A sea")
    desk.images.gate.clear()
    click(dialog, "export_main")
    until(lambda: dialog.step == "running" and desk.images.begun.is_set())
    assert "0 of 3" in texts(dialog)
    assert not find(dialog, "export_format").isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert find(dialog, "export_main").isEnabled()  # Enter stops nothing
    click(dialog, "export_main")
    assert "Stopping" in texts(dialog)
    desk.images.gate.set()
    until(lambda: desk.toasts.toasts)
    assert desk.toasts.toasts[-1].text == "1 of 3 images exported"
    assert len(desk.files()) == 1


def test_stopping_at_the_last_image_ends_well(desk: Desk, until: Until) -> None:
    dialog = desk.open("A dune")
    desk.images.gate.clear()
    click(dialog, "export_main")
    until(desk.images.begun.is_set)
    click(dialog, "export_main")
    desk.images.gate.set()
    until(lambda: desk.toasts.toasts)
    assert desk.toasts.toasts[-1].text == "1 image exported"


def test_quitting_ends_it_with_whole_files(desk: Desk, until: Until, run: Run) -> None:
    dialog = desk.open("A dune", "A hill", "A sea")
    choose(find(dialog, "export_target", Choice), Qt.Key.Key_Down)
    desk.images.gate.clear()
    click(dialog, "export_main")
    until(desk.images.begun.is_set)
    run(desk.live.scope.close())
    desk.images.gate.set()
    until(lambda: desk.files() == [])
    assert desk.toasts.toasts == ()


def test_it_goes_on_when_the_dialog_is_closed(desk: Desk, until: Until) -> None:
    dialog = desk.open("A dune", "A hill")
    desk.images.gate.clear()
    click(dialog, "export_main")
    click(dialog, "export_other")
    assert not dialog.isVisible()
    desk.images.gate.set()
    until(lambda: desk.toasts.toasts)
    assert desk.toasts.toasts[-1].text == "2 images exported"
    assert len(desk.files()) == 2


def test_problems_are_listed(desk: Desk, until: Until, opener: Opener) -> None:
    pictures = desk.pictures("A dune", "A hill")
    desk.blobs.path(pictures[0].blob).unlink()
    with pytest.raises(BlobMissing):
        desk.images.read(pictures[0].blob)
    dialog = desk.desk.open(pictures)
    assert dialog is not None
    click(dialog, "export_main")
    until(lambda: dialog.step == "done")
    shown = texts(dialog)
    assert "1 of 2 images exported" in shown
    assert "2026-11-26 A dune.png" in shown
    assert desk.toasts.toasts == ()
    click(dialog, "export_main")
    assert opener.opened == [str(desk.out)]
    assert not dialog.isVisible()


def test_problems_of_a_hidden_export_can_be_read_later(desk: Desk, until: Until) -> None:
    pictures = desk.pictures("A dune")
    desk.blobs.path(pictures[0].blob).unlink()
    dialog = desk.desk.open(pictures)
    assert dialog is not None
    desk.images.gate.clear()
    click(dialog, "export_main")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    desk.images.gate.set()
    until(lambda: desk.toasts.toasts)
    assert desk.toasts.toasts[-1].text == "Nothing was exported"
    button = desk.toasts.toasts[-1].button
    assert button is not None
    QTest.mouseClick(button, LEFT)
    until(dialog.isVisible)
    assert "A dune.png" in texts(dialog)
    assert not find(dialog, "export_main").isVisible()


def test_everything_has_a_name_and_a_place_in_the_order(desk: Desk) -> None:
    dialog = desk.open("A dune")
    click(dialog, "export_format_webp")
    buttons = dialog.findChildren(QAbstractButton)
    assert all(each.accessibleName() or each.text() for each in buttons)
    for name in ("target", "side", "quality", "names", "metadata", "folder", "choose", "fields"):
        assert find(dialog, f"export_{name}").accessibleName(), name
    seen: list[str] = []
    dialog.form.target.setFocus()
    for _ in range(12):
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    expected = [
        "export_target", "export_format_webp", "export_side", "export_quality", "export_names",
        "export_fields", "export_metadata", "export_folder", "export_choose",
    ]  # fmt: skip
    assert [name for name in seen if name in expected][: len(expected)] == expected


def test_no_picture_no_dialog(desk: Desk) -> None:
    assert desk.desk.open([]) is None


def test_the_theme_changes_while_it_is_open(desk: Desk, theme_store: ThemeStore) -> None:
    dialog = desk.open("A dune")
    theme_store.set_mode("dark")
    assert dialog.grab().toImage().pixelColor(4, 4) == theme_store.current.color("base")


def test_what_a_full_disk_had_no_room_for_is_exported_elsewhere(
    desk: Desk, until: Until, tmp_path: Path
) -> None:
    prompts = [f"Dune {number}" for number in range(8)]
    with small_disk(tmp_path / "disk", 16 * 1024) as disk:
        dialog = desk.open(*prompts)
        again = find(dialog, "export_again", QAbstractButton)
        assert not again.isVisible()
        folder = find(dialog, "export_folder", QLineEdit)
        folder.setText(str(disk.folder))
        click(dialog, "export_main")
        until(lambda: dialog.step == "done")
        there = [path.name for path in disk.folder.iterdir()]
        assert 0 < len(there) < len(prompts)
        QTest.mouseClick(again, LEFT)
        assert dialog.step == "choosing"
        assert not again.isVisible()
        assert f"{len(prompts) - len(there)} images" in texts(dialog)
        folder.setText(str(desk.out))
        click(dialog, "export_main")
        until(lambda: len(desk.files()) == len(prompts) - len(there))
        until(lambda: desk.toasts.toasts)  # all is well: the dialog is gone
    assert sorted([*there, *desk.files()]) == [f"2026-11-26 {each}.png" for each in prompts]

"""File dialogs begin where a person was last, and look like the rest."""

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLineEdit, QToolButton, QWidget

from studio.ui.shell.main_window import MainWindow
from studio.ui.widgets.file_dialogs import choose_files, choose_folder, choose_where_to_save
from tests.ui.conftest import Until
from tests.ui.shell.conftest import Shell

NAMES: list[tuple[Path, ...]] = []


@pytest.fixture
def window(shell: Shell) -> MainWindow:
    return shell.window


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "Pictures"
    folder.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _place: str(folder))
    return folder


def answer(dialog: QFileDialog, until: Until, path: Path) -> None:
    until(dialog.isVisible)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    name.setText(str(path))
    QTest.keyClick(name, Qt.Key.Key_Return)


def place(dialog: QFileDialog) -> Path:
    found = Path(dialog.directory().absolutePath())
    dialog.reject()
    return found


def test_they_begin_where_a_person_was_last(
    window: MainWindow, until: Until, pictures: Path, tmp_path: Path
) -> None:
    taken: list[tuple[Path, ...]] = []
    inner = QWidget(window)
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    (first / "a.png").write_bytes(b"a")
    assert place(choose_files(inner, "Attach", taken.append)) == pictures
    answer(choose_files(inner, "Attach", taken.append), until, first / "a.png")
    until(lambda: taken == [(first / "a.png",)])
    assert place(choose_files(window, "Import", taken.append)) == first
    assert place(choose_folder(window, "Import", taken.append)) == first
    # What is written goes elsewhere than what is read.
    assert place(choose_where_to_save(inner, "Save", "b.png", taken.append)) == pictures
    answer(choose_where_to_save(inner, "Save", "b.png", taken.append), until, second / "b.png")
    until(lambda: len(taken) == 2)
    assert place(choose_where_to_save(inner, "Save", "c.png", taken.append)) == second
    assert place(choose_files(inner, "Attach", taken.append)) == first


def test_a_folder_that_is_gone_is_not_begun_in(
    window: MainWindow, until: Until, pictures: Path, tmp_path: Path
) -> None:
    preferences = window.property("preferences")
    preferences.set(open_folder=str(tmp_path / "gone"))
    assert place(choose_files(window, "Attach", NAMES.append)) == pictures
    pictures.rmdir()
    assert place(choose_files(window, "Attach", NAMES.append)) == Path.home()
    given = tmp_path / "given"
    given.mkdir()
    assert place(choose_folder(window, "Choose", NAMES.append, folder=given)) == given


def test_the_dialog_of_qt_has_the_icons_of_the_studio(window: MainWindow, pictures: Path) -> None:
    dialog = choose_files(window, "Attach", NAMES.append)
    theme = window.property("theme_store").current
    back = dialog.findChild(QToolButton, "backButton")
    assert back is not None
    expected = theme.icon("chevron-left", "text").pixmap(16, 16).toImage()
    assert back.icon().pixmap(16, 16).toImage() == expected
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    assert all(button.icon().isNull() for button in box.buttons())
    dialog.reject()

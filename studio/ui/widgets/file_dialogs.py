"""The system's file dialogs, opened without stopping the event loop."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget


class _Answer(QObject):
    """Hands the chosen paths on; lives as long as its dialog."""

    def __init__(self, dialog: QFileDialog, take: Callable[[tuple[Path, ...]], None]) -> None:
        super().__init__(dialog)
        self._take = take
        dialog.filesSelected.connect(self._on_dialog_files_selected)

    def _on_dialog_files_selected(self, names: list[str]) -> None:
        self._take(tuple(Path(name) for name in names))


def choose_files(
    parent: QWidget, title: str, take: Callable[[tuple[Path, ...]], None]
) -> QFileDialog:
    """Asks for files to read.

    Args:
        take: gets the chosen paths; not called when the dialog is cancelled.
    """
    dialog = _dialog(parent, title, take)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.open()
    return dialog


def choose_where_to_save(
    parent: QWidget, title: str, name: str, take: Callable[[tuple[Path, ...]], None]
) -> QFileDialog:
    """Asks for a place to write.

    Args:
        name: the file name that is offered.
        take: gets a tuple of one path; not called when the dialog is cancelled.
    """
    dialog = _dialog(parent, title, take)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.selectFile(name)
    dialog.open()
    return dialog


def choose_folder(
    parent: QWidget, title: str, folder: Path, take: Callable[[tuple[Path, ...]], None]
) -> QFileDialog:
    """Asks for a folder.

    Args:
        folder: where to begin.
        take: gets a tuple of one path; not called when the dialog is cancelled.
    """
    dialog = _dialog(parent, title, take)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    if folder.is_dir():
        dialog.setDirectory(str(folder))
    dialog.open()
    return dialog


def _dialog(parent: QWidget, title: str, take: Callable[[tuple[Path, ...]], None]) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setObjectName("file_dialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    _Answer(dialog, take)
    return dialog

"""The system's file dialogs, opened without stopping the event loop.

They begin where a person last took files from, or put them; at first with their pictures.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.services.preferences import Preferences
from studio.ui.widgets.file_dialog_look import dress

PREFERENCES = "preferences"
"""Property of a window whose dialogs remember their folders: its `Preferences`."""

_OPEN, _SAVE = "open_folder", "save_folder"
_PLACES = QStandardPaths.StandardLocation
Take = Callable[[tuple[Path, ...]], None]


class _Answer(QObject):
    """Hands the chosen paths on; lives as long as its dialog.

    Args:
        use: the setting that remembers the folder.
    """

    def __init__(self, dialog: QFileDialog, use: str, take: Take) -> None:
        super().__init__(dialog)
        self._dialog, self._use, self._take = dialog, use, take
        dialog.filesSelected.connect(self._on_dialog_files_selected)

    def _on_dialog_files_selected(self, names: list[str]) -> None:
        paths = tuple(Path(name) for name in names)
        preferences = _preferences(self._dialog)
        if paths and preferences is not None:
            is_folder = self._dialog.fileMode() is QFileDialog.FileMode.Directory
            preferences.set(**{self._use: str(paths[0] if is_folder else paths[0].parent)})
        self._take(paths)


def choose_files(parent: QWidget, title: str, take: Take) -> QFileDialog:
    """Asks for files to read.

    Args:
        take: gets the chosen paths; not called when the dialog is cancelled.
    """
    dialog = _dialog(parent, title, _OPEN, take)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.open()
    return dialog


def choose_where_to_save(parent: QWidget, title: str, name: str, take: Take) -> QFileDialog:
    """Asks for a place to write.

    Args:
        name: the file name that is offered.
        take: gets a tuple of one path; not called when the dialog is cancelled.
    """
    dialog = _dialog(parent, title, _SAVE, take)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.selectFile(name)
    dialog.open()
    return dialog


def choose_folder(
    parent: QWidget, title: str, take: Take, *, folder: Path | None = None
) -> QFileDialog:
    """Asks for a folder.

    Args:
        take: gets a tuple of one path; not called when the dialog is cancelled.
        folder: where to begin; None, or one that isn't there: where files were last taken from.
    """
    dialog = _dialog(parent, title, _OPEN if folder is None else _SAVE, take)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    if folder is not None and folder.is_dir():
        dialog.setDirectory(str(folder))
    dialog.open()
    return dialog


def _dialog(parent: QWidget, title: str, use: str, take: Take) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setObjectName("file_dialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setDirectory(str(_where_to_begin(parent, use)))
    _Answer(dialog, use, take)
    dress(dialog)
    return dialog


def _where_to_begin(parent: QWidget, use: str) -> Path:
    """The remembered folder, the pictures, or the home of a person: the first that is there."""
    preferences = _preferences(parent)
    kept = str(getattr(preferences.values, use)) if preferences is not None else ""
    pictures = QStandardPaths.writableLocation(_PLACES.PicturesLocation)
    found = (Path(each) for each in (kept, pictures) if each)
    return next((each for each in found if each.is_dir()), Path.home())


def _preferences(widget: QWidget) -> Preferences | None:
    """Those of the window that a dialog, or a dialog's dialog, belongs to."""
    at: QWidget | None = widget
    while at is not None:
        found = at.property(PREFERENCES)
        if isinstance(found, Preferences):
            return found
        at = at.parentWidget()
    return None

"""The lower part of the panel: the family of an image, and the note that a person writes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.records import PictureDetails
from studio.ui.images.lineage import KinPictures, LineageStrip
from studio.ui.images.note_field import NoteField
from studio.ui.theme import ThemeStore
from studio.ui.widgets import HLine, Label, Themed


class RecordPanel(Themed, QWidget):
    """Hidden for images that the gallery does not have; without a family the note alone.

    Signals:
        kin_chosen: key of another image of the family.
        note_written(str): a person wrote it.
    """

    kin_chosen = Signal(object)
    note_written = Signal(str)

    def __init__(self, theme: ThemeStore, pictures: KinPictures) -> None:
        super().__init__()
        self.lineage = LineageStrip(theme, pictures)
        self.note = NoteField(
            theme, self.tr("Note"), placeholder=self.tr("Add a note"), object_name="viewer_note"
        )
        self._family = (HLine(theme), self._heading(theme, self.tr("Lineage")), self.lineage)
        self._column = QVBoxLayout(self)
        note = (HLine(theme), self._heading(theme, self.tr("Note")), self.note)
        for widget in (*self._family, *note):
            self._column.addWidget(widget)
        self.lineage.chosen.connect(self.kin_chosen)
        self.note.written.connect(self.note_written)
        self._use_theme(theme)
        self.hide()

    def _heading(self, theme: ThemeStore, text: str) -> Label:
        return Label(theme, text, style="small", weight=600, token="text2")

    def show_details(self, details: PictureDetails) -> None:
        """Shows what the gallery knows."""
        has_family = bool(details.parents or details.children)
        if has_family:
            self.lineage.show_family(details)
        for widget in self._family:
            widget.setVisible(has_family)
        self.note.show_text(details.note)
        self.show()

    def show_nothing(self) -> None:
        """The gallery does not have the image."""
        self.hide()
        self.note.show_text("")

    def write(self) -> None:
        """Keeps what was written."""
        self.note.write()

    def _show_theme(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(self.theme.scaled(10))

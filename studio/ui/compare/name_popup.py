"""Asks for a name: of a line-up that is kept or renamed."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label, Popup, PrimaryButton, SecondaryButton, TextField

_WIDTH_PX, _HEIGHT_PX = 340, 132


class NamePopup(Popup):
    """A field and two buttons.

    Signals:
        named: what was typed, never empty.
    """

    named = Signal(str)

    def __init__(self, *, theme: ThemeStore, window: QWidget) -> None:
        super().__init__(theme, theme.app, window)
        s = theme.current.scaled
        self.setObjectName("name_popup")
        self._title = Label(theme, weight=500)
        self.field = TextField(theme, self.tr("Name"), object_name="name")
        self._save = PrimaryButton(theme, self.tr("Save"), compact=True)
        self._save.setObjectName("save_name")
        self._cancel = SecondaryButton(theme, self.tr("Cancel"), compact=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(s(8))
        buttons.addWidget(self._save)
        buttons.addWidget(self._cancel)
        buttons.addStretch(1)
        column = QVBoxLayout()
        column.setContentsMargins(s(12), s(12), s(12), s(12))
        column.setSpacing(s(8))
        column.addWidget(self._title)
        column.addWidget(self.field)
        column.addLayout(buttons)
        self.body.addLayout(column)
        self._save.clicked.connect(self._on_save)
        self._cancel.clicked.connect(self.close_popup)
        self.field.textChanged.connect(self._on_field_text_changed)

    def open_for(self, anchor: QWidget, title: str, name: str) -> None:
        """Asks for a name, beginning with one."""
        self.setAccessibleName(title)
        self._title.set_text(title)
        self.field.setText(name)
        self.field.selectAll()
        self._on_field_text_changed(name)
        s = self.theme.scaled
        self.open_at(anchor, QSize(s(_WIDTH_PX), s(_HEIGHT_PX)), self.field)

    def _on_field_text_changed(self, text: str) -> None:
        self._save.setEnabled(bool(text.strip()))

    def _on_save(self) -> None:
        name = self.field.text().strip()
        if name:
            self.close_popup()
            self.named.emit(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter saves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_save()
        else:
            super().keyPressEvent(event)

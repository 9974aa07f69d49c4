"""Asks for another spending limit of a run."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.core.batches import as_decimal
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label, Popup, PrimaryButton, SecondaryButton, TextField

_WIDTH_PX, _HEIGHT_PX = 340, 132
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def typed_limit(text: str) -> str | None:
    """A limit as it is kept: "" for none; None for what is no sum of money."""
    text = text.strip().removeprefix("$").replace(",", ".").strip()
    return text if not text or as_decimal(text) is not None else None


class LimitPopup(Popup):
    """A field and two buttons.

    Signals:
        chosen: the limit in dollars, "" for none.
    """

    chosen = Signal(str)

    def __init__(self, *, theme: ThemeStore, window: QWidget) -> None:
        super().__init__(theme, theme.app, window)
        s = theme.current.scaled
        name = self.tr("Spending limit in dollars")
        self.setObjectName("limit_popup")
        self.setAccessibleName(name)
        self.field = TextField(
            theme, name, placeholder=self.tr("none"), object_name="run_limit_now"
        )
        self._save = PrimaryButton(theme, self.tr("Save"), compact=True)
        self._save.setObjectName("save_limit")
        self._cancel = SecondaryButton(theme, self.tr("Cancel"), compact=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(s(8))
        buttons.addWidget(self._save)
        buttons.addWidget(self._cancel)
        buttons.addStretch(1)
        column = QVBoxLayout()
        column.setContentsMargins(s(12), s(12), s(12), s(12))
        column.setSpacing(s(8))
        column.addWidget(Label(theme, name, weight=500))
        column.addWidget(self.field)
        column.addLayout(buttons)
        self.body.addLayout(column)
        self._save.clicked.connect(self._on_save)
        self._cancel.clicked.connect(self.close_popup)
        self.field.textChanged.connect(self._on_field_text_changed)

    def open_for(self, anchor: QWidget, limit_usd: str) -> None:
        """Asks, beginning with the limit that there is."""
        self.field.setText(limit_usd)
        self.field.selectAll()
        self._on_field_text_changed(limit_usd)
        s = self.theme.scaled
        self.open_at(anchor, QSize(s(_WIDTH_PX), s(_HEIGHT_PX)), self.field)

    def _on_field_text_changed(self, text: str) -> None:
        known = typed_limit(text) is not None
        self.field.set_invalid(not known)
        self._save.setEnabled(known)

    def _on_save(self) -> None:
        limit = typed_limit(self.field.text())
        if limit is not None:
            self.close_popup()
            self.chosen.emit(limit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter saves."""
        if event.key() in _ENTER:
            self._on_save()
        else:
            super().keyPressEvent(event)

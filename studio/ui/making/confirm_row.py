"""The line that asks once more before many images are made."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label, PrimaryButton, TextButton


class ConfirmRow(QWidget):
    """Hidden until something is asked.

    Signals:
        accepted, rejected: what was answered.
    """

    accepted = Signal()
    rejected = Signal()

    def __init__(self, theme: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("confirm_many")
        self._words = Label(theme, token="warn", weight=500)
        self._no = TextButton(theme, self.tr("Cancel"), compact=True)
        self.yes = PrimaryButton(theme, "", compact=True)
        self.yes.setObjectName("make_many")
        row = QHBoxLayout(self)
        pad = theme.current.scaled(8)
        row.setContentsMargins(2 * pad, pad // 2, pad, pad // 2)
        row.addWidget(self._words)
        row.addStretch(1)
        row.addWidget(self._no)
        row.addWidget(self.yes)
        self._no.clicked.connect(self.rejected)
        self.yes.clicked.connect(self.accepted)
        self.hide()

    def ask(self, words: str, label: str) -> None:
        """Shows what would be made, with its number on the button."""
        self._words.set_text(words)
        self.yes.setText(label)
        self.yes.setAccessibleName(label)
        self.yes.setToolTip(label)
        self.yes.updateGeometry()
        self.show()
        self.yes.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Escape is no."""
        if event.key() == Qt.Key.Key_Escape:
            self.rejected.emit()
        else:
            super().keyPressEvent(event)

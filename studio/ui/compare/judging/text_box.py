"""A field for some lines of text."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Themed
from studio.ui.widgets.text_menu import TextMenu


class TextBox(TextMenu, Themed, QPlainTextEdit):
    """Several lines; Tab leaves it.

    Signals:
        escaped: Escape.
    """

    escaped = Signal()

    def __init__(
        self,
        theme: ThemeStore,
        name: str,
        *,
        lines: int,
        object_name: str,
        placeholder: str = "",
        code: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lines, self._code = lines, code
        self.setProperty("field", True)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setPlaceholderText(placeholder)
        self.setObjectName(object_name)
        self.setTabChangesFocus(True)
        self._use_theme(theme)

    def text(self) -> str:
        """What is typed."""
        return self.toPlainText().strip()

    def _show_theme(self) -> None:
        self.setFont(self.theme.font("code" if self._code else "ui"))
        self.setMinimumHeight(self.theme.scaled(20 * self._lines + 14))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Escape leaves what it stands in."""
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

"""A few lines that a person writes about an image; kept when the field is left."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Themed
from studio.ui.widgets.text_menu import TextMenu

_LINES = 3


class NoteField(TextMenu, Themed, QPlainTextEdit):
    """Several lines of text.

    Signals:
        written(str): a person changed the text and left the field, or pressed Ctrl+Enter.
    """

    written = Signal(str)

    def __init__(
        self,
        theme: ThemeStore,
        name: str,
        *,
        placeholder: str,
        object_name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kept = ""
        self.setProperty("field", True)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setPlaceholderText(placeholder)
        self.setObjectName(object_name)
        self.setTabChangesFocus(True)
        self._use_theme(theme)

    def show_text(self, text: str) -> None:
        """Shows what is kept; what a person is just writing stays."""
        typed, kept = self.toPlainText(), self._kept
        if text == kept and (self.hasFocus() or typed == text):
            return
        self._kept = text
        if self.hasFocus() and typed != kept and text.startswith(kept):
            # Something was added to what is kept while a person writes: both stay.
            cursor = QTextCursor(self.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(text.removeprefix(kept))
        else:
            self.setPlainText(text)

    def write(self) -> None:
        """Keeps what was changed."""
        text = self.toPlainText().strip()
        if text != self._kept:
            self._kept = text
            self.written.emit(text)

    def _show_theme(self) -> None:
        self.setFont(self.theme.font("ui"))
        self.document().setDocumentMargin(0)
        self.setFixedHeight(_LINES * self.theme.line_px("ui") + self.theme.scaled(14))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.write()

    def event(self, event: QEvent) -> bool:
        """Qt: keys that mean something here are not those of the page."""
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        own = isinstance(event, QKeyEvent) and (self._writes(event) or self._takes_back(event))
        if is_asked and own:
            event.accept()
            return True
        return super().event(event)

    def _writes(self, event: QKeyEvent) -> bool:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)

    def _takes_back(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and self.toPlainText() != self._kept

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._writes(event):
            self.write()
        elif self._takes_back(event):
            self.setPlainText(self._kept)
        else:
            super().keyPressEvent(event)

"""Several lines of text that grow with what is in them."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent
from PySide6.QtWidgets import QPlainTextEdit

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Themed, set_names
from studio.ui.widgets.text_menu import TextMenu

_WRITTEN_MS = 400


class PromptField(TextMenu, Themed, QPlainTextEdit):
    """A text that is kept as it is typed.

    Signals:
        written: the text is new (a moment after the last key, or when the field is left).
    """

    written = Signal()

    def __init__(
        self, theme: ThemeStore, name: str, *, lines: tuple[int, int], object_name: str
    ) -> None:
        super().__init__()
        self._lines = lines
        self._quiet = False
        self.setProperty("field", True)
        set_names(self, name, object_name=object_name)
        self.setTabChangesFocus(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WRITTEN_MS)
        self._timer.timeout.connect(self.written)
        self.textChanged.connect(self._on_text_changed)
        self.document().documentLayout().documentSizeChanged.connect(self._size)
        self._use_theme(theme)

    def show_text(self, text: str) -> None:
        """Shows a text without a signal; what is being typed stays."""
        if text == self.toPlainText() or self._timer.isActive():
            return
        self._quiet = True
        self.setPlainText(text)
        self._quiet = False

    def flush(self) -> None:
        """Tells of the last keys at once."""
        if self._timer.isActive():
            self._timer.stop()
            self.written.emit()

    def _on_text_changed(self) -> None:
        if not self._quiet:
            self._timer.start()

    def _size(self) -> None:
        least, most = self._lines
        written = round(self.document().size().height())
        lines = max(least, min(most, written))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + self.theme.scaled(16))
        fits = written <= most
        off, on = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(off if fits else on)

    def _show_theme(self) -> None:
        self.setFont(self.theme.font("ui"))
        self.document().setDocumentMargin(0)
        self._size()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the field is left."""
        super().focusOutEvent(event)
        self.flush()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: another tab, or the panel is closed."""
        super().hideEvent(event)
        self.flush()

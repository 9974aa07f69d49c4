"""The row of a form around a field."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets.labels import Label
from studio.ui.widgets.themed import Themed

_ANY_PX = 16_777_215  # as Qt has it for widgets without a largest size


class FieldRow(Themed, QWidget):
    """A row of a form: label, content, and help or an error under it.

    Args:
        above: put the label above in small text instead of left in a 200 px column.
    """

    def __init__(
        self,
        theme_store: ThemeStore,
        label: str,
        content: QWidget | None = None,
        *,
        help_text: str = "",
        above: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._above = above
        self._narrow = False
        self._help_text = help_text
        style, token = ("small", "text2") if above else ("ui", "text")
        self.label = Label(theme_store, label, style=style, weight=500, token=token, wrap=True)
        self.note = Label(theme_store, help_text, style="small", token="text3", wrap=True)
        self.content = QHBoxLayout()
        self.content.setContentsMargins(0, 0, 0, 0)
        if content is not None:
            self.content.addWidget(content)
            self.label.setBuddy(content)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._note_icon = QLabel()
        self._note_icon_name = ""
        self._note_icon.hide()
        self._note_row = QHBoxLayout()
        self._note_row.addWidget(self._note_icon, 0, Qt.AlignmentFlag.AlignTop)
        self._note_row.addWidget(self.note, 1)
        self._column.addLayout(self.content)
        self._column.addLayout(self._note_row)
        direction = QBoxLayout.Direction.TopToBottom if above else QBoxLayout.Direction.LeftToRight
        self._row = QBoxLayout(direction, self)
        top = Qt.AlignmentFlag.AlignTop
        self._row.addWidget(self.label, 0, Qt.AlignmentFlag(0) if above else top)
        self._row.addLayout(self._column, 1)
        self._use_theme(theme_store)
        self.show_help(help_text)

    def set_narrow(self, narrow: bool) -> None:
        """Puts the label over the content where there is too little room beside it."""
        if narrow != self._narrow and not self._above:
            self._narrow = narrow
            direction = QBoxLayout.Direction
            self._row.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
            self._show_theme()

    def show_help(self, text: str, *, icon: str = "") -> None:
        """Shows (other) help under the field, and no error.

        Args:
            icon: before the text, or "".
        """
        self._help_text = text
        self._show_note_icon(icon)
        self.note.set_token("text3")
        self.note.set_text(text)
        self.note.setVisible(bool(text))

    def show_error(self, text: str) -> None:
        """Shows what is wrong instead of the help; "" brings the help back."""
        if not text:
            self.show_help(self._help_text, icon=self._note_icon_name)
            return
        self._note_icon.hide()
        self.note.set_token("danger")
        self.note.set_text(text)
        self.note.setVisible(True)

    def _show_note_icon(self, icon: str) -> None:
        self._note_icon_name = icon
        self._note_icon.setVisible(bool(icon))
        if icon:
            side = self.theme.scaled(14)
            pixmap = self.theme.pixmap(icon, side, "text3", self.devicePixelRatioF())
            self._note_icon.setPixmap(pixmap)

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        self._note_row.setSpacing(scaled(6))
        if not self._note_icon.isHidden():
            self._show_note_icon(self._note_icon_name)
        self._column.setSpacing(scaled(4))
        self.content.setSpacing(scaled(8))
        if self._above:
            self._row.setContentsMargins(0, 0, 0, 0)
            self._row.setSpacing(scaled(4))
        else:
            self._row.setContentsMargins(0, scaled(10), 0, scaled(10))
            self._row.setSpacing(scaled(4 if self._narrow else 24))
            self.label.setMinimumWidth(0 if self._narrow else scaled(200))
            self.label.setMaximumWidth(_ANY_PX if self._narrow else scaled(200))
            self.label.setMinimumHeight(scaled(20 if self._narrow else 32))

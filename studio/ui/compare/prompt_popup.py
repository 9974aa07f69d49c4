"""Edits the last prompt; asking it again adds versions beside what was answered."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label, Popup, PrimaryButton, SecondaryButton, Surface
from studio.ui.widgets.message_edit import MessageEdit

_WIDTH_PX, _HEIGHT_PX, _LINES = 640, 260, 8


class PromptPopup(Popup):
    """A box with the prompt, and two buttons.

    Signals:
        asked: the edited text.
    """

    asked = Signal(str)

    def __init__(self, *, theme: ThemeStore, window: QWidget) -> None:
        super().__init__(theme, theme.app, window)
        self.setObjectName("prompt_popup")
        self.setAccessibleName(self.tr("Edit prompt"))
        s = theme.current.scaled
        title = Label(theme, self.tr("Edit prompt"), weight=500)
        line = self.tr("All columns answer it anew. What they answered before stays.")
        note = Label(theme, line, style="small", token="text3", wrap=True)
        box = Surface(theme, "raised", radius_px=6, border="control")
        self.edit = MessageEdit(theme=theme, parent=box)
        self.edit.setObjectName("edited_prompt")
        self.edit.setAccessibleName(self.tr("Edited prompt"))
        self.edit.set_most_lines(_LINES)
        self.edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.edit.setFont(theme.current.font("body"))
        self.edit.set_padding(s(10), s(8), s(10), s(8))
        inside = QVBoxLayout(box)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.edit, 1)
        self._ask = PrimaryButton(theme, self.tr("Ask all again"), compact=True)
        self._ask.setObjectName("ask_all_again")
        self._cancel = SecondaryButton(theme, self.tr("Cancel"), compact=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(s(8))
        buttons.addWidget(self._ask)
        buttons.addWidget(self._cancel)
        buttons.addStretch(1)
        column = QVBoxLayout()
        column.setContentsMargins(s(16), s(12), s(16), s(12))
        column.setSpacing(s(8))
        column.addWidget(title)
        column.addWidget(note)
        column.addWidget(box, 1)
        column.addLayout(buttons)
        self.body.addLayout(column)
        self._ask.clicked.connect(self._on_ask)
        self._cancel.clicked.connect(self.close_popup)
        self.edit.send_requested.connect(self._on_ask)
        self.edit.escape_pressed.connect(self.close_popup)
        self.edit.textChanged.connect(self._show_state)

    def open_for(self, anchor: QWidget, text: str) -> None:
        """Opens with a prompt."""
        self.edit.replace_text(text)
        self._show_state()
        s = self.theme.scaled
        self.open_at(anchor, QSize(s(_WIDTH_PX), s(_HEIGHT_PX)), self.edit)
        self.edit.setFocus(Qt.FocusReason.PopupFocusReason)
        QTimer.singleShot(0, self, self._show_beginning)

    def _show_beginning(self) -> None:
        """The box was smaller while the text came: it grew, and shows its first line."""
        self.body.activate()
        self.edit.verticalScrollBar().setValue(0)
        self.edit.ensureCursorVisible()
        self.edit.horizontalScrollBar().setValue(0)

    def _show_state(self) -> None:
        self._ask.setEnabled(bool(self.edit.toPlainText().strip()))

    def _on_ask(self) -> None:
        text = self.edit.toPlainText().strip("\n")
        if text.strip():
            self.close_popup()
            self.asked.emit(text)

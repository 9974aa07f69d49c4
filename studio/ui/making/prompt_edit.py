"""The text box of the image prompt, with the history behind Alt+Up and Alt+Down."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets.message_edit import MessageEdit

_ALT = Qt.KeyboardModifier.AltModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class PromptEdit(MessageEdit):
    """A prompt; what was typed comes back at the end of the history.

    Signals:
        history_requested: the box wants older prompts for the first time.
    """

    history_requested = Signal()

    def __init__(self, *, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, parent=parent)
        self._prompts: tuple[str, ...] = ()
        self._at = -1  # in the history; -1 is what was typed
        self._typed = ""
        self.setObjectName("image_prompt")
        self.setAccessibleName(self.tr("Image prompt"))
        self.setAccessibleDescription(self.tr("Alt Up and Alt Down go through earlier prompts"))
        self.edit_last_requested.connect(self._on_edit_last_requested)

    def set_history(self, prompts: tuple[str, ...]) -> None:
        """The earlier prompts, the newest first; the place in them starts anew."""
        self._prompts = prompts
        self._at = -1

    def _step(self, by: int) -> None:
        self.history_requested.emit()
        if self._at < 0:
            self._typed = self.toPlainText()
        at = max(-1, min(self._at + by, len(self._prompts) - 1))
        if by > 0 and self._at < 0 and at >= 0 and self._prompts[at] == self._typed.strip():
            at = min(at + 1, len(self._prompts) - 1)
        if at != self._at:
            self._at = at
            self.replace_text(self._typed if at < 0 else self._prompts[at], undoable=True)

    def _on_edit_last_requested(self) -> None:
        self._step(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Alt+Up is older, Alt+Down is newer."""
        alt = (event.modifiers() & ~_KEYPAD) == _ALT
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self.is_composing():
            self._step(1 if event.key() == Qt.Key.Key_Up else -1)
            event.accept()
            return
        if event.text():
            self._at = -1
        super().keyPressEvent(event)

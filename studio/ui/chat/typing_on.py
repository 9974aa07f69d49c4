"""Typing while the messages have the keyboard goes on in the box, as people expect."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from studio.ui.widgets.message_edit import MessageEdit

_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


def type_in(box: MessageEdit, event: QKeyEvent) -> bool:
    """Hands a key that nothing else wanted to the box.

    Returns:
        False when it writes nothing: it is left to others.
    """
    text = event.text()
    # AltGr, which Windows calls Ctrl+Alt, writes.
    writes = text.isprintable() and bool(text) and not (event.modifiers() & _COMMANDS)
    if writes:
        box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        box.insert_text(text)
        return True
    if event.matches(QKeySequence.StandardKey.Paste):
        box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        box.paste()
        return True
    return False

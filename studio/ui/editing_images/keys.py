"""The keys of the page of an edit."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_NONE, _SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_K = Qt.Key
_ACTS = {
    (_NONE, _K.Key_B): "brush",
    (_NONE, _K.Key_E): "eraser",
    (_NONE, _K.Key_C): "crop",
    (_NONE, _K.Key_H): "hand",
    (_NONE, _K.Key_I): "invert",
    (_NONE, _K.Key_M): "mask",
    (_NONE, _K.Key_Delete): "clear",
    (_NONE, _K.Key_BracketLeft): "smaller",
    (_NONE, _K.Key_BracketRight): "larger",
    (_SHIFT, _K.Key_BraceLeft): "harder",
    (_SHIFT, _K.Key_BraceRight): "softer",
    (_SHIFT, _K.Key_BracketLeft): "harder",
    (_SHIFT, _K.Key_BracketRight): "softer",
    (_CTRL, _K.Key_Z): "undo",
    (_CTRL | _SHIFT, _K.Key_Z): "redo",
    (_CTRL, _K.Key_Y): "redo",
    (_NONE, _K.Key_0): "fit",
    (_NONE, _K.Key_1): "actual",
    (_NONE, _K.Key_Plus): "zoom_in",
    (_NONE, _K.Key_Equal): "zoom_in",
    (_SHIFT, _K.Key_Plus): "zoom_in",
    (_NONE, _K.Key_Minus): "zoom_out",
    (_NONE, _K.Key_Left): "older",
    (_NONE, _K.Key_Right): "newer",
    (_NONE, _K.Key_Up): "older",
    (_NONE, _K.Key_Down): "newer",
    (_CTRL, _K.Key_Return): "keep",
    (_CTRL, _K.Key_Enter): "keep",
    (_NONE, _K.Key_Escape): "leave",
}
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


def key_act(event: QKeyEvent) -> str:
    """What a key does, or ""."""
    return _ACTS.get((event.modifiers() & ~_KEYPAD, Qt.Key(event.key())), "")

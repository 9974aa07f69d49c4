"""The keys of the viewer: bound while it or something in it has the focus."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

WALKING = {
    "next": "Right PgDown",
    "previous": "Left PgUp",
    "first": "Home",
    "last": "End",
    "zoom_in": "+ =",
    "zoom_out": "-",
    "fit": "0",
    "actual": "1",
    "turn": "R",
    "turn_back": "Shift+R",
    "full_screen": "F",
    "info": "I",
    "play": "P",
    "mark": "X",
    "favourite": "S .",
    "delete": "Del",
    "compare": "C",
    "edit": "E",
    "copy": "Ctrl+C",
    "save": "Ctrl+S",
    "export": "Ctrl+E",
    "open_chat": "Ctrl+Return",
    "pan_left": "Shift+Left",
    "pan_right": "Shift+Right",
    "pan_up": "Up Shift+Up",
    "pan_down": "Down Shift+Down",
    "back": "Esc Backspace Alt+Left",
}
"""Acts and their keys while one image is looked at. Keys of the main window (F11, Ctrl+=) come
from there."""

COMPARING = {
    "mode": "M",
    "swap": "C",
    "partner": "B",
    "left": "Left",
    "right": "Right",
    "far_left": "Shift+Left",
    "far_right": "Shift+Right",
    "up": "Up",
    "down": "Down",
    "zoom_in": "+ =",
    "zoom_out": "-",
    "fit": "0",
    "actual": "1",
    "slower": ",",
    "faster": ".",
    "pick_a": "Shift+A",
    "pick_b": "Shift+B",
    "pick_c": "Shift+C",
    "pick_d": "Shift+D",
    "back": "Esc Z Backspace Alt+Left",
}
"""Acts and their keys while images are compared."""

JUDGING = {
    "better_a": "Alt+A",
    "better_b": "Alt+B",
    "better_c": "Alt+C",
    "better_d": "Alt+D",
    "equal": "Alt+E",
    "none": "Alt+N",
    "points": "Alt+S",
}
"""What can be said of compared images, and its keys."""


def bind(widget: QWidget, keys: Mapping[str, str], acts: Mapping[str, Callable[[], None]]) -> None:
    """Binds the keys of a table to bound methods, for a widget and what is in it."""
    for act, texts in keys.items():
        for text in texts.split(" "):
            shortcut = QShortcut(QKeySequence(text), widget)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(acts[act])

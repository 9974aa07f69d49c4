"""The keys of the main window. Escape is not here: it has an order, see `MainWindow`."""

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def bind_keys(window: QWidget, keys: dict[str, Callable[[], object]]) -> list[QShortcut]:
    """Binds portable key texts, several separated by a blank, to bound methods."""
    bound: list[QShortcut] = []
    for texts, slot in keys.items():
        for text in texts.split(" "):
            shortcut = QShortcut(QKeySequence(text), window)
            shortcut.activated.connect(slot)
            bound.append(shortcut)
    return bound

"""Keys of the compare page that work wherever the keyboard is on it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from studio.ui.compare.page import ComparePage

WIDEN_KEY = "F9"
_COLUMN_KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0")


class PageShortcuts(QObject):
    """Binds them: a number (Alt and a number in the box) for a column, F9 for full width, F7 for
    the next difference, Alt+Shift and an arrow to move a column, Alt+I for the images."""

    def __init__(self, page: "ComparePage") -> None:
        super().__init__(page)
        self._page = page
        for key in _COLUMN_KEYS:
            self._bind(f"Alt+{key}", self._on_number)
            self._bind(key, self._on_number, page.board.area)  # where nothing is typed
        self._bind(WIDEN_KEY, page.widen)
        self._bind("F7", self._on_next_difference)
        self._bind("Shift+F7", self._on_previous_difference)
        self._bind("Alt+P", self._on_pick)
        self._bind("Alt+I", page.acts.compare_images)
        self._bind("Alt+Shift+Left", self._on_left)
        self._bind("Alt+Shift+Right", self._on_right)

    def _bind(self, keys: str, slot: Callable[[], None], within: QWidget | None = None) -> None:
        shortcut = QShortcut(QKeySequence(keys), within or self._page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(slot)

    def _on_number(self) -> None:
        shortcut = self.sender()
        if isinstance(shortcut, QShortcut):
            text = shortcut.key().toString(QKeySequence.SequenceFormat.PortableText)
            self._page.focus_column(_COLUMN_KEYS.index(text[-1]))

    def _on_pick(self) -> None:
        column = self._page.focused_column()
        if column is not None:
            self._page.voting.pick(column)

    def _on_left(self) -> None:
        self._move(-1)

    def _on_right(self) -> None:
        self._move(1)

    def _on_next_difference(self) -> None:
        self._page.differing.step(1)

    def _on_previous_difference(self) -> None:
        self._page.differing.step(-1)

    def _move(self, by: int) -> None:
        column = self._page.focused_column()
        if column is not None:
            place = self._page.board.columns().index(column)
            self._page.acts.move(column, place + by)

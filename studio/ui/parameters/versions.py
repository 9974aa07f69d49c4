"""The chip that says how many versions are made."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QWidget

from studio.core.making import MOST_VERSIONS
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Chip, Menu, set_names


class VersionsChip(Chip):
    """1 to 10, from a menu or by the up and down keys.

    Signals:
        changed: another number.
    """

    changed = Signal()

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", checkable=False, menu=True, parent=parent)
        self.value = 1
        self._is_short = False
        self._actions = QActionGroup(self)
        self._menu_of_numbers = Menu(self)
        for number in range(1, MOST_VERSIONS + 1):
            action = QAction(self._words(number), self._actions)
            action.setCheckable(True)
            action.setData(number)
            self._menu_of_numbers.addAction(action)
        self._menu_of_numbers.triggered.connect(self._on_menu_triggered)
        self.clicked.connect(self._on_clicked)
        self.set_value(1)

    def set_value(self, value: int) -> None:
        """Shows a number; one out of bounds becomes the nearest."""
        value = max(1, min(value, MOST_VERSIONS))
        self.value = value
        self.setText(self._shown())
        set_names(self, self.tr("Versions"), object_name="versions")
        self.setAccessibleDescription(self._words(value))
        self._actions.actions()[value - 1].setChecked(True)
        self.updateGeometry()
        self.update()

    def set_short(self, short: bool) -> None:
        """Says the number alone."""
        self._is_short = short
        self.setText(self._shown())
        self.updateGeometry()

    def _shown(self) -> str:
        return f"× {self.value}" if self._is_short else self._words(self.value)

    def _words(self, number: int) -> str:
        if number == 1:
            return self.tr("1 version")
        return self.tr("{count} versions").format(count=number)

    def _on_clicked(self) -> None:
        self._menu_of_numbers.popup_under(self)

    def _on_menu_triggered(self, action: QAction) -> None:
        self.set_value(int(action.data()))
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: up is more, down is fewer."""
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        by = steps.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
            return
        before = self.value
        self.set_value(before + by)
        if self.value != before:
            self.changed.emit()

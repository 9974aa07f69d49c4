"""A chip of the filter bar: opens a menu; while it filters, its cross lifts the filter."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Chip, Menu


class FilterMenu(Menu):
    """A menu that stays open while boxes in it are ticked."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: ticks without closing."""
        action = self.actionAt(event.position().toPoint())
        if action is not None and action.isCheckable() and action.actionGroup() is None:
            action.trigger()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Space ticks without closing."""
        action = self.activeAction()
        ticks = action is not None and action.isCheckable() and action.actionGroup() is None
        if ticks and event.key() == Qt.Key.Key_Space:
            action.trigger()
        else:
            super().keyPressEvent(event)


class FilterChip(Chip):
    """What it filters by is its text.

    Args:
        rest: the text while it filters nothing.

    Signals:
        menu_requested: its menu is wanted.
        cleared: its filter is not wanted any more.
    """

    menu_requested = Signal()
    cleared = Signal()

    def __init__(
        self, theme: ThemeStore, rest: str, *, object_name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            theme, rest, checkable=True, menu=True, object_name=object_name, parent=parent
        )
        self._rest = rest
        self.clicked.connect(self._on_clicked)

    def show_value(self, text: str) -> None:
        """Shows what it filters by; "" for nothing."""
        shown = (text or self._rest).replace("&", "&&")
        self.setText(shown)
        self.setChecked(bool(text))
        self.setAccessibleName(f"{self._rest}: {text}" if text else self._rest)
        self.setToolTip(self.tr("{0}   Del lifts it").format(text) if text else self._rest)
        self.updateGeometry()
        self.update()

    def _tail_icon(self) -> str:
        return "x" if self.isChecked() else "chevron-down"

    def _on_clicked(self) -> None:
        # A click toggled it, but only its filter decides whether it is on.
        self.setChecked(not self.isChecked())
        self.menu_requested.emit()

    # Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        side = self.theme.scaled(26)
        cross = QRect(self.width() - side, 0, side, self.height())
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and self.isChecked() and cross.contains(event.position().toPoint()):
            event.accept()
            self.cleared.emit()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.isChecked():
            self.cleared.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.menu_requested.emit()
        else:
            super().keyPressEvent(event)

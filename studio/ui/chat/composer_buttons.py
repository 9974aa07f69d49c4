"""The painted button of the composer that sends or stops."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import FocusRinged


class SendButton(FocusRinged, QAbstractButton):
    """Send, or Stop while an answer is written; its accessible name says which."""

    ring_radius_px = 8

    def __init__(self, *, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stops = False
        self.setObjectName("send")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._use_theme(theme)

    @property
    def stops(self) -> bool:
        """Whether pressing it stops the answer."""
        return self._stops

    def show_state(self, *, stops: bool, name: str, tooltip: str, enabled: bool) -> None:
        """Shows what pressing it does, or why it can't be pressed now."""
        changed = (stops, enabled) != (self._stops, self.isEnabled())
        self._stops = stops
        if self.accessibleName() != name:
            self.setAccessibleName(name)
        if self.toolTip() != tooltip:
            self.setToolTip(tooltip)
            self.setAccessibleDescription(tooltip if not enabled else "")
        if changed:
            self.setEnabled(enabled)
            self.update()

    def _show_theme(self) -> None:
        side = self.theme.scaled(32)
        self.setFixedSize(side, side)

    def _fill(self) -> str:
        if self._stops:
            return "text"
        if not self.isEnabled():
            return "fill"
        if self.isDown():
            return "accentPressed"
        return "accentHover" if self.underMouse() else "accent"

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: an arrow, or the square of Stop."""
        theme = self.theme
        painter = QPainter(self)
        box = QRectF(self.rect())
        rounded_box(painter, box, theme.scaled(8), theme.color(self._fill()))
        if self._stops:
            side = theme.scaled(14)
            square = QRectF(0, 0, side, side)
            square.moveCenter(box.center())
            rounded_box(painter, square, theme.scaled(3), theme.color("base"))
        else:
            side = theme.scaled(18)
            token = "onAccent" if self.isEnabled() else "disabled"
            icon = theme.pixmap("arrow-up", side, token, self.devicePixelRatioF())
            at = (self.width() - side) // 2
            painter.drawPixmap(at, at, icon)

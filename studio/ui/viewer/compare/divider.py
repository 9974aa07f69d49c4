"""`Divider`: the line between two pictures, with a knob to move it."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractSlider, QWidget

from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import Themed
from studio.ui.widgets.themed import KEYBOARD_REASONS

WHOLE = 1000
_PERCENT = WHOLE // 100
_KNOB_PX, _LINE_PX, _RING_GAP_PX = 36, 2, 1


class Divider(Themed, QAbstractSlider):
    """As high as the picture, 44 px wide; its value is where the line is, in thousandths.

    Signals:
        dragged: x of the pointer in the parent, in px.
    """

    dragged = Signal(float)

    def __init__(self, theme_store: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("compare_divider")
        self.setAccessibleName(self.tr("Line between the images"))
        self.setToolTip(self.tr("Drag, or move with the arrow keys; Shift moves further"))
        self.setRange(0, WHOLE)
        self.setSingleStep(_PERCENT)
        self.setPageStep(10 * _PERCENT)
        self.setValue(WHOLE // 2)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self._shows_ring = False
        self._use_theme(theme_store)

    def move_by(self, percent: int) -> None:
        """Moves the line."""
        self.setValue(self.value() + percent * _PERCENT)

    def _show_theme(self) -> None:
        self.setFixedWidth(self.theme.scaled(_KNOB_PX + 8))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: line, knob, and the ring for the keyboard."""
        theme, painter = self.theme, QPainter(self)
        middle, line = self.width() / 2, theme.scaled(_LINE_PX)
        white = theme.color("onOverlay")
        painter.fillRect(QRectF(middle - line / 2, 0, line, self.height()), white)
        side = theme.scaled(_KNOB_PX)
        knob = QRectF(middle - side / 2, (self.height() - side) / 2, side, side)
        rounded_box(painter, knob, side / 2, white, theme.color("viewer"))
        if self._shows_ring:
            out = theme.focus_ring_px + _RING_GAP_PX
            ring = knob.adjusted(-out, -out, out, out)
            rounded_box(
                painter, ring, ring.width() / 2, border=theme.color("accent"),
                border_px=theme.focus_ring_px,
            )  # fmt: skip
        icon, dpr = theme.scaled(14), self.devicePixelRatioF()
        for name, x in (("chevron-left", -icon + 1), ("chevron-right", -1)):
            pixmap = theme.pixmap(name, icon, "viewer", dpr)
            painter.drawPixmap(knob.center() + QPointF(x, -icon / 2), pixmap)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: the line is taken."""
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: the line follows the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(self.x() + event.position().x())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows 1 %, with Shift 10 %, Home and End."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            far = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.move_by(step * (10 if far else 1))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: a ring for those who came by keyboard."""
        self._shows_ring = event.reason() in KEYBOARD_REASONS
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: no ring."""
        self._shows_ring = False
        self.update()

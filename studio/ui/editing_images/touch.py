"""`TouchInput`: fingers on the canvas of an edit. One uses the tool, two move and zoom.

A finger paints at once. When a second one comes before the first has gone far, what the first
painted was the beginning of a pinch and is taken back; no finger paints again until all are up.
While a pen is down fingers do nothing: a hand rests on the screen.
"""

from math import dist
from typing import Protocol

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QEventPoint, QInputDevice, QTouchEvent

from studio.ui.theme import ThemeStore

_BEGINNING_PX = 24  # a finger that went further paints, it does not begin a pinch
_TAP_PX, _DOUBLE_TAP_MS = 16, 400
TOUCHES = frozenset(
    {
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TouchEnd,
        QEvent.Type.TouchCancel,
    }
)


class Touched(Protocol):
    """What fingers act on; points in logical px."""

    @property
    def pen_is_down(self) -> bool:
        """Whether a pen draws now."""
        ...

    def finger_press(self, at: QPointF, pressure: float) -> None:
        """The tool begins. Pressure is 0 to 1, 1 where it is not measured."""
        ...

    def finger_move(self, at: QPointF, pressure: float) -> None:
        """The tool goes on."""
        ...

    def finger_release(self, at: QPointF) -> None:
        """The tool ends."""
        ...

    def finger_cancel(self) -> None:
        """What the tool did since the press is taken back."""
        ...

    def finger_double_tap(self, at: QPointF) -> None:
        """Twice in one place."""
        ...

    def zoom_by(self, factor: float, at: QPointF) -> None:
        """Zooms around a point."""
        ...

    def pan_by(self, dx: float, dy: float) -> None:
        """Moves the picture."""
        ...


class TouchInput:
    """Turns touch events into what the canvas does.

    Args:
        touched: the canvas.
        theme: for lengths.
    """

    def __init__(self, touched: Touched, theme: ThemeStore) -> None:
        self._touched, self._theme = touched, theme
        self._fingers = 0  # that act: 1 uses the tool, 2 move; 0: none until all are up
        self._began, self._farthest = QPointF(), 0.0
        self._middle, self._spread = QPointF(), 1.0
        self._tapped_at, self._tapped_ms = QPointF(), -_DOUBLE_TAP_MS

    def handle(self, event: QTouchEvent) -> None:
        """Takes one event; it is accepted, so that no mouse event comes of it."""
        event.accept()
        kind = event.type()
        down = [each for each in event.points() if each.state() != QEventPoint.State.Released]
        if kind == QEvent.Type.TouchCancel:
            self._cancel()
        elif kind == QEvent.Type.TouchBegin:
            self._begin(event, down)
        elif self._fingers == 1 and len(down) >= 2:
            self._begin_to_move(down)
        elif self._fingers == 1:
            self._use(event, down)
        elif self._fingers == 2 and len(down) >= 2:
            self._move(down)
        elif self._fingers == 2:
            self._fingers = 0

    def _begin(self, event: QTouchEvent, down: list[QEventPoint]) -> None:
        if self._touched.pen_is_down or not down:
            self._fingers = 0
        elif len(down) >= 2:
            self._fingers = 2
            self._measure(down)
        else:
            self._fingers = 1
            self._began, self._farthest = down[0].position(), 0.0
            self._touched.finger_press(self._began, _pressure(event, down[0]))

    def _use(self, event: QTouchEvent, down: list[QEventPoint]) -> None:
        if down:
            at = down[0].position()
            self._farthest = max(self._farthest, _apart(at, self._began))
            self._touched.finger_move(at, _pressure(event, down[0]))
            return
        self._fingers = 0
        at = event.points()[0].position() if event.points() else self._began
        self._touched.finger_release(at)
        if self._farthest < self._theme.current.scaled(_TAP_PX):
            self._tap(at, event.timestamp())

    def _tap(self, at: QPointF, now_ms: int) -> None:
        near = _apart(at, self._tapped_at) < 2 * self._theme.current.scaled(_TAP_PX)
        if near and now_ms - self._tapped_ms < _DOUBLE_TAP_MS:
            self._tapped_ms = -_DOUBLE_TAP_MS
            self._touched.finger_double_tap(at)
        else:
            self._tapped_at, self._tapped_ms = at, now_ms

    def _begin_to_move(self, down: list[QEventPoint]) -> None:
        if self._farthest < self._theme.current.scaled(_BEGINNING_PX):
            self._touched.finger_cancel()
        else:
            self._touched.finger_release(down[0].lastPosition())
        self._fingers = 2
        self._measure(down)

    def _measure(self, down: list[QEventPoint]) -> None:
        first, second = down[0].position(), down[1].position()
        self._middle = (first + second) / 2
        self._spread = max(1.0, _apart(first, second))

    def _move(self, down: list[QEventPoint]) -> None:
        middle, spread = self._middle, self._spread
        self._measure(down)
        moved = self._middle - middle
        self._touched.pan_by(moved.x(), moved.y())
        self._touched.zoom_by(self._spread / spread, self._middle)

    def _cancel(self) -> None:
        if self._fingers == 1:
            self._touched.finger_cancel()
        self._fingers = 0


def _pressure(event: QTouchEvent, point: QEventPoint) -> float:
    """How hard a finger presses; many screens don't know and say anything."""
    measured = event.device().capabilities() & QInputDevice.Capability.Pressure
    return point.pressure() if measured and 0 < point.pressure() <= 1 else 1.0


def _apart(one: QPointF, other: QPointF) -> float:
    return dist((one.x(), one.y()), (other.x(), other.y()))

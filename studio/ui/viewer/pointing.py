"""`Pointing`: wheel, drag and pinch on a canvas become zooming and panning."""

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QCursor, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

_STEP = 1.25  # one notch of a wheel
_NOTCH = 120
_LEFT, _MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


class Movable(Protocol):
    """What can be zoomed and panned; points in logical px."""

    def zoom_by(self, factor: float, at: QPointF) -> None:
        """Zooms with the picture's point under `at` staying there."""
        ...

    def pan_by(self, dx: float, dy: float) -> None:
        """Moves the picture."""
        ...

    def switch_zoom(self, at: QPointF) -> None:
        """Between fit and 1:1."""
        ...

    @property
    def can_pan(self) -> bool:
        """Whether a part of the picture is outside."""
        ...


class Pointing(QObject):
    """Watches a widget; what it handles does not reach the widget.

    Args:
        widget: where the pointer acts.
        movable: what is moved.
    """

    def __init__(self, widget: QWidget, movable: Movable) -> None:
        super().__init__(widget)
        self._widget, self._movable = widget, movable
        self._dragged_from: QPointF | None = None
        self._pinched_before = 1.0
        self._is_pinching = False
        widget.grabGesture(Qt.GestureType.PinchGesture)
        widget.installEventFilter(self)

    @property
    def is_dragging(self) -> bool:
        """Whether the picture is being dragged."""
        return self._dragged_from is not None

    def show_cursor(self) -> None:
        """A hand where the picture can be dragged."""
        shape = Qt.CursorShape.ArrowCursor
        if self.is_dragging:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._movable.can_pan:
            shape = Qt.CursorShape.OpenHandCursor
        self._widget.setCursor(QCursor(shape))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: takes what moves the picture."""
        if isinstance(event, QWheelEvent):
            return self.wheel(event)
        if isinstance(event, QNativeGestureEvent):
            return self._native(event)
        if isinstance(event, QGestureEvent):
            return self._gesture(event)
        if isinstance(event, QMouseEvent):
            return self._mouse(event)
        return False

    def wheel(self, event: QWheelEvent) -> bool:
        """Zooms or moves; the event's position is in the widget."""
        pixels, control = event.pixelDelta(), event.modifiers() & _CONTROL
        if event.phase() != Qt.ScrollPhase.NoScrollPhase and not pixels.isNull() and not control:
            # Two fingers on a touchpad move; with Ctrl they zoom, as a wheel does.
            self._movable.pan_by(pixels.x(), pixels.y())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            turn = event.angleDelta()
            self._movable.pan_by((turn.y() or turn.x()) / 2, 0)
        elif event.angleDelta().y():
            factor = _STEP ** (event.angleDelta().y() / _NOTCH)
            self._movable.zoom_by(factor, event.position())
        event.accept()
        return True

    def _native(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self._movable.zoom_by(max(0.1, 1 + event.value()), event.position())
        elif event.gestureType() == Qt.NativeGestureType.SmartZoomNativeGesture:
            self._movable.switch_zoom(event.position())
        else:
            return False
        event.accept()
        return True

    def _gesture(self, event: QGestureEvent) -> bool:
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        if pinch.state() == Qt.GestureState.GestureStarted:
            self._pinched_before = 1.0
            self._dragged_from = None
        ended = (Qt.GestureState.GestureFinished, Qt.GestureState.GestureCanceled)
        self._is_pinching = pinch.state() not in ended
        total = pinch.totalScaleFactor() or 1.0
        at = QPointF(self._widget.mapFromGlobal(pinch.centerPoint().toPoint()))
        self._movable.zoom_by(total / self._pinched_before, at)
        moved = pinch.centerPoint() - pinch.lastCenterPoint()
        if not pinch.lastCenterPoint().isNull():
            self._movable.pan_by(moved.x(), moved.y())
        self._pinched_before = total
        event.accept()
        return True

    def _mouse(self, event: QMouseEvent) -> bool:
        kind = event.type()
        if self._is_pinching:
            # The first finger comes as a mouse, too: the picture would move twice.
            return True
        if kind == QEvent.Type.MouseButtonDblClick and event.button() == _LEFT:
            self._movable.switch_zoom(event.position())
        elif kind == QEvent.Type.MouseButtonPress and event.button() in (_LEFT, _MIDDLE):
            self._dragged_from = event.position()
        elif kind == QEvent.Type.MouseMove and self._dragged_from is not None:
            moved = event.position() - self._dragged_from
            self._dragged_from = event.position()
            self._movable.pan_by(moved.x(), moved.y())
        elif kind == QEvent.Type.MouseButtonRelease and event.button() in (_LEFT, _MIDDLE):
            self._dragged_from = None
        else:
            return False
        self.show_cursor()
        # The press goes on to the widget, which takes the focus.
        return kind != QEvent.Type.MouseButtonPress


_CONTROL = Qt.KeyboardModifier.ControlModifier

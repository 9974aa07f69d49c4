"""Fading a widget in and out, without movement of anything else."""

from PySide6.QtCore import QAbstractAnimation, QEasingCurve, QObject, QPropertyAnimation, Signal
from PySide6.QtWidgets import QGraphicsOpacityEffect, QWidget


class Fader(QObject):
    """Fades its parent widget; the effect exists only while it runs.

    Signals:
        faded_out: the widget was hidden.
    """

    faded_out = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._animation: QPropertyAnimation | None = None

    def fade_in(self, duration_ms: int) -> None:
        """Shows the widget."""
        self._stop()
        self._widget.show()
        if duration_ms > 0:
            self._run(0.0, 1.0, duration_ms)

    def fade_out(self, duration_ms: int) -> None:
        """Hides the widget; `faded_out` follows, at once when there is no duration."""
        self._stop()
        if duration_ms > 0 and self._widget.isVisible():
            self._run(1.0, 0.0, duration_ms)
        else:
            self._finish_out()

    def _run(self, start: float, end: float, duration_ms: int) -> None:
        effect = QGraphicsOpacityEffect(self._widget)
        effect.setOpacity(start)
        self._widget.setGraphicsEffect(effect)
        animation = QPropertyAnimation(effect, b"opacity", self)
        animation.setDuration(duration_ms)
        animation.setStartValue(start)
        animation.setEndValue(end)
        animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        animation.finished.connect(self._on_finished_in if end else self._on_finished_out)
        self._animation = animation
        animation.start(QAbstractAnimation.DeletionPolicy.KeepWhenStopped)

    def _stop(self) -> None:
        if self._animation is not None:
            self._animation.stop()
            self._animation.deleteLater()
            self._animation = None
            # Removing the effect also deletes it.
            self._widget.setGraphicsEffect(None)  # type: ignore[arg-type]

    def _finish_out(self) -> None:
        self._widget.hide()
        self.faded_out.emit()

    def _on_finished_in(self) -> None:
        self._stop()

    def _on_finished_out(self) -> None:
        self._stop()
        self._finish_out()

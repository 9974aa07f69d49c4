"""`SmoothScroll`: the short movement of "Jump to latest"."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation

if TYPE_CHECKING:
    from studio.ui.transcript.view import TranscriptView

DURATION_MS = 180
_MOST_SCREENS = 3


class SmoothScroll(QObject):
    """Scrolls to the end in 180 ms when it is near; runs no timer otherwise."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view)
        self._view = view
        self._done = 0.0
        self._animation = QVariantAnimation(self)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._on_value)
        self._animation.finished.connect(self._on_finished)

    def start(self, distance_px: float) -> bool:
        """Begins to move down; False when the jump should be made at once."""
        duration = self._view.theme.current.duration_ms(DURATION_MS)
        if not duration or distance_px > _MOST_SCREENS * self._view.flow.view_height:
            return False
        self._done = 0.0
        self._animation.setDuration(duration)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(float(distance_px))
        self._animation.start()
        return True

    def stop(self) -> None:
        """A person scrolls, or something else moves the view."""
        self._animation.stop()

    def _on_value(self, value: float) -> None:
        step = float(value) - self._done
        self._done = float(value)
        if step:
            self._view.flow.scroll_by(step)
            self._view.refresh()

    def _on_finished(self) -> None:
        self._view.jump_to_latest(animated=False)

"""`Pace`: frames at most every so often, and no timer while nothing happens."""

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

FRAME_MS = 33
REST = 8
"""A frame's layout may take an eighth of the time; painting takes about as much again."""
MOST_COST_MS = 25


class Pace(QObject):
    """Joins requests for a frame; the first one after a pause is answered at once.

    A frame that takes long is followed by a longer pause, so that text that comes as fast as it
    can is not held up by being shown.

    Signals:
        due: do the frame's work now.
    """

    due = Signal()

    def __init__(self, interval_ms: int = FRAME_MS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._interval_ms = interval_ms
        self._since = QElapsedTimer()
        self._cost_ms = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._fire)

    def ask(self) -> None:
        """Wants a frame."""
        if self._timer.isActive():
            return
        wait_ms = max(self._interval_ms, self._cost_ms * REST)
        passed = self._since.elapsed() if self._since.isValid() else wait_ms
        if passed >= wait_ms:
            self._fire()
        else:
            self._timer.start(wait_ms - int(passed))

    @property
    def is_flowing(self) -> bool:
        """Whether frames come one after the other, so that one more is due soon."""
        return self._since.isValid() and self._since.elapsed() < 2 * self._interval_ms

    def flush(self) -> None:
        """Does a waiting frame now."""
        if self._timer.isActive():
            self._timer.stop()
            self._fire()

    def _fire(self) -> None:
        self._since.start()
        self.due.emit()
        self._cost_ms = min(self._since.elapsed(), MOST_COST_MS)

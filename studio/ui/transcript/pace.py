"""`Pace`: frames at most every so often, and no timer while nothing happens."""

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

FRAME_MS = 33


class Pace(QObject):
    """Joins requests for a frame; the first one after a pause is answered at once.

    Signals:
        due: do the frame's work now.
    """

    due = Signal()

    def __init__(self, interval_ms: int = FRAME_MS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._interval_ms = interval_ms
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._fire)

    def ask(self) -> None:
        """Wants a frame."""
        if self._timer.isActive():
            return
        passed = self._since.elapsed() if self._since.isValid() else self._interval_ms
        if passed >= self._interval_ms:
            self._fire()
        else:
            self._timer.start(self._interval_ms - int(passed))

    def flush(self) -> None:
        """Does a waiting frame now."""
        if self._timer.isActive():
            self._timer.stop()
            self._fire()

    def _fire(self) -> None:
        self._since.start()
        self.due.emit()

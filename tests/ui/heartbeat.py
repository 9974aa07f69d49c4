"""How long the window's thread was busy at once."""

import time

from PySide6.QtCore import QObject, Qt, QTimer


class Heartbeat(QObject):
    """Beats on the event loop; `longest_s` is the longest pause between two beats so far.

    Counted in seconds of work of this thread: what else the machine does has no part in it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start(5)
        self._last_s = time.thread_time()
        self.longest_s = 0.0

    def forget(self) -> None:
        """Begins anew: what was made ready until now does not count."""
        self._last_s = time.thread_time()
        self.longest_s = 0.0

    def stop(self) -> float:
        """The longest pause, the one that goes on now included."""
        self._on_timeout()
        self._timer.stop()
        return self.longest_s

    def _on_timeout(self) -> None:
        now_s = time.thread_time()
        self.longest_s = max(self.longest_s, now_s - self._last_s)
        self._last_s = now_s

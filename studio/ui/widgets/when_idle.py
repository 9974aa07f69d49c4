"""Something that is done once the window has nothing else to do."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_WAIT_MS, _LATE_MS, _MOST_TRIES = 20, 30, 25


class WhenIdle(QObject):
    """Calls back once a short wait ends in time: else the event loop was busy, and it waits anew.

    Args:
        owner: nothing is called when it is gone.
        then: called once; after half a second of being busy all the same.
    """

    def __init__(self, owner: QObject, then: Callable[[], None]) -> None:
        super().__init__(owner)
        self._then = then
        self._tries = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timeout)
        self._wait()

    def _wait(self) -> None:
        self._began_s = time.monotonic()
        self._timer.start(_WAIT_MS)

    def _on_timeout(self) -> None:
        self._tries += 1
        took_ms = (time.monotonic() - self._began_s) * 1000
        if took_ms > _LATE_MS and self._tries < _MOST_TRIES:
            self._wait()
        else:
            self._then()
            self.deleteLater()

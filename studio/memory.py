"""Memory that is not needed any more goes back to the system."""

import sys
import threading
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer

LARGE_BYTES = 1 << 20
_M_MMAP_THRESHOLD = -3  # malloc.h of glibc
_EVERY_MS = 60_000


def give_back_what_is_large() -> bool:
    """Takes blocks of a megabyte and more from the system each by itself.

    Else glibc raises that limit to 32 MB once such a block was freed, and keeps what comes
    after: a chat of 50 MB left 250 MB behind, and an image of 4K its 33 MB in each thread.

    Returns:
        Whether there is such a limit here.
    """
    mallopt = _of_glibc("mallopt")
    return mallopt is not None and bool(mallopt(_M_MMAP_THRESHOLD, LARGE_BYTES))


def give_back_what_is_free() -> bool:
    """Gives back pages of which nothing is in use, between others that are; takes milliseconds.

    Thread: any; the interpreter is not held meanwhile.

    Returns:
        Whether there was anything to give back.
    """
    malloc_trim = _of_glibc("malloc_trim")
    return malloc_trim is not None and bool(malloc_trim(0))


class GivingBack(QObject):
    """Gives free pages back while answers come and go, a minute after one ended.

    Each answer leaves holes of its size: in a day of six streams they came to 30 MB. Nothing
    wakes up for this when no answer has ended.
    """

    def __init__(self, parent: QObject | None = None, *, every_ms: int = _EVERY_MS) -> None:
        super().__init__(parent)
        self.thread_: threading.Thread | None = None
        self._timer = QTimer(self, singleShot=True, interval=every_ms)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self._on_timer_timeout)

    def soon(self) -> None:
        """Something ended; what it leaves is given back within the minute."""
        if not self._timer.isActive():
            self._timer.start()

    def _on_timer_timeout(self) -> None:
        self.thread_ = threading.Thread(target=give_back_what_is_free, name="memory", daemon=True)
        self.thread_.start()


@lru_cache
def _of_glibc(name: str) -> Any:
    """A function of the C library; None where it is another one."""
    if sys.platform != "linux":
        return None
    import ctypes

    return getattr(ctypes.CDLL(None), name, None)

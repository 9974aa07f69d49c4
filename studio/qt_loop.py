"""The asyncio loop of the window's thread: qasync's, with less work for each callback.

qasync starts a Qt timer for each callback, and sends what comes from other threads through a
signal to such a timer. Here callbacks wait in a queue that one event or one timer empties.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from contextvars import Context
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from qasync import QEventLoop

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


class QtLoop(QEventLoop):  # type: ignore[misc]
    """An event loop that Qt turns.

    Thread: the window's; `call_soon_threadsafe`: any.
    """

    def __init__(self, app: "QApplication") -> None:
        self._soon = _Soon()
        self._sent = _Sent()
        self._thread_id = threading.get_ident()
        super().__init__(app)

    def call_soon(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """Calls back in the next turn of Qt's loop, after its other events."""
        handle = asyncio.Handle(callback, args, self, context=context)
        self._soon.add(handle)
        return handle

    def call_soon_threadsafe(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """The same, with one event for all that other threads want at a time.

        Raises:
            RuntimeError: the loop is closed.
        """
        self._check_closed()
        if threading.get_ident() == self._thread_id:
            return self.call_soon(callback, *args, context=context)
        handle = asyncio.Handle(callback, args, self, context=context)
        self._sent.add(handle)
        return handle


class _Waiting(QObject):
    """Handles in order; those that come while they run wait for the next turn."""

    def __init__(self) -> None:
        super().__init__()
        self._handles: deque[asyncio.Handle] = deque()

    def _run(self) -> None:
        for _ in range(len(self._handles)):
            handle = self._handles.popleft()
            if not handle.cancelled():
                handle._run()


class _Soon(_Waiting):
    """Of the window's thread. A timer of 0 ms comes after events: those of a person go first."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timeout)

    def add(self, handle: asyncio.Handle) -> None:
        """Runs it in the next turn."""
        if not self._handles:
            self._timer.start(0)
        self._handles.append(handle)

    def _on_timeout(self) -> None:
        try:
            self._run()
        finally:
            if not self._handles:
                self._timer.stop()


class _Sent(_Waiting):
    """Of other threads: Qt brings the signal over as an event."""

    _called = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._is_called = False
        self._called.connect(self._on_called)

    def add(self, handle: asyncio.Handle) -> None:
        """Runs it soon. Thread: any but the window's."""
        with self._lock:
            self._handles.append(handle)
            if self._is_called:
                return
            self._is_called = True
        self._called.emit()

    def _on_called(self) -> None:
        with self._lock:
            self._is_called = False
        self._run()

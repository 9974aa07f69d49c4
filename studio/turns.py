"""Tells when the GUI thread's event loop wakes up and when it goes to sleep.

Where Qt runs on GLib (Linux), its own signals can't tell: `aboutToBlock` comes before and
`awake` after an iteration that both sleeps and works (Qt 6.11, qeventdispatcher_glib.cpp). There
the function that sleeps is wrapped instead.
"""

import ctypes
from collections.abc import Callable

from PySide6.QtCore import QAbstractEventDispatcher, QObject

_POLL = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int)


class Turns(QObject):
    """Calls back around every sleep of the event loop.

    Args:
        on_awake: the loop has something to do.
        on_look: the loop looks for new events before it goes on, without sleeping.
        on_asleep: all of it is done, painting included.

    Thread: the GUI thread, where both are called.
    """

    def __init__(
        self,
        on_awake: Callable[[], None],
        on_look: Callable[[], None],
        on_asleep: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._on_awake = on_awake
        self._on_look = on_look
        self._on_asleep = on_asleep
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None, "turns need an application"
        self._dispatcher = dispatcher
        self._glib = self._load_glib()
        if self._glib is None:
            dispatcher.awake.connect(self._on_dispatcher_awake)
            dispatcher.aboutToBlock.connect(self._on_dispatcher_about_to_block)
            return
        self._poll = _POLL(self._sleep)  # must outlive its use by GLib
        self._glib.g_main_context_set_poll_func(None, self._poll)

    def close(self) -> None:
        """Calls back no more."""
        if self._glib is None:
            self._dispatcher.awake.disconnect(self._on_dispatcher_awake)
            self._dispatcher.aboutToBlock.disconnect(self._on_dispatcher_about_to_block)
        else:
            self._glib.g_main_context_set_poll_func(None, None)

    def _load_glib(self) -> ctypes.CDLL | None:
        if "Glib" not in self._dispatcher.metaObject().className():
            return None
        try:
            glib = ctypes.CDLL("libglib-2.0.so.0")
        except OSError:
            return None
        glib.g_main_context_set_poll_func.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
        glib.g_poll.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int]
        return glib

    def _sleep(self, fds: int | None, count: int, timeout_ms: int) -> int:
        assert self._glib is not None
        if timeout_ms == 0:
            result: int = self._glib.g_poll(fds, count, 0)
            self._on_look()
            return result
        self._on_asleep()
        result = self._glib.g_poll(fds, count, timeout_ms)
        self._on_awake()
        return result

    def _on_dispatcher_awake(self) -> None:
        self._on_awake()

    def _on_dispatcher_about_to_block(self) -> None:
        self._on_asleep()

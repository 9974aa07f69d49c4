"""How long tests wait for what must come: it comes at some time, however busy the machine is."""

from collections.abc import Callable
from typing import Any

from pytestqt.qtbot import QtBot

WAIT_S = 60
_WAIT_MS = 1000 * WAIT_S


class PatientBot(QtBot):
    """The robot of pytest-qt, which by itself gives up after five seconds."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = _WAIT_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = _WAIT_MS, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitSignals(self, signals: list[Any], *, timeout: int = _WAIT_MS, **more: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **more)

    def waitExposed(self, widget: Any, *, timeout: int = _WAIT_MS) -> Any:
        return super().waitExposed(widget, timeout=timeout)

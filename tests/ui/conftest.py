"""What interface tests share."""

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from studio.ui.theme import ThemeStore
from tests.services.conftest import Bench, make_bench

os.environ.setdefault("QT_API", "pyside6")

from studio.qt_loop import QtLoop


class StudioLoop(QtLoop):
    """The event loop of the studio, said to be running for as long as it exists.

    As in the studio: its tasks step whenever Qt handles events, which tests make it do.
    """

    def _after_run_forever(self) -> None:
        super()._after_run_forever()
        asyncio.events._set_running_loop(self)


Until = Callable[[Callable[[], object]], None]
# What a test waits for comes at some time, however busy the machine is.
WAIT_S = 30


class PatientBot(QtBot):
    """The robot of pytest-qt, which gives up as late as `until`."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = 1000 * WAIT_S):
        return super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: SignalInstance, *, timeout: int = 1000 * WAIT_S, **more: Any):
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitSignals(
        self, signals: list[SignalInstance], *, timeout: int = 1000 * WAIT_S, **more: Any
    ):
        return super().waitSignals(signals, timeout=timeout, **more)

    def waitExposed(self, widget: QWidget, *, timeout: int = 1000 * WAIT_S):
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture(scope="session", autouse=True)
def no_clipboard_at_the_end() -> Iterator[None]:
    """WORKAROUND(PySide 6.11, offscreen only): own data left on the clipboard crashes the exit."""
    yield
    if QGuiApplication.instance() is not None:
        QGuiApplication.clipboard().clear()


@pytest.fixture
def theme_store(qapp: QApplication) -> Iterator[ThemeStore]:
    """A light theme at 100 %, without movement."""
    store = ThemeStore(qapp, mode="light", reduced_motion=True)
    yield store
    store.set_mode("system")
    qapp.setStyleSheet("")
    store.deleteLater()


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    """The event loop of the studio; it turns inside `until` and `run`."""
    loop = StudioLoop(qapp)
    asyncio.set_event_loop(loop)
    asyncio.events._set_running_loop(loop)
    yield loop
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.run_until_complete(loop.shutdown_default_executor())
    asyncio.events._set_running_loop(None)
    loop.close()
    asyncio.set_event_loop(None)


@pytest.fixture
def run(loop: asyncio.AbstractEventLoop) -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """Runs a coroutine to its end."""

    def run(coro: Coroutine[Any, Any, Any]) -> Any:
        return loop.run_until_complete(asyncio.wait_for(coro, WAIT_S))

    return run


@pytest.fixture
def until(loop: asyncio.AbstractEventLoop) -> Until:
    """Turns the event loop until a condition holds."""

    async def poll(condition: Callable[[], object]) -> None:
        async with asyncio.timeout(WAIT_S):
            while not condition():
                await asyncio.sleep(0.005)

    def until(condition: Callable[[], object]) -> None:
        loop.run_until_complete(poll(condition))

    return until


@pytest.fixture
def live(tmp_path: Path, run: Callable[..., Any]) -> Iterator[Bench]:
    """Real services on the studio's own event loop, with a scripted gateway behind them."""
    made = run(make_bench(tmp_path))
    yield made
    run(made.close())

"""What interface tests share."""

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from studio.ui.theme import ThemeStore
from tests.services.conftest import Bench, make_bench
from tests.waiting import WAIT_S

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

"""A running studio without a window: real services over a real folder, demo and event loop."""

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtWidgets import QApplication

os.environ.setdefault("QT_API", "pyside6")

import qasync  # noqa: E402

T = TypeVar("T")
Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    """The event loop of the studio; it turns only inside `until` and `run`."""
    loop = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    yield loop
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()
    asyncio.set_event_loop(None)


@pytest.fixture
def run(loop: asyncio.AbstractEventLoop) -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """Runs a coroutine to its end."""

    def run(coro: Coroutine[Any, Any, Any]) -> Any:
        return loop.run_until_complete(asyncio.wait_for(coro, 15))

    return run


@pytest.fixture
def until(loop: asyncio.AbstractEventLoop) -> Until:
    """Turns the event loop until a condition holds."""

    async def poll(condition: Callable[[], object]) -> None:
        async with asyncio.timeout(15):
            while not condition():
                await asyncio.sleep(0.005)

    def until(condition: Callable[[], object]) -> None:
        loop.run_until_complete(poll(condition))

    return until


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """The folder of the studio's data."""
    return tmp_path / "data"

"""A running studio without a window: real services over a real folder, demo and event loop."""

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from studio.core.events import Finished, TextDelta
from studio.core.messages import Message
from studio.core.requests import Connection
from studio.services.app import AppServices
from studio.services.clock import SystemClock
from studio.services.images import ImageLibrary
from studio.services.remote_images import RemoteImages
from studio.storage.blobs import BlobStore
from studio.ui.chat.message_edit import MessageEdit
from studio.ui.chat.page import ChatPage
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack
from tests.services.conftest import Bench, make_bench
from tests.services.fakes import ScriptedGateway

os.environ.setdefault("QT_API", "pyside6")

import qasync

T = TypeVar("T")
Until = Callable[[Callable[[], object]], None]
Run = Callable[[Coroutine[Any, Any, Any]], Any]


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


@dataclass
class ChatBench:
    """A chat page in a window, its services, and the scripted gateway behind them."""

    bench: Bench
    services: AppServices
    window: QWidget
    page: ChatPage
    toasts: ToastStack

    @property
    def gateway(self) -> ScriptedGateway:
        return self.bench.gateway

    @property
    def edit(self) -> MessageEdit:
        return self.page.pane.composer.edit

    @property
    def id(self) -> str:
        return self.page.pane.conversation_id

    def path(self) -> tuple[Message, ...]:
        tree = self.services.conversations.tree(self.id)
        return tree.path() if tree is not None else ()

    def button(self, name: str) -> QAbstractButton:
        """The visible button of an accessible name."""
        found = [
            each
            for each in self.window.findChildren(QAbstractButton)
            if each.accessibleName() == name and each.isVisible()
        ]
        assert found, f"no button {name!r}"
        return found[0]

    def send(self, text: str) -> None:
        QTest.keyClicks(self.edit, text)
        QTest.keyClick(self.edit, Qt.Key.Key_Return)

    def answers(self, *texts: str) -> None:
        """The gateway will answer so, one request after the other."""
        for text in texts:
            self.gateway.scripts.append([(TextDelta(0, text),), (Finished(0, "stop"),)])


def make_services(bench: Bench, folder: Path) -> AppServices:
    """What a window is given, over the services of a bench."""
    return AppServices(
        conversations=bench.conversations,
        runs=bench.runs,
        connections=bench.connections,
        catalogue=bench.catalogue,
        preferences=bench.preferences,
        images=ImageLibrary(BlobStore(folder / "images")),
        remote_images=RemoteImages(
            conversations=bench.conversations, network=bench.network, scope=bench.scope
        ),
        scope=bench.scope,
        clock=SystemClock(),
    )


def add_connection(bench: Bench, run: Run, until: Until) -> Connection:
    """A connection to the scripted gateway, its models listed."""
    connection = bench.connections.add("other", "Test gateway", "http://127.0.0.1:9/v1")
    bench.connections.update(replace(connection, needs_key=False))
    run(bench.catalogue.load(connection.id))
    until(lambda: bench.catalogue.models(connection.id))
    return connection


@pytest.fixture
def chat(
    qtbot: QtBot, theme_store: ThemeStore, run: Run, until: Until, tmp_path: Path
) -> Iterator[ChatBench]:
    bench: Bench = run(make_bench(tmp_path))
    services = make_services(bench, tmp_path)
    add_connection(bench, run, until)
    run(bench.conversations.load())
    window = QWidget()
    toasts = ToastStack(theme_store, window)
    page = ChatPage(services=services, theme=theme_store, toasts=toasts, window=window)
    row = QHBoxLayout(window)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(page)
    window.resize(1384, 900)
    page.start()
    window.show()
    qtbot.waitExposed(window)
    yield ChatBench(bench, services, window, page, toasts)
    page.save_state()
    window.close()
    run(bench.close())
    window.deleteLater()

"""A running studio without a window: real services over a real folder, demo and event loop."""

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from studio.core.events import Finished, TextDelta
from studio.core.messages import Message
from studio.core.requests import Connection
from studio.services.app import AppServices, late_gallery, late_messages
from studio.services.clock import SystemClock
from studio.services.images import ImageLibrary
from studio.services.late_comparing import LateComparing
from studio.services.late_making import LateMaking
from studio.services.remote_images import RemoteImages
from studio.storage.blobs import BlobStore
from studio.ui.chat.page import ChatPage
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack
from studio.ui.widgets.message_edit import MessageEdit
from tests.services.conftest import Bench, make_bench
from tests.services.fakes import ScriptedGateway
from tests.ui.conftest import Until

Run = Callable[[Coroutine[Any, Any, Any]], Any]


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
    images = ImageLibrary(
        BlobStore(folder / "images"),
        folder / "cache" / "shared",
        carries_metadata=lambda: bench.preferences.values.share_metadata,
    )
    late = LateComparing(
        conversations=bench.conversations,
        runs=bench.runs,
        connections=bench.connections,
        catalogue=bench.catalogue,
        preferences=bench.preferences,
        network=bench.network,
        database=bench.database,
        scope=bench.scope,
        clock=SystemClock(),
    )
    return AppServices(
        making=LateMaking(
            conversations=bench.conversations,
            runs=bench.runs,
            connections=bench.connections,
            catalogue=bench.catalogue,
            database=bench.database,
            scope=bench.scope,
            clock=SystemClock(),
        ),
        conversations=bench.conversations,
        runs=bench.runs,
        connections=bench.connections,
        catalogue=bench.catalogue,
        preferences=bench.preferences,
        images=images,
        remote_images=RemoteImages(
            conversations=bench.conversations, network=bench.network, scope=bench.scope
        ),
        gallery=late_gallery(bench.database, images, bench.scope, SystemClock()),
        comparing=late.comparing,
        judging=late.judging,
        batches=late.batches,
        messages=late_messages(bench.database),
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
    page = ChatPage(services=services, theme=theme_store, toasts=toasts)
    row = QHBoxLayout(window)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(page)
    window.resize(1384, 900)
    page.start()
    with qtbot.waitExposed(window):
        window.show()
    page.list.fill()
    yield ChatBench(bench, services, window, page, toasts)
    page.save_state()
    window.close()
    run(bench.close())
    window.deleteLater()

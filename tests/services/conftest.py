"""Real services on a real database, with a scripted gateway behind them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from studio.services.catalogue import ModelCatalogue
from studio.services.clock import SystemClock
from studio.services.connections import ConnectionStore
from studio.services.conversations import ConversationStore
from studio.services.keys import KeyRing
from studio.services.network import NetworkThread
from studio.services.preferences import Preferences
from studio.services.runs import RunService
from studio.services.tasks import TaskScope
from studio.storage.database import DatabaseThread
from studio.storage.secrets import MemorySecretStore
from tests.services.fakes import ScriptedGateway


@dataclass
class Bench:
    """All services, and the fakes behind them."""

    folder: Path
    gateway: ScriptedGateway
    network: NetworkThread
    database: DatabaseThread
    scope: TaskScope
    storage_scope: TaskScope
    preferences: Preferences
    keys: KeyRing
    connections: ConnectionStore
    catalogue: ModelCatalogue
    conversations: ConversationStore
    runs: RunService
    closed: bool = False

    async def close(self) -> None:
        if self.closed:
            return
        self.closed = True
        self.runs.stop_all()
        await self.scope.close()
        self.preferences.flush()
        await self.conversations.flush()
        await self.storage_scope.close()
        self.network.close()
        self.database.close()


async def make_bench(folder: Path, network: NetworkThread | None = None) -> Bench:
    clock = SystemClock()
    loop = asyncio.get_running_loop()
    scope, storage_scope = TaskScope("app", loop=loop), TaskScope("storage", loop=loop)
    gateway = ScriptedGateway()
    network = network or NetworkThread(lambda: gateway)
    database = DatabaseThread(folder / "library.db", folder / "backups", clock)
    await asyncio.wrap_future(database.start())
    preferences = Preferences(folder / "settings.toml", scope=scope)
    keys = KeyRing(MemorySecretStore())
    connections = ConnectionStore(
        preferences=preferences, keys=keys, network=network, scope=scope, clock=clock,
        demo_address=lambda: "http://127.0.0.1:9/v1",
    )  # fmt: skip
    catalogue = ModelCatalogue(
        connections=connections, preferences=preferences, network=network,
        database=database, scope=scope, clock=clock,
    )  # fmt: skip
    conversations = ConversationStore(database=database, scope=storage_scope, clock=clock)
    runs = RunService(
        conversations=conversations, connections=connections, catalogue=catalogue,
        preferences=preferences, network=network, scope=scope, clock=clock,
    )  # fmt: skip
    return Bench(
        folder, gateway, network, database, scope, storage_scope, preferences, keys,
        connections, catalogue, conversations, runs,
    )  # fmt: skip


@pytest.fixture
async def bench(tmp_path: Path, qapp: QCoreApplication) -> AsyncIterator[Bench]:
    made = await make_bench(tmp_path)
    yield made
    await made.close()

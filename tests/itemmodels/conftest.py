"""A conversation store on a real database, with a clock that tests set."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtTest import QAbstractItemModelTester

from studio.core.ids import ConnectionId, ConversationId
from studio.core.messages import Draft
from studio.itemmodels.conversations import ConversationListModel
from studio.services.conversations import ConversationStore
from studio.services.runs import RunService
from studio.services.tasks import TaskScope
from studio.storage.database import DatabaseThread
from tests.services.conftest import Bench, make_bench

NOON = datetime(2025, 11, 23, 12, 0).astimezone().astimezone(UTC)


class SetClock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at

    def monotonic_s(self) -> float:
        return self.at.timestamp()


@dataclass
class Chats:
    """The model under test, watched by Qt's model tester, and the services beneath it."""

    clock: SetClock
    store: ConversationStore
    runs: RunService
    bench: Bench
    model: ConversationListModel
    resets: list[bool] = field(default_factory=list)

    def add(self, title: str, *, days_ago: float = 0, model_id: str = "demo/writer") -> str:
        now, self.clock.at = self.clock.at, self.clock.at - timedelta(days=days_ago)
        made = self.store.new(connection_id=ConnectionId("demo"), model_id=model_id)
        self.store.rename(made.id, title)
        self.store.save_draft(made.id, Draft(title))
        self.clock.at = now
        return made.id

    def texts(self) -> list[str]:
        return [
            ("# " if self.model.id_at(row) is None else "") + str(self.model.index(row).data())
            for row in range(self.model.rowCount())
        ]

    def conversation(self, conversation_id: str) -> ConversationId:
        return ConversationId(conversation_id)


@pytest.fixture
async def chats(tmp_path: Path, qapp: QCoreApplication) -> AsyncIterator[Chats]:
    bench = await make_bench(tmp_path / "bench")
    clock = SetClock()
    database = DatabaseThread(tmp_path / "library.db", tmp_path / "backups", clock)
    await asyncio.wrap_future(database.start())
    scope = TaskScope("store", loop=asyncio.get_running_loop())
    store = ConversationStore(database=database, scope=scope, clock=clock)
    runs = RunService(
        conversations=store,
        connections=bench.connections,
        catalogue=bench.catalogue,
        preferences=bench.preferences,
        network=bench.network,
        scope=bench.scope,
        clock=clock,
    )
    model = ConversationListModel(store, runs, clock)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    chats = Chats(clock, store, runs, bench, model)
    model.modelReset.connect(lambda: chats.resets.append(True))
    yield chats
    runs.stop_all()
    await bench.close()
    await store.flush()
    await scope.close()
    database.close()
    tester.deleteLater()
    model.deleteLater()

"""Damage that is found behind the window is told, with what helps."""

import asyncio
import logging
from pathlib import Path

import pytest

from studio.core.errors import Failure
from studio.services.conversations import ConversationStore
from studio.services.tasks import TaskScope
from studio.storage import opening
from studio.storage.database import DatabaseThread
from studio.ui.failure_texts import failure_text
from tests.services.fakes import until
from tests.storage.library_kit import FixedClock, conversation
from tests.storage.test_checking import damage, fill


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("is_met", [False, True])
async def test_damage_is_told_with_what_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, is_met: bool
) -> None:
    caplog.set_level(logging.CRITICAL)
    monkeypatch.setattr(opening, "_AT_ONCE_BYTES", 1000)
    clock = FixedClock()
    fill(tmp_path, clock)
    damage(tmp_path / "library.db")
    clock.go_on(days=0 if is_met else 8)
    database = DatabaseThread(tmp_path / "library.db", tmp_path / "backups", clock)
    scope = TaskScope("storage", loop=asyncio.get_running_loop())
    store = ConversationStore(database=database, scope=scope, clock=clock)
    told: list[Failure] = []
    store.storage_failed.connect(told.append)
    await asyncio.wrap_future(database.start())
    await store.load()
    if is_met:
        store.open(conversation(1).id)
    await until(lambda: told)
    words = failure_text(told[0])
    assert words.title == "The library can't be read"
    assert words.cause == "A part of it is damaged. Quit and start again to have it repaired."
    await scope.close()
    database.close()

"""Trees come from disk once, whoever asks and whoever gives up waiting."""

import asyncio
import logging

import pytest

from studio.core.errors import DatabaseDamaged
from studio.core.ids import ConversationId
from studio.core.tree import ConversationTree
from studio.services.loaded_trees import LoadedTrees
from studio.services.tasks import TaskScope
from tests.services.fakes import until

ONE = ConversationId("1" * 32)


class Disk:
    """Gives trees when it is told to."""

    def __init__(self) -> None:
        self.asked = 0
        self.go = asyncio.Event()
        self.error: Exception | None = None

    async def read(self, _cid: ConversationId) -> ConversationTree:
        self.asked += 1
        await self.go.wait()
        if self.error is not None:
            raise self.error
        return ConversationTree()


def shelf(disk: Disk) -> tuple[LoadedTrees, TaskScope, list[str]]:
    scope = TaskScope("test", loop=asyncio.get_running_loop())
    told: list[str] = []
    return LoadedTrees(disk.read, scope=scope, on_loaded=told.append), scope, told


async def test_who_gives_up_waiting_takes_nothing_from_the_others() -> None:
    disk = Disk()
    trees, scope, told = shelf(disk)
    first, second = (scope.start(trees.ensure(ONE), name="wait") for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    disk.go.set()
    tree = await second
    assert first.cancelled()
    assert (trees.get(ONE), disk.asked, told) == (tree, 1, [ONE])
    assert await trees.ensure(ONE) is tree
    await scope.close()


async def test_a_chat_that_cannot_be_read_is_told_to_who_waits_and_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    disk = Disk()
    disk.error = DatabaseDamaged("a page is damaged")
    disk.go.set()
    trees, scope, told = shelf(disk)
    with caplog.at_level(logging.ERROR):
        trees.load(ONE)  # nobody waits
        await until(lambda: not len(scope))
        with pytest.raises(DatabaseDamaged):
            await trees.ensure(ONE)
    assert (trees.get(ONE), told, caplog.records) == (None, [], [])
    disk.error = None
    await trees.ensure(ONE)
    assert told == [ONE]
    await scope.close()

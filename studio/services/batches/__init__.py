"""Batches ("runs" in the interface): a list of prompts times a line-up times repeats.

Imported when its page, or the first thing that needs it, is first used.
"""

from msgspec import Struct

from studio.core.ports import Clock
from studio.services.batches.runner import BatchRunner
from studio.services.batches.store import BatchStore
from studio.services.catalogue import ModelCatalogue
from studio.services.comparing.requests import ColumnRequests
from studio.services.conversations import ConversationStore
from studio.services.judging.asking_once import AskingOnce
from studio.services.runs import RunService
from studio.services.tasks import TaskScope
from studio.storage.database import DatabaseThread


class Batches(Struct, frozen=True):
    """The services of batches."""

    store: BatchStore
    runner: BatchRunner


def make_batches(
    conversations: ConversationStore,
    runs: RunService,
    requests: ColumnRequests,
    catalogue: ModelCatalogue,
    asking: AskingOnce,
    database: DatabaseThread,
    scope: TaskScope,
    clock: Clock,
) -> Batches:
    """Makes them and begins to read what is kept."""
    store = BatchStore(conversations=conversations, database=database, scope=scope, clock=clock)
    runner = BatchRunner(
        store=store,
        conversations=conversations,
        runs=runs,
        requests=requests,
        catalogue=catalogue,
        asking=asking,
        scope=scope,
        clock=clock,
    )
    store.load()
    return Batches(store, runner)

"""Comparing models: what is compared (`store`), and asking them (`runner`).

Imported when the compare page, or the first thing that needs it, is first used.
"""

from msgspec import Struct

from studio.core.ports import Clock
from studio.services.catalogue import ModelCatalogue
from studio.services.comparing.parallel import ParallelRuns
from studio.services.comparing.requests import ColumnRequests
from studio.services.comparing.runner import ComparisonRunner
from studio.services.comparing.store import ComparisonStore
from studio.services.connections import ConnectionStore
from studio.services.conversations import ConversationStore
from studio.services.preferences import Preferences
from studio.services.runs import RunService
from studio.services.tasks import TaskScope
from studio.storage.database import DatabaseThread


class Comparing(Struct, frozen=True):
    """The services of comparisons."""

    store: ComparisonStore
    runner: ComparisonRunner
    requests: ColumnRequests


def make_comparing(
    conversations: ConversationStore,
    runs: RunService,
    connections: ConnectionStore,
    catalogue: ModelCatalogue,
    preferences: Preferences,
    database: DatabaseThread,
    scope: TaskScope,
    clock: Clock,
) -> Comparing:
    """Makes them and begins to read what is kept."""
    store = ComparisonStore(
        conversations=conversations, database=database, scope=scope, clock=clock
    )
    requests = ColumnRequests(connections=connections, catalogue=catalogue, preferences=preferences)
    runner = ComparisonRunner(
        store=store,
        conversations=conversations,
        runs=runs,
        requests=requests,
        parallel=ParallelRuns(
            conversations=conversations,
            runs=runs,
            scope=scope,
            most_at_once=lambda: preferences.values.compare_at_once,
        ),
        scope=scope,
        clock=clock,
    )
    store.load()
    return Comparing(store, runner, requests)

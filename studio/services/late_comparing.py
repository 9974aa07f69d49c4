"""`LateComparing`: what compares and judges models, made when it is first needed."""

from functools import cached_property
from typing import TYPE_CHECKING

from studio.core.ports import Clock
from studio.services.catalogue import ModelCatalogue
from studio.services.connections import ConnectionStore
from studio.services.conversations import ConversationStore
from studio.services.network import NetworkThread
from studio.services.preferences import Preferences
from studio.services.runs import RunService
from studio.services.tasks import TaskScope
from studio.storage.database import DatabaseThread

if TYPE_CHECKING:
    from studio.services.batches import Batches
    from studio.services.comparing import Comparing
    from studio.services.judging import Judging


class LateComparing:
    """Keeps comparisons, votes and batches, and their modules, out of the start."""

    def __init__(
        self,
        conversations: ConversationStore,
        runs: RunService,
        connections: ConnectionStore,
        catalogue: ModelCatalogue,
        preferences: Preferences,
        network: NetworkThread,
        database: DatabaseThread,
        scope: TaskScope,
        clock: Clock,
    ) -> None:
        self._conversations = conversations
        self._runs = runs
        self._connections = connections
        self._catalogue = catalogue
        self._preferences = preferences
        self._network = network
        self._database = database
        self._scope = scope
        self._clock = clock

    def comparing(self) -> "Comparing":
        """Comparisons and line-ups; the same at each call."""
        return self._comparing

    def judging(self) -> "Judging":
        """Votes, judges and merging; the same at each call."""
        return self._judging

    def batches(self) -> "Batches":
        """Runs of many prompts; the same at each call."""
        return self._batches

    @cached_property
    def _comparing(self) -> "Comparing":
        from studio.services.comparing import make_comparing

        return make_comparing(
            self._conversations,
            self._runs,
            self._connections,
            self._catalogue,
            self._preferences,
            self._database,
            self._scope,
            self._clock,
        )

    @cached_property
    def _judging(self) -> "Judging":
        from studio.services.judging import make_judging

        return make_judging(
            self._comparing,
            self._conversations,
            self._connections,
            self._catalogue,
            self._preferences,
            self._network,
            self._database,
            self._scope,
            self._clock,
        )

    @cached_property
    def _batches(self) -> "Batches":
        from studio.services.batches import make_batches

        return make_batches(
            self._conversations,
            self._runs,
            self._comparing.requests,
            self._catalogue,
            self._judging.asking,
            self._database,
            self._scope,
            self._clock,
        )

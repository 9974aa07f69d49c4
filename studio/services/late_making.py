"""`LateMaking`: the service that makes images, made when it is first needed."""

from typing import TYPE_CHECKING

from studio.core.ports import Clock
from studio.services.catalogue import ModelCatalogue
from studio.services.connections import ConnectionStore
from studio.services.conversations import ConversationStore
from studio.services.runs import RunService
from studio.services.tasks import TaskScope
from studio.storage.database import DatabaseThread

if TYPE_CHECKING:
    from studio.services.making import MakingService


class LateMaking:
    """Keeps `MakingService` and its modules out of the start."""

    def __init__(
        self,
        *,
        conversations: ConversationStore,
        runs: RunService,
        connections: ConnectionStore,
        catalogue: ModelCatalogue,
        database: DatabaseThread,
        scope: TaskScope,
        clock: Clock,
    ) -> None:
        self._conversations = conversations
        self._runs = runs
        self._connections = connections
        self._catalogue = catalogue
        self._database = database
        self._scope = scope
        self._clock = clock
        self._service: MakingService | None = None

    @property
    def is_made(self) -> bool:
        """Whether anything was made in this session."""
        return self._service is not None

    def get(self) -> "MakingService":
        """The service; the same at each call."""
        if self._service is None:
            from studio.services.making import MakingService
            from studio.services.prompt_history import PromptHistory

            history = PromptHistory(database=self._database, scope=self._scope)
            history.load()
            self._service = MakingService(
                conversations=self._conversations,
                runs=self._runs,
                connections=self._connections,
                catalogue=self._catalogue,
                history=history,
                scope=self._scope,
                clock=self._clock,
            )
        return self._service

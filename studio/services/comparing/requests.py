"""What a column asks: the request that its setup and its history make."""

from collections.abc import AsyncGenerator

from studio.core.comparing import ColumnSetup
from studio.core.events import StreamEvent
from studio.core.messages import Message
from studio.core.ports import Gateway
from studio.core.requests import ChatRequest, Connection, ImageRequest, Parameters
from studio.services.asking import make_request
from studio.services.catalogue import ModelCatalogue
from studio.services.connections import ConnectionStore
from studio.services.preferences import Preferences
from studio.services.runs import NO_CONNECTION


class ColumnRequests:
    """Makes requests as a chat does, with the setup of a column instead of a conversation's."""

    def __init__(
        self,
        *,
        connections: ConnectionStore,
        catalogue: ModelCatalogue,
        preferences: Preferences,
    ) -> None:
        self._connections = connections
        self._catalogue = catalogue
        self._preferences = preferences

    def connection_of(self, setup: ColumnSetup) -> Connection:
        """Where a column asks; the default when its own connection is gone."""
        return (
            self._connections.get(setup.connection_id)
            or self._connections.default()
            or NO_CONNECTION
        )

    @staticmethod
    def open(
        gateway: Gateway, request: ChatRequest | ImageRequest, key: str | None
    ) -> AsyncGenerator[tuple[StreamEvent, ...], None]:
        """Asks it. Thread: the network's."""
        if isinstance(request, ImageRequest):
            return gateway.images(request, key)
        return gateway.chat(request, key)

    def make(self, setup: ColumnSetup, history: tuple[Message, ...]) -> ChatRequest | ImageRequest:
        """What to ask.

        Args:
            history: the path up to and with the question.
        """
        connection = self.connection_of(setup)
        return make_request(
            connection,
            self._catalogue.get(connection.id, setup.model_id),
            history,
            setup.system_prompt,
            Parameters.from_dict({**setup.parameters, "n": None}),
            self._preferences.values,
        )

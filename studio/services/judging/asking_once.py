"""One question to one model whose answer is no message of a conversation."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from msgspec import Struct

from studio.core.comparing import ColumnSetup
from studio.core.errors import AuthenticationFailed, Failure, StudioError
from studio.core.events import StreamEvent
from studio.core.ids import ConversationId, MessageId, new_id
from studio.core.messages import Message, Role, Usage
from studio.core.parts import Part, plain_text
from studio.core.ports import Clock, Gateway
from studio.core.reply import Reply
from studio.services.catalogue import ModelCatalogue
from studio.services.comparing.requests import ColumnRequests
from studio.services.connections import ConnectionStore
from studio.services.network import NetworkThread
from studio.services.preferences import Preferences


class OneAnswer(Struct, frozen=True):
    """What came of it.

    Attributes:
        failure: why there is no whole answer, or None.
    """

    text: str
    usage: Usage | None = None
    failure: Failure | None = None


class AskingOnce:
    """Asks a model beside all conversations; the answer belongs to whoever asked."""

    def __init__(
        self,
        *,
        connections: ConnectionStore,
        catalogue: ModelCatalogue,
        preferences: Preferences,
        network: NetworkThread,
        clock: Clock,
    ) -> None:
        self._connections = connections
        self._requests = ColumnRequests(
            connections=connections, catalogue=catalogue, preferences=preferences
        )
        self._network = network
        self._clock = clock

    async def ask(self, setup: ColumnSetup, parts: Sequence[Part]) -> OneAnswer:
        """Asks and waits for the end; never raises a StudioError.

        Cancel: the connection closes; what came is lost.
        """
        question = Message(
            id=MessageId(new_id()),
            conversation_id=ConversationId(""),
            parent_id=None,
            role=Role.USER,
            parts=tuple(parts),
            created_at=self._clock.now(),
        )
        request = self._requests.make(setup, (question,))
        reply = Reply(0, setup.model_id)
        began_s = self._clock.monotonic_s()
        failure: Failure | None = None
        try:
            connection = request.connection
            key = await self._connections.key_for(connection)
            if connection.needs_key and not key:
                raise AuthenticationFailed("no API key is set for this connection", code="no_key")

            def open_stream(gateway: Gateway) -> AsyncGenerator[tuple[StreamEvent, ...], None]:
                return self._requests.open(gateway, request, key)

            async with aclosing(self._network.stream(open_stream).batches()) as batches:
                async for batch in batches:
                    reply.fold(batch, self._clock.monotonic_s() - began_s)
        except StudioError as exc:
            failure = exc.as_failure()
        finished = reply.finish(self._clock.monotonic_s() - began_s)
        return OneAnswer(plain_text(finished), reply.usage, failure)

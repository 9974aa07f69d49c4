"""A question outside of any chat: its answer is handed over and kept nowhere."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from studio.core.errors import AuthenticationFailed
from studio.core.events import StreamEvent
from studio.core.parts import TextPart
from studio.core.ports import Gateway
from studio.core.reply import Reply
from studio.core.requests import ChatRequest
from studio.services.connections import ConnectionStore
from studio.services.network import NetworkThread


async def answer_of(
    request: ChatRequest, connections: ConnectionStore, network: NetworkThread
) -> str:
    """The whole text of an answer; see `RunService.ask_once`."""
    connection = request.connection
    key = await connections.key_for(connection)
    if connection.needs_key and not key:
        raise AuthenticationFailed("no API key is set for this connection", code="no_key")

    def open_stream(gateway: Gateway) -> AsyncGenerator[tuple[StreamEvent, ...], None]:
        return gateway.chat(request, key)

    reply = Reply(0, request.model_id)
    async with aclosing(network.stream(open_stream).batches()) as batches:
        async for batch in batches:
            reply.fold(batch, 0.0)
    texts = (part.text for part in reply.finish(0.0) if isinstance(part, TextPart))
    return "\n\n".join(texts).strip()

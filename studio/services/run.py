"""One request for one reply: streams it, folds it, saves it as it goes."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from studio.core.errors import AuthenticationFailed, Failure, StudioError
from studio.core.events import StreamEvent
from studio.core.ids import ConversationId, MessageId, new_id
from studio.core.messages import Message, MessageState
from studio.core.parts import ImagePart, Part, ReasoningPart, TextPart
from studio.core.ports import Clock, Gateway
from studio.core.reply import PartChange, PartSet, Reply
from studio.core.requests import ChatRequest, ImageRequest
from studio.services.connections import ConnectionStore
from studio.services.conversations import ConversationStore
from studio.services.network import NetworkThread

if TYPE_CHECKING:
    from studio.services.run_log import RunLog

SAVE_AFTER_S = 0.4
"""A streaming reply is on disk at most this long after the screen (and at most 500 ms)."""

CHARACTERS_PER_TOKEN = 4
"""A rough average, for the estimate shown while a reply streams."""


class RunAdvanced(Struct, frozen=True):
    """More of a reply came: changes to the parts of a message."""

    conversation_id: ConversationId
    message_id: MessageId
    changes: tuple[PartChange, ...]


class Run:
    """Work of the application, not of a window: views may come and go.

    Args:
        message: the reply, already in its tree; empty, or with what it goes on with.
        request: what to ask.
        announce: called with every change, on the GUI thread.
        log: hears of everything that comes.

    Attributes:
        state: how far it came.

    Thread: the GUI thread; the network side runs elsewhere.
    """

    def __init__(
        self,
        message: Message,
        request: ChatRequest | ImageRequest,
        *,
        conversations: ConversationStore,
        connections: ConnectionStore,
        network: NetworkThread,
        clock: Clock,
        announce: Callable[[RunAdvanced], None],
        log: "RunLog | None" = None,
    ) -> None:
        self.request = request
        self.state = MessageState.STREAMING
        self._messages: dict[int, Message] = {0: message}
        self._replies: dict[int, Reply] = {0: Reply(0, request.model_id, message.parts)}
        self._conversations = conversations
        self._connections = connections
        self._network = network
        self._clock = clock
        self._announce = announce
        self._began_s = clock.monotonic_s()
        self._save_timer: asyncio.TimerHandle | None = None
        self._output_characters = 0
        self._first_output_s: float | None = None
        self._log = log

    @property
    def message_id(self) -> MessageId:
        """The reply being written (of the first choice)."""
        return self._messages[0].id

    @property
    def conversation_id(self) -> ConversationId:
        """The conversation it belongs to."""
        return self._messages[0].conversation_id

    def message_ids(self) -> tuple[MessageId, ...]:
        """The replies being written, one per choice."""
        return tuple(message.id for message in self._messages.values())

    def parts(self, message_id: str | None = None) -> tuple[Part, ...]:
        """All parts so far, for a view that comes late."""
        for choice, message in self._messages.items():
            if message_id is None or message.id == message_id:
                return self._replies[choice].parts()
        return ()

    @property
    def first_token_s(self) -> float | None:
        """Seconds from sending to the first token, or None while none came."""
        return self._replies[0].timing.first_token_s

    def elapsed_s(self) -> float:
        """Seconds since the request was sent."""
        return self._clock.monotonic_s() - self._began_s

    def output_tokens_estimate(self) -> int:
        """About how many tokens came so far (by length; the gateway's count comes last)."""
        return self._output_characters // CHARACTERS_PER_TOKEN

    def tokens_per_s(self) -> float:
        """Estimated speed since the first token."""
        if self._first_output_s is None:
            return 0.0
        elapsed_s = self.elapsed_s() - self._first_output_s
        return self.output_tokens_estimate() / elapsed_s if elapsed_s > 0.2 else 0.0

    async def execute(self) -> None:
        """Runs to the end; every outcome is stored with the message and is `state` then.

        Cancel: the connection closes, what came is kept and marked as stopped.
        """
        state = MessageState.FAILED
        failure: Failure | None = Failure("internal_error", retryable=True)
        try:
            await self._stream()
            state, failure = MessageState.COMPLETE, None
        except asyncio.CancelledError:
            state, failure = MessageState.STOPPED, None
            raise
        except StudioError as exc:
            failure = exc.as_failure()
        finally:
            self.finish(state, failure)

    def finish(self, state: MessageState, failure: Failure | None = None) -> None:
        """Ends the replies with what came so far, and stores how they ended."""
        self.state = state
        self._cancel_timer()
        at_s = self.elapsed_s()
        if self._log is not None:
            self._log.end(failure.kind if failure else state.value, at_s)
        for choice, reply in self._replies.items():
            parts = reply.finish(at_s)
            self._conversations.update_message(
                replace(
                    self._messages[choice],
                    parts=parts,
                    state=state,
                    failure=failure,
                    served_model=reply.served_model,
                    finish_reason=reply.finish_reason,
                    usage=reply.usage,
                    timing=reply.timing,
                    request_id=reply.request_id or (failure.request_id if failure else None),
                )
            )

    async def _stream(self) -> None:
        connection = self.request.connection
        key = await self._connections.key_for(connection)
        if connection.needs_key and not key:
            raise AuthenticationFailed("no API key is set for this connection", code="no_key")
        request = self.request

        def open_stream(gateway: Gateway) -> AsyncGenerator[tuple[StreamEvent, ...], None]:
            if isinstance(request, ImageRequest):
                return gateway.images(request, key)
            return gateway.chat(request, key)

        await self._network.stream(open_stream).deliver(self._take)

    def _take(self, batch: tuple[StreamEvent, ...]) -> None:
        at_s = self.elapsed_s()
        if self._log is not None:
            self._log.note(batch, at_s)
        for choice in {getattr(event, "choice", 0) for event in batch}:
            if choice not in self._replies:
                self._add_choice(choice)
        image_came = False
        for choice, reply in self._replies.items():
            changes = reply.fold(batch, at_s)
            if not changes:
                continue
            self._count(changes, at_s)
            image_came |= any(
                isinstance(change, PartSet) and isinstance(change.part, ImagePart)
                for change in changes
            )
            message = self._messages[choice]
            self._announce(RunAdvanced(message.conversation_id, message.id, changes))
        if image_came:
            self._save()
        elif self._save_timer is None:
            loop = asyncio.get_running_loop()
            self._save_timer = loop.call_later(SAVE_AFTER_S, self._save)

    def _count(self, changes: tuple[PartChange, ...], at_s: float) -> None:
        for change in changes:
            if isinstance(change, PartSet):
                is_new_text = isinstance(change.part, TextPart | ReasoningPart)
                # A reasoning part is set again when it ends: its text was counted already.
                if is_new_text and getattr(change.part, "duration_s", None) is None:
                    self._output_characters += len(change.part.text)  # type: ignore[union-attr]
            else:
                self._output_characters += len(change.text)
        if self._output_characters and self._first_output_s is None:
            self._first_output_s = at_s

    def _add_choice(self, choice: int) -> None:
        message = replace(self._messages[0], id=MessageId(new_id()), parts=(), choice_index=choice)
        self._messages[choice] = message
        self._replies[choice] = Reply(choice, self.request.model_id)
        from studio.core.sent import record_of

        self._conversations.add_messages(
            message.conversation_id,
            [message],
            show=False,
            requests={message.id: record_of(self.request)},
        )

    def _save(self) -> None:
        self._cancel_timer()
        for choice, reply in self._replies.items():
            message = replace(self._messages[choice], parts=reply.parts())
            self._conversations.write_message(message)

    def _cancel_timer(self) -> None:
        if self._save_timer is not None:
            self._save_timer.cancel()
            self._save_timer = None

"""Runs that begin as their connection has room: so many at a time, the rest in a queue."""

from collections.abc import Callable, Iterable

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from studio.core.errors import StorageError
from studio.core.ids import ConversationId, MessageId
from studio.core.messages import Message, MessageState
from studio.core.requests import ChatRequest, Connection, ImageRequest
from studio.services.conversations import ConversationStore
from studio.services.runs import RunService
from studio.services.tasks import TaskScope

LOCAL_PRESETS = frozenset({"ollama", "lmstudio", "llamacpp"})
LOCAL_AT_ONCE = 2
"""A server on this machine has one processor for all: more at a time only get slower."""

Asked = tuple[Message, ChatRequest | ImageRequest]


class ParallelRuns(QObject):
    """A queue of replies that wait in their trees.

    Args:
        most_at_once: how many requests a connection takes at a time.

    Signals:
        changed: conversation id; one of its replies began, or waits in another place.
        ended: conversation id, message id; a reply is over, however it ended.
    """

    changed = Signal(str)
    ended = Signal(str, str)

    def __init__(
        self,
        *,
        conversations: ConversationStore,
        runs: RunService,
        scope: TaskScope,
        most_at_once: Callable[[], int],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._conversations = conversations
        self._runs = runs
        self._scope = scope
        self._most_at_once = most_at_once
        self._waiting: dict[MessageId, Asked] = {}
        self._running: dict[MessageId, str] = {}  # reply -> connection
        runs.run_finished.connect(self._on_runs_run_finished)
        conversations.conversation_removed.connect(self.drop_all)

    def add(self, asked: Iterable[Asked]) -> None:
        """Lines up replies; those that have room begin now."""
        for reply, request in asked:
            self._waiting[reply.id] = (reply, request)
        self.begin_waiting()

    def is_waiting(self, conversation_id: str) -> bool:
        """Whether a reply of a conversation waits."""
        return any(reply.conversation_id == conversation_id for reply, _ in self._waiting.values())

    def place_of(self, message_id: str) -> int:
        """The place of a reply in the queue of its connection, from 1; 0: it does not wait."""
        own = self._waiting.get(MessageId(message_id))
        place = 0
        for waiting_id, (_, request) in self._waiting.items():
            place += own is not None and request.connection.id == own[1].connection.id
            if waiting_id == message_id:
                return place
        return 0

    def drop(self, message_id: str) -> bool:
        """Takes a reply out of the queue and marks it as stopped; False: it did not wait."""
        waiting = self._waiting.pop(MessageId(message_id), None)
        if waiting is None:
            return False
        reply = waiting[0]
        self._conversations.update_message(replace(reply, state=MessageState.STOPPED))
        self.changed.emit(reply.conversation_id)
        self.ended.emit(reply.conversation_id, message_id)
        return True

    def drop_all(self, conversation_id: str) -> None:
        """Takes all replies of a conversation out of the queue."""
        for message_id, (reply, _) in list(self._waiting.items()):
            if reply.conversation_id == conversation_id:
                self.drop(message_id)

    def begin_waiting(self) -> None:
        """Begins as many as there is room for; nothing any more once the program ends."""
        if self._scope.is_closed:
            return
        begun: set[ConversationId] = set()
        for message_id, (reply, request) in list(self._waiting.items()):
            connection = request.connection
            busy = sum(1 for each in self._running.values() if each == connection.id)
            if busy < self._room(connection):
                del self._waiting[message_id]
                self._running[message_id] = connection.id
                begun.add(reply.conversation_id)
                self._begin(reply, request)
        for conversation_id in begun:
            self.changed.emit(conversation_id)

    def _room(self, connection: Connection) -> int:
        most = max(1, self._most_at_once())
        return min(most, LOCAL_AT_ONCE) if connection.preset in LOCAL_PRESETS else most

    def _begin(self, reply: Message, request: ChatRequest | ImageRequest) -> None:
        tree = self._conversations.tree(reply.conversation_id)
        if tree is not None and reply.id in tree:
            self._runs.begin(replace(reply, state=MessageState.STREAMING), request)
        else:  # the tree was let go while the reply waited
            self._scope.start(self._begin_loaded(reply, request), name="begin reply")

    async def _begin_loaded(self, reply: Message, request: ChatRequest | ImageRequest) -> None:
        try:
            tree = await self._conversations.ensure_tree(reply.conversation_id)
        except StorageError:
            tree = None
        if tree is not None and reply.id in tree:
            self._runs.begin(replace(reply, state=MessageState.STREAMING), request)
        else:  # deleted meanwhile
            self._end(reply.conversation_id, reply.id)

    def _end(self, conversation_id: str, message_id: str) -> None:
        if self._running.pop(MessageId(message_id), None) is not None:
            self.begin_waiting()
            self.ended.emit(conversation_id, message_id)

    def _on_runs_run_finished(self, conversation_id: str, message_id: str) -> None:
        self._end(conversation_id, message_id)

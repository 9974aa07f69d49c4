"""Brings changed conversations to disk: always their newest state, and for as long as it takes."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field

from studio.core.errors import DatabaseLocked, DiskFull, Failure, StorageError
from studio.core.ids import ConversationId, MessageId
from studio.core.messages import Conversation, Message
from studio.services.tasks import TaskScope
from studio.storage.database import DatabaseThread

if TYPE_CHECKING:
    from studio.core.sent import SentRequest
    from studio.storage.library import Library

logger = logging.getLogger(__name__)

RETRY_S = 2.0
"""How long after a failed write it is tried again."""


class _Unsaved(Struct):
    """What the disk does not have of one conversation: the newest values.

    Attributes:
        trash: messages that went into the trash, and when; None: they came back.
        requests: what was sent for replies.
        also: writes other records of the conversation, by the name of the record.
    """

    row: Conversation | None = None
    messages: dict[MessageId, Message] = field(default_factory=dict)
    trash: dict[MessageId, datetime | None] = field(default_factory=dict)
    requests: dict[MessageId, "SentRequest"] = field(default_factory=dict)
    also: dict[str, "Callable[[Library], None]"] = field(default_factory=dict)

    def add(self, newer: "_Unsaved") -> None:
        """Takes newer values in the place of older ones."""
        self.row = newer.row or self.row
        self.messages.update(newer.messages)
        self.trash.update(newer.trash)
        self.requests.update(newer.requests)
        self.also.update(newer.also)

    def write(self, library: "Library") -> None:
        """Writes it all. Thread: the database's. Raises: StorageError."""
        if self.row is not None or self.messages:
            library.put_messages(tuple(self.messages.values()), conversation=self.row)
        for message_id, record in self.requests.items():
            library.put_request(message_id, record)
        for write_record in self.also.values():
            write_record(library)
        back = [message_id for message_id, at in self.trash.items() if at is None]
        if back:
            library.restore_messages(back)
        for message_id, at in self.trash.items():
            if at is not None:
                library.delete_messages([message_id], at)


class Saver:
    """Writes conversations one after the other; while one waits, newer values replace older.

    So a slow disk never piles up work, and what a full disk or a locked library refused is
    tried again, in its newest state, until it is written.

    Args:
        scope: runs the writing; closed after the last `flush`.
        on_failed: called once for each kind of trouble, not for each try.
        on_recovered: everything is on disk again after trouble.
    """

    def __init__(
        self,
        *,
        database: DatabaseThread,
        scope: TaskScope,
        on_failed: Callable[[Failure], None],
        on_recovered: Callable[[], None],
    ) -> None:
        self._database = database
        self._scope = scope
        self._on_failed = on_failed
        self._on_recovered = on_recovered
        self._waiting: dict[ConversationId, _Unsaved] = {}
        self._writing: ConversationId | None = None
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._failure: Failure | None = None

    @property
    def failure(self) -> Failure | None:
        """Why the newest state is not on disk although it was tried, or None."""
        return self._failure

    def unsaved(self) -> frozenset[ConversationId]:
        """Conversations whose newest state is not on disk yet."""
        return frozenset(self._waiting) | ({self._writing} if self._writing else frozenset())

    def put(
        self,
        conversation_id: ConversationId,
        *,
        row: Conversation | None = None,
        messages: Iterable[Message] = (),
        trash: Mapping[MessageId, datetime | None] | None = None,
        requests: "Mapping[MessageId, SentRequest] | None" = None,
        also: Mapping[str, "Callable[[Library], None]"] | None = None,
    ) -> None:
        """Hands over newer values of a conversation; they are written soon.

        Args:
            trash, requests, also: see `_Unsaved`.
        """
        by_id = {message.id: message for message in messages}
        newer = _Unsaved(row, by_id, dict(trash or {}), dict(requests or {}), dict(also or {}))
        self._waiting.setdefault(conversation_id, _Unsaved()).add(newer)
        if self._task is None or self._task.done():
            self._task = self._scope.start(self._write_all(), name="save")

    async def flush(self) -> None:
        """Waits until everything handed over is on disk, and tries what failed again now.

        Raises:
            StorageError: why something could not be written; it is still held.
        """
        while self.unsaved():
            error = await self._write_once()
            if error is not None:
                raise error

    async def _write_all(self) -> None:
        while self._waiting:
            if await self._write_once() is not None:
                await asyncio.sleep(RETRY_S)

    async def _write_once(self) -> StorageError | None:
        """Tries to write each conversation that waits. Returns: the last trouble."""
        error: StorageError | None = None
        async with self._lock:
            for conversation_id in tuple(self._waiting):
                unsaved = self._waiting.pop(conversation_id)
                self._writing = conversation_id
                try:
                    await asyncio.wrap_future(self._database.submit(unsaved.write))
                except StorageError as exc:
                    error = exc
                    unsaved.add(self._waiting.pop(conversation_id, _Unsaved()))
                    self._waiting[conversation_id] = unsaved
                finally:
                    self._writing = None
                if isinstance(error, DiskFull | DatabaseLocked):
                    break  # the others would only wait for the same
        self._tell(error)
        return error

    def _tell(self, error: StorageError | None) -> None:
        before, self._failure = self._failure, error.as_failure() if error else None
        if error is not None and (before is None or before.kind != error.kind):
            logger.warning("a write failed: %s %s", error.kind, error.code or "")
            self._on_failed(error.as_failure())
        elif error is None and before is not None:
            logger.info("what could not be written before is on disk now")
            self._on_recovered()

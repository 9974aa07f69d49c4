"""What can still be read of a damaged library, brought into the one that takes its place.

A backup is up to a day old. Damage is mostly one page of thousands: what was written since the
backup is nearly always there to be read. Of SQLite's own ways to recover none is in Python.
"""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from msgspec import Struct

from studio.core.errors import StorageError
from studio.core.ids import ConversationId, MessageId
from studio.core.messages import Conversation, Message, MessageState
from studio.storage.connecting import connect
from studio.storage.library import Library
from studio.storage.schema import APPLICATION_ID

_log = logging.getLogger(__name__)
_UNREADABLE = (StorageError, TypeError, ValueError)
"""What reading may end in where damage looks like values."""

_UNDER_WAY = (MessageState.WAITING, MessageState.STREAMING)


class Salvaged(Struct, frozen=True):
    """How much was brought over, and of how many chats something could not be read."""

    chats: int = 0
    messages: int = 0
    incomplete_chats: int = 0


def salvage(damaged: Path, library: Library) -> Salvaged:
    """Adds what a damaged library has beyond another one (an empty one, or a backup).

    Nothing that has ended is replaced: damage may look like text. What went into the trash
    since the backup is not taken over; chats in the trash are.

    Args:
        damaged: a library that was set aside; it is only read.

    Raises:
        StorageError: something could not be written; what was done so far stays.
    Thread: the one of `library`.
    """
    try:
        with closing(connect(damaged, read_only=True)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return Salvaged()
            return _Salvage(Library(connection, damaged), connection, library).all()
    except sqlite3.Error as exc:
        _log.info("nothing of %s can be read: %s", damaged.name, exc)
        return Salvaged()


class _Salvage:
    def __init__(self, source: Library, connection: sqlite3.Connection, target: Library) -> None:
        self._source = source
        self._db = connection
        self._target = target
        self._incomplete = False

    def all(self) -> Salvaged:
        chats = messages = incomplete = 0
        for cid in self._conversation_ids():
            self._incomplete = False
            added = self._one(cid)
            incomplete += self._incomplete
            if added is not None:
                chats, messages = chats + 1, messages + added
        return Salvaged(chats, messages, incomplete)

    def _conversation_ids(self) -> list[ConversationId]:
        """From the table, from either end up to a damaged page, and from the index of the ids."""
        found: dict[ConversationId, None] = {}
        for order in ("seq", "seq DESC", "id", "id DESC"):
            for (own_id,) in self._rows(f"SELECT id FROM conversations ORDER BY {order}"):
                if isinstance(own_id, str):
                    found[ConversationId(own_id)] = None
        return list(found)

    def _one(self, cid: ConversationId) -> int | None:
        """Brings one chat over; how many messages came, None when there was nothing new."""
        theirs = self._messages(cid)
        known = self._target.conversation(cid)
        mine = {message.id: message for message in self._target.messages(cid)} if known else {}
        new = [
            message
            for message in theirs
            if message.id not in mine
            or (mine[message.id].state in _UNDER_WAY and message != mine[message.id])
        ]
        row = self._row(cid, known, theirs)
        if row is None or (not new and row == known):
            return None
        self._target.put_messages(new, conversation=row)
        return len(new)

    def _row(
        self, cid: ConversationId, known: Conversation | None, theirs: list[Message]
    ) -> Conversation | None:
        row = None
        try:
            row = self._source.conversation(cid)
        except _UNREADABLE:
            self._incomplete = True
        if row is not None and (known is None or row.updated_at >= known.updated_at):
            return row
        if known is not None or not theirs:
            return known
        moments = [message.created_at for message in theirs]
        return Conversation(
            id=cid, created_at=min(moments), updated_at=max(moments), leaf_id=theirs[-1].id
        )

    def _messages(self, cid: ConversationId) -> list[Message]:
        try:
            return self._source.messages(cid)
        except _UNREADABLE:
            self._incomplete = True
        found = []
        for (seq,) in self._rows(
            "SELECT m.seq FROM messages m JOIN conversations c ON c.seq = m.conversation_seq "
            "WHERE c.id = ? ORDER BY m.seq",
            cid,
        ):
            for (own_id,) in self._rows(
                "SELECT id FROM messages WHERE seq = ? AND deleted_at_us IS NULL", seq
            ):
                found += self._message(MessageId(own_id))
        return found

    def _message(self, message_id: MessageId) -> list[Message]:
        try:
            message = self._source.message(message_id)
        except _UNREADABLE:
            return []
        return [] if message is None else [message]

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows up to the first that can't be read."""
        found: list[tuple[Any, ...]] = []
        try:
            found.extend(self._db.execute(sql, values))
        except sqlite3.Error:
            self._incomplete = True
        return found

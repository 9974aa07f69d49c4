"""Messages as rows, with their parts, images and place in the search index."""

import logging
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import Struct

from studio.core.errors import Failure, StorageError
from studio.core.ids import ConversationId, MessageId
from studio.core.messages import Message, MessageState, Role, Timing, Usage
from studio.core.parts import ImagePart, Part
from studio.storage.more import get_long, put_long
from studio.storage.part_rows import PartRow, PartTable, from_part_row, to_part_row, visible_text
from studio.storage.search_index import SearchIndex
from studio.storage.texts import (
    from_json,
    from_us,
    mapping_from_json,
    member_of,
    optional_us,
    short_from_row,
    short_to_row,
    to_json,
    to_us,
)

if TYPE_CHECKING:
    from studio.storage.gallery.library import GalleryLibrary

T = TypeVar("T")
_log = logging.getLogger(__name__)

_COLUMNS = (
    "id",
    "conversation_seq",
    "parent_id",
    "role",
    "state",
    "created_at_us",
    "model_id",
    "connection_id",
    "served_model",
    "finish_reason",
    "request_id",
    "choice_index",
    "tool_call_id",
    "name",
    "usage",
    "timing",
    "failure",
    "parameters",
)
_SELECT = "m.seq, " + ", ".join(f"m.{name}" for name in _COLUMNS)
_INSERT = f"INSERT INTO messages ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
_UPDATE = f"UPDATE messages SET {', '.join(f'{name} = ?' for name in _COLUMNS)} WHERE seq = ?"
_UNDER_WAY = frozenset({MessageState.STREAMING, MessageState.WAITING})
_NO_TIMING = Timing()


class _Written(Struct):
    """What is on disk of a message that may still grow."""

    seq: int
    parts: tuple[Part, ...]
    rows: dict[int, PartRow]
    indexed: bool = False


class MessageTable:
    """Reads and writes messages; transactions belong to the caller.

    Remembers what it wrote of messages under way, so that each further saving costs only
    what is new.

    Args:
        gallery: hears of images; asked only when there are some.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        gallery: "Callable[[], GalleryLibrary]",
        index: SearchIndex,
    ) -> None:
        self._db = connection
        self._parts = PartTable(connection)
        self._gallery = gallery
        self._index = index
        self._growing: dict[MessageId, _Written] = {}

    def put(self, message: Message) -> None:
        """Adds or replaces one message with all its parts."""
        old = self._growing.get(message.id) or self._find(message.id)
        header = self._header(message)
        if old is None:
            seq = self._db.execute(_INSERT, header).lastrowid
            assert seq is not None
            old = _Written(seq, (), {})
        else:
            self._db.execute(_UPDATE, (*header, old.seq))
        rows = self._put_parts(message, old)
        if any(row.kind == "image" for row in rows.values()):
            self._gallery().occurrences.settle(old.seq, message)
        if message.state in _UNDER_WAY:
            if old.indexed:
                self._index.remove(old.seq, visible_text(old.rows.values()))
                self._db.execute("UPDATE messages SET indexed = 0 WHERE seq = ?", (old.seq,))
            self._growing[message.id] = _Written(old.seq, message.parts, rows)
        else:
            self._growing.pop(message.id, None)
            self._reindex(old, rows)

    def forget(self, message_ids: Iterable[MessageId]) -> None:
        """Drops what was remembered of messages whose saving was rolled back."""
        for message_id in message_ids:
            self._growing.pop(message_id, None)

    def get(self, message_id: MessageId) -> Message | None:
        """One message, or None."""
        row = self._db.execute(
            f"SELECT {_SELECT}, c.id FROM messages m "
            "JOIN conversations c ON c.seq = m.conversation_seq WHERE m.id = ?",
            (message_id,),
        ).fetchone()
        if row is None:
            return None
        return self._from_row(row, row[-1], list(self._parts.of_message(row[0]).items()))

    def of_conversation(self, conversation_id: ConversationId) -> list[Message]:
        """All messages in order of their first saving, without the trash."""
        found = self._db.execute(
            "SELECT seq FROM conversations WHERE id = ?", (conversation_id,)
        ).fetchone()
        if found is None:
            return []
        heads = self._db.execute(
            f"SELECT {_SELECT} FROM messages m "
            "WHERE m.conversation_seq = ? AND m.deleted_at_us IS NULL ORDER BY m.seq",
            found,
        ).fetchall()
        parts = self._parts.of_conversation(found[0])
        return [self._from_row(row, conversation_id, parts.get(row[0], ())) for row in heads]

    def set_deleted(self, message_ids: Iterable[MessageId], at: datetime | None) -> None:
        """Puts messages into the trash (None: takes them out)."""
        for message_id in message_ids:
            row = self._db.execute(
                "UPDATE messages SET deleted_at_us = ? WHERE id = ? RETURNING seq",
                (optional_us(at), message_id),
            ).fetchone()
            if row is not None and self._has_images(row[0]):
                self._gallery().refresh_of_messages(row)

    def has_images(self, message_id: MessageId) -> bool:
        """Whether images stand in a message."""
        row = self._db.execute("SELECT seq FROM messages WHERE id = ?", (message_id,)).fetchone()
        return row is not None and self._has_images(row[0])

    def mark_interrupted(self) -> list[MessageId]:
        """Ends all messages that are still under way, and makes them searchable."""
        self._growing.clear()
        rows = self._db.execute(
            "SELECT seq, id, indexed FROM messages WHERE state IN ('waiting', 'streaming')"
        ).fetchall()
        for seq, _, indexed in rows:
            self._db.execute(
                "UPDATE messages SET state = ? WHERE seq = ?", (MessageState.INTERRUPTED, seq)
            )
            if not indexed:
                self._reindex(_Written(seq, (), {}), self._parts.of_message(seq))
        return [message_id for _, message_id, _ in rows]

    def purge(self, conversation_seq: int, most: int) -> int:
        """Removes messages of a conversation for good; returns how many."""
        return self._purge(
            self._db.execute(
                "SELECT seq, indexed FROM messages WHERE conversation_seq = ? LIMIT ?",
                (conversation_seq, most),
            ).fetchall()
        )

    def purge_trash(self, before: datetime, most: int) -> int:
        """Removes for good what went into the trash before a moment; returns how many."""
        return self._purge(
            self._db.execute(
                "SELECT seq, indexed FROM messages WHERE deleted_at_us < ? LIMIT ?",
                (to_us(before), most),
            ).fetchall()
        )

    def _purge(self, doomed: Sequence[tuple[int, int]]) -> int:
        touched = self._gallery().occurrences.let_go(seq for seq, _ in doomed)
        for seq, indexed in doomed:
            if indexed:
                self._index.remove(seq, visible_text(self._parts.of_message(seq).values()))
            self._db.execute("DELETE FROM messages WHERE seq = ?", (seq,))
        self._gallery().refresh(touched)
        return len(doomed)

    def rebuild_index(self) -> None:
        """Empties the index and adds every message that has ended."""
        self._index.clear()
        self._db.execute("UPDATE messages SET indexed = 0")
        seqs = self._db.execute(
            "SELECT seq FROM messages WHERE state NOT IN ('waiting', 'streaming')"
        ).fetchall()
        for (seq,) in seqs:
            self._reindex(_Written(seq, (), {}), self._parts.of_message(seq))

    def _has_images(self, seq: int) -> bool:
        return (
            self._db.execute(
                "SELECT 1 FROM occurrences WHERE message_seq = ? LIMIT 1", (seq,)
            ).fetchone()
            is not None
        )

    def _find(self, message_id: MessageId) -> _Written | None:
        row = self._db.execute(
            "SELECT seq, indexed FROM messages WHERE id = ?", (message_id,)
        ).fetchone()
        if row is None:
            return None
        return _Written(row[0], (), self._parts.of_message(row[0]), bool(row[1]))

    def _put_parts(self, message: Message, old: _Written) -> dict[int, PartRow]:
        rows: dict[int, PartRow] = {}
        for position, part in enumerate(message.parts):
            known = old.rows.get(position)
            if known is not None and position < len(old.parts) and old.parts[position] is part:
                rows[position] = known
                continue
            row = to_part_row(part)
            if row is None:
                continue
            rows[position] = row
            if row != known:
                self._parts.put(old.seq, position, row, known)
                if known is not None and known.kind == "image":
                    self._gallery().occurrences.remove(old.seq, position)
                if isinstance(part, ImagePart):
                    self._gallery().occurrences.put(old.seq, position, part, message)
        for position in old.rows.keys() - rows.keys():
            self._parts.remove(old.seq, position)
            if old.rows[position].kind == "image":
                self._gallery().occurrences.remove(old.seq, position)
        return rows

    def _reindex(self, old: _Written, rows: Mapping[int, PartRow]) -> None:
        before = visible_text(old.rows.values()) if old.indexed else ""
        after = visible_text(rows[position] for position in sorted(rows))
        if before != after:
            self._index.remove(old.seq, before)
            self._index.add(old.seq, after)
        if not old.indexed:
            self._db.execute("UPDATE messages SET indexed = 1 WHERE seq = ?", (old.seq,))

    def _header(self, message: Message) -> tuple[Any, ...]:
        found = self._db.execute(
            "SELECT seq FROM conversations WHERE id = ?", (message.conversation_id,)
        ).fetchone()
        if found is None:
            raise StorageError(
                f"conversation {message.conversation_id} was never kept", code="no_conversation"
            )
        return (
            message.id,
            found[0],
            message.parent_id,
            message.role,
            message.state,
            to_us(message.created_at),
            short_to_row(message.model_id),
            message.connection_id,
            short_to_row(message.served_model),
            short_to_row(message.finish_reason),
            short_to_row(message.request_id),
            message.choice_index,
            short_to_row(message.tool_call_id),
            short_to_row(message.name),
            None if message.usage is None else to_json(message.usage),
            None if message.timing == _NO_TIMING else to_json(message.timing),
            self._long(message, "failure", message.failure),
            self._long(message, "parameters", message.parameters or None),
        )

    def _long(self, message: Message, field: str, value: object) -> str | None:
        return put_long(self._db, message.id, field, None if value is None else to_json(value))

    def _from_row(
        self, row: Sequence[Any], conversation_id: str, parts: Iterable[tuple[int, PartRow]]
    ) -> Message:
        own_id = row[1]
        return Message(
            id=own_id,
            conversation_id=ConversationId(conversation_id),
            parent_id=row[3],
            role=member_of(Role, row[4], Role.ASSISTANT),
            parts=tuple(from_part_row(part) for _, part in parts),
            created_at=from_us(row[6]),
            state=member_of(MessageState, row[5], MessageState.COMPLETE),
            model_id=short_from_row(row[7]),
            connection_id=row[8],
            served_model=short_from_row(row[9]),
            finish_reason=short_from_row(row[10]),
            usage=_record(row[15], Usage),
            timing=_record(row[16], Timing) or _NO_TIMING,
            failure=_record(get_long(self._db, own_id, "failure", row[17]), Failure),
            request_id=short_from_row(row[11]),
            parameters=mapping_from_json(get_long(self._db, own_id, "parameters", row[18])),
            choice_index=row[12],
            tool_call_id=short_from_row(row[13]),
            name=short_from_row(row[14]),
        )


def _record(text: str | None, kind: type[T]) -> T | None:
    if text is None:
        return None
    try:
        return from_json(text, kind)
    except msgspec.MsgspecError as exc:
        _log.info("a kept %s can't be read: %s", kind.__name__, exc)
        return None

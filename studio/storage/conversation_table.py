"""Conversations as rows."""

import logging
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

import msgspec

from studio.core.ids import ConversationId
from studio.core.messages import Attachment, Conversation, Draft
from studio.storage.more import get_long, put_long
from studio.storage.texts import (
    from_json,
    from_row,
    from_us,
    mapping_from_json,
    optional_us,
    short_to_row,
    to_json,
    to_row,
    to_us,
)

_log = logging.getLogger(__name__)

_COLUMNS = (
    "id, created_at_us, updated_at_us, title, title_is_manual, pinned, unread, leaf_id, model_id, "
    "connection_id, system_prompt, parameters, scroll_anchor, draft_text, draft_attachments, "
    "deleted_at_us, last_failed"
)
_SET = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS.split(", ")[1:])
_PUT = (
    f"INSERT INTO conversations ({_COLUMNS}) VALUES ({', '.join('?' * 17)}) "
    f"ON CONFLICT (id) DO UPDATE SET {_SET}"
)
_NO_DRAFT = Draft()
_UPDATED_AT = attrgetter("updated_at")


class ConversationTable:
    """Reads and writes conversations; transactions belong to the caller."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def all(self, *, deleted: bool) -> list[Conversation]:
        """All, newest change first."""
        where = "" if deleted else "WHERE deleted_at_us IS NULL"
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM conversations {where} ORDER BY seq DESC")
        found = [self._from_row(row) for row in rows.fetchall()]
        # Python sorts these faster than SQLite, which would move whole rows about.
        found.sort(key=_UPDATED_AT, reverse=True)
        return found

    def deleted(self) -> list[Conversation]:
        """Those in the trash, the one deleted last first."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM conversations WHERE deleted_at_us IS NOT NULL "
            "ORDER BY deleted_at_us DESC, seq DESC"
        )
        return [self._from_row(row) for row in rows.fetchall()]

    def get(self, conversation_id: ConversationId) -> Conversation | None:
        """One, or None."""
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM conversations WHERE id = ?", (conversation_id,)
        ).fetchone()
        return None if row is None else self._from_row(row)

    def put(self, value: Conversation) -> int | None:
        """Adds or replaces one.

        Returns:
            Its row number when it went into the trash or came out of it, else None.
        """
        old = self._db.execute(
            "SELECT seq, deleted_at_us IS NULL FROM conversations WHERE id = ?", (value.id,)
        ).fetchone()
        parameters = to_json(value.parameters) if value.parameters else None
        attachments = to_json(value.draft.attachments) if value.draft.attachments else None
        row = (
            value.id,
            to_us(value.created_at),
            to_us(value.updated_at),
            short_to_row(value.title),
            value.title_is_manual,
            value.pinned,
            value.unread,
            value.leaf_id,
            short_to_row(value.model_id),
            value.connection_id,
            self._long(value, "system_prompt", to_row(value.system_prompt)),
            self._long(value, "parameters", parameters),
            short_to_row(value.scroll_anchor),
            self._long(value, "draft_text", to_row(value.draft.text)),
            self._long(value, "draft_attachments", attachments),
            optional_us(value.deleted_at),
            value.last_failed,
        )
        self._db.execute(_PUT, row)
        moved = old is not None and bool(old[1]) != (value.deleted_at is None)
        return int(old[0]) if moved else None

    def set_deleted(self, conversation_id: ConversationId, at: datetime | None) -> int | None:
        """Puts one into the trash (None: takes it out); returns its row number."""
        row = self._db.execute(
            "UPDATE conversations SET deleted_at_us = ? WHERE id = ? RETURNING seq",
            (optional_us(at), conversation_id),
        ).fetchone()
        return None if row is None else int(row[0])

    def deleted_before(self, moment: datetime, most: int) -> list[int]:
        """Row numbers of some that went into the trash before a moment."""
        rows = self._db.execute(
            "SELECT seq FROM conversations WHERE deleted_at_us < ? LIMIT ?", (to_us(moment), most)
        )
        return [seq for (seq,) in rows]

    def remove(self, seq: int) -> None:
        """Removes a row for good (its messages must be purged before)."""
        self._db.execute("DELETE FROM conversations WHERE seq = ?", (seq,))

    def draft_blobs(self) -> frozenset[str]:
        """sha256 of what waits in drafts."""
        rows = self._db.execute(
            "SELECT id, draft_attachments FROM conversations WHERE draft_attachments IS NOT NULL"
        ).fetchall()
        return frozenset(
            attachment.blob.sha256 for row in rows for attachment in self._attachments(*row)
        )

    def _long(self, value: Conversation, field: str, text: str | None) -> str | None:
        return put_long(self._db, value.id, field, text)

    def _attachments(self, owner: str, head: str | None) -> tuple[Attachment, ...]:
        text = get_long(self._db, owner, "draft_attachments", head)
        if text is None:
            return ()
        try:
            return from_json(text, tuple[Attachment, ...])
        except msgspec.MsgspecError as exc:
            _log.info("the attachments of a draft can't be read: %s", exc)
            return ()

    def _draft(self, owner: str, text: str, attachments: str | None) -> Draft:
        whole = get_long(self._db, owner, "draft_text", text) or ""
        return Draft(from_row(whole), self._attachments(owner, attachments))

    def _from_row(self, row: Sequence[Any]) -> Conversation:
        # Positional, and without calls for what is empty: a start reads thousands of these.
        (
            own_id,
            created_at_us,
            updated_at_us,
            title,
            title_is_manual,
            pinned,
            unread,
            leaf_id,
            model_id,
            connection_id,
            prompt,
            parameters,
            anchor,
            draft_text,
            draft_attachments,
            deleted_at_us,
            last_failed,
        ) = row
        if prompt:
            prompt = from_row(get_long(self._db, own_id, "system_prompt", prompt) or "")
        if parameters is not None:
            parameters = get_long(self._db, own_id, "parameters", parameters)
        draft = _NO_DRAFT
        if draft_text or draft_attachments is not None:
            draft = self._draft(own_id, draft_text, draft_attachments)
        return Conversation(
            own_id,
            from_us(created_at_us),
            from_us(updated_at_us),
            from_row(title),
            title_is_manual != 0,
            pinned != 0,
            unread != 0,
            leaf_id,
            model_id and from_row(model_id),
            connection_id,
            prompt,
            {} if parameters is None else mapping_from_json(parameters),
            anchor and from_row(anchor),
            draft,
            None if deleted_at_us is None else from_us(deleted_at_us),
            last_failed != 0,
        )

"""Records of images: one per place where an image stands."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from studio.core.ids import MessageId
from studio.core.messages import Message
from studio.core.parts import BlobRef, ImageOrigin, ImagePart
from studio.core.records import ImageRecord
from studio.storage.more import get_long
from studio.storage.texts import (
    SHORT_CHARS,
    from_row,
    from_us,
    mapping_from_json,
    member_of,
    optional_from_us,
    optional_us,
    short_from_row,
    to_row,
    to_us,
)

_SELECT = (
    "SELECT i.sha256, i.mime, i.size_bytes, i.width_px, i.height_px, c.id, m.id, i.position, "
    "i.created_at_us, i.origin, i.alt, i.draft, m.model_id, i.prompt, m.parameters, "
    "i.deleted_at_us FROM images i JOIN messages m ON m.seq = i.message_seq "
    "JOIN conversations c ON c.seq = m.conversation_seq "
)


class ImageTable:
    """Reads and writes image records; transactions belong to the caller."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def put(self, seq: int, position: int, part: ImagePart, message: Message) -> None:
        """Adds the record of an image of a message."""
        blob = part.blob
        prompt = "" if part.origin is ImageOrigin.ATTACHED else self._prompt(message.parent_id)
        self._db.execute(
            "INSERT OR REPLACE INTO images VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
            (
                seq,
                position,
                blob.sha256,
                blob.mime,
                blob.size_bytes,
                blob.width_px,
                blob.height_px,
                to_us(message.created_at),
                part.origin,
                part.draft,
                to_row(part.alt[:SHORT_CHARS]),
                prompt,
            ),
        )

    def remove(self, seq: int, position: int) -> None:
        """Removes the record of a part; no error when there is none."""
        self._db.execute(
            "DELETE FROM images WHERE message_seq = ? AND position = ?", (seq, position)
        )

    def set_deleted(self, message_id: MessageId, position: int, at: datetime | None) -> None:
        """Hides one record (None: shows it)."""
        self._db.execute(
            "UPDATE images SET deleted_at_us = ? WHERE position = ? "
            "AND message_seq = (SELECT seq FROM messages WHERE id = ?)",
            (optional_us(at), position, message_id),
        )

    def newest(self, limit: int, offset: int, drafts: bool) -> list[ImageRecord]:
        """Records without the trash, newest first."""
        rows = self._db.execute(
            f"{_SELECT} WHERE i.deleted_at_us IS NULL AND m.deleted_at_us IS NULL "
            "AND c.deleted_at_us IS NULL AND i.draft <= ? "
            "ORDER BY i.created_at_us DESC, i.message_seq DESC, i.position DESC LIMIT ? OFFSET ?",
            (drafts, limit, offset),
        ).fetchall()
        return [self._from_row(row) for row in rows]

    def of_blob(self, sha256: str) -> list[ImageRecord]:
        """All records of the same bytes, oldest first."""
        rows = self._db.execute(
            f"{_SELECT} WHERE i.sha256 = ? ORDER BY i.message_seq, i.position", (sha256,)
        ).fetchall()
        return [self._from_row(row) for row in rows]

    def referenced(self) -> frozenset[str]:
        """sha256 of every blob of every message."""
        rows = self._db.execute("SELECT DISTINCT sha256 FROM parts WHERE sha256 IS NOT NULL")
        return frozenset(sha256 for (sha256,) in rows)

    def _prompt(self, parent_id: MessageId | None) -> str:
        row = self._db.execute(
            "SELECT p.text FROM messages m JOIN parts p ON p.message_seq = m.seq "
            "WHERE m.id = ? AND p.kind = 'text' ORDER BY p.position LIMIT 1",
            (parent_id,),
        ).fetchone()
        return "" if row is None else row[0][:SHORT_CHARS]

    def _from_row(self, row: Sequence[Any]) -> ImageRecord:
        parameters = get_long(self._db, row[6], "parameters", row[14])
        return ImageRecord(
            blob=BlobRef(row[0], row[1], row[2], row[3], row[4]),
            conversation_id=row[5],
            message_id=row[6],
            position=row[7],
            created_at=from_us(row[8]),
            origin=member_of(ImageOrigin, row[9], ImageOrigin.CONTENT),
            alt=from_row(row[10]),
            draft=bool(row[11]),
            model_id=short_from_row(row[12]),
            prompt=from_row(row[13]),
            parameters=mapping_from_json(parameters),
            deleted_at=optional_from_us(row[15]),
        )

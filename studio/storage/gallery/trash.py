"""Deleted pictures: 30 days in the trash, then gone; a message keeps a placeholder."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from studio.core.gallery import PictureKey
from studio.core.parts import BlobRef
from studio.storage.gallery.pictures import PictureTable, as_json
from studio.storage.texts import to_us


class PictureTrash:
    """Purges, and knows which bytes are needed; transactions belong to the caller."""

    def __init__(self, connection: sqlite3.Connection, pictures: PictureTable) -> None:
        self._db = connection
        self._pictures = pictures

    def purge(self, before: datetime, most: int) -> int:
        """Removes some of what was deleted before a moment for good.

        Of one that still stands in a message a mark remains, so that the message says
        "deleted" and not "missing".

        Returns:
            How many pictures are gone.
        """
        rows = self._db.execute(
            "SELECT seq FROM pictures WHERE deleted_at_us < ? AND NOT is_purged LIMIT ?",
            (to_us(before), most),
        ).fetchall()
        self._purge([key for (key,) in rows])
        return len(rows)

    def purge_now(self, keys: Sequence[PictureKey] | None) -> tuple[BlobRef, ...]:
        """Removes for good what a person put into the trash and wants to be rid of.

        Args:
            keys: of those in the trash; None: all of it. Others are passed over.

        Returns:
            What is gone.
        """
        wanted = "" if keys is None else "AND seq IN (SELECT value FROM json_each(?)) "
        rows = self._db.execute(
            "SELECT seq, sha256, mime, size_bytes, width_px, height_px FROM pictures "
            f"WHERE deleted_at_us IS NOT NULL AND NOT is_purged {wanted}ORDER BY seq",
            () if keys is None else (as_json(keys),),
        ).fetchall()
        self._purge([row[0] for row in rows])
        return tuple(BlobRef(*row[1:]) for row in rows)

    def _purge(self, keys: Sequence[int]) -> None:
        for key in keys:
            row = (key,)
            for table in ("picture_tags", "album_pictures"):
                self._db.execute(f"DELETE FROM {table} WHERE picture_seq = ?", row)
            self._db.execute(
                "DELETE FROM occurrences WHERE picture_seq = ? AND message_seq IS NULL", row
            )
            self._db.execute(
                "UPDATE pictures SET is_purged = 1, rating = 0, favourite = 0, note = '', "
                "alt = NULL, perceptual_hash = NULL, is_hashed = 0 WHERE seq = ?",
                row,
            )
        self._db.execute(
            "DELETE FROM tags WHERE NOT EXISTS "
            "(SELECT 1 FROM picture_tags t WHERE t.tag_seq = tags.seq)"
        )
        self._pictures.refresh(keys)

    def referenced(self) -> frozenset[str]:
        """sha256 of every blob that a message or the gallery needs."""
        rows = self._db.execute(
            "SELECT sha256 FROM parts WHERE sha256 IS NOT NULL "
            "UNION SELECT sha256 FROM pictures "
            "EXCEPT SELECT sha256 FROM pictures WHERE is_purged"
        )
        return frozenset(sha256 for (sha256,) in rows)

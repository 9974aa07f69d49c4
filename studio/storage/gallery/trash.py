"""Deleted pictures: 30 days in the trash, then gone; a message keeps a placeholder."""

import sqlite3
from datetime import datetime

from studio.storage.gallery.pictures import PictureTable
from studio.storage.texts import to_us


class PictureTrash:
    """Purges, and knows which bytes are needed; transactions belong to the caller."""

    def __init__(self, connection: sqlite3.Connection, pictures: PictureTable) -> None:
        self._db = connection
        self._pictures = pictures

    def purge(self, before: datetime) -> int:
        """Removes for good what was deleted before a moment.

        Of one that still stands in a message a mark remains, so that the message says
        "deleted" and not "missing".

        Returns:
            How many pictures are gone.
        """
        rows = self._db.execute(
            "SELECT seq FROM pictures WHERE deleted_at_us < ? AND NOT is_purged",
            (to_us(before),),
        ).fetchall()
        for row in rows:
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
        self._pictures.refresh(key for (key,) in rows)
        return len(rows)

    def referenced(self) -> frozenset[str]:
        """sha256 of every blob that a message or the gallery needs."""
        rows = self._db.execute(
            "SELECT sha256 FROM parts WHERE sha256 IS NOT NULL "
            "UNION SELECT sha256 FROM pictures "
            "EXCEPT SELECT sha256 FROM pictures WHERE is_purged"
        )
        return frozenset(sha256 for (sha256,) in rows)

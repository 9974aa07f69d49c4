"""Perceptual hashes as rows: 64 bits, kept as SQLite's signed integers."""

import sqlite3
from collections.abc import Iterable

from studio.core.gallery import PictureKey
from studio.core.parts import BlobRef
from studio.storage.gallery.pictures import DRAFT, SHOWN

_SIGN, _ALL = 1 << 63, 1 << 64


class HashTable:
    """Reads and writes them; transactions belong to the caller."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def to_do(self, limit: int) -> tuple[tuple[PictureKey, BlobRef], ...]:
        """Pictures without one, the newest first."""
        rows = self._db.execute(
            "SELECT seq, sha256, mime, size_bytes, width_px, height_px FROM pictures "
            "WHERE is_hashed = 0 AND NOT is_purged ORDER BY seq DESC LIMIT ?",
            (limit,),
        )
        return tuple((PictureKey(row[0]), BlobRef(*row[1:])) for row in rows)

    def put(self, hashes: Iterable[tuple[PictureKey, int | None]]) -> None:
        """Keeps them; None: there is none, and nobody need look again."""
        self._db.executemany(
            "UPDATE pictures SET is_hashed = 1, perceptual_hash = ? WHERE seq = ?",
            ((None if bits is None else _signed(bits), key) for key, bits in hashes),
        )

    def all(self) -> tuple[tuple[PictureKey, int], ...]:
        """Those of all pictures in the gallery, oldest picture first."""
        rows = self._db.execute(
            "SELECT seq, perceptual_hash FROM pictures WHERE perceptual_hash IS NOT NULL "
            f"AND shown IN ({SHOWN}, {DRAFT}) ORDER BY created_at_us, seq"
        )
        return tuple((PictureKey(key), bits % _ALL) for key, bits in rows)


def _signed(bits: int) -> int:
    return bits - _ALL if bits & _SIGN else bits

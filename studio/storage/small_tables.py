"""Models as last fetched, and a few small values."""

import logging
import sqlite3
from collections.abc import Iterable
from datetime import datetime

import msgspec

from studio.core.ids import ConnectionId
from studio.core.models import ModelInfo
from studio.core.records import ModelList
from studio.storage.texts import PIECE_CHARS, from_json, from_us, to_json, to_us

_log = logging.getLogger(__name__)


class ModelTable:
    """The models of each connection, in the order listed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def get(self, connection_id: ConnectionId) -> ModelList:
        """The kept list; empty when there is none. A damaged record is left out."""
        head = self._db.execute(
            "SELECT fetched_at_us FROM model_lists WHERE connection_id = ?", (connection_id,)
        ).fetchone()
        if head is None:
            return ModelList()
        models: list[ModelInfo] = []
        for (text,) in self._db.execute(
            "SELECT json FROM models WHERE connection_id = ? ORDER BY position", (connection_id,)
        ):
            try:
                models.append(from_json(text, ModelInfo))
            except msgspec.MsgspecError as exc:
                _log.info("a kept model record can't be read: %s", exc)
        return ModelList(tuple(models), from_us(head[0]))

    def put(
        self, connection_id: ConnectionId, models: Iterable[ModelInfo], fetched_at: datetime
    ) -> None:
        """Replaces the list. A record too long to be true is left out."""
        self._db.execute("DELETE FROM model_lists WHERE connection_id = ?", (connection_id,))
        self._db.execute(
            "INSERT INTO model_lists VALUES (?, ?)", (connection_id, to_us(fetched_at))
        )
        records = (to_json(model) for model in models)
        self._db.executemany(
            "INSERT INTO models VALUES (?, ?, ?)",
            (
                (connection_id, position, record)
                for position, record in enumerate(records)
                if len(record) <= PIECE_CHARS
            ),
        )


class MetaTable:
    """Small values by name."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def get(self, key: str) -> str | None:
        """The value, or None."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set(self, key: str, value: str | None) -> None:
        """Keeps or (None) removes a value."""
        if value is None:
            self._db.execute("DELETE FROM meta WHERE key = ?", (key,))
        else:
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

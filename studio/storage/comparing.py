"""Comparisons and line-ups as rows; nothing here is imported before the first comparison."""

import logging
from typing import TypeVar

import msgspec

from studio.core.comparing import Comparison, LineUp
from studio.core.ids import ConversationId
from studio.storage.more import get_long, put_long
from studio.storage.tables import Tables
from studio.storage.texts import from_json, short_to_row, to_json

_log = logging.getLogger(__name__)
_COMPARISON, _LINE_UP = "comparison", "line_up"
T = TypeVar("T")


class ComparingTables(Tables):
    """Reads and writes them. Raises: as `Library`."""

    def put(self, comparison: Comparison) -> None:
        """Keeps the columns of a kept conversation; of one that is gone nothing is kept."""
        cid = comparison.conversation_id
        with self._transaction():
            seq = self._seq(cid)
            if seq is not None:
                head = put_long(self._db, cid, _COMPARISON, to_json(comparison))
                self._db.execute("INSERT OR REPLACE INTO comparisons VALUES (?, ?)", (seq, head))

    def remove(self, conversation_id: ConversationId) -> None:
        """Forgets the columns; the conversation stays."""
        with self._transaction():
            put_long(self._db, conversation_id, _COMPARISON, None)
            self._db.execute(
                "DELETE FROM comparisons WHERE conversation_seq = "
                "(SELECT seq FROM conversations WHERE id = ?)",
                (conversation_id,),
            )

    def all(self) -> list[Comparison]:
        """All, those of conversations in the trash too, the newest change first."""
        found: list[Comparison] = []
        self._read(lambda: found.extend(self._all()))
        found.sort(key=lambda each: each.updated_at, reverse=True)
        return found

    def _all(self) -> list[Comparison]:
        rows = self._db.execute(
            "SELECT o.id, c.json FROM comparisons c JOIN conversations o "
            "ON o.seq = c.conversation_seq"
        ).fetchall()
        kept = (self._decode(own_id, _COMPARISON, head, Comparison) for own_id, head in rows)
        return [each for each in kept if each is not None]

    def line_ups(self) -> list[LineUp]:
        """All, in order of their saving."""
        found: list[LineUp] = []
        self._read(lambda: found.extend(self._line_ups()))
        return found

    def _line_ups(self) -> list[LineUp]:
        rows = self._db.execute("SELECT id, name, json FROM line_ups ORDER BY seq").fetchall()
        kept = (self._decode(own_id, _LINE_UP, head, LineUp) for own_id, _, head in rows)
        return [each for each in kept if each is not None]

    def put_line_up(self, line_up: LineUp) -> None:
        """Adds or replaces one."""
        with self._transaction():
            head = put_long(self._db, line_up.id, _LINE_UP, to_json(line_up))
            self._db.execute(
                "INSERT INTO line_ups (id, name, json) VALUES (?, ?, ?) ON CONFLICT (id) "
                "DO UPDATE SET name = excluded.name, json = excluded.json",
                (line_up.id, short_to_row(line_up.name), head),
            )

    def remove_line_up(self, line_up_id: str) -> None:
        """Forgets one."""
        with self._transaction():
            self._db.execute("DELETE FROM line_ups WHERE id = ?", (line_up_id,))

    def _decode(self, owner: str, field: str, head: str, kind: type[T]) -> T | None:
        """One record; None for a damaged one, which is left out."""
        text = get_long(self._db, owner, field, head)
        try:
            return from_json(text or "", kind)
        except msgspec.MsgspecError as exc:
            _log.info("a kept %s can't be read: %s", field, exc)
            return None

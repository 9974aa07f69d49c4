"""Votes and judgements as rows; nothing here is imported before the first comparison."""

import logging
from typing import TypeVar

import msgspec

from studio.core.judging.judgements import Judgement
from studio.core.judging.votes import Vote
from studio.storage.more import get_long, put_long
from studio.storage.tables import Tables
from studio.storage.texts import from_json, to_json, to_us

_log = logging.getLogger(__name__)
_VOTE, _JUDGEMENT = "vote", "judgement"
T = TypeVar("T", Vote, Judgement)


class JudgingTables(Tables):
    """Reads and writes them. Raises: as `Library`.

    They refer to messages by id alone, and so outlive them: what was voted stays voted when a
    message, or its whole conversation, is deleted for good.
    """

    def votes(self) -> list[Vote]:
        """All votes, the oldest first."""
        return self._all(_VOTE, Vote)

    def put_vote(self, vote: Vote) -> None:
        """Adds or replaces one."""
        self._put(_VOTE, vote)

    def remove_vote(self, vote_id: str) -> None:
        """Forgets one."""
        self._remove(_VOTE, vote_id)

    def judgements(self) -> list[Judgement]:
        """All judgements, the oldest first."""
        return self._all(_JUDGEMENT, Judgement)

    def put_judgement(self, judgement: Judgement) -> None:
        """Adds or replaces one."""
        self._put(_JUDGEMENT, judgement)

    def remove_judgement(self, judgement_id: str) -> None:
        """Forgets one."""
        self._remove(_JUDGEMENT, judgement_id)

    def _put(self, name: str, record: Vote | Judgement) -> None:
        with self._transaction():
            head = put_long(self._db, record.id, name, to_json(record))
            self._db.execute(
                f"INSERT INTO {name}s (id, at_us, json) VALUES (?, ?, ?) ON CONFLICT (id) "
                "DO UPDATE SET at_us = excluded.at_us, json = excluded.json",
                (record.id, to_us(record.at), head),
            )

    def _remove(self, name: str, record_id: str) -> None:
        with self._transaction():
            self._db.execute(f"DELETE FROM {name}s WHERE id = ?", (record_id,))

    def _all(self, name: str, kind: type[T]) -> list[T]:
        found: list[T] = []
        self._read(lambda: found.extend(self._rows(name, kind)))
        return found

    def _rows(self, name: str, kind: type[T]) -> list[T]:
        rows = self._db.execute(f"SELECT id, json FROM {name}s ORDER BY at_us, seq").fetchall()
        found = []
        for own_id, head in rows:
            try:
                found.append(from_json(get_long(self._db, own_id, name, head) or "", kind))
            except msgspec.MsgspecError as exc:
                _log.info("a kept %s can't be read: %s", name, exc)
        return found

"""Batches and their cells as rows; nothing here is imported before the first batch."""

import logging
from collections.abc import Iterable

import msgspec

from studio.core.batches import Batch, BatchState, Cell, Plan
from studio.core.ids import ConversationId
from studio.storage.more import get_long, put_long
from studio.storage.tables import Tables
from studio.storage.texts import from_json, member_of, to_json

_log = logging.getLogger(__name__)
_FIELD = "batch"


class BatchTables(Tables):
    """Reads and writes them. Raises: as `Library`."""

    def put(self, batch: Batch) -> None:
        """Keeps the plan of a kept conversation, and how far it is."""
        cid = batch.plan.conversation_id
        with self._transaction():
            seq = self._seq(cid)
            if seq is not None:
                head = put_long(self._db, cid, _FIELD, to_json(batch.plan))
                self._db.execute(
                    "INSERT INTO batches VALUES (?, ?, ?) ON CONFLICT (conversation_seq) "
                    "DO UPDATE SET state = excluded.state, json = excluded.json",
                    (seq, batch.state, head),
                )

    def set_state(self, conversation_id: ConversationId, state: BatchState) -> None:
        """Keeps how far a batch is."""
        with self._transaction():
            self._db.execute(
                "UPDATE batches SET state = ? WHERE conversation_seq = ?",
                (state, self._seq(conversation_id)),
            )

    def put_cells(self, conversation_id: ConversationId, cells: Iterable[Cell]) -> None:
        """Adds or replaces cells of a kept batch; of one that is gone nothing is kept."""
        with self._transaction():
            seq = self._seq(conversation_id)
            known = self._db.execute(
                "SELECT 1 FROM batches WHERE conversation_seq = ?", (seq,)
            ).fetchone()
            if known is not None:
                self._db.executemany(
                    "INSERT OR REPLACE INTO batch_cells VALUES (?, ?, ?)",
                    [(seq, cell.place, to_json(cell)) for cell in cells],
                )

    def all(self) -> list[Batch]:
        """All, those of conversations in the trash too, the newest first."""
        found: list[Batch] = []
        self._read(lambda: found.extend(self._all()))
        found.sort(key=lambda each: each.plan.created_at, reverse=True)
        return found

    def cells(self, conversation_id: ConversationId) -> list[Cell]:
        """The cells of a batch that were begun, in order."""
        found: list[Cell] = []
        self._read(lambda: found.extend(self._cells(conversation_id)))
        return found

    def attached(self) -> frozenset[str]:
        """sha256 of what goes along with prompts, those that were not asked yet too."""
        plans = (batch.plan for batch in self._all())
        prompts = (prompt for plan in plans for prompt in plan.prompts)
        return frozenset(each.blob.sha256 for prompt in prompts for each in prompt.attachments)

    def _all(self) -> list[Batch]:
        rows = self._db.execute(
            "SELECT o.id, b.state, b.json FROM batches b JOIN conversations o "
            "ON o.seq = b.conversation_seq"
        ).fetchall()
        found = []
        for own_id, state, head in rows:
            text = get_long(self._db, own_id, _FIELD, head)
            try:
                plan = from_json(text or "", Plan)
            except msgspec.MsgspecError as exc:
                _log.info("a kept batch can't be read: %s", exc)
                continue
            found.append(Batch(plan, member_of(BatchState, state, BatchState.PAUSED)))
        return found

    def _cells(self, conversation_id: ConversationId) -> list[Cell]:
        rows = self._db.execute(
            "SELECT json FROM batch_cells WHERE conversation_seq = ? ORDER BY place",
            (self._seq(conversation_id),),
        ).fetchall()
        found = []
        for (text,) in rows:
            try:
                found.append(from_json(text, Cell))
            except msgspec.MsgspecError as exc:
                _log.info("a kept cell can't be read: %s", exc)
        return found

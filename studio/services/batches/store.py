"""Batches: what views read, and where their changes go to disk."""

import asyncio
from collections.abc import Iterable, Mapping

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from studio.core.batch_totals import Totals
from studio.core.batches import Batch, BatchState, Cell, CellState, Plan
from studio.core.ids import ConversationId
from studio.core.messages import Conversation
from studio.core.ports import Clock
from studio.services.conversations import ConversationStore
from studio.services.kept import KeptStore
from studio.services.tasks import TaskScope
from studio.storage.database import DatabaseThread
from studio.storage.library import Library


class BatchStore(KeptStore):
    """All batches, and the cells of those that were opened.

    Signals:
        batch_changed: conversation id; it is new, its state is another, or the last answer of a
            paused one has come.
        cells_loaded: conversation id; its cells were read.
        cells_changed: conversation id, the places that changed.
    """

    batch_changed = Signal(str)
    cells_loaded = Signal(str)
    cells_changed = Signal(str, tuple)

    def __init__(
        self,
        *,
        conversations: ConversationStore,
        database: DatabaseThread,
        scope: TaskScope,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(
            conversations=conversations,
            database=database,
            scope=scope,
            clock=clock,
            parent=parent,
        )
        self._batches: dict[str, Batch] = {}
        self._cells: dict[str, dict[int, Cell]] = {}
        self._totals: dict[str, Totals] = {}
        self._opening: dict[str, asyncio.Task[None]] = {}

    # Reading

    def all(self) -> tuple[Batch, ...]:
        """All that are kept, the newest first."""
        there = [each for cid, each in self._batches.items() if self._conversations.get(cid)]
        return tuple(sorted(there, key=lambda each: each.plan.created_at, reverse=True))

    def get(self, conversation_id: str) -> Batch | None:
        """One batch, or None when there is none (or it is in the trash)."""
        if self._conversations.get(conversation_id) is None:
            return None
        return self._batches.get(conversation_id)

    def cells(self, conversation_id: str) -> Mapping[int, Cell] | None:
        """The cells that were begun, by place; None while they are not read (see `open`)."""
        return self._cells.get(conversation_id)

    def totals(self, conversation_id: str) -> Totals | None:
        """Sums over the cells; None while they are not read."""
        return self._totals.get(conversation_id)

    def open(self, conversation_id: str) -> None:
        """Reads the cells; `cells_loaded` tells when they are there (also when they already were).

        A cell that was under way when the program ended becomes `unsure`.
        """
        if conversation_id in self._cells:
            self.cells_loaded.emit(conversation_id)
        elif conversation_id not in self._opening and conversation_id in self._batches:
            task = self._scope.start(self._open(ConversationId(conversation_id)), name="cells")
            self._opening[conversation_id] = task

    async def opened(self, conversation_id: str) -> None:
        """Waits until the cells are read."""
        self.open(conversation_id)
        task = self._opening.get(conversation_id)
        if task is not None:
            await asyncio.shield(task)

    def is_over(self, conversation_id: str) -> bool:
        """Whether every cell was asked, and came to an end."""
        totals = self._totals.get(conversation_id)
        return totals is not None and not totals.count(CellState.WAITING, CellState.SENT)

    # Changing

    def add(self, plan: Plan) -> Batch:
        """Keeps a new batch and its conversation."""
        cid, now = plan.conversation_id, self._clock.now()
        conversation = Conversation(cid, now, now, title=plan.name, title_is_manual=True)
        self._conversations.add_conversation(conversation, ())
        batch = self._batches[cid] = Batch(plan)
        self._cells[cid] = {}
        self._totals[cid] = Totals(plan)
        self._conversations.keep_beside(cid, "batch", lambda library: library.batches.put(batch))
        self.batch_changed.emit(cid)
        return batch

    def set_state(self, conversation_id: ConversationId, state: BatchState) -> None:
        """Keeps how far a batch is."""
        batch = self._batches.get(conversation_id)
        if batch is None or batch.state is state:
            return
        self._batches[conversation_id] = replace(batch, state=state)

        def write(library: Library) -> None:
            library.batches.set_state(conversation_id, state)

        self._conversations.keep_beside(conversation_id, "batch state", write)
        self.batch_changed.emit(conversation_id)

    def set_limit(self, conversation_id: ConversationId, limit_usd: str) -> None:
        """Takes another spending limit; "" for none."""
        batch = self._batches.get(conversation_id)
        if batch is None or batch.plan.limit_usd == limit_usd:
            return
        changed = replace(batch, plan=replace(batch.plan, limit_usd=limit_usd))
        self._batches[conversation_id] = changed

        def write(library: Library) -> None:
            library.batches.put(changed)

        self._conversations.keep_beside(conversation_id, "batch", write)
        self.batch_changed.emit(conversation_id)

    def put_cells(self, conversation_id: ConversationId, cells: Iterable[Cell]) -> None:
        """Takes newer values of cells and writes them, after the messages that they name."""
        known, totals = self._cells[conversation_id], self._totals[conversation_id]
        changed = tuple(cells)
        for cell in changed:
            totals.change(known.get(cell.place), cell)
            known[cell.place] = cell
            self._conversations.keep_beside(
                conversation_id, f"cell {cell.place}", _Writing(conversation_id, cell)
            )
        self.cells_changed.emit(conversation_id, tuple(cell.place for cell in changed))

    # Inside

    async def _load_kept(self) -> None:
        for batch in await self._read(lambda library: library.batches.all()) or ():
            if batch.state is BatchState.RUNNING:  # the program ended meanwhile
                batch = replace(batch, state=BatchState.PAUSED)
            self._batches.setdefault(batch.plan.conversation_id, batch)

    async def _open(self, cid: ConversationId) -> None:
        try:
            kept = await self._read(lambda library: library.batches.cells(cid))
        finally:
            self._opening.pop(cid, None)
        if kept is None:
            return
        cells = {cell.place: cell for cell in kept}
        lost = [
            replace(cell, state=CellState.UNSURE, maybe_charged=True)
            for cell in kept
            if cell.state is CellState.SENT
        ]
        self._cells[cid] = cells
        self._totals[cid] = Totals(self._batches[cid].plan, cells.values())
        if lost:
            self.put_cells(cid, lost)
        self.cells_loaded.emit(cid)


class _Writing:
    """Writes a cell; a value, so that thousands that wait take little."""

    __slots__ = ("_cell", "_cid")

    def __init__(self, cid: ConversationId, cell: Cell) -> None:
        self._cid = cid
        self._cell = cell

    def __call__(self, library: Library) -> None:
        library.batches.put_cells(self._cid, (self._cell,))

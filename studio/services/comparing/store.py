"""Comparisons and line-ups: what views read, and where their changes go to disk."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Future

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from studio.core.comparing import ColumnSetup, Comparison, LineUp
from studio.core.errors import StorageError
from studio.core.ids import new_id
from studio.core.ports import Clock
from studio.services.conversations import ConversationStore
from studio.services.tasks import TaskScope
from studio.storage.database import DatabaseThread
from studio.storage.library import Library

logger = logging.getLogger(__name__)

_CURRENT = "current"
"""Id of the line-up that has no name: who is asked next."""
MOST_NAME_CHARS = 80


class _Kept(Struct, frozen=True):
    comparisons: tuple[Comparison, ...]
    line_ups: tuple[LineUp, ...]


class ComparisonStore(QObject):
    """All comparisons, the saved line-ups, and the line-up that is sent to next.

    Signals:
        loaded: what is kept was read.
        comparison_changed: conversation id; its columns are others, or it is new.
        line_ups_changed: a line-up was saved, renamed or removed.
        current_changed: the line-up that is sent to next is another.
    """

    loaded = Signal()
    comparison_changed = Signal(str)
    line_ups_changed = Signal()
    current_changed = Signal()

    def __init__(
        self,
        *,
        conversations: ConversationStore,
        database: DatabaseThread,
        scope: TaskScope,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._conversations = conversations
        self._database = database
        self._scope = scope
        self._clock = clock
        self._comparisons: dict[str, Comparison] = {}
        self._line_ups: dict[str, LineUp] = {}
        self._current: tuple[ColumnSetup, ...] | None = None
        self._loading: asyncio.Task[None] | None = None
        self._is_loaded = False

    # Reading

    @property
    def is_loaded(self) -> bool:
        """Whether what is kept was read."""
        return self._is_loaded

    def load(self) -> None:
        """Reads what is kept, once; `loaded` tells when it is there."""
        if self._loading is None:
            self._loading = self._scope.start(self._load(), name="comparisons")

    def get(self, conversation_id: str) -> Comparison | None:
        """The columns of a conversation, or None when it is not compared (or is gone)."""
        if self._conversations.get(conversation_id) is None:
            return None
        return self._comparisons.get(conversation_id)

    def newest(self) -> Comparison | None:
        """The comparison that was changed last, or None."""
        there = [each for each in self._comparisons.values() if self.get(each.conversation_id)]
        return max(there, key=lambda each: each.updated_at, default=None)

    def line_ups(self) -> tuple[LineUp, ...]:
        """The saved ones, in order of their saving."""
        return tuple(self._line_ups.values())

    @property
    def current(self) -> tuple[ColumnSetup, ...]:
        """Who is asked by the next comparison; () while nobody was chosen."""
        return self._current or ()

    # Changing

    def put(self, comparison: Comparison) -> None:
        """Takes newer columns of a kept conversation and writes them."""
        comparison = replace(comparison, updated_at=self._clock.now())
        cid = comparison.conversation_id
        self._comparisons[cid] = comparison

        def write(library: Library) -> None:
            library.comparing.put(comparison)

        self._conversations.keep_beside(cid, "comparison", write)
        self.comparison_changed.emit(cid)

    def set_current(self, setups: Iterable[ColumnSetup]) -> None:
        """Asks these next, and after a restart too."""
        current = tuple(setups)
        if current == self._current:
            return
        self._current = current
        line_up = LineUp(_CURRENT, "", current)
        self._write(lambda library: library.comparing.put_line_up(line_up))
        self.current_changed.emit()

    def save_line_up(self, name: str, setups: Iterable[ColumnSetup]) -> LineUp:
        """Keeps a line-up under a name; one of the same name is replaced."""
        name = " ".join(name.split())[:MOST_NAME_CHARS]
        same = next((each for each in self._line_ups.values() if each.name == name), None)
        line_up = LineUp(same.id if same else new_id(), name, tuple(setups))
        self._line_ups[line_up.id] = line_up
        self._write(lambda library: library.comparing.put_line_up(line_up))
        self.line_ups_changed.emit()
        return line_up

    def rename_line_up(self, line_up_id: str, name: str) -> None:
        """Gives a line-up another name; an empty one changes nothing."""
        name = " ".join(name.split())[:MOST_NAME_CHARS]
        line_up = self._line_ups.get(line_up_id)
        if line_up is not None and name:
            self.restore_line_up(replace(line_up, name=name))

    def remove_line_up(self, line_up_id: str) -> LineUp | None:
        """Forgets a line-up. Returns it, for `restore_line_up`."""
        gone = self._line_ups.pop(line_up_id, None)
        if gone is not None:
            self._write(lambda library: library.comparing.remove_line_up(line_up_id))
            self.line_ups_changed.emit()
        return gone

    def restore_line_up(self, line_up: LineUp) -> None:
        """Keeps a line-up as it is."""
        self._line_ups[line_up.id] = line_up
        self._write(lambda library: library.comparing.put_line_up(line_up))
        self.line_ups_changed.emit()

    # Inside

    async def _load(self) -> None:
        def read(library: Library) -> _Kept:
            tables = library.comparing
            return _Kept(tuple(tables.all()), tuple(tables.line_ups()))

        try:
            kept = await asyncio.wrap_future(self._database.submit(read))
        except StorageError as exc:
            logger.warning("comparisons can't be read: %s", exc.kind)
            self._conversations.storage_failed.emit(exc.as_failure())
            kept = _Kept((), ())
        for comparison in kept.comparisons:
            self._comparisons.setdefault(comparison.conversation_id, comparison)
        line_ups = {each.id: each for each in kept.line_ups}
        current = line_ups.pop(_CURRENT, None)
        self._line_ups = line_ups | self._line_ups
        if self._current is None:
            self._current = current.columns if current is not None else ()
        self._is_loaded = True
        self.loaded.emit()

    def _write(self, work: Callable[[Library], None]) -> None:
        # Handed over at once: a task that is cancelled before its first step would lose it.
        written = self._database.submit(work)
        if not self._scope.is_closed:
            self._scope.start(self._watch(written), name="keep line-ups")

    async def _watch(self, written: "Future[None]") -> None:
        try:
            await asyncio.wrap_future(written)
        except StorageError as exc:
            self._conversations.storage_failed.emit(exc.as_failure())

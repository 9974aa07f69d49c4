"""Comparisons and line-ups: what views read, and where their changes go to disk."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from studio.core.comparing import ColumnSetup, Comparison, LineUp
from studio.core.ids import new_id
from studio.core.ports import Clock
from studio.services.conversations import ConversationStore
from studio.services.kept import KeptStore
from studio.services.tasks import TaskScope
from studio.storage.database import DatabaseThread
from studio.storage.library import Library

_CURRENT = "current"
"""Id of the line-up that has no name: who is asked next."""
MOST_NAME_CHARS = 80


class _Kept(Struct, frozen=True):
    comparisons: tuple[Comparison, ...]
    line_ups: tuple[LineUp, ...]


class ComparisonStore(KeptStore):
    """All comparisons, the saved line-ups, and the line-up that is sent to next.

    Signals:
        comparison_changed: conversation id; its columns are others, or it is new.
        line_ups_changed: a line-up was saved, renamed or removed.
        current_changed: the line-up that is sent to next is another.
    """

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
        super().__init__(
            conversations=conversations,
            database=database,
            scope=scope,
            clock=clock,
            parent=parent,
        )
        self._comparisons: dict[str, Comparison] = {}
        self._line_ups: dict[str, LineUp] = {}
        self._current: tuple[ColumnSetup, ...] | None = None

    # Reading

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

    async def _load_kept(self) -> None:
        def read(library: Library) -> _Kept:
            tables = library.comparing
            return _Kept(tuple(tables.all()), tuple(tables.line_ups()))

        kept = await self._read(read) or _Kept((), ())
        for comparison in kept.comparisons:
            self._comparisons.setdefault(comparison.conversation_id, comparison)
        line_ups = {each.id: each for each in kept.line_ups}
        current = line_ups.pop(_CURRENT, None)
        self._line_ups = line_ups | self._line_ups
        if self._current is None:
            self._current = current.columns if current is not None else ()

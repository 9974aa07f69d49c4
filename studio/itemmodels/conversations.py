"""The conversations as a flat list: section rows and chat rows, newest first.

Changes are applied row by row, so that a view keeps its place while answers stream. Only
the first load, and a filter that changes nearly everything, reset the model.
"""

from collections.abc import Iterator
from enum import IntEnum
from itertools import chain
from math import inf
from typing import Any

from msgspec import Struct
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
)

from studio.core.ids import ConversationId, is_apart, is_comparing
from studio.core.messages import Conversation
from studio.core.ports import Clock
from studio.itemmodels.conversation_texts import (
    section_text,
    spoken_text,
    subtitle_text,
    title_text,
)
from studio.itemmodels.day_sections import PINNED, DaySections
from studio.itemmodels.listed_rows import ListedRow, ListedRows, sort_rows
from studio.services.conversations import ConversationStore
from studio.services.runs import RunService

_MAX_TIMER_MS = 6 * 3600 * 1000
_NO_INDEX = QModelIndex()
_CHAT_FLAGS = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsEditable
    | Qt.ItemFlag.ItemNeverHasChildren
)


class ConversationRole(IntEnum):
    """What a row can be asked for beside its display text (the title)."""

    ID = Qt.ItemDataRole.UserRole + 1
    TITLE = Qt.ItemDataRole.UserRole + 2
    SUBTITLE = Qt.ItemDataRole.UserRole + 3
    IS_SECTION = Qt.ItemDataRole.UserRole + 4
    SECTION = Qt.ItemDataRole.UserRole + 5
    RUNNING = Qt.ItemDataRole.UserRole + 6
    UNREAD = Qt.ItemDataRole.UserRole + 7
    FAILED = Qt.ItemDataRole.UserRole + 8
    PINNED = Qt.ItemDataRole.UserRole + 9


class _Known(Struct):
    """What a search worked out of a conversation, for the next one."""

    conversation: Conversation
    row: ListedRow
    folded_title: str


class ConversationListModel(QAbstractListModel):
    """Conversations by day, pinned ones first, filtered by words in their titles.

    Args:
        store: the conversations.
        runs: says which of them are being answered.
        clock: the present moment; the sections follow it over midnight.
    """

    def __init__(
        self,
        store: ConversationStore,
        runs: RunService,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._runs = runs
        self._clock = clock
        self._filter = ""
        self._filter_words: list[str] = []
        self._known: set[str] = set()
        self._worked_out: dict[str, _Known] = {}
        self._opened: set[str] = set()  # of those that are no chats
        self._sections = DaySections(clock.now())
        self._rows = ListedRows([])
        self._midnight_timer = QTimer(self)
        self._midnight_timer.setSingleShot(True)
        self._midnight_timer.timeout.connect(self._on_midnight_timer_timeout)
        self._connect()
        self._reload()

    def _connect(self) -> None:
        self._store.loaded.connect(self._reload)
        self._store.conversation_added.connect(self._on_store_conversation_added)
        self._store.conversation_changed.connect(self._on_store_conversation_changed)
        self._store.conversation_removed.connect(self._on_store_conversation_removed)
        self._runs.run_started.connect(self._on_runs_run_changed)
        self._runs.run_finished.connect(self._on_runs_run_changed)

    def set_filter(self, text: str) -> None:
        """Shows only chats whose title holds all words of `text` (case is ignored)."""
        text = " ".join(text.casefold().split())
        if text != self._filter:
            if not self._filter:
                self._work_out_all()
            self._filter = text
            self._filter_words = text.split(" ")
            self._change_to(self._wanted_rows())

    def note_opened(self, conversation_id: str) -> None:
        """Lists a conversation that is no chat from now on, in this session."""
        if is_apart(conversation_id) and conversation_id not in self._opened:
            self._opened.add(conversation_id)
            self._change_to(self._wanted_rows())

    def is_known(self, conversation_id: str) -> bool:
        """Whether a conversation is kept, filtered out or not."""
        return conversation_id in self._known

    def is_section(self, row: int) -> bool:
        """Whether a row is the label of a section."""
        return not self._rows[row].id

    def row_of(self, conversation_id: str) -> int:
        """The row of a conversation, or -1 when it is not in the list."""
        return self._rows.row_of(conversation_id)

    def ids_between(self, first: int, last: int) -> list[str]:
        """The conversations between two rows, both included."""
        return self._rows.ids(first, last)

    def labels(self) -> list[int]:
        """The rows that are labels of sections, from top to bottom."""
        return self._rows.labels()

    def id_at(self, row: int) -> ConversationId | None:
        """The conversation at a row; None for a section or outside the list."""
        if 0 <= row < len(self._rows) and self._rows[row].id:
            return ConversationId(self._rows[row].id)
        return None

    def neighbour_of(self, conversation_id: str) -> ConversationId | None:
        """The chat below, or above when it is the last: where to go after a deletion."""
        row = self.row_of(conversation_id)
        if row < 0:
            return None
        return self.step(conversation_id, 1, wraps=False) or self.step(
            conversation_id, -1, wraps=False
        )

    def step(self, conversation_id: str, by: int, *, wraps: bool = True) -> ConversationId | None:
        """The chat `by` rows further down (negative: up), sections not counted."""
        row, count = self.row_of(conversation_id), self._rows.items()
        if not count:
            return None
        if row < 0:
            at = 0 if by > 0 else -1
        else:
            at = self._rows.item_number(row) + by
            if not wraps and not 0 <= at < count:
                return None
        return self.id_at(self._rows.row_of_item(at % count))

    def is_filtered(self) -> bool:
        """Whether a filter is set."""
        return bool(self._filter)

    def _reload(self) -> None:
        self._sections = DaySections(self._clock.now())
        conversations = self._store.all()
        self._worked_out.clear()  # the sections are others
        self.beginResetModel()
        self._known = {each.id for each in conversations}
        self._rows = ListedRows(self._rows_of(conversations))
        self.endResetModel()
        self._start_midnight_timer()

    def _start_midnight_timer(self) -> None:
        wait_s = (self._sections.next_midnight - self._clock.now()).total_seconds()
        # In steps: a timer sleeps along with the machine, the clock does not.
        self._midnight_timer.start(min(max(1000, round(wait_s * 1000) + 500), _MAX_TIMER_MS))

    def _wanted_rows(self) -> list[ListedRow]:
        return self._rows_of(self._store.all())

    def _rows_of(self, conversations: tuple[Conversation, ...]) -> list[ListedRow]:
        rows: list[ListedRow] = []
        seen: set[str] = set()
        # Of thousands nearly all are plain chats: they are not asked more than they must be.
        for conversation, row in (
            self._found(conversations)
            if self._filter
            else ((each, self._row_for(each)) for each in conversations if self._belongs(each))
        ):
            if row.section not in seen:
                seen.add(row.section)
                rows.append(self._section_for(conversation))
            rows.append(row)
        sort_rows(rows)
        return rows

    def _found(
        self, conversations: tuple[Conversation, ...]
    ) -> Iterator[tuple[Conversation, ListedRow]]:
        """Those that the filter lets pass. Called with each key, of all there are."""
        worked_out, first = self._worked_out, self._filter_words[0]
        for conversation in conversations:
            known = worked_out.get(conversation.id)
            if known is None or known.conversation is not conversation:
                known = self._work_out(conversation)
            if first in known.folded_title and self._passes(conversation):
                yield conversation, known.row

    def _row_for(self, conversation: Conversation) -> ListedRow:
        known = self._worked_out.get(conversation.id)
        if known is not None and known.conversation is conversation:
            return known.row
        cid, at = conversation.id, conversation.updated_at
        if conversation.pinned:
            return ListedRow((0, -at.timestamp(), 0, cid), PINNED, cid)
        return ListedRow((1, -at.timestamp(), 0, cid), self._sections.of(at).key, cid)

    def _work_out(self, conversation: Conversation, row: ListedRow | None = None) -> _Known:
        known = self._worked_out.get(conversation.id)
        if known is None or known.conversation is not conversation:
            title = title_text(conversation).casefold()
            known = _Known(conversation, row or self._row_for(conversation), title)
            self._worked_out[conversation.id] = known
        return known

    def _work_out_all(self) -> None:
        """Before a first filter, while there is a row of nearly all."""
        for row in self._rows:
            conversation = self._store.get(row.id)
            if conversation is not None:
                self._work_out(conversation, row)

    def _section_for(self, conversation: Conversation) -> ListedRow:
        if conversation.pinned:
            return ListedRow((0, -inf, 1, ""), PINNED)
        section = self._sections.of(conversation.updated_at)
        # It stands before all that is earlier than its upper bound.
        return ListedRow((1, -section.before_s, 1, ""), section.key)

    def _passes(self, conversation: Conversation) -> bool:
        if not self._filter:
            return self._is_listed(conversation)
        if is_comparing(conversation.id) and not self._is_listed(conversation):
            return False
        title = self._work_out(conversation).folded_title
        return all(word in title for word in self._filter_words)

    def _belongs(self, conversation: Conversation) -> bool:
        """Whether it is listed while there is no filter."""
        return not is_apart(conversation.id) or self._is_listed(conversation)

    def _is_listed(self, conversation: Conversation) -> bool:
        """What was made outside chats is listed once somebody opened, named or pinned it."""
        if not is_apart(conversation.id) or conversation.id in self._opened:
            return True
        if is_comparing(conversation.id):  # it has a list of its own
            return False
        return conversation.pinned or conversation.title_is_manual

    def _change_to(self, wanted: list[ListedRow]) -> None:
        steps = self._rows.steps_to(wanted)
        if steps is None:
            self.beginResetModel()
            self._rows = ListedRows(wanted)
            self.endResetModel()
            return
        removals, insertions = steps
        for first, last in reversed(removals):
            self._remove(first, last)
        for first, last in insertions:
            self.beginInsertRows(_NO_INDEX, first, last)
            self._rows.insert(first, wanted[first : last + 1])
            self.endInsertRows()

    def _insert(self, conversation: Conversation) -> None:
        for each in (self._section_for(conversation), self._row_for(conversation)):
            at = self._rows.place_for(each)
            if at < len(self._rows) and self._rows[at] == each:
                continue
            self.beginInsertRows(_NO_INDEX, at, at)
            self._rows.insert(at, [each])
            self.endInsertRows()

    def _remove(self, first: int, last: int) -> None:
        self.beginRemoveRows(_NO_INDEX, first, last)
        self._rows.remove(first, last)
        self.endRemoveRows()

    def _take_out(self, row: int) -> None:
        lonely = not self._rows[row - 1].id and (
            row + 1 == len(self._rows) or not self._rows[row + 1].id
        )
        self._remove(row - 1 if lonely else row, row)

    def _place(self, conversation: Conversation) -> None:
        row = self.row_of(conversation.id)
        wanted = self._row_for(conversation)
        if not self._passes(conversation):
            if row >= 0:
                self._take_out(row)
        elif row < 0:
            self._insert(conversation)
        elif self._stays(row, wanted):
            self._rows.replace(row, wanted)
            self.dataChanged.emit(self.index(row), self.index(row))
        else:
            self._move(row, conversation, wanted)

    def _stays(self, row: int, wanted: ListedRow) -> bool:
        before = self._rows[row - 1]
        after = self._rows[row + 1] if row + 1 < len(self._rows) else None
        return (
            self._rows[row].section == wanted.section
            and before.sort_key < wanted.sort_key
            and (after is None or wanted.sort_key < after.sort_key)
        )

    def _move(self, row: int, conversation: Conversation, wanted: ListedRow) -> None:
        at = self._rows.place_for(wanted)
        if self._rows[row].section != wanted.section:
            self._take_out(row)
            self._insert(conversation)
            return
        self.beginMoveRows(_NO_INDEX, row, row, _NO_INDEX, at)
        self._rows.remove(row, row)
        self._rows.insert(at - 1 if at > row else at, [wanted])
        self.endMoveRows()
        place = self.index(self.row_of(wanted.id))
        self.dataChanged.emit(place, place)

    def _on_store_conversation_added(self, conversation_id: str) -> None:
        conversation = self._store.get(ConversationId(conversation_id))
        if conversation is not None:
            self._known.add(conversation_id)
            self._place(conversation)

    def _on_store_conversation_changed(self, conversation_id: str) -> None:
        conversation = self._store.get(ConversationId(conversation_id))
        if conversation is not None and conversation_id in self._known:
            self._place(conversation)

    def _on_store_conversation_removed(self, conversation_id: str) -> None:
        self._known.discard(conversation_id)
        self._worked_out.pop(conversation_id, None)
        row = self.row_of(conversation_id)
        if row >= 0:
            self._take_out(row)

    def _on_runs_run_changed(self, conversation_id: str, _message_id: str) -> None:
        row = self.row_of(conversation_id)
        if row >= 0:
            self.dataChanged.emit(self.index(row), self.index(row))

    def _on_midnight_timer_timeout(self) -> None:
        if self._clock.now() >= self._sections.next_midnight:
            self._reload()
        else:
            self._start_midnight_timer()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        """Qt: sections and chats together."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Qt: chats can be chosen and renamed, sections can't."""
        if self.id_at(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return _CHAT_FLAGS

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Qt: see `ConversationRole`."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ConversationRole.IS_SECTION:
            return not row.id
        if not row.id:
            return self._section_data(row, role)
        conversation = self._store.get(ConversationId(row.id))
        return None if conversation is None else self._chat_data(conversation, row, role)

    def _section_data(self, row: ListedRow, role: int) -> Any:
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            ConversationRole.SECTION,
        ):
            return section_text(row.section, self._sections)
        return None

    def _chat_data(self, conversation: Conversation, row: ListedRow, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole | ConversationRole.TITLE:
                return title_text(conversation)
            case ConversationRole.SUBTITLE:
                running = self._runs.is_running(conversation.id)
                return subtitle_text(conversation, self._sections, running=running)
            case ConversationRole.ID:
                return conversation.id
            case ConversationRole.RUNNING:
                return self._runs.is_running(conversation.id)
            case ConversationRole.UNREAD:
                return conversation.unread
            case ConversationRole.FAILED:
                return conversation.last_failed
            case ConversationRole.PINNED:
                return conversation.pinned
            case ConversationRole.SECTION:
                return section_text(row.section, self._sections)
            case Qt.ItemDataRole.AccessibleTextRole:
                running = self._runs.is_running(conversation.id)
                return spoken_text(conversation, self._sections, running=running)
        return None

    def match(
        self,
        start: QModelIndex | QPersistentModelIndex,
        role: int,
        value: Any,
        hits: int = 1,
        flags: Qt.MatchFlag = Qt.MatchFlag.MatchStartsWith | Qt.MatchFlag.MatchWrap,
    ) -> list[QModelIndex]:
        """Qt: the next chat whose title begins with what is typed in the list.

        Qt itself would ask for the data of each row, one by one.
        """
        if role != Qt.ItemDataRole.DisplayRole or hits != 1:
            return super().match(start, role, value, hits, flags)
        typed = str(value).casefold()
        for at in chain(range(start.row(), len(self._rows)), range(start.row())):
            row = self._rows[at]
            conversation = self._store.get(row.id) if row.id else None
            if conversation is None:
                continue
            if self._chat_data(conversation, row, role).casefold().startswith(typed):
                return [self.index(at)]
        return []

    def setData(
        self,
        index: QModelIndex | QPersistentModelIndex,
        value: Any,
        role: int = Qt.ItemDataRole.EditRole,
    ) -> bool:
        """Qt: a new title."""
        conversation_id = self.id_at(index.row())
        title = str(value or "").strip()
        if conversation_id is None or role != Qt.ItemDataRole.EditRole or not title:
            return False
        self._store.rename(conversation_id, title)
        return True

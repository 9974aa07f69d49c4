"""Finding in a comparison: one bar over the columns, matches counted and stepped through in all."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Signal

from studio.ui.chat.finding import FindingOver
from studio.ui.compare.board import ComparisonBoard
from studio.ui.compare.column import CompareColumn
from studio.ui.theme import ThemeStore
from studio.ui.transcript.finding.finder import Finder
from studio.ui.transcript.finding.query import Query
from studio.ui.transcript.view import TranscriptView

if TYPE_CHECKING:
    from studio.ui.chat.find_bar import Finds
    from studio.ui.compare.page import ComparePage


class CompareFinding(FindingOver):
    """The bar over the columns of a page."""

    def __init__(self, page: "ComparePage", *, theme: ThemeStore) -> None:
        super().__init__(over=page.board.area, theme=theme, pane=page)
        self._page = page

    def _columns(self) -> list[CompareColumn]:
        return self._page.board.columns()

    def _views(self) -> Sequence[TranscriptView]:
        return [column.transcript for column in self._columns()]

    def _make_finder(self) -> "Finds":
        return FoundInColumns(self._page.board, self._page.focused_column)

    def _name(self) -> str:
        return self.tr("Find in answers")

    def _area(self) -> QRect:
        """Below the heads of the columns: models and figures stay in sight."""
        area = super()._area()
        seen = [each for each in self._columns() if self._page.board.area.is_seen(each)]
        heads = min((each.transcript.y() for each in seen), default=0)
        return area.adjusted(0, heads, 0, 0)


class FoundInColumns(QObject):
    """Finds in the transcripts of all columns, from left to right; see `Finder`.

    One match of all is the current one. Where the next one stands in another column is known
    when all columns were looked at: what is asked for earlier is done then.

    Args:
        focused: the column that a person is at.

    Signals:
        changed: other counts, or another current match.
    """

    changed = Signal()

    def __init__(self, board: ComparisonBoard, focused: Callable[[], CompareColumn | None]) -> None:
        super().__init__(board)
        self._board, self._focused = board, focused
        self._finders: dict[str, Finder] = {}
        self._query = Query("")
        self._at = ""  # the column of the current match
        self._steps = 0
        self._seeks = self._is_begun = False
        board.columns_changed.connect(self._on_board_columns_changed)

    # What is known

    @property
    def query(self) -> Query:
        """What is looked for."""
        return self._query

    @property
    def total(self) -> int:
        """How many matches were found so far."""
        return sum(finder.total for finder in self._finders.values())

    @property
    def ordinal(self) -> int:
        """The number of the current match among those of all columns; 0: there is none."""
        before = 0
        for column_id in self._order():
            finder = self._finders[column_id]
            if column_id == self._at:
                return before + finder.ordinal if finder.ordinal else 0
            before += finder.total
        return 0

    @property
    def is_complete(self) -> bool:
        """Whether all messages of all columns were looked at."""
        return all(finder.is_complete for finder in self._finders.values())

    def _order(self) -> list[str]:
        ids = [column.column_id for column in self._board.columns()]
        return [each for each in ids if each in self._finders]

    # Acts

    def begin(self) -> None:
        """Starts to read the messages."""
        focused = self._focused()
        self._at = focused.column_id if focused is not None else ""
        self._is_begun = True
        self._on_board_columns_changed()

    def end(self) -> None:
        """Marks nothing and forgets what was read."""
        self._is_begun = False
        for column_id in list(self._finders):
            self._forget(column_id)
        self._query, self._at, self._steps, self._seeks = Query(""), "", 0, False

    def set_query(self, query: Query) -> None:
        """Finds something else: from the current match, or where a person was, on."""
        if query == self._query:
            return
        if self._at not in self._finders:
            self._at = next(iter(self._order()), "")
        self._query, self._steps, self._seeks = query, 0, not query.is_empty
        for column_id, finder in self._finders.items():
            finder.set_query(query, seeks=column_id == self._at)
        self._go_on()
        self.changed.emit()

    def step(self, by: int) -> None:
        """Goes to the next (1) or previous (-1) match, around the ends."""
        if not self._query.is_empty:
            self._steps += by
            self._go_on()
            self.changed.emit()

    # Inside

    def _go_on(self) -> None:
        """Does what was asked for, once all is known."""
        if not self.is_complete:
            return
        if self._seeks:
            self._seeks = False
            finder = self._finders.get(self._at)
            if finder is None or not finder.total:
                self._go_to_column(1)
        while self._steps:
            by = 1 if self._steps > 0 else -1
            self._steps -= by
            self._step_once(by)

    def _step_once(self, by: int) -> None:
        finder = self._finders.get(self._at)
        wanted = finder.ordinal + by if finder is not None and finder.ordinal else 0
        if finder is not None and 1 <= wanted <= finder.total:
            self._show(self._at, wanted)
        else:
            self._go_to_column(by)

    def _go_to_column(self, by: int) -> None:
        """Goes to the first match of the next column that has one, or back to the last one."""
        order = self._order()
        here = order.index(self._at) if self._at in order else -1
        for away in range(1, len(order) + 1):
            column_id = order[(here + by * away) % len(order)]
            total = self._finders[column_id].total
            if total:
                self._show(column_id, 1 if by > 0 else total)
                return

    def _show(self, column_id: str, number: int) -> None:
        before = self._finders.get(self._at)
        if column_id != self._at and before is not None:
            before.leave()
        self._at = column_id
        column = self._board.column(column_id)
        if column is not None:
            self._board.area.reveal(column)
        self._finders[column_id].go_to(number)

    def _forget(self, column_id: str) -> None:
        finder = self._finders.pop(column_id)
        finder.changed.disconnect(self._on_finder_changed)
        finder.end()
        finder.deleteLater()

    # Slots

    def _on_board_columns_changed(self) -> None:
        """Searches columns that came, and lets go of those that went."""
        if not self._is_begun:
            return
        columns = {column.column_id: column for column in self._board.columns()}
        for column_id in [each for each in self._finders if each not in columns]:
            self._forget(column_id)
        for column_id, column in columns.items():
            if column_id not in self._finders:
                finder = self._finders[column_id] = Finder(column.transcript)
                finder.changed.connect(self._on_finder_changed)
                finder.begin()
                finder.set_query(self._query, seeks=False)
        self.changed.emit()

    def _on_finder_changed(self) -> None:
        self._go_on()
        self.changed.emit()

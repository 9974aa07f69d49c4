"""`Differing`: marks, in place, the words of two answers that are not in the other one."""

import asyncio

from PySide6.QtCore import QObject, QTimer, Signal

from studio.core.messages import Message
from studio.services.app import AppServices
from studio.services.comparing.word_differences import Differences, differences_in_steps
from studio.ui.compare.answer_units import MarkedAnswer, in_slices, marked_answer, words_of_answer
from studio.ui.compare.board import ComparisonBoard
from studio.ui.compare.column import CompareColumn
from studio.ui.compare.difference_bar import DifferenceBar
from studio.ui.compare.difference_marks import DifferenceMarks
from studio.ui.theme import ThemeStore
from studio.ui.transcript.finding.index import Match
from studio.ui.transcript.finding.reveal import reveal

_SOON_MS = 60

Pair = tuple[CompareColumn, CompareColumn]


class Differing(QObject):
    """Compares two columns while it is on.

    The words are read and compared in slices on the window's thread (see `word_differences.py`);
    answers that are still written are compared once they are there.

    Signals:
        bar_made: the bar; it belongs above the columns.
    """

    bar_made = Signal(object)

    def __init__(self, board: ComparisonBoard, *, services: AppServices, theme: ThemeStore) -> None:
        super().__init__(board)
        self._board, self._services = board, services
        self._theme = theme
        self._bar: DifferenceBar | None = None
        self._on = self._folds = False
        self._wanted = ("", "")
        self._work_now: asyncio.Task[None] | None = None
        self._shown: dict[str, MarkedAnswer] = {}
        self._compared: tuple[Message, Message] | None = None
        self._at = -1
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SOON_MS)
        self._timer.timeout.connect(self._compare)
        board.columns_changed.connect(self._on_board_changed)
        board.states_changed.connect(self._on_board_changed)

    @property
    def has_bar(self) -> bool:
        """Whether the bar was needed so far."""
        return self._bar is not None

    @property
    def bar(self) -> DifferenceBar:
        """Says what is compared; made when it is first needed."""
        if self._bar is None:
            self._bar = DifferenceBar(self._theme)
            self._bar.hide()
            self._bar.pair_chosen.connect(self._on_bar_pair_chosen)
            self._bar.fold_toggled.connect(self._on_bar_fold_toggled)
            self._bar.step_requested.connect(self.step)
            self.bar_made.emit(self._bar)
        return self._bar

    @property
    def is_on(self) -> bool:
        """Whether differences are marked."""
        return self._on

    def set_on(self, on: bool) -> None:
        """Marks differences, or takes the marks away."""
        if on == self._on:
            return
        self._on = on
        self.bar.setVisible(on)
        if on:
            self._compare()
        else:
            self._clear()

    def compare(self, first_id: str, second_id: str) -> None:
        """Compares two columns; the same one twice becomes it and another one."""
        self._wanted = (first_id, second_id)
        self._compared = None
        self._compare()

    def step(self, by: int) -> None:
        """Goes to the next (1) or previous (-1) difference, in both columns."""
        pair = self._pair()
        if pair is None or not self._shown:
            return
        first = self._shown.get(pair[0].column_id)
        second = self._shown.get(pair[1].column_id)
        stops = first.stops if first is not None and first.stops else []
        leader, marked = (pair[0], first) if stops else (pair[1], second)
        stops = marked.stops if marked is not None else []
        if not stops or marked is None:
            return
        self._at = (self._at + by) % len(stops)
        unit, run = stops[self._at]
        self._board.area.reveal(leader)
        reveal(leader.transcript, Match(marked.message.id, unit, 0), run)

    # Inside

    def _pair(self) -> Pair | None:
        """The two columns: those that were chosen, else the first two with an answer."""
        columns = [c for c in self._board.columns() if self._has_text(c)]
        if len(columns) < 2:
            return None
        by_id = {column.column_id: column for column in columns}
        first = by_id.get(self._wanted[0]) or columns[0]
        second = by_id.get(self._wanted[1])
        if second is None or second is first:
            second = next(column for column in columns if column is not first)
        return first, second

    def _compare(self) -> None:
        if not self._on:
            return
        if self._board.blinding.hides:
            self._clear()
            self.bar.show_words(self.tr("Off while you judge blind"), can_step=False)
            return
        pair = self._pair()
        named = [(c.column_id, c.name) for c in self._board.columns() if c.answer is not None]
        if pair is None:
            self._clear()
            self.bar.show_pair(named, "", "")
            self.bar.show_words(self.tr("Two answers are needed"), can_step=False)
            return
        self.bar.show_pair(named, pair[0].column_id, pair[1].column_id)
        answers = tuple(column.answer for column in pair)
        if any(self._is_busy(answer) for answer in answers):
            self._clear()
            self.bar.show_words(self.tr("Compared when both are written"), can_step=False)
            return
        first, second = answers
        assert first is not None
        assert second is not None
        if self._compared == (first, second):
            return
        self._clear()
        self._compared = (first, second)
        self.bar.show_words(self.tr("Comparing"), can_step=False)
        work = self._work(pair, first, second)
        self._work_now = self._services.scope.start(work, name="differences")

    def _has_text(self, column: CompareColumn) -> bool:
        """Whether a column has an answer with text, or one that is still written."""
        answer = column.answer
        return answer is not None and (bool(answer.text) or self._is_busy(answer))

    def _is_busy(self, answer: Message | None) -> bool:
        return answer is None or self._services.comparing().runner.is_busy(answer.id)

    async def _work(self, pair: Pair, first: Message, second: Message) -> None:
        words = await in_slices(words_of_answer(first))
        words_2 = await in_slices(words_of_answer(second))
        found = await in_slices(differences_in_steps(words.words, words_2.words))
        notes = (self.tr("1 identical part"), self.tr("{count} identical parts"))
        folds = notes if self._folds else None
        marked = await in_slices(marked_answer(first, words, found.first, folds))
        marked_2 = await in_slices(marked_answer(second, words_2, found.second, folds))
        for column, own in zip(pair, (marked, marked_2), strict=True):
            self._show(column, own)
            await asyncio.sleep(0)  # each is painted in a frame of its own
        self._tell(found, len(marked.stops), len(marked_2.stops))

    def _show(self, column: CompareColumn, marked: MarkedAnswer) -> None:
        self._shown[column.column_id] = marked
        if marked.is_folded:
            column.show_instead(marked.message)
        view = column.transcript
        view.marks.different = DifferenceMarks(marked.message.id, marked.runs)
        view.viewport().update()

    def _tell(self, found: Differences, count: int, count_2: int) -> None:
        percent = int(found.share * 100)
        if not count and not count_2:
            self.bar.show_words(self.tr("No differences"), can_step=False)
            return
        text = self.tr("{percent} % the same · {count} and {count_2} differences")
        text = text.format(percent=percent, count=count, count_2=count_2)
        self.bar.show_words(text, can_step=True)

    def _clear(self) -> None:
        """Takes the marks away; a comparison under way comes to nothing."""
        if self._work_now is not None:
            self._work_now.cancel()
            self._work_now = None
        self._compared = None
        self._at = -1
        for column in self._board.columns():
            shown = self._shown.get(column.column_id)
            if shown is None:
                continue
            column.transcript.marks.different = None
            if shown.is_folded:
                column.show_instead(None)
            column.transcript.viewport().update()
        self._shown = {}

    # Slots

    def _on_board_changed(self) -> None:
        if self._on:
            self._timer.start()

    def _on_bar_pair_chosen(self, first_id: str, second_id: str) -> None:
        self.compare(first_id, second_id)

    def _on_bar_fold_toggled(self, on: bool) -> None:
        self._folds = on
        self._compared = None
        self._compare()

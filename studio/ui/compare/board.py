"""`ComparisonBoard`: the columns of one comparison, kept in step with the services.

It owns no work: answers go on when it shows something else, and it takes up columns in the
middle of their being written.
"""

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from studio.core.comparing import (
    ColumnSetup,
    ComparedColumn,
    answer_of,
    names_of,
    new_column,
    replies_of,
)
from studio.core.comparing_figures import Figures, best_of, figures_of
from studio.core.ids import MessageId
from studio.core.messages import Message
from studio.core.tree import ConversationTree
from studio.services.app import AppServices
from studio.services.run import RunAdvanced
from studio.ui.chat.link_popup import LinkPopup
from studio.ui.chat.status_texts import status_line
from studio.ui.compare.column import CompareColumn
from studio.ui.compare.column_feed import ColumnFeed
from studio.ui.compare.column_rows import column_rows, row_in_column
from studio.ui.compare.columns_area import ColumnsArea
from studio.ui.compare.figure_texts import value_text
from studio.ui.compare.judging.blinding import Blinding
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack
from studio.ui.widgets.undo import UndoList

STATUS_INTERVAL_MS = 250


class ComparisonBoard(QObject):
    """Makes a `CompareColumn` for each column and brings what happens to it.

    Signals:
        column_made: a `CompareColumn`; connect it.
        columns_changed: others, or in another order, or with other models.
        states_changed: an answer began, came further, or ended.
    """

    column_made = Signal(object)
    columns_changed = Signal()
    states_changed = Signal()

    def __init__(
        self,
        *,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
        undo: UndoList,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._comparing = services.comparing()
        self._theme, self._toasts, self._undo = theme, toasts, undo
        self._window = parent
        self._links: LinkPopup | None = None
        self._id = ""
        self._fresh: tuple[ComparedColumn, ...] = ()
        self._columns: dict[str, CompareColumn] = {}
        self._order: list[str] = []
        self.area = ColumnsArea(theme)
        self.shown_in: list[QWidget] = [self.area]
        self.blinding = Blinding(self)
        self.feed = ColumnFeed(self._is_seen, self._advance, self)
        self._status_timer = QTimer(self, interval=STATUS_INTERVAL_MS)
        self._connect()

    def _connect(self) -> None:
        services = self._services
        self._comparing.store.comparison_changed.connect(self._on_store_comparison_changed)
        self._comparing.store.current_changed.connect(self._on_store_current_changed)
        self._comparing.runner.parallel.changed.connect(self._on_parallel_changed)
        services.conversations.tree_loaded.connect(self._on_conversations_path_changed)
        services.conversations.path_changed.connect(self._on_conversations_path_changed)
        services.conversations.message_changed.connect(self._on_message_changed)
        services.runs.run_started.connect(self._on_message_changed)
        services.runs.run_advanced.connect(self._on_runs_run_advanced)
        services.runs.run_finished.connect(self._on_message_changed)
        services.preferences.changed.connect(self._on_preferences_changed)
        self.area.seen_changed.connect(self.catch_up)
        self._status_timer.timeout.connect(self.show_states)
        self.blinding.changed.connect(self._sync_columns)

    # What is shown

    @property
    def conversation_id(self) -> str:
        """The comparison that is shown; "" for a new one."""
        return self._id

    def columns(self) -> list[CompareColumn]:
        """The columns from left to right."""
        return [self._columns[each] for each in self._order]

    def column(self, column_id: str) -> CompareColumn | None:
        """The column of an id, or None."""
        return self._columns.get(column_id)

    def compared(self) -> tuple[ComparedColumn, ...]:
        """The columns as values."""
        comparison = self._comparing.store.get(self._id) if self._id else None
        return comparison.columns if comparison is not None else self._fresh

    def setups(self) -> tuple[ColumnSetup, ...]:
        """Who is asked."""
        return tuple(each.setup for each in self.compared())

    def tree(self) -> ConversationTree | None:
        """The tree of what is shown, or None while it is not there."""
        return self._services.conversations.tree(self._id) if self._id else None

    def replies(self, column: CompareColumn) -> tuple[Message, ...]:
        """The last answer of a column with those that were asked for along with it."""
        tree = self.tree()
        return replies_of(tree, column.column) if tree is not None else ()

    def is_busy(self, column: CompareColumn) -> bool:
        """Whether something of its last answer is still to come."""
        runner = self._comparing.runner
        return any(runner.is_busy(each.id) for each in self.replies(column))

    def show_comparison(self, conversation_id: str) -> None:
        """Shows another comparison; "" for a new one with the current line-up."""
        if conversation_id != self._id:
            self._drop_columns()
            self.blinding.next_question()
        self._id = conversation_id
        self.feed.clear()
        if conversation_id:
            self._services.conversations.open(conversation_id)
        self._sync_columns()

    def adopt(self, conversation_id: str) -> None:
        """What was new is kept now: its columns stay where they are."""
        self._id = conversation_id
        self._sync_columns()

    def follow_new_question(self) -> None:
        """A question was sent: it comes into view in every column."""
        self.blinding.next_question()
        for column in self._columns.values():
            column.transcript.follow_new_question()

    def answers(self) -> list[Message | None]:
        """The last answer of each column."""
        return [column.answer for column in self.columns()]

    # Keeping in step

    def _drop_columns(self) -> None:
        gone, self._columns, self._order = list(self._columns.values()), {}, []
        self.area.set_columns([])
        _let_go(gone)

    def _sync_columns(self) -> None:
        store = self._comparing.store
        if not self._id and tuple(each.setup for each in self._fresh) != store.current:
            self._fresh = _columns_for(store.current, self._fresh)
        compared = self.compared()
        names = names_of([each.setup for each in compared])
        hidden = self.tr("Answer {letter}")
        wanted, shown = self.blinding.arrange([each.id for each in compared], names, hidden)
        moved = wanted != self._order
        gone = [self._columns.pop(each) for each in list(self._columns) if each not in wanted]
        self._order = [each for each in self._order if each in wanted]
        _let_go(gone)
        for each in compared:
            column = self._columns.get(each.id) or self._make_column(each)
            column.set_blind(self.blinding.hides)
            column.show_column(each, shown[each.id], self._id)
        self._order = wanted
        if moved:
            self.area.set_columns(self.columns())
        self.show_paths()
        self.columns_changed.emit()

    def _make_column(self, column: ComparedColumn) -> CompareColumn:
        if self._links is None:
            self._links = LinkPopup(theme=self._theme, window=self._window.window())
        made = CompareColumn(
            column,
            comparing=self._comparing,
            services=self._services,
            theme=self._theme,
            toasts=self._toasts,
            undo=self._undo,
            links=self._links,
        )
        values = self._services.preferences.values
        made.transcript.set_zoom(values.text_zoom_percent)
        made.set_all_figures(values.compare_all_figures)
        self._columns[column.id] = made
        self.column_made.emit(made)
        return made

    def show_paths(self) -> None:
        """Shows the messages of every column."""
        comparison, tree = self._comparing.store.get(self._id), self.tree()
        runs, runner = self._services.runs, self._comparing.runner
        for column in self.columns():
            if comparison is None or tree is None:
                column.show_path([], None)
                continue
            rows = column_rows(tree, comparison, column.column, runs, runner)
            answer = answer_of(tree, column.column)
            column.show_path(rows, answer)
            if answer is not None:
                self.feed.caught_up(answer.id)
        self.show_states()

    def show_states(self) -> None:
        """Shows how far each answer came, and its figures."""
        runner, comparison = self._comparing.runner, self._comparing.store.get(self._id)
        figures = [self.figures_of(column, column.answer) for column in self.columns()]
        best = best_of(figures, value_text)
        busy = False
        for column, own, marks in zip(self.columns(), figures, best, strict=True):
            answer = column.answer
            place = runner.parallel.place_of(answer.id) if answer is not None else 0
            live = self._services.runs.live(answer.id) if answer is not None else None
            busy = busy or live is not None or place > 0 or self.is_busy(column)
            column.show_figures(own, marks)
            base_id = comparison.base_id if comparison is not None else None
            is_base = base_id is not None and answer is not None and answer.id == base_id
            column.show_state(
                place=place,
                running=live is not None,
                has_begun=live is not None and live.first_token_s is not None,
                is_base=is_base,
            )
            if answer is not None and self.area.is_seen(column):
                if live is not None:
                    writing = self.tr("Writing") if self.blinding.hides else status_line(live)
                    column.transcript.set_status(answer.id, writing)
                elif place:
                    text = self.tr("Waiting for its turn · {place}").format(place=place)
                    column.transcript.set_status(answer.id, text)
        busy = busy and any(each.isVisible() for each in self.shown_in)
        if busy != self._status_timer.isActive():
            self._status_timer.start() if busy else self._status_timer.stop()
        self.states_changed.emit()

    def figures_of(self, column: CompareColumn, answer: Message | None) -> Figures:
        """What is known of an answer of a column."""
        if answer is None:
            return Figures()
        live = self._services.runs.live(answer.id)
        if live is not None:
            return Figures(
                first_token_s=live.first_token_s,
                tokens_per_s=live.tokens_per_s() or None,
                total_s=live.elapsed_s(),
                tokens_out=live.output_tokens_estimate(),
                tokens_are_estimated=True,
            )
        if self._comparing.runner.is_busy(answer.id):
            return Figures()
        connection = self._comparing.requests.connection_of(column.column.setup)
        model = self._services.catalogue.get(connection.id, answer.model_id or "")
        return figures_of(answer, model)

    def catch_up(self) -> None:
        """Columns that came onto the screen take what came meanwhile."""
        for column in self.columns():
            answer = column.answer
            if answer is not None and self.feed.is_behind(answer.id) and self.area.is_seen(column):
                self._show_message(column, answer.id)

    def _show_message(self, column: CompareColumn, message_id: str) -> None:
        comparison, tree = self._comparing.store.get(self._id), self.tree()
        message = tree.get(MessageId(message_id)) if tree is not None else None
        if comparison is None or tree is None or message is None:
            return
        row = row_in_column(
            tree, comparison, column.column, message, self._services.runs, self._comparing.runner
        )
        column.show_message(row)
        self.feed.caught_up(message_id)

    def _of_message(self, message_id: str) -> list[CompareColumn]:
        return [c for c in self._columns.values() if c.transcript.item_of(message_id) is not None]

    def _is_seen(self, message_id: str) -> bool:
        return any(self.area.is_seen(column) for column in self._of_message(message_id))

    def _advance(self, message_id: str, changes: tuple[object, ...]) -> None:
        for column in self._of_message(message_id):
            column.advance(message_id, changes)  # type: ignore[arg-type]

    # Slots

    def _on_store_comparison_changed(self, conversation_id: str) -> None:
        if conversation_id == self._id:
            self._sync_columns()

    def _on_store_current_changed(self) -> None:
        if not self._id:
            self._sync_columns()

    def _on_parallel_changed(self, conversation_id: str) -> None:
        if conversation_id == self._id:
            self.show_states()

    def _on_conversations_path_changed(self, conversation_id: str) -> None:
        if conversation_id == self._id:
            self.show_paths()

    def _on_message_changed(self, conversation_id: str, message_id: str) -> None:
        if conversation_id == self._id:
            for column in self._of_message(message_id):
                self._show_message(column, message_id)
            self.show_states()

    def _on_runs_run_advanced(self, advanced: RunAdvanced) -> None:
        if advanced.conversation_id == self._id:
            self.feed.take(advanced.message_id, advanced.changes)

    def _on_preferences_changed(self, name: str) -> None:
        values = self._services.preferences.values
        for column in self._columns.values():
            if name == "text_zoom_percent":
                column.transcript.set_zoom(values.text_zoom_percent)
            elif name == "compare_all_figures":
                column.set_all_figures(values.compare_all_figures)


def _let_go(columns: Sequence[CompareColumn]) -> None:
    """Columns go for good.

    With the keyboard in one of them Qt puts it into what comes next, and scrolls there: by then
    they must be forgotten.
    """
    for column in columns:
        column.hide()
        column.deleteLater()


def _columns_for(
    setups: Sequence[ColumnSetup], before: Sequence[ComparedColumn]
) -> tuple[ComparedColumn, ...]:
    """Columns of a new comparison; those that were there keep their ids, also set up anew."""
    left = list(before)
    found: list[ComparedColumn | None] = []
    for setup in setups:
        same = next((each for each in left if each.setup == setup), None)
        if same is not None:
            left.remove(same)
        found.append(same)
    columns: list[ComparedColumn] = []
    for place, (setup, same) in enumerate(zip(setups, found, strict=True)):
        if same is None and len(setups) == len(before) and before[place] in left:
            same = replace(before[place], setup=setup)
        columns.append(same or new_column(setup))
    return tuple(columns)

"""`PageViews`: the columns, or what is shown in their place: standings, runs."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from studio.services.app import AppServices
from studio.ui.compare.judging.blinding import Blinding
from studio.ui.compare.side_rows import SideRows
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack
from studio.ui.widgets.undo import UndoList

if TYPE_CHECKING:
    from studio.ui.compare.judging.standings_page import StandingsPage
    from studio.ui.compare.page import ComparePage
    from studio.ui.compare.runs.page import RunsPage


class PageViews(QObject):
    """Shows one of several views beside the list; those that are no columns are made late.

    Args:
        columns: the view of a comparison.
        blinding: while it hides names, nothing tells who wins.
    """

    def __init__(
        self,
        page: "ComparePage",
        *,
        columns: QWidget,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
        undo: UndoList,
        blinding: Blinding,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._services, self._theme, self._toasts, self._undo = services, theme, toasts, undo
        self._columns = columns
        self._standings: StandingsPage | None = None
        self._runs: RunsPage | None = None
        self.rows = SideRows(services=services, theme=theme, blinding=blinding)
        self.stack = QStackedWidget()
        self.stack.addWidget(columns)
        self.rows.standings_requested.connect(self.show_standings)
        self.rows.runs_requested.connect(self.show_runs)

    def show_columns(self) -> None:
        """Back to the comparison."""
        self.stack.setCurrentWidget(self._columns)

    def leave(self) -> bool:
        """Back to the comparison; False when it is shown already."""
        shown = self.stack.currentWidget()
        if shown is self._columns:
            return False
        if self._runs is not None and shown is self._runs and self._runs.leave():
            return True
        self.show_columns()
        return True

    def show_standings(self) -> None:
        """Shows the leaderboard."""
        if self._standings is None:
            from studio.ui.compare.judging.standings_page import StandingsPage

            self._standings = StandingsPage(
                services=self._services, theme=self._theme,
                hidden_question_id=self._page.voting.hidden_question_id,
            )  # fmt: skip
            self._standings.closed.connect(self.show_columns)
            self.stack.addWidget(self._standings)
        self._standings.show_kind(images=self._page.images.is_shown)
        self.stack.setCurrentWidget(self._standings)
        self._standings.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def runs(self) -> "RunsPage":
        """The runs of many prompts; made when they are first needed."""
        if self._runs is None:
            from studio.ui.compare.runs.page import RunsPage

            self._runs = RunsPage(
                services=self._services,
                theme=self._theme,
                toasts=self._toasts,
                undo=self._undo,
                setups=self._page.board.setups,
            )
            self._runs.closed.connect(self.show_columns)
            self._runs.comparison_requested.connect(self._page.open)
            self._runs.model_picker_requested.connect(self._page.model_picker_requested)
            self.stack.addWidget(self._runs)
        return self._runs

    def back_to_run(self, conversation_id: str) -> bool:
        """From a row of a run back to its table; False when no such row is shown."""
        runs = self._runs
        if runs is None or not conversation_id or runs.run.conversation_id != conversation_id:
            return False
        runs.setCurrentWidget(runs.run)
        self.stack.setCurrentWidget(runs)
        runs.run.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def show_runs(self) -> None:
        """Shows the runs of many prompts: the one that was shown last, else the list."""
        self.stack.setCurrentWidget(self.runs)

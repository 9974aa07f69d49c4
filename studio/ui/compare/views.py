"""`PageViews`: the columns, or what is shown in their place: standings, runs."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from studio.services.app import AppServices
from studio.ui.compare.judging.blinding import Blinding
from studio.ui.compare.side_rows import SideRows
from studio.ui.theme import ThemeStore

if TYPE_CHECKING:
    from studio.ui.compare.judging.standings_page import StandingsPage


class PageViews(QObject):
    """Shows one of several views beside the list; those that are no columns are made late.

    Args:
        columns: the view of a comparison.
        blinding: while it hides names, nothing tells who wins.
    """

    def __init__(
        self,
        page: QWidget,
        *,
        columns: QWidget,
        services: AppServices,
        theme: ThemeStore,
        blinding: Blinding,
    ) -> None:
        super().__init__(page)
        self._services, self._theme = services, theme
        self._columns = columns
        self._standings: StandingsPage | None = None
        self.rows = SideRows(services=services, theme=theme, blinding=blinding)
        self.stack = QStackedWidget()
        self.stack.addWidget(columns)
        self.rows.standings_requested.connect(self.show_standings)
        self.rows.runs.hide()

    def show_columns(self) -> None:
        """Back to the comparison."""
        self.stack.setCurrentWidget(self._columns)

    def leave(self) -> bool:
        """Back to the comparison; False when it is shown already."""
        if self.stack.currentWidget() is self._columns:
            return False
        self.show_columns()
        return True

    def show_standings(self) -> None:
        """Shows the leaderboard."""
        if self._standings is None:
            from studio.ui.compare.judging.standings_page import StandingsPage

            self._standings = StandingsPage(services=self._services, theme=self._theme)
            self._standings.closed.connect(self.show_columns)
            self.stack.addWidget(self._standings)
        self.stack.setCurrentWidget(self._standings)
        self._standings.table.setFocus(Qt.FocusReason.OtherFocusReason)

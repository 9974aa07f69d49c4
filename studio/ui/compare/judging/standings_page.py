"""The leaderboard: who is better, by which votes, and how sure that is."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from studio.core.judging.leaderboard import VoteFilter
from studio.itemmodels.standings import StandingColumn, StandingsModel
from studio.services.app import AppServices
from studio.ui.compare.judging.rating_delegate import StandingsDelegate
from studio.ui.compare.tables.table import Table
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Choice, EmptyState, IconButton, Label, Segmented, Surface
from studio.ui.widgets.flow_layout import FlowLayout

_WIDTHS = {
    StandingColumn.RANK: 56,
    StandingColumn.MODEL: 260,
    StandingColumn.GAMES: 80,
    StandingColumn.WINS: 72,
    StandingColumn.TIES: 72,
    StandingColumn.LOSSES: 72,
    StandingColumn.POINTS: 80,
}
_LEAST_RATING_PX = 200
"""Narrower than that no interval can be read: the table scrolls sideways instead."""


class StandingsPage(Surface):
    """Header, filters and a table.

    Args:
        hidden_question_id: asks which question is judged blind now; votes on it would tell.

    Signals:
        closed: back to the columns.
    """

    closed = Signal()

    def __init__(
        self,
        *,
        services: AppServices,
        theme: ThemeStore,
        hidden_question_id: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "base", parent=parent)
        self._services = services
        self._hidden_question_id = hidden_question_id
        self._votes = services.judging().votes
        self._asked = 0
        self._build()
        self._connect()
        self._apply_theme()

    def _build(self) -> None:
        theme = self.theme_store
        self.setObjectName("standings_page")
        self.model = StandingsModel(self)
        self._back = IconButton(
            theme, "chevron-left", self.tr("Back to the columns"), "Esc", object_name="close"
        )
        self._title = Label(theme, self.tr("Standings"), style="page")
        self._who = Segmented(
            theme,
            self.tr("Votes of"),
            (("me", self.tr("My votes"), ""), ("judges", self.tr("Judges"), "")),
        )
        self._kind = Segmented(
            theme,
            self.tr("Kind of answers"),
            (("texts", self.tr("Texts"), ""), ("images", self.tr("Images"), "")),
        )
        self._who.set_value("me")
        self._kind.set_value("texts")
        self._tag = Choice(theme, self.tr("Tag"), (("", self.tr("All tags")),))
        self._since = Choice(
            theme,
            self.tr("Period"),
            (
                (0, self.tr("All time")),
                (90, self.tr("Last 90 days")),
                (30, self.tr("Last 30 days")),
                (7, self.tr("Last 7 days")),
            ),
        )
        self._note = Label(theme, style="small", token="text3", wrap=True)
        self._note.setObjectName("standings_note")
        self.table = Table(theme, self.model, self.tr("Standings"), "standings")
        self.table.setItemDelegate(StandingsDelegate(theme, self.table))
        self._empty = EmptyState(
            theme, self.tr("No votes yet"), self.tr("Pick the better answer of a comparison.")
        )
        self._lay_out()

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self._back)
        self._head.addWidget(self._title, 1)
        self._filters = FlowLayout()
        for widget in (self._who, self._kind, self._tag, self._since):
            self._filters.addWidget(widget)
        box = QWidget()
        around = QHBoxLayout(box)
        around.addStretch(1)
        around.addWidget(self._empty, 100)
        around.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(box)
        self._stack.addWidget(self.table)
        self._below = QHBoxLayout()
        self._below.addWidget(self._note)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._head)
        rows.addLayout(self._filters)
        rows.addWidget(self._stack, 1)
        rows.addLayout(self._below)
        header = self.table.header
        header.setStretchLastSection(False)
        header.setSectionResizeMode(StandingColumn.RATING, QHeaderView.ResizeMode.Fixed)

    def _connect(self) -> None:
        self.theme_store.changed.connect(self._apply_theme)
        self._back.clicked.connect(self.closed)
        self._who.chosen.connect(self.refresh)
        self._kind.chosen.connect(self.refresh)
        self._tag.chosen.connect(self.refresh)
        self._since.chosen.connect(self.refresh)
        self._votes.loaded.connect(self.refresh)
        self._votes.votes_changed.connect(self.refresh)
        self._votes.judgements_changed.connect(self.refresh)

    def show_kind(self, *, images: bool) -> None:
        """Shows the table of images, or that of texts."""
        self._kind.set_value("images" if images else "texts")
        self.refresh()

    def wanted(self) -> VoteFilter:
        """Which votes count, as chosen."""
        days = int(str(self._since.value or 0))
        tag = str(self._tag.value or "")
        return VoteFilter(
            judges=self._who.value == "judges",
            images=self._kind.value == "images",
            tags=(tag,) if tag else (),
            since=self._services.clock.now() - timedelta(days=days) if days else None,
            but_question_id=self._hidden_question_id(),
        )

    def refresh(self, _chosen: object = None) -> None:
        """Works the table out anew, when it is seen."""
        if not self.isVisible():
            return
        tags = (("", self.tr("All tags")), *((tag, tag) for tag in self._votes.tags()))
        value = self._tag.value
        self._tag.set_options(tags)
        self._tag.set_value(value if any(value == tag for tag, _ in tags) else "")
        self._show_note()
        self._asked += 1
        self._services.scope.start(self._work_out(self._asked), name="standings")

    async def _work_out(self, number: int) -> None:
        rows = await self._votes.standings(self.wanted())
        if number == self._asked:  # nothing else was chosen meanwhile
            self.model.set_rows(rows)
            self._stack.setCurrentIndex(1 if rows else 0)
            self._fit_rating()

    def _show_note(self) -> None:
        text = self.tr(
            "Bradley-Terry model, 95 % intervals. A pick is a win over each of the other "
            "answers. Models share a rank until one is better beyond doubt."
        )
        hidden = self.tr("What you judge blind now counts after you reveal it.")
        self._note.set_text(f"{text} {hidden}" if self._hidden_question_id() else text)

    def _apply_theme(self) -> None:
        s = self.theme_store.current.scaled
        self._title.setFixedHeight(s(51))
        self._head.setContentsMargins(s(8), 0, s(12), 0)
        self._head.setSpacing(s(4))
        self._filters.setContentsMargins(s(16), s(8), s(16), s(12))
        self._filters.setSpacing(s(12))
        self._below.setContentsMargins(s(16), s(8), s(16), s(12))
        for column, width in _WIDTHS.items():
            self.table.setColumnWidth(column, s(width))
        self._fit_rating()

    def _fit_rating(self) -> None:
        """The rating takes the room that the others leave."""
        s = self.theme_store.current.scaled
        room = self.table.viewport().width() - sum(map(s, _WIDTHS.values()))
        self.table.setColumnWidth(StandingColumn.RATING, max(s(_LEAST_RATING_PX), room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the table has another width."""
        super().resizeEvent(event)
        layout = self.layout()
        if layout is not None:
            layout.activate()
        self._fit_rating()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: it is up to date when it is seen."""
        super().showEvent(event)
        self.refresh()

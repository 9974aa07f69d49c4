"""What stands below the list of comparisons: runs, and the first of the standings."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from studio.core.judging.leaderboard import Standing, VoteFilter
from studio.core.models import short_model_name
from studio.services.app import AppServices
from studio.ui.compare.judging.blinding import Blinding
from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import FocusRinged, SectionLabel, paint_provider_tile, set_names

_ROW_PX, _TILE_PX, _SHOWN = 32, 20, 3


class SideRow(FocusRinged, QAbstractButton):
    """An icon or a model's tile, a text, and a remark at the right."""

    ring_gap_px = 0

    def __init__(self, theme: ThemeStore, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name, self._model_id, self._remark = icon, "", ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._use_theme(theme)

    def show_row(self, text: str, remark: str = "", model_id: str = "") -> None:
        """Shows a text; with a model its tile in the place of the icon."""
        self._model_id, self._remark = model_id, remark
        self.setText(text)
        spoken = ", ".join(filter(None, (text, remark)))
        set_names(self, spoken)
        self.update()

    def _show_theme(self) -> None:
        self.setFixedHeight(self.theme.scaled(_ROW_PX))

    def sizeHint(self) -> QSize:
        """Qt: as wide as there is room."""
        return QSize(self.theme.scaled(120), self.theme.scaled(_ROW_PX))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: ground, icon or tile, texts."""
        theme, painter = self.theme, QPainter(self)
        s = theme.scaled
        box = QRectF(self.rect()).adjusted(s(8), 0, -s(8), 0)
        if self.isDown() or self.underMouse():
            fill = theme.color("pressed" if self.isDown() else "hoverSide")
            rounded_box(painter, box, s(6), fill)
        left = round(box.left()) + s(8)
        if self._model_id:
            tile = QRectF(left, (self.height() - s(_TILE_PX)) / 2, s(_TILE_PX), s(_TILE_PX))
            paint_provider_tile(painter, tile, theme, self._model_id)
        elif self._icon_name:
            icon = theme.pixmap(self._icon_name, s(16), "text2", self.devicePixelRatioF())
            painter.drawPixmap(left + s(2), (self.height() - s(16)) // 2, icon)
        small = theme.font("small")
        wide = QFontMetrics(small).horizontalAdvance(self._remark) if self._remark else 0
        right = round(box.right()) - s(8)
        painter.setFont(small)
        painter.setPen(theme.color("text3"))
        align = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(right - wide - 1, 0, wide + 2, self.height()), align, self._remark)
        painter.setFont(theme.font("ui"))
        painter.setPen(theme.color("text"))
        x = left + s(28)
        room = right - wide - s(8) - x
        shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(x, 0, room, self.height()), align, shown)


class SideRows(QWidget):
    """Runs, and the best models.

    Signals:
        standings_requested: show the whole leaderboard.
        runs_requested: show the runs of many prompts.
    """

    standings_requested = Signal()
    runs_requested = Signal()

    def __init__(
        self,
        *,
        services: AppServices,
        theme: ThemeStore,
        blinding: Blinding,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._theme, self._blinding = services, theme, blinding
        self._votes = services.judging().votes
        self._asked = 0
        self.setObjectName("side_rows")
        self._title = SectionLabel(theme, self.tr("Standings"))
        self._all = SideRow(theme, "chart-column")
        self._all.setObjectName("all_standings")
        self._all.show_row(self.tr("All standings"))
        self.runs = SideRow(theme, "rows-3")
        self.runs.setObjectName("runs")
        self.runs.show_row(self.tr("Runs of many prompts"))
        self._best = [SideRow(theme) for _ in range(_SHOWN)]
        rows = self._rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._title)
        for row in self._best:
            row.hide()
            row.clicked.connect(self.standings_requested)
            rows.addWidget(row)
        rows.addWidget(self._all)
        rows.addWidget(self.runs)
        self._title.hide()
        self._all.clicked.connect(self.standings_requested)
        self.runs.clicked.connect(self.runs_requested)
        theme.changed.connect(self._apply_theme)
        self._votes.votes_changed.connect(self.refresh)
        self._votes.loaded.connect(self.refresh)
        blinding.changed.connect(self.refresh)
        self._apply_theme()
        self.refresh()

    def refresh(self) -> None:
        """Works out who is best; not while it would tell who was just picked blind."""
        if self._blinding.hides:
            return
        self._asked += 1
        if self._votes.votes():
            self._services.scope.start(self._work_out(self._asked), name="best models")
        else:
            self._show(())

    async def _work_out(self, number: int) -> None:
        rows = await self._votes.standings(VoteFilter())
        if number == self._asked:
            self._show(rows[:_SHOWN])

    def _show(self, rows: tuple[Standing, ...]) -> None:
        self._title.setVisible(bool(rows))
        for at, row in enumerate(self._best):
            row.setVisible(at < len(rows))
            if at < len(rows):
                best = rows[at]
                won = self.tr("{wins} of {games} won").format(wins=best.wins, games=best.games)
                row.show_row(short_model_name(best.model_id), won, best.model_id)
                row.setToolTip(best.model_id)

    def _apply_theme(self) -> None:
        self._rows.setContentsMargins(0, 0, 0, self._theme.current.scaled(8))

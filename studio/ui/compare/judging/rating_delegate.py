"""Paints a rating: its number, and its interval on a scale that all rows share."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from studio.itemmodels.standings import RANGE_ROLE, STANDING_ROLE, StandingColumn
from studio.ui.compare.tables.table import Index, TableDelegate
from studio.ui.widgets import paint_provider_tile

_NUMBER_PX, _TILE_PX = 56, 20


class StandingsDelegate(TableDelegate):
    """A tile before the model, a bar behind the rating."""

    def paint_cell(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """What stands in a cell."""
        column = StandingColumn(index.column())
        if column is StandingColumn.MODEL:
            self._paint_model(painter, QRect(option.rect), index)
        elif column is StandingColumn.RATING:
            self._paint_rating(painter, QRect(option.rect), index)
        else:
            super().paint_cell(painter, option, index)

    def _paint_model(self, painter: QPainter, box: QRect, index: Index) -> None:
        theme = self.theme
        side = theme.scaled(_TILE_PX)
        tile = QRectF(box.left() + theme.scaled(8), box.center().y() - side / 2, side, side)
        paint_provider_tile(painter, tile, theme, str(index.data()))
        rest = box.adjusted(theme.scaled(8) + side, 0, 0, 0)
        self.paint_text(painter, rest, str(index.data()), int(Qt.AlignmentFlag.AlignLeft))

    def _paint_rating(self, painter: QPainter, box: QRect, index: Index) -> None:
        theme = self.theme
        number = QRect(box.left(), box.top(), theme.scaled(_NUMBER_PX), box.height())
        self.paint_text(painter, number, str(index.data()), int(Qt.AlignmentFlag.AlignRight))
        standing, (least, most) = index.data(STANDING_ROLE), index.data(RANGE_ROLE)
        room = QRectF(box).adjusted(theme.scaled(_NUMBER_PX + 8), 0, -theme.scaled(16), -1)
        if most <= least or room.width() < theme.scaled(24):
            return

        def x_of(rating: float) -> float:
            return float(room.left() + room.width() * (rating - least) / (most - least))

        middle = room.center().y()
        low, high, at = x_of(standing.low), x_of(standing.high), x_of(standing.rating)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("lineStrong"))
        thin = theme.scaled(2)
        painter.drawRoundedRect(QRectF(low, middle - thin / 2, high - low, thin), 1, 1)
        for end in (low, high):
            painter.drawRect(QRectF(end - 0.5, middle - theme.scaled(4), 1, theme.scaled(8)))
        painter.setBrush(theme.color("accent"))
        radius = theme.scaled(4)
        painter.drawEllipse(QRectF(at - radius, middle - radius, 2 * radius, 2 * radius))

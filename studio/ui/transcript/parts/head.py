"""Head of an assistant message: provider tile, model id, time."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from studio.ui.theme import rounded_box
from studio.ui.transcript.element import PaintContext
from studio.ui.transcript.kit import Kit
from studio.ui.transcript.parts.base import PaintedPart, paint_line, text_width

_HEIGHT_PX, _TILE_PX = 24, 20


class Head(PaintedPart):
    """Who answered, and when.

    Args:
        model_id: "" when unknown.
        when: the time as text.
    """

    space_after_px = 8.0

    def __init__(self, kit: Kit, model_id: str, when: str) -> None:
        super().__init__(kit)
        self._model_id = model_id
        self._when = when

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Tile, id and time in one line."""
        theme, px = context.theme, self.kit.px
        height, tile, gap = px(_HEIGHT_PX), px(_TILE_PX), px(8)
        fill, letter = theme.provider_colors(self._model_id)
        box = QRectF(0, (height - tile) / 2, tile, tile)
        rounded_box(painter, box, px(5), fill=fill)
        first = self._model_id[:1].upper() or "?"
        font = theme.font("micro", weight=600)
        paint_line(painter, first, box, font, letter, Qt.AlignmentFlag.AlignHCenter)
        left = tile + gap
        line = QRectF(left, 0, self._width - left, height)
        strong = theme.font("ui", weight=600)
        small = theme.font("small")
        # A long id gives way: the time stays whole.
        line.setWidth(line.width() - gap - text_width(self._when, small))
        used = paint_line(painter, self._model_id, line, strong, theme.color("text"))
        line.setLeft(left + used + gap)
        line.setRight(self._width)
        paint_line(painter, self._when, line, small, theme.color("text3"))

    def _lay_out(self, width: float) -> float:
        return self.kit.px(_HEIGHT_PX)


class Spacer(PaintedPart):
    """Nothing, of some height."""

    def __init__(self, kit: Kit, height_px: float) -> None:
        super().__init__(kit)
        self._wanted_px = height_px

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Paints nothing."""

    def _lay_out(self, width: float) -> float:
        return self._wanted_px

"""`WholePictures`: images in a selection, one character each."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from studio.ui.theme import Theme, rounded_box
from studio.ui.transcript.element import PaintContext

_TINT = 0.6


def tint_picture(painter: QPainter, rect: QRectF, radius: float, theme: Theme) -> None:
    """Marks an image as selected."""
    color = theme.color("selText")
    color.setAlphaF(_TINT)
    rounded_box(painter, rect, radius, fill=color, border=theme.color("accent"), border_px=2)


class WholePictures:
    """Images as characters of a selection: one each, chosen or not."""

    _rects: list[QRectF]

    def selectable_text(self) -> str:
        """One sign per image."""
        return "\ufffc" * len(self._rects)

    def position_at(self, pos: QPointF) -> int:
        """Before or behind the image at a point; see `TextElement`."""
        found = 0
        for index, rect in enumerate(self._rects):
            above = pos.y() < rect.top()
            beside = pos.y() <= rect.bottom() and pos.x() < rect.center().x()
            if above or beside:
                return found
            found = index + 1
        return found

    def selection_rects(self, start: int, end: int) -> list[QRectF]:
        """See `TextElement`."""
        return self._rects[max(0, start) : max(0, end)]

    def caret_rect(self) -> QRectF:
        """See `TextElement`."""
        last = self._rects[-1] if self._rects else QRectF()
        return QRectF(last.right(), last.top(), 2, last.height())

    def tint(self, painter: QPainter, context: PaintContext, radius: float) -> None:
        """Marks the images that are selected."""
        if context.selection is not None:
            for rect in self.selection_rects(*context.selection):
                tint_picture(painter, rect, radius, context.theme)

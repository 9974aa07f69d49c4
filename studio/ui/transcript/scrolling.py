"""`SideScroll`: sideways scrolling inside one element."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from studio.ui.theme import rounded_box
from studio.ui.transcript.element import Hit, PaintContext
from studio.ui.transcript.look import Look

_THUMB_PX, _EDGE_PX, _LEAST_THUMB_PX, _SIDE_PX = 6, 3, 32, 4
_HOVER_ALPHA, _REST_ALPHA = 0.7, 0.4


class SideScroll:
    """How far some content is scrolled, and the thin bar below it.

    Attributes:
        x: in px, from 0 to `range`.
        range: how much of the content does not fit, in px.
    """

    def __init__(self, look: Look) -> None:
        self.x = 0.0
        self.range = 0.0
        self._look = look
        self._area = QRectF()

    def set_area(self, area: QRectF, content_px: float) -> None:
        """Says where the content is seen and how wide it is."""
        self._area = area
        self.range = max(0.0, content_px - area.width())
        self.x = min(self.x, self.range)

    def move_to(self, x_px: float) -> bool:
        """Scrolls, clamped; True if that changed something."""
        wanted = max(0.0, min(x_px, self.range))
        changed = wanted != self.x
        self.x = wanted
        return changed

    def thumb(self) -> QRectF | None:
        """The part of the bar to drag, or None."""
        if self.range <= 0:
            return None
        px, area = self._look.px, self._area
        track = area.width() - 2 * px(_SIDE_PX)
        width = max(px(_LEAST_THUMB_PX), track * area.width() / (area.width() + self.range))
        left = area.left() + px(_SIDE_PX) + (track - width) * self.x / self.range
        top = area.bottom() - px(_EDGE_PX) - px(_THUMB_PX)
        return QRectF(left, top, width, px(_THUMB_PX))

    def hit(self, name: str) -> Hit:
        """What takes the keyboard focus, to be scrolled by keys (`scroll_sideways`)."""
        return Hit("scroll_sideways", "", name, QRectF(self._area))

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Paints the thumb if there is something to scroll."""
        thumb = self.thumb()
        if context.focused is not None and context.focused.action == "scroll_sideways":
            ring, width = context.theme.color("accent"), context.theme.focus_ring_px
            rounded_box(painter, self._area.adjusted(-3, 0, 3, 0), 4, None, ring, width)
        if thumb is None or not thumb.intersects(context.clip):
            return
        color = context.theme.color("control")
        near = context.hover is not None and self._area.contains(context.hover)
        color.setAlphaF(_HOVER_ALPHA if near else _REST_ALPHA)
        rounded_box(painter, thumb, thumb.height() / 2, color)

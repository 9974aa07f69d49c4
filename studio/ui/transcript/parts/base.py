"""What the painted parts of a message share: an element base, icon buttons, text lines."""

from abc import ABC, abstractmethod
from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from studio.ui.theme import Theme, rounded_box
from studio.ui.transcript.element import Hit, PaintContext
from studio.ui.transcript.kit import Kit

BUTTON_PX, GLYPH_PX = 28, 16


class PaintedPart(ABC):
    """Base of the elements in here: one height for a width, hits with rects.

    Subclasses lay out in `_lay_out`, filling `self._hits`, and paint in `paint`.
    """

    space_before_px: float = 0.0
    space_after_px: float = 0.0

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self._width = 0.0
        self._height = 0.0
        self._hits: list[Hit] = []

    def height_for(self, width_px: float) -> float:
        """Lays out for a width (cached) and returns the height, in px."""
        if width_px != self._width:
            self._width = width_px
            self._hits = []
            self._height = self._lay_out(width_px)
        return self._height

    def estimate_for(self, width_px: float) -> float:
        """These parts are cheap: the estimate is the height."""
        return self.height_for(width_px)

    def changed(self) -> None:
        """Lay out again at the next look."""
        self._width = 0.0

    def hits(self) -> tuple[Hit, ...]:
        """All that can be acted upon, in reading order, each with its rect."""
        return tuple(self._hits)

    def hit_at(self, pos: QPointF) -> Hit | None:
        """What is at a point, or None; later hits lie above earlier ones."""
        for hit in reversed(self._hits):
            if hit.rect is not None and hit.rect.contains(pos):
                return hit
        return None

    @abstractmethod
    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Paints at the width last laid out."""

    def plain_text(self) -> str:
        """The text as a person reads it; chrome has none."""
        return ""

    def markdown(self) -> str:
        """The text as markdown source; chrome has none."""
        return ""

    @abstractmethod
    def _lay_out(self, width: float) -> float:
        """Lays out for a width, fills the hits, and returns the height, in px."""

    def _add(self, action: str, name: str, rect: QRectF, target: str = "") -> None:
        self._hits.append(Hit(action, target, name, rect))


def is_hovered(hit: Hit, context: PaintContext) -> bool:
    """Whether the pointer is on a hit."""
    return context.hover is not None and hit.rect is not None and hit.rect.contains(context.hover)


def paint_focus(painter: QPainter, rect: QRectF, radius: float, theme: Theme) -> None:
    """The keyboard focus ring, inside a rect."""
    rounded_box(painter, rect, radius, border=theme.color("accent"), border_px=theme.focus_ring_px)


def paint_icon_button(
    painter: QPainter,
    hit: Hit,
    icon: str,
    context: PaintContext,
    *,
    token: str = "text2",
    hover_fill: str = "hover",
) -> None:
    """An icon button where a hit is: fill under the pointer, ring with focus."""
    rect = hit.rect
    if rect is None:
        return
    theme = context.theme
    hovered = is_hovered(hit, context)
    radius = theme.scaled(6)
    if hovered:
        rounded_box(painter, rect, radius, fill=theme.color(hover_fill))
        token = "text" if token == "text2" else token
    size = theme.scaled(GLYPH_PX)
    paint_icon(painter, icon, rect.center(), size, token, context)
    if context.focused == hit:
        paint_focus(painter, rect, radius, theme)


def paint_icon(
    painter: QPainter, icon: str, center: QPointF, size: int, token: str, context: PaintContext
) -> None:
    """An icon around a point, on whole pixels."""
    pixmap: QPixmap = context.theme.pixmap(icon, size, token, context.dpr)
    painter.drawPixmap(QPointF(round(center.x() - size / 2), round(center.y() - size / 2)), pixmap)


def paint_spinner(
    painter: QPainter, center: QPointF, size: int, step: int, context: PaintContext
) -> None:
    """The spinner in one of its eight steps; a clock where nothing may move."""
    if context.theme.duration_ms(1) == 0:
        paint_icon(painter, "clock", center, size, "text2", context)
        return
    theme = context.theme
    pixmap = theme.icons.spinner(size, theme.hex("accent"), step % 8, context.dpr)
    painter.drawPixmap(QPointF(round(center.x() - size / 2), round(center.y() - size / 2)), pixmap)


def paint_line(
    painter: QPainter,
    text: str,
    rect: QRectF,
    font: QFont,
    color: QColor,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> float:
    """One line of text, centred in height, elided at the end; returns its width in px."""
    metrics = QFontMetricsF(font)
    shown, width = text, metrics.horizontalAdvance(text)
    if width > rect.width() + 0.5:
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width() + 0.5)
        width = metrics.horizontalAdvance(shown)
    painter.setFont(font)
    painter.setPen(QPen(color))
    flags = align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
    painter.drawText(rect, int(flags), shown)
    return width


def text_width(text: str, font: QFont) -> float:
    """How wide one line of text is, in px."""
    return QFontMetricsF(font).horizontalAdvance(text)


def joined(texts: Iterable[str], separator: str = " · ") -> str:
    """Non-empty texts with a separator between them."""
    return separator.join(text for text in texts if text)

"""Text of cards that can be selected: some laid out texts, each at its place on the card."""

from abc import abstractmethod

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter

from studio.ui.transcript.element import PaintContext
from studio.ui.transcript.parts.base import PaintedPart
from studio.ui.transcript.parts.plain import PlainLayout

_ONE_LINE_PX = float(2**20)


class Patch(Struct):
    """A text on a card.

    Attributes:
        area: what of it can be seen, in the card's coordinates.
        scrolled_px: how much of it is above that.
    """

    layout: PlainLayout
    area: QRectF
    scrolled_px: float = 0.0

    @property
    def origin(self) -> QPointF:
        """Where the text begins."""
        return self.area.topLeft() - QPointF(0, self.scrolled_px)

    @property
    def bottom(self) -> float:
        """Where it ends, in the card's coordinates."""
        return self.origin.y() + self.layout.height


def line_patch(text: str, rect: QRectF, font: QFont) -> Patch:
    """A text that is painted on one line, centred in a rect, elided at its end."""
    layout = PlainLayout(text.replace("\n", " "), font, rect.height())
    layout.lay_out(_ONE_LINE_PX)
    return Patch(layout, rect)


class SelectablePart(PaintedPart):
    """A part with text that can be selected."""

    _patches: list[Patch] | None = None

    @abstractmethod
    def _make_patches(self) -> list[Patch]:
        """The texts in reading order, at the width last laid out."""

    def changed(self) -> None:
        """Lay out again at the next look."""
        super().changed()
        self._patches = None

    def height_for(self, width_px: float) -> float:
        """See `PaintedPart`."""
        if width_px != self._width:
            self._patches = None
        return super().height_for(width_px)

    def patches(self) -> list[Patch]:
        """The texts, made at the first need."""
        if self._patches is None:
            self._patches = self._make_patches()
        return self._patches

    def selectable_text(self) -> str:
        """The texts, one below the other."""
        return "\n".join(patch.layout.text for patch in self.patches())

    def position_at(self, pos: QPointF) -> int:
        """See `TextElement`."""
        start, found = 0, 0
        for patch in self.patches():
            inside = pos - patch.origin
            found = start + patch.layout.position_at(inside)
            if pos.y() < patch.bottom:
                break
            start += len(patch.layout.text) + 1
        return found

    def selection_rects(self, start: int, end: int) -> list[QRectF]:
        """See `TextElement`."""
        rects: list[QRectF] = []
        offset = 0
        for patch in self.patches():
            length = len(patch.layout.text)
            low, high = max(0, start - offset), min(length, end - offset)
            seen = patch.origin.y() < patch.area.bottom() and patch.bottom > patch.area.top()
            if low < high and seen:
                for rect in patch.layout.selection_rects(low, high):
                    area = rect.translated(patch.origin).intersected(patch.area)
                    if not area.isEmpty():
                        rects.append(area)
            offset += length + 1
        return rects

    def caret_rect(self) -> QRectF:
        """See `TextElement`."""
        patches = self.patches()
        if not patches:
            return QRectF(0, 0, 2, 16)
        return patches[-1].layout.caret_rect().translated(patches[-1].origin)

    def paint_selection(self, painter: QPainter, context: PaintContext) -> None:
        """Fills what is selected; texts are painted on top of it, without another fill."""
        if context.selection is None:
            return
        fill = context.theme.color("selText")
        for rect in self.selection_rects(*context.selection):
            painter.fillRect(rect, fill)
        context.selection = None

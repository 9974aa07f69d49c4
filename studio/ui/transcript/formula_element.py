"""`FormulaElement`: a displayed formula; its source while it is drawn, and when it can't be."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from studio.ui.transcript.element import Hit, PaintContext
from studio.ui.transcript.formula_shelf import Formula, FormulaKey, formulas
from studio.ui.transcript.inline import LINE_BREAK
from studio.ui.transcript.leaves import MathsLeaf, RichText
from studio.ui.transcript.look import Look
from studio.ui.transcript.paragraph import Paragraph
from studio.ui.transcript.placement import Placement
from studio.ui.transcript.scrolling import SideScroll
from studio.ui.transcript.text_elements import FramedElement, tr
from studio.ui.transcript.visible import visible
from studio.ui.transcript.woven import formula_key, paint_formula

_PAD_PX, _BAR_PX = 4, 12


class FormulaElement(FramedElement):
    """A formula that stands alone: in the middle, scrolled sideways where it is wider."""

    def __init__(self, leaf: MathsLeaf, place: Placement, look: Look) -> None:
        super().__init__(place, look)
        self.leaf = leaf
        self._tex = leaf.tex
        self._source: Paragraph | None = None
        self._scroll = SideScroll(look)
        self._key: FormulaKey | None = None
        self._formula: Formula | None = None
        if leaf.whole:
            self._key = formula_key(leaf.tex, look, style="body", token="text", displayed=True)
            self._formula = formulas().find(self._key)

    @property
    def _drawn(self) -> Formula | None:
        formula = self._formula
        return formula if formula is not None and formula.drawing is not None else None

    def take_formulas(self) -> bool:
        """Takes the drawn formula; True if its height may differ."""
        if self._key is None or self._formula is not None or not formulas().known(self._key):
            return False
        self._formula = formulas().find(self._key)
        self.width = 0.0
        return True

    @property
    def _text(self) -> Paragraph:
        """The source as lines of text."""
        if self._source is None:
            shown = visible(self._tex).replace("\n", LINE_BREAK)
            self._source = Paragraph(RichText(shown), self.look, "code", "text2")
        return self._source

    # Layout

    def height_for(self, width_px: float) -> float:
        """That of the drawing, or of the source; see `Element`."""
        if width_px == self.width:
            return self.height
        self.width = width_px
        pad, formula = self.look.px(_PAD_PX), self._drawn
        if formula is None or formula.drawing is None:
            self.height = self.place.pad_top + self._text.lay_out(self.inner_width)
            return self.height
        drawing = formula.drawing
        bar = self.look.px(_BAR_PX) if drawing.width > self.inner_width else 0
        height = drawing.height + 2 * pad + bar
        area = QRectF(self.origin.x(), self.place.pad_top, self.inner_width, height)
        self._scroll.set_area(area, drawing.width)
        self.height = float(int(self.place.pad_top + height + 0.999))
        return self.height

    def estimate_for(self, width_px: float) -> float:
        """As high as its source, and a little more; see `Element`."""
        lines = self._tex.count("\\\\") + self._tex.count("\n") + 2
        return float(self.place.pad_top + lines * self.look.line_px("code"))

    def _box(self) -> QRectF:
        """Where the drawing is."""
        formula = self._drawn
        if formula is None or formula.drawing is None:
            return QRectF(self.origin, self.origin + QPointF(self.inner_width, self._text.height))
        drawing = formula.drawing
        spare = max(0.0, self.inner_width - drawing.width) / 2
        left = self.origin.x() + spare - self._scroll.x
        top = self.place.pad_top + self.look.px(_PAD_PX)
        return QRectF(left, top, drawing.width, drawing.height)

    # Painting

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Paints the drawing, or the source."""
        formula, theme = self._drawn, context.theme
        self.paint_frame(painter, context, (self.place.pad_top, self.height))
        if formula is None:
            self._text.paint(painter, self.origin, context, context.selection)
        else:
            area = QRectF(self.origin.x(), 0, self.inner_width, self.height)
            painter.save()
            painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
            if context.selection is not None and context.selection[0] < context.selection[1]:
                painter.fillRect(self._box().adjusted(-2, -2, 2, 2), theme.color("selText"))
            paint_formula(painter, formula, self._box().topLeft(), context.dpr)
            painter.restore()
            self._scroll.paint(painter, context)
        if context.show_caret:
            painter.fillRect(self.caret_rect(), theme.color("accent"))

    # What can be done with it

    def hits(self) -> tuple[Hit, ...]:
        """To be scrolled by keys, where it is too wide."""
        if self.scroll_range_px() > 0:
            return (self._scroll.hit(tr("Wide formula")),)
        return ()

    def hit_at(self, pos: QPointF) -> Hit | None:
        """Why it is shown as source."""
        if self._formula is not None and self._formula.reason and self._box().contains(pos):
            return Hit("", "", self._formula.reason, self._box())
        return None

    def scroll_range_px(self) -> float:
        """See `ScrollingElement`."""
        return self._scroll.range if self._drawn is not None else 0.0

    def scroll_x_px(self) -> float:
        """See `ScrollingElement`."""
        return self._scroll.x

    def scroll_to(self, x_px: float) -> bool:
        """See `ScrollingElement`."""
        return self._drawn is not None and self._scroll.move_to(x_px)

    def scrollbar_rect(self) -> QRectF | None:
        """See `ScrollingElement`."""
        return self._scroll.thumb() if self._drawn is not None else None

    # Text: all of a drawing is selected or nothing.

    def plain_text(self) -> str:
        """The TeX."""
        return visible(self._tex)

    def caret_rect(self) -> QRectF:
        """See `TextElement`."""
        if self._drawn is None:
            return self._text.caret_rect().translated(self.origin)
        box, px = self._box(), self.look.px
        return QRectF(round(box.right() + 4), round(box.center().y()) - px(8), px(2), px(16))

    def position_at(self, pos: QPointF) -> int:
        """See `TextElement`."""
        if self._drawn is None:
            return self._text.position_at(pos - self.origin)
        before = pos.y() < 0 or (pos.y() < self.height and pos.x() < self._box().center().x())
        return 0 if before else len(self.plain_text())

    def selection_rects(self, start: int, end: int) -> list[QRectF]:
        """See `TextElement`."""
        if self._drawn is None:
            return [rect.translated(self.origin) for rect in self._text.rects(start, end)]
        return [self._box()] if start < end else []

"""`Woven`: formulas among the characters of a paragraph.

In the layout a formula is one character as wide as its picture; everywhere else it is its TeX.
"""

from bisect import bisect_right

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout

from studio.ui.transcript.formula_shelf import Formula, FormulaKey, formulas
from studio.ui.transcript.leaves import RichText, Span, Style
from studio.ui.transcript.look import Look
from studio.ui.transcript.utf16 import Utf16

# A letter, so that punctuation stays with it on its line; it is never seen.
_STAND_IN = "x"
_SCALE = 1.12  # the maths font is smaller to the eye than text of its size


class Hole(Struct):
    """Where a formula stands.

    Attributes:
        start, end: characters of the paragraph's text.
        at: of the stand-in, in the woven text.
    """

    start: int
    end: int
    at: int
    formula: Formula

    @property
    def ascent(self) -> float:
        """From its top down to the baseline, in px."""
        return self.formula.drawing.ascent if self.formula.drawing is not None else 0.0

    @property
    def descent(self) -> float:
        """From the baseline down to its bottom, in px."""
        drawing = self.formula.drawing
        return drawing.height - drawing.ascent if drawing is not None else 0.0


class Woven:
    """A paragraph's text with stand-ins for its formulas, and positions in it.

    Attributes:
        text: what is laid out.
        holes: the formulas that are there.
        waiting: formulas that are still being drawn; they are shown as source.
        failed: runs that can't be drawn, with the reason.
    """

    def __init__(self, rich: RichText, look: Look, style: str, token: str) -> None:
        self.holes: list[Hole] = []
        self.waiting: list[FormulaKey] = []
        self.failed: list[tuple[Span, str]] = []
        self._style, self._token = style, token
        pieces: list[str] = []
        at = size = 0
        for span in rich.spans:
            formula = self._formula(rich, span, look) if span.style & Style.MATHS else None
            if formula is None:
                continue
            pieces += [rich.text[at : span.start], _STAND_IN]
            size += span.start - at
            self.holes.append(Hole(span.start, span.end, size, formula))
            size += 1
            at = span.end
        pieces.append(rich.text[at:])
        self.text = "".join(pieces)
        self._units = Utf16(self.text)
        self._starts = [hole.start for hole in self.holes]
        self._ats = [hole.at for hole in self.holes]

    def _formula(self, rich: RichText, span: Span, look: Look) -> Formula | None:
        key = formula_key(
            rich.text[span.start : span.end],
            look,
            style=self._style,
            token=self._token,
            displayed=bool(span.style & Style.DISPLAY),
        )
        found = formulas().find(key)
        if found is None:
            self.waiting.append(key)
        elif found.drawing is None:
            self.failed.append((span, found.reason))
        return found if found is not None and found.drawing is not None else None

    def is_stale(self) -> bool:
        """Whether a formula that was waited for has come."""
        return any(map(formulas().known, self.waiting))

    def to_qt(self, position: int) -> int:
        """UTF-16 units of the layout before a character of the paragraph."""
        index = bisect_right(self._starts, position) - 1
        if index < 0:
            return self._units.to_qt(position)
        hole = self.holes[index]
        if position == hole.start:
            return self._units.to_qt(hole.at)
        return self._units.to_qt(hole.at + 1 + max(0, position - hole.end))

    def from_qt(self, position: int) -> int:
        """Characters of the paragraph before a UTF-16 position of the layout."""
        shown = self._units.from_qt(position)
        index = bisect_right(self._ats, shown) - 1
        if index < 0:
            return shown
        hole = self.holes[index]
        return hole.start if shown == hole.at else hole.end + shown - hole.at - 1

    def parts(self, first: int, last: int) -> list[tuple[int, int, bool]]:
        """A range of the layout cut at the stand-ins (True), which stay unseen."""
        found, at = [], first
        for hole in self.holes:
            start = self._units.to_qt(hole.at)
            if first <= start < last:
                if at < start:
                    found.append((at, start, False))
                found.append((start, start + 1, True))
                at = start + 1
        if at < last:
            found.append((at, last, False))
        return found

    def range_of(self, hole: Hole, look: Look) -> QTextLayout.FormatRange:
        """The format that makes a stand-in as wide as its formula."""
        font = QFont(look.font(self._style))
        font.setPixelSize(1)
        font.setKerning(False)
        width = hole.formula.drawing.width if hole.formula.drawing is not None else 0.0
        own = QFontMetricsF(font).horizontalAdvance(_STAND_IN)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, width - own)
        value = QTextCharFormat()
        value.setFont(font)
        value.setForeground(Qt.GlobalColor.transparent)
        found = QTextLayout.FormatRange()
        found.start, found.length, found.format = self._units.to_qt(hole.at), 1, value
        return found

    def extra(self, start: int, end: int, ascent: float, descent: float) -> tuple[float, float]:
        """How much higher and lower a line must be for its formulas.

        Args:
            start, end: of the line, in UTF-16 units of the layout.
            ascent, descent: that the line has anyway.
        """
        above = below = 0.0
        for hole in self.holes:
            if start <= self._units.to_qt(hole.at) < end:
                above = max(above, hole.ascent - ascent)
                below = max(below, hole.descent - descent)
        return above, below

    def paint(self, painter: QPainter, layout: QTextLayout, origin: QPointF, dpr: float) -> None:
        """Paints the formulas of a layout at their places."""
        for hole in self.holes:
            at = self._units.to_qt(hole.at)
            line = layout.lineForTextPosition(at)
            if not line.isValid():
                continue
            left = min(
                float(line.cursorToX(at)[0]),  # type: ignore[index]
                float(line.cursorToX(at + 1)[0]),  # type: ignore[index]
            )
            baseline = origin.y() + line.y() + line.ascent()
            top_left = QPointF(origin.x() + left, baseline - hole.ascent)
            paint_formula(painter, hole.formula, top_left, dpr)


def formula_key(
    tex: str, look: Look, *, style: str, token: str, displayed: bool = False
) -> FormulaKey:
    """What a formula in a paragraph of a type style looks like."""
    size = look.font(style).pixelSize()
    return FormulaKey(tex, displayed, round(size * _SCALE), look.color(token).name())


def paint_formula(painter: QPainter, formula: Formula, top_left: QPointF, dpr: float) -> None:
    """Paints a formula; nothing while its picture is being drawn."""
    image = formulas().image(formula, dpr)
    if image is None:
        return
    at = QPointF(round(top_left.x() * dpr) / dpr, round(top_left.y() * dpr) / dpr)
    size = image.deviceIndependentSize()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(at, size), image)
    painter.restore()

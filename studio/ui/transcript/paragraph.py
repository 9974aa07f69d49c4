"""`Paragraph`: one paragraph of rich text as a `QTextLayout`, with everything one asks of it."""

import itertools
import math
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from studio.ui.theme import hline, rounded_box
from studio.ui.transcript.element import PaintContext
from studio.ui.transcript.leaves import RichText, Span, Style
from studio.ui.transcript.look import LEFT_TO_RIGHT, RIGHT_TO_LEFT, Look, format_range
from studio.ui.transcript.utf16 import Utf16

if TYPE_CHECKING:
    from studio.ui.transcript.woven import Woven

_UNBOUND = float(2**20)
_CODE_PAD_PX = 4
_FORMULA_GAP_PX = 2
_MOST_FORMULAS = 150  # of one paragraph; more are shown as source
_ALIGNMENTS = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}
_ACTIVE = Style.LINK | Style.IMAGE | Style.NOTE
_top, _start, _end = attrgetter("top"), attrgetter("start"), attrgetter("end")
_CARET_WIDTH_PX, _CARET_HEIGHT_PX = 2, 16
# In such a text what comes last may move signs that stand before it.
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff"
    "\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


@lru_cache(maxsize=16)
def _option(side: str, is_rtl: bool) -> QTextOption:
    """How lines are broken and where they stand; shared by all paragraphs."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(RIGHT_TO_LEFT if is_rtl else LEFT_TO_RIGHT)
    option.setAlignment(_ALIGNMENTS[side])
    return option


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is Hebrew, Arabic or the like."""
    if text.isascii():
        return False
    for character in text[:1000]:
        direction = unicodedata.bidirectional(character)
        if direction == "L":
            return False
        if direction in ("R", "AL"):
            return True
    return False


class _Line(Struct):
    """A laid out line: where it is, in px from the paragraph's top, and its first character."""

    top: float
    height: float
    start: int


class Paragraph:
    """Characters laid out for one width.

    Args:
        style: type style (`body`, `h2`, `ui`, ...).
        token: colour of plain text.
        weight_bold: plain text is strong (table heads).
        align: `left`, `center`, `right`; left means the start side of the text's direction.
    """

    def __init__(
        self,
        rich: RichText,
        look: Look,
        style: str = "body",
        token: str = "text",
        *,
        align: str = "left",
        base: int = Style.PLAIN,
    ) -> None:
        self.rich = rich
        self.is_rtl = is_right_to_left(rich.text)
        self.height = 0.0
        self._look = look
        self._style = style
        self._token = token
        self._base = base
        self.align = align
        self._woven = self._weave()
        self._at: Utf16 | Woven = self._woven or Utf16(rich.text)
        self._layout: QTextLayout | None = None
        self._lines: list[_Line] = []
        self._width = -1.0
        self._one_line_px = math.inf  # width of the text while it is laid out on one line
        self._grown_from: list[_Line] = []
        self._same_px = 0.0

    @property
    def _has_code(self) -> bool:
        return any(span.style & Style.CODE for span in self.rich.spans)

    def _weave(self) -> "Woven | None":
        formulas = sum(1 for span in self.rich.spans if span.style & Style.MATHS)
        if not 0 < formulas <= _MOST_FORMULAS:
            return None
        from studio.ui.transcript.woven import Woven

        return Woven(self.rich, self._look, self._style, self._token)

    def grow(self, rich: RichText) -> None:
        """Takes the same text with more plain characters at its end; lines are to be broken."""
        self.rich = rich
        self._width, self._one_line_px = -1.0, math.inf
        self._grown_from = self._lines
        self._woven = self._weave()
        self._at = self._woven or Utf16(rich.text)
        if self._woven is not None or self.is_rtl != is_right_to_left(rich.text):
            self.is_rtl, self._layout = is_right_to_left(rich.text), None
        elif self._layout is not None:
            self._layout.setText(rich.text)
            if rich.spans:
                self._layout.setFormats(self._ranges())

    def take_formulas(self) -> bool:
        """Takes formulas that have come since; True if it must be laid out again."""
        if self._woven is None or not self._woven.is_stale():
            return False
        self._woven = self._weave()
        self._at = self._woven or self._at
        self._layout, self._lines, self._width = None, [], -1.0
        return True

    def lay_out(self, width_px: float) -> float:
        """Breaks lines for a width; returns the height, in px."""
        if width_px == self._width:
            return self.height
        if self._one_line_px <= width_px and self.align == "left" and not self.is_rtl:
            self._width = width_px  # the one line stays where it is
            return self.height
        self._one_line_px = math.inf
        layout = self._layout or self._make_layout()
        least = self._look.line_px(self._style)
        y = 0.0
        self._lines = []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1.0, width_px))
            own = line.height()
            height, above = max(own, least), 0.0
            if self._woven is not None:
                above, below = self._extra(line, (height - own) / 2)
                height += above + below
                own += above + below
            line.setPosition(QPointF(0.0, y + above + (height - own) / 2))
            self._lines.append(_Line(y, height, line.textStart()))
            y += height
        layout.endLayout()
        self._note_same()
        self._width, self.height = width_px, y or float(least)
        return self.height

    def take_same_px(self) -> float:
        """How much of it looks as it did when this was asked before, in px from its top.

        Words added at the end change the last line and those below it.
        """
        same_px, self._same_px = self._same_px, math.inf
        return min(same_px, self._lines[-1].top if self._lines else 0.0)

    def _note_same(self) -> None:
        before, now, same = self._grown_from, self._lines, 0
        self._grown_from = []
        if self._woven is None and _RIGHT_TO_LEFT.search(self.rich.text) is None:
            while (
                same + 1 < min(len(before), len(now))
                and before[same] == now[same]
                and before[same + 1].start == now[same + 1].start
            ):
                same += 1
        self._same_px = min(self._same_px, now[same].top if same else 0.0)

    def _extra(self, line: QTextLine, spare: float) -> tuple[float, float]:
        """How much higher and lower a line is for its formulas, in whole px."""
        if self._woven is None:
            return 0.0, 0.0
        start = line.textStart()
        above, below = self._woven.extra(
            start,
            start + line.textLength(),
            line.ascent() + spare - _FORMULA_GAP_PX,
            line.descent() + spare - _FORMULA_GAP_PX,
        )
        return float(math.ceil(above)), float(math.ceil(below))

    def natural_width(self) -> float:
        """How wide it is on as few lines as it can be; lays out for that."""
        self.lay_out(_UNBOUND)
        layout = self._layout
        if layout is None:
            return 0.0
        lines = map(layout.lineAt, range(layout.lineCount()))
        widest = max((line.naturalTextWidth() for line in lines), default=0.0)
        if layout.lineCount() == 1:
            self._one_line_px = widest
        return widest

    def _make_layout(self) -> QTextLayout:
        look, rich = self._look, self.rich
        text = self._woven.text if self._woven is not None else rich.text
        layout = QTextLayout(text, look.font(self._style, self._base))
        side = "right" if self.is_rtl and self.align == "left" else self.align
        layout.setTextOption(_option(side, self.is_rtl))
        layout.setCacheEnabled(True)
        if rich.spans:  # else all is in the layout's own font and the painter's pen
            layout.setFormats(self._ranges())
        self._layout = layout
        return layout

    def _ranges(self) -> list[QTextLayout.FormatRange]:
        """Formats of what is not as the layout's own font and the painter's pen have it."""
        runs: list[tuple[int, int, int]] = []
        at = 0
        for span in self.rich.spans:
            runs.append((at, span.start, Style.PLAIN))
            runs.append((span.start, span.end, span.style))
            at = span.end
        runs.append((at, len(self.rich.text), Style.PLAIN))
        runs = [run for run in runs if run[0] < run[1]]
        padded = self._padded(runs)
        ranges: list[QTextLayout.FormatRange] = []
        for start, end, run in runs:
            self._add_run(ranges, start, end, run | self._base, padded)
        if self._woven is not None:
            holes = {self._at.to_qt(hole.start) for hole in self._woven.holes}
            ranges = [each for each in ranges if each.start not in holes]
            ranges += [self._woven.range_of(hole, self._look) for hole in self._woven.holes]
        return ranges

    def _padded(self, runs: list[tuple[int, int, int]]) -> frozenset[int]:
        """Characters that are followed by the padding of inline code, on the screen.

        The last one of the code, and the neighbour on the code's other side: before it, or
        after it where lines run from right to left.
        """
        found = set()
        for start, end, run in runs:
            if run & Style.CODE:
                found.add(end - 1)
                found.add(end if self.is_rtl else start - 1)
        text = self.rich.text
        return frozenset(at for at in found if 0 <= at < len(text) and text[at].isprintable())

    def _add_run(
        self,
        ranges: list[QTextLayout.FormatRange],
        start: int,
        end: int,
        run: int,
        padded: frozenset[int],
    ) -> None:
        to_qt = self._at.to_qt
        if not padded:
            if run != self._base:
                value = self._look.format(self._style, run, self._token)
                ranges.append(format_range(to_qt(start), to_qt(end) - to_qt(start), value))
            return
        cuts = {start, end}
        for at in (start, end - 1):
            if at in padded:
                cuts |= {at, at + 1}
        edges = sorted(cuts)
        for first, last in itertools.pairwise(edges):
            spaced = first in padded and last == first + 1
            if run == self._base and not spaced:
                continue
            value = self._look.format(self._style, run, self._token, spaced=spaced)
            ranges.append(format_range(to_qt(first), to_qt(last) - to_qt(first), value))

    # Painting

    def paint(
        self,
        painter: QPainter,
        origin: QPointF,
        context: PaintContext,
        selection: tuple[int, int] | None = None,
    ) -> None:
        """Paints with the top left corner at `origin`; only what `context.clip` shows."""
        layout = self._layout
        if layout is None:
            return
        if self._has_code:
            self._paint_code(painter, origin, context)
        selections = []
        if selection is not None and selection[0] < selection[1]:
            selections += self._selection(selection, context)
        painter.setPen(context.theme.color(self._token))
        layout.draw(painter, origin, selections, context.clip)
        if self._woven is not None:
            self._woven.paint(painter, layout, origin, context.dpr)
        self._paint_links(painter, origin, context)

    def _paint_code(self, painter: QPainter, origin: QPointF, context: PaintContext) -> None:
        clip = context.clip.translated(-origin)
        for span in self._spans_in(clip):
            if span.style & Style.CODE:
                for rect in self.rects(span.start, span.end):
                    if rect.intersects(clip):
                        self._paint_code_box(painter, rect.translated(origin), context)

    def _spans_in(self, clip: QRectF) -> Sequence[Span]:
        """The runs on the lines that a clip shows; there may be thousands of others."""
        lines, spans = self._lines, self.rich.spans
        if not lines or self.height <= clip.height():
            return spans
        first = max(0, bisect_right(lines, clip.top(), key=_top) - 1)
        after = bisect_right(lines, clip.bottom(), key=_top)
        low = bisect_right(spans, self._at.from_qt(lines[first].start), key=_end)
        if after == len(lines):
            return spans[low:]
        return spans[low : bisect_left(spans, self._at.from_qt(lines[after].start), key=_start)]

    def _paint_code_box(self, painter: QPainter, rect: QRectF, context: PaintContext) -> None:
        theme = context.theme
        height = self._look.line_px(self._style) - self._look.px(3)
        pad = self._look.px(_CODE_PAD_PX)
        box = QRectF(
            round(rect.left() - pad), round(rect.center().y() - height / 2), 0.0, float(height)
        )
        box.setRight(round(rect.right()))
        rounded_box(painter, box, 4, theme.color("sunken"), theme.color("line"))

    def _selection(
        self, selection: tuple[int, int], context: PaintContext
    ) -> list[QTextLayout.FormatRange]:
        value = QTextCharFormat()
        value.setBackground(context.theme.color("selText"))
        behind = QTextCharFormat(value)  # a formula: its picture goes on top
        value.setForeground(context.theme.color("text"))
        start, end = self._at.to_qt(selection[0]), self._at.to_qt(selection[1])
        if self._woven is None:
            return [format_range(start, end - start, value)]
        return [
            format_range(first, last - first, behind if unseen else value)
            for first, last, unseen in self._woven.parts(start, end)
        ]

    def _paint_links(self, painter: QPainter, origin: QPointF, context: PaintContext) -> None:
        """Underlines the link below the pointer; rings the one with the keyboard focus."""
        if context.hover is None and context.focused is None:
            return
        hovered = self.span_at(context.hover - origin) if context.hover is not None else None
        ring = context.focused.rect if context.focused is not None else None
        ringed = self.span_at(ring.center() - origin) if ring is not None else None
        accent = context.theme.color("accent")
        for span in dict.fromkeys((hovered, ringed)):
            if span is None:
                continue
            rects = self.rects(span.start, span.end)
            focused = span is ringed and bool(rects) and ring == rects[0].translated(origin)
            if span is hovered or focused:
                for rect in rects:
                    y = round(rect.center().y() + self._look.line_px(self._style) * 0.36)
                    hline(painter, origin.x() + rect.left(), origin.y() + y, rect.width(), accent)
            if focused:
                width = context.theme.focus_ring_px
                for rect in rects:
                    outline = rect.translated(origin).adjusted(-2, 0, 2, 0)
                    rounded_box(painter, outline, 4, None, accent, width)

    # Geometry; positions are characters of `rich.text`, rects relative to the origin.

    def links(self) -> list[Span]:
        """The runs that can be activated; a link of several styles is several runs."""
        return [span for span in self.rich.spans if span.style & _ACTIVE and span.target]

    def reason_at(self, pos: QPointF) -> tuple[str, QRectF] | None:
        """Why the formula at a point is shown as source; None if it isn't."""
        for span, reason in self._woven.failed if self._woven is not None else ():
            for rect in self.rects(span.start, span.end):
                if rect.contains(pos):
                    return reason, rect
        return None

    def span_at(self, pos: QPointF) -> Span | None:
        """The link at a point, or None."""
        at, spans = self.position_at(pos), self.rich.spans
        for index in range(bisect_left(spans, at, key=_end), len(spans)):
            span = spans[index]
            if span.start > at:
                break
            if not span.style & _ACTIVE or not span.target:
                continue
            if any(rect.contains(pos) for rect in self.rects(span.start, span.end)):
                return span
        return None

    def rects(self, start: int, end: int) -> list[QRectF]:
        """The area of characters [start, end), one rect per line."""
        layout = self._layout
        found: list[QRectF] = []
        if layout is None or start >= end:
            return found
        first, last = self._at.to_qt(start), self._at.to_qt(end)
        at = max(0, layout.lineForTextPosition(first).lineNumber())
        for index, place in enumerate(self._lines[at:], at):
            line = layout.lineAt(index)
            line_start = line.textStart()
            line_end = line_start + line.textLength()
            if line_start >= last:
                break
            if line_end <= first:
                continue
            left = line.cursorToX(max(first, line_start))[0]  # type: ignore[index]
            right = line.cursorToX(min(last, line_end))[0]  # type: ignore[index]
            if left > right:
                left, right = right, left
            found.append(QRectF(left, place.top, right - left, place.height))
        return found

    def position_at(self, pos: QPointF) -> int:
        """The character boundary nearest to a point."""
        layout = self._layout
        if layout is None or not self._lines:
            return 0
        index = 0
        while index + 1 < len(self._lines) and self._lines[index + 1].top <= pos.y():
            index += 1
        if pos.y() < 0:
            return 0
        if index == len(self._lines) - 1 and pos.y() > self.height:
            return len(self.rich.text)
        return self._at.from_qt(layout.lineAt(index).xToCursor(pos.x()))

    def caret_rect(self) -> QRectF:
        """Where the streaming caret stands: after the last glyph."""
        layout = self._layout
        width, height = self._look.px(_CARET_WIDTH_PX), self._look.px(_CARET_HEIGHT_PX)
        if layout is None or not self._lines:
            return QRectF(0, 0, width, height)
        place = self._lines[-1]
        line = layout.lineAt(len(self._lines) - 1)
        x = line.cursorToX(line.textStart() + line.textLength())[0]  # type: ignore[index]
        x = x - width if self.is_rtl else x
        return QRectF(round(x), round(place.top + (place.height - height) / 2), width, height)

    def first_line(self) -> tuple[float, float]:
        """Top and height of the first line, for what stands beside it."""
        if not self._lines:
            return 0.0, float(self._look.line_px(self._style))
        return self._lines[0].top, self._lines[0].height

"""`LongPlain`: plain text of any length in a box that scrolls; only what shows is laid out."""

from bisect import bisect_right
from collections import OrderedDict

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from studio.ui.transcript.element import PaintContext
from studio.ui.transcript.heights import Heights
from studio.ui.transcript.kit import Kit
from studio.ui.transcript.parts.plain import PlainLayout, spans_of

_CHAR_WIDTH = 0.48  # of the font size; for estimates
_MOST_LAYOUTS = 24


class LongPlain:
    """A text in chunks: heights are guesses until a chunk is seen.

    Attributes:
        scroll_px: how far the text's top is above the box.
    """

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._text = ""
        self._joined: str | None = None
        self._spans: list[tuple[int, int]] = []  # of the chunks
        self._starts: list[int] = []  # of the chunks, each with a line end behind it
        self._heights = Heights()
        self._width = 0.0
        self._layouts: OrderedDict[int, PlainLayout] = OrderedDict()
        self.scroll_px = 0.0

    @property
    def height(self) -> float:
        """Of the whole text, in px; partly estimated."""
        return self._heights.total

    def set_text(self, text: str) -> None:
        """Takes a text; of one that only grew, no more than the end is looked at."""
        if text == self._text:
            return
        kept = max(0, len(self._spans) - 1)
        if not (self._text and text.startswith(self._text)):
            kept = 0
            self._layouts.clear()
        fresh = spans_of(text, self._spans[kept][0] if kept else 0)
        self._text, self._joined = text, None
        self._starts = []
        while len(self._heights) > kept:
            self._heights.pop()
        self._layouts.pop(kept, None)
        self._spans[kept:] = fresh
        for span in fresh:
            self._heights.append(self._guess(span))

    def set_width(self, width: float) -> None:
        """Lines break at another width."""
        if width != self._width:
            self._width = width
            self._layouts.clear()
            self._heights = Heights(self._guess(span) for span in self._spans)

    def settle(self, box_px: float, *, at_end: bool = False) -> None:
        """Lays out what a box of a height shows; what shows does not move by it."""
        if at_end:
            self.scroll_px = max(0.0, self.height - box_px)
        for _ in range(3):  # what is measured may let more come into the box
            self.scroll_px = max(0.0, min(self.scroll_px, self.height - box_px))
            if not self._measure(box_px):
                break
            if at_end:
                self.scroll_px = max(0.0, self.height - box_px)
        while len(self._layouts) > _MOST_LAYOUTS:
            self._layouts.popitem(last=False)

    def _measure(self, box_px: float) -> bool:
        changed = False
        index = self._heights.find(self.scroll_px)
        while 0 <= index < len(self._spans):
            if self._heights.before(index) > self.scroll_px + box_px:
                break
            changed = self._measure_chunk(index) or changed
            index += 1
        return changed

    def _measure_chunk(self, index: int) -> bool:
        """Lays a chunk out; the line at the top of the box stays there."""
        if index in self._layouts:
            self._layouts.move_to_end(index)
            return False
        top, before = self._heights.before(index), self._heights[index]
        delta = self._heights.set(index, self._layout(index).height)
        if top < self.scroll_px and before:
            self.scroll_px += delta * min(1.0, (self.scroll_px - top) / before)
        return True

    def rects(self, start: int, end: int) -> list[QRectF]:
        """The areas of characters, below the top of the box as it is scrolled now.

        Args:
            start, end: in the chunks with a line end between each two.
        """
        self._find_starts()
        found: list[QRectF] = []
        index = max(0, bisect_right(self._starts, start) - 1)
        while index < len(self._spans) and self._starts[index] < end:
            at = self._starts[index]
            self._measure_chunk(index)
            y = self._heights.before(index) - self.scroll_px
            inside = self._layout(index).selection_rects(max(0, start - at), end - at)
            found += [rect.translated(0, y) for rect in inside]
            index += 1
        return found

    def _find_starts(self) -> None:
        if not self._starts:
            at = 0
            for low, high in self._spans:
                self._starts.append(at)
                at += high - low + 1

    def text(self) -> str:
        """The chunks with a line end between each two, as positions count them."""
        if self._joined is None:
            self._joined = "\n".join(self._text[low:high] for low, high in self._spans)
        return self._joined

    def position_at(self, pos: QPointF) -> int:
        """The position nearest to a point, below the top of the box as it is scrolled now."""
        if not self._spans:
            return 0
        self._find_starts()
        y = pos.y() + self.scroll_px
        index = max(0, min(self._heights.find(y), len(self._spans) - 1))
        inside = QPointF(pos.x(), y - self._heights.before(index))
        return self._starts[index] + self._layout(index).position_at(inside)

    def shown(self, box_px: float) -> tuple[int, int]:
        """The positions that chunks begin and end with which a box of a height shows."""
        if not self._spans:
            return 0, 0
        self._find_starts()
        last = len(self._spans) - 1
        first = max(0, min(self._heights.find(self.scroll_px), last))
        until = max(first, min(self._heights.find(self.scroll_px + box_px), last))
        low, high = self._spans[until]
        return self._starts[first], self._starts[until] + high - low

    def paint(self, painter: QPainter, box: QRectF, context: PaintContext, token: str) -> None:
        """Paints what a box shows."""
        index = self._heights.find(self.scroll_px)
        while 0 <= index < len(self._spans):
            y = box.top() + self._heights.before(index) - self.scroll_px
            if y > box.bottom():
                break
            self._layout(index).paint(painter, QPointF(box.left(), y), context, token)
            index += 1

    def _layout(self, index: int) -> PlainLayout:
        found = self._layouts.get(index)
        if found is None:
            kit, (start, end) = self._kit, self._spans[index]
            found = PlainLayout(self._text[start:end], kit.text_font(), kit.text_line_px())
            found.lay_out(self._width)
            self._layouts[index] = found
        return found

    def _guess(self, span: tuple[int, int]) -> float:
        start, end = span
        per_line = max(8.0, self._width / (self._kit.text_font().pixelSize() * _CHAR_WIDTH))
        lines = self._text.count("\n", start, end) + 1 + (end - start) // (2 * per_line)
        return float(lines * self._kit.text_line_px())

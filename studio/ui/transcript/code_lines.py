"""`CodeLines`: the lines of a code block, each laid out when it is seen."""

import heapq
import re
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextOption

from studio.ui.transcript.element import PaintContext
from studio.ui.transcript.highlight import Run
from studio.ui.transcript.look import LEFT_TO_RIGHT, Look, format_range
from studio.ui.transcript.utf16 import Utf16
from studio.ui.transcript.visible import visible

_TAB_CHARS = 4
_LONG_CHARS = 2000  # longer lines are laid out in segments
_SEGMENT_CHARS = 1000
_KEPT_LAYOUTS = 600
_MEASURED_LINES = 16
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6"
    "\U0001f000-\U0001faff\U00020000-\U0003fffd]"
)


@lru_cache(maxsize=8)
def _option(tab_px: float) -> QTextOption:
    """Nothing wraps; shared by all lines."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    option.setTextDirection(LEFT_TO_RIGHT)
    option.setTabStopDistance(tab_px)
    return option


class CodeLines:
    """Lines of text in the code font, left to right, not wrapped."""

    def __init__(self, code: str, look: Look, before: "CodeLines | None" = None) -> None:
        self.look = look
        self.line_px = look.line_px("code")
        self._code = code
        self._layouts: dict[tuple[int, int], QTextLayout] = {}
        self._runs: dict[int, list[Run]] = {}
        self._starts: list[int] | None = None
        self._width: float | None = None
        if before is not None and before.look is look and code.startswith(before._code):
            self._grow(before, visible(code[len(before._code) :]))
        else:
            self.text = visible(code)
            self.lines = self.text.split("\n")

    def _grow(self, before: "CodeLines", added: str) -> None:
        """Goes on from a text that this one begins with."""
        self.text = before.text + added
        fresh = (before.lines[-1] + added).split("\n")
        self.lines = before.lines
        self.lines[-1:] = fresh
        last = len(self.lines) - len(fresh)
        self._layouts = before._layouts
        for key in [key for key in self._layouts if key[0] == last]:
            del self._layouts[key]
        if before._width is not None:
            self._width = max(before._width, self._widest(fresh))

    def set_runs(self, runs: dict[int, list[Run]]) -> None:
        """Colours the lines."""
        self._runs = runs
        self._layouts.clear()

    def width(self) -> float:
        """Of the widest line, in px; measured once."""
        if self._width is None:
            self._width = self._measure()
        return self._width

    def _measure(self) -> float:
        if self.text.isascii() and "\t" not in self.text:
            return max(map(len, self.lines)) * self.look.code_char_px
        return self._widest(self.lines)

    def _widest(self, lines: list[str]) -> float:
        """Width of the widest of some lines; only those of most columns are measured."""
        return max(
            self._line_width(line) for line in heapq.nlargest(_MEASURED_LINES, lines, key=_columns)
        )

    def _line_width(self, line: str) -> float:
        line = line.expandtabs(_TAB_CHARS)
        if line.isascii():
            return len(line) * self.look.code_char_px
        return self.look.code_metrics.horizontalAdvance(line)

    def _segments(self, index: int) -> list[tuple[int, str, float]]:
        """Start, text and x of the segments of a line; nearly always one."""
        line = self.lines[index]
        if len(line) <= _LONG_CHARS:
            return [(0, line, 0.0)]
        found, x = [], 0.0
        for start in range(0, len(line), _SEGMENT_CHARS):
            piece = line[start : start + _SEGMENT_CHARS]
            found.append((start, piece, x))
            x += self._line_width(piece)
        return found

    def _layout(self, index: int, start: int, text: str) -> QTextLayout:
        layout = self._layouts.get((index, start))
        if layout is None:
            if len(self._layouts) > _KEPT_LAYOUTS:
                self._layouts.clear()
            layout = self._layouts[index, start] = self._make_layout(index, start, text)
        return layout

    def prepare(self, index: int) -> None:
        """Lays a line out before it is painted."""
        for start, text, _ in self._segments(index)[:1]:
            self._layout(index, start, text)

    def _make_layout(self, index: int, start: int, text: str) -> QTextLayout:
        look = self.look
        layout = QTextLayout(text, look.font("code"))
        layout.setTextOption(_option(_TAB_CHARS * look.code_char_px))
        layout.setCacheEnabled(True)
        runs = self._runs.get(index)
        if runs:
            at = Utf16(text)
            ranges = []
            for run_start, length, token in runs:
                first, last = max(0, run_start - start), min(len(text), run_start + length - start)
                if token and first < last:
                    first, last = at.to_qt(first), at.to_qt(last)
                    value = look.code_format(token)
                    ranges.append(format_range(first, last - first, value))
            layout.setFormats(ranges)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(float(2**20))
        line.setPosition(QPointF(0.0, (self.line_px - line.height()) / 2))
        layout.endLayout()
        return layout

    def paint(
        self,
        painter: QPainter,
        origin: QPointF,
        rows: range,
        context: PaintContext,
        visible_x: tuple[float, float],
    ) -> None:
        """Paints some lines.

        Args:
            origin: where line 0, column 0 stands.
            rows: the lines to paint.
            visible_x: left and right end of what can be seen, relative to the origin.
        """
        painter.setPen(context.theme.color("text"))
        left, top = origin.x(), origin.y()
        for index in rows:
            y = top + index * self.line_px
            for start, text, x in self._segments(index):
                if x > visible_x[1]:
                    break
                layout = self._layout(index, start, text)
                if visible_x[0] > x and x + layout.maximumWidth() < visible_x[0]:
                    continue
                marks = self._marks(index, start, text, context)
                layout.draw(painter, QPointF(left + x, y), marks)

    def _marks(
        self, index: int, start: int, text: str, context: PaintContext
    ) -> list[QTextLayout.FormatRange]:
        if context.selection is None:
            return []
        offset = self.start_of(index) + start
        first, last = context.selection[0] - offset, context.selection[1] - offset
        if last <= 0 or first >= len(text):
            return []
        at = Utf16(text)
        first, last = at.to_qt(max(0, first)), at.to_qt(min(len(text), last))
        value = QTextCharFormat()
        value.setBackground(context.theme.color("selText"))
        value.setForeground(context.theme.color("text"))  # colours are too faint on it
        return [format_range(first, last - first, value)]

    # Positions

    def start_of(self, index: int) -> int:
        """Offset of a line's first character in the text."""
        return self._line_starts()[index]

    def line_of(self, position: int) -> int:
        """The line that a character is in."""
        return bisect_right(self._line_starts(), position) - 1

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            lengths = (len(line) + 1 for line in self.lines)
            self._starts = list(accumulate(lengths, initial=0))[:-1]
        return self._starts

    def x_of(self, index: int, column: int) -> float:
        """Where a column of a line begins."""
        for start, text, x in reversed(self._segments(index)):
            if column >= start:
                layout = self._layout(index, start, text)
                at = Utf16(text).to_qt(min(len(text), column - start))
                return x + float(layout.lineAt(0).cursorToX(at)[0])  # type: ignore[index]
        return 0.0

    def column_at(self, index: int, x: float) -> int:
        """The column nearest to a place on a line."""
        for start, text, left in reversed(self._segments(index)):
            if x >= left:
                layout = self._layout(index, start, text)
                return start + Utf16(text).from_qt(layout.lineAt(0).xToCursor(x - left))
        return 0

    def rects(self, start: int, end: int, rows: int) -> list[QRectF]:
        """Areas of the characters [start, end) among the first `rows` lines."""
        found = []
        for index in range(max(0, self.line_of(start)), min(rows, self.line_of(end) + 1)):
            offset = self.start_of(index)
            left = self.x_of(index, max(0, start - offset))
            right = self.x_of(index, min(len(self.lines[index]), end - offset))
            area = QRectF(left, index * self.line_px, right - left, self.line_px)
            found.append(area.normalized())
        return found


def _columns(line: str) -> int:
    """About how many columns a line takes."""
    line = line.expandtabs(_TAB_CHARS)
    return len(line) if line.isascii() else len(line) + len(_WIDE.findall(line))

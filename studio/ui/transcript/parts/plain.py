"""Plain text exactly as it was typed: lines break at the width, nothing is interpreted."""

import re
from bisect import bisect_right
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen, QTextLayout, QTextLine, QTextOption

from studio.ui.transcript.element import PaintContext
from studio.ui.transcript.look import LEFT_TO_RIGHT, RIGHT_TO_LEFT
from studio.ui.transcript.paragraph import is_right_to_left

# A chunk is laid out as a whole; longer texts are cut into several.
CHUNK_CHARS, CHUNK_LINES = 4000, 60
_LINES = re.compile(rf"(?:[^\n]*\n){{0,{CHUNK_LINES}}}")


class _Paragraph(Struct):
    layout: QTextLayout
    start: int
    length: int
    top: float
    bottom: float


class PlainLayout:
    """Text laid out for one width, paragraph by paragraph (each with its own direction)."""

    def __init__(self, text: str, font: QFont, line_px: float) -> None:
        self.text = text
        self._font = font
        self._line_px = line_px
        self._paragraphs: list[_Paragraph] = []
        self._width = 0.0
        self.height = 0.0
        self.natural_width = 0.0

    def lay_out(self, width: float) -> float:
        """Breaks lines; returns the height, in px."""
        if width == self._width:
            return self.height
        self._width, self._paragraphs = width, []
        y, start, widest = 0.0, 0, 0.0
        options = (_option(LEFT_TO_RIGHT), _option(RIGHT_TO_LEFT))
        for line_text in self.text.split("\n"):
            layout = QTextLayout(line_text, self._font)
            layout.setTextOption(options[is_right_to_left(line_text)])
            layout.setCacheEnabled(True)
            top = y
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(width)
                taken = max(self._line_px, line.height())
                line.setPosition(QPointF(0, y - top + (taken - line.height()) / 2))
                widest = max(widest, line.naturalTextWidth())
                y += taken
            layout.endLayout()
            self._paragraphs.append(_Paragraph(layout, start, len(line_text), top, y))
            start += len(line_text) + 1
        self.height, self.natural_width = y, widest
        return y

    def paint(
        self, painter: QPainter, at: QPointF, context: PaintContext, token: str = "text"
    ) -> None:
        """Paints selection and text with their top left corner at a point."""
        if context.selection is not None:
            fill = context.theme.color("selText")
            for rect in self.selection_rects(*context.selection):
                painter.fillRect(rect.translated(at), fill)
        painter.setPen(QPen(context.theme.color(token)))
        top, bottom = context.clip.top() - at.y(), context.clip.bottom() - at.y()
        for paragraph in self._paragraphs:
            if paragraph.bottom >= top and paragraph.top <= bottom:
                paragraph.layout.draw(painter, at + QPointF(0, paragraph.top))

    def position_at(self, pos: QPointF) -> int:
        """The offset in the text nearest to a point."""
        if not self._paragraphs:
            return 0
        if pos.y() < 0:
            return 0
        tops = [paragraph.top for paragraph in self._paragraphs]
        paragraph = self._paragraphs[max(0, bisect_right(tops, pos.y()) - 1)]
        if pos.y() >= paragraph.bottom:
            return len(self.text)
        layout = paragraph.layout
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            last = number == layout.lineCount() - 1
            if pos.y() - paragraph.top < line.rect().bottom() or last:
                return paragraph.start + int(line.xToCursor(pos.x()))
        return paragraph.start

    def selection_rects(self, start: int, end: int) -> list[QRectF]:
        """The areas that characters cover."""
        rects: list[QRectF] = []
        for paragraph in self._paragraphs:
            layout = paragraph.layout
            length = paragraph.length
            low, high = start - paragraph.start, end - paragraph.start
            if high <= 0 or low > length:
                continue
            low, high = _unit_of(layout.text(), max(0, low)), _unit_of(layout.text(), high)
            at = max(0, layout.lineForTextPosition(low).lineNumber())
            for number in range(at, layout.lineCount()):
                line = layout.lineAt(number)
                first, last = line.textStart(), line.textStart() + line.textLength()
                if first >= high:
                    break
                if low < last and high > first:
                    x1 = _x_of(line, max(low, first))
                    x2 = _x_of(line, min(high, last))
                    y = paragraph.top + line.rect().top()
                    rects.append(QRectF(min(x1, x2), y, abs(x2 - x1), line.height()))
        return rects

    def caret_rect(self) -> QRectF:
        """After the last glyph, 2 px wide."""
        if not self._paragraphs:
            return QRectF(0, 0, 2, 16)
        paragraph = self._paragraphs[-1]
        line = paragraph.layout.lineAt(paragraph.layout.lineCount() - 1)
        x = _x_of(line, line.textStart() + line.textLength())
        y = paragraph.top + line.rect().center().y() - 8
        return QRectF(x + 1, y, 2, 16)


def _option(way: Qt.LayoutDirection) -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(way)
    side = Qt.AlignmentFlag.AlignRight if way == RIGHT_TO_LEFT else Qt.AlignmentFlag.AlignLeft
    option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
    return option


def _x_of(line: QTextLine, unit: int) -> float:
    found: Any = line.cursorToX(unit)  # a tuple, which the type stubs don't say
    return float(found[0])


def _index_of(text: str, unit: int) -> int:
    """The Python index of a UTF-16 position."""
    return unit if text.isascii() else len(_utf16(text)[: 2 * unit].decode("utf-16-le", "ignore"))


def _unit_of(text: str, index: int) -> int:
    """The UTF-16 position of a Python index."""
    return index if text.isascii() else len(_utf16(text[:index])) // 2


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def chunks_of(text: str) -> list[str]:
    """Cuts text at line ends into chunks of bounded length; very long lines are cut too."""
    return [text[start:end] for start, end in spans_of(text)]


def spans_of(text: str, at: int = 0) -> list[tuple[int, int]]:
    """Start and end of each chunk from a place on; the line ends between them left out."""
    spans: list[tuple[int, int]] = []
    size = len(text)
    while True:
        if size - at <= CHUNK_CHARS and text.count("\n", at) < CHUNK_LINES:
            spans.append((at, size))
            return spans
        lines = _LINES.match(text, at, min(size, at + CHUNK_CHARS + 1))
        end = lines.end() if lines is not None else at
        if end > at:
            spans.append((at, end - 1))
        else:  # one line is longer than a chunk
            end = at + CHUNK_CHARS
            spans.append((at, end))
        at = end

"""`TableElement`: a table; rows are laid out when they are seen, wide ones scroll inside."""

import math
import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from studio.ui.theme import hair_px
from studio.ui.transcript.element import Hit, PaintContext
from studio.ui.transcript.leaves import Style, TableLeaf
from studio.ui.transcript.look import Look
from studio.ui.transcript.paragraph import Paragraph
from studio.ui.transcript.placement import Placement
from studio.ui.transcript.scrolling import SideScroll
from studio.ui.transcript.table_columns import (
    CELL_PAD_PX,
    TableColumns,
    cell_text,
    line_count,
)
from studio.ui.transcript.table_heights import RowHeights, cost_us
from studio.ui.transcript.table_links import HEAD as _HEAD
from studio.ui.transcript.table_links import linked_cells
from studio.ui.transcript.table_rows import RowTexts
from studio.ui.transcript.text_elements import FramedElement, tr
from studio.ui.transcript.visible import visible

_ROW_PX, _BAR_PX = 32, 12
_KEPT_CELLS = 4000
_LONG_ROWS = 300
_PREPARED_ROWS = 32
_AT_ONCE_US = 8_000.0  # for rows that are laid out whether they are near or not
_CHAR_WIDTH, _WIDE_CHAR_WIDTH = 0.48, 0.8  # of the font size; for guesses


class _Grown(NamedTuple):
    """What is known of the first rows of a table that grows."""

    widths: list[float]
    rows: RowHeights
    kept: int


class TableElement(FramedElement):
    """A table of inline markdown.

    Args:
        previous: the same table a moment ago, while it grows; measurements are kept.
    """

    def __init__(
        self,
        leaf: TableLeaf,
        place: Placement,
        look: Look,
        *,
        previous: "TableElement | None" = None,
    ) -> None:
        super().__init__(place, look)
        self.leaf = leaf
        self._before = previous
        self._columns: TableColumns | None = None
        self._widths: list[float] = []
        self._lefts: list[float] = []
        self._rows = RowHeights(float(look.px(_ROW_PX)), len(leaf.rows))
        self._texts = RowTexts(leaf)
        self._cells: dict[tuple[int, int], Paragraph] = {}
        self._has_breaks = False  # some cell may be higher than a line
        self._checked_rows = 0  # rows looked at for that
        self._head_px = 0.0
        self._scroll = SideScroll(look)
        self._grown: _Grown | None = None
        if previous is not None:
            self._scroll.x = previous._scroll.x
            self._take_cells(previous)

    def _take_cells(self, previous: "TableElement") -> None:
        """Keeps the cells of rows that are the same as before."""
        last = len(previous.leaf.rows) - 1
        same = previous.look is self.look and previous.leaf.header == self.leaf.header
        if same and self.leaf.rows[:last] == previous.leaf.rows[:last]:
            self._cells = previous._cells
            self._texts = RowTexts(self.leaf, previous._texts)
            self._texts.forget_from(max(0, last + 1))
            for column in range(len(self.leaf.header)):
                self._cells.pop((last, column), None)
            self._has_breaks = previous._has_breaks
            self._checked_rows = last
            self._grown = _Grown(previous._widths, previous._rows, max(0, last))

    # Layout

    @property
    def columns(self) -> TableColumns:
        """The measured columns."""
        if self._columns is None:
            before = self._before._columns if self._before is not None else None
            self._columns = TableColumns(self.leaf, self.look, before)
            self._before = None
        return self._columns

    def height_for(self, width_px: float) -> float:
        """Measures columns, and rows where cells wrap; see `Element`."""
        if width_px == self.width:
            return self.height
        self.width = width_px
        self._widths = self.columns.widths(self.inner_width)
        self._lefts = list(accumulate(self._widths, initial=0.0))
        self._head_px = self._measured_head()
        self._measure_rows()
        return self._sum()

    def _sum(self) -> float:
        """Its height from those of its rows."""
        total = self._lefts[-1]
        height = self._rows.total + self._head_px
        area = QRectF(self.place.indent, self.place.pad_top, self.inner_width, height)
        bar = self.look.px(_BAR_PX) if total > self.inner_width else 0
        self._scroll.set_area(area.adjusted(0, 0, 0, bar), total)
        self.height = self.place.pad_top + height + bar
        return self.height

    def estimate_for(self, width_px: float) -> float:
        """All rows on one line; see `Element`."""
        return float(self.place.pad_top + (len(self.leaf.rows) + 1) * self.look.px(_ROW_PX))

    def take_formulas(self) -> bool:
        """Takes formulas that have come since; True if columns and rows may differ."""
        taken = [cell for cell in self._cells.values() if cell.take_formulas()]
        if not taken:
            return False
        self._columns, self._before, self.width = None, None, 0.0
        self._rows = RowHeights(float(self.look.px(_ROW_PX)), len(self.leaf.rows))
        return True

    def _measured_head(self) -> float:
        least, line = float(self.look.px(_ROW_PX)), self.look.line_px("small")
        if self.columns.wraps:
            columns = range(len(self.leaf.header))
            tallest = max((self._cell(_HEAD, each).height for each in columns), default=0.0)
            return max(least, tallest + least - line)
        rows = max(map(line_count, self.leaf.header), default=1)
        return least + (rows - 1) * line

    def _measure_rows(self) -> None:
        """Finds row heights where not all are the same."""
        wraps = self.columns.wraps
        least = float(self.look.px(_ROW_PX))
        fresh = self.leaf.rows[max(0, self._checked_rows) :]
        self._has_breaks = self._has_breaks or (
            _may_be_high(self.leaf.frame.source)
            and any(_may_be_high(cell) for row in fresh for cell in row)
        )
        self._checked_rows = len(self.leaf.rows)
        if not wraps and not self._has_breaks:
            return
        heights, guessed = self._known_rows()
        for row in range(len(heights), len(self.leaf.rows)):
            cells = self.leaf.rows[row]
            if not wraps and not any(map(_may_be_high, cells)):
                heights.append(least)
            else:
                guessed.add(row)
                heights.append(self._guessed_row(cells))
        self._rows.take(heights, guessed)
        left_us = _AT_ONCE_US
        for row in sorted(guessed):
            left_us -= cost_us(self.leaf.rows[row])
            if left_us < 0:
                break
            self._rows.settle_row(row, self._measured_row)

    def _known_rows(self) -> tuple[list[float], set[int]]:
        """Heights of rows that are as they were in the table before, and which are guesses."""
        grown, self._grown = self._grown, None
        if grown is None or grown.widths != self._widths:
            return [], set()
        return grown.rows.known(grown.kept)

    def _guessed_row(self, cells: list[str]) -> float:
        size, line = self.look.font("ui").pixelSize(), self.look.line_px("ui")
        most = 1
        for cell, width in zip(cells, self._widths, strict=True):
            each = _CHAR_WIDTH if cell.isascii() else _WIDE_CHAR_WIDTH
            lines = len(cell) * size * each / max(1.0, width - self.look.px(2 * CELL_PAD_PX))
            most = max(most, math.ceil(lines), line_count(cell))
        return float(self.look.px(_ROW_PX) + (most - 1) * line)

    def _measured_row(self, row: int) -> float:
        least = float(self.look.px(_ROW_PX))
        pad = least - self.look.line_px("ui")
        cells = (self._cell(row, column).height for column in range(len(self.leaf.header)))
        return max(least, max(cells) + pad)

    @property
    def settles(self) -> bool:
        """See `SettlingElement`."""
        return not self._rows.is_settled

    def settle(self, first_px: float, last_px: float, *, from_end: bool) -> bool:
        """See `SettlingElement`: measures the rows that come into view."""
        top = self.place.pad_top + self._head_px
        measure = self._measured_row
        if not self._rows.settle(first_px - top, last_px - top, measure, from_end=from_end):
            return False
        self._sum()
        return True

    def _cell(self, row: int, column: int) -> Paragraph:
        """The laid out cell; `row` may be `_HEAD`."""
        found = self._cells.get((row, column))
        if found is None or found.align != self.columns.aligns[column]:
            if len(self._cells) > _KEPT_CELLS:
                self._cells.clear()
            align = self.columns.aligns[column]
            if row == _HEAD:
                rich = cell_text(self.leaf.header[column])
                found = Paragraph(rich, self.look, "small", "text2", align=align, base=Style.BOLD)
            else:
                rich = cell_text(self.leaf.rows[row][column])
                found = Paragraph(rich, self.look, "ui", align=align)
            self._cells[row, column] = found
        pad = self.look.px(CELL_PAD_PX)
        found.lay_out(self._widths[column] - (pad if column == 0 else 2 * pad))
        return found

    def _cell_origin(self, row: int, column: int) -> QPointF:
        """Where a cell's text begins, in the element's coordinates."""
        head = self._head_px
        if row == _HEAD:
            top = (head - self._cell(row, column).height) / 2
        else:
            pad = (self.look.px(_ROW_PX) - self.look.line_px("ui")) / 2
            top = head + self._rows.top(row) + pad
        left = self._lefts[column] + (self.look.px(CELL_PAD_PX) if column else 0)
        return QPointF(
            self.place.indent + left - self._scroll.x, float(int(self.place.pad_top + top))
        )

    # Painting

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Paints head and the rows in the clip."""
        head = self._head_px
        self.paint_frame(painter, context, (0.0, head))
        area = QRectF(self.place.indent, 0.0, self.inner_width, self.height)
        seen = area.intersected(context.clip)
        if seen.isEmpty():
            return
        painter.save()
        painter.setClipRect(seen.adjusted(0, 0, 1, 0), Qt.ClipOperation.IntersectClip)
        width, hair = min(self._lefts[-1], self.inner_width), hair_px(context.dpr)
        top = self.place.pad_top + head
        if seen.top() < top:
            self._paint_row(painter, context, _HEAD, seen)
            color = context.theme.color("lineStrong")
            painter.fillRect(QRectF(self.place.indent, top - 1, width, hair), color)
        if self.leaf.rows and seen.bottom() > top:
            first, last = (
                self._rows.row_at(seen.top() - top),
                self._rows.row_at(seen.bottom() - top),
            )
            color = context.theme.color("line")
            for row in range(first, last + 1):
                self._paint_row(painter, context, row, seen)
                bottom = top + self._rows.top(row + 1) - 1
                painter.fillRect(QRectF(self.place.indent, bottom, width, hair), color)
        painter.restore()
        self._scroll.paint(painter, context)
        if context.show_caret:
            painter.fillRect(self.caret_rect(), context.theme.color("accent"))

    def _paint_row(self, painter: QPainter, context: PaintContext, row: int, seen: QRectF) -> None:
        shift = self.place.indent - self._scroll.x
        first = max(0, bisect_right(self._lefts, seen.left() - shift) - 1)
        last = min(len(self.leaf.header), bisect_left(self._lefts, seen.right() - shift))
        offset = self._offset_of(row, first) if context.selection is not None else 0
        for column in range(first, last):
            selection = None
            cell = self._cell(row, column)
            if context.selection is not None:
                start, end = context.selection
                selection = (max(0, start - offset), min(len(cell.rich.text), end - offset))
                offset += len(cell.rich.text) + 1
            cell.paint(painter, self._cell_origin(row, column), context, selection)

    def prepare(self, until_s: float, *, from_end: bool) -> bool:
        """See `PreparingElement`: lays the cells out that come into view first."""
        count = len(self.leaf.rows)
        first = max(_HEAD, count - _PREPARED_ROWS) if from_end else _HEAD
        last = bisect_left(self._lefts, self.inner_width)
        for row in range(first, min(count, first + _PREPARED_ROWS)):
            for column in range(min(last, len(self.leaf.header))):
                if time.perf_counter() > until_s:
                    return False
                self._cell(row, column)
        return True

    # What can be done with it

    def hits(self) -> tuple[Hit, ...]:
        """The links of all cells, in reading order."""
        return tuple(self.hits_from(None, forward=True))

    def hits_from(self, start: Hit | None, *, forward: bool) -> Iterator[Hit]:
        """See `HitWalking`: of thousands of rows only those are laid out that are come to."""
        handle = self._scroll.hit(tr("Wide table")) if self._scroll.range > 0 else None
        from_cells = start is not None and start != handle
        if forward and handle is not None and start is None:
            yield handle
        if forward or start is None or from_cells:
            place = None
            if from_cells and start is not None and start.rect is not None:
                place = self._place_at(start.rect.center())
            passed = not from_cells
            for row, column in linked_cells(self.leaf, place, forward=forward):
                hits = self._cell_hits(row, column)
                for hit in hits if forward else reversed(hits):
                    if passed:
                        yield hit
                    passed = passed or hit == start
        if not forward and handle is not None and start != handle:
            yield handle

    def _cell_hits(self, row: int, column: int) -> list[Hit]:
        cell, origin = self._cell(row, column), self._cell_origin(row, column)
        found = []
        for span in cell.links():
            rects = cell.rects(span.start, span.end)
            action = "remote_image" if span.style & Style.IMAGE else "link"
            rect = rects[0].translated(origin) if rects else None
            found.append(Hit(action, span.target, visible(span.target), rect))
        return found

    def hit_at(self, pos: QPointF) -> Hit | None:
        """The link at a point."""
        place = self._place_at(pos)
        if place is None or not 0 <= pos.x() - self.place.indent <= self.inner_width:
            return None
        row, column = place
        cell, origin = self._cell(row, column), self._cell_origin(row, column)
        span = cell.span_at(pos - origin)
        if span is None:
            return None
        index = cell.links().index(span)
        return self._cell_hits(row, column)[index]

    def _place_at(self, pos: QPointF) -> tuple[int, int] | None:
        """Row and column nearest to a point."""
        x = pos.x() - self.place.indent + self._scroll.x
        column = max(0, min(bisect_right(self._lefts, x) - 1, len(self.leaf.header) - 1))
        y = pos.y() - self.place.pad_top - self._head_px
        if y < 0 or not self.leaf.rows:
            return _HEAD, column
        return self._rows.row_at(y), column

    def line_near(self, y: float) -> int:
        """The row at a height; see `ReadingPlace`."""
        return (self._place_at(QPointF(0.0, y)) or (_HEAD, 0))[0]

    def line_rect(self, row: int) -> QRectF:
        """Where a row is."""
        top, head = self.place.pad_top, self._head_px
        if row == _HEAD:
            return QRectF(0.0, top, self.width, head)
        first, last = self._rows.top(row), self._rows.top(row + 1)
        return QRectF(0.0, top + head + first, self.width, last - first)

    def scroll_range_px(self) -> float:
        """See `ScrollingElement`."""
        return self._scroll.range

    def scroll_x_px(self) -> float:
        """See `ScrollingElement`."""
        return self._scroll.x

    def scroll_to(self, x_px: float) -> bool:
        """See `ScrollingElement`."""
        return self._scroll.move_to(x_px)

    def scrollbar_rect(self) -> QRectF | None:
        """See `ScrollingElement`."""
        return self._scroll.thumb()

    # Text: cells are split by tabs, rows by line ends. Reading thousands of rows takes longer than
    # a frame may: it is done in idle time, as highlighting is.

    def needs_highlight(self) -> bool:
        """See `HighlightingElement`: whether rows of a long table are still to be read."""
        return len(self.leaf.rows) > _LONG_ROWS and not self._texts.is_complete

    def is_waiting(self) -> bool:
        """See `HighlightingElement`."""
        return False

    def highlight(self, budget_ms: float = 4.0) -> bool:
        """See `HighlightingElement`."""
        return self._texts.read(budget_ms / 1000)

    def plain_text(self) -> str:
        """Rows as lines, cells split by tabs."""
        return self._texts.plain()

    def _offset_of(self, row: int, column: int) -> int:
        """Where a cell's text begins in the plain text."""
        before = self._texts.of(row + 1)[:column]
        return self._texts.offset(row + 1) + sum(map(len, before)) + column

    def caret_rect(self) -> QRectF:
        """After the last cell with text of the last row."""
        row = len(self.leaf.rows) - 1
        cells = self.leaf.header if row == _HEAD else self.leaf.rows[row]
        filled = [column for column, cell in enumerate(cells) if cell]
        column = filled[-1] if filled else 0
        cell = self._cell(row, column)
        rect = cell.caret_rect().translated(self._cell_origin(row, column))
        right = self.place.indent + self.inner_width - rect.width()
        return rect.translated(min(0.0, right - rect.left()), 0.0)

    def position_at(self, pos: QPointF) -> int:
        """See `TextElement`."""
        row, column = self._place_at(pos) or (_HEAD, 0)
        cell = self._cell(row, column)
        inside = cell.position_at(pos - self._cell_origin(row, column))
        return self._offset_of(row, column) + inside

    def text_clip(self) -> QRectF:
        """Where its cells can be seen."""
        return QRectF(self.place.indent, 0.0, self.inner_width, self.height)

    def rects_within(self, spans: Sequence[tuple[int, int]], clip: QRectF) -> list[QRectF]:
        """The areas of many runs of characters, in order, in the cells that a clip shows."""
        shift, top = self.place.indent - self._scroll.x, self.place.pad_top + self._head_px
        first = max(0, bisect_right(self._lefts, clip.left() - shift) - 1)
        last = min(len(self.leaf.header), bisect_left(self._lefts, clip.right() - shift))
        rows = [] if clip.top() >= top else [_HEAD]
        if self.leaf.rows and clip.bottom() > top:
            low, high = self._rows.row_at(clip.top() - top), self._rows.row_at(clip.bottom() - top)
            rows += range(low, high + 1)
        found: list[QRectF] = []
        for row in rows:
            for column in range(first, last):
                offset = self._offset_of(row, column)
                origin = self._cell_origin(row, column)
                cell = self._cell(row, column)
                for start, end in _meeting(spans, offset, offset + len(cell.rich.text)):
                    rects = cell.rects(start, end)
                    found.extend(rect.translated(origin) for rect in rects)
        return found

    def selection_rects(self, start: int, end: int) -> list[QRectF]:
        """See `TextElement`."""
        found: list[QRectF] = []
        for row in range(self._texts.row_at(start) - 1, len(self.leaf.rows)):
            if self._texts.offset(row + 1) >= end:
                break
            offset = self._texts.offset(row + 1)
            for column, text in enumerate(self._texts.of(row + 1)):
                first, last = max(0, start - offset), min(len(text), end - offset)
                offset += len(text) + 1
                if first >= last:
                    continue
                rects = self._cell(row, column).rects(first, last)
                origin = self._cell_origin(row, column)
                found.extend(rect.translated(origin) for rect in rects)
        return found


def _may_be_high(cell: str) -> bool:
    return "<" in cell or "$" in cell or "\\(" in cell


def _meeting(spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of sorted runs that are between two places, as counted from the first."""
    for index in range(max(0, bisect_left(spans, (start, start)) - 1), len(spans)):
        first, last = spans[index]
        if first >= end:
            break
        if last > start:
            yield max(0, first - start), min(end, last) - start

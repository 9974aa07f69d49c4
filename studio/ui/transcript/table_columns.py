"""`TableColumns`: how wide and how aligned the columns of a table are."""

import heapq
import re
from collections.abc import Sequence
from functools import lru_cache

from studio.ui.transcript.inline import LINE_BREAK, parse_inline
from studio.ui.transcript.leaves import RichText, Span, Style, TableLeaf
from studio.ui.transcript.look import Look
from studio.ui.transcript.paragraph import Paragraph
from studio.ui.transcript.simple import simple_text
from studio.ui.transcript.table_heights import cost_us

CELL_PAD_PX = 12
_MEASURED_CELLS = 8  # longest of each column
_MANY_COLUMNS = 64  # with more, the longest cell alone is measured
_WRAP_OVER_PX, _LEAST_WRAP_PX = 360, 128
WRAP_ROWS = 400  # tables with more rows don't wrap their cells
_KEPT_CHARS = 500  # of a cell: longer ones are rare
_WRAP_CELLS = 4000  # nor do those with more cells: each had to be laid out at once
# Widths of long cells are measured for so long; then they are taken for a little too wide.
_SHORT_CHARS, _MEASURE_US = 60, 12_000.0
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:[*_`]{0,2}(?:[-+−±≈~<>≤≥]\s?)?[$€£¥₹]?\d[\d.,'\u00a0\u202f ]*\s?"
    r"(?:%|‰|[^\W\d]{1,5}(?:/[^\W\d]{1,4})?|[$€£¥₹×°x])?[*_`]{0,2}|[-–—]|n/a)?",
    re.IGNORECASE,
)


def cell_text(source: str) -> RichText:
    """A cell's characters; `<br>`, the only way to break a line in a cell, breaks it."""
    return _cell_text(source) if len(source) <= _KEPT_CHARS else _parsed(source)


def _parsed(source: str) -> RichText:
    if "<" in source and _BREAK.search(source):
        return _parsed_lines(source)
    return parse_inline(source)


def _parsed_lines(source: str) -> RichText:
    lines = [simple_text(line) or RichText("") for line in _BREAK.split(source)]
    if not all(line.text for line in lines):
        return parse_inline(_BREAK.sub("\\\\\n", source))
    spans: list[Span] = []
    at = 0
    for line in lines:
        spans += (Span(s.start + at, s.end + at, s.style, s.target) for s in line.spans)
        at += len(line.text) + 1
    return RichText(LINE_BREAK.join(line.text for line in lines), tuple(spans))


# A cell is measured, laid out, read, found and copied, each from its source.
_cell_text = lru_cache(maxsize=1_024)(_parsed)


class TableColumns:
    """Measures columns from their longest cells; can go on with what a table had before.

    Attributes:
        aligns: `left`, `center` or `right` per column.
        wraps: some cells don't fit on one line.
    """

    def __init__(self, leaf: TableLeaf, look: Look, previous: "TableColumns | None" = None) -> None:
        self._leaf = leaf
        self._look = look
        self.wraps = False
        count = len(leaf.header)
        done = 0
        self._rows_seen = len(leaf.rows)
        self._longest: list[list[str]] = [[] for _ in range(count)]
        self._numeric = [False] * count
        self._naturals: list[float] | None = None
        self._left_us = 0.0
        if previous is not None and previous._look is look and previous._count() == count:
            done = min(previous._rows_seen, len(leaf.rows))
            self._longest = previous._longest
            self._numeric = previous._numeric
            self._naturals = previous._naturals
        self._add(leaf.rows[done:], first=done == 0)
        self.aligns = [
            align or ("right" if numeric else "left")
            for align, numeric in zip(leaf.aligns, self._numeric, strict=True)
        ]

    def _count(self) -> int:
        return len(self._leaf.header)

    def _add(self, rows: Sequence[list[str]], *, first: bool) -> None:
        if not rows:
            return
        measured = _MEASURED_CELLS if self._count() <= _MANY_COLUMNS else 1
        for index, column in enumerate(zip(*rows, strict=True)):
            kept = self._longest[index]
            longest = heapq.nlargest(measured, [*kept, *column], key=len)
            if longest != kept:
                self._longest[index] = longest
                self._naturals = None
            if first or self._numeric[index]:
                self._numeric[index] = all(map(_NUMBER.fullmatch, column)) and (
                    not first or any(map(_has_digit, column))
                )

    def naturals(self) -> list[float]:
        """Width of each column's text if nothing wraps, in px; measured once."""
        if self._naturals is None:
            self._naturals = []
            self._left_us = _MEASURE_US
            for head, cells in zip(self._leaf.header, self._longest, strict=True):
                widths = [self._text_width(cell) for cell in cells]
                self._naturals.append(max(self._text_width(head, head=True), *widths, 0.0))
        return self._naturals

    def _text_width(self, source: str, *, head: bool = False) -> float:
        if len(source) > _SHORT_CHARS:
            self._left_us -= cost_us((source,))
            if self._left_us < 0:
                return float(len(source) * self._look.font("ui").pixelSize())
        rich = cell_text(source)
        if head:
            paragraph = Paragraph(rich, self._look, "small", base=Style.BOLD)
        else:
            paragraph = Paragraph(rich, self._look, "ui")
        width = paragraph.natural_width()
        return float(int(width) + 2)

    def widths(self, available: float) -> list[float]:
        """Widths of the columns with their padding, in px; more than `available` scrolls."""
        look = self._look
        pad = look.px(CELL_PAD_PX)
        texts = list(self.naturals())
        pads = [pad if index == 0 else 2 * pad for index in range(len(texts))]
        room = available - sum(pads)
        self.wraps = False
        rows = len(self._leaf.rows)
        may_wrap = rows <= WRAP_ROWS and rows * len(texts) <= _WRAP_CELLS
        if sum(texts) > room and may_wrap:
            limit = max(look.px(_LEAST_WRAP_PX), _fair_share(texts, room))
            limit = min(limit, look.px(_WRAP_OVER_PX)) if sum(texts) > 4 * room else limit
            self.wraps = any(text > limit for text in texts)
            texts = [min(text, limit) for text in texts]
        return [text + extra for text, extra in zip(texts, pads, strict=True)]


def _fair_share(texts: list[float], room: float) -> float:
    """The width that wide columns are cut to, so that all fit into `room` if they can."""
    left, columns = room, len(texts)
    for text in sorted(texts):
        if text * columns > left:
            return left / columns
        left -= text
        columns -= 1
    return max(texts)


def _has_digit(cell: str) -> bool:
    return any(map(str.isdigit, cell))


def line_count(source: str) -> int:
    """How many lines a cell has if nothing wraps."""
    return source.count(LINE_BREAK) + len(_BREAK.findall(source)) + 1 if "<" in source else 1

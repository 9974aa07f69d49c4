"""The arithmetic of a stretch of neighbouring images: rows, from the shapes alone.

A stretch is a section (a day), or a part of a long one. Nothing here knows of other stretches.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from math import ceil
from typing import NamedTuple

from msgspec import Struct

LEAST_ASPECT, MOST_ASPECT = 0.4, 4.0
"""Beyond these a tile shows its picture fitted, with room around it."""

_EVEN_ROWS = 8
"""So many rows at the end of a stretch that goes on share what is left among them."""


class Measures(Struct, frozen=True):
    """Lengths of a grid, in px.

    Attributes:
        width: that tiles may fill.
        target: wanted height of a justified row, or side of a square.
        header: height of a section's label; 0: sections have none.
        below: free room under the last row of a section.
        justified: rows of one height that fill the width; else squares.
    """

    width: int
    target: int
    gap: int = 8
    header: int = 32
    below: int = 8
    justified: bool = True

    @property
    def columns(self) -> int:
        """How many squares stand side by side."""
        return max(1, (self.width + self.gap) // (self.target + self.gap))

    @property
    def side(self) -> int:
        """Of a square, so that they fill the width."""
        return max(1, (self.width - self.gap * (self.columns - 1)) // self.columns)


class Row(NamedTuple):
    """A row of images.

    Attributes:
        first, stop: places of its images.
        top: from the top of the content, or, inside a stretch, of its first row.
        full: whether a justified row fills the width.
    """

    first: int
    stop: int
    top: int
    height: int
    full: bool

    @property
    def images(self) -> range:
        """The places of its images."""
        return range(self.first, self.stop)


class Shapes:
    """Widths by heights of many images, worked out for those that are asked for."""

    def __init__(self, widths: Sequence[int] = (), heights: Sequence[int] = ()) -> None:
        self._widths, self._heights = widths, heights

    def __len__(self) -> int:
        return len(self._widths)

    def of(self, first: int, stop: int) -> list[float]:
        """The shapes of neighbours, within what a tile may have."""
        return aspects_of(self._widths[first:stop], self._heights[first:stop])

    def usual(self) -> float:
        """About the mean of all, from a few hundred of them."""
        step = max(1, len(self) // 400)
        some = aspects_of(self._widths[::step], self._heights[::step])
        return sum(some) / len(some) if some else 1.0


def aspects_of(widths: Sequence[int], heights: Sequence[int]) -> list[float]:
    """Width by height of each image, within what a tile may have; unknown ones are square."""
    return [
        aspect
        if width and height and LEAST_ASPECT <= (aspect := width / height) <= MOST_ASPECT
        else _odd_aspect(width, height)
        for width, height in zip(widths, heights, strict=True)
    ]


def _odd_aspect(width: int, height: int) -> float:
    if not width or not height:
        return 1.0
    return min(MOST_ASPECT, max(LEAST_ASPECT, width / height))


def justified_rows(
    aspects: Sequence[float], measures: Measures, first: int = 0, *, goes_on: bool = False
) -> list[Row]:
    """Puts images into rows that fill the width.

    Args:
        first: place of the first of them.
        goes_on: more of the same section follow, so the last row is full as well; else it
            keeps the shapes and the target height.
    """
    width, target, gap = measures.width, measures.target, measures.gap
    ends = list(accumulate((aspect * target + gap for aspect in aspects), initial=0.0))
    rows: list[Row] = []
    at, last, top, room = 0, len(aspects), 0, width + gap
    while at < last:
        start = ends[at]
        if goes_on and ends[last] - start < _EVEN_ROWS * room:
            return rows + _even_rows(ends, measures, first, at, top)
        end = _row_end(ends, at, room)
        is_full = end is not None
        end = last if end is None else end
        height = _full_height(ends, at, end, measures) if is_full else target
        rows.append(Row(first + at, first + end, top, height, is_full))
        top += height + gap
        at = end
    return rows


def _row_end(ends: list[float], at: int, room: float) -> int | None:
    """Where a row ends that begins at an image; None: what is left does not fill it."""
    last, start = len(ends) - 1, ends[at]
    end = bisect_left(ends, start + room, at + 1, last + 1)
    if end > last:
        return None
    # With the image that goes over the edge, or without it: which changes the height by the
    # smaller factor is seen without dividing.
    under, over = ends[end - 1] - start, ends[end] - start
    return end - 1 if end - 1 > at and under * over > room * room else end


def _even_rows(ends: list[float], measures: Measures, first: int, at: int, top: int) -> list[Row]:
    """Shares what is left among so many rows that all are about as high as wanted."""
    last, room, rows = len(ends) - 1, measures.width + measures.gap, []
    while at < last:
        left = ends[last] - ends[at]
        number = max(1, round(left / room))
        end = _row_end(ends, at, left / number) if number > 1 else None
        if end is None or ends[last] - ends[end] < room / 2:
            end = last
        height = _full_height(ends, at, end, measures)
        rows.append(Row(first + at, first + end, top, height, True))
        top += height + measures.gap
        at = end
    return rows


def _full_height(ends: list[float], at: int, end: int, measures: Measures) -> int:
    gaps = (end - at) * measures.gap
    natural = ends[end] - ends[at] - gaps
    return int(measures.target * (measures.width + measures.gap - gaps) / natural + 0.5) or 1


def square_rows(count: int, measures: Measures, first: int = 0) -> list[Row]:
    """Puts images into squares."""
    columns, side = measures.columns, measures.side
    step = side + measures.gap
    return [
        Row(first + at, first + min(count, at + columns), number * step, side, False)
        for number, at in enumerate(range(0, count, columns))
    ]


def likely_height(count: int, usual: float, measures: Measures) -> int:
    """How high the rows of a stretch will be, gap below each: a guess; exact for squares."""
    if not measures.justified:
        return ceil(count / measures.columns) * (measures.side + measures.gap)
    natural = count * (usual * measures.target + measures.gap)
    rows = max(1, ceil(natural / (measures.width + measures.gap) - 0.25))
    return rows * (measures.target + measures.gap)

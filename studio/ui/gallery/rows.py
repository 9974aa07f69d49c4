"""`Rows`: where each image of a grid lies, by arithmetic alone.

Only rows are kept (a first image, a top, a height); where an image lies in its row is worked
out when it is painted. 100,000 images take about 25 ms, whatever is on the screen.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from PySide6.QtCore import QRect

LEAST_ASPECT, MOST_ASPECT = 0.4, 4.0
"""Beyond these a tile shows its picture fitted, with room around it."""


@dataclass(frozen=True, slots=True)
class Measures:
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


@dataclass(slots=True)
class Rows:
    """The rows of a grid.

    Attributes:
        first: index of the first image of each row.
        top, height: of the tiles of each row.
        full: whether a justified row fills the width.
        heads: top of each section's label.
        total: height of everything.
    """

    measures: Measures
    aspects: Sequence[float]
    sections: Sequence[tuple[int, int]]
    first: list[int] = field(default_factory=list)
    top: list[int] = field(default_factory=list)
    height: list[int] = field(default_factory=list)
    full: list[bool] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    total: int = 0

    @property
    def count(self) -> int:
        """How many images there are."""
        return len(self.aspects)

    def row_of(self, index: int) -> int:
        """The row that an image is in."""
        return bisect_right(self.first, index) - 1

    def row_at(self, y: int) -> int:
        """The last row that begins at or above `y`; the first one for what is above it."""
        return max(0, bisect_right(self.top, y) - 1)

    def images_of(self, row: int) -> range:
        """The images of a row."""
        end = self.first[row + 1] if row + 1 < len(self.first) else self.count
        return range(self.first[row], end)

    def section_at(self, y: int) -> int:
        """The section whose label or images are at `y`; -1 without sections."""
        return max(0, bisect_right(self.heads, y) - 1) if self.heads else -1

    def rects(self, row: int) -> list[QRect]:
        """Where the images of a row lie, left to right."""
        images, measures = self.images_of(row), self.measures
        top, height, gap = self.top[row], self.height[row], measures.gap
        if not measures.justified:
            return [QRect(at * (height + gap), top, height, height) for at in range(len(images))]
        room = measures.width - gap * (len(images) - 1)
        natural = [self.aspects[index] * height for index in images]
        total = sum(natural)
        # A full row ends at the right edge to the pixel; one that is not keeps its shapes.
        scale = room / total if self.full[row] or total > room else 1.0
        edges = [round(edge) for edge in accumulate((w * scale for w in natural), initial=0.0)]
        return [
            QRect(edges[at] + at * gap, top, max(1, edges[at + 1] - edges[at]), height)
            for at in range(len(images))
        ]

    def rect_of(self, index: int) -> QRect:
        """Where one image lies."""
        row = self.row_of(index)
        return self.rects(row)[index - self.first[row]]

    def image_at(self, x: int, y: int) -> int:
        """The image at a place, or -1."""
        if not self.first:
            return -1
        row = self.row_at(y)
        for index, rect in zip(self.images_of(row), self.rects(row), strict=True):
            if rect.contains(x, y):
                return index
        return -1

    def visible(self, top: int, bottom: int) -> range:
        """The rows that reach into a stretch."""
        if not self.first:
            return range(0)
        return range(self._first_row(top), bisect_left(self.top, bottom))

    def images_in(self, area: QRect) -> list[int]:
        """The images that a rubber band touches."""
        found: list[int] = []
        for row in self.visible(area.top(), area.bottom() + 1):
            pairs = zip(self.images_of(row), self.rects(row), strict=True)
            found += [index for index, rect in pairs if rect.intersects(area)]
        return found

    def above(self, index: int, x: int, rows: int) -> int:
        """The image `rows` rows above (or, negative, below) nearest to a middle line `x`."""
        row = self.row_of(index) - rows
        row = max(0, min(len(self.first) - 1, row))
        images, rects = self.images_of(row), self.rects(row)
        nearest = min(range(len(rects)), key=lambda at: abs(rects[at].center().x() - x))
        return images[nearest]

    def _first_row(self, top: int) -> int:
        row = self.row_at(top)
        if self.top[row] + self.height[row] <= top and row + 1 < len(self.first):
            row += 1
        return row


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


def lay_out(
    aspects: Sequence[float], sections: Sequence[tuple[int, int]], measures: Measures
) -> Rows:
    """Puts images into rows.

    Args:
        sections: first image and number of each group that has a label; (): one group.
    """
    rows = Rows(measures, aspects, sections)
    ends = _natural_ends(aspects, measures) if measures.justified else []
    for first, count in sections or ((0, len(aspects)),):
        if not count:
            continue
        if sections and measures.header:
            rows.heads.append(rows.total)
            rows.total += measures.header
        if measures.justified:
            _add_justified(rows, ends, first, first + count)
        else:
            _add_squares(rows, first, count)
        rows.total += measures.below - measures.gap
    return rows


def _natural_ends(aspects: Sequence[float], measures: Measures) -> list[float]:
    """Where each image would end if all stood in one row of the target height."""
    target, gap = measures.target, measures.gap
    return list(accumulate((aspect * target + gap for aspect in aspects), initial=0.0))


def _add_justified(rows: Rows, ends: list[float], first: int, last: int) -> None:
    measures = rows.measures
    width, target, gap = measures.width, measures.target, measures.gap
    firsts, tops, heights, full = rows.first, rows.top, rows.height, rows.full
    total = rows.total
    while first < last:
        start = ends[first]
        wanted = start + width + gap
        end = bisect_left(ends, wanted, first + 1, last + 1)
        height, is_full = target, end <= last
        if is_full:
            # The row is full: with the image that goes over the edge, or without it.
            # Which changes the height by the smaller factor is seen without dividing.
            room, under, over = width + gap, ends[end - 1] - start, ends[end] - start
            if end - 1 > first and under * over > room * room:
                end -= 1
            gaps = (end - first) * gap
            natural = ends[end] - start - gaps
            height = int(target * (width + gap - gaps) / natural + 0.5) or 1
        else:
            end = last
        firsts.append(first)
        tops.append(total)
        heights.append(height)
        full.append(is_full)
        total += height + gap
        first = end
    rows.total = total


def _add_squares(rows: Rows, first: int, count: int) -> None:
    measures = rows.measures
    gap = measures.gap
    columns = max(1, (measures.width + gap) // (measures.target + gap))
    side = max(1, (measures.width - gap * (columns - 1)) // columns)
    made = range(first, first + count, columns)
    rows.first.extend(made)
    rows.top.extend(range(rows.total, rows.total + len(made) * (side + gap), side + gap))
    rows.height.extend([side] * len(made))
    rows.total += len(made) * (side + gap)

"""`Rows`: where each image of a grid lies; worked out near what is looked at, guessed elsewhere.

The content is cut into stretches of some hundred images at most. The rows of a stretch are
worked out (`stretches`) when somebody looks there; until then its height is a guess from the
number of its images. Showing 100,000 images costs as much as showing some hundred.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from PySide6.QtCore import QRect

from studio.ui.gallery.stretches import (
    Measures,
    Row,
    Shapes,
    justified_rows,
    likely_height,
    square_rows,
)

_MOST_IMAGES = 360
"""Of one stretch: a longer section is cut into parts of equal size."""


class _Stretch:
    """Some neighbours of one section.

    Attributes:
        begins: the section whose label stands above it, or -1.
        ends: no more of its section follow.
        rows: with tops from its first row; None while nobody needed them.
        is_settled: its height is exact.
    """

    __slots__ = ("begins", "count", "ends", "first", "is_settled", "rows")

    def __init__(self, first: int, count: int, begins: int, ends: bool) -> None:
        self.first, self.count, self.begins, self.ends = first, count, begins, ends
        self.rows: list[Row] | None = None
        self.is_settled = False


class Rows:
    """The rows of a grid.

    Heights that were guessed become exact in `settle` alone, so that places don't move by
    themselves while somebody reads them.

    Args:
        shapes: of all images, in order.
        sections: first image and number of each group that has a label; (): one group.

    Attributes:
        total: height of everything.
    """

    def __init__(
        self, shapes: Shapes, sections: Sequence[tuple[int, int]], measures: Measures
    ) -> None:
        self.measures = measures
        self._shapes = shapes
        self._has_labels = bool(sections and measures.header)
        self._stretches = _cut(sections or ((0, len(shapes)),), measures)
        self._firsts = [each.first for each in self._stretches]
        self._heads = [at for at, each in enumerate(self._stretches) if each.begins >= 0]
        usual = shapes.usual() if measures.justified else 1.0
        heights = (likely_height(each.count, usual, measures) for each in self._stretches)
        self._heights = [
            height + self._around(each)
            for each, height in zip(self._stretches, heights, strict=True)
        ]
        self._tops: list[int] = []
        self.total = 0
        self._add_up()

    @property
    def count(self) -> int:
        """How many images there are."""
        return len(self._shapes)

    # Sections

    @property
    def labels(self) -> int:
        """How many sections have a label."""
        return len(self._heads) if self._has_labels else 0

    def head(self, section: int) -> int:
        """Top of the label of a section."""
        return self._tops[self._heads[section]]

    def section_at(self, y: int) -> int:
        """The section whose label or images are at `y`; -1 without labels."""
        if not self.labels:
            return -1
        return max(0, bisect_right(self._heads, self._stretch_at(y)) - 1)

    # Rows

    def row_of(self, index: int) -> Row:
        """The row that an image is in."""
        at = bisect_right(self._firsts, index) - 1
        rows = self._rows(at)
        return self._placed(at, rows[bisect_right(rows, index, key=_first) - 1])

    def row_at(self, y: int) -> Row:
        """The last row that begins at or above `y`; the first one for what is above it."""
        at = self._stretch_at(y)
        rows, top = self._rows(at), self._tops[at] + self._header(at)
        row = bisect_right(rows, y - top, key=_top) - 1
        if row < 0 and at:
            return self._placed(at - 1, self._rows(at - 1)[-1])
        return self._placed(at, rows[max(0, row)])

    def visible(self, top: int, bottom: int) -> Iterator[Row]:
        """The rows that reach into what lies between two heights."""
        if not self.count:
            return
        for at in range(self._stretch_at(top), len(self._stretches)):
            if self._tops[at] >= bottom:
                return
            for row in self._rows(at):
                placed = self._placed(at, row)
                if placed.top >= bottom:
                    return
                if placed.top + placed.height > top:
                    yield placed

    def rects(self, row: Row) -> list[QRect]:
        """Where the images of a row lie, left to right."""
        measures = self.measures
        top, height, gap, count = row.top, row.height, measures.gap, row.stop - row.first
        if not measures.justified:
            return [QRect(at * (height + gap), top, height, height) for at in range(count)]
        room = measures.width - gap * (count - 1)
        natural = [aspect * height for aspect in self._shapes.of(row.first, row.stop)]
        total = sum(natural)
        # A full row ends at the right edge to the pixel; one that is not keeps its shapes.
        scale = room / total if row.full or total > room else 1.0
        edges = [round(edge) for edge in accumulate((w * scale for w in natural), initial=0.0)]
        return [
            QRect(edges[at] + at * gap, top, max(1, edges[at + 1] - edges[at]), height)
            for at in range(count)
        ]

    # Images

    def rect_of(self, index: int) -> QRect:
        """Where one image lies."""
        row = self.row_of(index)
        return self.rects(row)[index - row.first]

    def image_at(self, x: int, y: int) -> int:
        """The image at a place, or -1."""
        if not self.count:
            return -1
        row = self.row_at(y)
        for index, rect in zip(row.images, self.rects(row), strict=True):
            if rect.contains(x, y):
                return index
        return -1

    def images_in(self, area: QRect, stretches: Iterable[int] | None = None) -> list[int]:
        """The images that a rubber band touches, of some stretches or of all."""
        found: list[int] = []
        if stretches is None:
            stretches = range(self._stretch_at(area.top()), self._stretch_at(area.bottom()) + 1)
        for at in stretches if self.count else ():
            for row in self._rows(at):
                placed = self._placed(at, row)
                if placed.top <= area.bottom() and placed.top + placed.height > area.top():
                    pairs = zip(placed.images, self.rects(placed), strict=True)
                    found += [place for place, rect in pairs if rect.intersects(area)]
        return found

    def tiles_of(self, stretch: int) -> list[tuple[int, QRect]]:
        """All images of a stretch and where they lie in it."""
        return [
            pair
            for row in self._rows(stretch)
            for pair in zip(row.images, self.rects(row), strict=True)
        ]

    def stretch_at(self, y: int) -> int:
        """The stretch at `y`, the nearest one where there is none."""
        return self._stretch_at(y)

    def top_of(self, stretch: int) -> int:
        """Where it begins, its label included."""
        return self._tops[stretch] if self.count else 0

    def above(self, index: int, x: int, rows: int = 1) -> int:
        """The image `rows` rows above (or, negative, below) nearest to a middle line `x`."""
        row = self.row_of(index)
        for _ in range(abs(rows)):
            beside = row.first - 1 if rows > 0 else row.stop
            if not 0 <= beside < self.count:
                break
            row = self.row_of(beside)
        return self._nearest(row, x)

    def page(self, index: int, x: int, height: int) -> int:
        """The image about so many px below (or, negative, above) another; never of its row."""
        row = self.row_of(index)
        other = self.row_at(max(0, row.top + height))
        if other.first == row.first:
            return self.above(index, x, 1 if height < 0 else -1)
        return self._nearest(other, x)

    def _nearest(self, row: Row, x: int) -> int:
        rects = self.rects(row)
        nearest = min(range(len(rects)), key=lambda at: abs(rects[at].center().x() - x))
        return row.first + nearest

    # Stretches

    def settle(self, top: int, height: int) -> int:
        """Makes exact what lies within a screen of what is looked at.

        Args:
            top, height: what is looked at.

        Returns:
            Where its top is now: what was exact already stays where it was on the screen.
        """
        if not self.count:
            return top
        seen = self._stretch_at(top)
        offset = top - self._tops[seen]
        if self._settle(seen):
            offset = min(offset, self._heights[seen] - 1)
            self._add_up()
        while True:
            top = self._tops[seen] + offset
            low, high = self._stretch_at(top - height), self._stretch_at(top + 2 * height)
            if not any([self._settle(at) for at in range(low, high + 1)]):  # noqa: C419 - all of them
                return top
            self._add_up()

    def _settle(self, at: int) -> bool:
        stretch = self._stretches[at]
        if stretch.is_settled:
            return False
        stretch.is_settled = True
        rows = self._rows(at)
        height = rows[-1].top + rows[-1].height + self.measures.gap + self._around(stretch)
        is_other = height != self._heights[at]
        self._heights[at] = height
        return is_other

    def _rows(self, at: int) -> list[Row]:
        stretch = self._stretches[at]
        if stretch.rows is None:
            first, count = stretch.first, stretch.count
            if self.measures.justified:
                aspects = self._shapes.of(first, first + count)
                goes_on = not stretch.ends
                stretch.rows = justified_rows(aspects, self.measures, first, goes_on=goes_on)
            else:
                stretch.rows = square_rows(count, self.measures, first)
        return stretch.rows

    def _placed(self, at: int, row: Row) -> Row:
        top = self._tops[at] + self._header(at) + row.top
        return Row(row.first, row.stop, top, row.height, row.full)

    def _stretch_at(self, y: int) -> int:
        return max(0, min(len(self._tops), bisect_right(self._tops, y)) - 1)

    def _header(self, at: int) -> int:
        return self.measures.header if self._has_labels and self._stretches[at].begins >= 0 else 0

    def _around(self, stretch: _Stretch) -> int:
        header = self.measures.header if self._has_labels and stretch.begins >= 0 else 0
        return header + (self.measures.below - self.measures.gap if stretch.ends else 0)

    def _add_up(self) -> None:
        self._tops = list(accumulate(self._heights, initial=0))
        self.total = self._tops.pop()


def _cut(sections: Sequence[tuple[int, int]], measures: Measures) -> list[_Stretch]:
    """Cuts sections into stretches; squares between full rows."""
    found: list[_Stretch] = []
    for number, (first, count) in enumerate(sections):
        parts = -(-count // _MOST_IMAGES)
        if parts < 2:
            if count:
                found.append(_Stretch(first, count, number, True))
            continue
        size = -(-count // parts)
        if not measures.justified:
            size = -(-size // measures.columns) * measures.columns
        starts = range(first, first + count, size)
        found += [
            _Stretch(
                start,
                min(size, first + count - start),
                number if start == first else -1,
                start + size >= first + count,
            )
            for start in starts
        ]
    return found


def _first(row: Row) -> int:
    return row.first


def _top(row: Row) -> int:
    return row.top

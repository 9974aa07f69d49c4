"""`RubberBand`: what a band around images touches; a move costs what it changed.

A band over 100,000 images is between two stretches of rows (see `rows`) nearly always wholly
over the others. Of those the images are kept by their left and right edges, so that those that
a side of the band passed are found without looking at the rest. A band that jumps over very
many images takes them up a few milliseconds at a time.
"""

import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect

if TYPE_CHECKING:
    from studio.ui.gallery.grid import ImageGrid
    from studio.ui.gallery.rows import Rows

_SLICE_S = 0.004
_FAR = float("inf")

_Sides = tuple[int, int]
"""Left and right edge of a band, both inside."""


class _Part:
    """The images of a stretch, sorted by their edges."""

    __slots__ = ("by_left", "by_right")

    def __init__(self, tiles: Iterable[tuple[int, QRect]]) -> None:
        images = [(rect.left(), rect.right(), place) for place, rect in tiles]
        self.by_left = sorted(images)
        self.by_right = sorted((right, left, place) for left, right, place in images)

    def between(self, sides: _Sides) -> set[int]:
        """What a band with these sides touches, as high as the stretch."""
        stop = bisect_right(self.by_left, (sides[1], _FAR))
        return {place for _, right, place in self.by_left[:stop] if right >= sides[0]}

    def passed(self, old: _Sides, new: _Sides) -> set[int]:
        """What only one of two bands touches."""
        left, right = sorted((old[0], new[0])), sorted((old[1], new[1]))
        low, high = (bisect_right(self.by_left, (side, _FAR)) for side in right)
        most_left = new[0] if new[1] > old[1] else old[0]
        found = {place for _, edge, place in self.by_left[low:high] if edge >= most_left}
        low, high = (bisect_left(self.by_right, (side,)) for side in left)
        most_right = new[1] if new[0] < old[0] else old[1]
        found.update(place for _, edge, place in self.by_right[low:high] if edge <= most_right)
        return found


class RubberBand:
    """A band that is being drawn, and what it does to the selection.

    Args:
        start: where it began, in the content.
        keeps: what is selected stays so, but for what the band touches, which changes.

    Attributes:
        area: it, in the content.
        is_behind: there is more under it than was taken up; `take_up` goes on.
    """

    def __init__(self, grid: "ImageGrid", start: QPoint, *, keeps: bool) -> None:
        self._grid = grid
        self._end, self._start = start, QPoint(start)
        self.area = QRect(start, start)
        self.is_behind = False
        self._before = frozenset(grid.chosen.selected) if keeps else frozenset[int]()
        self._forget()

    def _forget(self) -> None:
        """Nothing is under it yet."""
        self._rows: Rows = self._grid.rows
        self._first = self._rows.stretch_at(self._start.y())
        self._below = self._start.y() - self._rows.top_of(self._first)
        self._changes = self._grid.chosen.changes
        self._parts: dict[int, _Part] = {}
        self._inner = range(0)
        self._sides: _Sides = (0, -1)
        self._ends: frozenset[int] = frozenset()

    def reach(self, end: QPoint) -> bool:
        """The pointer moved to a place in the content; returns whether the selection changed."""
        self._end = end
        return self.take_up()

    def take_up(self) -> bool:
        """Selects what is under it, for some milliseconds; returns whether something changed."""
        chosen = self._grid.chosen
        if self._rows is not self._grid.rows or self._changes != chosen.changes:
            # The images lie elsewhere, or something else was done to the selection.
            chosen.set(key for key in self._before if chosen.place_of(key) >= 0)
            self._forget()
        # What is above the start may have become exact, and so the start lie elsewhere.
        self._start.setY(self._rows.top_of(self._first) + self._below)
        self.area = QRect(self._start, self._end).normalized()
        flips = self._moved_sides()
        flips ^= self._moved_ends()
        chosen.flip(flips)
        return bool(flips)

    def _moved_sides(self) -> set[int]:
        """Of the stretches that are wholly under it."""
        area = self.area
        old, new = self._sides, (area.left(), area.right())
        self._sides = new
        flips: set[int] = set()
        if old != new:
            for at in self._inner:
                flips |= self._parts[at].passed(old, new)
        return flips

    def _moved_ends(self) -> set[int]:
        """Of the stretches that came wholly under it or left, and of the two at its ends."""
        rows, area = self._rows, self.area
        first, last = rows.stretch_at(area.top()), rows.stretch_at(area.bottom())
        wanted = range(first + 1, max(first + 1, last))
        downwards = self.area.top() == self._start.y()
        flips = self._leave(wanted)
        if not self.is_behind:
            flips |= self._enter(wanted, downwards=downwards)
        now = frozenset(rows.images_in(area, {first, last}))
        flips ^= self._ends ^ now
        self._ends = now
        return flips

    def _leave(self, wanted: range) -> set[int]:
        flips: set[int] = set()
        inner, until_s = self._inner, time.perf_counter() + _SLICE_S
        self.is_behind = False
        while inner and not (inner[0] in wanted and inner[-1] in wanted):
            if time.perf_counter() > until_s:
                self.is_behind = True
                break
            # What is farther outside goes first: the rest stays one piece.
            at_top = inner[0] not in wanted
            at, inner = (inner[0], inner[1:]) if at_top else (inner[-1], inner[:-1])
            flips |= self._parts.pop(at).between(self._sides)
        self._inner = inner
        return flips

    def _enter(self, wanted: range, *, downwards: bool) -> set[int]:
        flips: set[int] = set()
        until_s = time.perf_counter() + _SLICE_S
        if not self._inner:
            self._inner = wanted[:0] if downwards else wanted[len(wanted) :]
        while len(self._inner) < len(wanted):
            if time.perf_counter() > until_s:
                self.is_behind = True
                break
            low, high = self._inner.start, self._inner.stop
            at = high if high < wanted.stop else low - 1
            part = self._parts[at] = _Part(self._rows.tiles_of(at))
            flips |= part.between(self._sides)
            self._inner = range(min(low, at), max(high, at + 1))
        return flips

"""`RowHeights`: where the rows of a table begin; most of many high ones are guessed.

Laying out each cell of a long table, or of a table of long cells, takes many frames. Only rows
that come into view are measured (see `flow.py`), so that the others never hold the window.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from studio.ui.transcript.heights import Heights

_SIGNS = re.compile(r"[*_`\[$~<&\\]")
# What it takes to read and lay out a cell, in µs: at all, for each character, for each sign.
_CELL_US, _CHAR_US, _SIGN_US = 40.0, 0.4, 10.0


def cost_us(cells: Iterable[str]) -> float:
    """About how long it takes to lay out some cells, in µs."""
    cost = 0.0
    for cell in cells:
        cost += _CELL_US + len(cell) * _CHAR_US + len(_SIGNS.findall(cell)) * _SIGN_US
    return cost


class RowHeights:
    """Heights of rows, in px; all the same unless set otherwise.

    Args:
        row_px: of a row of one line.
        count: how many there are.
    """

    def __init__(self, row_px: float, count: int) -> None:
        self._row_px = row_px
        self._count = count
        self._heights: Heights | None = None
        self._guessed: set[int] = set()

    @property
    def is_settled(self) -> bool:
        """Whether all heights are known."""
        return not self._guessed

    @property
    def total(self) -> float:
        """All rows together."""
        return self.top(self._count)

    def take(self, heights: Sequence[float], guessed: Iterable[int]) -> None:
        """Rows of different heights; some of them are guesses."""
        self._heights = Heights(heights)
        self._guessed = set(guessed)

    def known(self, count: int) -> tuple[list[float], set[int]]:
        """Of the first rows: heights, and which are guesses; nothing where all are the same."""
        if self._heights is None:
            return [], set()
        return self._heights.values()[:count], {row for row in self._guessed if row < count}

    def top(self, row: int) -> float:
        """Where a row begins; of `count`: where the last one ends."""
        return self._heights.before(row) if self._heights is not None else row * self._row_px

    def row_at(self, y: float) -> int:
        """The row nearest to a distance below the head."""
        if self._heights is not None:
            return self._heights.find(y)
        return max(0, min(int(y // self._row_px), self._count - 1))

    def settle_row(self, row: int, measure: Callable[[int], float]) -> bool:
        """Measures one row; True if it is higher or lower than it was taken for."""
        if row not in self._guessed or self._heights is None:
            return False
        self._guessed.discard(row)
        return self._heights.set(row, measure(row)) != 0

    def settle(
        self, first: float, last: float, measure: Callable[[int], float], *, from_end: bool
    ) -> bool:
        """Measures the rows between two distances below the head; True if some changed.

        Args:
            measure: lays a row out and gives its height.
            from_end: what stands at `last` stays there, else what stands at `first`.
        """
        if not self._count or last <= 0 or first >= self.total:
            return False
        changed = False
        if from_end:
            row, below = self.row_at(last), self.total - last
            while row >= 0:
                changed = self.settle_row(row, measure) or changed
                if self.total - below - self.top(row) >= last - first:
                    break
                row -= 1
            return changed
        row = self.row_at(max(0.0, first))
        while row < self._count and self.top(row) < last:
            changed = self.settle_row(row, measure) or changed
            row += 1
        return changed

"""`RowTops`: where the rows of a table begin."""

from bisect import bisect_right
from itertools import accumulate


class RowTops:
    """Tops of rows in px below the table's head; pure arithmetic while all are one line high.

    Args:
        row_px: height of a row of one line.
        count: how many rows there are.
    """

    def __init__(self, row_px: float, count: int) -> None:
        self._row_px = row_px
        self._count = count
        self._tops: list[float] | None = None

    def set_heights(self, heights: list[float]) -> None:
        """Rows of different heights."""
        self._tops = list(accumulate(heights, initial=0.0))

    def top(self, row: int) -> float:
        """Where a row begins; of `count`: where the last one ends."""
        return self._tops[row] if self._tops is not None else row * self._row_px

    def row_at(self, y: float) -> int:
        """The row nearest to a distance below the head."""
        tops = self._tops
        row = int(y // self._row_px) if tops is None else bisect_right(tops, y) - 1
        return max(0, min(row, self._count - 1))

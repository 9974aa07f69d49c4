"""`RowTexts`: what the rows of a table say."""

import time
from bisect import bisect_right
from itertools import accumulate

from studio.ui.transcript.inline import LINE_BREAK
from studio.ui.transcript.leaves import RichText, TableLeaf
from studio.ui.transcript.table_columns import cell_text

_LOOK_AGAIN_ROWS = 64


class RowTexts:
    """What the cells of a table say, as people read it; long tables are read in slices.

    Row 0 is the head.

    Args:
        leaf: the table.
        before: of the same table with fewer rows, or None.
    """

    def __init__(self, leaf: TableLeaf, before: "RowTexts | None" = None) -> None:
        self._leaf = leaf
        self._read: list[list[str]] = [] if before is None else before._read
        self._offsets: list[int] | None = None
        self._plain: str | None = None

    @property
    def is_complete(self) -> bool:
        """Whether all rows were read."""
        return len(self._read) > len(self._leaf.rows)

    def forget_from(self, row: int) -> None:
        """Rows from here on may say something else now."""
        del self._read[row:]

    def read(self, budget_s: float | None = None) -> bool:
        """Reads on, for so long at most; True when all is read."""
        until_s = None if budget_s is None else time.perf_counter() + budget_s
        while not self.is_complete:
            row = len(self._read)
            self._read.append(self._texts(row))
            late = row % _LOOK_AGAIN_ROWS == 0 and until_s is not None
            if late and until_s is not None and time.perf_counter() > until_s:
                break
        return self.is_complete

    def of(self, row: int) -> list[str]:
        """The cells of a row."""
        return self._read[row] if row < len(self._read) else self._texts(row)

    def offset(self, row: int) -> int:
        """Where a row begins in the plain text; of one more than there are: one past its end."""
        return self._sums()[row]

    def row_at(self, offset: int) -> int:
        """The row of a character of the plain text."""
        return min(bisect_right(self._sums(), offset) - 1, len(self._leaf.rows))

    def plain(self) -> str:
        """Rows as lines, cells split by tabs."""
        if self._plain is None:
            self.read()
            self._plain = "\n".join(map("\t".join, self._read))
        return self._plain

    def _sums(self) -> list[int]:
        if self._offsets is None:
            self.read()
            sizes = (sum(map(len, texts)) + len(texts) for texts in self._read)
            self._offsets = list(accumulate(sizes, initial=0))
        return self._offsets

    def _texts(self, row: int) -> list[str]:
        cells = self._leaf.rows[row - 1] if row else self._leaf.header
        return [_shown(cell_text(cell)) for cell in cells]


def _shown(rich: RichText) -> str:
    return rich.text.replace(LINE_BREAK, " ")

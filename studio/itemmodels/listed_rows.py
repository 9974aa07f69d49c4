"""Rows of a list by day, in order: a label before those of each section.

Whatever one asks of them costs about the same with ten rows and with a hundred thousand.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from operator import attrgetter

from msgspec import Struct

_MAX_SINGLE_STEPS = 48

SortKey = tuple[int, float, int, str]


class ListedRow(Struct, frozen=True):
    """The row of an item, or the label of a section when `id` is empty. Sorts by `sort_key`."""

    sort_key: SortKey
    section: str
    id: str = ""


class ListedRows:
    """The rows of a list. The first is a label; no two have the same key.

    Args:
        rows: in order.
    """

    def __init__(self, rows: list[ListedRow]) -> None:
        self._rows = rows
        self._by_id = {row.id: row for row in rows if row.id}
        self._labels = [at for at, row in enumerate(rows) if not row.id]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[ListedRow]:
        return iter(self._rows)

    def __getitem__(self, at: int) -> ListedRow:
        return self._rows[at]

    def labels(self) -> list[int]:
        """Where the labels of sections are, from top to bottom."""
        return self._labels

    def row_of(self, item_id: str) -> int:
        """Where an item is, or -1."""
        row = self._by_id.get(item_id)
        return -1 if row is None else self.place_for(row)

    def ids(self, first: int, last: int) -> list[str]:
        """The items between two rows, both included."""
        return [row.id for row in self._rows[first : last + 1] if row.id]

    def place_for(self, row: ListedRow) -> int:
        """Where a row is, or would have to be."""
        return bisect_left(self._rows, row.sort_key, key=_key_of)

    def insert(self, at: int, rows: list[ListedRow]) -> None:
        """Puts rows before another one."""
        self._rows[at:at] = rows
        self._by_id.update((row.id, row) for row in rows if row.id)
        labels = [at + number for number, row in enumerate(rows) if not row.id]
        place = bisect_left(self._labels, at)
        later = [each + len(rows) for each in self._labels[place:]]
        self._labels[place:] = [*labels, *later]

    def remove(self, first: int, last: int) -> None:
        """Takes rows out."""
        for row in self._rows[first : last + 1]:
            self._by_id.pop(row.id, None)
        del self._rows[first : last + 1]
        count = last + 1 - first
        self._labels = [
            at if at < first else at - count for at in self._labels if not first <= at <= last
        ]

    def replace(self, at: int, row: ListedRow) -> None:
        """Puts another row of the same item at a place, where it is in order."""
        self._rows[at] = self._by_id[row.id] = row

    def items(self) -> int:
        """How many there are, labels not counted."""
        return len(self._rows) - len(self.labels())

    def item_number(self, at: int) -> int:
        """The number of the item at a row, labels not counted."""
        return at - bisect_left(self.labels(), at)

    def row_of_item(self, number: int) -> int:
        """The row of an item by its number; the opposite of `item_number`."""
        labels = self.labels()
        # Before the label at place k there are `labels[k] - k` items.
        numbers = range(len(labels))
        return number + bisect_right(numbers, number, key=lambda k: labels[k] - k)

    def steps_to(self, then: list[ListedRow]) -> "tuple[Ranges, Ranges] | None":
        """Which rows go and which come; None when that would be too many single steps."""
        return _steps(self._rows, then)


Ranges = list[tuple[int, int]]
_key_of = attrgetter("sort_key")


def sort_rows(rows: list[ListedRow]) -> None:
    """Brings rows in order."""
    rows.sort(key=_key_of)


def _steps(now: list[ListedRow], then: list[ListedRow]) -> tuple[Ranges, Ranges] | None:
    """Which rows go and which come; None as soon as that would be too many single steps."""
    gone: Ranges = []
    new: Ranges = []
    at = to = 0
    while at < len(now) or to < len(then):
        if at < len(now) and to < len(then):
            old, wanted = now[at], then[to]
            if old is wanted or old == wanted:
                at, to = at + 1, to + 1
                continue
            goes = old.sort_key <= wanted.sort_key
        else:
            goes = at < len(now)
        if goes:
            _extend(gone, at)
            at += 1
        else:
            _extend(new, to)
            to += 1
        if len(gone) + len(new) > _MAX_SINGLE_STEPS:
            return None
    return gone, new


def _extend(found: Ranges, row: int) -> None:
    if found and found[-1][1] == row - 1:
        found[-1] = (found[-1][0], row)
    else:
        found.append((row, row))

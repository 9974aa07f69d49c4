"""Which cells of a table have links."""

from collections.abc import Iterator

from studio.ui.transcript.leaves import TableLeaf

HEAD = -1
"""The row number of the head."""


def linked_cells(
    leaf: TableLeaf, start: tuple[int, int] | None, *, forward: bool
) -> Iterator[tuple[int, int]]:
    """Rows and columns of cells with links, found by looking at the markdown alone.

    Args:
        start: the cell to begin with; None: the one that comes first.
        forward: in reading order, else against it.
    """
    step = 1 if forward else -1
    rows, columns = range(HEAD, len(leaf.rows))[::step], range(len(leaf.header))[::step]
    if start is not None:
        rows = rows[rows.index(start[0]) :]
    for row in rows:
        cells = leaf.header if row == HEAD else leaf.rows[row]
        for column in columns:
            if start is not None and row == start[0] and (column - start[1]) * step < 0:
                continue
            if "://" in cells[column] or "mailto:" in cells[column]:
                yield row, column

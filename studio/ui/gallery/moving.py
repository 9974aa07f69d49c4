"""`Moving`: a grid that was scrolled a little moves its pixels and paints what is new."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect

from studio.ui.gallery.rows import Rows

if TYPE_CHECKING:
    from studio.ui.gallery.grid import ImageGrid


class _Seen(NamedTuple):
    """The first and the last row on the screen, and their tops in the viewport."""

    rows: Rows
    first: int
    first_top: int
    last: int
    last_top: int


class Moving:
    """Brings the viewport of a grid in line with its place in the content."""

    def __init__(self, grid: "ImageGrid") -> None:
        self._grid = grid
        self._seen: _Seen | None = None

    def forget(self) -> None:
        """Everything lies elsewhere, and is painted anew."""
        self._seen = None
        self._grid.viewport().update()

    def follow(self) -> None:
        """The grid was scrolled."""
        by = self._moved_by()
        if by is None or not self._move(by):
            self._grid.viewport().update()
        self._look()

    def _look(self) -> None:
        grid = self._grid
        top = -grid.offset.y()
        rows = list(grid.rows.visible(top, top + grid.viewport().height()))
        self._seen = None
        if rows:
            first, last = rows[0], rows[-1]
            self._seen = _Seen(grid.rows, first.first, first.top - top, last.first, last.top - top)

    def _moved_by(self) -> int | None:
        """How far all that was on the screen is below where it was; None: not all of it moved so.

        The content can't tell: what is above may have become exact, and the place with it.
        """
        seen, grid = self._seen, self._grid
        if seen is None or seen.rows is not grid.rows:
            return None
        y = grid.offset.y()
        by = grid.rows.row_of(seen.first).top + y - seen.first_top
        return by if grid.rows.row_of(seen.last).top + y - seen.last_top == by else None

    def _move(self, by: int) -> bool:
        """Moves what lies below the label that stays at the top; False: it can't be moved."""
        grid, viewport = self._grid, self._grid.viewport()
        band, width = grid.rows.measures.header, viewport.width()
        area = QRect(0, band, width, viewport.height() - band)
        can = abs(by) < area.height() and (by * viewport.devicePixelRatioF()).is_integer()
        if not can or grid.pointer.is_banding:
            return False
        if by:
            viewport.scroll(0, by, area)
            viewport.update(0, 0, width, band)
        return True

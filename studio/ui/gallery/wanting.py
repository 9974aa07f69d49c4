"""`Wanting`: tells the thumbnails what the grid lacks, once a frame, the nearest first."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from studio.ui.gallery.stretches import Row
from studio.ui.gallery.undisturbed import undisturbed

if TYPE_CHECKING:
    from studio.ui.gallery.grid import ImageGrid

_FRAME_MS, _RUSHING_MS = 16, 48
_FAR_PX = 1_000_000


class Wanting:
    """What is on the screen, from the middle outwards, then what is near it."""

    def __init__(self, grid: "ImageGrid") -> None:
        self._grid = grid
        self._top = 0
        self._timer = QTimer(grid)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._want)

    def soon(self) -> None:
        """Something is lacking, or other images are on the screen."""
        if not self._timer.isActive():
            self._timer.start()

    def _want(self) -> None:
        with undisturbed():
            self._tell()

    def _tell(self) -> None:
        """While whole screens rush by, what is near is gone before it could be there."""
        grid = self._grid
        top, height, rows = -grid.offset.y(), grid.viewport().height(), grid.rows
        rushes, self._top = abs(top - self._top) > height, top
        self._timer.setInterval(_RUSHING_MS if rushes else _FRAME_MS)
        if rushes:
            found = list(rows.visible(top, top + height))
            self._timer.start()
        else:
            found = list(rows.visible(top - height // 2, top + height + height))
        found.sort(key=lambda row: _distance(row, top, height))
        grid.plans.use_dpr(grid.viewport().devicePixelRatioF())
        thumbs = [plan.thumb for row in found for plan in grid.plans.of(row)]
        grid.thumbnails.want("grid", thumbs)


def _distance(row: Row, top: int, height: int) -> int:
    is_seen = row.top + row.height > top and row.top < top + height
    from_middle = abs(row.top + row.height // 2 - top - height // 2)
    return from_middle + (0 if is_seen else _FAR_PX)

"""`TilePlans`: what the tiles of rows show, worked out once and kept while they are looked at.

Scrolling paints the same rows again and again, sixty times a second: what doesn't change with
the place on the screen is not worked out anew.
"""

from msgspec import Struct
from PySide6.QtCore import QRect

from studio.core.gallery import GalleryCard, GalleryList
from studio.ui.gallery.making_thumbnails import Thumb
from studio.ui.gallery.rows import Rows
from studio.ui.gallery.stretches import Measures, Row, Shapes
from studio.ui.gallery.tiles import picture_rect

_MOST_ROWS = 400
_AROUND_PX = 8
"""So far the ring of an image reaches beyond its tile, at most."""


class TilePlan(Struct, frozen=True):
    """One tile.

    Attributes:
        tile: its place, from the corner of the content.
        around: all that may be painted for it.
        shown: where the picture lies in it.
        thumb: what is shown there.
    """

    place: int
    card: GalleryCard
    tile: QRect
    around: QRect
    shown: QRect
    thumb: Thumb


class TilePlans:
    """Tiles by row, for one list and one layout at a time."""

    def __init__(self) -> None:
        self._list, self._rows = GalleryList(), Rows(Shapes(), (), Measures(1, 1))
        self._dpr, self._radius_px = 1.0, 0
        self._kept: dict[int, tuple[Row, tuple[TilePlan, ...]]] = {}

    def reset(self, shown: GalleryList, rows: Rows, dpr: float, radius_px: int) -> None:
        """Another list, layout, or screen.

        Args:
            radius_px: of the corners of pictures.
        """
        self._list, self._rows = shown, rows
        self._dpr, self._radius_px = dpr, radius_px
        self._kept.clear()

    def use_dpr(self, dpr: float) -> None:
        """The window may have come to another screen."""
        if dpr != self._dpr:
            self._dpr = dpr
            self._kept.clear()

    def of(self, row: Row) -> tuple[TilePlan, ...]:
        """The tiles of a row, left to right."""
        kept = self._kept.get(row.first)
        if kept is not None and kept[0] == row:
            return kept[1]
        if len(self._kept) >= _MOST_ROWS:
            self._kept.clear()
        rects = self._rows.rects(row)
        made = tuple(self._plan(place, tile) for place, tile in zip(row.images, rects, strict=True))
        self._kept[row.first] = row, made
        return made

    def _plan(self, place: int, tile: QRect) -> TilePlan:
        card = self._list[place]
        shown = picture_rect(tile, card)
        around = tile.adjusted(-_AROUND_PX, -_AROUND_PX, _AROUND_PX, _AROUND_PX)
        width, height = round(shown.width() * self._dpr), round(shown.height() * self._dpr)
        thumb = Thumb(card.blob, width, height, round(self._radius_px * self._dpr))
        return TilePlan(place, card, tile, around, shown, thumb)

"""Repaints what changed; pixels that only moved are moved."""

import math
from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QRect
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QWidget

from studio.ui.transcript.canvas import Change, Marks

_MOST_PARTS = 3


def repaint(viewport: QWidget, change: Change, marks: Marks, cover: QWidget) -> None:
    """Brings a viewport in line with what its canvas would paint now.

    Args:
        cover: a widget that may lie over the bottom of the viewport: below it Qt moves nothing.
    """
    width, height = viewport.width(), viewport.height()
    by = round(change.moved_by)
    until = math.ceil(min(change.until, height))
    limit = cover.y() - viewport.y() if cover.isVisible() else height
    bottom = min(round(change.bottom), limit + min(0, by)) if by else height
    if by and bottom > change.top and _can_move(viewport, by, marks):
        now = QRect(0, round(change.top), width, bottom - round(change.top))
        viewport.scroll(0, by, now.united(now.translated(0, -by)))
        viewport.update(0, 0, width, now.top())
        below = now.bottom() + 1
        viewport.update(0, below, width, until - below)
        return
    top = 0 if by else math.floor(min(change.top, height))
    if top < until:
        viewport.update(0, top, width, until - top)


def parts_of(region: QRegion) -> list[QRect]:
    """The rectangles of a region; one around all of them when they are many.

    The top and the bottom of a viewport are painted after a move: not what is between them.
    """
    if region.rectCount() > _MOST_PARTS:
        return [region.boundingRect()]
    return list(cast("Iterable[QRect]", region))


def _can_move(viewport: QWidget, by: int, marks: Marks) -> bool:
    """Whether pixels can be moved: whole ones, with nothing on them that stays where it is."""
    ringed = marks.focused_item is not None and marks.focused is None
    return not ringed and (by * viewport.devicePixelRatioF()).is_integer()

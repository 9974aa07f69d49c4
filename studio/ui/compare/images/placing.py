"""Where groups and cells of a grid of images stand: plain arithmetic.

One image of each model: a wall, the names below, as many side by side as make them largest.
Several: a row for each model, the names above.
"""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QRect

SIDE_PX, TOP_PX, GAP_X_PX, GAP_Y_PX = 24, 16, 24, 16
CAPTION_PX, TIGHT_PX = 56, 4
_LEAST_WALL_PX, _LEAST_ROW_PX, _MOST_ROW_PX = 240, 152, 400
_MOST_ROW_SHARE = 0.6
_GAP_IN_ROW = 0.85
"""Images count as so much smaller where their last row is not full."""


class Placed(Struct, frozen=True):
    """Rectangles of the floor.

    Attributes:
        captions: one for each group.
        cells: one list for each group.
        height: of all of it.
    """

    captions: tuple[QRect, ...]
    cells: tuple[tuple[QRect, ...], ...]
    height: int


def place(
    counts: Sequence[int], width: int, height: int, ratio: float, scale: float = 1.0
) -> Placed:
    """Works out where everything stands.

    Args:
        counts: images of each group.
        width, height: of the room; more than that is scrolled to, downward.
        ratio: width by height of the cells.
        scale: of the interface.
    """
    if not counts:
        return Placed((), (), 0)
    if max(counts) <= 1:
        return _wall(len(counts), width, height, ratio, scale)
    return _rows(counts, width, height, ratio, scale)


def _wall(count: int, width: int, height: int, ratio: float, scale: float) -> Placed:
    side, top = round(SIDE_PX * scale), round(TOP_PX * scale)
    gap_x, gap_y = round(GAP_X_PX * scale), round(GAP_Y_PX * scale)
    caption = round(CAPTION_PX * scale)
    across, most = _across(count, width, height, ratio, scale)
    cell_w = max(1, min(most, (width - 2 * side - gap_x * (across - 1)) // across))
    cell_h = max(1, round(cell_w / ratio))
    captions, cells = [], []
    for at in range(count):
        row, place_ = divmod(at, across)
        x = side + place_ * (cell_w + gap_x)
        y = top + row * (cell_h + caption + gap_y)
        cells.append((QRect(x, y, cell_w, cell_h),))
        captions.append(QRect(x, y + cell_h, cell_w, caption))
    rows = -(-count // across)
    return Placed(tuple(captions), tuple(cells), top + rows * (cell_h + caption + gap_y))


def _across(count: int, width: int, height: int, ratio: float, scale: float) -> tuple[int, int]:
    """How many side by side make the images largest without scrolling, and how wide they may be.

    Where they would be too small for that, as many as fit well: then one scrolls.
    """
    side, top = SIDE_PX * scale, TOP_PX * scale
    gap_x, rest = GAP_X_PX * scale, (CAPTION_PX + GAP_Y_PX) * scale
    least = _LEAST_WALL_PX * scale
    best, best_px, best_score, fitting = count, 0.0, 0.0, 1
    for across in range(count, 0, -1):
        cell_w = (width - 2 * side - gap_x * (across - 1)) / across
        seen_h = (height - top) / -(-count // across) - rest
        shown = min(cell_w, seen_h * ratio)
        score = shown * (_GAP_IN_ROW if count % across else 1)
        if score > best_score:
            best, best_px, best_score = across, shown, score
        if cell_w >= least:
            fitting = max(fitting, across)
    return (best, round(best_px)) if best_px >= least else (fitting, width)


def _rows(counts: Sequence[int], width: int, height: int, ratio: float, scale: float) -> Placed:
    side, top = round(SIDE_PX * scale), round(TOP_PX * scale)
    gap = round(GAP_Y_PX * scale)
    caption = round(CAPTION_PX * scale)
    room = width - 2 * side
    fit = max(1, min(max(counts), int((room + gap) // (_LEAST_ROW_PX * scale + gap))))
    most = min(_MOST_ROW_PX * scale, max(_LEAST_ROW_PX * scale, height * _MOST_ROW_SHARE) * ratio)
    cell_w = max(1, int(min((room - gap * (fit - 1)) / fit, most)))
    cell_h = max(1, round(cell_w / ratio))
    captions, cells = [], []
    y = top
    for count in counts:
        captions.append(QRect(side, y, room, caption))
        y += caption + round(TIGHT_PX * scale)
        own = []
        for at in range(count):
            row, place_ = divmod(at, fit)
            own.append(
                QRect(side + place_ * (cell_w + gap), y + row * (cell_h + gap), cell_w, cell_h)
            )
        cells.append(tuple(own))
        y += -(-count // fit) * (cell_h + gap) + round(TIGHT_PX * scale)
    return Placed(tuple(captions), tuple(cells), y)

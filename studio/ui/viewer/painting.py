"""Paints pictures, what shines through them, and the lines between their pixels."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QPainter, QPixmap, QTransform

from studio.ui.images.pyramid import Pyramid
from studio.ui.theme import Theme
from studio.ui.viewer.placement import Placement

GRID_SCALE = 8.0
"""Over this scale lines are drawn between the pixels."""

_CRISP_SCALE = 2.0  # from here on pixels are squares, not blurred
_SQUARE_PX = 8


def paint_picture(
    painter: QPainter,
    pyramid: Pyramid,
    place: Placement,
    theme: Theme,
    *,
    turns: int = 0,
    clip: QRectF | None = None,
    fast: bool = False,
) -> None:
    """Paints a picture where it lies.

    Args:
        painter: its unit is one device px.
        turns: quarters clockwise that the picture is to be turned by, from upright.
        clip: paint inside this only; None: the whole canvas.
        fast: without smoothing, for a picture that moves on a very large canvas.
    """
    canvas = QRectF(0, 0, place.canvas_w, place.canvas_h)
    seen = target_rect(place).intersected(clip if clip is not None else canvas)
    if seen.isEmpty():
        return
    painter.save()
    painter.setClipRect(seen)
    if pyramid.has_alpha:
        painter.setBrushOrigin(target_rect(place).topLeft())
        painter.fillRect(seen, checker(theme, place.dpr))
    _paint_pixels(painter, pyramid, place, turns, seen, fast=fast)
    if place.scale > GRID_SCALE:
        _paint_grid(painter, place, seen, theme.color("pixelGrid"))
    painter.restore()


def target_rect(place: Placement) -> QRectF:
    """What the picture covers; at 100 % and over its pixels are whole device px."""
    x, y = place.x, place.y
    if place.scale >= 1:
        x, y = round(x), round(y)
    return QRectF(x, y, place.picture_w * place.scale, place.picture_h * place.scale)


def checker(theme: Theme, dpr: float) -> QBrush:
    """Squares that show where a picture is transparent."""
    side = max(1, round(_SQUARE_PX * dpr))
    return QBrush(_checker_tile(side, theme.hex("checkerDark"), theme.hex("checkerLight")))


@lru_cache(maxsize=4)
def _checker_tile(side: int, dark: str, light: str) -> QPixmap:
    tile = QPixmap(2 * side, 2 * side)
    tile.fill(QColor(dark))
    painter = QPainter(tile)
    painter.fillRect(side, 0, side, side, QColor(light))
    painter.fillRect(0, side, side, side, QColor(light))
    painter.end()
    return tile


def _paint_pixels(
    painter: QPainter, pyramid: Pyramid, place: Placement, turns: int, seen: QRectF, *, fast: bool
) -> None:
    """Only the part that is seen, from the level that has just enough pixels."""
    smooth = place.scale < _CRISP_SCALE and place.scale != 1
    smooth = smooth or pyramid.sharpness < 1
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth and not fast)
    level = pyramid.level_for(place.scale)
    target = target_rect(place)
    missing = (turns - pyramid.turns) % 4
    if not missing:
        ratio_x, ratio_y = level.width() / target.width(), level.height() / target.height()
        part = QRectF(
            (seen.x() - target.x()) * ratio_x,
            (seen.y() - target.y()) * ratio_y,
            seen.width() * ratio_x,
            seen.height() * ratio_y,
        )
        painter.drawImage(seen, level, part)
        return
    # For the moment until the levels are turned: slow, so from few pixels.
    level = pyramid.level_for(min(place.scale, 0.25 * target.width() / place.picture_w))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    centre = target.center()
    painter.setTransform(QTransform().translate(centre.x(), centre.y()).rotate(90 * missing), True)
    size = target.size() if missing == 2 else target.size().transposed()
    painter.drawImage(QRectF(QPointF(-size.width() / 2, -size.height() / 2), size), level)


def _paint_grid(painter: QPainter, place: Placement, seen: QRectF, color: QColor) -> None:
    target, scale = target_rect(place), place.scale
    for column in range(
        int((seen.left() - target.left()) / scale), int((seen.right() - target.left()) / scale) + 1
    ):
        x = round(target.left() + column * scale)
        painter.fillRect(QRectF(x, seen.top(), 1, seen.height()), color)
    for row in range(
        int((seen.top() - target.top()) / scale), int((seen.bottom() - target.top()) / scale) + 1
    ):
        y = round(target.top() + row * scale)
        painter.fillRect(QRectF(seen.left(), y, seen.width(), 1), color)

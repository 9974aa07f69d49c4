"""Paints a mask over an image: accent colour with a hatch, as far as it is marked."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPixmap

from studio.ui.editing_images.mask import MaskImage
from studio.ui.theme import Theme
from studio.ui.viewer.painting import target_rect
from studio.ui.viewer.placement import Placement

_STEP_PX, _LINE_PX = 8, 2


def paint_mask(
    painter: QPainter, mask: MaskImage, place: Placement, theme: Theme, clip: QRectF
) -> None:
    """Paints what is seen of a mask.

    Args:
        painter: its unit is one device px.
        clip: paint inside this only, in device px.
    """
    target = target_rect(place)
    canvas = QRectF(0, 0, place.canvas_w, place.canvas_h)
    seen = target.intersected(clip).intersected(canvas).toAlignedRect()
    if seen.isEmpty() or not place.picture_w:
        return
    layer = QImage(seen.size(), QImage.Format.Format_ARGB32_Premultiplied)
    layer.fill(Qt.GlobalColor.transparent)
    over = QPainter(layer)
    over.translate(-seen.topLeft())
    over.fillRect(seen, theme.color("maskFill"))
    over.fillRect(seen, QBrush(_hatch(theme.hex("maskHatch"), round(place.dpr * 100))))
    over.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    over.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, place.scale < 2)
    # Beyond the image the mask has nothing: what is left there is taken away, too.
    inside = QRectF(seen).intersected(target)
    over.drawImage(inside, mask.alpha(), _part(inside, target, mask))
    over.end()
    painter.save()
    painter.setClipRect(target)
    painter.drawImage(seen.topLeft(), layer)
    painter.restore()


def on_canvas(box: QRect, place: Placement) -> QRect:
    """Which part of the canvas a part of the image covers, in logical px, with some room."""
    target, scale = target_rect(place), place.scale
    left, top = target.x() + box.left() * scale, target.y() + box.top() * scale
    width, height = box.width() * scale, box.height() * scale
    seen = QRectF(left / place.dpr, top / place.dpr, width / place.dpr, height / place.dpr)
    return seen.toAlignedRect().adjusted(-2, -2, 2, 2)


def paint_ring(painter: QPainter, at: QPointF, radius: float) -> None:
    """The outline of the brush: white, with a dark line around it. Logical px."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for out, width, color in ((1.0, 1.0, Qt.GlobalColor.black), (0.0, 1.5, Qt.GlobalColor.white)):
        painter.setPen(QPen(QColor(color), width))
        painter.drawEllipse(at, radius + out, radius + out)
    painter.restore()


def _part(seen: QRectF, target: QRectF, mask: MaskImage) -> QRectF:
    ratio_x = mask.size.width() / target.width()
    ratio_y = mask.size.height() / target.height()
    return QRectF(
        (seen.x() - target.x()) * ratio_x,
        (seen.y() - target.y()) * ratio_y,
        seen.width() * ratio_x,
        seen.height() * ratio_y,
    )


@lru_cache(maxsize=4)
def _hatch(color: str, dpr_percent: int) -> QPixmap:
    """Diagonal lines, 2 px every 8 px, as a tile."""
    dpr = dpr_percent / 100
    side = max(4, round(_STEP_PX * 1.41 * dpr))
    tile = QPixmap(side, side)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(color), _LINE_PX * dpr)
    pen.setCapStyle(Qt.PenCapStyle.SquareCap)
    painter.setPen(pen)
    for shift in (-side, 0, side):
        painter.drawLine(QPointF(shift, side), QPointF(shift + side, 0))
    painter.end()
    return tile

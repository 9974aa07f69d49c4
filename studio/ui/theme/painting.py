"""Painting that stays sharp: boxes and lines aligned to device pixels."""

from functools import lru_cache

from PySide6.QtCore import QMargins, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap


def hair_px(dpr: float, width_px: float = 1.0) -> float:
    """The nearest width to `width_px` that covers whole device pixels, at least one."""
    return max(1.0, float(int(width_px * dpr + 0.5))) / dpr


def line_px(painter: QPainter, width_px: float = 1.0) -> float:
    """The same for what a painter paints on."""
    device = painter.device()
    return hair_px(device.devicePixelRatio() if device else 1.0, width_px)


def fill(painter: QPainter, rect: QRectF, color: QColor) -> None:
    """Fills a rectangle with one colour, as `fillRect` does.

    Asked for that, PySide first makes the classes of brushes and gradients: 5 ms of the start.
    """
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRect(rect)
    painter.restore()


def hline(painter: QPainter, x: float, y: float, width: float, color: QColor) -> None:
    """A 1 px horizontal line as a filled rectangle, its top at `y`."""
    fill(painter, QRectF(x, y, width, line_px(painter)), color)


def vline(painter: QPainter, x: float, y: float, height: float, color: QColor) -> None:
    """A 1 px vertical line as a filled rectangle, its left edge at `x`."""
    fill(painter, QRectF(x, y, line_px(painter), height), color)


def rounded_box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: QColor | None = None,
    border: QColor | None = None,
    border_px: float = 1.0,
) -> None:
    """A rounded rectangle whose border lies inside `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        width = line_px(painter, border_px)
        painter.setPen(QPen(border, width))
        half = width / 2
        rect = rect.adjusted(half, half, -half, -half)
        radius = max(0.0, radius - half)
    painter.drawRoundedRect(rect, radius, radius)
    painter.restore()


def draw_shadow(
    painter: QPainter, rect: QRect, radius: int, color: QColor, *, blur_px: int, down_px: int
) -> None:
    """A soft shadow around a rounded box, from a cached nine-patch.

    Args:
        rect: the box itself; the shadow reaches `blur_px` beyond it, moved down by `down_px`.
        color: with its strongest alpha.
    """
    dpr = painter.device().devicePixelRatio()
    patch = _shadow_patch(blur_px, radius, color.rgba(), round(dpr * 100))
    edge = blur_px + radius + 2
    outer = rect.marginsAdded(QMargins(blur_px, blur_px, blur_px, blur_px))
    outer.translate(0, down_px)
    xs = (outer.left(), outer.left() + edge, outer.right() + 1 - edge, outer.right() + 1)
    ys = (outer.top(), outer.top() + edge, outer.bottom() + 1 - edge, outer.bottom() + 1)
    side = patch.width() / patch.devicePixelRatio()
    cuts = (0.0, float(edge), side - edge, side)
    for row in range(3):
        for column in range(3):
            target = QRectF(xs[column], ys[row], xs[column + 1] - xs[column], ys[row + 1] - ys[row])
            scale = patch.devicePixelRatio()
            source = QRectF(
                cuts[column] * scale,
                cuts[row] * scale,
                (cuts[column + 1] - cuts[column]) * scale,
                (cuts[row + 1] - cuts[row]) * scale,
            )
            painter.drawPixmap(target, patch, source)


@lru_cache(maxsize=16)
def _shadow_patch(blur_px: int, radius: int, rgba: int, dpr_percent: int) -> QPixmap:
    """Nested rounded boxes whose alpha adds up to a smooth fall-off."""
    dpr = dpr_percent / 100
    side = 2 * (blur_px + radius + 2) + 4
    pixmap = QPixmap(round(side * dpr), round(side * dpr))
    pixmap.setDevicePixelRatio(dpr)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    color = QColor.fromRgba(rgba)
    # Sources are painted over each other from outside in; each ring replaces what is inside.
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    steps = blur_px * 2
    for step in range(steps):
        # Half of a smooth step: a blurred edge has half its strength where the box ends.
        near = (step + 0.5) / steps / 2
        alpha = near * near * (3 - 2 * near)
        color.setAlphaF(min(1.0, QColor.fromRgba(rgba).alphaF() * alpha))
        painter.setBrush(color)
        inset = blur_px * step / steps
        corner = radius + blur_px - inset
        box = QRectF(inset, inset, side - 2 * inset, side - 2 * inset)
        painter.drawRoundedRect(box, corner, corner)
    painter.end()
    return pixmap

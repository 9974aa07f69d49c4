"""An image with round corners, as the transcript and the grid of a comparison show it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPixmap, QTransform


def paint_rounded(painter: QPainter, pixmap: QPixmap, rect: QRectF, radius: float) -> None:
    """Paints a pixmap that fills a box with round corners, smoothly scaled."""
    brush = QBrush(pixmap)
    matrix = QTransform.fromTranslate(rect.left(), rect.top())
    matrix.scale(rect.width() / pixmap.width(), rect.height() / pixmap.height())
    brush.setTransform(matrix)
    painter.save()
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
    )
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brush)
    painter.drawRoundedRect(rect, radius, radius)
    painter.restore()

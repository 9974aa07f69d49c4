"""Stroke icons, painted from SVG for one size, colour and pixel ratio at a time, and kept."""

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer

from studio.resources import asset

_FILLED = "-filled"
SPINNER_STEPS = 8


def stroke_width(size_px: float) -> float:
    """The stroke on the 24 grid: 1.5 px at 16, 1.75 px at 18, 2 px from 24 on."""
    if size_px >= 24:
        return 2.0
    return 2.333 if size_px >= 18 else 2.25


class IconSource:
    """Reads and renders the shipped icons; nothing is read before it is asked for.

    `<name>-filled` gives the same shape filled with its colour.
    """

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._pixmaps: dict[tuple[str, int, str, int], QPixmap] = {}

    def pixmap(self, name: str, size_px: int, color: str, dpr: float) -> QPixmap:
        """The icon as a square pixmap of `size_px` logical pixels.

        Args:
            color: `#RRGGBB`.
            dpr: device pixels per logical pixel.

        Raises:
            FileNotFoundError: no such icon is shipped.
        """
        key = (name, size_px, color, round(dpr * 100))
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = self._render(name, size_px, color, dpr)
        return found

    def spinner(self, size_px: int, color: str, step: int, dpr: float) -> QPixmap:
        """The busy sign in one of its eight steps: strokes that fade behind the first.

        Args:
            color: `#RRGGBB`.
            step: 0 to 7.
        """
        key = (f"spinner {step}", size_px, color, round(dpr * 100))
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = _empty(size_px, dpr)
            _paint_strokes(found, size_px, QColor(color), step)
        return found

    def _render(self, name: str, size_px: int, color: str, dpr: float) -> QPixmap:
        text = self._text(name.removesuffix(_FILLED))
        text = text.replace("currentColor", color)
        text = text.replace('stroke-width="2"', f'stroke-width="{stroke_width(size_px)}"')
        if name.endswith(_FILLED):
            text = text.replace('fill="none"', f'fill="{color}"', 1)
        pixmap = _empty(size_px, dpr)
        painter = QPainter(pixmap)
        renderer = QSvgRenderer(QByteArray(text.encode()))
        renderer.render(painter, QRectF(0, 0, size_px, size_px))
        painter.end()
        return pixmap

    def _text(self, name: str) -> str:
        text = self._texts.get(name)
        if text is None:
            text = asset("icons", f"{name}.svg").read_text(encoding="utf-8")
            self._texts[name] = text
        return text


def _empty(size_px: int, dpr: float) -> QPixmap:
    pixmap = QPixmap(round(size_px * dpr), round(size_px * dpr))
    pixmap.setDevicePixelRatio(dpr)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _paint_strokes(pixmap: QPixmap, size_px: int, color: QColor, step: int) -> None:
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(size_px / 2, size_px / 2)
    outer, inner = size_px * 0.44, size_px * 0.25
    for stroke in range(SPINNER_STEPS):
        age = (step - stroke) % SPINNER_STEPS
        color.setAlphaF(1.0 - 0.8 * age / (SPINNER_STEPS - 1))
        pen = QPen(color, size_px * 0.094)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.save()
        painter.rotate(stroke * 360 / SPINNER_STEPS)
        painter.drawLine(QPointF(0, -outer), QPointF(0, -inner))
        painter.restore()
    painter.end()

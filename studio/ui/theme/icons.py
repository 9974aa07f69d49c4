"""Stroke icons, painted from SVG for one size, colour and pixel ratio at a time, and kept."""

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from studio.resources import asset

_FILLED = "-filled"


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

    def _render(self, name: str, size_px: int, color: str, dpr: float) -> QPixmap:
        text = self._text(name.removesuffix(_FILLED))
        text = text.replace("currentColor", color)
        text = text.replace('stroke-width="2"', f'stroke-width="{stroke_width(size_px)}"')
        if name.endswith(_FILLED):
            text = text.replace('fill="none"', f'fill="{color}"', 1)
        pixmap = QPixmap(round(size_px * dpr), round(size_px * dpr))
        pixmap.setDevicePixelRatio(dpr)
        pixmap.fill(Qt.GlobalColor.transparent)
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

"""A tile of the options: one aspect, drawn as its shape."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton

from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import FocusRinged, set_names

_TILE_WIDTH_PX, _TILE_HEIGHT_PX, _SHAPE_PX = 68, 60, 24


class ShapeTile(FocusRinged, QPushButton):
    """One aspect, drawn as its shape."""

    ring_gap_px = 0

    def __init__(self, theme: ThemeStore, aspect: str, name: str) -> None:
        super().__init__()
        self.aspect = aspect
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        set_names(self, name, object_name=f"aspect_{aspect.replace(':', '_') or 'auto'}")
        self._use_theme(theme)

    def _show_theme(self) -> None:
        self.setFixedSize(self.theme.scaled(_TILE_WIDTH_PX), self.theme.scaled(_TILE_HEIGHT_PX))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the shape, and its name under it."""
        theme, painter = self.theme, QPainter(self)
        on = self.isChecked()
        box = QRectF(self.rect())
        if on:
            rounded_box(painter, box, theme.scaled(6), theme.color("accentSoft"))
        elif self.underMouse():
            rounded_box(painter, box, theme.scaled(6), theme.color("raisedHover"))
        token = "accentText" if on else "text2"
        side, middle = theme.scaled(_SHAPE_PX), theme.scaled(22)
        shape = shape_box(self.aspect, side)
        shape.moveCenter(QRectF(0, 0, self.width(), 2 * middle).center())
        _paint_outline(painter, shape, theme.scaled(3), theme.color(token), dashed=not self.aspect)
        painter.setFont(theme.font("micro"))
        painter.setPen(theme.color(token))
        words = QRectF(0, self.height() - theme.scaled(20), self.width(), theme.scaled(16))
        text = self.aspect or self.tr("Auto")
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, text)


def shape_box(aspect: str, side: float) -> QRectF:
    """A box of an aspect that fits a square."""
    wide, _, high = aspect.partition(":")
    ratio = int(wide) / int(high) if high else 1.0
    width, height = (side, side / ratio) if ratio >= 1 else (side * ratio, side)
    return QRectF(0, 0, width, height)


def _paint_outline(
    painter: QPainter, box: QRectF, radius: float, color: QColor, *, dashed: bool
) -> None:
    pen = QPen(color, 1.5)
    if dashed:
        pen.setStyle(Qt.PenStyle.DotLine)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawRoundedRect(box, radius, radius)

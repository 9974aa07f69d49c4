"""`Label`: one line of our own words, laid out once and painted often."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextLayout, QTextOption

_UNBOUND = float(2**20)


class Label:
    """A line of text; `QPainter.drawText` would lay it out in each frame.

    Attributes:
        width, height: in px.
    """

    def __init__(self, text: str, font: QFont) -> None:
        self._layout = layout = QTextLayout(text, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)  # it stands where it is put
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        layout.beginLayout()
        line = layout.createLine()
        if line.isValid():
            line.setLineWidth(_UNBOUND)
        layout.endLayout()
        self.width, self.height = 0.0, 0.0
        if line.isValid():
            self.width, self.height = line.naturalTextWidth(), line.height()

    def paint(self, painter: QPainter, rect: QRectF, color: QColor, *, part: float = 0.0) -> None:
        """Paints it in the middle of a rectangle's height.

        Args:
            part: how much of the room that is left stands before it: 0 none, 1 all of it.
        """
        left = rect.left() + (rect.width() - self.width) * part
        top = rect.top() + (rect.height() - self.height) / 2
        painter.setPen(color)
        self._layout.draw(painter, QPointF(left, top), [], QRectF())

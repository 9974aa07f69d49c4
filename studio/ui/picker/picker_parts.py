"""The column heads of the model picker."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from studio.ui.picker.model_delegate import Columns
from studio.ui.theme import ThemeStore, hline
from studio.ui.widgets import Themed


class ColumnHeads(Themed, QWidget):
    """The names of the columns, 24 px high, with a line under them."""

    def __init__(self, theme_store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._use_theme(theme_store)

    def _show_theme(self) -> None:
        self.setFixedHeight(self.theme.scaled(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        columns = Columns(theme, self.width())
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("text3"))
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        heads = (
            (columns.tile[0], 200, left, self.tr("Model")),
            (columns.skills[0] + theme.scaled(2), theme.scaled(92), left, self.tr("Can do")),
            (*columns.context, right, self.tr("Context")),
            (*columns.price, right, self.tr("$ per 1M in / out")),
        )
        for x, width, flags, text in heads:
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRect(x, 0, width, self.height() - 2), flags, shown)
        hline(painter, 0, self.height() - 1, self.width(), theme.color("line"))

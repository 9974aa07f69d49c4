"""`FigureRow`: the figures of an answer in equal cells, painted; the best one stands out."""

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.core.comparing_figures import Figures
from studio.ui.compare.figure_texts import Cell, cells_of, spoken
from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import Themed

_CELLS, _ROW_PX, _PAD_PX = 4, 44, 8
_LEAST_CELL_PX, _MOST_CELL_PX = 84, 180


class FigureRow(Themed, QWidget):
    """Four cells a row; with `set_all` everything that is known."""

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures = Figures()
        self._best: frozenset[str] = frozenset()
        self._all = False
        self._cells: list[Cell] = cells_of(self._figures)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setObjectName("figures")
        self._use_theme(theme)
        self._tell()

    @property
    def figures(self) -> Figures:
        """What it shows."""
        return self._figures

    @property
    def best(self) -> frozenset[str]:
        """Names of the figures that are marked."""
        return self._best

    def show_figures(self, figures: Figures, best: frozenset[str]) -> None:
        """Shows other figures."""
        if (figures, best) == (self._figures, self._best):
            return
        self._figures, self._best = figures, best
        cells = cells_of(figures, all_of_them=self._all)
        self._cells = cells
        self._tell()
        self.update()

    def set_all(self, on: bool) -> None:
        """Shows everything, or the four most asked for."""
        if on != self._all:
            self._all = on
            self._cells = cells_of(self._figures, all_of_them=on)
            self._show_theme()
            self.updateGeometry()
            self.update()

    def _tell(self) -> None:
        text = spoken(self._figures, self._best)
        self.setAccessibleName(QCoreApplication.translate("CompareFigures", "Figures"))
        self.setAccessibleDescription(text)
        self.setToolTip(text)

    def _across(self) -> int:
        """How many cells stand side by side."""
        room = self.width() - 2 * self.theme.scaled(_PAD_PX)
        fit = room // self.theme.scaled(_LEAST_CELL_PX)
        return max(_CELLS, min(len(self._cells), fit))

    def _rows(self) -> int:
        return -(-len(self._cells) // self._across())

    def _show_theme(self) -> None:
        self.setFixedHeight(self.theme.scaled(_ROW_PX * self._rows() + 4))

    def sizeHint(self) -> QSize:
        """Qt: any width."""
        return QSize(self.theme.scaled(320), self.theme.scaled(_ROW_PX * self._rows() + 4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: as many cells side by side as there is room for."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._show_theme()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: value over label, cell by cell."""
        theme, painter = self.theme, QPainter(self)
        s = theme.scaled
        left = s(_PAD_PX)
        count = self._across()
        across = min((self.width() - 2 * left) / count, s(_MOST_CELL_PX))
        for number, cell in enumerate(self._cells):
            row, column = divmod(number, count)
            box = QRectF(left + column * across, row * s(_ROW_PX), across, s(_ROW_PX))
            self._paint_cell(painter, cell, box)

    def label_of(self, cell: Cell, room_px: int) -> str:
        """The label of a cell, with the word for the best one where there is room for it."""
        if cell.name not in self._best:
            return cell.label
        best = QCoreApplication.translate("CompareFigures", "{label} · best")
        label = best.format(label=cell.label)
        fits = QFontMetrics(self.theme.font("small")).horizontalAdvance(label) <= room_px
        return label if fits else cell.label

    def _paint_cell(self, painter: QPainter, cell: Cell, box: QRectF) -> None:
        theme = self.theme
        s, best = theme.scaled, cell.name in self._best
        if best:
            rounded_box(painter, box.adjusted(0, 0, -s(4), 0), s(6), theme.color("accentSoft"))
        inner = box.adjusted(s(_PAD_PX), 0, -s(4), 0)
        value_font = theme.font("ui", weight=500 if best else 400, tabular=True)
        label = self.label_of(cell, int(inner.width()))
        for text, font, token, top, height in (
            (cell.value, value_font, "accentText" if best else "text", 4, 20),
            (label, theme.font("small"), "accentText" if best else "text3", 24, 16),
        ):
            line = QRectF(inner.left(), inner.top() + s(top), inner.width(), s(height))
            painter.setFont(font)
            painter.setPen(theme.color(token))
            shown = QFontMetrics(font).elidedText(
                text, Qt.TextElideMode.ElideRight, int(inner.width())
            )
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)

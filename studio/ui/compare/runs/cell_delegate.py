"""Paints a cell of a run: its text, and a sign where something is to be known."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from studio.core.batches import Cell, CellState
from studio.itemmodels.batch_table import BatchTableModel
from studio.ui.compare.runs.small_images import SmallImages
from studio.ui.compare.tables.table import Index, Table, TableDelegate
from studio.ui.theme import ThemeStore

_ICON_PX = 14


class CellDelegate(TableDelegate):
    """A mark for failed, lost and checked answers; the text after it."""

    def __init__(self, theme: ThemeStore, images: SmallImages, table: Table) -> None:
        super().__init__(theme, table)
        self._images = images

    def paint_cell(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """What stands in a cell."""
        model = index.model()
        if not isinstance(model, BatchTableModel):
            super().paint_cell(painter, option, index)
            return
        # Asked past Qt, which would wrap every value: a page of cells is painted in a frame.
        text, cell, align = model.shown(index)
        box = QRect(option.rect)
        attachments = model.attachments(index)
        if attachments:
            box.setLeft(box.left() + self._images.paint(painter, box, attachments, names=False))
        icon, token = _sign(cell) if cell is not None else ("", "")
        if icon:
            side = self.theme.scaled(_ICON_PX)
            pixmap = self.theme.pixmap(icon, side, token, painter.device().devicePixelRatioF())
            left = box.left() + self.theme.scaled(8)
            painter.drawPixmap(left, box.center().y() - side // 2, pixmap)
            box.setLeft(left + side - self.theme.scaled(2))
        done = cell is None or cell.state is CellState.DONE
        self.paint_text(painter, box, text, align, "text" if done else "text2")


def _sign(cell: Cell) -> tuple[str, str]:
    """Icon and colour; "" for nothing to tell."""
    if cell.state is CellState.FAILED:
        return "circle-alert", "danger"
    if cell.state is CellState.UNSURE:
        return "triangle-alert", "warn"
    if cell.state is CellState.SENT:
        return "clock", "text3"
    if cell.passed is True:
        return "circle-check", "ok"
    return ("x", "danger") if cell.passed is False else ("", "")

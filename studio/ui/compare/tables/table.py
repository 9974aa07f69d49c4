"""`Table`: rows and columns in the studio's look."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from studio.ui.theme import Theme, ThemeStore
from studio.ui.widgets import Themed

ROW_PX = 36
HEAD_PX = 32
Index = QModelIndex | QPersistentModelIndex
_RIGHT = int(Qt.AlignmentFlag.AlignRight)
_STATE = QStyle.StateFlag


class TableHeader(Themed, QHeaderView):
    """Titles in small letters with a line below; the sorted one has an arrow."""

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(40)
        self._use_theme(theme)

    def _show_theme(self) -> None:
        self.setFixedHeight(self.theme.scaled(HEAD_PX))
        self.setFont(self.theme.font("small", weight=500))
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the ground, also where no column is."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self.theme.color("base"))
        line = QRect(0, self.height() - 1, self.width(), 1)
        painter.fillRect(line, self.theme.color("lineStrong"))
        painter.end()
        super().paintEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Qt: one title."""
        theme, model = self.theme, self.model()
        across = Qt.Orientation.Horizontal
        text = str(model.headerData(logicalIndex, across) or "")
        align = model.headerData(logicalIndex, across, Qt.ItemDataRole.TextAlignmentRole)
        alignment = align if isinstance(align, int) else int(Qt.AlignmentFlag.AlignLeft)
        sorted_by = self.isSortIndicatorShown() and self.sortIndicatorSection() == logicalIndex
        painter.save()
        painter.setClipRect(rect)
        painter.setFont(theme.font("small", weight=500))
        painter.setPen(theme.color("text" if sorted_by else "text3"))
        box = rect.adjusted(theme.scaled(8), 0, -theme.scaled(8), -1)
        if sorted_by:
            down = self.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
            side = theme.scaled(12)
            icon = theme.pixmap(
                "chevron-down" if down else "chevron-up", side, "text", self.devicePixelRatioF()
            )
            at = box.right() - side if not alignment & Qt.AlignmentFlag.AlignRight else box.left()
            painter.drawPixmap(at, rect.center().y() - side // 2, icon)
            if alignment & Qt.AlignmentFlag.AlignRight:
                box.setLeft(box.left() + side + 2)
            else:
                box.setRight(box.right() - side - 2)
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, box.width())
        painter.drawText(box, alignment | int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.restore()


class TableDelegate(QStyledItemDelegate):
    """Paints a cell: its ground, its text on one line, its focus."""

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.store = theme
        self._measured = theme.current
        self._metrics = QFontMetrics(theme.current.font("ui"))

    @property
    def theme(self) -> Theme:
        """The theme now."""
        return self.store.current

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: one cell."""
        painter.save()
        self.paint_ground(painter, option)
        self.paint_cell(painter, option, index)
        painter.restore()

    def paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        """Ground, line below, and the ring of the current cell."""
        theme, box = self.theme, QRect(option.rect)
        state = option.state
        if state & _STATE.State_Selected:
            painter.fillRect(box, theme.color("accentSoft"))
        elif state & _STATE.State_MouseOver:
            painter.fillRect(box, theme.color("hover"))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.color("line"))
        view = self.parent()
        if state & _STATE.State_HasFocus and isinstance(view, Table) and view.has_ring:
            pen = painter.pen()
            pen.setColor(theme.color("accent"))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.drawRect(QRectF(box).adjusted(1, 1, -1, -2))

    def paint_cell(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """What stands in a cell."""
        align = index.data(Qt.ItemDataRole.TextAlignmentRole)
        self.paint_text(
            painter,
            QRect(option.rect),
            str(index.data() or ""),
            align if isinstance(align, int) else int(Qt.AlignmentFlag.AlignLeft),
        )

    def paint_text(
        self, painter: QPainter, box: QRect, text: str, align: int, token: str = "text"
    ) -> None:
        """A text on one line, cut at its end."""
        theme = self.theme
        gap = theme.scaled(8)
        font, metrics = theme.font("ui"), self._metrics_of(theme)
        width = box.width() - 2 * gap
        if width <= 0 or not text:
            return
        # No letter is so narrow: what is far beyond the edge is not even measured.
        text = text[: width // 2 + 2]
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        x = box.left() + gap
        if align & _RIGHT:
            x += width - metrics.horizontalAdvance(shown)
        y = box.top() + (box.height() - 1 + metrics.ascent() - metrics.descent()) / 2
        painter.setFont(font)
        painter.setPen(theme.color(token))
        # By its baseline: half of what the same text in a box takes.
        painter.drawText(QPointF(x, y), shown)

    def _metrics_of(self, theme: Theme) -> QFontMetrics:
        if self._measured is not theme:
            self._measured, self._metrics = theme, QFontMetrics(theme.font("ui"))
        return self._metrics


class Table(Themed, QTableView):
    """A table that is read and walked by keyboard. Rows have one height, so that it is arithmetic
    where they stand.

    Attributes:
        has_ring: the keyboard brought the focus here.
    """

    def __init__(
        self, theme: ThemeStore, model: QAbstractItemModel, name: str, object_name: str
    ) -> None:
        super().__init__()
        self.has_ring = False
        self.setObjectName(object_name)
        self.setAccessibleName(name)
        self.setModel(model)
        self.header = TableHeader(theme, self)
        self.setHorizontalHeader(self.header)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setItemDelegate(TableDelegate(theme, self))
        self._use_theme(theme)

    def _show_theme(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.theme.scaled(ROW_PX))
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: the ring is for those who came with the keyboard."""
        self.has_ring = event.reason() not in (
            Qt.FocusReason.MouseFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        )
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: keys show the ring; Enter opens a row."""
        self.has_ring = True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            index = self.currentIndex()
            if index.isValid():
                self.activated.emit(index)
            return
        super().keyPressEvent(event)

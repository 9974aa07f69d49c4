"""`LabelledList`: a list whose rows lie where arithmetic says, however many there are.

Qt's own list asks for the height of every row whenever one comes, goes, moves or changes: 70 ms
with 20,000 of them. It is the base all the same: assistive tools know it, and so do keys.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from msgspec import Struct
from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QAccessible, QAccessibleEvent, QHoverEvent, QPainter, QRegion
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from studio.itemmodels.conversations import ConversationListModel

_Index = QModelIndex | QPersistentModelIndex
_Hint = QAbstractItemView.ScrollHint
_Move = QAbstractItemView.CursorAction


class RowHeights(Struct, frozen=True):
    """How high (px) rows, labels, and the label in the first row are."""

    row: int
    label: int
    first_label: int


class RowPlaces:
    """Where rows lie below each other.

    Args:
        labels: the rows that are labels, from top to bottom; if any, the first row is one.
        count: of all rows.
    """

    def __init__(self, heights: RowHeights, labels: Sequence[int], count: int) -> None:
        self._heights = heights
        self._labels = labels
        self._count = count

    def top(self, row: int) -> int:
        """The top of a row; that of the row after the last is the height of all."""
        before = bisect_left(self._labels, row)
        top = (row - before) * self._heights.row
        return (
            top + self._heights.first_label + (before - 1) * self._heights.label if before else top
        )

    def row_at(self, y: int) -> int:
        """The row at a height, or -1."""
        if not 0 <= y < self.top(self._count):
            return -1
        number = bisect_right(self._labels, y, key=self.top) - 1
        if number < 0:
            return y // self._heights.row
        label = self._labels[number]
        below = y - self.top(label + 1)
        return label if below < 0 else label + 1 + below // self._heights.row

    def is_label(self, row: int) -> bool:
        """Whether a row is a label."""
        at = bisect_left(self._labels, row)
        return at < len(self._labels) and self._labels[at] == row


class LabelledList(QListView):
    """One column of rows of one height, with labels between them that can't be chosen.

    Args:
        model: its rows and labels; `setModel` begins to show them.
    """

    def __init__(self, model: ConversationListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conversations = model
        self._heights = RowHeights(1, 1, 1)
        self._hovered = QPersistentModelIndex()
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)  # not every style does

    def set_heights(self, heights: RowHeights) -> None:
        """How high rows are, in this theme and at this zoom."""
        self._heights = heights
        self.scheduleDelayedItemsLayout()

    def places(self) -> RowPlaces:
        """Where the rows lie, without regard to scrolling."""
        model = self._conversations
        return RowPlaces(self._heights, model.labels(), model.rowCount())

    def visible_rows(self) -> range:
        """The rows that are seen, if the list is."""
        return self._rows_in(self.viewport().rect()) if self.isVisible() else range(0)

    def selected_spans(self) -> list[tuple[int, int]]:
        """First and last row of what is chosen together, from top to bottom."""
        return sorted(_spans(self.selectionModel().selection()))

    def selected_rows(self) -> Iterator[int]:
        """The rows that are chosen, from top to bottom; labels among them are left out."""
        for first, last in self.selected_spans():
            for row in range(first, last + 1):
                if not self._conversations.is_section(row):
                    yield row

    def _rows_in(self, area: QRect) -> range:
        places, offset = self.places(), self.verticalOffset()
        first = places.row_at(max(0, area.top() + offset))
        if first < 0:
            return range(0)
        last = places.row_at(area.bottom() + offset)
        return range(first, (last if last >= 0 else self._conversations.rowCount() - 1) + 1)

    def _rect_of(self, row: int, places: RowPlaces) -> QRect:
        top = places.top(row)
        width = self.viewport().width()
        return QRect(0, top - self.verticalOffset(), width, places.top(row + 1) - top)

    def _row_beside(self, row: int, by: int, places: RowPlaces) -> int:
        """The row if it is no label, or else the next one that is not, that way; or -1."""
        count = self._conversations.rowCount()
        while 0 <= row < count and places.is_label(row):
            row += by
        return row if 0 <= row < count else -1

    # Qt: where rows are

    def visualRect(self, index: _Index) -> QRect:
        """Qt: where a row is in the viewport."""
        return self._rect_of(index.row(), self.places()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Qt: the row at a place in the viewport."""
        row = -1
        if 0 <= point.x() < self.viewport().width():
            row = self.places().row_at(point.y() + self.verticalOffset())
        return self._conversations.index(row, 0) if row >= 0 else QModelIndex()

    def verticalOffset(self) -> int:
        """Qt: how far it is scrolled."""
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        """Qt: rows are as wide as the viewport."""
        return 0

    def scrollTo(self, index: _Index, hint: _Hint = _Hint.EnsureVisible) -> None:
        """Qt: brings a row into view."""
        if not index.isValid():
            return
        rect, room = self.visualRect(index), self.viewport().height()
        by = 0
        if hint == _Hint.PositionAtCenter:
            by = rect.center().y() - room // 2
        elif hint == _Hint.PositionAtTop or (hint == _Hint.EnsureVisible and rect.top() < 0):
            by = rect.top()
        elif hint == _Hint.PositionAtBottom or rect.bottom() >= room:
            by = rect.bottom() + 1 - room
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + by)

    def doItemsLayout(self) -> None:
        """Qt: rows are others. There is nothing to be laid out."""
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        """Qt: the scroll bar's range."""
        QAbstractItemView.updateGeometries(self)
        room, bar = self.viewport().height(), self.verticalScrollBar()
        bar.setSingleStep(self._heights.first_label)
        bar.setPageStep(room)
        bar.setRange(0, max(0, self.places().top(self._conversations.rowCount()) - room))

    def dataChanged(
        self, top_left: _Index, bottom_right: _Index, roles: Sequence[int] = ()
    ) -> None:
        """Qt: rows look otherwise; they lie where they lay."""
        QAbstractItemView.dataChanged(self, top_left, bottom_right, roles)

    # Qt: choosing

    def moveCursor(self, action: _Move, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Qt: where a key leads to."""
        places, last = self.places(), self._conversations.rowCount() - 1
        row = self.currentIndex().row()
        if row < 0 or action == _Move.MoveHome:
            found = self._row_beside(0, 1, places)
        elif action == _Move.MoveEnd:
            found = self._row_beside(last, -1, places)
        elif action in (_Move.MoveUp, _Move.MovePrevious):
            found = self._row_beside(row - 1, -1, places)
        elif action in (_Move.MoveDown, _Move.MoveNext):
            found = self._row_beside(row + 1, 1, places)
        elif action in (_Move.MovePageUp, _Move.MovePageDown):
            found = self._page_from(row, -1 if action == _Move.MovePageUp else 1, places)
        else:
            found = row
        return self._conversations.index(found if found >= 0 else row, 0)

    def _page_from(self, row: int, way: int, places: RowPlaces) -> int:
        # A row less than what is seen, so that none is skipped.
        top = places.top(row) + way * (self.viewport().height() - self._heights.row)
        last = self._conversations.rowCount() - 1
        at = places.row_at(max(0, top))
        at = last if at < 0 else at
        back = self._row_beside(at, -way, places)
        return back if back >= 0 and (back - row) * way > 0 else self._row_beside(at, way, places)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Qt: chooses the rows between two heights in the viewport."""
        places, offset = self.places(), self.verticalOffset()
        ends = sorted((rect.top() + offset, rect.bottom() + offset))
        first = places.row_at(max(0, ends[0]))
        if first < 0:
            self.selectionModel().select(QItemSelection(), command)
            return
        last = places.row_at(ends[1])
        last = self._conversations.rowCount() - 1 if last < 0 else last
        model = self._conversations
        self.selectionModel().select(
            QItemSelection(model.index(first, 0), model.index(last, 0)), command
        )

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Qt: what is painted anew when a choice changes."""
        region, places = QRegion(), self.places()
        view = self.viewport().rect()
        for first, last in _spans(selection):
            rect = self._rect_of(first, places).united(self._rect_of(last, places))
            region += rect.intersected(view)
        return region

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Qt: another row has the keyboard. Assistive tools are told, as Qt's list would."""
        QAbstractItemView.currentChanged(self, current, previous)
        if current.isValid() and QAccessible.isActive() and self.hasFocus():
            self._tell(QAccessible.Event.Focus, current.row())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Qt: another choice. Assistive tools are told of the first of its rows, as by Qt."""
        QAbstractItemView.selectionChanged(self, selected, deselected)
        if not QAccessible.isActive():
            return
        for changed, event in (
            (selected, QAccessible.Event.SelectionAdd),
            (deselected, QAccessible.Event.SelectionRemove),
        ):
            if changed.size():
                self._tell(event, changed.first().top())

    def _tell(self, what: QAccessible.Event, row: int) -> None:
        event = QAccessibleEvent(self, what)
        event.setChild(row)
        QAccessible.updateAccessibility(event)

    # Qt: painting

    def viewportEvent(self, event: QEvent) -> bool:
        """Qt: follows the pointer; which rows are painted for it Qt decides."""
        if isinstance(event, QHoverEvent):
            left = event.type() == QEvent.Type.HoverLeave
            at = QPoint(-1, -1) if left else event.position().toPoint()
            self._hovered = QPersistentModelIndex(self.indexAt(at))
        elif event.type() == QEvent.Type.Leave:
            self._hovered = QPersistentModelIndex()
        return super().viewportEvent(event)

    def paint_rows(self, painter: QPainter, exposed: QRect) -> None:
        """Paints the rows in a part of the viewport."""
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        state, places = option.state, self.places()
        model, delegate = self._conversations, self.itemDelegate()
        current = self.currentIndex().row() if self.hasFocus() else -1
        hovered, chosen = self._hovered.row(), self.selectionModel()
        for row in self._rows_in(exposed):
            index = model.index(row, 0)
            option.rect = self._rect_of(row, places)
            option.state = state
            if chosen.isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            if row == current:
                option.state |= QStyle.StateFlag.State_HasFocus
            if row == hovered:
                option.state |= QStyle.StateFlag.State_MouseOver
            delegate.paint(painter, option, index)


def _spans(selection: QItemSelection) -> list[tuple[int, int]]:
    """First and last row of what is chosen together."""
    ranges = (selection.at(at) for at in range(selection.size()))
    return [(each.top(), each.bottom()) for each in ranges]

"""`ChoiceList`: rows to choose from below a field, which keeps the focus and moves the mark."""

from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyledItemDelegate, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets.themed import Themed


class ChoiceList(Themed, QListView):
    """Entries, and labels that can't be chosen: a row that takes no selection is a label."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)

    def show_rows(
        self, rows: QAbstractItemModel, delegate: QStyledItemDelegate, theme: ThemeStore
    ) -> None:
        """Shows the rows of a model, painted by a delegate."""
        self.setModel(rows)
        self.setItemDelegate(delegate)
        self._use_theme(theme)

    @property
    def marked(self) -> int:
        """The row that Enter chooses; -1 for none."""
        return self.currentIndex().row()

    def mark(self, number: int) -> None:
        """Marks a row and scrolls to it, and to the label above it; -1: none."""
        index = self.model().index(number, 0) if number >= 0 else QModelIndex()
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flags)
        if number < 0:
            return
        above = self.model().index(number - 1, 0)
        if above.isValid() and not above.flags() & Qt.ItemFlag.ItemIsSelectable:
            self.scrollTo(above)
        self.scrollTo(index)
        self._tell_readers(number)

    def _tell_readers(self, number: int) -> None:
        """The focus stays in the field, so the marked row is told by an event."""
        if QAccessible.isActive():
            event = QAccessibleEvent(self, QAccessible.Event.Focus)
            event.setChild(number)
            QAccessible.updateAccessibility(event)

    def _show_theme(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a press marks nothing: the mark is the row that Enter chooses."""
        event.accept()

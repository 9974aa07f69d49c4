"""The list of the model picker."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from studio.itemmodels.models import ModelListModel, RowKind
from studio.ui.picker.model_delegate import ModelDelegate
from studio.ui.theme import ThemeStore
from studio.ui.widgets.choice_list import ChoiceList


class ModelListView(ChoiceList):
    """Models to choose from; the search field above hands its keys on to `move_mark`.

    Signals:
        chosen: number of the row that was clicked or entered.
        star_clicked: number of the row whose star was clicked.
    """

    chosen = Signal(int)
    star_clicked = Signal(int)

    def __init__(
        self, theme_store: ThemeStore, model: ModelListModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rows = model
        self.setObjectName("models")
        self.setAccessibleName(self.tr("Models"))
        self._delegate = ModelDelegate(theme_store, self)
        self.show_rows(model, self._delegate, theme_store)

    def move_mark(self, key: int) -> None:
        """Moves the mark: Qt.Key of Up, Down, PageUp, PageDown, Home or End."""
        page = max(1, self.viewport().height() // self.theme.scaled(36) - 1)
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -self._rows.rowCount(),
            Qt.Key.Key_End: self._rows.rowCount(),
        }
        step = steps[Qt.Key(key)]
        direction = 1 if step > 0 else -1
        target = self.marked
        for _ in range(abs(step)):
            following = self._rows.next_choice(target, direction)
            if following < 0:
                break
            target = following
        if target == self.marked and target >= 0 and direction < 0:
            # Above the first model there may still be a heading to see.
            self.scrollToTop()
        self.mark(target)

    def _star_at(self, event: QMouseEvent) -> int:
        """The row whose star is under the pointer, or -1."""
        spot = event.position().toPoint()
        index = self.indexAt(spot)
        row = self._rows.row(index.row())
        if row is None or row.kind != RowKind.MODEL:
            return -1
        rect: QRect = self.visualRect(index)
        return index.row() if self._delegate.star_rect(rect).contains(spot) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over_star = self._star_at(event) >= 0
        if over_star != self._delegate.star_hovered:
            self._delegate.star_hovered = over_star
            self.viewport().update()
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        star = self._star_at(event)
        if star >= 0:
            self.star_clicked.emit(star)
            return
        number = self.indexAt(event.position().toPoint()).row()
        row = self._rows.row(number)
        if row is not None and row.can_be_chosen:
            self.chosen.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.marked >= 0:
                self.chosen.emit(self.marked)
        elif key in (
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
            Qt.Key.Key_PageUp,
            Qt.Key.Key_PageDown,
            Qt.Key.Key_Home,
            Qt.Key.Key_End,
        ):
            self.move_mark(key)
        else:
            event.ignore()

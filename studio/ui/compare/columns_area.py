"""`ColumnsArea`: where each column stands, in four layouts; paging, full width, dragging."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from studio.ui.compare.column import CompareColumn
from studio.ui.compare.tab_order import put_in_order
from studio.ui.theme import ThemeStore
from studio.ui.widgets.scroll_area import ScrollArea

LEAST_COLUMN_PX = 360
_LEAST_TEXT_PX = 160
_SNAP_MS = 160


class _DropLine(QWidget):
    """Where a dragged column would land."""

    def __init__(self, theme: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: an accent line."""
        QPainter(self).fillRect(event.rect(), self._theme.current.color("accent"))


class ColumnsArea(ScrollArea):
    """Columns side by side (`columns`), in rows (`grid`), one below the other (`stacked`), or
    one at a time (`tabs`).

    Signals:
        seen_changed: other columns are on the screen now.
        shown_changed: another column is the one that is shown alone.
    """

    seen_changed = Signal()
    shown_changed = Signal()

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns: list[CompareColumn] = []
        self._layout = "columns"
        self._alone = ""  # column id; "": none
        self.setObjectName("compare_columns")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self._floor = QWidget()
        self.setWidget(self._floor)
        self._floor.setAutoFillBackground(False)
        self._line = _DropLine(theme, self._floor)
        self._snap = QTimer(self)
        self._snap.setSingleShot(True)
        self._snap.setInterval(_SNAP_MS)
        self._snap.timeout.connect(self._on_snap_due)
        self.horizontalScrollBar().valueChanged.connect(self._on_scrolled)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        theme.changed.connect(self._place)

    # What is in it

    def set_columns(self, columns: Sequence[CompareColumn]) -> None:
        """Shows columns in this order."""
        self._columns = list(columns)
        for column in columns:
            if column.parentWidget() is not self._floor:
                column.setParent(self._floor)
        put_in_order([stop for column in columns for stop in column.in_order])
        self._line.raise_()
        self._place()

    def set_layout(self, layout: str) -> None:
        """Shows them as `columns`, `grid`, `stacked` or `tabs`."""
        if layout != self._layout:
            if self._layout == "tabs":
                self._alone = ""
            self._layout = layout
            if layout == "tabs":
                self._alone = self._alone or (self._columns[0].column_id if self._columns else "")
            self._place()
            self.shown_changed.emit()

    @property
    def alone(self) -> str:
        """The column that is shown alone, or ""."""
        return self._alone if any(c.column_id == self._alone for c in self._columns) else ""

    def show_alone(self, column_id: str) -> None:
        """Shows one column full width; "": all again (unless they are tabs)."""
        if not column_id and self._layout == "tabs":
            return
        if column_id != self._alone:
            self._alone = column_id
            self._place()
            self.shown_changed.emit()

    def is_seen(self, column: CompareColumn) -> bool:
        """Whether a part of a column is on the screen."""
        if not self.isVisible() or column.isHidden():
            return False
        shown = QRect(-self._floor.pos(), self.viewport().size())
        return shown.intersects(column.geometry())

    def reveal(self, column: CompareColumn) -> None:
        """Brings a column onto the screen."""
        if self.alone and column.column_id != self._alone:
            self.show_alone(column.column_id)
        box = column.geometry()
        bar = self.horizontalScrollBar()
        if box.left() < bar.value():
            bar.setValue(box.left())
        elif box.right() > bar.value() + self.viewport().width():
            bar.setValue(box.right() + 1 - self.viewport().width())
        bar = self.verticalScrollBar()
        if box.top() < bar.value() or box.height() >= self.viewport().height():
            bar.setValue(box.top())
        elif box.bottom() > bar.value() + self.viewport().height():
            bar.setValue(box.bottom() + 1 - self.viewport().height())

    @property
    def pages(self) -> bool:
        """Whether there are more columns than fit side by side."""
        return self.horizontalScrollBar().maximum() > 0

    def page(self, by: int) -> None:
        """Goes a screen of columns to the right (1) or left (-1)."""
        bar = self.horizontalScrollBar()
        width = self._columns[0].width() if self._columns else 1
        whole = max(1, self.viewport().width() // max(1, width))
        bar.setValue(bar.value() + by * whole * width)

    # Dragging

    def show_drop(self, at: QPoint) -> None:
        """Shows where a column would land; `at` is global."""
        target = self._target(self._floor.mapFromGlobal(at))
        self._scroll_near(self.viewport().mapFromGlobal(at))
        columns = self._shown()
        if not columns:
            return
        before = target < len(columns)
        box = columns[min(target, len(columns) - 1)].geometry()
        side = self._theme.current.scaled(3)
        if self._layout == "stacked":
            y = box.top() if before else box.bottom() + 1 - side
            self._line.setGeometry(box.left(), max(0, y - 1), box.width(), side)
        else:
            x = box.left() if before else box.right() + 1 - side
            self._line.setGeometry(max(0, x - 1), box.top(), side, box.height())
        self._line.show()
        self._line.raise_()

    def drop(self, column: CompareColumn, at: QPoint) -> int | None:
        """A column was dropped at a global point; returns its new place, or None."""
        self._line.hide()
        target = self._target(self._floor.mapFromGlobal(at))
        now = self._columns.index(column)
        place = target - 1 if target > now else target
        return place if place != now else None

    def _target(self, at: QPoint) -> int:
        """Before which column a point of the floor lies."""
        for number, column in enumerate(self._shown()):
            box = column.geometry()
            if self._layout == "stacked":
                if at.y() < box.center().y():
                    return number
            elif at.y() < box.bottom() and at.x() < box.center().x():
                return number
        return len(self._columns)

    def _scroll_near(self, at: QPoint) -> None:
        """A drag near the edge brings what is beyond it."""
        edge, bar = self._theme.current.scaled(32), self.horizontalScrollBar()
        if at.x() < edge:
            bar.setValue(bar.value() - edge)
        elif at.x() > self.viewport().width() - edge:
            bar.setValue(bar.value() + edge)

    # Where they stand

    def _shown(self) -> list[CompareColumn]:
        alone = self.alone
        return [c for c in self._columns if not alone or c.column_id == alone]

    def _place(self) -> None:
        shown = self._shown()
        focus = self.window().focusWidget()
        hidden = [column for column in self._columns if column not in shown]
        for column in shown:
            column.show()
        if shown and any(focus is not None and each.isAncestorOf(focus) for each in hidden):
            shown[0].transcript.setFocus()  # or the window gives it to what comes next in it
        for column in hidden:
            column.hide()
        if not shown:
            self._floor.resize(self.viewport().size())
            return
        if self._layout == "tabs" and not self.alone:
            self._alone = self._columns[0].column_id
            self._place()
            return
        count = len(shown)
        room = self.size()
        if count > 1 and self._layout == "grid":
            self._place_grid(shown, room.width(), room.height())
        elif count > 1 and self._layout == "stacked":
            least = max(column.frame_px() for column in shown)
            least += self._theme.current.scaled(_LEAST_TEXT_PX)
            height = max(least, room.height() // count)
            self._place_rows(shown, 1, room.width(), room.height(), height)
        else:
            self._place_side_by_side(shown, room.width(), room.height())
        self.seen_changed.emit()

    def _place_side_by_side(self, shown: list[CompareColumn], width: int, height: int) -> None:
        least = self._theme.current.scaled(LEAST_COLUMN_PX)
        fit = min(len(shown), max(1, width // least))
        each = width // fit
        if len(shown) > fit:
            height -= self.horizontalScrollBar().sizeHint().height()
        spare = width - each * fit
        x = 0
        for number, column in enumerate(shown):
            own = each + (1 if len(shown) == fit and number < spare else 0)
            column.setGeometry(x, 0, own, height)
            x += own
        self._floor.resize(x, height)

    def _place_grid(self, shown: list[CompareColumn], width: int, height: int) -> None:
        least = self._theme.current.scaled(LEAST_COLUMN_PX)
        most = max(1, width // least)
        rows = -(-len(shown) // most)
        across = -(-len(shown) // rows)
        least = max(column.frame_px() for column in shown)
        each = max(least + self._theme.current.scaled(_LEAST_TEXT_PX), height // rows)
        self._place_rows(shown, across, width, height, each)

    def _place_rows(
        self, shown: list[CompareColumn], across: int, width: int, height: int, each: int
    ) -> None:
        rows = -(-len(shown) // across)
        if rows * each > height:
            width -= self.verticalScrollBar().sizeHint().width()
        for number, column in enumerate(shown):
            row, place = divmod(number, across)
            left, right = width * place // across, width * (place + 1) // across
            column.setGeometry(left, row * each, right - left, each)
        self._floor.resize(width, rows * each)

    def _on_scrolled(self) -> None:
        self.seen_changed.emit()
        if self._layout == "columns":
            self._snap.start()

    def _on_snap_due(self) -> None:
        """Comes to rest at the edge of a column."""
        bar = self.horizontalScrollBar()
        if bar.isSliderDown():
            self._snap.start()
            return
        edges = [column.x() for column in self._shown()]
        if edges and bar.value() < bar.maximum():
            bar.setValue(min(edges, key=lambda x: abs(x - bar.value())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: columns share the new room."""
        super().resizeEvent(event)
        self._place()

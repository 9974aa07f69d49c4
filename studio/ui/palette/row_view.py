"""The list of the palette. The focus stays in the field above; its keys move the mark here."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from studio.ui.palette.row_delegate import LABEL_PX, ROW_PX, RowDelegate
from studio.ui.palette.rows_model import PaletteRows
from studio.ui.theme import ThemeStore
from studio.ui.widgets.choice_list import ChoiceList

MOST_ROWS = 10


class RowView(ChoiceList):
    """Entries to choose from.

    Signals:
        chosen: number of the row that was clicked.
    """

    chosen = Signal(int)

    def __init__(
        self, theme_store: ThemeStore, rows: PaletteRows, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rows = rows
        self.setObjectName("palette_results")
        self.setAccessibleName(self.tr("Results"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.show_rows(rows, RowDelegate(theme_store, self), theme_store)

    def move_mark(self, key: int) -> None:
        """Moves the mark: Qt.Key of Up, Down, PageUp or PageDown."""
        by = -1 if key in (Qt.Key.Key_Up, Qt.Key.Key_PageUp) else 1
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.mark(self._rows.next_choice(self.marked, by))
            return
        target = self.marked
        for _ in range(MOST_ROWS - 1):  # a page stops at the ends
            following = self._rows.next_choice(target, by)
            if following < 0 or (following - target) * by <= 0:
                break
            target = following
        self.mark(target)

    def wanted_height_px(self) -> int:
        """High enough for the rows, of which ten are seen at once."""
        scaled, height, entries = self.theme.scaled, 0, 0
        for row in self._rows.rows:
            height += scaled(ROW_PX if row.entry else LABEL_PX)
            entries += row.entry is not None
            if entries == MOST_ROWS:
                break
        return height

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: a click chooses."""
        number = self.indexAt(event.position().toPoint()).row()
        if event.button() == Qt.MouseButton.LeftButton and number >= 0:
            self.chosen.emit(number)

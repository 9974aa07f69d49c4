"""The rows of the palette as a Qt model."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from studio.ui.palette.entries import Row

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
_NO_INDEX = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


class PaletteRows(QAbstractListModel):
    """Labels and entries; only entries can be chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows."""
        return self._rows

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Shows other rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def next_choice(self, number: int, by: int) -> int:
        """The entry next to a row, upwards (-1) or downwards (1), around the ends; -1: none."""
        count = len(self._rows)
        for step in range(1, count + 1):
            at = (number + by * step) % count
            if self._rows[at].entry is not None:
                return at
        return -1

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """Qt: labels and entries."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Qt: labels can't be chosen."""
        if not index.isValid() or self._rows[index.row()].entry is None:
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: the row itself (`ROW_ROLE`), its text, and what a screen reader says."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        entry = row.entry
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.label if entry is None else entry.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if entry is None:
                return row.label
            return ", ".join(word for word in (entry.text, row.note, entry.keys) if word)
        return None

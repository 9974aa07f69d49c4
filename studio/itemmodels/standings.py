"""The leaderboard as a table: plain data, one row for each model."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from studio.core.judging.leaderboard import Standing
from studio.itemmodels.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex


class StandingColumn(IntEnum):
    """Columns of the table."""

    RANK = 0
    MODEL = 1
    RATING = 2
    GAMES = 3
    WINS = 4
    TIES = 5
    LOSSES = 6
    POINTS = 7


STANDING_ROLE = int(Qt.ItemDataRole.UserRole) + 1
RANGE_ROLE = STANDING_ROLE + 1
"""The least and the greatest rating of all intervals, to draw them on one scale."""

_NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WORDS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_EMPTY = QModelIndex()


class StandingsModel(QAbstractTableModel):
    """Models from the best down."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Standing, ...] = ()

    def set_rows(self, rows: tuple[Standing, ...]) -> None:
        """Shows another table."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rows(self) -> tuple[Standing, ...]:
        """What is shown."""
        return self._rows

    def rowCount(self, parent: Index = _EMPTY) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _EMPTY) -> int:
        return 0 if parent.isValid() else len(StandingColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _titles()[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_WORDS if section in _LEFT else _NUMBERS)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, column = self._rows[index.row()], StandingColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _text(row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(_WORDS if column in _LEFT else _NUMBERS)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(_tip(row, column))
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{_titles()[column]}: {_tip(row, column) or _text(row, column)}"
        if role == STANDING_ROLE:
            return row
        if role == RANGE_ROLE:
            return min(each.low for each in self._rows), max(each.high for each in self._rows)
        return None


_LEFT = frozenset({StandingColumn.MODEL, StandingColumn.RATING})


def _tr(text: str) -> str:
    return QCoreApplication.translate("StandingsModel", text)


def _titles() -> tuple[str, ...]:
    return (
        _tr("Rank"),
        _tr("Model"),
        _tr("Rating"),
        _tr("Games"),
        _tr("Won"),
        _tr("Ties"),
        _tr("Lost"),
        _tr("Points"),
    )


def _text(row: Standing, column: StandingColumn) -> str:
    numbers: dict[StandingColumn, int] = {
        StandingColumn.RANK: row.rank,
        StandingColumn.GAMES: row.games,
        StandingColumn.WINS: row.wins,
        StandingColumn.TIES: row.ties,
        StandingColumn.LOSSES: row.losses,
    }
    if column is StandingColumn.MODEL:
        return row.model_id
    if column is StandingColumn.RATING:
        return f"{row.rating:.0f}"
    if column is StandingColumn.POINTS:
        points = row.mean_points
        return "–" if points is None else QLocale().toString(points, "f", 1)
    return QLocale().toString(numbers[column])


def _tip(row: Standing, column: StandingColumn) -> str:
    if column is StandingColumn.RATING:
        pattern = _tr("{rating}, between {low} and {high} with 95 % confidence")
        return pattern.format(
            rating=f"{row.rating:.0f}", low=f"{row.low:.0f}", high=f"{row.high:.0f}"
        )
    if column is StandingColumn.TIES and row.both_bad:
        return _tr("{ties}, of these {bad} all bad").format(ties=row.ties, bad=row.both_bad)
    return row.model_id if column is StandingColumn.MODEL else ""

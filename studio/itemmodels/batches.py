"""The runs of many prompts as a table, the newest first."""

from decimal import Decimal
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

from studio.core.batches import Batch, BatchState
from studio.core.ports import Clock
from studio.itemmodels.conversation_texts import when_text
from studio.itemmodels.day_sections import DaySections
from studio.services.batches.store import BatchStore

Index = QModelIndex | QPersistentModelIndex
BATCH_ID_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_EMPTY = QModelIndex()
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class BatchListModel(QAbstractTableModel):
    """Name, state, size, when."""

    def __init__(self, store: BatchStore, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._clock = store, clock
        self._rows: tuple[Batch, ...] = store.all()

    def reload(self) -> None:
        """Shows what there is now."""
        self.beginResetModel()
        self._rows = self._store.all()
        self.endResetModel()

    def rowCount(self, parent: Index = _EMPTY) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _EMPTY) -> int:
        return 0 if parent.isValid() else 4

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (_tr("Run"), _tr("State"), _tr("Answers"), _tr("Begun"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section > 1 else _LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        batch = self._rows[index.row()]
        if role == BATCH_ID_ROLE:
            return batch.plan.conversation_id
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if index.column() > 1 else _LEFT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        match index.column():
            case 0:
                return batch.plan.name
            case 1:
                return batch_state_text(batch.state)
            case 2:
                return QLocale().toString(batch.plan.cells)
        return when_text(batch.plan.created_at, DaySections(self._clock.now()))


def _tr(text: str) -> str:
    return QCoreApplication.translate("BatchListModel", text)


def batch_state_text(state: BatchState) -> str:
    """How far a run is, in a word."""
    texts = {
        BatchState.READY: _tr("Not begun"),
        BatchState.RUNNING: _tr("Running"),
        BatchState.PAUSED: _tr("Paused"),
        BatchState.LIMITED: _tr("Stopped by its limit"),
        BatchState.DONE: _tr("Done"),
    }
    return texts[state]


def dollars(cost_usd: Decimal | None) -> str:
    """A sum of money; "–" when it is not known."""
    if cost_usd is None:
        return "–"
    if not cost_usd:
        return "$0"
    return f"${cost_usd:.2f}" if cost_usd >= 1 else f"${cost_usd:.4f}"


def duration(seconds: float) -> str:
    """About how long."""
    if seconds < 90:
        return _tr("{count} s").format(count=max(1, round(seconds)))
    if seconds < 5400:
        return _tr("{count} min").format(count=round(seconds / 60))
    return _tr("{count} h").format(count=QLocale().toString(seconds / 3600, "f", 1))

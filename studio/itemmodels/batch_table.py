"""The answers of a run as a table: a row for each prompt, a column for each model.

Nothing is copied: a cell is looked up when it is shown. 10,000 cells cost their order alone.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
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

from studio.core.batches import Batch, Cell, CellState, as_decimal, differing_rows
from studio.core.comparing import names_of
from studio.core.messages import Attachment
from studio.itemmodels.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""A `Cell`, or None for one that was not begun."""
PLACE_ROLE = CELL_ROLE + 1
ROW_ROLE = CELL_ROLE + 2

_EMPTY = QModelIndex()
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_UNKNOWN = "–"


class Metric(StrEnum):
    """What the cells of models show, and what they are sorted by."""

    ANSWER = "answer"
    TOTAL = "total_s"
    FIRST_TOKEN = "first_token_s"
    SPEED = "tokens_per_s"
    TOKENS = "tokens_out"
    COST = "cost"
    LENGTH = "characters"
    CHECKS = "checks"


_KEYS: dict[Metric, Callable[[Cell], Any]] = {
    Metric.ANSWER: lambda cell: cell.preview.casefold(),
    Metric.TOTAL: lambda cell: cell.total_s,
    Metric.FIRST_TOKEN: lambda cell: cell.first_token_s,
    Metric.SPEED: lambda cell: cell.tokens_per_s,
    Metric.TOKENS: lambda cell: cell.tokens_out,
    Metric.COST: lambda cell: as_decimal(cell.cost_usd),
    Metric.LENGTH: lambda cell: cell.characters,
    Metric.CHECKS: lambda cell: None if not cell.outcomes else _passed(cell),
}


def _passed(cell: Cell) -> int:
    return sum(1 for each in cell.outcomes if each.passed)


class BatchTableModel(QAbstractTableModel):
    """Prompts by models; filtered and sorted by itself."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._batch: Batch | None = None
        self._cells: Mapping[int, Cell] = {}
        self._names: tuple[str, ...] = ()
        self._order: list[int] = []
        self._at: dict[int, int] = {}  # row of the plan -> row of the table
        self._metric = Metric.ANSWER
        self._only_differing = False
        self._sorted: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)

    # Choosing

    @property
    def metric(self) -> Metric:
        """What is shown."""
        return self._metric

    def set_batch(self, batch: Batch | None, cells: Mapping[int, Cell]) -> None:
        """Shows another run, or another state of it."""
        self.beginResetModel()
        self._batch, self._cells = batch, cells
        self._names = names_of(batch.plan.columns) if batch is not None else ()
        self._arrange()
        self.endResetModel()

    def set_metric(self, metric: Metric) -> None:
        """Shows something else in the cells; what is sorted by a model is sorted by it."""
        if metric is self._metric:
            return
        self._metric = metric
        self._rearrange()

    def set_only_differing(self, on: bool) -> None:
        """Shows only rows in which the models do not say the same."""
        if on != self._only_differing:
            self._only_differing = on
            self._rearrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted = (column, order)
        self._rearrange()

    def note_changed(self, places: Iterable[int]) -> None:
        """Cells have newer values; rows stay where they are until somebody sorts again."""
        batch = self._batch
        if batch is None:
            return
        for place in places:
            at = self._at.get(batch.plan.row_of(place))
            if at is not None:
                index = self.index(at, 1 + batch.plan.column_of(place))
                self.dataChanged.emit(index, index)

    def row_of(self, index: Index) -> int:
        """The row of the plan that an index stands for."""
        return self._order[index.row()]

    def shown(self, index: Index) -> tuple[str, Cell | None, int]:
        """Text, cell and alignment of a valid index: all that is painted of it."""
        column = index.column()
        if column == 0:
            return self._prompt(self._order[index.row()]), None, _LEFT
        _, cell = self._cell(index)
        return cell_text(cell, self._metric), cell, self._align(column)

    def attachments(self, index: Index) -> tuple[Attachment, ...]:
        """What goes along with the prompt that stands in a cell."""
        if self._batch is None or index.column():
            return ()
        return self._batch.plan.prompt_of(self._order[index.row()]).attachments

    # Inside

    def _prompt(self, row: int) -> str:
        assert self._batch is not None
        plan = self._batch.plan
        prompt = plan.prompt_of(row)
        text = " ".join(prompt.text[:400].split())
        text = text or ", ".join(each.name for each in prompt.attachments)
        return f"{text} ({row % plan.repeats + 1})" if plan.repeats > 1 else text

    def _rearrange(self) -> None:
        self.beginResetModel()
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        batch = self._batch
        if batch is None:
            self._order, self._at = [], {}
            return
        plan = batch.plan
        differing = self._only_differing
        rows = differing_rows(plan, self._cells) if differing else list(range(plan.rows))
        column, order = self._sorted
        down = order is Qt.SortOrder.DescendingOrder
        if column == 0:
            rows.sort(key=lambda row: plan.prompt_of(row).text.casefold(), reverse=down)
        elif 0 < column <= len(plan.columns):
            rows = self._by_metric(rows, column - 1, down)
        self._order = rows
        self._at = {row: at for at, row in enumerate(rows)}

    def _by_metric(self, rows: list[int], column: int, down: bool) -> list[int]:
        assert self._batch is not None
        key, width = _KEYS[self._metric], len(self._batch.plan.columns)
        known: list[tuple[Any, int]] = []
        unknown: list[int] = []
        for row in rows:
            cell = self._cells.get(row * width + column)
            value = key(cell) if cell is not None and cell.state is CellState.DONE else None
            if value is None:
                unknown.append(row)
            else:
                known.append((value, row))
        known.sort(key=lambda each: each[0], reverse=down)
        return [row for _, row in known] + unknown

    def _cell(self, index: Index) -> tuple[int, Cell | None]:
        assert self._batch is not None
        plan = self._batch.plan
        place = self._order[index.row()] * len(plan.columns) + index.column() - 1
        return place, self._cells.get(place)

    # Qt

    def rowCount(self, parent: Index = _EMPTY) -> int:
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = _EMPTY) -> int:
        return 0 if parent.isValid() or self._batch is None else 1 + len(self._names)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._names[section - 1] if section else _tr("Prompt")
        if role == Qt.ItemDataRole.ToolTipRole and section:
            return plain_tip(self._names[section - 1])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._align(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        batch = self._batch
        if batch is None or not index.isValid() or index.row() >= len(self._order):
            return None
        row = self._order[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._align(index.column())
        if index.column() == 0:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._prompt(row)
            prompt = batch.plan.prompt_of(row)
            names = [each.name for each in prompt.attachments]
            if role == Qt.ItemDataRole.ToolTipRole:
                return plain_tip("\n".join([prompt.text[:2000], *names]).strip())
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join([self._prompt(row), *(names if prompt.text else ())])
            return None
        place, cell = self._cell(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell_text(cell, self._metric)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(tip_of(cell))
            case Qt.ItemDataRole.AccessibleTextRole:
                name = self._names[index.column() - 1]
                return f"{name}: {state_text(cell)}, {cell_text(cell, self._metric)}"
        if role == CELL_ROLE:
            return cell
        return place if role == PLACE_ROLE else None

    def _align(self, column: int) -> int:
        return _LEFT if column == 0 or self._metric is Metric.ANSWER else _RIGHT


def _tr(text: str) -> str:
    return QCoreApplication.translate("BatchTableModel", text)


def state_text(cell: Cell | None) -> str:
    """How far a cell is, in a word."""
    if cell is None or cell.state is CellState.WAITING:
        return _tr("Waiting")
    if cell.state is CellState.SENT:
        return _tr("Under way")
    if cell.state is CellState.UNSURE:
        return _tr("Lost, may have been charged")
    if cell.state is CellState.FAILED:
        return _tr("Failed: {why}").format(why=cell.failure.replace("_", " "))
    return _tr("Done")


def cell_text(cell: Cell | None, metric: Metric) -> str:
    """What a cell shows."""
    if cell is None or cell.state is not CellState.DONE:
        return "" if cell is None or cell.state is CellState.WAITING else state_text(cell)
    if metric is Metric.ANSWER:
        return cell.preview or _tr("No text")
    if metric is Metric.CHECKS:
        return f"{_passed(cell)} / {len(cell.outcomes)}" if cell.outcomes else _UNKNOWN
    if metric is Metric.COST:
        cost = as_decimal(cell.cost_usd)
        about = "≈ " if cell.cost_is_listed else ""
        return _UNKNOWN if cost is None else f"{about}${cost:.4f}"
    value = _KEYS[metric](cell)
    if value is None:
        return _UNKNOWN
    locale = QLocale()
    if metric in (Metric.TOTAL, Metric.FIRST_TOKEN):
        return f"{locale.toString(float(value), 'f', 2 if value < 1 else 1)} s"
    if metric is Metric.SPEED:
        return _tr("{speed} tok/s").format(speed=locale.toString(round(value)))
    return locale.toString(int(value))


def tip_of(cell: Cell | None) -> str:
    """All that is known of a cell."""
    lines = [state_text(cell)]
    if cell is not None and cell.state is CellState.DONE:
        lines.append(cell.preview)
        lines += [each.words for each in cell.outcomes if each.passed is not True and each.words]
    return "\n".join(line for line in lines if line)

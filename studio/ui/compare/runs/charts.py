"""Summary charts of a run: how long answers took, what they cost, who won; a row per model."""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.core.batches import Batch, Cell, CellState, as_decimal
from studio.core.comparing import names_of
from studio.core.judging.votes import Vote
from studio.core.models import short_model_name
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Themed

_ROW_PX, _TITLE_PX, _NAME_PX, _VALUE_PX, _GAP_PX, _MOST_ROWS = 22, 28, 120, 84, 24, 12


class Box(Struct, frozen=True):
    """A distribution: least, quarter, middle, three quarters, greatest."""

    least: float
    quarter: float
    middle: float
    three_quarters: float
    greatest: float


class Bar(Struct, frozen=True):
    """A share of something, e.g. of games won."""

    count: int
    of: int


class ChartRow(Struct, frozen=True):
    """One model."""

    name: str
    time: Box | None
    cost: Box | None
    won: Bar | None


def box_of(values: Sequence[float]) -> Box | None:
    """The distribution of some values; None without any."""
    if not values:
        return None
    ordered = sorted(values)
    # Not by `statistics`: its import takes longer than a few frames.
    quarter, middle, three = (_quantile(ordered, share) for share in (0.25, 0.5, 0.75))
    return Box(ordered[0], quarter, middle, three, ordered[-1])


def _quantile(ordered: Sequence[float], share: float) -> float:
    """What a share of sorted values is not above, between two of them in proportion."""
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def chart_rows(
    batch: Batch, cells: Mapping[int, Cell], votes: Mapping[str, Vote]
) -> list[ChartRow]:
    """What is drawn: of whole answers alone.

    Won are the checks that were passed; of a run without checks the votes of a person.

    Args:
        votes: by the messages that they are about.
    """
    plan = batch.plan
    by_column: list[list[Cell]] = [[] for _ in plan.columns]
    for cell in cells.values():
        if cell.state is CellState.DONE:
            by_column[plan.column_of(cell.place)].append(cell)
    rows = []
    for name, own in zip(names_of(plan.columns, short=True), by_column, strict=True):
        decided = [cell for cell in own if cell.passed is not None]
        passed = sum(1 for cell in decided if cell.passed)
        costs = [as_decimal(cell.cost_usd) for cell in own]
        rows.append(
            ChartRow(
                name,
                box_of([cell.total_s for cell in own if cell.total_s is not None]),
                box_of([float(cost) for cost in costs if cost is not None]),
                Bar(passed, len(decided)) if plan.checks and decided else _voted(own, votes),
            )
        )
    return rows


def _voted(cells: Sequence[Cell], votes: Mapping[str, Vote]) -> Bar | None:
    """How often a person found a model better, of how many votes."""
    of = count = 0
    for cell in cells:
        vote = votes.get(cell.message_id)
        if vote is not None:
            of += 1
            winner = vote.candidates[vote.winner].message_id if vote.winner is not None else ""
            count += winner == cell.message_id
    return Bar(count, of) if of else None


class RunCharts(Themed, QWidget):
    """Three charts side by side."""

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[ChartRow] = []
        self._won = ""
        self.setObjectName("run_charts")
        self.setAccessibleName(self.tr("Charts"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._use_theme(theme)

    def show_rows(self, rows: list[ChartRow], *, has_checks: bool) -> None:
        """Draws other rows; those of a run without checks tell of votes."""
        self._won = self.tr("Checks passed") if has_checks else self.tr("Votes won")
        self._rows = rows[:_MOST_ROWS]
        self.setAccessibleDescription("\n".join(map(_spoken, self._rows)))
        self.updateGeometry()
        self.update()

    def _show_theme(self) -> None:
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Qt: a row for each model."""
        s = self.theme.scaled
        return QSize(s(600), s(_TITLE_PX + _ROW_PX * len(self._rows) + 12))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: titles and rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        s = self.theme.scaled
        left = s(16 + _NAME_PX)
        width = (self.width() - left - s(16) - 2 * s(_GAP_PX)) / 3
        self._paint_names(painter)
        times = [row.time for row in self._rows]
        costs = [row.cost for row in self._rows]
        self._paint_boxes(painter, QRectF(left, 0, width, 0), self.tr("Time"), times, _seconds)
        at = left + width + s(_GAP_PX)
        self._paint_boxes(painter, QRectF(at, 0, width, 0), self.tr("Cost"), costs, _dollars)
        self._paint_bars(painter, QRectF(at + width + s(_GAP_PX), 0, width, 0))

    def _row_box(self, area: QRectF, at: int) -> QRectF:
        s = self.theme.scaled
        return QRectF(area.left(), s(_TITLE_PX) + at * s(_ROW_PX), area.width(), s(_ROW_PX))

    def _paint_names(self, painter: QPainter) -> None:
        s = self.theme.scaled
        painter.setFont(self.theme.font("small"))
        painter.setPen(self.theme.color("text2"))
        area = QRectF(s(16), 0, s(_NAME_PX - 12), 0)
        for at, row in enumerate(self._rows):
            box = self._row_box(area, at).toRect()
            shown = painter.fontMetrics().elidedText(
                row.name, Qt.TextElideMode.ElideMiddle, box.width()
            )
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_title(self, painter: QPainter, area: QRectF, title: str) -> None:
        painter.setFont(self.theme.font("small", weight=600))
        painter.setPen(self.theme.color("text3"))
        height = self.theme.scaled(_TITLE_PX)
        box = QRect(round(area.left()), 0, round(area.width()), height)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, title)

    def _paint_value(self, painter: QPainter, box: QRectF, text: str) -> None:
        painter.setFont(self.theme.font("small"))
        painter.setPen(self.theme.color("text2"))
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(box.toRect(), align, text)

    def _paint_boxes(
        self,
        painter: QPainter,
        area: QRectF,
        title: str,
        boxes: Sequence[Box | None],
        text_of: Callable[[float], str],
    ) -> None:
        theme, s = self.theme, self.theme.scaled
        self._paint_title(painter, area, title)
        most = max((box.greatest for box in boxes if box is not None), default=0.0)
        room = area.width() - s(_VALUE_PX)
        for at, box in enumerate(boxes):
            row = self._row_box(area, at)
            if box is None or most <= 0:
                self._paint_value(painter, row, "–")
                continue
            x = [area.left() + room * value / most for value in (
                box.least, box.quarter, box.middle, box.three_quarters, box.greatest
            )]  # fmt: skip
            middle = row.center().y()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("lineStrong"))
            painter.drawRect(QRectF(x[0], middle - 0.5, max(1.0, x[4] - x[0]), 1))
            painter.setBrush(theme.color("accentSoft"))
            body = QRectF(x[1], middle - s(5), max(2.0, x[3] - x[1]), s(10))
            painter.drawRoundedRect(body, 2, 2)
            painter.setBrush(theme.color("accent"))
            painter.drawRect(QRectF(x[2] - s(1), middle - s(5), s(2), s(10)))
            self._paint_value(painter, row, text_of(box.middle))

    def _paint_bars(self, painter: QPainter, area: QRectF) -> None:
        theme, s = self.theme, self.theme.scaled
        self._paint_title(painter, area, self._won)
        room = area.width() - s(_VALUE_PX)
        for at, row in enumerate(self._rows):
            box = self._row_box(area, at)
            if row.won is None:
                self._paint_value(painter, box, "–")
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("fill"))
            whole = QRectF(area.left(), box.center().y() - s(4), room, s(8))
            painter.drawRoundedRect(whole, s(4), s(4))
            if row.won.count:
                painter.setBrush(theme.color("accent"))
                part = QRectF(whole)
                part.setWidth(max(s(8), room * row.won.count / row.won.of))
                painter.drawRoundedRect(part, s(4), s(4))
            self._paint_value(painter, box, f"{row.won.count} / {row.won.of}")


def _tr(text: str) -> str:
    return QCoreApplication.translate("RunCharts", text)


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value < 1 else f"{value:.1f} s"


def _dollars(value: float) -> str:
    return f"${value:.4f}"


def _spoken(row: ChartRow) -> str:
    texts = [short_model_name(row.name)]
    if row.time is not None:
        texts.append(
            _tr("half of the answers within {time}").format(time=_seconds(row.time.middle))
        )
    if row.cost is not None:
        texts.append(_tr("typically {cost}").format(cost=_dollars(row.cost.middle)))
    if row.won is not None:
        texts.append(_tr("{count} of {of} won").format(count=row.won.count, of=row.won.of))
    return ", ".join(texts)

"""One run: how far it is, what it cost, its table of answers, its charts."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.core.batches import Batch, BatchState, CellState, as_decimal, typed_limit
from studio.itemmodels.batch_table import ROW_ROLE, BatchTableModel, Metric
from studio.itemmodels.batches import batch_state_text, dollars, duration
from studio.services.app import AppServices
from studio.ui.compare.runs.cell_delegate import CellDelegate
from studio.ui.compare.runs.charts import RunCharts, chart_rows
from studio.ui.compare.runs.small_images import SmallImages
from studio.ui.compare.tables.table import Table
from studio.ui.theme import ThemeStore
from studio.ui.widgets import (
    Banner,
    Choice,
    HLine,
    IconButton,
    Label,
    PrimaryButton,
    SecondaryButton,
    Surface,
    Switch,
    Themed,
)
from studio.ui.widgets.themed import plain_tip

if TYPE_CHECKING:
    from studio.ui.widgets.ask_popup import AskPopup

_SOON_MS, _CHARTS_MS = 250, 2000
_PROMPT_PX, _MODEL_PX = 320, 220


class ProgressLine(Themed, QWidget):
    """How much is done, as a thin line."""

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = self._bad = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._use_theme(theme)

    def show_share(self, share: float, bad: float) -> None:
        """Shares of what is done, and of what failed, of all."""
        self._share, self._bad = share, bad
        self.update()

    def _show_theme(self) -> None:
        self.setFixedHeight(self.theme.scaled(4))

    def sizeHint(self) -> QSize:
        """Qt: as wide as there is room."""
        return QSize(self.theme.scaled(120), self.theme.scaled(4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: ground, done, failed."""
        painter, theme = QPainter(self), self.theme
        box = QRectF(self.rect())
        painter.fillRect(box, theme.color("fill"))
        done = QRectF(box.left(), box.top(), box.width() * self._share, box.height())
        painter.fillRect(done, theme.color("accent"))
        bad = QRectF(done.right(), box.top(), box.width() * self._bad, box.height())
        painter.fillRect(bad, theme.color("danger"))


class RunView(Surface):
    """A run.

    Signals:
        closed: back to the list of runs.
        row_opened: conversation id, row; show its answers side by side.
        export_requested: the button to open the menu at.
        delete_requested: conversation id.
    """

    closed = Signal()
    row_opened = Signal(str, int)
    export_requested = Signal(object)
    delete_requested = Signal(str)

    def __init__(
        self, *, services: AppServices, theme: ThemeStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "base", parent=parent)
        self._services = services
        self._batches = services.batches()
        self._id = ""
        self._build()
        self._lay_out()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._charts_rest = QTimer(self)  # of thousands of cells they take a moment
        self._charts_rest.setSingleShot(True)
        self._charts_rest.setInterval(_CHARTS_MS)
        self._connect()
        self._apply_theme()

    def _build(self) -> None:
        theme = self.theme_store
        self.setObjectName("run_view")
        self.model = BatchTableModel(self)
        self._back = IconButton(theme, "chevron-left", self.tr("All runs"), object_name="back")
        self._title = Label(theme, style="page", elide=True)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._start = PrimaryButton(theme, self.tr("Start"), compact=True)
        self._start.setObjectName("start_run")
        self._pause = SecondaryButton(theme, self.tr("Pause"), icon="pause", compact=True)
        self._pause.setObjectName("pause_run")
        self._limit = IconButton(theme, "coins", self.tr("Spending limit"), object_name="limit")
        self._limits: AskPopup | None = None
        self._export = IconButton(theme, "download", self.tr("Export run"), object_name="export")
        self._delete = IconButton(theme, "trash-2", self.tr("Delete run"), object_name="delete")
        self.progress = ProgressLine(theme)
        self._status = Label(theme, style="ui", token="text2", wrap=True)
        self._status.setObjectName("run_status")
        self.banner = Banner(theme, "", kind="warn", action=self.tr("Ask again"))
        self.banner.setObjectName("run_unsure")
        self._metric = Choice(
            theme,
            self.tr("Show in the table"),
            (
                (Metric.ANSWER, self.tr("Answers")),
                (Metric.CHECKS, self.tr("Checks")),
                (Metric.TOTAL, self.tr("Time")),
                (Metric.FIRST_TOKEN, self.tr("Time to first token")),
                (Metric.SPEED, self.tr("Speed")),
                (Metric.TOKENS, self.tr("Tokens")),
                (Metric.COST, self.tr("Cost")),
                (Metric.LENGTH, self.tr("Length")),
            ),
            object_name="run_metric",
        )
        self._differ = Switch(theme, self.tr("Only rows that differ"), object_name="differ")
        self._differ_label = Label(theme, self.tr("Only rows that differ"), token="text2")
        self._again = SecondaryButton(
            theme, self.tr("Ask what failed again"), icon="refresh-cw", compact=True
        )
        self._check = SecondaryButton(theme, self.tr("Finish the checks"), compact=True)
        self.table = Table(theme, self.model, self.tr("Answers"), "run_table")
        self._images = SmallImages(self, services=self._services, theme=theme)
        self._images.arrived.connect(self.table.viewport().update)
        self.table.setItemDelegate(CellDelegate(theme, self._images, self.table))
        self.table.setSortingEnabled(True)
        self.table.header.setSectionsClickable(True)
        self.charts = RunCharts(theme)

    def _lay_out(self) -> None:
        theme = self.theme_store
        self._head = QHBoxLayout()
        for widget in (self._back, self._title, self._pause, self._start):
            self._head.addWidget(widget, 1 if widget is self._title else 0)
        self._head.addWidget(self._limit)
        self._head.addWidget(self._export)
        self._head.addWidget(self._delete)
        self._facts = QHBoxLayout()
        self._facts.addWidget(self._status, 1)
        self._tools = QHBoxLayout()
        self._tools.addWidget(self._metric)
        self._tools.addWidget(self._differ)
        self._tools.addWidget(self._differ_label)
        self._tools.addStretch(1)
        self._tools.addWidget(self._check)
        self._tools.addWidget(self._again)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._head)
        rows.addWidget(self.progress)
        rows.addWidget(self.banner)
        rows.addLayout(self._facts)
        rows.addLayout(self._tools)
        rows.addWidget(self.table, 1)
        rows.addWidget(HLine(theme))
        rows.addWidget(self.charts)

    def _connect(self) -> None:
        store = self._batches.store
        self.theme_store.changed.connect(self._apply_theme)
        self._soon.timeout.connect(self._on_soon_due)
        self._back.clicked.connect(self.closed)
        self._start.clicked.connect(self._on_start_clicked)
        self._pause.clicked.connect(self._on_pause_clicked)
        self._limit.clicked.connect(self._on_limit_clicked)
        self._export.clicked.connect(self._on_export_clicked)
        self._delete.clicked.connect(self._on_delete_clicked)
        self._check.clicked.connect(self._on_check_clicked)
        self._again.clicked.connect(self._on_again_clicked)
        self.banner.action_triggered.connect(self._on_banner_action_triggered)
        self._metric.chosen.connect(self._on_metric_chosen)
        self._differ.clicked.connect(self.model.set_only_differing)
        self.table.activated.connect(self._on_table_activated)
        self.table.clicked.connect(self._on_table_activated)
        store.cells_loaded.connect(self._on_store_cells_loaded)
        store.cells_changed.connect(self._on_store_cells_changed)
        store.batch_changed.connect(self._on_store_batch_changed)

    # Showing

    @property
    def conversation_id(self) -> str:
        """The run that is shown, or ""."""
        return self._id

    @property
    def batch(self) -> Batch | None:
        """The run that is shown, or None."""
        return self._batches.store.get(self._id)

    def show_run(self, conversation_id: str) -> None:
        """Shows a run."""
        self._id = conversation_id
        self._differ.setChecked(False)
        self.model.set_only_differing(False)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._batches.store.open(conversation_id)
        self._services.conversations.open(conversation_id)
        self._take_cells()

    def _take_cells(self) -> None:
        batch = self.batch
        if batch is None:
            self.model.set_batch(None, {})
            return
        # Not `or {}`: a run that just began has no cells yet, but they come into this very mapping.
        cells = self._batches.store.cells(self._id)
        self.model.set_batch(batch, {} if cells is None else cells)
        self._size_columns()
        self._show_state()

    def _size_columns(self) -> None:
        """Models share what is left of the width, as long as each has enough."""
        s, models = self.theme_store.current.scaled, self.model.columnCount() - 1
        if models < 1:
            return
        room = self.width() - s(_PROMPT_PX) - s(12)
        self.table.setColumnWidth(0, s(_PROMPT_PX))
        for column in range(1, models + 1):
            self.table.setColumnWidth(column, max(s(_MODEL_PX), room // models))

    def _show_state(self) -> None:
        batch, totals = self.batch, self._batches.store.totals(self._id)
        if batch is None or totals is None:
            return
        runner, cells = self._batches.runner, batch.plan.cells
        running = runner.is_running(self._id)
        self._title.set_text(batch.plan.name)
        self._title.setToolTip(plain_tip(batch.plan.name))
        done = totals.count(CellState.DONE)
        failed, unsure = totals.count(CellState.FAILED), totals.count(CellState.UNSURE)
        waiting = totals.count(CellState.WAITING)
        self.progress.show_share(done / cells, (failed + unsure) / cells)
        self._status.set_text(" · ".join(self._status_texts(batch, done, failed, running)))
        can_start = waiting > 0 and (not running or runner.is_pausing(self._id))
        self._start.setText(self.tr("Start") if done + failed == 0 else self.tr("Go on"))
        self._show_acts(can_start, can_pause=running and not runner.is_pausing(self._id))
        self._again.setVisible(failed > 0 and not running)
        self._check.setVisible(totals.unjudged > 0 and not running)
        self._export.setEnabled(done > 0)
        one = self.tr("1 answer was under way when the studio ended. It may have been charged.")
        several = self.tr(
            "{count} answers were under way when the studio ended. They may have been charged."
        )
        self.banner.set_text(one if unsure == 1 else several.format(count=unsure))
        self.banner.setVisible(unsure > 0)
        if not running or not self._charts_rest.isActive():
            self._charts_rest.start()
            cells_now = self._batches.store.cells(self._id) or {}
            votes = self._services.judging().votes.by_message()
            rows = chart_rows(batch, cells_now, votes)
            self.charts.show_rows(rows, has_checks=bool(batch.plan.checks))

    def _show_acts(self, can_start: bool, *, can_pause: bool) -> None:
        """Shows what can be done; the keyboard goes from one button to the one in its place."""
        had_focus = self._start.hasFocus() or self._pause.hasFocus()
        if had_focus and not (can_start and self._start.hasFocus()):
            shown = self._pause if can_pause else self._start if can_start else self.table
            shown.setVisible(True)
            shown.setFocus(Qt.FocusReason.OtherFocusReason)
        self._start.setVisible(can_start)
        self._pause.setVisible(can_pause)

    def _status_texts(self, batch: Batch, done: int, failed: int, running: bool) -> list[str]:
        totals = self._batches.store.totals(self._id)
        runner = self._batches.runner
        assert totals is not None
        pausing = running and runner.is_pausing(self._id)
        texts = [
            self.tr("Pausing: answers under way come to their end")
            if pausing
            else batch_state_text(batch.state),
            self.tr("{done} of {all} answers").format(done=done, all=batch.plan.cells),
        ]
        if failed:
            texts.append(self.tr("{count} failed").format(count=failed))
        texts.append(self.tr("{cost} spent").format(cost=dollars(totals.spent_usd)))
        limit = as_decimal(batch.plan.limit_usd)
        if limit is not None:
            texts.append(self.tr("limit {cost}").format(cost=dollars(limit)))
        rest = runner.estimate(batch.plan)
        if rest.cells and batch.state is not BatchState.DONE:
            texts.append(self.tr("≈ {time} to go").format(time=duration(rest.seconds)))
            if rest.cost_usd is not None:
                texts.append(self.tr("≈ {cost} to pay").format(cost=dollars(rest.cost_usd)))
        return texts

    def _apply_theme(self) -> None:
        s = self.theme_store.current.scaled
        self._title.setFixedHeight(s(51))
        self._head.setContentsMargins(s(8), 0, s(12), 0)
        self._head.setSpacing(s(8))
        self._facts.setContentsMargins(s(16), s(12), s(16), 0)
        self._tools.setContentsMargins(s(16), s(8), s(16), s(8))
        self._tools.setSpacing(s(8))

    # Slots

    def _on_start_clicked(self) -> None:
        self._batches.runner.start(self._id)
        self._show_state()

    def _on_pause_clicked(self) -> None:
        self._batches.runner.pause(self._id)
        self._show_state()

    def _on_limit_clicked(self) -> None:
        if self._limits is None:
            from studio.ui.widgets.ask_popup import AskPopup

            self._limits = AskPopup(self.theme_store, self.window())
        batch = self.batch
        if batch is not None:
            self._limits.ask(
                self._limit,
                self.tr("Spending limit in dollars"),
                self._limit_to,
                text=batch.plan.limit_usd,
                fits=_is_limit,
                placeholder=self.tr("none"),
            )

    def _limit_to(self, text: str) -> None:
        limit_usd, batch = typed_limit(text), self.batch
        if batch is not None and limit_usd is not None:
            self._batches.store.set_limit(batch.plan.conversation_id, limit_usd)
            self._show_state()

    def _on_export_clicked(self) -> None:
        self.export_requested.emit(self._export)

    def _on_delete_clicked(self) -> None:
        self.delete_requested.emit(self._id)

    def _ask_again(self, state: CellState) -> None:
        cells = self._batches.store.cells(self._id) or {}
        places = [place for place, cell in cells.items() if cell.state is state]
        self._batches.runner.ask_again(self._id, places)
        self._show_state()

    def _on_check_clicked(self) -> None:
        self._batches.runner.check_again(self._id)
        self._show_state()

    def _on_again_clicked(self) -> None:
        self._ask_again(CellState.FAILED)

    def _on_banner_action_triggered(self) -> None:
        self._ask_again(CellState.UNSURE)

    def _on_metric_chosen(self, metric: object) -> None:
        self.model.set_metric(Metric(str(metric)))

    def _on_table_activated(self, index: QModelIndex) -> None:
        if index.isValid():
            self.row_opened.emit(self._id, index.data(ROW_ROLE))

    def _on_store_cells_loaded(self, conversation_id: str) -> None:
        if conversation_id == self._id:
            self._take_cells()

    def _on_store_cells_changed(self, conversation_id: str, places: tuple[int, ...]) -> None:
        if conversation_id == self._id:
            self.model.note_changed(places)
            if not self._soon.isActive():
                self._soon.start()

    def _on_store_batch_changed(self, conversation_id: str) -> None:
        if conversation_id == self._id and not self._soon.isActive():
            self._soon.start()

    def _on_soon_due(self) -> None:
        if self.isVisible():
            self._show_state()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: columns take the new width."""
        super().resizeEvent(event)
        self._size_columns()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: what happened meanwhile is shown."""
        super().showEvent(event)
        self._show_state()


def _is_limit(text: str) -> bool:
    return typed_limit(text) is not None

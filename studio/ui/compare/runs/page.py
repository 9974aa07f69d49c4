"""Runs of many prompts: the list of them, the form of a new one, and one of them."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from studio.core.batches import Plan
from studio.core.comparing import ColumnSetup, Comparison, new_column
from studio.core.errors import Failure
from studio.core.exported import Exported
from studio.itemmodels.batches import BATCH_ID_ROLE, BatchListModel
from studio.services.app import AppServices
from studio.ui.compare.runs.run_view import RunView
from studio.ui.compare.tables.table import Table
from studio.ui.failure_texts import failure_text
from studio.ui.theme import ThemeStore
from studio.ui.widgets import (
    EmptyState,
    IconButton,
    Label,
    SecondaryButton,
    Surface,
    ToastStack,
)
from studio.ui.widgets.undo import UndoList

if TYPE_CHECKING:
    from studio.ui.compare.runs.form import RunForm
    from studio.ui.compare.taking.export_menu import ExportMenu


class RunList(Surface):
    """All runs.

    Signals:
        closed: back to the columns.
        new_requested: a new run.
        chosen: conversation id.
    """

    closed = Signal()
    new_requested = Signal()
    chosen = Signal(str)

    def __init__(
        self, *, services: AppServices, theme: ThemeStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "base", parent=parent)
        store = services.batches().store
        self.setObjectName("run_list")
        self.model = BatchListModel(store, services.clock, self)
        self._back = IconButton(
            theme, "chevron-left", self.tr("Back to the columns"), "Esc", object_name="close"
        )
        self._title = Label(theme, self.tr("Runs"), style="page")
        self._new = SecondaryButton(theme, self.tr("New run"), icon="plus")
        self._new.setObjectName("new_run")
        self.table = Table(theme, self.model, self.tr("Runs"), "runs_table")
        self.table.header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._empty = EmptyState(
            theme,
            self.tr("No runs yet"),
            self.tr("A run asks several models a list of prompts, in the background."),
            (("new", self.tr("New run"), "plus"),),
        )
        box = QWidget()
        around = QHBoxLayout(box)
        around.addStretch(1)
        around.addWidget(self._empty, 100)
        around.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(box)
        self._stack.addWidget(self.table)
        self._head = QHBoxLayout()
        self._head.addWidget(self._back)
        self._head.addWidget(self._title, 1)
        self._head.addWidget(self._new)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._head)
        rows.addWidget(self._stack, 1)
        theme.changed.connect(self._apply_theme)
        self._back.clicked.connect(self.closed)
        self._new.clicked.connect(self.new_requested)
        self._empty.action_triggered.connect(self._on_empty_action_triggered)
        self.table.clicked.connect(self._on_table_clicked)
        self.table.activated.connect(self._on_table_clicked)
        store.loaded.connect(self.refresh)
        store.batch_changed.connect(self._on_store_batch_changed)
        services.conversations.conversation_removed.connect(self._on_store_batch_changed)
        services.conversations.conversation_added.connect(self._on_store_batch_changed)
        self._apply_theme()
        self.refresh()

    def refresh(self) -> None:
        """Shows what there is now."""
        if self.isVisible():
            self.model.reload()
        self._stack.setCurrentIndex(1 if self.model.rowCount() else 0)

    def _apply_theme(self) -> None:
        s = self.theme_store.current.scaled
        self._title.setFixedHeight(s(51))
        self._head.setContentsMargins(s(8), 0, s(12), 0)
        self._head.setSpacing(s(4))
        for column, width in ((1, 180), (2, 100), (3, 120)):
            self.table.setColumnWidth(column, s(width))

    def _on_store_batch_changed(self, _conversation_id: str) -> None:
        self.refresh()

    def _on_empty_action_triggered(self, _action: str) -> None:
        self.new_requested.emit()

    def _on_table_clicked(self, index: QModelIndex) -> None:
        self.chosen.emit(str(index.data(BATCH_ID_ROLE)))

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: it is up to date when it is seen."""
        super().showEvent(event)
        self.refresh()


class RunsPage(QStackedWidget):
    """The list, the form, or a run.

    Args:
        setups: gives who is asked by a new run.

    Signals:
        closed: back to the columns.
        comparison_requested: conversation id: show its columns.
        model_picker_requested: see `ComparePage`.
    """

    closed = Signal()
    comparison_requested = Signal(str)
    model_picker_requested = Signal(object, str, str, object)

    def __init__(
        self,
        *,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
        undo: UndoList,
        setups: Callable[[], tuple[ColumnSetup, ...]],
    ) -> None:
        super().__init__()
        self._setups = setups
        self._services, self._theme, self._toasts, self._undo = services, theme, toasts, undo
        self._form: RunForm | None = None
        self._export: ExportMenu | None = None
        self.setObjectName("runs_page")
        self.list = RunList(services=services, theme=theme)
        self.run = RunView(services=services, theme=theme)
        self.addWidget(self.list)
        self.addWidget(self.run)
        self.list.closed.connect(self.closed)
        self.list.new_requested.connect(self.new_run)
        self.list.chosen.connect(self.open)
        self.run.closed.connect(self.show_list)
        self.run.row_opened.connect(self.open_row)
        self.run.export_requested.connect(self._on_run_export_requested)
        self.run.delete_requested.connect(self.delete)
        services.batches().runner.failed.connect(self._on_runner_failed)

    @property
    def form(self) -> "RunForm":
        """The form of a new run; made when it is first needed."""
        if self._form is None:
            from studio.ui.compare.runs.form import RunForm

            self._form = RunForm(services=self._services, theme=self._theme)
            self._form.closed.connect(self.show_list)
            self._form.made.connect(self._on_form_made)
            self._form.attach_failed.connect(self._on_form_attach_failed)
            self._form.model_picker_requested.connect(self.model_picker_requested)
            self.addWidget(self._form)
        return self._form

    def show_list(self) -> None:
        """Shows all runs."""
        self.setCurrentWidget(self.list)

    def leave(self) -> bool:
        """From a run or the form back to the list; False when the list is shown."""
        if self.currentWidget() is self.list:
            return False
        self.show_list()
        return True

    def new_run(self) -> None:
        """Shows the form of a new run."""
        self.form.begin(self._setups())
        self.setCurrentWidget(self.form)
        self.form.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def open(self, conversation_id: str) -> None:
        """Shows a run."""
        self.run.show_run(conversation_id)
        self.setCurrentWidget(self.run)

    def open_row(self, conversation_id: str, row: int) -> None:
        """Shows the answers of a row side by side."""
        batches, comparing = self._services.batches(), self._services.comparing()
        batch, cells = batches.store.get(conversation_id), batches.store.cells(conversation_id)
        if batch is None or cells is None:
            return
        plan = batch.plan
        columns = []
        for place in plan.places_of(row):
            cell = cells.get(place)
            if cell is not None and cell.message_id:
                setup = plan.columns[plan.column_of(place)]
                columns.append(new_column(setup, cell.message_id))
        if not columns:
            return
        cid = plan.conversation_id
        comparing.store.put(Comparison(cid, tuple(columns), self._services.clock.now()))
        self.comparison_requested.emit(cid)

    def delete(self, conversation_id: str) -> None:
        """Moves a run to the trash; a toast and Ctrl+Z bring it back."""
        conversations = self._services.conversations
        batch = self._services.batches().store.get(conversation_id)
        if batch is None:
            return
        self._services.batches().runner.pause(conversation_id)
        conversations.delete(conversation_id)
        self.show_list()

        def restore() -> None:
            conversations.restore(conversation_id)

        text = self.tr("“{title}” deleted").format(title=batch.plan.name[:40])
        self._undo.push(text, restore)

    async def collect(self) -> Exported | None:
        """The run that is shown, for an export. Raises: StorageError."""
        from studio.services.exporting_answers.collecting import exported_batch

        batch, batches = self.run.batch, self._services.batches()
        if batch is None:
            return None
        cid = batch.plan.conversation_id
        await batches.store.opened(cid)
        tree = await self._services.conversations.ensure_tree(cid)
        cells = dict(batches.store.cells(cid) or {})
        models = batches.runner.models(batch.plan)
        votes = self._services.judging().votes.by_message()
        # Of 10,000 answers it takes longer than a frame.
        return await asyncio.to_thread(exported_batch, batch, cells, tree, models, votes)

    def _on_form_made(self, plan: Plan) -> None:
        batches = self._services.batches()
        batches.store.add(plan)
        batches.runner.start(plan.conversation_id)
        self.open(plan.conversation_id)

    def _on_form_attach_failed(self, name: str, failure: Failure) -> None:
        title = failure_text(failure).title
        self._toasts.show_toast(f"{name}: {title}", icon="circle-alert", token="danger")

    def _on_run_export_requested(self, anchor: QWidget) -> None:
        if self._export is None:
            from studio.ui.compare.taking.export_menu import ExportMenu

            self._export = ExportMenu(
                self, services=self._services, theme=self._theme, toasts=self._toasts
            )
        batch = self.run.batch
        if batch is not None:
            self._export.open(anchor, batch.plan.name, self.collect)

    def _on_runner_failed(self, _conversation_id: str, _failure: object) -> None:
        text = self.tr("The run is paused: nothing can be written to disk")
        self._toasts.show_toast(text, icon="circle-alert", token="danger")

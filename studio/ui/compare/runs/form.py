"""The form of a new run: prompts, models, repeats, checks, limit; what it will cost and take."""

import asyncio
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from studio.core.batches import MOST_CELLS, CheckKind, Plan, new_batch_id, typed_limit
from studio.core.comparing import ColumnSetup, names_of
from studio.core.prompt_lists import (
    ListedPrompt,
    ListKind,
    PromptListFault,
    kind_of_name,
    read_prompts,
)
from studio.itemmodels.batches import dollars, duration
from studio.services.app import AppServices
from studio.services.batches.files import read_list
from studio.ui.compare.judging.text_box import TextBox
from studio.ui.compare.runs.check_rows import CheckRows
from studio.ui.theme import ThemeStore
from studio.ui.widgets import (
    Choice,
    FieldRow,
    IconButton,
    Label,
    PrimaryButton,
    SecondaryButton,
    Surface,
    Switch,
    TextField,
)
from studio.ui.widgets.file_dialogs import choose_files

_WIDTH_PX, _SOON_MS = 760, 200
_REPEATS, _AT_ONCE = (1, 2, 3, 5, 10), (1, 2, 4, 8, 16)


class RunForm(Surface):
    """A run that was not begun yet.

    Signals:
        closed: back to the list of runs.
        made: a `Plan` to keep and to begin.
        model_picker_requested: widget to open at, connection id, model id, what takes the choice.
    """

    closed = Signal()
    made = Signal(object)
    model_picker_requested = Signal(object, str, str, object)

    def __init__(
        self, *, services: AppServices, theme: ThemeStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "base", parent=parent)
        self._services = services
        self._store = services.comparing().store
        self._file: tuple[ListedPrompt, ...] = ()
        self._setups: tuple[ColumnSetup, ...] = ()
        self._judge: ColumnSetup | None = None
        self._build()
        self._lay_out()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._connect()
        self._apply_theme()

    def _build(self) -> None:
        theme = self.theme_store
        self.setObjectName("run_form")
        self._back = IconButton(theme, "chevron-left", self.tr("All runs"), object_name="back")
        self._title = Label(theme, self.tr("New run"), style="page")
        self.name = TextField(theme, self.tr("Name"), object_name="run_name")
        self.prompts = TextBox(
            theme, self.tr("Prompts"), lines=8, object_name="run_prompts",
            placeholder=self.tr("One prompt on each line"),
        )  # fmt: skip
        self._open = SecondaryButton(
            theme, self.tr("From a file…"), icon="folder-open", compact=True
        )
        self._open.setObjectName("run_file")
        self._file_text = Label(theme, style="small", token="text3", elide=True)
        self._forget = IconButton(theme, "x", self.tr("Without the file"), object_name="no_file")
        self._variables = Switch(theme, self.tr("Variables"), object_name="run_variables")
        self._models = Label(theme, wrap=True)
        self._models.setObjectName("run_models")
        self.repeats = Choice(
            theme, self.tr("Repeats"), tuple((n, str(n)) for n in _REPEATS), width_px=96,
            object_name="run_repeats",
        )  # fmt: skip
        self.at_once = Choice(
            theme, self.tr("Requests at once"), tuple((n, str(n)) for n in _AT_ONCE),
            width_px=96, object_name="run_at_once",
        )  # fmt: skip
        self.at_once.set_value(4)
        self.limit = TextField(
            theme, self.tr("Spending limit in dollars"), placeholder=self.tr("none"),
            object_name="run_limit",
        )  # fmt: skip
        self.checks = CheckRows(theme)
        self._pick_judge = SecondaryButton(theme, self.tr("Choose a judge…"), compact=True)
        self._pick_judge.setObjectName("run_judge")
        self._estimate = Label(theme, token="text2", wrap=True)
        self._estimate.setObjectName("run_estimate")
        self.start = PrimaryButton(theme, self.tr("Start run"))
        self.start.setObjectName("make_run")

    def _lay_out(self) -> None:
        theme = self.theme_store
        self._head = QHBoxLayout()
        self._head.addWidget(self._back)
        self._head.addWidget(self._title, 1)
        files = QWidget()
        row = QHBoxLayout(files)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._open)
        row.addWidget(self._file_text, 1)
        row.addWidget(self._forget)
        self._form = QVBoxLayout()
        self._judge_row = FieldRow(theme, self.tr("Judge"), _at_the_left(self._pick_judge))
        for label, widget, help_text in (
            (self.tr("Name"), self.name, ""),
            (self.tr("Prompts"), self.prompts, ""),
            ("", files, self.tr("Lines, CSV with a column “prompt” (and “expected”), or JSONL")),
            (self.tr("Variables"), self._variables, self.tr("{a|b} stands for one prompt of each")),
            (
                self.tr("Models"),
                self._models,
                self.tr("The line-up of the compare page, with its parameters"),
            ),
            (self.tr("Repeats"), self.repeats, ""),
            (self.tr("Requests at once"), self.at_once, ""),
            (
                self.tr("Spending limit"),
                self.limit,
                self.tr("In dollars. No further answer is asked for that could pass it."),
            ),
            (self.tr("Checks"), self.checks, ""),
        ):
            small = isinstance(widget, Choice | Switch)
            content = _at_the_left(widget) if small else widget
            self._form.addWidget(FieldRow(theme, label, content, help_text=help_text))
        self._form.addWidget(self._judge_row)
        self._form.addStretch(1)
        inside = Surface(theme, "base")
        self._across = QHBoxLayout(inside)
        column = QWidget()
        column.setLayout(self._form)
        self._column = column
        self._across.addWidget(column, 1)
        self._across.addStretch(0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self._estimate, 1)
        self._foot.addWidget(self.start)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._head)
        rows.addWidget(scroll, 1)
        rows.addLayout(self._foot)

    def _connect(self) -> None:
        self.theme_store.changed.connect(self._apply_theme)
        self._soon.timeout.connect(self.show_estimate)
        self._back.clicked.connect(self.closed)
        self._open.clicked.connect(self._on_open_clicked)
        self._forget.clicked.connect(self._on_forget_clicked)
        self._pick_judge.clicked.connect(self._on_pick_judge_clicked)
        self.start.clicked.connect(self._on_start_clicked)
        self._store.current_changed.connect(self._on_changed)
        self.prompts.textChanged.connect(self._on_changed)
        self.limit.textChanged.connect(self._on_changed)
        self._variables.clicked.connect(self._on_changed)
        self.repeats.chosen.connect(self._on_changed)
        self.at_once.chosen.connect(self._on_changed)
        self.checks.changed.connect(self._on_changed)

    # What it says

    def begin(self, setups: tuple[ColumnSetup, ...]) -> None:
        """Begins a new one.

        Args:
            setups: who is asked: the columns that are shown.
        """
        self._setups = setups
        self.name.clear()
        self.prompts.clear()
        self._file = ()
        self.checks.clear()
        self._show_file("")
        self.show_estimate()

    def plan(self) -> Plan | str:
        """The run as it stands, or what is missing."""
        if not self._setups:
            return self.tr("Add models on the compare page first")
        try:
            prompts = self._prompts()
        except PromptListFault as fault:
            text = self.prompts.text()
            return self.tr("Write at least one prompt") if not text else str(fault)
        limit = typed_limit(self.limit.text())
        if limit is None:
            return self.tr("The spending limit is no sum of money")
        fault_of_checks = self.checks.fault()
        if fault_of_checks:
            return fault_of_checks
        if self._needs_judge() and self._judge is None:
            return self.tr("Choose a judge for the checks")
        now = self._services.clock.now()
        name = " ".join(self.name.text().split()) or prompts[0].text
        plan = Plan(
            new_batch_id(),
            " ".join(name.split())[:80],
            now,
            prompts,
            self._setups,
            repeats=int(str(self.repeats.value)),
            checks=self.checks.checks(),
            limit_usd=limit,
            at_once=int(str(self.at_once.value)),
            judge=self._judge if self._needs_judge() else None,
        )
        if plan.cells > MOST_CELLS:
            return self.tr("More than {most} answers").format(most=f"{MOST_CELLS:,}")
        return plan

    def _prompts(self) -> tuple[ListedPrompt, ...]:
        on = self._variables.isChecked()
        typed = self.prompts.text()
        found = read_prompts(typed, ListKind.LINES, with_variables=on) if typed else ()
        listed = self._file
        if on and listed:
            texts = "\n".join(each.text.replace("\n", " ") for each in listed)
            listed = read_prompts(texts, ListKind.LINES, with_variables=True)
        if not found and not listed:
            raise PromptListFault("")
        return (*found, *listed)

    def _needs_judge(self) -> bool:
        return any(each.kind is CheckKind.JUDGE for each in self.checks.checks())

    def show_estimate(self) -> None:
        """Shows who is asked, and about what it will cost and take."""
        names = names_of(self._setups)
        self._models.set_text(", ".join(names) if names else self.tr("None yet"))
        self._judge_row.setVisible(self._needs_judge())
        judge = self._judge.model_id if self._judge is not None else self.tr("Choose a judge…")
        self._pick_judge.setText(judge)
        plan = self.plan()
        self.start.setEnabled(isinstance(plan, Plan))
        if isinstance(plan, str):
            self._estimate.set_text(plan)
            self.start.setToolTip(plan)
            return
        found = self._services.batches().runner.estimate(plan)
        text = self.tr("{count} answers · ≈ {time}").format(
            count=found.cells, time=duration(found.seconds)
        )
        if found.cost_usd is not None:
            text = f"{text} · ≈ {dollars(found.cost_usd)}"
        if found.unpriced:
            more = self.tr("no price is known of {models}: a limit can't count them")
            text = f"{text} · {more.format(models=', '.join(found.unpriced))}"
        self._estimate.set_text(text)
        self.start.setToolTip(text)

    # Slots

    def _show_file(self, text: str) -> None:
        self._file_text.set_text(text)
        self._forget.setVisible(bool(self._file))

    def _on_changed(self, _value: object = None) -> None:
        self._soon.start()

    def _on_open_clicked(self) -> None:
        choose_files(self, self.tr("Prompts"), self._take_files)

    def _take_files(self, paths: tuple[Path, ...]) -> None:
        if paths:
            self._services.scope.start(self._read(paths[0]), name="prompts")

    async def _read(self, path: Path) -> None:
        try:
            text = await asyncio.to_thread(read_list, path)
            found = await asyncio.to_thread(read_prompts, text, kind_of_name(path.name))
        except (OSError, PromptListFault) as exc:
            self._file = ()
            why = exc.strerror if isinstance(exc, OSError) else str(exc)
            self._show_file(self.tr("{name}: {why}").format(name=path.name, why=why))
        else:
            self._file = found
            text = self.tr("{count} prompts of {name}")
            self._show_file(text.format(count=len(found), name=path.name))
        self.show_estimate()

    def _on_forget_clicked(self) -> None:
        self._file = ()
        self._show_file("")
        self.show_estimate()

    def _on_pick_judge_clicked(self) -> None:
        default = self._services.connections.default()
        connection_id = default.id if default is not None else ""
        self.model_picker_requested.emit(self._pick_judge, connection_id, "", self._take_judge)

    def _take_judge(self, connection_id: str, model_id: str) -> None:
        self._judge = ColumnSetup(model_id, connection_id)
        self.show_estimate()

    def _on_start_clicked(self) -> None:
        plan = self.plan()
        if isinstance(plan, Plan):
            self.made.emit(plan)

    def _apply_theme(self) -> None:
        s = self.theme_store.current.scaled
        self._title.setFixedHeight(s(51))
        self._head.setContentsMargins(s(8), 0, s(12), 0)
        self._head.setSpacing(s(4))
        self._across.setContentsMargins(s(16), 0, s(16), 0)
        self._column.setMaximumWidth(s(_WIDTH_PX))
        self._foot.setContentsMargins(s(16), s(12), s(16), s(16))
        self._foot.setSpacing(s(12))

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: what is missing is told."""
        super().showEvent(event)
        self.show_estimate()


def _at_the_left(widget: QWidget) -> QWidget:
    """A control that is as wide as it needs to be."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    row.addStretch(1)
    return box

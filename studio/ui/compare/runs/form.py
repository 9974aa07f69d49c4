"""The form of a new run: prompts, models, repeats, checks, limit; what it will cost and take."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from studio.core.batches import MOST_CELLS, CheckKind, Plan, new_batch_id, typed_limit
from studio.core.comparing import ColumnSetup, names_of
from studio.core.prompt_files import PromptListFault
from studio.core.prompt_lists import ListedPrompt
from studio.itemmodels.batches import dollars, duration
from studio.services.app import AppServices
from studio.ui.compare.runs.check_rows import CheckRows
from studio.ui.compare.runs.prompts_field import PromptsField
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
from studio.ui.widgets.scroll_area import ScrollArea

_WIDTH_PX, _SOON_MS = 760, 200
_REPEATS, _AT_ONCE = (1, 2, 3, 5, 10), (1, 2, 4, 8, 16)


class RunForm(Surface):
    """A run that was not begun yet.

    Signals:
        closed: back to the list of runs.
        made: a `Plan` to keep and to begin.
        attach_failed: name of a file that could not be taken, and its `Failure`.
        model_picker_requested: widget to open at, connection id, model id, what takes the choice.
    """

    closed = Signal()
    made = Signal(object)
    attach_failed = Signal(str, object)
    model_picker_requested = Signal(object, str, str, object)

    def __init__(
        self, *, services: AppServices, theme: ThemeStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "base", parent=parent)
        self._services = services
        self._store = services.comparing().store
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
        self.prompts = PromptsField(self, services=self._services, theme=theme)
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
        self.checks = CheckRows(theme, self._services.scope)
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
        self._form = QVBoxLayout()
        self._judge_row = FieldRow(theme, self.tr("Judge"), _at_the_left(self._pick_judge))
        for label, widget, help_text in self._fields():
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
        scroll = ScrollArea()
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

    def _fields(self) -> tuple[tuple[str, QWidget, str], ...]:
        """Label, content and help of each row but the judge's."""
        return (
            (self.tr("Name"), self.name, ""),
            (self.tr("Prompts"), self.prompts.box, ""),
            (
                "",
                self.prompts.files,
                self.tr(
                    "Lines, CSV with a column “prompt” (and “expected”, “files”), or JSON "
                    "(texts or messages)"
                ),
            ),
            (
                self.tr("Images and files"),
                self.prompts.attachments,
                self.tr("They go along with all prompts, or with the one that is chosen here."),
            ),
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
        )

    def _connect(self) -> None:
        self.theme_store.changed.connect(self._apply_theme)
        self._soon.timeout.connect(self.show_estimate)
        self._back.clicked.connect(self.closed)
        self._pick_judge.clicked.connect(self._on_pick_judge_clicked)
        self.start.clicked.connect(self._on_start_clicked)
        self._store.current_changed.connect(self._on_changed)
        self.prompts.changed.connect(self.show_estimate)
        self.prompts.attach_failed.connect(self.attach_failed)
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
        self.checks.clear()
        self.show_estimate()

    def plan(self) -> Plan | str:
        """The run as it stands, or what is missing."""
        if not self._setups:
            return self.tr("Add models on the compare page first")
        try:
            prompts = self.prompts.prompts(with_variables=self._variables.isChecked())
        except PromptListFault as fault:
            return str(fault)
        limit = typed_limit(self.limit.text())
        if limit is None:
            return self.tr("The spending limit is no sum of money")
        fault_of_checks = self.checks.fault()
        if fault_of_checks:
            return fault_of_checks
        if self._needs_judge() and self._judge is None:
            return self.tr("Choose a judge for the checks")
        now = self._services.clock.now()
        name = " ".join(self.name.text().split()) or _name_of(prompts[0])
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

    def _on_changed(self, _value: object = None) -> None:
        self._soon.start()

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


def _name_of(prompt: ListedPrompt) -> str:
    """What a run is called that has no name."""
    return prompt.text or prompt.attachments[0].name


def _at_the_left(widget: QWidget) -> QWidget:
    """A control that is as wide as it needs to be."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    row.addStretch(1)
    return box

"""`CompareColumn`: one model of a comparison, from head to foot."""

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.core.comparing import ComparedColumn
from studio.core.comparing_figures import CUT_OFF, Figures
from studio.core.messages import Message, MessageState, Timing
from studio.core.reply import PartChange
from studio.core.requests import Parameters
from studio.services.app import AppServices
from studio.services.comparing import Comparing
from studio.ui.chat.link_popup import LinkPopup
from studio.ui.compare.column_actions import ColumnActions
from studio.ui.compare.column_head import ColumnHead
from studio.ui.compare.figure_row import FigureRow
from studio.ui.parameters.texts import summary
from studio.ui.theme import ThemeStore
from studio.ui.transcript.parts import formats
from studio.ui.transcript.rows import MessageRow
from studio.ui.transcript.view import TranscriptView
from studio.ui.widgets import (
    HLine,
    IconButton,
    SecondaryButton,
    Surface,
    ToastStack,
)
from studio.ui.widgets.undo import UndoList

_FOOT_PX = 48


class CompareColumn(Surface):
    """Shows a column.

    Signals:
        act_requested: what, column id, argument. `model` and `menu` (a widget to open at),
            `remove`, `stop`, `retry`, `copy`, `continue` (whether all columns should go on from
            this answer), `pick`, `drag_moved` and `drag_ended` (a global point), `widen`.
    """

    act_requested = Signal(str, str, object)

    def __init__(
        self,
        column: ComparedColumn,
        *,
        comparing: Comparing,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
        undo: UndoList,
        links: LinkPopup,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "base", lines=("right",), parent=parent)
        self.column_id = column.id
        self.column = column
        self._name = self._model_id = ""
        self._blind = self._low = False
        self._answer: Message | None = None
        self._row: MessageRow | None = None  # of the answer
        self.is_picked = self.can_pick = False
        self._build(services)
        self.acts = ColumnActions(
            column.id, comparing=comparing, services=services, toasts=toasts, undo=undo,
            links=links, view=self.transcript,
        )  # fmt: skip
        self._connect()
        self._apply_theme()

    def _build(self, services: AppServices) -> None:
        theme = self.theme_store
        self.setObjectName("compare_column")
        self.head = ColumnHead(theme)
        self.figures = FigureRow(theme)
        self.transcript = TranscriptView(
            theme=theme, images=services.images, compact=True, parent=self
        )
        self._copy = IconButton(theme, "copy", self.tr("Copy answer"), object_name="column_copy")
        self._stop = SecondaryButton(theme, self.tr("Stop"), icon="square-filled", compact=True)
        self._retry = SecondaryButton(theme, self.tr("Retry"), icon="refresh-cw", compact=True)
        self._continue = SecondaryButton(theme, self.tr("Continue with this"), compact=True)
        self._continue.setCheckable(True)
        self._pick = SecondaryButton(theme, self.tr("Pick"), icon="thumbs-up", compact=True)
        self._pick.setObjectName("column_pick")
        self._pick.setCheckable(True)
        self._foot = QHBoxLayout()
        for widget in (self._pick, self._stop, self._retry, self._copy):
            self._foot.addWidget(widget)
        self._foot.addStretch(1)
        self._foot.addWidget(self._continue)
        self._foot_box = QWidget()
        self._foot_box.setLayout(self._foot)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 1, 0)
        rows.setSpacing(0)
        rows.addWidget(self.head)
        rows.addWidget(self.figures)
        rows.addWidget(HLine(theme))
        rows.addWidget(self.transcript, 1)
        rows.addWidget(HLine(theme))
        rows.addWidget(self._foot_box)
        rows.addWidget(HLine(theme))

    def _connect(self) -> None:
        self.theme_store.changed.connect(self._apply_theme)
        self.head.model_requested.connect(self._on_head_model_requested)
        self.head.act_requested.connect(self._ask)
        self._stop.clicked.connect(self._on_stop_clicked)
        self._retry.clicked.connect(self._on_retry_clicked)
        self._copy.clicked.connect(self._on_copy_clicked)
        self._continue.clicked.connect(self._on_continue_clicked)
        self._pick.clicked.connect(self._on_pick_clicked)
        self.acts.model_requested.connect(self._on_head_model_requested)
        self.transcript.action_requested.connect(self.acts.run)

    # What it shows

    @property
    def name(self) -> str:
        """Its model as people read it, numbered where there are several."""
        return self._name

    @property
    def in_order(self) -> tuple[QWidget, ...]:
        """Where Tab stops, from head to foot."""
        foot = (self._pick, self._stop, self._retry, self._copy, self._continue)
        return (*self.head.in_order, self.transcript, self.transcript.pill, *foot)

    @property
    def answer(self) -> Message | None:
        """The last answer, or None before the first question."""
        return self._answer

    def show_column(self, column: ComparedColumn, name: str, conversation_id: str) -> None:
        """Shows who answers.

        Args:
            name: see `core.comparing.names_of`.
        """
        self.column = column
        self.acts.set_conversation(conversation_id)
        setup = column.setup
        set_up = summary(Parameters.from_dict(setup.parameters), setup.system_prompt)
        self.head.show_set_up("" if self._blind else set_up, name)
        if (name, setup.model_id) == (self._name, self._model_id):
            return
        self._model_id = setup.model_id
        self._name = name
        self.setAccessibleName(name)
        self.head.show_model("" if self._blind else column.setup.model_id, name)
        self.transcript.setAccessibleName(self.tr("Transcript: {model}").format(model=name))
        self.transcript.speaker = name
        for button, text in (
            (self._stop, self.tr("Stop: {model}")),
            (self._retry, self.tr("Retry: {model}")),
            (self._copy, self.tr("Copy answer: {model}")),
            (self._continue, self.tr("Continue with this: {model}")),
            (self._pick, self.tr("Pick: {model}")),
        ):
            button.setAccessibleName(text.format(model=name))
            button.setToolTip(text.format(model=name))

    def set_blind(self, on: bool) -> None:
        """Hides who answers, and the figures; call `show_column` and `show_path` after it."""
        if on == self._blind:
            return
        self._blind = on
        self.acts.set_blind(on)
        self.head.set_blind(on)
        self._show_figures()

    def set_low(self, on: bool) -> None:
        """Leaves the figures to the tooltip of the state, where the window is very low."""
        self._low = on
        self._show_figures()

    def _show_figures(self) -> None:
        self.figures.setVisible(not self._blind and not self._low)
        tells = self._low and not self._blind
        self.head.state.setToolTip(self.figures.toolTip() if tells else self.head.state.word)

    def _veiled(self, row: MessageRow) -> MessageRow:
        """A row that says nothing of who wrote it, for assistive tools too."""
        if not self._blind:
            return row
        failure = row.message.failure
        message = replace(
            row.message,
            model_id=None,
            served_model=None,
            usage=None,
            timing=Timing(),
            # In its words servers name the model.
            failure=replace(failure, message="") if failure is not None else None,
        )
        return replace(row, message=message)

    def show_pick(self, picked: bool, enabled: bool) -> None:
        """Shows whether the answer is the better one, and whether it can be picked."""
        self.is_picked, self.can_pick = picked, enabled
        self._pick.setText(self.tr("Your pick") if picked else self.tr("Pick"))
        self._pick.updateGeometry()
        self._pick.setChecked(picked)
        self._pick.setEnabled(enabled)

    def show_path(self, rows: list[MessageRow], answer: Message | None) -> None:
        """Shows the messages of the column."""
        self._answer = answer
        self._row = next((row for row in rows if answer and row.message.id == answer.id), None)
        self.transcript.set_path([self._veiled(row) for row in rows])

    def show_message(self, row: MessageRow) -> None:
        """Takes a newer value of one of its messages."""
        if self._answer is not None and row.message.id == self._answer.id:
            self._answer, self._row = row.message, row
        self.transcript.update_message(self._veiled(row))

    def show_instead(self, message: Message | None) -> None:
        """Shows another value of the answer, as it is; None: the answer again."""
        if self._row is not None:
            row = self._row if message is None else replace(self._row, message=message)
            self.transcript.update_message(self._veiled(row))

    def advance(self, message_id: str, changes: tuple[PartChange, ...]) -> None:
        """Adds what was streamed."""
        self.transcript.advance(message_id, changes)

    def show_figures(self, figures: Figures, best: frozenset[str]) -> None:
        """Shows what is known of the answer."""
        self.figures.show_figures(figures, best)
        if self._low:
            self._show_figures()

    def show_state(self, *, place: int, running: bool, has_begun: bool, is_base: bool) -> None:
        """Shows how far the answer came.

        Args:
            place: in the queue, from 1; 0: it does not wait.
            running: it is being written, or was asked for.
            has_begun: something of it came.
            is_base: all columns go on from it with the next question.
        """
        answer = self._answer
        state = answer.state if answer is not None else None
        self.head.state.show_state(*self._state(answer, place, running, has_begun))
        busy = running or place > 0
        self._stop.setVisible(busy)
        bad = (MessageState.FAILED, MessageState.STOPPED, MessageState.INTERRUPTED)
        self._retry.setVisible(not busy and state in bad)
        self._copy.setEnabled(answer is not None and bool(answer.text))
        can_go_on = not busy and answer is not None and bool(answer.text)
        self._continue.setEnabled(can_go_on)
        self._continue.setChecked(is_base)
        self._continue.setText(
            self.tr("Continuing with this") if is_base else self.tr("Continue with this")
        )

    def _state(
        self, answer: Message | None, place: int, running: bool, has_begun: bool
    ) -> tuple[str, str, str]:
        """Icon, word and colour."""
        if answer is None:
            return "", self.tr("Ready"), "text3"
        if place:
            return "clock", self.tr("Queued · {place}").format(place=place), "text3"
        if running:
            word = self.tr("Streaming") if has_begun else self.tr("Waiting")
            return "spinner", word, "accent"
        if answer.state is MessageState.FAILED:
            return "circle-alert", self.tr("Failed"), "danger"
        if answer.state is MessageState.STOPPED:
            return "square", self.tr("Stopped"), "text3"
        if answer.state is MessageState.INTERRUPTED:
            return "circle-alert", self.tr("Interrupted"), "warn"
        if answer.finish_reason in CUT_OFF:
            return "circle-alert", self.tr("Cut off"), "warn"
        total_s = answer.timing.total_s
        took = formats.seconds(total_s) if total_s is not None and not self._blind else ""
        return "circle-check", self.tr("Done {time}").format(time=took).strip(), "ok"

    def frame_px(self) -> int:
        """How high it is without its text."""
        figures = 0 if self.figures.isHidden() else self.figures.height()
        return self.head.height() + figures + self._foot_box.height() + 3

    def set_all_figures(self, on: bool) -> None:
        """Shows everything that is known below the model, or four figures."""
        self.figures.set_all(on)

    def _apply_theme(self) -> None:
        s = self.theme_store.current.scaled
        self._foot_box.setFixedHeight(s(_FOOT_PX))
        self._foot.setContentsMargins(s(12), 0, s(12), 0)
        self._foot.setSpacing(s(4))

    def _ask(self, act: str, argument: object = None) -> None:
        self.act_requested.emit(act, self.column_id, argument)

    def _on_head_model_requested(self) -> None:
        self._ask("model", self.head.model)

    def _on_stop_clicked(self) -> None:
        self._ask("stop")

    def _on_retry_clicked(self) -> None:
        self._ask("retry")

    def _on_copy_clicked(self) -> None:
        self._ask("copy")

    def _on_pick_clicked(self) -> None:
        self._ask("pick")

    def _on_continue_clicked(self, on: bool) -> None:
        self._ask("continue", on)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: the text takes the keyboard."""
        super().focusInEvent(event)
        self.transcript.setFocus(event.reason())

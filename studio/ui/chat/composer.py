"""The composer: what a person writes, attaches and sends.

It knows no conversation: the pane gives it a draft and takes what it sends. Typing touches
nothing outside this widget; the draft and the estimate follow a moment later.
"""

from decimal import Decimal

from PySide6.QtCore import QEvent, QMargins, QObject, QTimer, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.core.messages import Attachment, Draft
from studio.core.tokens import text_tokens
from studio.services.images import ImageLibrary
from studio.services.tasks import TaskScope
from studio.ui.chat.attachments import AttachmentStrip
from studio.ui.chat.composer_buttons import SendButton
from studio.ui.chat.composer_hints import ComposerHints
from studio.ui.chat.texts import cost_text, count_text
from studio.ui.theme import ThemeStore
from studio.ui.widgets import IconButton, Label
from studio.ui.widgets.composer_frame import BarSeparator, ComposerBox
from studio.ui.widgets.message_edit import MessageEdit
from studio.ui.widgets.model_button import ModelButton
from studio.ui.widgets.parameters_button import ParametersButton

DRAFT_DELAY_MS = 400
ESTIMATE_DELAY_MS = 300
_SHORT_TEXT = 400


class Composer(QWidget):
    """A growing text box with attachments, model button and Send.

    Signals:
        send_requested: text, tuple of `Attachment`; the box is already empty.
        compare_requested: text, tuple of `Attachment`: ask several models; the box is empty.
        stop_requested: stop the answer.
        model_picker_requested: the widget to open the picker at.
        connection_requested: a connection is missing; always "".
        parameters_requested: show what is sent with each message.
        edit_last_requested: edit the last own message.
        escape_pressed: Escape with nothing of its own to end here.
        draft_changed: the draft is new; `draft()` gives it (at most every 400 ms).
        unqueue_requested: take the queued message back.
        attach_failed: name of a file, `Failure`.
        attachment_arrived: owner, `Attachment`; belongs to the draft of another owner.
    """

    send_requested = Signal(str, object)
    compare_requested = Signal(str, object)
    stop_requested = Signal()
    model_picker_requested = Signal(object)
    connection_requested = Signal(str)
    parameters_requested = Signal()
    edit_last_requested = Signal()
    escape_pressed = Signal()
    draft_changed = Signal()
    unqueue_requested = Signal()
    attach_failed = Signal(str, object)
    attachment_arrived = Signal(str, object)

    def __init__(
        self,
        *,
        theme: ThemeStore,
        images: ImageLibrary,
        scope: TaskScope,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._running = False
        self._blocked = self._step = ""
        self._owner = ""
        self._had_text = False
        self._quiet = False
        self._ctrl_enter = False
        self._zoom_percent = 100
        self._price: Decimal | None = None
        self._times = 1
        self._own_estimate = ""
        self._send_name = self.tr("Send")
        self._draft_timer = self._timer(DRAFT_DELAY_MS, self.draft_changed.emit)
        self._estimate_timer = self._timer(ESTIMATE_DELAY_MS, self._show_estimate)
        self._build(images, scope)
        self._connect()
        self._apply_theme()
        self._show_state()

    def _timer(self, wait_ms: int, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait_ms)
        timer.timeout.connect(slot)
        return timer

    def _build(self, images: ImageLibrary, scope: TaskScope) -> None:
        self.setObjectName("composer")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._panel = ComposerBox(self._theme, self)
        self.attachments = AttachmentStrip(
            theme=self._theme, images=images, scope=scope, parent=self._panel
        )
        self.edit = MessageEdit(theme=self._theme, parent=self._panel)
        self._attach = IconButton(
            self._theme, "paperclip", self.tr("Attach"), "Ctrl+O", surface="raised",
            object_name="attach", parent=self._panel,
        )  # fmt: skip
        self.model_button = ModelButton(theme=self._theme, parent=self._panel)
        self._parameters = ParametersButton(theme=self._theme, parent=self._panel)
        self._estimate = Label(self._theme, style="small", token="text3", tabular=True)
        self._estimate.setObjectName("estimate")
        self._send = SendButton(theme=self._theme, parent=self._panel)
        self._hints = ComposerHints(theme=self._theme, parent=self)
        self._bar = QHBoxLayout()
        self._bar.addWidget(self._attach)
        self._bar.addWidget(BarSeparator(self._theme, self._panel))
        self._bar.addWidget(self.model_button)
        self._bar.addWidget(self._parameters)
        self._bar.addStretch(1)
        self._bar.addWidget(self._estimate)
        self._bar.addSpacing(4)
        self._bar.addWidget(self._send)
        self._rows = QVBoxLayout(self._panel)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._rows.addWidget(self.attachments)
        self._rows.addWidget(self.edit)
        self._rows.addLayout(self._bar)
        self._outer = QVBoxLayout(self)
        self._outer.addWidget(self._panel)
        self._outer.addWidget(self._hints)

    def _connect(self) -> None:
        self._theme.changed.connect(self._apply_theme)
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(self._on_edit_text_changed)
        self.edit.send_requested.connect(self._on_send)
        self.edit.second_send_requested.connect(self._on_second_send)
        self.edit.edit_last_requested.connect(self._on_edit_edit_last_requested)
        self.edit.escape_pressed.connect(self.escape_pressed)
        self.edit.files_pasted.connect(self.attachments.add_files)
        self.edit.image_pasted.connect(self.attachments.add_image)
        self.edit.long_text_pasted.connect(self.attachments.add_text)
        self.attachments.changed.connect(self._on_attachments_changed)
        self.attachments.put_back_requested.connect(self.edit.insert_text)
        self.attachments.failed.connect(self.attach_failed)
        self.attachments.arrived_late.connect(self._on_attachments_arrived_late)
        self._attach.clicked.connect(self.choose_files)
        self.model_button.clicked.connect(self._on_model_button_clicked)
        self._parameters.clicked.connect(self.parameters_requested)
        self._send.clicked.connect(self._on_send_clicked)
        self._hints.step_requested.connect(self._on_hints_step_requested)

    # What is in it

    def draft(self) -> Draft:
        """What would be lost if the box went away."""
        return Draft(self.edit.toPlainText(), self.attachments.attachments())

    def set_draft(self, draft: Draft, owner: str | None = None) -> None:
        """Shows a draft.

        Args:
            owner: whose draft it is; None: the same owner's as before.
        """
        self._owner = self._owner if owner is None else owner
        self._put(draft)
        self._show_state()

    def set_owner(self, owner: str) -> None:
        """Whose draft this is from now on; what is in the box stays."""
        self._owner = owner
        self.attachments.set_owner(owner)

    def add_draft(self, draft: Draft) -> None:
        """Puts a message that was taken back before what is in the box."""
        now = self.draft()
        text = "\n\n".join(each for each in (draft.text, now.text) if each)
        self._put(Draft(text, (*draft.attachments, *now.attachments)))
        self.draft_changed.emit()
        self._show_state()

    def is_draft_waiting(self) -> bool:
        """Whether the draft changed and `draft_changed` is still to come."""
        return self._draft_timer.isActive()

    def choose_files(self) -> None:
        """Opens the file dialog; what is chosen is attached."""
        from studio.ui.widgets.file_dialogs import choose_files

        choose_files(self.window(), self.tr("Attach"), self.attachments.add_files)

    # What is around it

    def set_running(self, running: bool) -> None:
        """Whether an answer is being written: the button stops it, a message queues."""
        self._running = running
        self._show_state()

    def set_blocked(self, reason: str, step: str = "") -> None:
        """Why sending is impossible, in words; "" when it is possible.

        Args:
            step: what mends it: `model`, `connection` or "".
        """
        if reason != self._blocked:
            self._hints.refuse("")
        self._blocked, self._step = reason, step
        self._show_state()

    def set_model(self, model_id: str, short_name: str, price: Decimal | None = None) -> None:
        """The model that answers next.

        Args:
            price: US dollars for one token of input, or None when unknown.
        """
        self._price = price
        self.model_button.set_model(model_id)
        self.edit.set_hint(
            self.tr("Message {model}").format(model=short_name) if short_name else ""
        )
        self._show_estimate()

    def set_parameters(self, summary: str) -> None:
        """What is set besides the model, in a few words; "" for nothing."""
        self._parameters.set_summary(summary)

    def send_to_several(self, button: QWidget, send_name: str, hint: str) -> None:
        """What is typed goes to several models.

        Args:
            button: says which; it takes the place of the model button.
            send_name: of the send button.
            hint: what keys do, besides sending.
        """
        self._bar.replaceWidget(self.model_button, button)
        self.model_button.hide()
        self._parameters.hide()
        self._send_name = send_name
        self._hints.set_more_keys(hint)
        self._show_state()

    def add_to_bar(self, widget: QWidget) -> None:
        """Puts something more that is set with each message behind the models."""
        self._bar.insertWidget(self._bar.indexOf(self._parameters), widget)

    def set_own_estimate(self, text: str) -> None:
        """What is expected of the answers, instead of the tokens of the question; "": those."""
        if text != self._own_estimate:
            self._own_estimate = text
            self._show_estimate()

    def offer_comparing(self) -> None:
        """Another key sends to several models."""
        self.edit.set_second_send_key(True)
        self._hints.set_compares(True)

    def set_several(self, times: int, price: Decimal | None, hint: str) -> None:
        """How many models are asked, what a token costs with all of them, and the empty hint."""
        self._times, self._price = max(1, times), price
        self.edit.set_hint(hint)
        self._show_estimate()

    def set_queued(self, queued: Draft | None) -> None:
        """Shows a message that goes out after the answer."""
        if queued is None:
            self.attachments.set_leading(None)
            return
        from studio.ui.widgets.attachment_chip import AttachmentChip

        first = " ".join(queued.text.split()) or queued.attachments[0].name
        chip = AttachmentChip(
            theme=self._theme, name=first, icon="clock", remove_label=self.tr("Take back")
        )
        chip.setObjectName("queued")
        chip.set_detail(self.tr("Queued"))
        chip.remove_requested.connect(self.unqueue_requested)
        self.attachments.set_leading(chip)

    def set_context(self, used_tokens: int, limit_tokens: int | None) -> None:
        """How much of the model's context the conversation fills."""
        self._hints.set_context(used_tokens, limit_tokens)

    def set_send_key(self, *, ctrl_enter: bool) -> None:
        """Which key sends."""
        self._ctrl_enter = ctrl_enter
        self.edit.set_sends_on_ctrl_enter(ctrl_enter)
        self._hints.set_send_key(ctrl_enter=ctrl_enter)
        self._show_state()

    def set_zoom(self, percent: int) -> None:
        """Size of the text, in percent of the theme's."""
        self._zoom_percent = percent
        self._apply_theme()

    # Inside

    def _put(self, draft: Draft) -> None:
        self._quiet = True
        self.edit.replace_text(draft.text)
        self.attachments.set_attachments(draft.attachments, self._owner)
        self._quiet = False
        self._draft_timer.stop()
        self._estimate_timer.start()

    def _has_text(self) -> bool:
        if self.edit.is_empty():
            return False
        if self.edit.document().characterCount() > _SHORT_TEXT:
            return True
        return bool(self.edit.toPlainText().strip())

    def _reason(self, *, to_several: bool = False) -> str:
        """Why nothing can be sent now, or "". Several models are asked without that of the chat."""
        if self._blocked and not (to_several and self._step == "model"):
            return self._blocked
        reading = self.attachments.being_read()
        if reading:
            return self.tr("{name} is still being read").format(name=reading)
        if not self._has_text() and not self.attachments.attachments():
            return self.tr("Type a message or attach a file")
        return ""

    def _show_state(self) -> None:
        self._had_text = self._has_text()
        reason = self._reason()
        stops = self._running
        if stops:
            name, tooltip = self.tr("Stop"), self.tr("Stop  Esc")
        else:
            name = self._send_name
            key = self.tr("Ctrl+Enter") if self._ctrl_enter else self.tr("Enter")
            tooltip = reason or f"{name}  {key}"
        self._send.show_state(stops=stops, name=name, tooltip=tooltip, enabled=stops or not reason)
        self._hints.set_running(self._running)

    def _show_estimate(self) -> None:
        tokens = self.attachments.tokens_estimate()
        if not self.edit.is_empty():
            tokens += text_tokens(self.edit.toPlainText())
        text = ""
        if tokens:
            text = self.tr("≈ {count} tokens in").format(count=count_text(tokens))
            text += f" × {self._times}" if self._times > 1 else ""
            if self._price is not None and self._price * tokens >= Decimal("0.0001"):
                text += f" · ≈ {cost_text(self._price * tokens)}"
        text = self._own_estimate or text
        wide = self.width() >= self._theme.current.scaled(520)
        self._estimate.set_text(text if wide else "")
        self._hints.set_estimate("" if wide else text)
        self._hints.set_typed_tokens(tokens)

    def _apply_theme(self) -> None:
        theme = self._theme.current
        s = theme.scaled
        font = theme.font("body")
        font.setPixelSize(max(8, round(font.pixelSize() * self._zoom_percent / 100)))
        self.edit.setFont(font)
        self.edit.set_padding(s(16), s(15), s(16), s(6))
        self.attachments.set_padding(QMargins(s(12), s(12), s(12), 0))
        self._bar.setContentsMargins(s(8), s(4), s(8), s(8))
        self._bar.setSpacing(s(4))
        self._outer.setContentsMargins(0, s(8), 0, s(8))
        self._outer.setSpacing(s(4))
        self.update()

    def _on_edit_text_changed(self) -> None:
        if self._quiet:
            return
        self._hints.refuse("")
        if not self._draft_timer.isActive():
            self._draft_timer.start()
        self._estimate_timer.start()
        if self._had_text != self._has_text():
            self._show_state()

    def _on_attachments_changed(self) -> None:
        if not self._draft_timer.isActive():
            self._draft_timer.start()
        self._estimate_timer.start()
        self._show_state()

    def _on_attachments_arrived_late(self, owner: str, attachment: Attachment) -> None:
        if owner != self._owner:
            self.attachment_arrived.emit(owner, attachment)
        else:
            self.attachments.add_attachment(attachment)

    def _on_edit_edit_last_requested(self) -> None:
        if not self.attachments.attachments():
            self.edit_last_requested.emit()

    def _on_model_button_clicked(self) -> None:
        self.model_picker_requested.emit(self.model_button)

    def _on_send_clicked(self) -> None:
        if self._send.stops:
            self.stop_requested.emit()
        else:
            self._on_send()

    def _on_send(self) -> None:
        self._take(self.send_requested, self._reason())

    def _on_second_send(self) -> None:
        self._take(self.compare_requested, self._reason(to_several=True))

    def _take(self, signal: SignalInstance, reason: str) -> None:
        """Empties the box and tells what was in it, or why nothing can be sent."""
        if reason:
            self._hints.refuse(reason, self._step_label() if self._blocked else "")
            return
        self._hints.refuse("")
        text, attachments = self.edit.toPlainText().strip("\n"), self.attachments.attachments()
        self._put(Draft())
        self._show_state()
        signal.emit(text, attachments)

    def _step_label(self) -> str:
        steps = {"model": self.tr("Choose a model"), "connection": self.tr("Add a connection")}
        return steps.get(self._step, "")

    def _on_hints_step_requested(self) -> None:
        if self._step == "connection":
            self.connection_requested.emit("")
        else:
            self.model_picker_requested.emit(self.model_button)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the border follows the focus of the text."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._panel.set_focused(event.type() == QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a narrow box moves the estimate to the hint line."""
        super().resizeEvent(event)
        self._parameters.set_wide(self.width() >= self._theme.current.scaled(680))
        self._estimate_timer.start()

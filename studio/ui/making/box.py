"""The image prompt box: prompt, model, shape, versions, reference images, Make."""

import itertools
from decimal import Decimal

from PySide6.QtCore import QEvent, QMargins, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.core.making import MOST_REFERENCES, ImageOrder, Way
from studio.core.prompt_variables import MOST_PROMPTS, count
from studio.services.images import ImageLibrary
from studio.services.making import MakingService
from studio.services.tasks import TaskScope
from studio.ui.making.confirm_row import ConfirmRow
from studio.ui.making.prompt_edit import PromptEdit
from studio.ui.making.references import ReferenceStrip
from studio.ui.making.texts import estimate_text, images_text
from studio.ui.parameters.image_options import MakingOptions, OptionsChip
from studio.ui.parameters.versions import VersionsChip
from studio.ui.theme import ThemeStore
from studio.ui.widgets import IconButton, Label, PrimaryButton, key_text
from studio.ui.widgets.composer_frame import BarSeparator, ComposerBox
from studio.ui.widgets.drop_target import dropped_files, dropped_image
from studio.ui.widgets.file_dialogs import choose_files
from studio.ui.widgets.model_button import ModelButton

ASK_FROM = 25
"""From so many images on, a second press is wanted, on a button that names the number."""

_ESTIMATE_DELAY_MS = 200
_LEAST_ESTIMATE_PX = 48
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class MakingBox(QWidget):
    """What a person asks for. It keeps its text until it is sent.

    Args:
        edits: the prompt changes an image: no shape is asked for, and the button says so.

    Signals:
        make_requested: an `ImageOrder`, its prompt still with variables.
        model_picker_requested: the widget to open the picker at.
        escape_pressed: Escape with nothing of its own to end here.
        attach_failed: name of a file, `Failure`.
        notice: something to tell, in words.
    """

    make_requested = Signal(object)
    model_picker_requested = Signal(object)
    escape_pressed = Signal()
    attach_failed = Signal(str, object)
    notice = Signal(str)

    def __init__(
        self,
        *,
        theme: ThemeStore,
        making: MakingService,
        images: ImageLibrary,
        scope: TaskScope,
        edits: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._making, self._edits = theme, making, edits
        self._note = ""
        self._connection_id, self._model_id = "", ""
        self._count = 1
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_ESTIMATE_DELAY_MS)
        self._build(images, scope)
        self._connect()
        self._apply_theme()
        self._show_state()

    def _build(self, images: ImageLibrary, scope: TaskScope) -> None:
        self.setObjectName("making_box")
        self.setAcceptDrops(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._panel = ComposerBox(self._theme, self)
        self.references = ReferenceStrip(
            theme=self._theme, images=images, scope=scope, parent=self._panel,
            most=MOST_REFERENCES - 1 if self._edits else MOST_REFERENCES,
        )  # fmt: skip
        self.edit = PromptEdit(theme=self._theme, parent=self._panel)
        makes = self.tr("Describe an image; {red|blue} makes one of each")
        self.edit.set_hint(self.tr("Describe the change") if self._edits else makes)
        self.edit.set_most_lines(8)
        self._attach = IconButton(
            self._theme, "image-plus", self.tr("Add reference images"), surface="raised",
            object_name="add_references",
        )  # fmt: skip
        self.model_button = ModelButton(theme=self._theme, parent=self._panel)
        self.shape_chip = OptionsChip(self._theme, edits=self._edits, parent=self._panel)
        self.versions = VersionsChip(self._theme)
        self._estimate = Label(self._theme, style="small", token="text3", tabular=True, elide=True)
        self._estimate.setAlignment(_RIGHT)
        self._estimate.setObjectName("making_estimate")
        self.make_button = PrimaryButton(self._theme, self.tr("Make"))
        self.make_button.setObjectName("make")
        self.confirm = ConfirmRow(self._theme, self._panel)
        self._bar = QHBoxLayout()
        for widget in (
            self._attach, BarSeparator(self._theme, self._panel), self.model_button,
            self.shape_chip, self.versions,
        ):  # fmt: skip
            self._bar.addWidget(widget)
        self._bar.addWidget(self._estimate, 1)
        self._bar.addWidget(self.make_button)
        self._rows = QVBoxLayout(self._panel)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._rows.addWidget(self.references)
        self._rows.addWidget(self.edit)
        self._rows.addWidget(self.confirm)
        self._rows.addLayout(self._bar)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._panel)
        self._set_tab_order()

    def _set_tab_order(self) -> None:
        for before, after in itertools.pairwise(
            (self.edit, self._attach, self.model_button, self.shape_chip, self.versions,
             self.make_button)
        ):  # fmt: skip
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self._theme.changed.connect(self._apply_theme)
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(self._on_edit_text_changed)
        self.edit.send_requested.connect(self._on_make)
        self.edit.escape_pressed.connect(self._on_escape)
        self.edit.files_pasted.connect(self.references.add_files)
        self.edit.image_pasted.connect(self.references.add_image)
        self.edit.long_text_pasted.connect(self.edit.insert_text)
        self.references.changed.connect(self._show_state)
        self.references.failed.connect(self.attach_failed)
        self.references.refused.connect(self.notice)
        self._attach.clicked.connect(self._on_attach_clicked)
        self.model_button.clicked.connect(self._on_model_button_clicked)
        self.shape_chip.changed.connect(self._show_state)
        self.versions.changed.connect(self._show_state)
        self.make_button.clicked.connect(self._on_make)
        self.confirm.accepted.connect(self._send)
        self.confirm.rejected.connect(self._on_confirm_rejected)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._making.history.changed.connect(self._on_history_changed)
        self._on_history_changed()

    # What is in it

    @property
    def model(self) -> tuple[str, str]:
        """Connection id and model id; "" while none is chosen."""
        return self._connection_id, self._model_id

    def set_model(self, connection_id: str, model_id: str) -> None:
        """The model that draws."""
        self._connection_id, self._model_id = connection_id, model_id
        self.model_button.set_model(model_id)
        self._show_state()

    def order(self) -> ImageOrder:
        """What is asked for now."""
        self._offer_options()
        options = self.shape_chip.taken
        return ImageOrder(
            prompt=self.edit.toPlainText().strip(),
            model_id=self._model_id,
            connection_id=self._connection_id,
            way=Way(options.way) if options.way else None,
            aspect=options.aspect,
            size=options.size,
            versions=self.versions.value,
            images=self.references.attachments(),
            seed=options.seed,
            quality=options.quality,
        )

    def use_order(self, order: ImageOrder) -> None:
        """Puts an earlier order into the box; the typed text can be had back by undo."""
        self.edit.replace_text(order.prompt, undoable=True)
        way = order.way.value if order.way else ""
        self.shape_chip.set_value(
            MakingOptions(order.aspect, order.size, way, order.quality, order.seed)
        )
        self.versions.set_value(order.versions)
        self.references.set_attachments(order.images)
        if order.model_id:
            self.set_model(order.connection_id or self._connection_id, order.model_id)
        self._count_now()
        self._show_state()

    def set_note(self, note: str) -> None:
        """Says something before the estimate."""
        self._note = note
        self._show_estimate()

    def focus_box(self) -> None:
        """Puts the cursor in the prompt."""
        self.edit.setFocus()

    def set_send_key(self, *, ctrl_enter: bool) -> None:
        """Which key makes."""
        self.edit.set_sends_on_ctrl_enter(ctrl_enter)

    # Inside

    def _offer_options(self) -> None:
        chosen = self.shape_chip.value.way
        way = Way(chosen) if chosen else self._making.way_for(self._connection_id, self._model_id)
        self.shape_chip.set_model(self._model_id, way)

    def _images(self) -> int:
        return self._count * self.versions.value

    def _cost(self) -> Decimal | None:
        return self._making.estimate_usd(self._connection_id, self._model_id, self._images())

    def _reason(self) -> str:
        """Why nothing can be made now, or ""."""
        reading = self.references.being_read()
        if reading:
            return self.tr("{name} is still being read").format(name=reading)
        if not self._model_id:
            return self.tr("Choose a model first")
        if not self.edit.toPlainText().strip():
            if self._edits:
                return self.tr("Describe the change first")
            return self.tr("Describe an image first")
        if self._count > MOST_PROMPTS:
            text = self.tr("These variables make more than {count} prompts")
            return text.format(count=MOST_PROMPTS)
        return ""

    def _count_now(self) -> None:
        self._timer.stop()
        self._count = count(self.edit.toPlainText())

    def _show_state(self) -> None:
        self._offer_options()
        self.confirm.hide()
        reason = self._reason()
        self.make_button.setEnabled(not reason)
        does = self.tr("Apply the edit") if self._edits else self.tr("Make the images")
        self.make_button.setToolTip(reason or f"{does}   {key_text('Return')}")
        self.make_button.setAccessibleDescription(reason)
        self._show_estimate()

    def _show_estimate(self) -> None:
        text = estimate_text(self._images(), self._cost()) if self._model_id else ""
        if self._note:
            text = f"{self._note} · {text}" if text else self._note
        self._estimate.set_text(text)
        self._estimate.setToolTip(text)
        self.make_button.setText(self._label())
        self.make_button.updateGeometry()
        self._fit_width()

    def _fit_width(self) -> None:
        """Where there is no room for words, the chips say less."""
        for chip in (self.shape_chip, self.versions):
            chip.set_short(False)
        room = self.width() - self._theme.current.scaled(_LEAST_ESTIMATE_PX)
        self._bar.invalidate()  # Qt tells the outermost layout alone that a chip has changed
        if self._bar.minimumSize().width() > room:
            for chip in (self.shape_chip, self.versions):
                chip.set_short(True)

    def _label(self) -> str:
        images = self._images()
        if self._edits:
            return self.tr("Apply edit")
        if images == 1:
            return self.tr("Make")
        return self.tr("Make {count}").format(count=min(images, 10 * MOST_PROMPTS))

    def _send(self) -> None:
        self.confirm.hide()
        self.make_requested.emit(self.order())

    def _apply_theme(self) -> None:
        theme = self._theme.current
        s = theme.scaled
        self.edit.setFont(theme.font("body"))
        # A page that is dark in both themes has other colours than the application.
        palette = self.edit.palette()
        palette.setColor(QPalette.ColorRole.Text, theme.color("text"))
        palette.setColor(QPalette.ColorRole.PlaceholderText, theme.color("text3"))
        self.edit.setPalette(palette)
        self.edit.set_padding(s(16), s(15), s(16), s(6))
        self.references.set_padding(QMargins(s(12), s(12), s(12), 0))
        self._bar.setContentsMargins(s(8), s(4), s(8), s(8))
        self._bar.setSpacing(s(6))

    # Slots

    def _on_edit_text_changed(self) -> None:
        if not self.confirm.isHidden() or not self.make_button.isEnabled():
            self._show_state()
        self._timer.start()

    def _on_timer_timeout(self) -> None:
        self._count_now()
        if not self._edits:
            self._making.history.keep_draft(self.edit.toPlainText())
        self._show_state()

    def _on_history_changed(self) -> None:
        draft = self._making.history.draft
        if draft and not self._edits and self.edit.is_empty() and not self._timer.isActive():
            self.edit.replace_text(draft)
        self.edit.set_history(self._making.history.prompts)

    def _on_attach_clicked(self) -> None:
        choose_files(self.window(), self.tr("Add reference images"), self.references.add_files)

    def _on_model_button_clicked(self) -> None:
        self.model_picker_requested.emit(self.model_button)

    def _on_make(self) -> None:
        self._count_now()
        self._show_state()
        if self._reason():
            self.notice.emit(self._reason())
        elif self._images() >= ASK_FROM:
            label = self.tr("Make {images}").format(images=images_text(self._images()))
            self.confirm.ask(estimate_text(self._images(), self._cost()), label)
        else:
            self._send()

    def _on_confirm_rejected(self) -> None:
        self._show_state()
        self.focus_box()

    def _on_escape(self) -> None:
        if not self.confirm.isHidden():
            self._on_confirm_rejected()
        else:
            self.escape_pressed.emit()

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the border follows the focus of the text."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._panel.set_focused(event.type() == QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: files and pictures can be dropped."""
        data = event.mimeData()
        if dropped_files(data) or data.hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: what is dropped goes along."""
        files, image = dropped_files(event.mimeData()), dropped_image(event.mimeData())
        if files:
            self.references.add_files(files)
        elif image is not None:
            self.references.add_image(image)
        event.acceptProposedAction()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: a style sheet of a page may have brought other colours."""
        super().showEvent(event)
        self._apply_theme()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a narrow box says less."""
        super().resizeEvent(event)
        self._fit_width()

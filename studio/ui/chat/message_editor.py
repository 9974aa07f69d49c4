"""The editor over a message of the transcript: text, attachments, and how to end it."""

from PySide6.QtCore import QEvent, QMargins, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.core.messages import Draft
from studio.services.images import ImageLibrary
from studio.services.tasks import TaskScope
from studio.ui.chat.attachments import AttachmentStrip
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Button, Label, PrimaryButton, SecondaryButton, TextButton
from studio.ui.widgets.composer_frame import ComposerBox
from studio.ui.widgets.message_edit import MessageEdit

LEAST_LINES = 4
_SAVE_KEY = "Ctrl+S"


class MessageEditor(QWidget):
    """Edits one message where it stands.

    Args:
        own: a person's question: it has attachments, and can be asked anew.

    Signals:
        saved: text, tuple of `Attachment`, whether to ask anew.
        cancelled: leave the message as it was; `draft()` still has what was typed.
        height_changed, typed: see `studio.ui.transcript.editing.EditorWidget`.
        attach_failed: name of a file, `Failure`.
    """

    saved = Signal(str, object, bool)
    cancelled = Signal()
    height_changed = Signal()
    typed = Signal()
    attach_failed = Signal(str, object)

    def __init__(
        self,
        *,
        theme: ThemeStore,
        images: ImageLibrary,
        scope: TaskScope,
        own: bool,
        zoom_percent: int = 100,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._own = own
        self._zoom_percent = zoom_percent
        self._original = Draft()
        self._build(images, scope)
        self._connect()
        self._apply_theme()
        self._show_state()

    def _build(self, images: ImageLibrary, scope: TaskScope) -> None:
        theme = self._theme
        self.setObjectName("message_editor")
        self.setAccessibleName(self.tr("Message editor"))
        self._box = ComposerBox(theme, self)
        self.attachments = AttachmentStrip(
            theme=theme, images=images, scope=scope, parent=self._box
        )
        self.edit = MessageEdit(theme=theme, parent=self._box)
        self.edit.setObjectName("edited_message")
        self.edit.setAccessibleName(self.tr("Edited message"))
        self.edit.set_sends_on_ctrl_enter(True)
        self._hint = Label(theme, style="small", token="text3", elide=True, parent=self._box)
        self._cancel = TextButton(theme, self.tr("Cancel"), compact=True)
        self._save: Button
        if self._own:
            self._save = SecondaryButton(theme, self.tr("Save"), compact=True)
            self._rerun: Button | None = PrimaryButton(
                theme, self.tr("Save and rerun"), compact=True
            )
        else:
            self._save, self._rerun = PrimaryButton(theme, self.tr("Save"), compact=True), None
        self._bar = QHBoxLayout()
        self._bar.addWidget(self._hint, 1)
        for button in (self._cancel, self._save, self._rerun):
            if button is not None:
                self._bar.addWidget(button)
        self._rows = QVBoxLayout(self._box)
        self._rows.setSpacing(0)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addWidget(self.attachments)
        self._rows.addWidget(self.edit)
        self._rows.addLayout(self._bar)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._box)

    def _connect(self) -> None:
        self._theme.changed.connect(self._on_theme_changed)
        edit = self.edit
        edit.installEventFilter(self)
        edit.textChanged.connect(self._on_edit_text_changed)
        edit.height_changed.connect(self.height_changed)
        edit.send_requested.connect(self._on_edit_send_requested)
        edit.escape_pressed.connect(self.cancelled)
        if self._own:
            edit.files_pasted.connect(self.attachments.add_files)
            edit.image_pasted.connect(self.attachments.add_image)
            edit.long_text_pasted.connect(self.attachments.add_text)
        else:
            edit.long_text_pasted.connect(edit.insert_text)
        self.attachments.changed.connect(self._on_attachments_changed)
        self.attachments.put_back_requested.connect(edit.insert_text)
        self.attachments.failed.connect(self.attach_failed)
        self._cancel.clicked.connect(self.cancelled)
        self._save.clicked.connect(self._on_save_clicked)
        if self._rerun is not None:
            self._rerun.clicked.connect(self._on_rerun_clicked)

    # What is in it

    def open_with(self, original: Draft, draft: Draft | None, owner: str) -> None:
        """Shows a message, or what a person had made of it before; undo leads back.

        Args:
            owner: whose attachments these are, see `AttachmentStrip`.
        """
        self._original = original
        self.edit.replace_text(original.text)
        shown = draft or original
        if draft is not None and draft.text != original.text:
            self.edit.replace_text(draft.text, undoable=True)
        self.attachments.set_attachments(shown.attachments, owner)
        self._show_hint(draft is not None)
        self._show_state()

    def draft(self) -> Draft | None:
        """What was changed, or None when the message is as it was."""
        now = Draft(self.edit.toPlainText(), self.attachments.attachments())
        return None if now == self._original else now

    def wanted_height(self, width_px: int) -> int:
        """How high it wants to be at a width, in px."""
        if self.width() != width_px:
            self.resize(width_px, self.height())
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self._rows.activate()
        return self._rows.sizeHint().height()

    def as_widget(self) -> QWidget:
        """Itself."""
        return self

    def set_most_lines(self, lines: int) -> None:
        """From how many lines on the text scrolls in itself."""
        self.edit.set_most_lines(max(LEAST_LINES, lines))

    # Inside

    def _reason(self) -> str:
        """Why it can't be saved, or ""."""
        reading = self.attachments.being_read()
        if reading:
            return self.tr("{name} is still being read").format(name=reading)
        if self.edit.toPlainText().strip() or self.attachments.attachments():
            return ""
        return self.tr("Type a message") if self._own else self.tr("Type an answer")

    def _show_state(self) -> None:
        reason = self._reason()
        self._cancel.setToolTip(self.tr("Cancel  Esc"))
        save_key = _SAVE_KEY if self._own else f"{_SAVE_KEY}, Ctrl+Enter"
        buttons = [(self._save, self.tr("Save"), save_key)]
        if self._rerun is not None:
            buttons.append((self._rerun, self.tr("Save and rerun"), "Ctrl+Enter"))
        for button, name, key in buttons:
            button.setEnabled(not reason)
            button.setToolTip(reason or f"{name}  {key}")

    def _show_hint(self, is_draft: bool) -> None:
        undo = QKeySequence(QKeySequence.StandardKey.Undo).toString(
            QKeySequence.SequenceFormat.NativeText
        )
        if is_draft:
            text = self.tr("Your earlier changes · {key} brings the original").format(key=undo)
        else:
            text = self.tr("The old version stays")
        self._hint.set_text(text)

    def _finish(self, rerun: bool) -> None:
        if not self._reason() and not self.edit.is_composing():
            text = self.edit.toPlainText().strip("\n")
            self.saved.emit(text, self.attachments.attachments(), rerun and self._own)

    def _apply_theme(self) -> None:
        theme = self._theme.current
        s = theme.scaled
        font = theme.font("body")
        font.setPixelSize(max(8, round(font.pixelSize() * self._zoom_percent / 100)))
        self.edit.setFont(font)
        self.edit.set_padding(s(16), s(12), s(16), s(4))
        self.attachments.set_padding(QMargins(s(12), s(12), s(12), 0))
        self._bar.setContentsMargins(s(16), s(4), s(8), s(8))
        self._bar.setSpacing(s(8))

    # Slots

    def _on_theme_changed(self) -> None:
        self._apply_theme()
        self.height_changed.emit()

    def _on_edit_text_changed(self) -> None:
        self._show_state()
        self.typed.emit()

    def _on_attachments_changed(self) -> None:
        self._show_state()
        # The strip takes its new height when events are handled next.
        QTimer.singleShot(0, self, self.height_changed.emit)

    def _on_edit_send_requested(self) -> None:
        self._finish(rerun=True)

    def _on_save_clicked(self) -> None:
        self._finish(rerun=False)

    def _on_rerun_clicked(self) -> None:
        self._finish(rerun=True)

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the border follows the focus of the text; Ctrl+S saves."""
        kind = event.type()
        if kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._box.set_focused(kind == QEvent.Type.FocusIn)
        elif isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Save):
            if kind == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if kind == QEvent.Type.KeyPress:
                self._finish(rerun=False)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Escape on a button cancels too; no key goes on to the transcript."""
        if event.key() == Qt.Key.Key_Escape and not self.edit.is_composing():
            self.cancelled.emit()
        event.accept()

"""Editing messages where they stand: opening the editor, and what becomes of the edit."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from studio.core.errors import Failure
from studio.core.ids import MessageId
from studio.core.messages import Attachment, Draft, Message, Role
from studio.core.parts import FilePart, ImagePart
from studio.services.app import AppServices
from studio.services.versions import edited_version
from studio.ui.chat.message_editor import MessageEditor
from studio.ui.failure_texts import failure_text
from studio.ui.theme import ThemeStore
from studio.ui.transcript.editing import begin_editing, end_editing
from studio.ui.transcript.view import TranscriptView
from studio.ui.widgets import ToastStack
from studio.ui.widgets.undo import UndoList

_MOST_DRAFTS = 50
_SHARE = 0.6  # of the view, that an editor may take


class InPlaceEdit(QObject):
    """Edits one message of a transcript at a time.

    Signals:
        question_sent: an edited question was asked; it should come into view.
    """

    question_sent = Signal()

    def __init__(
        self,
        *,
        services: AppServices,
        theme: ThemeStore,
        view: TranscriptView,
        toasts: ToastStack,
        undo: UndoList,
    ) -> None:
        super().__init__(view)
        self._services = services
        self._theme = theme
        self._view = view
        self._toasts = toasts
        self._undo = undo
        self._message: Message | None = None
        self._editor: MessageEditor | None = None
        self._before: QWidget | None = None
        self._drafts: dict[MessageId, Draft] = {}
        services.conversations.path_changed.connect(self._on_store_path_changed)

    @property
    def editor(self) -> MessageEditor | None:
        """The editor that is open, or None."""
        return self._editor

    def begin(self, message: Message) -> None:
        """Opens the editor over a message; another one that is open is put away."""
        if self._message is not None and self._message.id == message.id and self._editor:
            self._editor.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.put_away()
        self._before = self._view.window().focusWidget()
        own = message.role is Role.USER
        editor = MessageEditor(
            theme=self._theme,
            images=self._services.images,
            scope=self._services.scope,
            own=own,
            zoom_percent=self._view.zoom_percent,
        )
        line_px = max(1, editor.edit.fontMetrics().lineSpacing())
        editor.set_most_lines(int(self._view.flow.view_height * _SHARE / line_px))
        original = Draft(message.text, attachments_of(message) if own else ())
        editor.open_with(original, self._drafts.get(message.id), message.id)
        editor.saved.connect(self._on_editor_saved)
        editor.cancelled.connect(self.cancel)
        editor.attach_failed.connect(self._on_editor_attach_failed)
        self._message, self._editor = message, editor
        if not begin_editing(self._view, message.id, editor):
            self._message = self._editor = None
            editor.deleteLater()
            return
        editor.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def cancel(self) -> None:
        """Leaves the message as it was; what was typed comes back at the next editing."""
        message = self._message
        self.put_away()
        self._give_focus_back(message)

    def put_away(self) -> None:
        """Closes the editor; what was typed is kept for this session."""
        if self._editor is None or self._message is None:
            return
        draft = self._editor.draft()
        self._drafts.pop(self._message.id, None)
        if draft is not None:
            self._drafts[self._message.id] = draft
            while len(self._drafts) > _MOST_DRAFTS:
                del self._drafts[next(iter(self._drafts))]
        self._close()

    def _close(self) -> None:
        self._message = self._editor = None
        end_editing(self._view)

    def _give_focus_back(self, message: Message | None) -> None:
        before, self._before = self._before, None
        if before is not None and before is not self._view and isValid(before):
            before.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        item = self._view.item_of(message.id) if message is not None else None
        if item is not None:
            self._view.keyboard.focus_message(item)

    def _on_editor_saved(self, text: str, attachments: tuple[Attachment, ...], rerun: bool) -> None:
        message, editor = self._message, self._editor
        if message is None or editor is None:
            return
        changed = editor.draft() is not None
        self._drafts.pop(message.id, None)
        self._close()
        if rerun:
            self._services.runs.stop(message.conversation_id)
            self._services.runs.edit(message.conversation_id, message.id, text, attachments)
            self.question_sent.emit()
            self._give_focus_back(None)
        elif changed:
            self._keep(message, text, attachments)
        else:
            self._give_focus_back(message)

    def _keep(self, message: Message, text: str, attachments: tuple[Attachment, ...]) -> None:
        """Stores an edited version; nothing is asked."""
        store, cid = self._services.conversations, message.conversation_id
        new = edited_version(message, text, attachments, self._services.clock.now())
        store.add_messages(cid, [new])

        def undo() -> None:
            tree = store.tree(cid)
            if tree is not None and new.id in tree:
                store.delete_message(cid, new.id)
                if message.id in tree:
                    store.show_version(cid, message.id)

        self._undo.push(self.tr("Saved as a new version"), undo, icon="circle-check")
        self._give_focus_back(new)

    def _on_store_path_changed(self, _conversation_id: str) -> None:
        """Another version is shown, or the message is gone: its editor goes with it."""
        if self._message is not None and self._view.item_of(self._message.id) is None:
            self.put_away()

    def _on_editor_attach_failed(self, name: str, failure: Failure) -> None:
        title = failure_text(failure).title
        self._toasts.show_toast(f"{name}: {title}", icon="circle-alert", token="danger")


def attachments_of(message: Message) -> tuple[Attachment, ...]:
    """The pictures and files of an own message, as attachments again."""
    return tuple(
        Attachment(part.blob, part.alt if isinstance(part, ImagePart) else part.name)
        for part in message.parts
        if isinstance(part, ImagePart | FilePart)
    )

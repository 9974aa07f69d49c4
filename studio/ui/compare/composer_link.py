"""Between the composer and the columns: what is sent to all, queued and kept as a draft."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from studio.core.errors import Failure
from studio.core.messages import Attachment, Draft
from studio.services.app import AppServices
from studio.services.comparing import Comparing
from studio.ui.chat.composer import Composer
from studio.ui.failure_texts import failure_text
from studio.ui.widgets import ToastStack


class CompareComposerLink(QObject):
    """Carries out what the composer asks for, in the comparison that is shown.

    Args:
        keep: keeps a comparison that is new with a draft; gives its conversation.

    Signals:
        question_sent: to which conversation; it should come into view.
    """

    question_sent = Signal(str)

    def __init__(
        self,
        composer: Composer,
        *,
        services: AppServices,
        comparing: Comparing,
        toasts: ToastStack,
        keep: Callable[[Draft], str],
    ) -> None:
        super().__init__(composer)
        self._composer = composer
        self._services = services
        self._comparing = comparing
        self._toasts = toasts
        self._keep = keep
        self._id = ""
        self._kept_new = ""  # the comparison that was new a moment ago
        composer.send_requested.connect(self._on_composer_send_requested)
        composer.stop_requested.connect(self.stop)
        composer.draft_changed.connect(self.save_draft)
        composer.unqueue_requested.connect(self.take_back_queued)
        composer.attach_failed.connect(self._on_composer_attach_failed)
        composer.attachment_arrived.connect(self._on_composer_attachment_arrived)

    def show_conversation(self, conversation_id: str) -> None:
        """Goes over to another comparison and its draft; "" for a new one."""
        if conversation_id == self._id:
            return
        self.save_draft()
        self._id = conversation_id
        conversation = self._services.conversations.get(conversation_id)
        draft = conversation.draft if conversation is not None else Draft()
        self._composer.set_draft(draft, conversation_id)
        self.show_run_state()

    def show_run_state(self) -> None:
        """Send or Stop, and the message that waits."""
        runner = self._comparing.runner
        self._composer.set_running(bool(self._id) and runner.is_running(self._id))
        self._composer.set_queued(runner.queued(self._id) if self._id else None)
        if self._id and runner.queued(self._id) and not runner.is_running(self._id):
            self.take_back_queued()

    def stop(self) -> None:
        """Stops all columns."""
        if self._id:
            self._comparing.runner.stop_all(self._id)

    def save_draft(self) -> None:
        """Keeps what is typed; a new comparison is kept with its first draft."""
        draft = self._composer.draft()
        if self._id:
            self._services.conversations.save_draft(self._id, draft)
        elif not draft.is_empty:
            self._keep_new(draft)

    def _keep_new(self, draft: Draft) -> None:
        self._id = self._kept_new = self._keep(draft)
        self._composer.set_owner(self._id)

    def take_back_queued(self) -> None:
        """The queued message goes back into the box."""
        draft = self._comparing.runner.unqueue(self._id)
        if draft is not None:
            self._composer.add_draft(draft)

    def _on_composer_send_requested(self, text: str, attachments: tuple[Attachment, ...]) -> None:
        runner = self._comparing.runner
        if not self._id:
            self._keep_new(Draft(text, attachments))
        queues = runner.is_running(self._id)
        runner.send(self._id, text, attachments)
        if queues:
            self._services.conversations.save_draft(self._id, Draft())
        else:
            self.question_sent.emit(self._id)

    def _on_composer_attach_failed(self, name: str, failure: Failure) -> None:
        title = failure_text(failure).title
        self._toasts.show_toast(f"{name}: {title}", icon="circle-alert", token="danger")

    def _on_composer_attachment_arrived(self, owner: str, attachment: Attachment) -> None:
        owner = owner or self._kept_new  # a file that was still read when it was kept
        conversation = self._services.conversations.get(owner)
        if owner == self._id:
            self._composer.attachments.add_attachment(attachment)
        elif conversation is not None:
            kept = conversation.draft
            draft = Draft(kept.text, (*kept.attachments, attachment))
            self._services.conversations.save_draft(owner, draft)

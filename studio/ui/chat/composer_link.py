"""Between the composer and the runs: what is sent, queued and kept as a draft."""

from PySide6.QtCore import QObject, Signal

from studio.core.errors import Failure
from studio.core.messages import Attachment, Draft
from studio.services.app import AppServices
from studio.ui.chat.composer import Composer
from studio.ui.failure_texts import failure_text
from studio.ui.widgets import ToastStack


class ComposerLink(QObject):
    """Carries out what the composer asks for, in the conversation that is shown.

    Signals:
        question_sent: a question went out; it should come into view.
    """

    question_sent = Signal()

    def __init__(self, composer: Composer, *, services: AppServices, toasts: ToastStack) -> None:
        super().__init__(composer)
        self._composer = composer
        self._services = services
        self._toasts = toasts
        self._id = ""
        composer.send_requested.connect(self._on_composer_send_requested)
        composer.stop_requested.connect(self.stop)
        composer.draft_changed.connect(self.save_draft)
        composer.unqueue_requested.connect(self.take_back_queued)
        composer.attach_failed.connect(self._on_composer_attach_failed)
        composer.attachment_arrived.connect(self._on_composer_attachment_arrived)

    def show_conversation(self, conversation_id: str, draft: Draft) -> None:
        """Goes over to another conversation and its draft."""
        self._id = conversation_id
        self._composer.set_draft(draft, conversation_id)
        self.show_run_state()
        self.take_back_if_idle()

    def show_run_state(self) -> None:
        """Send or Stop, and the message that waits."""
        self._composer.set_running(self._services.runs.is_running(self._id))
        self._composer.set_queued(self._services.runs.queued(self._id))

    def stop(self) -> None:
        """Stops what is being written."""
        self._services.runs.stop(self._id)

    def save_draft(self) -> None:
        """Keeps what is typed."""
        if self._id:
            self._services.conversations.save_draft(self._id, self._composer.draft())

    def take_back_queued(self) -> None:
        """The queued message goes back into the box."""
        draft = self._services.runs.unqueue(self._id)
        if draft is not None:
            self._composer.add_draft(draft)

    def take_back_if_idle(self) -> None:
        """A queued message that no answer will send goes back into the box."""
        runs = self._services.runs
        if runs.queued(self._id) is not None and not runs.is_running(self._id):
            self.take_back_queued()

    def _on_composer_send_requested(self, text: str, attachments: tuple[Attachment, ...]) -> None:
        runs = self._services.runs
        queues = runs.is_running(self._id)
        runs.send(self._id, text, attachments)
        if queues:
            self._services.conversations.save_draft(self._id, Draft())
        else:
            self.question_sent.emit()

    def _on_composer_attach_failed(self, name: str, failure: Failure) -> None:
        title = failure_text(failure).title
        self._toasts.show_toast(f"{name}: {title}", icon="circle-alert", token="danger")

    def _on_composer_attachment_arrived(self, owner: str, attachment: Attachment) -> None:
        conversation = self._services.conversations.get(owner)
        if conversation is not None:
            kept = conversation.draft
            draft = Draft(kept.text, (*kept.attachments, attachment))
            self._services.conversations.save_draft(owner, draft)

"""`Reader`: what shows the messages of a pane and acts on them.

Made when a pane shows its first message: a new chat needs none of it, and the first window
should come quickly.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from studio.core.messages import Message
from studio.services.app import AppServices
from studio.ui.chat.composer import Composer
from studio.ui.chat.finding import ChatFinding
from studio.ui.chat.late_handing_on import LateHandingOn
from studio.ui.chat.link_popup import LinkPopup
from studio.ui.chat.message_actions import MessageActions
from studio.ui.theme import ThemeStore
from studio.ui.transcript.view import TranscriptView
from studio.ui.widgets import ToastStack
from studio.ui.widgets.undo import UndoList

if TYPE_CHECKING:
    from studio.ui.chat.in_place_edit import InPlaceEdit


class Reader:
    """The transcript of a pane with its actions, its find bar and its editor.

    Args:
        composer: takes what is handed on from messages.
        pane: what the find bar lies in.
    """

    def __init__(
        self,
        *,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
        undo: UndoList,
        composer: Composer,
        pane: QWidget,
    ) -> None:
        self._services, self._theme = services, theme
        self._toasts, self._undo = toasts, undo
        self.transcript = TranscriptView(theme=theme, images=services.images)
        toasts.keep_clear_of(self.transcript.pill, beside=True)
        links = LinkPopup(theme=theme, window=pane.window())
        self.actions = MessageActions(
            services=services, toasts=toasts, undo=undo, links=links, view=self.transcript
        )
        LateHandingOn(services.images, composer, links, toasts, self.transcript)
        self.finding = ChatFinding(view=self.transcript, theme=theme, pane=pane)
        self.edits: InPlaceEdit | None = None
        self.transcript.action_requested.connect(self.actions.run)

    def show_conversation(self, conversation_id: str) -> None:
        """Another conversation comes; its messages follow."""
        self.finding.close()
        self.actions.set_conversation(conversation_id)
        self.transcript.set_path([])

    def put_away(self) -> str:
        """Something else will be shown: keeps an edit; returns where the reader was, or ""."""
        if self.edits is not None:
            self.edits.put_away()
        return self.anchor()

    def anchor(self) -> str:
        """Where the reader is; "" at the end."""
        return "" if self.transcript.is_following else self.transcript.scroll_anchor()

    def reveal(self, message_id: str) -> None:
        """Scrolls to a message and puts the ring around it."""
        item = self.transcript.item_of(message_id)
        if item is not None:
            self.transcript.setFocus(Qt.FocusReason.OtherFocusReason)
            self.transcript.keyboard.focus_message(item)

    def walk(self, step: int) -> None:
        """Goes to the previous (-1) or next (1) message; the keys are the transcript's then."""
        self.transcript.setFocus(Qt.FocusReason.OtherFocusReason)
        self.transcript.keyboard.walk_messages(step)

    def edit(self, message: Message) -> None:
        """Opens the editor over a message."""
        if self.edits is None:
            from studio.ui.chat.in_place_edit import InPlaceEdit

            self.edits = InPlaceEdit(
                services=self._services,
                theme=self._theme,
                view=self.transcript,
                toasts=self._toasts,
                undo=self._undo,
            )
            self.edits.question_sent.connect(self.transcript.follow_new_question)
        self.edits.begin(message)

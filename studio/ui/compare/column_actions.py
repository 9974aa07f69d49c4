"""What the actions of messages do in a column: most as in a chat, some for the column alone."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from studio.core.comparing import Comparison, path_of
from studio.core.ids import MessageId
from studio.services.app import AppServices
from studio.services.comparing import Comparing
from studio.ui.chat.link_popup import LinkPopup
from studio.ui.chat.message_actions import MessageActions
from studio.ui.compare.column_rows import own_versions
from studio.ui.transcript.view import TranscriptView
from studio.ui.widgets import ToastStack
from studio.ui.widgets.undo import UndoList

if TYPE_CHECKING:
    from studio.ui.images.items import ImageItem


_TELLING = frozenset({"show_request", "retry_other_model", "fork", "info"})
"""What would tell who wrote an answer."""


class ColumnActions(MessageActions):
    """Carries out what a column's transcript asks for.

    Signals:
        model_requested: ask another model in this column.
    """

    model_requested = Signal()

    def __init__(
        self,
        column_id: str,
        *,
        comparing: Comparing,
        services: AppServices,
        toasts: ToastStack,
        undo: UndoList,
        links: LinkPopup,
        view: TranscriptView,
    ) -> None:
        super().__init__(services=services, toasts=toasts, undo=undo, links=links, view=view)
        self._column_id = column_id
        self._column_toasts = toasts
        self._comparing = comparing
        self._app = services
        self._cid = ""
        self._blind = False
        self._own: dict[str, Callable[[str], None]] = {
            "regenerate": self._again,
            "retry": self._again,
            "continue": self._go_on,
            "retry_other_model": self._other_model,
            "previous_version": self._previous,
            "next_version": self._next,
            "edit": self._nothing,
            "edit_question": self._nothing,
            "delete": self._nothing,
        }

    def set_conversation(self, conversation_id: str) -> None:
        """The conversation that is shown."""
        super().set_conversation(conversation_id)
        self._cid = conversation_id

    def set_blind(self, on: bool) -> None:
        """While it is on, nothing tells who wrote what."""
        self._blind = on

    def run(self, action: str, message_id: str, target: str = "") -> None:
        """Carries out one action; an unknown one does nothing."""
        if self._blind and action in _TELLING:
            self._column_toasts.show_toast(self.tr("Hidden while you judge blind: reveal first"))
            return
        own = self._own.get(action)
        if own is not None:
            own(message_id)
        else:
            super().run(action, message_id, target)

    def _comparison(self) -> Comparison | None:
        return self._comparing.store.get(self._cid)

    def _again(self, message_id: str) -> None:
        tree = self._app.conversations.tree(self._cid)
        message = tree.get(MessageId(message_id)) if tree is not None else None
        if message is not None and message.failure is not None and message.failure.parameter:
            self._app.runs.leave_out(message)
        self._comparing.runner.retry(self._cid, self._column_id)

    def _go_on(self, _message_id: str) -> None:
        self._comparing.runner.continue_answer(self._cid, self._column_id)

    def _other_model(self, _message_id: str) -> None:
        self.model_requested.emit()

    def _previous(self, _message_id: str) -> None:
        self._step(-1)

    def _next(self, _message_id: str) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        comparison, tree = self._comparison(), self._app.conversations.tree(self._cid)
        column = comparison.column(self._column_id) if comparison is not None else None
        if comparison is None or column is None or tree is None or column.leaf_id is None:
            return
        versions = own_versions(tree, comparison, column)
        at = versions.index(column.leaf_id) + by if column.leaf_id in versions else -1
        if 0 <= at < len(versions):
            self._comparing.runner.show_leaf(self._cid, self._column_id, versions[at])

    def _nothing(self, _message_id: str) -> None:
        """Of one column alone this makes no sense."""

    def _images_around(self, place: object) -> "tuple[ImageItem, ...]":
        """The images of the column, one after the other."""
        from studio.ui.chat.path_images import images_of_messages

        comparison, tree = self._comparison(), self._app.conversations.tree(self._cid)
        column = comparison.column(self._column_id) if comparison is not None else None
        if column is None or tree is None:
            return ()
        conversation = self._app.conversations.get(self._cid)
        return images_of_messages(tree, path_of(tree, column), conversation)

"""What the actions of messages and images do."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from studio.core.errors import Failure
from studio.core.ids import MessageId
from studio.core.messages import Message, can_continue
from studio.core.parts import ImagePart, telling_alt
from studio.core.records import PictureMetadata
from studio.services.app import AppServices
from studio.ui.chat.link_popup import LinkPopup
from studio.ui.chat.path_rows import row_of
from studio.ui.failure_texts import failure_text
from studio.ui.transcript.view import TranscriptView
from studio.ui.widgets import ToastStack
from studio.ui.widgets.file_dialogs import choose_where_to_save
from studio.ui.widgets.undo import UndoList

if TYPE_CHECKING:
    from studio.ui.images.items import ImageItem
    from studio.ui.images.taking_out import TakingOut


class _Place(Struct, frozen=True):
    """The message an action is about."""

    conversation_id: str
    message: Message


class MessageActions(QObject):
    """Carries out `TranscriptView.action_requested` for the conversation that is shown.

    Signals:
        edit_requested: a `Message`; edit it where it stands.
        other_model_requested: message id; ask with another model.
        connection_requested: connection id (may be ""); look at its settings.
        conversation_requested: conversation id; show it.
        request_requested: message id; show what was sent for it.
        images_requested: `ImageItems`, place of the one to look at.
        compare_with_requested: message id; compare it with answers of other models.
        image_act_requested: `edit`, `compare` or `reuse`; `ImageItems`, place of the image.
    """

    edit_requested = Signal(object)
    other_model_requested = Signal(str)
    connection_requested = Signal(str)
    conversation_requested = Signal(str)
    request_requested = Signal(str)
    images_requested = Signal(object, int)
    compare_with_requested = Signal(str)
    image_act_requested = Signal(str, object, int)

    def __init__(
        self,
        *,
        services: AppServices,
        toasts: ToastStack,
        undo: UndoList,
        links: LinkPopup,
        view: TranscriptView,
    ) -> None:
        super().__init__(view)
        self._services = services
        self._toasts = toasts
        self._undo = undo
        self._links = links
        self._view = view
        self._conversation_id = ""
        self._outlet: TakingOut | None = None
        self._waiting: dict[str, str] = {}  # reply being stopped -> message to delete then
        self._acts: dict[str, Callable[[_Place, str], None]] = {
            "copy_message": self._copy_message,
            "edit": self._edit,
            "edit_question": self._edit_question,
            "regenerate": self._regenerate,
            "retry": self._retry,
            "retry_other_model": self._retry_other_model,
            "previous_version": self._previous_version,
            "next_version": self._next_version,
            "continue": self._continue,
            "fork": self._fork,
            "compare_with": self._compare_with,
            "show_request": self._show_request,
            "delete": self._delete,
            "open_connection": self._open_connection,
            "open_link": self._open_link,
            "load_remote_image": self._load_remote_image,
            "open_image": self._open_image,
            "edit_image": self._edit_image,
            "compare_image": self._compare_image,
            "reuse_image": self._reuse_image,
            "copy_image": self._copy_image,
            "save_image": self._save_image,
            "save_code": self._save_code,
        }
        services.runs.run_finished.connect(self._on_runs_run_finished)
        services.remote_images.load_failed.connect(self._on_remote_images_load_failed)

    def set_conversation(self, conversation_id: str) -> None:
        """The conversation that is shown."""
        self._conversation_id = conversation_id

    def run(self, action: str, message_id: str, target: str = "") -> None:
        """Carries out one action; an unknown one does nothing."""
        tree = self._services.conversations.tree(self._conversation_id)
        message = tree.get(MessageId(message_id)) if tree else None
        act = self._acts.get(action)
        if act is not None and message is not None and tree is not None:
            shown = row_of(tree, message, self._services.runs).message
            act(_Place(self._conversation_id, shown), target)

    # Text

    def _copy_message(self, place: _Place, _target: str) -> None:
        from studio.ui.transcript.copying.of_message import clips_of_message

        self._view.acts.copier.copy(clips_of_message(place.message, self._prompt_of(place)))
        self._toasts.show_toast(self.tr("Copied"))

    def _edit(self, place: _Place, _target: str) -> None:
        if self._services.runs.live(place.message.id) is None:
            self.edit_requested.emit(place.message)

    def _edit_question(self, place: _Place, _target: str) -> None:
        tree = self._services.conversations.tree(place.conversation_id)
        parent = place.message.parent_id
        question = tree.get(parent) if tree is not None and parent is not None else None
        if question is not None:
            self._edit(_Place(place.conversation_id, question), "")

    # Asking again

    def _regenerate(self, place: _Place, _target: str) -> None:
        self._services.runs.regenerate(place.conversation_id, place.message.id)

    def _retry(self, place: _Place, _target: str) -> None:
        failure = place.message.failure
        if failure is not None and failure.parameter:
            self._services.runs.leave_out_and_retry(place.conversation_id, place.message.id)
        else:
            self._services.runs.retry(place.conversation_id, place.message.id)

    def _retry_other_model(self, place: _Place, _target: str) -> None:
        self.other_model_requested.emit(place.message.id)

    def _continue(self, place: _Place, _target: str) -> None:
        if can_continue(place.message):
            self._services.runs.continue_answer(place.conversation_id, place.message.id)

    def _fork(self, place: _Place, _target: str) -> None:
        from studio.services.forking import fork

        services, source = self._services, place.conversation_id
        conversation = services.conversations.get(source)
        name = (conversation.title if conversation else "") or self.tr("New chat")
        title = self.tr("{title} (fork)").format(title=name)
        made = fork(services.conversations, services.scope, services.clock, place.message, title)
        if made is None:
            return

        def undo() -> None:
            self.conversation_requested.emit(source)
            services.conversations.delete(made)

        self._undo.push(self.tr("Forked into a new chat"), undo, icon="circle-check")
        self.conversation_requested.emit(made)

    def _compare_with(self, place: _Place, _target: str) -> None:
        self.compare_with_requested.emit(place.message.id)

    def _show_request(self, place: _Place, _target: str) -> None:
        self.request_requested.emit(place.message.id)

    def _open_connection(self, place: _Place, _target: str) -> None:
        self.connection_requested.emit(place.message.connection_id or "")

    # Versions

    def _previous_version(self, place: _Place, _target: str) -> None:
        self._show_version(place, -1)

    def _next_version(self, place: _Place, _target: str) -> None:
        self._show_version(place, 1)

    def _show_version(self, place: _Place, by: int) -> None:
        tree = self._services.conversations.tree(place.conversation_id)
        if tree is None:
            return
        versions = tree.siblings(place.message.id)
        at = versions.index(place.message.id) + by
        if 0 <= at < len(versions):
            self._services.conversations.show_version(place.conversation_id, versions[at])

    # Deleting

    def _delete(self, place: _Place, _target: str) -> None:
        tree = self._services.conversations.tree(place.conversation_id)
        if tree is None:
            return
        live = [each for each in tree.subtree(place.message.id) if self._services.runs.live(each)]
        if live:
            # What is being written ends first, so that undo brings back what came.
            self._waiting[live[0]] = place.message.id
            self._services.runs.stop(place.conversation_id)
        else:
            self._delete_now(place.conversation_id, place.message.id)

    def _delete_now(self, conversation_id: str, message_id: str) -> None:
        store = self._services.conversations
        gone = store.delete_message(conversation_id, message_id)

        def restore() -> None:
            store.restore_messages(conversation_id, gone)

        self._undo.push(self.tr("Message deleted"), restore)

    def _on_runs_run_finished(self, conversation_id: str, message_id: str) -> None:
        waiting = self._waiting.pop(message_id, None)
        tree = self._services.conversations.tree(conversation_id)
        if waiting is not None and tree is not None and waiting in tree:
            self._delete_now(conversation_id, waiting)

    # Links and images

    def _open_link(self, _place: _Place, target: str) -> None:
        if target:
            self._links.ask(target, self._view, self._view.acts.asked_at)

    def _load_remote_image(self, place: _Place, target: str) -> None:
        self._services.remote_images.load(place.conversation_id, place.message.id, target)

    def _on_remote_images_load_failed(
        self, conversation_id: str, _message_id: str, failure: Failure
    ) -> None:
        if conversation_id == self._conversation_id:
            title = failure_text(failure).title
            self._tell(self.tr("The image was not loaded: {reason}").format(reason=title))

    def _image_part(self, place: _Place, sha256: str) -> ImagePart | None:
        for part in place.message.parts:
            if isinstance(part, ImagePart) and part.blob.sha256 == sha256:
                return part
        return None

    def _open_image(self, place: _Place, target: str) -> None:
        items = self._images_around(place)
        for index, item in enumerate(items):
            if item.message_id == place.message.id and item.blob.sha256 == target:
                self.images_requested.emit(items, index)
                return

    def _edit_image(self, place: _Place, target: str) -> None:
        self._ask_for("edit", place, target)

    def _compare_image(self, place: _Place, target: str) -> None:
        self._ask_for("compare", place, target)

    def _reuse_image(self, place: _Place, target: str) -> None:
        self._ask_for("reuse", place, target)

    def _ask_for(self, act: str, place: _Place, target: str) -> None:
        items = self._images_around(place)
        for index, item in enumerate(items):
            if item.message_id == place.message.id and item.blob.sha256 == target:
                self.image_act_requested.emit(act, items, index)
                return

    def _images_around(self, place: _Place) -> "tuple[ImageItem, ...]":
        from studio.ui.chat.path_images import images_of_path

        store = self._services.conversations
        tree = store.tree(place.conversation_id)
        return images_of_path(tree, store.get(place.conversation_id)) if tree is not None else ()

    def _copy_image(self, place: _Place, target: str) -> None:
        part = self._image_part(place, target)
        if part is not None:
            name = self._file_name(place, part)
            self._taking_out().copy(part.blob, name, self._facts_of(place))

    def _save_image(self, place: _Place, target: str) -> None:
        part = self._image_part(place, target)
        if part is not None:
            name = self._file_name(place, part)
            self._taking_out().save_as(part.blob, name, self._facts_of(place))

    def _taking_out(self) -> "TakingOut":
        if self._outlet is None:
            from studio.ui.images.taking_out import TakingOut

            self._outlet = TakingOut(
                images=self._services.images,
                scope=self._services.scope,
                toasts=self._toasts,
                owner=self._view,
            )
        return self._outlet

    def _save_code(self, _place: _Place, target: str) -> None:
        from studio.ui.chat.saving_code import code_of

        name, code = code_of(target)

        def save(paths: tuple[Path, ...]) -> None:
            self._services.scope.start(self._write_code(code, paths[0]), name="save code")

        choose_where_to_save(self._view.window(), self.tr("Save code"), name, save)

    async def _write_code(self, code: str, target: Path) -> None:
        from studio.ui.chat.saving_code import write_code

        try:
            await asyncio.to_thread(write_code, code, target)
        except OSError as exc:
            self._tell(self.tr("The code was not saved: {reason}").format(reason=exc.strerror))
            return
        self._toasts.show_toast(self.tr("Saved as {name}").format(name=target.name))

    def _file_name(self, place: _Place, part: ImagePart) -> str:
        """The words of the prompt as a file name, with the kind of the bytes."""
        from studio.core.picture_names import image_file_name

        return image_file_name(telling_alt(part.alt) or self._prompt_of(place), part.blob)

    def _question_of(self, place: _Place) -> Message | None:
        """The turn that a message answers."""
        tree = self._services.conversations.tree(place.conversation_id)
        parent = place.message.parent_id
        return tree.get(parent) if tree is not None and parent is not None else None

    def _prompt_of(self, place: _Place) -> str:
        question = self._question_of(place)
        return question.text if question is not None else ""

    def _facts_of(self, place: _Place) -> PictureMetadata | None:
        """What copies of the message's images say about themselves."""
        from studio.core.picture_facts import facts_of_reply

        return facts_of_reply(place.message, self._question_of(place))

    def _tell(self, text: str) -> None:
        self._toasts.show_toast(text, icon="circle-alert", token="danger")

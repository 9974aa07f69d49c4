"""One conversation: header, transcript, composer. It shows what the services hold.

A pane owns no work: runs go on when it shows something else, and it takes up a reply in the
middle of its being written.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.core.ids import ConnectionId
from studio.core.messages import Conversation, Message, MessageState
from studio.core.requests import Connection
from studio.core.tree import ConversationTree
from studio.services.app import AppServices
from studio.services.run import RunAdvanced
from studio.ui.chat.composer import Composer
from studio.ui.chat.composer_link import ComposerLink
from studio.ui.chat.empty_chat import EmptyChat
from studio.ui.chat.page_header import PageHeader
from studio.ui.chat.path_rows import PathRows, context_tokens, last_answer, last_question, shown_row
from studio.ui.chat.status_texts import header_facts, status_line
from studio.ui.chat.texts import decimal_of
from studio.ui.theme import ThemeStore
from studio.ui.transcript.zoom import within_zoom
from studio.ui.widgets import Surface, ToastStack
from studio.ui.widgets.undo import UndoList

if TYPE_CHECKING:
    from studio.ui.chat.reader import Reader
    from studio.ui.transcript.view import TranscriptView

STATUS_INTERVAL_MS = 250
_COLUMN_PX, _GUTTER_PX = 760, 24


class ChatPane(Surface):
    """Shows one conversation and lets a person go on with it.

    Signals:
        title_changed: the title shown is another one.
        model_picker_requested: widget to open at, message id to ask again ("": for the chat).
        connection_requested: connection id (may be ""); look at its settings.
        list_requested: show the chats (narrow windows).
        conversation_requested: conversation id; show it.
        request_requested: message id; show what was sent for it.
        images_requested: `ImageItems`, place of the one to look at.
        compare_with_requested: message id; compare it with answers of other models.
        image_act_requested: `edit`, `compare` or `reuse`; `ImageItems`, place of the image.
    """

    title_changed = Signal()
    model_picker_requested = Signal(object, str)
    connection_requested = Signal(str)
    list_requested = Signal()
    conversation_requested = Signal(str)
    request_requested = Signal(str)
    images_requested = Signal(object, int)
    compare_with_requested = Signal(str)
    image_act_requested = Signal(str, object, int)

    def __init__(
        self,
        *,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
        undo: UndoList,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "base", parent=parent)
        self._services = services
        self._toasts = toasts
        self._id = ""
        self._rows = PathRows()
        self._restores_anchor = False
        self._undo = undo
        self._reader: Reader | None = None
        self._status_timer = QTimer(self, interval=STATUS_INTERVAL_MS)
        self._build()
        self._connect()
        self._apply_theme()
        self._take_preferences()

    def _build(self) -> None:
        theme, services = self.theme_store, self._services
        self.setObjectName("chat_pane")
        self.header = PageHeader(theme=theme, parent=self)
        self.empty = EmptyChat(theme=theme)
        self._stack = QStackedWidget(self)
        self._nothing = QWidget()  # while it is not known which messages there are
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self.empty)
        self.composer = Composer(theme=theme, images=services.images, scope=services.scope)
        self.composer.offer_comparing()
        self._link = ComposerLink(self.composer, services=services, toasts=self._toasts)
        self._across = QHBoxLayout()
        self._across.addWidget(self.composer)
        self._toasts.keep_clear_of(self.composer)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.header)
        rows.addWidget(self._stack, 1)
        rows.addLayout(self._across)

    def _connect(self) -> None:
        store, runs = self._services.conversations, self._services.runs
        store.tree_loaded.connect(self._on_store_tree_loaded)
        store.path_changed.connect(self._on_store_path_changed)
        store.message_changed.connect(self._on_store_message_changed)
        store.conversation_changed.connect(self._on_store_conversation_changed)
        store.conversation_added.connect(self._on_store_conversation_changed)
        runs.run_started.connect(self._on_runs_run_started)
        runs.run_advanced.connect(self._on_runs_run_advanced)
        runs.run_finished.connect(self._on_runs_run_finished)
        runs.queue_changed.connect(self._on_runs_queue_changed)
        self._services.connections.connections_changed.connect(self._show_model)
        self._services.catalogue.models_changed.connect(self._on_catalogue_models_changed)
        self._services.preferences.changed.connect(self._on_preferences_changed)
        self._status_timer.timeout.connect(self._show_status)
        self.theme_store.changed.connect(self._apply_theme)
        self.header.renamed.connect(self._on_header_renamed)
        self.header.list_requested.connect(self.list_requested)
        self.empty.picture_requested.connect(self.composer.choose_files)
        self.empty.image_requested.connect(self._on_empty_image_requested)
        self._connect_composer()

    def _make_reader(self) -> "Reader":
        from studio.ui.chat.reader import Reader

        reader = Reader(
            services=self._services,
            theme=self.theme_store,
            toasts=self._toasts,
            undo=self._undo,
            composer=self.composer,
            pane=self,
        )
        reader.show_conversation(self._id)
        reader.transcript.set_zoom(self._services.preferences.values.text_zoom_percent)
        reader.transcript.anchor_changed.connect(self._save_anchor)
        reader.transcript.zoom_changed.connect(self._on_transcript_zoom_changed)
        self._link.question_sent.connect(reader.transcript.follow_new_question)
        actions = reader.actions
        actions.edit_requested.connect(reader.edit)
        actions.other_model_requested.connect(self._on_actions_other_model_requested)
        actions.connection_requested.connect(self.connection_requested)
        actions.conversation_requested.connect(self.conversation_requested)
        actions.request_requested.connect(self.request_requested)
        actions.images_requested.connect(self.images_requested)
        actions.compare_with_requested.connect(self.compare_with_requested)
        actions.image_act_requested.connect(self.image_act_requested)
        self._stack.addWidget(reader.transcript)
        return reader

    def _connect_composer(self) -> None:
        composer = self.composer
        composer.model_picker_requested.connect(self._on_composer_model_picker_requested)
        composer.connection_requested.connect(self.connection_requested)
        composer.edit_last_requested.connect(self.edit_last)
        composer.escape_pressed.connect(self.escape)

    # What shows the messages

    @property
    def reader(self) -> "Reader":
        """The transcript and what belongs to it; made when it is first needed."""
        if self._reader is None:
            self._reader = self._make_reader()
        return self._reader

    @property
    def transcript(self) -> "TranscriptView":
        """Shows the messages."""
        return self.reader.transcript

    # Which conversation

    @property
    def conversation_id(self) -> str:
        """The conversation that is shown, or ""."""
        return self._id

    def show_conversation(self, conversation_id: str) -> None:
        """Shows another conversation, with its draft, where the reader was."""
        if conversation_id == self._id:
            return
        self.leave()
        self._id = conversation_id
        store = self._services.conversations
        conversation = store.get(conversation_id)
        if conversation is None:
            return
        self._restores_anchor = True
        self._rows = PathRows()
        if self._reader is not None:
            self._reader.show_conversation(conversation_id)
            self._stack.setCurrentWidget(self._reader.transcript)
        else:
            self._stack.setCurrentWidget(self._nothing)
        self._link.show_conversation(conversation_id, conversation.draft)
        self._show_model()
        self._show_run_state()
        store.open(conversation_id)
        self._show_header()
        self.mark_shown()

    def mark_shown(self) -> None:
        """A person sees the conversation: it is read, also what comes from now on."""
        self._services.runs.set_shown({self._id})
        self._services.conversations.mark_read(self._id)

    def leave(self) -> None:
        """Keeps draft and place before something else is shown."""
        if not self._id:
            return
        anchor = self._reader.put_away() if self._reader is not None else ""
        self.save_draft()
        if self._tree() is not None:
            self._services.conversations.set_scroll_anchor(self._id, anchor)

    def save_draft(self) -> None:
        """Keeps what is typed."""
        self._link.save_draft()

    def title(self) -> str:
        """The title as shown."""
        conversation = self._conversation()
        return (conversation.title if conversation else "") or self.tr("New chat")

    # Acts that have keys

    def focus_box(self) -> None:
        """Puts the cursor in the box."""
        self.composer.edit.setFocus()

    def stop(self) -> None:
        """Stops what is being written here."""
        self._link.stop()

    def escape(self) -> None:
        """Escape: stops the answer, else closes the find bar, else goes back to the box."""
        if self._services.runs.is_running(self._id):
            self.stop()
        elif self._reader is not None and self._reader.finding.is_open:
            self._reader.finding.close()
        else:
            self.focus_box()

    def edit_last(self) -> None:
        """Edits the last own message."""
        tree = self._tree()
        question = last_question(tree) if tree else None
        if question is not None:
            self.reader.actions.run("edit", question.id)

    def regenerate_last(self) -> None:
        """Writes another version of the focused or last answer, unless one is being written."""
        if self._services.runs.is_running(self._id):
            return
        focused = self.transcript.marks.focused_item
        if focused is not None:
            self.reader.actions.run("regenerate", focused.id)
        else:
            self._act_on_last_answer("regenerate")

    def copy_last(self) -> None:
        """Copies the last answer."""
        self._act_on_last_answer("copy_message")

    def copy_last_code(self) -> None:
        """Copies the last code block of the answers."""
        from studio.ui.chat.last_code import copy_last_code

        copy_last_code(self._tree(), self._toasts)

    def ask_for_model(self) -> None:
        """Asks for the model picker at the model button."""
        self.model_picker_requested.emit(self.composer.model_button, "")

    def use_model(self, connection_id: str, model_id: str, message_id: str = "") -> None:
        """Takes a model for what comes next, or asks again with it.

        Args:
            message_id: the reply to write anew; "": change the model of the chat.
        """
        if message_id:
            self._services.runs.regenerate(self._id, message_id, model_id, connection_id)
        else:
            cid = ConnectionId(connection_id)
            self._services.conversations.set_model(self._id, cid, model_id)
            self._show_model()
            self.focus_box()

    # Showing

    def _conversation(self) -> Conversation | None:
        return self._services.conversations.get(self._id)

    def _tree(self) -> ConversationTree | None:
        return self._services.conversations.tree(self._id)

    def model(self) -> tuple[Connection | None, str]:
        """Connection and model id that answer next."""
        conversation = self._conversation()
        connections = self._services.connections
        chosen = connections.get(conversation.connection_id) if conversation else None
        connection = chosen or connections.default()
        if connection is None:
            return None, ""
        model_id = conversation.model_id if conversation else None
        return connection, model_id or self._services.catalogue.default_model(connection.id) or ""

    def refresh_model(self) -> None:
        """Shows connection and model again (a chat that is not kept yet announces nothing)."""
        self._show_model()

    def _show_model(self) -> None:
        connection, model_id = self.model()
        catalogue = self._services.catalogue
        if connection is None:
            self.composer.set_model("", "")
            self.composer.set_blocked(self.tr("There is no connection"), "connection")
            return
        info = catalogue.get(connection.id, model_id)
        price = decimal_of(info.price_prompt_usd_per_token)
        self.composer.set_model(model_id, info.short_name if model_id else "", price)
        self.composer.set_blocked("" if model_id else self.tr("No model is chosen"), "model")
        self.header.show_demo(connection.is_demo)
        maker = next((m for m in catalogue.models(connection.id) if m.draws_images), None)
        self.empty.set_image_model(maker.short_name if maker else "")
        self._show_context()

    def _show_context(self) -> None:
        connection, model_id = self.model()
        tree = self._tree()
        limit = None
        if connection is not None and model_id:
            limit = self._services.catalogue.get(connection.id, model_id).context_tokens
        used = context_tokens(tree.path()) if tree is not None and limit else 0
        self.composer.set_context(used, limit)

    def _show_path(self) -> None:
        tree = self._tree()
        if tree is None:
            return
        rows = self._rows.read(tree, self._services.runs)
        if rows or self._reader is not None:
            self.transcript.set_path(rows)
        self._stack.setCurrentWidget(self.transcript if rows else self.empty)
        self._show_header()
        self._show_context()

    def _show_message(self, message: Message) -> None:
        tree = self._tree()
        if tree is not None:
            self.transcript.update_message(shown_row(tree, message, self._services.runs))

    def _show_header(self) -> None:
        tree, conversation = self._tree(), self._conversation()
        path = tree.path() if tree is not None else ()
        can_rename = bool(path) or bool(conversation and conversation.title)
        self.header.show_title(self.title(), header_facts(path), can_rename=can_rename)
        self.title_changed.emit()

    def _show_run_state(self) -> None:
        running = self._services.runs.is_running(self._id)
        self._link.show_run_state()
        if running and not self._status_timer.isActive():
            self._status_timer.start()
            self._show_status()
        elif not running:
            self._status_timer.stop()

    def _show_status(self) -> None:
        tree = self._tree()
        for message in tree.path()[-2:] if tree is not None else ():
            live = self._services.runs.live(message.id)
            if live is not None:
                self.transcript.set_status(message.id, status_line(live))

    def _act_on_last_answer(self, action: str) -> None:
        tree = self._tree()
        answer = last_answer(tree) if tree else None
        if answer is not None:
            self.reader.actions.run(action, answer.id)

    def _save_anchor(self, anchor: str) -> None:
        if self._id:
            kept = anchor if self.reader.anchor() else ""
            self._services.conversations.set_scroll_anchor(self._id, kept)

    def _take_preferences(self) -> None:
        values = self._services.preferences.values
        self.composer.set_send_key(ctrl_enter=values.send_with == "ctrl_enter")
        if self._reader is not None:
            self._reader.transcript.set_zoom(values.text_zoom_percent)
        self.composer.set_zoom(within_zoom(values.text_zoom_percent))

    def _apply_theme(self) -> None:
        self._center()
        self.update()

    def _center(self) -> None:
        """The composer stands exactly under the column of the transcript."""
        s = self.theme_store.current.scaled
        column = min(s(_COLUMN_PX), max(120, self.width() - 2 * s(_GUTTER_PX)))
        left = (self.width() - column) // 2
        self._across.setContentsMargins(left, 0, self.width() - left - column, 0)

    # Slots

    def _on_store_tree_loaded(self, conversation_id: str) -> None:
        tree = self._tree() if conversation_id == self._id else None
        if tree is not None:
            self._rows.prepare(tree, self._services.runs, self, self._show_loaded)

    def _show_loaded(self) -> None:
        self._show_path()
        conversation = self._conversation()
        if self._restores_anchor and conversation is not None and conversation.scroll_anchor:
            self.transcript.restore_anchor(conversation.scroll_anchor)
        self._restores_anchor = False

    def _on_store_path_changed(self, conversation_id: str) -> None:
        if conversation_id == self._id:
            self._show_path()

    def _on_store_message_changed(self, conversation_id: str, message_id: str) -> None:
        tree = self._tree()
        message = tree.get(message_id) if tree and conversation_id == self._id else None  # type: ignore[arg-type]
        if message is not None:
            self._show_message(message)

    def _on_store_conversation_changed(self, conversation_id: str) -> None:
        if conversation_id == self._id:
            self._show_header()
            self._show_model()

    def _on_runs_run_started(self, conversation_id: str, message_id: str) -> None:
        self._on_store_message_changed(conversation_id, message_id)
        if conversation_id == self._id:
            self._show_run_state()

    def _on_runs_run_advanced(self, advanced: RunAdvanced) -> None:
        if advanced.conversation_id == self._id:
            self.transcript.advance(advanced.message_id, advanced.changes)

    def _on_runs_run_finished(self, conversation_id: str, message_id: str) -> None:
        self._on_store_message_changed(conversation_id, message_id)
        if conversation_id != self._id:
            return
        self._show_run_state()
        self._show_header()
        self._show_context()
        tree = self._tree()
        reply = tree.get(message_id) if tree else None  # type: ignore[arg-type]
        if reply is None or reply.state is not MessageState.COMPLETE:
            self._link.take_back_if_idle()

    def _on_runs_queue_changed(self, conversation_id: str) -> None:
        if conversation_id == self._id:
            self._show_run_state()

    def _on_catalogue_models_changed(self, _connection_id: str) -> None:
        self._show_model()

    def _on_preferences_changed(self, name: str) -> None:
        if name in ("send_with", "text_zoom_percent"):
            self._take_preferences()

    def _on_transcript_zoom_changed(self, percent: int) -> None:
        self._services.preferences.set(text_zoom_percent=percent)

    def _on_header_renamed(self, title: str) -> None:
        self._services.conversations.rename(self._id, title)

    def _on_empty_image_requested(self) -> None:
        connection, _ = self.model()
        if connection is not None:
            models = self._services.catalogue.models(connection.id)
            maker = next((model for model in models if model.draws_images), None)
            if maker is not None:
                self.use_model(connection.id, maker.id)

    def _on_actions_other_model_requested(self, message_id: str) -> None:
        self.model_picker_requested.emit(self.composer.model_button, message_id)

    def _on_composer_model_picker_requested(self, anchor: QWidget) -> None:
        self.model_picker_requested.emit(anchor, "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: keeps the composer under the column."""
        super().resizeEvent(event)
        self._center()

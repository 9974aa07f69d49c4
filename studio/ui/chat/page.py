"""The chat page: the list of chats beside the pane of one chat."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.core.ids import ConversationId, MessageId
from studio.core.messages import Role
from studio.core.requests import Parameters
from studio.services.app import AppServices
from studio.ui.chat.conversation_list import (
    DEFAULT_WIDTH_PX,
    ConversationList,
    ListSplitter,
)
from studio.ui.chat.pane import ChatPane
from studio.ui.parameters.texts import summary
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack
from studio.ui.widgets.drop_target import DropTarget, dropped_files, dropped_image, takes
from studio.ui.widgets.undo import UndoList

if TYPE_CHECKING:
    from studio.ui.chat.inspector.host import InspectorHost

NARROW_PX = 1040 - 56
"""Narrower pages (the window without its rail) show the list only on demand."""


class ChatPage(QWidget):
    """Chats and one of them.

    Signals:
        title_changed: the title of the chat shown.
        model_picker_requested: widget to open at, message id ("": for the chat).
        connection_requested: connection id (may be "").
        images_requested: `ImageItems`, place of the one to look at.
        image_act_requested: `edit`, `compare` or `reuse`; `ImageItems`, place of the image.
    """

    title_changed = Signal(str)
    model_picker_requested = Signal(object, str)
    connection_requested = Signal(str)
    images_requested = Signal(object, int)
    image_act_requested = Signal(str, object, int)

    def __init__(
        self,
        *,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._theme = theme
        self._list_wanted = True
        self._list_overlays = False
        self._first_model_id: str | None = None
        self._opens_last = True
        self._revealed = ""  # a message to show when its chat is read
        self._toasts = toasts
        self._inspector: InspectorHost | None = None
        self.undo = UndoList(toasts, self)
        self._build(toasts)
        self._connect()

    def _build(self, toasts: ToastStack) -> None:
        services, theme = self._services, self._theme
        self.setObjectName("chat_page")
        self.setAcceptDrops(True)
        self.list = ConversationList(
            store=services.conversations, runs=services.runs, clock=services.clock, theme=theme
        )
        self.pane = ChatPane(
            services=services,
            theme=theme,
            toasts=toasts,
            undo=self.undo,
        )
        self.splitter = ListSplitter(theme, self)
        self.splitter.setObjectName("chat_splitter")
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(self.pane)
        self.splitter.setCollapsible(0, True)
        self.splitter.setCollapsible(1, False)
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        self._size_list()
        self._drop_target = DropTarget(theme=theme, parent=self)
        self._across = QHBoxLayout(self)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(0)
        self._across.addWidget(self.splitter, 1)

    def _connect(self) -> None:
        store = self._services.conversations
        store.loaded.connect(self._on_store_loaded)
        store.tree_loaded.connect(self._on_store_tree_loaded)  # after the pane's own
        store.conversation_added.connect(self._on_store_conversation_added)
        store.conversation_removed.connect(self._on_store_conversation_removed)
        self.list.conversation_chosen.connect(self.open)
        self.list.new_requested.connect(self.new_chat)
        self.list.delete_requested.connect(self.delete)
        self.list.delete_several_requested.connect(self._on_list_delete_several_requested)
        self.list.box_requested.connect(self.pane.focus_box)
        self.pane.title_changed.connect(self._on_pane_title_changed)
        self.pane.model_picker_requested.connect(self.model_picker_requested)
        self.pane.connection_requested.connect(self.connection_requested)
        self.pane.list_requested.connect(self.toggle_list)
        self.pane.conversation_requested.connect(self.open)
        self.pane.request_requested.connect(self.show_request)
        self.pane.images_requested.connect(self.images_requested)
        self.pane.image_act_requested.connect(self.image_act_requested)
        self.pane.header.inspector_requested.connect(self.toggle_inspector)
        self.pane.composer.parameters_requested.connect(self.toggle_parameters)
        store.conversation_changed.connect(self._on_store_conversation_changed)
        self.splitter.splitterMoved.connect(self._on_splitter_moved)

    # Chats

    def start(self, *, model_id: str | None = None, safe: bool = False) -> None:
        """Shows the first chat: the last one if it is known, else a new one.

        Args:
            model_id: the model of a new first chat.
            safe: open no earlier conversation; Shift, held now, says so too.
        """
        held = QGuiApplication.queryKeyboardModifiers()
        safe = safe or bool(held & Qt.KeyboardModifier.ShiftModifier)
        self._first_model_id = model_id
        self._opens_last = not safe and not model_id
        last = self._services.preferences.values.last_conversation_id
        if self._opens_last and last and self._services.conversations.get(last):
            self.open(last)
        else:
            self.new_chat()

    def open(self, conversation_id: str) -> None:
        """Shows a chat."""
        self.pane.show_conversation(conversation_id)
        self._show_parameters()
        self.list.show_current(conversation_id)
        if self._services.conversations.is_kept(conversation_id):
            self._remember(conversation_id)
        running = self._services.runs.running()
        self._services.conversations.release((conversation_id, *running))
        if self._list_overlays:
            self._list_overlays = False
            self._show_list()

    def open_at(self, conversation_id: str, message_id: str) -> None:
        """Shows a message of a chat, with the ring around it."""
        if self._services.conversations.get(conversation_id) is None:
            text = self.tr("The chat is not there any more")
            self._toasts.show_toast(text, icon="circle-alert", token="danger")
            return
        self._revealed = message_id
        self.open(conversation_id)
        if self._services.conversations.tree(conversation_id) is not None:
            self._reveal()

    def _reveal(self) -> None:
        store, shown, message_id = self._services.conversations, self.pane, self._revealed
        tree = store.tree(shown.conversation_id)
        self._revealed = ""
        if tree is None or message_id not in tree:
            return
        if all(message.id != message_id for message in tree.path()):
            store.show_version(shown.conversation_id, MessageId(message_id))
        shown.reader.reveal(message_id)

    def new_chat(self) -> None:
        """Shows an empty chat and puts the cursor in its box."""
        if self._inspector is not None:
            self._inspector.flush()
        store, catalogue = self._services.conversations, self._services.catalogue
        connection = self._services.connections.default()
        model_id, self._first_model_id = self._first_model_id, None
        if connection is not None and model_id is None and catalogue.models(connection.id):
            model_id = catalogue.default_model(connection.id)  # else once the list is known
        used = connection.id if connection else None
        made = store.new(connection_id=used, model_id=model_id)
        if made.id != self.pane.conversation_id:  # an empty one of earlier
            store.set_model(made.id, used, model_id)
        self.open(made.id)
        self.pane.focus_box()

    def delete(self, conversation_id: str) -> None:
        """Moves a chat to the trash; a toast and Ctrl+Z bring it back."""
        store = self._services.conversations
        conversation = store.get(conversation_id)
        if conversation is None:
            return
        shown = conversation_id == self.pane.conversation_id
        neighbour = self.list.model.neighbour_of(conversation_id)
        if shown:
            self.pane.save_draft()
        self._services.runs.stop(conversation_id)
        if shown and neighbour is not None:
            self.open(neighbour)
        store.delete(conversation_id)

        def restore() -> None:
            store.restore(conversation_id)
            if shown:
                self.open(conversation_id)

        title = conversation.title or self.tr("New chat")
        self.undo.push(self.tr("“{title}” deleted").format(title=_short(title)), restore)

    def _on_list_delete_several_requested(self, ids: tuple[str, ...]) -> None:
        from studio.ui.chat.deleting import delete_chats

        delete_chats(self, self._services, ids)

    def step(self, by: int) -> None:
        """Goes to the next (1) or previous (-1) chat of the list."""
        conversation_id = self.list.model.step(self.pane.conversation_id, by)
        if conversation_id is not None:
            self.open(conversation_id)

    def undo_last(self) -> None:
        """Takes the last deletion back."""
        self.undo.undo_last()

    def rename_current(self) -> None:
        """Opens a title for editing: in the list while it has the focus, else above."""
        view = self.list.view
        if view.hasFocus() and view.chosen_id():
            view.rename(view.chosen_id())
        else:
            self.pane.header.rename()

    def escape(self) -> None:
        """Escape: closes what lies over the page, else stops the answer, else to the box."""
        inspector = self._inspector
        if self._list_overlays:
            self.toggle_list()
            self.pane.focus_box()
        elif inspector is not None and inspector.overlays:
            inspector.close()
        else:
            self.pane.escape()

    def search_chats(self) -> None:
        """Puts the cursor in the search field of the list."""
        if self.list.isHidden():
            self.toggle_list()
        self.list.focus_search()

    # The inspector

    @property
    def inspector(self) -> "InspectorHost":
        """What was sent for a reply; made when it is first needed."""
        if self._inspector is None:
            from studio.ui.chat.inspector.host import InspectorHost

            self._inspector = InspectorHost(
                services=self._services,
                theme=self._theme,
                toasts=self._toasts,
                pane=self.pane,
                page=self,
                row=self._across,
                undo=self.undo,
            )
            self._inspector.parameters_changed.connect(self._show_parameters)
        return self._inspector

    def show_request(self, message_id: str) -> None:
        """Shows what was sent for a reply."""
        self.inspector.open(message_id)

    def toggle_inspector(self) -> None:
        """Opens it for the focused or the last answer, or closes it."""
        focused = self.pane.transcript.marks.focused_item
        own = focused is not None and focused.row.message.role is Role.USER
        self.inspector.toggle(focused.id if focused is not None and not own else "")

    def toggle_parameters(self) -> None:
        """Shows what is sent with each message of the chat, or closes it."""
        self.inspector.toggle_parameters()

    def _show_parameters(self) -> None:
        conversation = self._services.conversations.get(self.pane.conversation_id)
        if conversation is not None:
            parameters = Parameters.from_dict(conversation.parameters)
            self.pane.composer.set_parameters(summary(parameters, conversation.system_prompt))
        if self._inspector is not None:
            self._inspector.show_parameters()

    def _on_store_conversation_changed(self, conversation_id: str) -> None:
        if conversation_id == self.pane.conversation_id:
            self._show_parameters()

    def parts(self) -> Iterator[tuple[QWidget, QWidget]]:
        """The parts that F6 walks: each area, and what in it takes the keyboard."""
        yield self.list, self.list.view
        if self._has_messages():
            yield self.pane.transcript, self.pane.transcript
        yield self.pane.composer, self.pane.composer.edit
        if self._inspector is not None:
            yield self._inspector.panel, self._inspector.panel

    # The list column

    def toggle_list(self) -> None:
        """Shows or hides the list; over the pane while the window is narrow."""
        if self._is_narrow():
            self._list_overlays = not self._list_overlays
        else:
            self._list_wanted = not self._list_wanted
        self._show_list()
        if self._list_overlays:
            self.list.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def is_list_shown(self) -> bool:
        """Whether the list can be seen."""
        return not self.list.isHidden()

    def save_state(self) -> None:
        """Keeps draft, place and the width of the list."""
        self.pane.leave()
        width = self.splitter.sizes()[0]
        if width > 0 and not self._list_overlays and not self.list.isHidden():
            self._services.preferences.set(list_column_px=width + 1)

    def _is_narrow(self) -> bool:
        return self.width() < self._theme.current.scaled(NARROW_PX)

    def _show_list(self) -> None:
        narrow = self._is_narrow()
        if not narrow:
            self._list_overlays = False
        if self._list_overlays:
            self._float_list()
        elif self.list.parentWidget() is not self.splitter:
            self.list.set_floating(False)
            self.splitter.insertWidget(0, self.list)
            self._size_list()
        shown = self._list_overlays or (self._list_wanted and not narrow)
        self.list.setVisible(shown)
        self.pane.header.list_button.setVisible(not shown or self._list_overlays)

    def _size_list(self) -> None:
        width = self._services.preferences.values.list_column_px or DEFAULT_WIDTH_PX
        self.splitter.setSizes([width - 1, 10_000])  # the line is the last pixel of it

    def _float_list(self) -> None:
        """Puts the list over the left of the pane, under its header's button."""
        if self.list.parentWidget() is not self:
            self.list.setParent(self)
            self.list.set_floating(True)
        top = self.pane.header.height()
        width = self._theme.current.scaled(DEFAULT_WIDTH_PX)
        self.list.setGeometry(0, top, width, self.height() - top)
        self.list.raise_()

    def _remember(self, conversation_id: str) -> None:
        """The next start begins here. An empty chat is not worth it."""
        self._services.preferences.set(last_conversation_id=ConversationId(conversation_id))

    # Slots

    def _on_store_tree_loaded(self, conversation_id: str) -> None:
        if self._revealed and conversation_id == self.pane.conversation_id:
            self._reveal()

    def _on_store_conversation_added(self, conversation_id: str) -> None:
        if conversation_id == self.pane.conversation_id:
            self._remember(conversation_id)

    def _on_store_loaded(self) -> None:
        """The list came from disk: goes on where the last session ended."""
        last = self._services.preferences.values.last_conversation_id
        shown = self._services.conversations.get(self.pane.conversation_id)
        untouched = shown is None or (shown.leaf_id is None and self.pane.composer.draft().is_empty)
        if untouched and self._opens_last and last and self._services.conversations.get(last):
            self.open(last)
        else:
            self.list.show_current(self.pane.conversation_id)

    def _on_store_conversation_removed(self, conversation_id: str) -> None:
        if conversation_id == self.pane.conversation_id:
            self.new_chat()

    def _on_pane_title_changed(self) -> None:
        self.title_changed.emit(self.pane.title())

    def _on_splitter_moved(self) -> None:
        width = self.splitter.sizes()[0]
        if width == 0:
            self._list_wanted = False
            self._show_list()
        else:
            self._services.preferences.set(list_column_px=width + 1)

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Alt+Up and Alt+Down walk the messages from anywhere; typing goes to the box."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()), 0)
        alt = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if step and alt == Qt.KeyboardModifier.AltModifier and self._has_messages():
            self.pane.reader.walk(step)
        elif not (self._has_messages() and self._types_on(event)):
            super().keyPressEvent(event)

    def _has_messages(self) -> bool:
        shown = self._services.conversations.get(self.pane.conversation_id)
        return shown is not None and shown.leaf_id is not None

    def _types_on(self, event: QKeyEvent) -> bool:
        """Hands what is typed over the messages to the box."""
        if not self.pane.transcript.hasFocus():
            return False
        from studio.ui.chat.typing_on import type_in

        return type_in(self.pane.composer.edit, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a narrow page collapses the list to a button."""
        super().resizeEvent(event)
        self._show_list()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: what is shown is read."""
        super().showEvent(event)
        self.pane.mark_shown()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: what ends now was not seen."""
        super().hideEvent(event)
        self._services.runs.set_shown(set())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: shows where to drop."""
        if takes(event.mimeData()):
            event.acceptProposedAction()
            self._drop_target.show_over()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Qt: anywhere is right."""
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Qt: the drag went elsewhere."""
        self._drop_target.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: files and pictures are attached, text is inserted."""
        self._drop_target.hide()
        data, composer = event.mimeData(), self.pane.composer
        files, image = dropped_files(data), dropped_image(data)
        if files:
            composer.attachments.add_files(files)
        elif image is not None:
            composer.attachments.add_image(image)
        elif data.hasText():
            composer.edit.insert_text(data.text())
        event.acceptProposedAction()
        self.pane.focus_box()


def _short(title: str) -> str:
    return title if len(title) <= 40 else title[:39].rstrip() + "…"

"""Opens the inspector, keeps it beside or over the chat, and tells it what to show."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.core.errors import StudioError
from studio.core.ids import MessageId
from studio.core.messages import Message, Role
from studio.core.requests import Parameters
from studio.services.app import AppServices
from studio.services.inspection import RequestInspector
from studio.ui.chat.inspector.docking import Docking
from studio.ui.chat.inspector.panel import (
    PARAMETERS,
    REQUEST,
    InspectorPanel,
)
from studio.ui.chat.pane import ChatPane
from studio.ui.chat.path_rows import last_answer
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack
from studio.ui.widgets.undo import UndoList

_REFRESH_MS = 500


class InspectorHost(QObject):
    """The inspector of a chat page.

    Args:
        page: what it lies over in a narrow window.
        row: of the page, where it stands in a wide one.

    Signals:
        parameters_changed: a person set what is sent with the messages of the chat.
    """

    parameters_changed = Signal()

    def __init__(
        self,
        *,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
        undo: UndoList,
        pane: ChatPane,
        page: QWidget,
        row: QHBoxLayout,
    ) -> None:
        super().__init__(page)
        self._services = services
        self._theme = theme
        self._toasts = toasts
        self._undo = undo
        self._pane = pane
        self._page = page
        self._message_id = ""
        self._shown_id = ""  # the chat whose settings are shown
        self._asked = 0
        self._inspector = RequestInspector(
            conversations=services.conversations,
            connections=services.connections,
            images=services.images,
        )
        self.panel = InspectorPanel(theme, page)
        self.panel.hide()
        self._docking = Docking(self.panel, shown=self.panel, page=page, row=row, theme=theme)
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._connect()

    def _connect(self) -> None:
        services = self._services
        self.panel.closed.connect(self.close)
        self.panel.tab_chosen.connect(self._on_panel_tab_chosen)
        self.panel.request.copied.connect(self._on_request_copied)
        self.panel.parameters.form.changed.connect(self._on_form_changed)
        self.panel.parameters.reset_requested.connect(self._on_parameters_reset_requested)
        self._timer.timeout.connect(self._show_reply)
        services.conversations.tree_loaded.connect(self._on_path)
        services.conversations.path_changed.connect(self._on_path)
        services.conversations.message_changed.connect(self._on_store_message_changed)

    # Opening

    @property
    def is_open(self) -> bool:
        """Whether it can be seen."""
        return not self.panel.isHidden()

    @property
    def overlays(self) -> bool:
        """Whether it lies over the chat."""
        return self._docking.overlays

    def toggle(self, message_id: str = "") -> None:
        """Opens it for a message (default: the last answer), or closes it."""
        is_shown = self.is_open and self.panel.tab == REQUEST
        if is_shown and message_id in ("", self._message_id):
            self.close()
        else:
            self.open(message_id)

    def open(self, message_id: str = "") -> None:
        """Shows the request of a message (default: of the last answer)."""
        self._show_tab(REQUEST)
        self._show(message_id or self._last_id())
        self.panel.focus_tab()

    def toggle_parameters(self) -> None:
        """Shows what is sent with the messages of the chat, or closes it."""
        if self.is_open and self.panel.tab == PARAMETERS:
            self.close()
            return
        self._show_tab(PARAMETERS)
        self.panel.focus_tab()

    def _show_tab(self, tab: str) -> None:
        self.panel.show_tab(tab)
        self.panel.show()
        self._docking.place()
        self._pane.header.show_inspected(True)
        self.show_parameters()

    def close(self) -> None:
        """Hides it; the keyboard goes back to where it was."""
        had_focus = self.panel.isAncestorOf(self._page.window().focusWidget())
        self.panel.hide()
        self._timer.stop()
        self._pane.header.show_inspected(False)
        if had_focus:
            self._pane.focus_box()

    def flush(self) -> None:
        """Keeps what was typed last for the chat that is shown."""
        self.panel.parameters.form.flush()

    # What is shown

    def show_parameters(self) -> None:
        """The settings of the chat that is shown; keys that are not told yet go to theirs."""
        shown = self._pane.conversation_id
        if not self.is_open:
            return
        view = self.panel.parameters
        if shown != self._shown_id:
            view.form.flush()
            self._shown_id = shown
        conversation = self._services.conversations.get(shown)
        if conversation is not None:
            parameters = Parameters.from_dict(conversation.parameters)
            view.form.show_values(conversation.system_prompt, parameters)
            view.show_reset(on=bool(conversation.parameters or conversation.system_prompt))

    def _last_id(self) -> str:
        tree = self._services.conversations.tree(self._pane.conversation_id)
        answer = last_answer(tree) if tree is not None else None
        return answer.id if answer is not None else ""

    def _message(self) -> Message | None:
        tree = self._services.conversations.tree(self._pane.conversation_id)
        return tree.get(MessageId(self._message_id)) if tree is not None else None

    def _show(self, message_id: str) -> None:
        self._message_id = message_id
        self._asked += 1
        message = self._message()
        if message is None or message.role is Role.USER:
            self.panel.request.show_nothing()
            return
        self._show_reply()
        self._services.scope.start(self._inspect(message, self._asked), name="inspect request")

    async def _inspect(self, message: Message, asked: int) -> None:
        try:
            found = await self._inspector.inspect(message)
        except StudioError:
            return  # the store tells that the library can't be read
        if asked == self._asked and self.is_open:
            self.panel.request.show_inspection(found)

    def _show_reply(self) -> None:
        message = self._message()
        if message is None or not self.is_open:
            self._timer.stop()
            return
        running = self._services.runs.live(message.id) is not None
        if running != self._timer.isActive():
            self._timer.start() if running else self._timer.stop()
        self.panel.request.show_message(message, running=running)
        self.panel.request.show_events(self._services.runs.events_of(message.id))

    # Slots

    def _on_path(self, conversation_id: str) -> None:
        """Another chat or another version is shown."""
        if not self.is_open or conversation_id != self._pane.conversation_id:
            return
        tree = self._services.conversations.tree(conversation_id)
        path = tree.path() if tree is not None else ()
        if all(message.id != self._message_id for message in path):
            self._show(self._last_id())

    def _on_store_message_changed(self, _conversation_id: str, message_id: str) -> None:
        if self.is_open and message_id == self._message_id:
            self._show_reply()

    def _on_panel_tab_chosen(self, tab: str) -> None:
        self._show_tab(tab)
        if tab == REQUEST:
            self._show(self._message_id or self._last_id())

    def _on_form_changed(self) -> None:
        store, form = self._services.conversations, self.panel.parameters.form
        conversation = store.get(self._shown_id)
        if conversation is None:
            return
        if form.system_prompt != conversation.system_prompt:
            store.set_system_prompt(self._shown_id, form.system_prompt)
        if form.parameters.as_dict() != conversation.parameters:
            store.set_parameters(self._shown_id, form.parameters)
        self._tell()

    def _on_parameters_reset_requested(self) -> None:
        store = self._services.conversations
        before = store.get(self._shown_id)
        if before is None:
            return
        store.set_system_prompt(before.id, "")
        store.set_parameters(before.id, Parameters())
        self._tell()

        def restore() -> None:
            store.set_system_prompt(before.id, before.system_prompt)
            store.set_parameters(before.id, Parameters.from_dict(before.parameters))
            self._tell()

        self._undo.push(self.tr("Parameters reset"), restore, icon="circle-check")

    def _tell(self) -> None:
        """A chat without messages announces nothing itself."""
        self.parameters_changed.emit()

    def _on_request_copied(self) -> None:
        self._toasts.show_toast(self.tr("Copied"))

"""Opens the inspector, keeps it beside or over the chat, and tells it what to show."""

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.core.errors import StudioError
from studio.core.ids import MessageId
from studio.core.messages import Message, Role
from studio.services.app import AppServices
from studio.services.inspection import RequestInspector
from studio.ui.chat.inspector.panel import DEFAULT_PX, LEAST_PX, MOST_PX, InspectorPanel
from studio.ui.chat.pane import ChatPane
from studio.ui.chat.path_rows import last_answer
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack

BESIDE_FROM_PX = 1200
_REFRESH_MS = 500


class InspectorHost(QObject):
    """The inspector of a chat page.

    Args:
        page: what it lies over in a narrow window.
        row: of the page, where it stands in a wide one.
    """

    def __init__(
        self,
        *,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
        pane: ChatPane,
        page: QWidget,
        row: QHBoxLayout,
    ) -> None:
        super().__init__(page)
        self._services = services
        self._theme = theme
        self._toasts = toasts
        self._pane = pane
        self._page = page
        self._row = row
        self._message_id = ""
        self._asked = 0
        self._px = DEFAULT_PX
        self._inspector = RequestInspector(
            conversations=services.conversations,
            connections=services.connections,
            images=services.images,
        )
        self.panel = InspectorPanel(theme, page)
        self.panel.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._connect()

    def _connect(self) -> None:
        services = self._services
        self.panel.closed.connect(self.close)
        self.panel.copied.connect(self._on_panel_copied)
        self.panel.widened.connect(self._on_panel_widened)
        self._timer.timeout.connect(self._show_reply)
        services.conversations.tree_loaded.connect(self._on_path)
        services.conversations.path_changed.connect(self._on_path)
        services.conversations.message_changed.connect(self._on_store_message_changed)
        self._page.installEventFilter(self)
        self._theme.changed.connect(self._place)

    # Opening

    @property
    def is_open(self) -> bool:
        """Whether it can be seen."""
        return not self.panel.isHidden()

    @property
    def overlays(self) -> bool:
        """Whether it lies over the chat."""
        return self.is_open and self._row.indexOf(self.panel) < 0

    def toggle(self, message_id: str = "") -> None:
        """Opens it for a message (default: the last answer), or closes it."""
        if self.is_open and message_id in ("", self._message_id):
            self.close()
        else:
            self.open(message_id)

    def open(self, message_id: str = "") -> None:
        """Shows the request of a message (default: of the last answer)."""
        self.panel.show()
        self._place()
        self._show(message_id or self._last_id())
        self.panel.focus_body()

    def close(self) -> None:
        """Hides it; the keyboard goes back to where it was."""
        had_focus = self.panel.isAncestorOf(self._page.window().focusWidget())
        self.panel.hide()
        self._timer.stop()
        self._pane.header.show_inspected(False)
        if had_focus:
            self._pane.focus_box()

    def _place(self) -> None:
        if not self.is_open:
            return
        scaled = self._theme.current.scaled
        width = scaled(max(LEAST_PX, min(MOST_PX, self._px)))
        beside = self._page.window().width() >= scaled(BESIDE_FROM_PX)
        self.panel.setFixedWidth(width)
        if beside and self._row.indexOf(self.panel) < 0:
            self._row.addWidget(self.panel)
            self.panel.show()
        elif not beside:
            if self._row.indexOf(self.panel) >= 0:
                self._row.removeWidget(self.panel)
            self.panel.setGeometry(self._page.width() - width, 0, width, self._page.height())
            self.panel.raise_()
        self._pane.header.show_inspected(True)

    # What is shown

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
            self.panel.show_nothing()
            return
        self._show_reply()
        self._services.scope.start(self._inspect(message, self._asked), name="inspect request")

    async def _inspect(self, message: Message, asked: int) -> None:
        try:
            found = await self._inspector.inspect(message)
        except StudioError:
            return  # the store tells that the library can't be read
        if asked == self._asked and self.is_open:
            self.panel.show_inspection(found)

    def _show_reply(self) -> None:
        message = self._message()
        if message is None or not self.is_open:
            self._timer.stop()
            return
        running = self._services.runs.live(message.id) is not None
        if running != self._timer.isActive():
            self._timer.start() if running else self._timer.stop()
        self.panel.show_message(message, running=running)
        self.panel.show_events(self._services.runs.events_of(message.id))

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

    def _on_panel_copied(self) -> None:
        self._toasts.show_toast(self.tr("Copied"))

    def _on_panel_widened(self, by_px: int) -> None:
        wanted = self.panel.width() + by_px
        self._px = round(wanted * 100 / max(1, self._theme.current.scale_percent))
        self._place()

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the page has another size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

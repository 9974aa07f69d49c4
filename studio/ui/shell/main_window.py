"""The main window: rail, pages, keys, notices. It wires features that don't know each other."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio import __version__
from studio.core.ids import ConnectionId
from studio.core.messages import Attachment
from studio.services.app import AppServices
from studio.ui.chat.page import ChatPage
from studio.ui.settings.theme_follower import ThemeFollower
from studio.ui.shell.connection_watch import ConnectionWatch
from studio.ui.shell.edit_host import EditHost
from studio.ui.shell.export_host import ExportHost
from studio.ui.shell.making_host import MakingHost
from studio.ui.shell.model_picking import ModelPicking
from studio.ui.shell.notices import NoticeBar
from studio.ui.shell.page_keys import PageKeys
from studio.ui.shell.rail import Rail
from studio.ui.shell.viewer_host import ViewerHost
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack

if TYPE_CHECKING:
    from studio.ui.gallery.page import GalleryPage
    from studio.ui.images.items import ImageItems
    from studio.ui.settings.page import SettingsPage
    from studio.ui.settings.welcome import WelcomePage
    from studio.ui.shell.ahead import Ahead
    from studio.ui.shell.compare_host import CompareHost
    from studio.ui.shell.quit_dialog import QuitDialog

LEAST_WIDTH_PX, LEAST_HEIGHT_PX = 960, 600
FIRST_WIDTH_PX, FIRST_HEIGHT_PX = 1440, 900
FRAME_PX = 48  # title bar and borders, which the system adds around the window


class WindowOptions(Protocol):
    """What the window needs of the options of this start."""

    @property
    def model(self) -> str:
        """Model id of the first chat, or ""."""
        ...

    @property
    def theme(self) -> str:
        """Theme of this start, or ""."""
        ...

    @property
    def safe_mode(self) -> bool:
        """Open no conversation."""
        ...


class MainWindow(QWidget):
    """The window of the studio.

    It never ends the program: closing asks, then emits `quit_requested`; the owner calls
    `close_for_good` at the end of its clean-up.

    Signals:
        quit_requested: a person wants to quit; questions were asked.
    """

    quit_requested = Signal()

    def __init__(
        self,
        *,
        services: AppServices,
        theme: ThemeStore,
        options: WindowOptions,
        folders: Path,
        cache: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._theme = theme
        self._options = options
        self._folder = folders
        self._cache = cache or folders / "cache"
        self._chat: ChatPage | None = None
        self._gallery: Ahead[GalleryPage] | None = None
        self._compare: CompareHost | None = None
        self._settings: SettingsPage | None = None
        self._welcome: WelcomePage | None = None
        self._picking_for = ""  # a message, or "" for the chat
        self._page = self._page_before = self._page_under_edit = ""
        self._closing = self._is_filled = False
        self._quit_dialog: QuitDialog | None = None
        self._follower = ThemeFollower(
            theme, services.preferences, mode_for_this_start=options.theme or None, parent=self
        )
        self._build()
        self._connect()
        self._restore_geometry()
        self._show_first_page()

    def _build(self) -> None:
        self.setObjectName("main_window")
        self.setProperty("preferences", self._services.preferences)  # both for its file dialogs
        self.setProperty("theme_store", self._theme)
        self.setMinimumSize(LEAST_WIDTH_PX, LEAST_HEIGHT_PX)
        self.setWindowTitle("DGrid Studio")
        self.rail = Rail(self._theme)
        self.notices = NoticeBar(self._theme)
        self._stack = QStackedWidget()
        self.toasts = ToastStack(self._theme, self)
        self._watch = ConnectionWatch(self._services, self.rail, self)
        self.picking = ModelPicking(services=self._services, theme=self._theme, window=self)
        self.viewer = ViewerHost(
            services=self._services, theme=self._theme, toasts=self.toasts, window=self,
            stack=self._stack, beside=self.rail,
        )  # fmt: skip
        self.making = MakingHost(
            services=self._services, theme=self._theme, toasts=self.toasts, window=self,
            viewer=self.viewer, picking=self.picking,
        )  # fmt: skip
        self.editor = EditHost(
            services=self._services, theme=self._theme, toasts=self.toasts, stack=self._stack,
            beside=self.rail, viewer=self.viewer, picking=self.picking,
        )  # fmt: skip
        self.exporting = ExportHost(
            services=self._services, theme=self._theme, toasts=self.toasts, window=self
        )
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self._stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)

    def _connect(self) -> None:
        services = self._services
        self.rail.page_requested.connect(self.show_page)
        self.picking.settings_requested.connect(self.show_connection)
        self.making.closed.connect(self._on_making_closed)
        self.rail.connection_requested.connect(self._on_rail_connection_requested)
        self.editor.opened.connect(self._on_editor_opened)
        self.editor.closed.connect(self._on_editor_closed)
        self.editor.title_changed.connect(self._show_title)
        self.viewer.opened.connect(self._on_viewer_opened)
        self.viewer.closed.connect(self._on_viewer_closed)
        self.viewer.title_changed.connect(self._show_title)
        self.viewer.message_requested.connect(self._on_viewer_message_requested)
        self.viewer.export_requested.connect(self.exporting.open)
        services.conversations.storage_failed.connect(self.notices.show_failure)
        services.preferences.write_failed.connect(self.notices.show_failure)
        if services.preferences.problem is not None:
            self.notices.show_failure(services.preferences.problem)
        self._page_keys = PageKeys(self, services, self._theme)

    # Pages

    @property
    def page(self) -> str:
        """`welcome`, `chat`, `compare`, `gallery`, `settings`, `viewer` or `edit`."""
        return self._page

    @property
    def chat(self) -> ChatPage:
        """The chat page; made when it is first needed."""
        if self._chat is None:
            page = ChatPage(services=self._services, theme=self._theme, toasts=self.toasts)
            page.title_changed.connect(self._show_title)
            page.model_picker_requested.connect(self._on_chat_model_picker_requested)
            page.connection_requested.connect(self.show_connection)
            page.images_requested.connect(self.viewer.open)
            page.image_act_requested.connect(self.act_on_images)
            page.pane.composer.compare_requested.connect(self._on_chat_compare_requested)
            page.pane.compare_with_requested.connect(self._on_chat_compare_with_requested)
            self._stack.addWidget(page)
            self._chat = page
            page.start(model_id=self._options.model or None, safe=self._options.safe_mode)
            if self._is_filled:  # the window began with something else
                page.list.fill()
        return self._chat

    @property
    def gallery(self) -> "GalleryPage":
        """The gallery; made when it is first needed, if it was not ahead of that."""
        return self.gallery_ahead.get()

    @property
    def gallery_ahead(self) -> "Ahead[GalleryPage]":
        """Makes the gallery."""
        if self._gallery is None:
            from studio.ui.shell.gallery_host import gallery_ahead

            self._gallery = gallery_ahead(
                self, self._stack, self._services, self._theme, self._cache
            )
        return self._gallery

    @property
    def compare(self) -> "CompareHost":
        """The compare page and its ties; made when they are first needed."""
        if self._compare is None:
            from studio.ui.shell.compare_host import CompareHost

            self._compare = CompareHost(
                self, pages=self._stack, services=self._services, theme=self._theme
            )
            self._compare.title_changed.connect(self._show_title)
            self._stack.addWidget(self._compare.page)
        return self._compare

    @property
    def shown_page(self) -> QWidget:
        """What stands beside the rail."""
        return self._stack.currentWidget() or self

    def show_page(self, name: str) -> None:
        """Shows a page of the rail; the welcome while there is no connection to ask."""
        if name in ("chat", "compare") and not self._services.connections.all():
            name = "welcome"
        self.editor.close()
        self.viewer.close()
        pages = {
            "chat": self._chat_page,
            "settings": self._settings_page,
        }
        late = self._late_page(name) if name in ("compare", "gallery") else None
        self._stack.setCurrentWidget(late or pages.get(name, self._welcome_page)())
        self._page = name
        self.rail.show_page("chat" if name == "welcome" else name)
        self._show_title()
        if name == "chat":
            self.making.lie_on(self.chat.pane)
            self.chat.pane.focus_box()
        elif name == "compare" and self._compare is not None:
            self._compare.page.focus_box()
        elif name == "gallery" and self._gallery is not None and self._gallery.is_made:
            self.making.lie_on(self.gallery.centre, self.gallery.set_room_below)
            self.gallery.focus_images()

    def new_chat(self) -> None:
        """Shows an empty chat."""
        self.show_page("chat")
        if self._page == "chat":
            self.chat.new_chat()

    def fill(self) -> None:
        """Makes what the first painting did without; called once that is seen."""
        from studio.ui.shell.attention import Attention

        self._is_filled = True
        Attention(self, self._services.runs, self._theme.app.alert)
        if self._chat is not None:
            self._chat.list.fill()

    def bring_to_front(self) -> None:
        """Raises the window, also when it is minimised."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def save_state(self) -> None:
        """Keeps draft, place, and the window's geometry."""
        if self._chat is not None:
            self._chat.save_state()
        if self._compare is not None:
            self._compare.page.save_state()
        geometry = bytes(self.saveGeometry().toHex().data()).decode()
        self._services.preferences.set(window_geometry=geometry)

    def close_for_good(self) -> None:
        """Closes without asking; the program ends."""
        self._closing = True
        self.close()

    def _show_first_page(self) -> None:
        self.show_page("chat")

    def _chat_page(self) -> QWidget:
        return self.chat

    def _late_page(self, name: str) -> QWidget:
        from studio.ui.shell.late_page import page_or_blank

        return page_or_blank(self, name, self._stack, self._services.scope, self._theme)

    def _settings_page(self) -> QWidget:
        if self._settings is None:
            from studio.ui.settings.other_sections import AboutFacts
            from studio.ui.settings.page import SettingsPage

            services = self._services
            self._settings = SettingsPage(
                self._theme,
                connections=services.connections,
                catalogue=services.catalogue,
                conversations=services.conversations,
                preferences=services.preferences,
                scope=services.scope,
                clock=services.clock,
                toasts=self.toasts,
                about=AboutFacts(__version__, self._folder, self._folder / "logs"),
            )
            self._stack.addWidget(self._settings)
        return self._settings

    def _welcome_page(self) -> QWidget:
        if self._welcome is None:
            from studio.ui.settings.welcome import WelcomePage

            services = self._services
            self._welcome = WelcomePage(
                self._theme,
                connections=services.connections,
                catalogue=services.catalogue,
                preferences=services.preferences,
                scope=services.scope,
            )
            self._welcome.demo_requested.connect(self._on_welcome_demo_requested)
            self._welcome.finished.connect(self._on_welcome_finished)
            self._welcome.model_picker_requested.connect(self._on_welcome_model_picker_requested)
            self._stack.addWidget(self._welcome)
        return self._welcome

    def _show_title(self) -> None:
        if self._page == "chat" and self._chat is not None:
            title = self._chat.pane.title()
        elif self._page == "compare":
            title = self._compare.page.title() if self._compare else self.tr("Compare")
        elif self._page == "gallery":
            title = self.tr("Gallery")
        elif self._page == "settings":
            title = self.tr("Settings")
        elif self._page == "edit":
            title = self.editor.title
        elif self._page == "viewer":
            title = self.viewer.title
        else:
            title = self.tr("Welcome")
        self.setWindowTitle(f"{title} – DGrid Studio")

    def _restore_geometry(self) -> None:
        kept = self._services.preferences.values.window_geometry
        # Qt moves the window to a screen that is there when its own is gone.
        if not kept or not self.restoreGeometry(QByteArray.fromHex(kept.encode())):
            room = self.screen().availableSize()
            width = min(FIRST_WIDTH_PX, room.width() - FRAME_PX)
            self.resize(width, min(FIRST_HEIGHT_PX, room.height() - FRAME_PX))

    # Slots

    def _on_rail_connection_requested(self) -> None:
        default = self._services.connections.default()
        self.show_connection(default.id if default is not None else "")

    def show_connection(self, connection_id: str) -> None:
        """Shows a connection in the settings; "" for a new one."""
        self.show_page("settings")
        if self._settings is not None:
            self._settings.show_connection(connection_id)

    def show_settings(self, section: str) -> None:
        """Shows a section of the settings, e.g. `keyboard`."""
        self.show_page("settings")
        if self._settings is not None:
            self._settings.show_section(section)

    def _on_editor_opened(self) -> None:
        self._page_under_edit, self._page = self._page, "edit"
        self.making.close()
        self._show_title()

    def _on_editor_closed(self) -> None:
        self._page = self._page_under_edit
        self._show_title()

    def _on_viewer_opened(self) -> None:
        self._page_before, self._page = self._page, "viewer"
        self._show_title()

    def _on_viewer_closed(self) -> None:
        self._page = self._page_before
        self._show_title()

    def _on_viewer_message_requested(self, conversation_id: str, message_id: str) -> None:
        from studio.ui.shell.jumping import show_message

        at = self.viewer.left_at
        show_message(self, self._services, conversation_id, message_id, at)

    def _on_chat_model_picker_requested(self, anchor: QWidget, message_id: str) -> None:
        self._picking_for = message_id
        connection, model_id = self.chat.pane.model()
        in_use = connection.id if connection else ""
        self.picking.open(anchor, in_use, model_id, self._take_model_for_chat)

    def act_on_images(self, act: str, items: "ImageItems", index: int) -> None:
        """Edits, compares or reuses (`act`) one of some images that a page shows."""
        if act == "edit":
            self.editor.open(items[index])
        elif act == "reuse":
            self.making.reuse_image(items[index])
        elif act == "compare":
            self.viewer.choose_and_compare(items[index], items)

    def _on_chat_compare_requested(self, text: str, attachments: tuple[Attachment, ...]) -> None:
        from studio.ui.shell.late_page import ask_in_chat

        ask_in_chat(self, self._services.scope, text, attachments)

    def _on_chat_compare_with_requested(self, message_id: str) -> None:
        from studio.ui.shell.late_page import offer_for

        offer_for(self, self._services.scope, message_id)

    def _on_making_closed(self) -> None:
        if self._page == "chat":
            self.chat.pane.focus_box()

    def _on_welcome_model_picker_requested(self, anchor: QWidget, connection_id: str) -> None:
        model_id = self._welcome.model_id if self._welcome is not None else ""
        self.picking.open(anchor, connection_id, model_id, self._take_model_for_welcome)

    def _take_model_for_chat(self, connection_id: str, model_id: str) -> None:
        self.chat.pane.use_model(connection_id, model_id, self._picking_for)

    def _take_model_for_welcome(self, _connection_id: str, model_id: str) -> None:
        if self._welcome is not None:
            self._welcome.set_model(model_id)

    def _on_welcome_demo_requested(self) -> None:
        demo = self._services.connections.add_demo()
        self._services.connections.set_default(demo.id)
        self._leave_welcome()

    def _on_welcome_finished(self, connection_id: str, model_id: str, text: str) -> None:
        self._leave_welcome()
        pane = self.chat.pane
        if model_id:
            self._services.conversations.set_model(
                pane.conversation_id, ConnectionId(connection_id), model_id
            )
            pane.refresh_model()
        if text:
            self._services.runs.send(pane.conversation_id, text)

    def _leave_welcome(self) -> None:
        self.new_chat()
        if self._welcome is not None:
            self._stack.removeWidget(self._welcome)
            self._welcome.deleteLater()
            self._welcome = None

    def _on_quit_dialog_finished(self, result: int) -> None:
        dialog, self._quit_dialog = self._quit_dialog, None
        if dialog is not None and result == dialog.DialogCode.Accepted:
            self.quit_requested.emit()

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Escape that nothing inside wanted: stops the answer, else back to the box."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._page == "chat":
            self.chat.escape()
        elif self._page == "compare":
            self.compare.page.escape()
        elif self._page in ("settings", "gallery"):
            self.show_page("chat")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: asks while answers are being written; the owner decides when to go."""
        if self._closing:
            event.accept()
            return
        event.ignore()
        running = len(self._services.runs.running())
        if not running:
            self.quit_requested.emit()
        elif self._quit_dialog is None:
            from studio.ui.shell.quit_dialog import QuitDialog

            self._quit_dialog = QuitDialog(theme=self._theme, running=running, parent=self)
            self._quit_dialog.finished.connect(self._on_quit_dialog_finished)
            self._quit_dialog.open()

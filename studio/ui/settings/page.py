"""The settings page: sections at the left, one of them at the right."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.core.ports import Clock
from studio.services.catalogue import ModelCatalogue
from studio.services.connections import ConnectionStore
from studio.services.conversations import ConversationStore
from studio.services.preferences import Preferences
from studio.services.tasks import TaskScope
from studio.ui.settings.connections_section import ConnectionsSection
from studio.ui.settings.deleted_chats import DeletedChatsSection
from studio.ui.settings.keyboard import KeyboardSection
from studio.ui.settings.other_sections import (
    AboutFacts,
    AboutSection,
    AppearanceSection,
    ChatSection,
)
from studio.ui.settings.section import FORM_WIDTH_PX, SettingsSection
from studio.ui.settings.section_list import SectionList
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label, SearchField, Surface, Themed, ToastStack

_ICONS = ("plug", "message-square", "palette", "keyboard", "trash-2", "info")
SECTIONS = ("connections", "chat", "appearance", "keyboard", "deleted", "about")


class SettingsPage(Themed, QWidget):
    """All settings. Every change takes effect at once.

    Args:
        toasts: of the window, for Undo.
        about: version and folders.
    """

    def __init__(
        self,
        theme_store: ThemeStore,
        *,
        connections: ConnectionStore,
        catalogue: ModelCatalogue,
        conversations: ConversationStore,
        preferences: Preferences,
        scope: TaskScope,
        clock: Clock,
        toasts: ToastStack,
        about: AboutFacts,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settings_page")
        self.connections_section = ConnectionsSection(
            theme_store,
            connections=connections,
            catalogue=catalogue,
            scope=scope,
            clock=clock,
            toasts=toasts,
        )
        self._side = Surface(theme_store, "side", lines=("right",))
        self.search = SearchField(
            theme_store, self.tr("Search settings"), object_name="search_settings"
        )
        self.sections = SectionList(theme_store)
        self._stack = QStackedWidget()
        self._pages: list[SettingsSection] = []
        # All of them at once would hold the window for 140 ms: one in a turn, the first now.
        makers: tuple[Callable[[], SettingsSection], ...] = (
            lambda: self.connections_section,
            lambda: ChatSection(theme_store, preferences=preferences),
            lambda: AppearanceSection(theme_store, preferences=preferences),
            lambda: KeyboardSection(theme_store, preferences=preferences),
            lambda: DeletedChatsSection(
                theme_store, conversations=conversations, scope=scope, toasts=toasts
            ),
            lambda: AboutSection(theme_store, facts=about),
        )
        self._makers = iter(makers)
        self._making = QTimer(self)
        self._making.timeout.connect(self._make_next)
        for title, icon in _titles():
            self.sections.add_section(title, icon)
        self._build(theme_store)
        self.sections.currentRowChanged.connect(self._show_row)
        self.search.textChanged.connect(self._on_search_changed)
        self.search.moved.connect(self._on_search_moved)
        self.sections.setCurrentRow(0)
        self._use_theme(theme_store)
        self._making.start(0)

    def _build(self, theme_store: ThemeStore) -> None:
        self._title = Label(theme_store, self.tr("Settings"), style="page")
        self._column = QVBoxLayout(self._side)
        self._search_row = QHBoxLayout()
        self._search_row.addWidget(self.search)
        self._column.addWidget(self._title)
        self._column.addLayout(self._search_row)
        self._column.addWidget(self.sections, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side)
        row.addWidget(self._stack, 1)

    def show_connection(self, connection_id: str = "") -> None:
        """Shows the Connections section, with one connection open when it is named."""
        self.search.clear()
        self.sections.setCurrentRow(0)
        if connection_id:
            self.connections_section.open_connection(connection_id)

    def show_section(self, name: str) -> None:
        """Shows one of `SECTIONS`."""
        self.search.clear()
        self.sections.setCurrentRow(SECTIONS.index(name))

    def _show_row(self, row: int) -> None:
        self._make_through(row)
        self._stack.setCurrentIndex(row)

    def _make_through(self, row: int) -> None:
        while len(self._pages) <= row:
            self._make_next()

    def _make_next(self) -> None:
        make = next(self._makers, None)
        if make is None:
            self._making.stop()
            return
        section = make()
        self._pages.append(section)
        self._stack.addWidget(section)

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        self._show_side_width()
        self._title.setFixedHeight(scaled(52))
        self._title.setContentsMargins(scaled(16), 0, 0, 0)
        self._search_row.setContentsMargins(scaled(12), 0, scaled(12), scaled(8))
        # The line at the right edge stays free.
        self._column.setContentsMargins(0, 0, 1, scaled(8))
        self._column.setSpacing(0)

    def _show_side_width(self) -> None:
        scaled = self.theme.scaled
        wide = self.width() >= scaled(280 + FORM_WIDTH_PX)
        self._side.setFixedWidth(scaled(280 if wide else 200))

    def _on_search_changed(self, text: str) -> None:
        self._make_through(len(SECTIONS) - 1)
        words = text.lower().split()
        fitting = frozenset(
            number
            for number, page in enumerate(self._pages)
            if all(word in page.words() for word in words)
        )
        self.sections.show_only(fitting)
        if fitting and self.sections.currentRow() not in fitting:
            self.sections.setCurrentRow(min(fitting))

    def _on_search_moved(self, _key: int) -> None:
        self.sections.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_side_width()


def _titles() -> tuple[tuple[str, str], ...]:
    """Titles and icons of the sections: those are listed before they are made."""
    translate = QCoreApplication.translate
    titles = (
        translate("ConnectionsSection", "Connections"),
        translate("ChatSection", "Chat"),
        translate("AppearanceSection", "Appearance"),
        translate("Keyboard", "Keyboard"),
        translate("DeletedChatsSection", "Deleted chats"),
        translate("AboutSection", "About"),
    )
    return tuple(zip(titles, _ICONS, strict=True))

"""Ctrl+K: fills the command palette with what there is, and does what is chosen."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from studio.core.ids import ConnectionId, is_apart, is_batch, is_comparing
from studio.core.messages import Conversation
from studio.core.models import ModelInfo
from studio.core.records import SearchHit
from studio.core.requests import Connection
from studio.itemmodels.conversation_texts import subtitle_text, title_text
from studio.itemmodels.day_sections import DaySections
from studio.itemmodels.model_texts import UNKNOWN, context_text
from studio.services.app import AppServices
from studio.ui.palette.entries import Entry, Kind, Row
from studio.ui.palette.palette import CommandPalette
from studio.ui.shell.jumping import show_message
from studio.ui.shell.late_page import with_compare_page
from studio.ui.shell.palette_commands import Command, PaletteCommands
from studio.ui.theme import ThemeStore

if TYPE_CHECKING:
    from studio.ui.shell.main_window import MainWindow
    from studio.ui.shell.page_keys import PageKeys

_APART = "\n"  # between the two ids that an entry's id is made of
_MOST_MESSAGES = 6


def _tr(text: str) -> str:
    return QCoreApplication.translate("PaletteHost", text)


class PaletteHost(QObject):
    """The palette of a window, made when it is first wanted."""

    def __init__(
        self, window: "MainWindow", services: AppServices, theme: ThemeStore, keys: "PageKeys"
    ) -> None:
        super().__init__(window)
        self._window, self._services = window, services
        self._making = PaletteCommands(window, services, keys)
        self._commands: dict[str, Command] = {}
        self.palette = CommandPalette(theme, theme.app, window)
        self.palette.chosen.connect(self._on_palette_chosen)
        self.palette.searched.connect(self._on_palette_searched)
        self.palette.closed.connect(self._on_palette_closed)

    def toggle(self) -> None:
        """Opens it, or closes it."""
        if self.palette.is_open:
            self.palette.close_popup()
            return
        self._commands = {each.entry.id: each for each in self._making.all()}
        is_welcome = self._window.page == "welcome"
        self.palette.open_with(
            (
                *(command.entry for command in self._commands.values()),
                *(() if is_welcome else (*self._chats(), *self._models(), *self._settings())),
            ),
            self._note_of_chat,
        )

    # What there is

    def _chats(self) -> Iterator[Entry]:
        shown = self._window.chat.pane.conversation_id if self._window.page == "chat" else ""
        for chat in sorted(filter(_is_listed, self._services.conversations.all()), key=_age):
            icon = "columns-3" if is_comparing(chat.id) else "message-square"
            offered = chat.id != shown
            yield Entry(Kind.CHAT, chat.id, title_text(chat), icon=icon, is_offered=offered)

    def _note_of_chat(self, entry: Entry) -> str:
        chat = self._services.conversations.get(entry.id) if entry.kind is Kind.CHAT else None
        if chat is None:
            return ""
        sections = DaySections(self._services.clock.now())
        note = subtitle_text(chat, sections, running=self._services.runs.is_running(chat.id))
        return f"{_tr('Comparison')} · {note}" if is_comparing(chat.id) else note

    def _models(self) -> Iterator[Entry]:
        connections, catalogue = self._services.connections, self._services.catalogue
        used, model_id = self._window.chat.pane.model()
        values = self._services.preferences.values
        lately = {mid: at for at, mid in enumerate((*values.recents, *values.favourites))}

        def order(model: ModelInfo) -> tuple[int, str]:
            return lately.get(model.id, len(lately)), model.id.lower()

        several = len(connections.all()) > 1
        first = sorted(connections.all(), key=lambda each: each.id != (used.id if used else ""))
        for connection in first:
            for model in sorted(catalogue.models(connection.id), key=order):
                in_use = used is not None and (connection.id, model.id) == (used.id, model_id)
                yield Entry(
                    Kind.MODEL,
                    f"{connection.id}{_APART}{model.id}",
                    model.id,
                    note=_model_note(model, connection if several else None, in_use=in_use),
                )

    def _settings(self) -> Iterator[Entry]:
        rows = (
            ("connections", _tr("Connections"), "plug", _tr("API key address gateway proxy")),
            ("chat", _tr("Chat"), "message-square", _tr("send with Enter images per request")),
            ("appearance", _tr("Appearance"), "palette",
             _tr("theme dark light interface size contrast reduced motion")),
            ("keyboard", _tr("Keyboard"), "keyboard", _tr("shortcuts keys")),
            ("deleted", _tr("Deleted chats"), "trash-2", _tr("trash restore")),
            ("about", _tr("About"), "info", _tr("version licence data folder logs")),
        )  # fmt: skip
        for name, text, icon, also in rows:
            yield Entry(Kind.SETTING, name, text, note=_tr("Settings"), icon=icon, also=also)

    # Messages

    def _on_palette_searched(self, words: str) -> None:
        search = self._services.messages()
        search.cancel()
        if words and self._window.page != "welcome":
            self._services.scope.start(self._find(words), name="find messages")

    def _on_palette_closed(self) -> None:
        self._services.messages().cancel()

    async def _find(self, words: str) -> None:
        hits = await self._services.messages().find(words, _MOST_MESSAGES)
        if not self._services.scope.is_closed:
            self.palette.show_messages(words, tuple(self._row_of(hit) for hit in hits))

    def _row_of(self, hit: SearchHit) -> Row:
        entry = Entry(
            Kind.MESSAGE,
            f"{hit.conversation_id}{_APART}{hit.message_id}",
            hit.excerpt,
            icon="file-text",
        )
        start = hit.match_start
        spans = ((start, start + hit.match_length),) if hit.match_length else ()
        return Row("", entry, spans, hit.title or _tr("New chat"))

    # What is chosen

    def _on_palette_chosen(self, entry: Entry) -> None:
        if entry.kind is Kind.COMMAND:
            self._commands[entry.id].act()
        elif entry.kind is Kind.CHAT:
            self._open(entry.id)
        elif entry.kind is Kind.MESSAGE:
            conversation_id, _, message_id = entry.id.partition(_APART)
            show_message(self._window, self._services, conversation_id, message_id)
        elif entry.kind is Kind.MODEL:
            connection_id, _, model_id = entry.id.partition(_APART)
            self._window.show_page("chat")
            self._window.chat.pane.use_model(ConnectionId(connection_id), model_id)
        else:
            self._window.show_settings(entry.id)

    def _open(self, conversation_id: str) -> None:
        if not is_comparing(conversation_id):
            self._window.show_page("chat")
            self._window.chat.open(conversation_id)
            return

        def show() -> None:
            self._window.show_page("compare")
            self._window.compare.page.open(conversation_id)

        with_compare_page(self._services.scope, show)


def _is_listed(conversation: Conversation) -> bool:
    """What was made outside chats is a chat once somebody named or pinned it."""
    if is_comparing(conversation.id):
        return not is_batch(conversation.id)
    return not is_apart(conversation.id) or conversation.pinned or conversation.title_is_manual


def _age(conversation: Conversation) -> float:
    return -conversation.updated_at.timestamp()


def _model_note(model: ModelInfo, connection: Connection | None, *, in_use: bool) -> str:
    context = context_text(model.context_tokens)
    notes = (
        _tr("In use") if in_use else "",
        connection.name if connection is not None else "",
        context if context != UNKNOWN else "",
    )
    return " · ".join(note for note in notes if note)

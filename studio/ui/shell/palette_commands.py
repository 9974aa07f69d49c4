"""The acts of the command palette: what can be done now, in the words of the interface."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from studio.services.app import AppServices
from studio.ui.palette.entries import Entry, Kind
from studio.ui.shell.late_page import with_compare_page

if TYPE_CHECKING:
    from studio.ui.shell.main_window import MainWindow
    from studio.ui.shell.page_keys import PageKeys


class Command(Struct, frozen=True):
    """An entry, and what it does."""

    entry: Entry
    act: Callable[[], object]


def _tr(text: str) -> str:
    return QCoreApplication.translate("PaletteCommands", text)


class PaletteCommands:
    """Gives the commands of the present page.

    Args:
        keys: what has a key is done by the same method.
    """

    def __init__(self, window: "MainWindow", services: AppServices, keys: "PageKeys") -> None:
        self._window, self._services, self._keys = window, services, keys

    def all(self) -> tuple[Command, ...]:
        """The commands, the most wanted first."""
        page = self._window.page
        if page == "welcome":
            return (*self._looking(), *self._ending())
        return (
            *self._beginning(),
            *(self._of_chat() if page == "chat" else ()),
            *(self._of_compare() if page == "compare" else ()),
            *(self._of_gallery() if page == "gallery" else ()),
            *self._going(),
            *self._looking(),
            *self._ending(),
        )

    def _keyed(self, keys: str, text: str, icon: str, also: str = "") -> Command:
        """A command that does what its key does."""
        return _command(keys, text, icon, self._keys.act(keys), keys=keys, also=also)

    def _beginning(self) -> Iterator[Command]:
        in_compare = self._window.page == "compare"
        chat_keys, compare_keys = ("", "Ctrl+N") if in_compare else ("Ctrl+N", "")
        new_chat = self._window.new_chat
        yield _command("new_chat", _tr("New chat"), "square-pen", new_chat, keys=chat_keys)
        yield _command(
            "new_comparison", _tr("New comparison"), "columns-3", self._new_comparison,
            keys=compare_keys, note=_tr("Ask several models the same thing"),
        )  # fmt: skip
        if self._window.page not in ("edit", "viewer"):
            yield self._keyed("Ctrl+Shift+I", _tr("Make an image"), "image-plus")

    def _of_chat(self) -> Iterator[Command]:
        chat = self._window.chat
        conversation = self._services.conversations.get(chat.pane.conversation_id)
        if self._services.runs.is_running(chat.pane.conversation_id):
            yield _command("stop", _tr("Stop the answer"), "square", chat.pane.stop, keys="Esc")
        yield self._keyed("Ctrl+L", _tr("Choose the model"), "cpu", _tr("change switch"))
        yield self._keyed("Ctrl+Shift+P", _tr("Parameters"), "sliders-horizontal",
                          _tr("system prompt temperature tokens"))  # fmt: skip
        yield self._keyed("Ctrl+O", _tr("Attach files"), "paperclip", _tr("open picture image"))
        if conversation is not None and conversation.leaf_id is not None:
            yield from self._of_messages()
        if conversation is not None and self._services.conversations.is_kept(conversation.id):
            pin = _tr("Unpin this chat") if conversation.pinned else _tr("Pin this chat")
            yield self._keyed("F2", _tr("Rename this chat"), "pencil", _tr("title"))
            yield _command("pin", pin, "pin", self._pin)
            yield _command("delete_chat", _tr("Delete this chat"), "trash-2", self._delete_chat)

    def _of_messages(self) -> Iterator[Command]:
        yield self._keyed("Ctrl+F", _tr("Find in this chat"), "search")
        yield self._keyed("Ctrl+R", _tr("Regenerate the last answer"), "refresh-cw",
                          _tr("retry again"))  # fmt: skip
        yield self._keyed("Ctrl+Shift+C", _tr("Copy the last answer"), "copy")
        yield self._keyed("Ctrl+Shift+;", _tr("Copy the last code"), "code")
        edit = self._window.chat.pane.edit_last
        yield _command("edit_last", _tr("Edit the last message"), "pencil", edit)
        yield self._keyed("Ctrl+I", _tr("Show or hide the request"), "panel-right",
                          _tr("inspector details"))  # fmt: skip

    def _of_compare(self) -> Iterator[Command]:
        yield self._keyed("Ctrl+L", _tr("Choose the models"), "cpu")
        yield self._keyed("Ctrl+Shift+F", _tr("Search comparisons"), "search")
        yield self._keyed("Ctrl+I", _tr("Show or hide the request"), "panel-right")

    def _of_gallery(self) -> Iterator[Command]:
        yield self._keyed("Ctrl+F", _tr("Search images"), "search", _tr("find filter"))
        yield self._keyed("Ctrl+I", _tr("Show or hide the details"), "panel-right")

    def _going(self) -> Iterator[Command]:
        yield self._keyed("Ctrl+1", _tr("Go to Chat"), "message-square")
        yield self._keyed("Ctrl+2", _tr("Go to Gallery"), "images")
        yield self._keyed("Ctrl+3", _tr("Go to Compare"), "columns-3")
        yield self._keyed("Ctrl+,", _tr("Go to Settings"), "settings", _tr("preferences"))
        if self._window.page != "compare":
            search = self._search_chats
            keys = "Ctrl+Shift+F" if self._window.page == "chat" else ""
            yield _command("search_chats", _tr("Search chats"), "search", search, keys=keys)
        if self._window.page in ("chat", "compare", "gallery"):
            yield self._keyed("Ctrl+B", _tr("Show or hide the list"), "panel-left", _tr("side bar"))

    def _looking(self) -> Iterator[Command]:
        values = self._services.preferences.values
        modes = (
            ("light", _tr("Light theme"), "sun", self._light),
            ("dark", _tr("Dark theme"), "moon", self._dark),
            ("system", _tr("Theme of the system"), "monitor", self._system),
        )
        for mode, text, icon, act in modes:
            note = _tr("On") if values.theme == mode else ""
            yield _command(f"theme_{mode}", text, icon, act, note=note, also=_tr("colours mode"))
        yield self._keyed("Ctrl+=", _tr("Larger text"), "zoom-in")
        yield self._keyed("Ctrl+-", _tr("Smaller text"), "zoom-out")
        yield self._keyed("Ctrl+0", _tr("Text as at first"), "type", _tr("zoom reset"))
        yield self._keyed("F11", _tr("Full screen"), "maximize-2")

    def _ending(self) -> Iterator[Command]:
        if self._window.page != "welcome":
            yield self._keyed("F1", _tr("All keys"), "keyboard", _tr("shortcuts help"))
        yield self._keyed("Ctrl+Q", _tr("Quit"), "x", _tr("close exit"))

    def _new_comparison(self) -> None:
        self._window.show_page("compare")
        with_compare_page(self._services.scope, self._begin_comparison)

    def _begin_comparison(self) -> None:
        if self._window.page == "compare":
            self._window.compare.page.new_comparison()

    def _search_chats(self) -> None:
        self._window.show_page("chat")
        self._window.chat.search_chats()

    def _pin(self) -> None:
        cid = self._window.chat.pane.conversation_id
        conversation = self._services.conversations.get(cid)
        if conversation is not None:
            self._services.conversations.set_pinned(cid, not conversation.pinned)

    def _delete_chat(self) -> None:
        self._window.chat.delete(self._window.chat.pane.conversation_id)

    def _light(self) -> None:
        self._services.preferences.set(theme="light")

    def _dark(self) -> None:
        self._services.preferences.set(theme="dark")

    def _system(self) -> None:
        self._services.preferences.set(theme="system")


def _command(
    command_id: str,
    text: str,
    icon: str,
    act: Callable[[], object],
    *,
    keys: str = "",
    note: str = "",
    also: str = "",
) -> Command:
    entry = Entry(Kind.COMMAND, command_id, text, note=note, icon=icon, keys=keys, also=also)
    return Command(entry, act)

"""Keys of the window that mean something else on each page."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QShortcut

from studio.ui.shell.shortcuts import bind_keys

if TYPE_CHECKING:
    from studio.ui.shell.main_window import MainWindow


class PageKeys:
    """Binds them; a key that the page does not know does nothing there."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        acts: dict[str, Callable[[], None]] = {
            "Ctrl+L Ctrl+Shift+M": self._model,
            "Ctrl+B": self._list,
            "Ctrl+Tab": self._next_chat,
            "Ctrl+Shift+Tab": self._previous_chat,
            "Ctrl+R": self._regenerate,
            "Ctrl+Shift+C": self._copy,
            "Ctrl+I": self._inspector,
            "Ctrl+Shift+P": self._parameters,
            "Ctrl+Shift+;": self._copy_code,
            "Ctrl+F": self._find,
            "F3": self._find_next,
            "Shift+F3": self._find_previous,
            "Ctrl+Shift+F": self._search,
            "Ctrl+Z": self._undo,
            "F2": self._rename,
        }
        self.shortcuts: list[QShortcut] = bind_keys(window, acts)

    @property
    def _page(self) -> str:
        return self._window.page

    def _model(self) -> None:
        if self._page == "chat":
            self._window.chat.pane.ask_for_model()

    def _list(self) -> None:
        if self._page == "chat":
            self._window.chat.toggle_list()
        elif self._page == "gallery":
            self._window.gallery.toggle_side()

    def _next_chat(self) -> None:
        if self._page == "chat":
            self._window.chat.step(1)

    def _previous_chat(self) -> None:
        if self._page == "chat":
            self._window.chat.step(-1)

    def _regenerate(self) -> None:
        if self._page == "chat":
            self._window.chat.pane.regenerate_last()

    def _copy(self) -> None:
        if self._page == "chat":
            self._window.chat.pane.copy_last()

    def _inspector(self) -> None:
        if self._page == "chat":
            self._window.chat.toggle_inspector()
        elif self._page == "gallery":
            self._window.gallery.toggle_details()

    def _parameters(self) -> None:
        if self._page == "chat":
            self._window.chat.toggle_parameters()

    def _copy_code(self) -> None:
        if self._page == "chat":
            self._window.chat.pane.copy_last_code()

    def _find(self) -> None:
        if self._page == "chat":
            self._window.chat.pane.reader.finding.open()
        elif self._page == "gallery":
            self._window.gallery.focus_search()

    def _find_next(self) -> None:
        if self._page == "chat":
            self._window.chat.pane.reader.finding.step(1)

    def _find_previous(self) -> None:
        if self._page == "chat":
            self._window.chat.pane.reader.finding.step(-1)

    def _search(self) -> None:
        if self._page == "chat":
            self._window.chat.search_chats()

    def _undo(self) -> None:
        if self._page == "chat":
            self._window.chat.undo_last()
        elif self._page == "gallery":
            self._window.gallery.undo_last()

    def _rename(self) -> None:
        if self._page == "chat":
            self._window.chat.rename_current()
        elif self._page == "gallery":
            self._window.gallery.rename_current()

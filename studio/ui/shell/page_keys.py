"""Keys of the window that mean something else on each page."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut

from studio.services.app import AppServices
from studio.ui.shell.shortcuts import bind_keys
from studio.ui.theme import ThemeStore

if TYPE_CHECKING:
    from studio.ui.shell.main_window import MainWindow
    from studio.ui.shell.palette_host import PaletteHost

LEAST_ZOOM_PX, BODY_PX, MOST_ZOOM_PX = 12, 14, 20


class PageKeys:
    """Binds them; a key that the page does not know does nothing there."""

    def __init__(self, window: "MainWindow", services: AppServices, theme: ThemeStore) -> None:
        self._window, self._services, self._theme = window, services, theme
        self._preferences = services.preferences
        self._palette: PaletteHost | None = None
        self._acts: dict[str, Callable[[], object]] = {
            "Ctrl+1": self._show_chat,
            "Ctrl+2": self._show_gallery,
            "Ctrl+3": self._show_compare,
            "Ctrl+,": self._show_settings,
            "F1 Ctrl+/": self._show_keys,
            "Ctrl+N": self._new,
            "Ctrl+= Ctrl++": self._zoom_in,
            "Ctrl+-": self._zoom_out,
            "Ctrl+0": self._zoom_reset,
            "Ctrl+L Ctrl+Shift+M": self._model,
            "Ctrl+B Ctrl+[": self._list,
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
            "F6": self._next_part,
            "Shift+F6": self._previous_part,
            "Ctrl+O": self._attach,
            "Ctrl+K": self._toggle_palette,
            "Ctrl+Shift+I": self._make_image,
            "F11": self._full_screen,
            "Ctrl+Q Ctrl+W": self._window.close,
        }
        self.shortcuts: list[QShortcut] = bind_keys(window, self._acts)

    def act(self, key: str) -> Callable[[], object]:
        """What a key does, e.g. `Ctrl+N`."""
        return next(act for keys, act in self._acts.items() if key in keys.split(" "))

    @property
    def _page(self) -> str:
        return self._window.page

    def _toggle_palette(self) -> None:
        if self._palette is None:
            from studio.ui.shell.palette_host import PaletteHost

            self._palette = PaletteHost(self._window, self._services, self._theme, self)
        self._palette.toggle()

    def _next_part(self) -> None:
        from studio.ui.shell.panes import step

        step(self._window, 1)

    def _previous_part(self) -> None:
        from studio.ui.shell.panes import step

        step(self._window, -1)

    def _attach(self) -> None:
        if self._page == "chat":
            self._window.chat.pane.composer.choose_files()
        elif self._page == "compare":
            self._window.compare.page.composer.choose_files()

    def _make_image(self) -> None:
        if self._page not in ("welcome", "edit", "viewer"):
            self._window.making.toggle()

    def _full_screen(self) -> None:
        window = self._window
        if window.viewer.is_open:
            window.viewer.toggle_full_screen()
        else:
            window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _show_chat(self) -> None:
        self._window.show_page("chat")

    def _show_gallery(self) -> None:
        self._window.show_page("gallery")

    def _show_compare(self) -> None:
        self._window.show_page("compare")

    def _show_settings(self) -> None:
        self._window.show_page("settings")

    def _show_keys(self) -> None:
        self._window.show_settings("keyboard")

    def _new(self) -> None:
        if self._page == "compare":
            self._window.compare.page.new_comparison()
        else:
            self._window.new_chat()

    def _model(self) -> None:
        if self._page == "chat":
            self._window.chat.pane.ask_for_model()
        elif self._page == "compare":
            page = self._window.compare.page
            page.acts.line_ups.open(page.line_up)

    def _list(self) -> None:
        if self._page == "chat":
            self._window.chat.toggle_list()
        elif self._page == "compare":
            self._window.compare.page.side.toggle()
        elif self._page == "gallery":
            self._window.gallery.toggle_side()

    def _next_chat(self) -> None:
        self._step(1)

    def _previous_chat(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        """Goes to another chat or comparison of the list."""
        if self._page == "chat":
            self._window.chat.step(by)
        elif self._page == "compare":
            page = self._window.compare.page
            following = page.list.model.step(page.conversation_id, by)
            if following is not None:
                page.open(following)

    def _regenerate(self) -> None:
        if self._page == "chat":
            self._window.chat.pane.regenerate_last()

    def _copy(self) -> None:
        if self._page == "chat":
            self._window.chat.pane.copy_last()

    def _inspector(self) -> None:
        if self._page == "chat":
            self._window.chat.toggle_inspector()
        elif self._page == "compare":
            self._window.compare.page.acts.toggle_inspector("request")
        elif self._page == "gallery":
            self._window.gallery.toggle_details()

    def _parameters(self) -> None:
        if self._page == "chat":
            self._window.chat.toggle_parameters()
        elif self._page == "compare":
            self._window.compare.page.acts.toggle_inspector("parameters")

    def _copy_code(self) -> None:
        if self._page == "chat":
            self._window.chat.pane.copy_last_code()

    def _find(self) -> None:
        if self._page == "chat":
            self._window.chat.pane.reader.finding.open()
        elif self._page == "compare":
            self._window.compare.page.finding.open()
        elif self._page == "gallery":
            self._window.gallery.focus_search()

    def _find_next(self) -> None:
        self._find_step(1)

    def _find_previous(self) -> None:
        self._find_step(-1)

    def _find_step(self, by: int) -> None:
        if self._page == "chat":
            self._window.chat.pane.reader.finding.step(by)
        elif self._page == "compare":
            self._window.compare.page.finding.step(by)

    def _search(self) -> None:
        if self._page == "chat":
            self._window.chat.search_chats()
        elif self._page == "compare":
            self._window.compare.page.search()

    def _undo(self) -> None:
        if self._page == "chat":
            self._window.chat.undo_last()
        elif self._page == "compare":
            self._window.compare.page.undo.undo_last()
        elif self._page == "gallery":
            self._window.gallery.undo_last()
        elif self._page == "viewer":
            self._window.viewer.page.culling.undo.undo_last()

    def _rename(self) -> None:
        if self._page == "chat":
            self._window.chat.rename_current()
        elif self._page == "compare":
            page = self._window.compare.page
            page.list.view.rename(page.conversation_id)
        elif self._page == "gallery":
            self._window.gallery.rename_current()

    def _zoom_in(self) -> None:
        self._zoom_by(1)

    def _zoom_out(self) -> None:
        self._zoom_by(-1)

    def _zoom_reset(self) -> None:
        self._zoom_by(0)

    def _zoom_by(self, direction: int) -> None:
        """Larger (1), smaller (-1) or as at first (0): the picture that is seen, else text."""
        if self._window.viewer.is_open:
            self._window.viewer.zoom(direction)
            return
        body_px = round(self._preferences.values.text_zoom_percent * BODY_PX / 100)
        body_px = body_px + direction if direction else BODY_PX
        body_px = max(LEAST_ZOOM_PX, min(MOST_ZOOM_PX, body_px))
        self._preferences.set(text_zoom_percent=round(body_px / BODY_PX * 100))

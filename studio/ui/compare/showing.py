"""`PageShowing`: brings what stands around the columns up to date with them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from studio.core.comparing import MOST_COLUMNS
from studio.services.app import AppServices
from studio.ui.theme import ThemeStore

if TYPE_CHECKING:
    from studio.ui.compare.page import ComparePage

_LOW_PX = 480


class PageShowing(QObject):
    """Header, strip, tabs and box say what is in the columns, or in the grid in their place."""

    def __init__(self, page: "ComparePage", *, services: AppServices, theme: ThemeStore) -> None:
        super().__init__(page)
        self._page, self._board = page, page.board
        self._services, self._theme = services, theme
        self._runner = services.comparing().runner
        self._board.columns_changed.connect(self.show_columns)
        self._board.states_changed.connect(self.show_states)
        self._board.area.seen_changed.connect(self._show_paging)
        self._board.area.shown_changed.connect(self._show_tabs)

    def show_all(self) -> None:
        """Another comparison is shown."""
        page = self._page
        page.header.show_title(page.title())
        self.show_columns()
        page.title_changed.emit()

    def show_columns(self) -> None:
        """Others are asked, or in another order."""
        self.show_view()
        self._show_strip()
        self.show_models()
        self.show_states()
        self._show_paging()
        self._show_tabs()

    def show_models(self) -> None:
        """The box says who is asked, and how."""
        self._page.facts.show()
        self._page.for_all.show()

    def show_view(self) -> None:
        """Shows the columns, or the grid of images where that suits them."""
        page = self._page
        pictured = page.images.is_wanted
        columns = self._board.area if self._board.setups() else page.empty
        shown = page.images.box if pictured else columns
        if shown is not page.stack.currentWidget():
            page.stack.setCurrentWidget(shown)
            page.header.show_images(pictured)
            self._show_tabs()
            self._show_paging()
            self._board.catch_up()
            page.voting.show_bar()
        page.images.show_images()
        page.images.find_wanted()

    def show_states(self) -> None:
        """An answer began, came further, or ended."""
        page, cid = self._page, self._board.conversation_id
        answered = sum(1 for each in self._board.answers() if each is not None and each.text)
        count = len(self._board.columns())
        page.header.show_columns(count, answered=answered, can_add=count < MOST_COLUMNS)
        page.link.show_run_state()
        self._show_strip()
        self.show_view()
        if not (cid and self._runner.is_running(cid)):  # asked for many times a second
            page.facts.show_context()

    def is_low(self) -> bool:
        """Whether the window is very low, or of very large type."""
        return self._page.height() < self._theme.current.scaled(_LOW_PX)

    def show_low(self) -> None:
        """Leaves room for the answers where the window is low."""
        for column in self._board.columns():
            column.set_low(self.is_low())
        self._show_strip()

    def _show_strip(self) -> None:
        cid, questions = self._board.conversation_id, self._page.questions()
        busy = bool(cid) and self._runner.is_running(cid)
        # Where the window is very low the prompt is read above the answers alone.
        last = questions[-1] if questions and not self.is_low() else None
        self._page.strip.show_question(last, len(questions), can_edit=not busy)

    def _show_paging(self) -> None:
        pages = self._board.area.pages and not self._page.images.is_shown
        self._page.header.show_paging(pages and bool(self._board.columns()))

    def _show_tabs(self) -> None:
        named = [(column.column_id, column.name) for column in self._board.columns()]
        if self._page.images.is_shown:
            named = []
        stays = self._services.preferences.values.compare_layout == "tabs"
        self._page.tabs.show_columns(named, self._board.area.alone, stays=stays)

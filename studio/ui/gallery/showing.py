"""What the grid shows: what was found, look-alikes stacked, or one stack that is open."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedLayout

from studio.core.gallery import GalleryList
from studio.ui.gallery.texts import images_text
from studio.ui.transcript.parts.formats import count

if TYPE_CHECKING:
    from studio.services.tasks import TaskScope
    from studio.ui.gallery.page import GalleryPage


class Showing(QObject):
    """Brings lists from the feed to the grid; says what is wrong where there is nothing.

    Args:
        page: that it belongs to.
        pages: the grid and what is said instead of it.

    Signals:
        shown: other images are in the grid.
    """

    shown = Signal()

    def __init__(self, *, page: "GalleryPage", scope: "TaskScope", pages: QStackedLayout) -> None:
        super().__init__(page)
        self._page, self._scope, self._pages = page, scope, pages
        self._found = GalleryList()
        self._awaited: int | None = None
        self._stack_top: int | None = None
        page.feed.list_changed.connect(self._on_feed_list_changed)
        page.feed.failed.connect(page.empty.show_failure)
        page.feed.failed.connect(self._on_feed_failed)
        page.stacking.changed.connect(self._on_stacking_changed)

    def select_when_shown(self, key: int) -> None:
        """Selects an image as soon as a list has it."""
        self._awaited = key

    def show_counts(self) -> None:
        """How many images there are, in the head."""
        page = self._page
        shown, every = len(page.grid.list), page.feed.counts.all
        if not page.grid.list.is_whole:
            page.header.count.set_text("…")
        elif page.feed.is_filtered:
            pattern = self.tr("{0} of {1}")
            page.header.count.set_text(pattern.format(count(shown), count(max(shown, every))))
        else:
            page.header.count.set_text(images_text(shown))

    def _show(self, *, keep_place: bool) -> None:
        page = self._page
        if page.stacking.opened and not self._scope.is_closed:
            self._scope.start(self._show_stack(), name="gallery stack")
            return
        stacked = page.stacking.apply(self._found)
        page.grid.alike = {key: len(alike) for key, alike in stacked.stacks.items()}
        self._show_list(stacked.list, keep_place=keep_place)

    async def _show_stack(self) -> None:
        page = self._page
        before = set(page.stacking.opened)
        found = await page.stacking.cards(self._found)
        if not page.stacking.opened:
            self._show(keep_place=True)
        elif found is not None:
            page.grid.alike = {}
            # What is shown already is only read again.
            self._show_list(found, keep_place=before == set(page.grid.chosen.keys))

    def _show_list(self, found: GalleryList, *, keep_place: bool) -> None:
        page = self._page
        page.grid.show_list(found, keep_place=keep_place)
        page.stacking.show_bar()
        self.show_counts()
        self._select_awaited()
        in_trash = page.asked.place.trash
        page.trash_bar.setVisible(in_trash and len(found) > 0)
        if not len(found):
            page.empty.show_empty(page.asked)
        self._pages.setCurrentWidget(page.grid if len(found) else page.empty)
        self.shown.emit()

    def _select_awaited(self) -> None:
        grid = self._page.grid
        place = grid.chosen.place_of(self._awaited)
        if place < 0 and self._awaited is not None:
            place = grid.chosen.place_of(self._page.stacking.top_of(self._awaited))
        if place >= 0:
            self._awaited = None
            grid.chosen.only(place)
            grid.bring_into_view(place)
            grid.tell_chosen()

    # Slots

    def _on_feed_list_changed(self, found: GalleryList, fresh: bool) -> None:
        self._found = found
        if fresh:
            self._page.stacking.forget()
        self._show(keep_place=not fresh)

    def _on_feed_failed(self, _failure: object) -> None:
        self._pages.setCurrentWidget(self._page.empty)

    def _on_stacking_changed(self) -> None:
        stacking = self._page.stacking
        if stacking.opened:
            self._stack_top = stacking.opened[0]
        elif self._stack_top is not None:
            # Back where the stack lies.
            self._awaited, self._stack_top = self._stack_top, None
        self._show(keep_place=True)

"""The gallery page: side column, head, filters, images, details. It wires its parts."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from studio.core.gallery import GalleryFilter, GallerySort
from studio.itemmodels.gallery_places import Place, PlaceKind
from studio.services.app import AppServices
from studio.ui.gallery.acting import Acting
from studio.ui.gallery.acts import GalleryActs
from studio.ui.gallery.asking import Asked
from studio.ui.gallery.columns import Columns
from studio.ui.gallery.describing import Describing
from studio.ui.gallery.details import DetailsPanel
from studio.ui.gallery.drops import ImportDrops
from studio.ui.gallery.empty import GalleryEmpty
from studio.ui.gallery.feed import GalleryFeed
from studio.ui.gallery.filter_bar import FilterBar
from studio.ui.gallery.grid import ImageGrid
from studio.ui.gallery.header import GalleryHeader
from studio.ui.gallery.importing import Importing
from studio.ui.gallery.line_bar import LineBar
from studio.ui.gallery.names import NameReader
from studio.ui.gallery.selection_bar import SelectionBar
from studio.ui.gallery.showing import Showing
from studio.ui.gallery.side import GallerySide
from studio.ui.gallery.stacking import Stacking
from studio.ui.gallery.summing import Sum, sum_up
from studio.ui.gallery.thumbnails import ThumbnailLoader
from studio.ui.gallery.trash import Purging, trash_bar
from studio.ui.gallery.watching_files import WatchingFiles
from studio.ui.images.quick_look import QuickLook
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Surface, ToastStack
from studio.ui.widgets.undo import UndoList

MOST_SUMMED = 5000


class GalleryPage(QWidget):
    """Every image of the library.

    Signals:
        message_requested: conversation id, message id; show it there.
        images_requested: `ImageItems`, place of the one to look at.
        edit_requested: an `ImageItem`; offered once `offer("edit")` was called.
        variants_requested, reuse_requested: an `ImageOrder`; offered once `offer` was called.
        compare_requested: `ImageItems` of two to four; offered once `offer("compare")` was called.
        export_requested: a tuple of `PictureToExport`; offered once `offer("export")` was called.
        describe_requested: keys (a tuple) of images that a model is to describe; offered once
            `offer("describe")` was called.
        chat_requested: make an image: a new chat.
    """

    message_requested = Signal(str, str)
    images_requested = Signal(object, int)
    edit_requested = Signal(object)
    variants_requested = Signal(object)
    reuse_requested = Signal(object)
    compare_requested = Signal(object)
    export_requested = Signal(object)
    describe_requested = Signal(object)
    chat_requested = Signal()

    def __init__(
        self,
        *,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
        cache: Path,
        at_once: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._theme, self._toasts = services, theme, toasts
        self._asked = Asked()
        store = services.gallery()
        self.undo = UndoList(toasts, self)
        self.acts = GalleryActs(
            store=store, scope=services.scope, toasts=toasts, undo=self.undo, parent=self
        )
        self.feed = GalleryFeed(store=store, scope=services.scope, parent=self)
        self.names = NameReader(store=store, scope=services.scope, parent=self)
        self.extra_acts: frozenset[str] = frozenset()
        self.thumbnails = ThumbnailLoader(services.images, cache / "thumbnails", parent=self)
        self.setObjectName("gallery_page")
        self._making = self._make()
        while at_once and self.make_more():
            pass

    def make_more(self) -> bool:
        """Makes the next piece of a page that was not made at once; False: there is none left."""
        return next(self._making, False)

    def _make(self) -> Iterator[bool]:
        theme = self._theme
        self.side = GallerySide(theme)
        yield True
        self.header = GalleryHeader(theme)
        self.filters = FilterBar(theme)
        yield True
        self.grid = ImageGrid(theme=theme, thumbnails=self.thumbnails)
        self.grid.name_of = self.names.get
        self.empty = GalleryEmpty(theme)
        self._middle = QWidget()
        pages = QStackedLayout(self._middle)
        pages.addWidget(self.grid)
        pages.addWidget(self.empty)
        yield True
        self._build_bars(self._toasts)
        yield True
        self.bar = SelectionBar(theme, self._middle)
        self.showing = Showing(page=self, scope=self._services.scope, pages=pages)
        self._toasts.keep_clear_of(self.bar)
        self._lay_out_centre()
        yield True
        self.details = DetailsPanel(
            theme=theme, store=self._services.gallery(), scope=self._services.scope,
            thumbnails=self.thumbnails,
        )  # fmt: skip
        yield True
        self._build_rest()
        self._connect()
        self.columns.place()

    def _lay_out_centre(self) -> None:
        self.centre = Surface(self._theme)
        self.centre.setFocusProxy(self.grid)
        self._column = column = QVBoxLayout(self.centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for bar in (
            self.header, self.filters, self.trash_bar, self.stack_bar, self.importing,
            self.describing_bar,
        ):  # fmt: skip
            column.addWidget(bar)
        column.addWidget(self._middle, 1)

    def _build_rest(self) -> None:
        kept = self._services.preferences.values
        self.columns = Columns(
            page=self, theme=self._theme, header=self.header, side=self.side, centre=self.centre,
            details=self.details, details_wanted=kept.gallery_details,
        )  # fmt: skip
        self.quick_look = QuickLook(self._theme, self._services.images, self)
        self.drops = ImportDrops(theme=self._theme, page=self)
        self.drops.dropped.connect(self.importing.take)
        self.files = WatchingFiles(page=self, services=self._services, toasts=self._toasts)
        self.acting = Acting(
            page=self, services=self._services, theme=self._theme, toasts=self._toasts
        )
        self.grid.set_justified(kept.gallery_rows)
        self.grid.set_size(kept.gallery_size_px)
        self.header.stacks.setChecked(kept.gallery_stacks)
        self.stacking.set_on(kept.gallery_stacks)
        self.header.show_layout(justified=kept.gallery_rows, size_px=self.grid.size_px)

    def _build_bars(self, toasts: ToastStack) -> None:
        """What may stand between filters and images."""
        theme = self._theme
        self.importing = Importing(
            theme=theme, store=self._services.gallery(), scope=self._services.scope, toasts=toasts
        )
        self.trash_bar = trash_bar(theme)
        self.purging = Purging(
            theme=theme, store=self._services.gallery(), scope=self._services.scope,
            toasts=toasts, window=self,
        )  # fmt: skip
        self.describing_bar = LineBar(
            theme, action=self.tr("Stop"), name="describing", act_name="stop_describing"
        )
        self.describing = Describing(
            services=self._services, acts=self.acts, bar=self.describing_bar, toasts=toasts,
            parent=self,
        )  # fmt: skip
        self.stack_bar = LineBar(theme, action=" ", name="stack_bar", act_name="stack_action")
        self.stacking = Stacking(
            store=self._services.gallery(), scope=self._services.scope, bar=self.stack_bar,
            acts=self.acts, parent=self,
        )  # fmt: skip

    def _connect(self) -> None:
        self._theme.changed.connect(self.columns.place)
        self.columns.details_shown.connect(self._show_chosen_details)
        self.columns.covered.connect(self.bar.keep_clear)
        self.feed.counts_changed.connect(self._on_feed_counts_changed)
        self.header.text_changed.connect(self._on_header_text_changed)
        self.header.size_changed.connect(self._on_header_size_changed)
        self.header.layout_chosen.connect(self._on_header_layout_chosen)
        self.header.sort_chosen.connect(self._on_header_sort_chosen)
        self.header.stacks_toggled.connect(self._on_header_stacks_toggled)
        self.showing.shown.connect(self._on_grid_scrolled)
        self.header.side_requested.connect(self.columns.toggle_side)
        self.filters.changed.connect(self._on_filters_changed)
        self.filters.cleared.connect(self.clear_filters)
        self.filters.save_requested.connect(self.acting.ask_filter_name)
        self.filters.range_requested.connect(self.acting.ask_dates)
        self.header.entered.connect(self.focus_images)
        self.grid.chosen_changed.connect(self._on_grid_chosen_changed)
        self.grid.act_requested.connect(self.acting.act)
        self.grid.menu_requested.connect(self.acting.open_menu)
        self.grid.scrolled.connect(self._on_grid_scrolled)
        self.bar.act_requested.connect(self.acting.act)
        self.quick_look.stepped.connect(self._on_quick_look_stepped)
        self.quick_look.act_requested.connect(self.acting.act)
        self.quick_look.closed.connect(self.focus_images)
        self.header.details_toggled.connect(self._on_header_details_toggled)
        self.details.closed.connect(self._on_details_closed)
        self.details.act_requested.connect(self.acting.act)
        self.details.untag_requested.connect(self._on_details_untag_requested)
        self.details.kin_chosen.connect(self.acting.go_to_kin)
        self.details.note_written.connect(self.acts.write_note)
        self.details.alt_written.connect(self.acts.write_alt)
        self.side.new_album_requested.connect(self.acting.ask_new_album)
        self.side.list.chosen.connect(self.go_to)
        self.side.list.dropped.connect(self.acting.drop_on)
        self.side.list.rename_requested.connect(self.acting.rename_place)
        self.side.list.delete_requested.connect(self._on_side_delete_requested)
        self.trash_bar.action_triggered.connect(self._on_trash_bar_action_triggered)
        self.purging.purged.connect(self.thumbnails.drop)
        self.empty.action_triggered.connect(self._on_act_requested)
        self.header.act_requested.connect(self._on_act_requested)

    # What is shown

    @property
    def asked(self) -> Asked:
        """What is shown."""
        return self._asked

    def ask(self, place: GalleryFilter, chips: GalleryFilter) -> None:
        """Shows other images."""
        self._asked = Asked(place, chips)
        self.stacking.close()
        self.filters.show_filter(chips)
        sort = self.feed.sort
        if sort is GallerySort.ALBUM and self._asked.album is None:
            sort = GallerySort.NEWEST
        self.header.show_sort(sort, in_album=self._asked.album is not None)
        self.feed.ask(self._asked.together(), sort)

    def clear_filters(self) -> None:
        """Shows all images of the place."""
        self.header.show_text("")
        self.ask(self._asked.place, GalleryFilter())

    def show_everything(self) -> None:
        """Shows all images."""
        self.header.show_text("")
        self.side.list.show_current((PlaceKind.ALL, ""))
        self.ask(GalleryFilter(), GalleryFilter())

    def go_to(self, place: Place) -> None:
        """Shows a place of the side column."""
        self.side.list.show_current(place.key)
        if place.saved is not None:
            self.header.show_text(place.saved.filter.text)
            self.ask(GalleryFilter(), place.saved.filter)
            self.feed.ask(self._asked.together(), place.saved.sort)
        else:
            self.ask(place.filter(), self._asked.chips)

    def describe(self, keys: Sequence[int], connection_id: str, model_id: str) -> None:
        """Asks a model what images show; the answers become notes."""
        cards = [card for key in keys if (card := self.grid.card(key)) is not None]
        self.describing.start(cards, connection_id, model_id)

    def offer(self, *acts: str) -> None:
        """Says that the window carries these acts out."""
        self.extra_acts |= frozenset(acts)
        self._on_grid_chosen_changed()

    def set_room_below(self, room_px: int) -> None:
        """Leaves room under the images, for what lies over the page there."""
        self._column.setContentsMargins(0, 0, 0, room_px)

    def toggle_side(self) -> None:
        """Shows or hides the side column."""
        self.columns.toggle_side()

    def show_request(self) -> None:
        """Shows what was sent for the image whose details are shown."""
        if not self.details.isVisible():
            self.toggle_details()
        self.details.show_request_page()

    def toggle_details(self) -> None:
        """Shows or hides the panel of details."""
        self.header.details.toggle()

    def focus_search(self) -> None:
        """Puts the cursor in the search field."""
        self.header.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.header.search.selectAll()

    def focus_images(self) -> None:
        """Puts the keyboard into the images."""
        self.grid.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def undo_last(self) -> None:
        """Takes the last act back."""
        self.undo.undo_last()

    def rename_current(self) -> None:
        """F2: the place that has the keyboard, else the image."""
        place = self.side.list.current
        if self.side.list.hasFocus() and place is not None and place.can_be_renamed:
            self.side.list.rename(place.key)
        elif self.grid.chosen.current is not None:
            self.acting.act("rename")

    def escape(self) -> bool:
        """Escape that nothing inside wanted; False: it was not wanted here either."""
        if self.columns.escape():
            return True
        if self.grid.chosen.selected:
            self.grid.chosen.nothing()
            self.grid.tell_chosen()
            return True
        return self.stacking.close()

    def _show_chosen_details(self) -> None:
        chosen = self.grid.chosen
        number = len(chosen.selected)
        self.details.offer(self.acting.offered())
        if number == 1 and (card := self.grid.card(next(iter(chosen.selected)))) is not None:
            self.details.show_image(card)
        else:
            self.details.show_number(number, self._sum_up(), self.acting.common_rating())

    def _sum_up(self) -> Sum | None:
        """What the selected images come to; None: they are too many."""
        chosen = self.grid.chosen
        if len(chosen.selected) > MOST_SUMMED:
            return None
        return sum_up(self.grid.list, chosen.places())

    # Slots

    def _on_header_stacks_toggled(self, on: bool) -> None:
        self._services.preferences.set(gallery_stacks=on)
        self.stacking.set_on(on)

    def _on_feed_counts_changed(self, _counts: object) -> None:
        self.side.list.show_counts(self.feed.counts, self.feed.saved)
        self.side.show_total(self.feed.counts)
        self.filters.show_counts(self.feed.counts)
        self.showing.show_counts()

    def _on_filters_changed(self, chips: GalleryFilter) -> None:
        self.ask(self._asked.place, chips)

    def _on_header_text_changed(self, text: str) -> None:
        self.ask(self._asked.place, replace(self._asked.chips, text=text))

    def _on_header_size_changed(self, size_px: int) -> None:
        self.grid.set_size(size_px)
        self._services.preferences.set(gallery_size_px=size_px)

    def _on_header_layout_chosen(self, justified: bool) -> None:
        self.grid.set_justified(justified)
        self._services.preferences.set(gallery_rows=justified)

    def _on_header_sort_chosen(self, sort: GallerySort) -> None:
        self.feed.ask(self._asked.together(), sort)

    def _on_grid_chosen_changed(self) -> None:
        number = len(self.grid.chosen.selected)
        total = self._sum_up() if number > 1 else None
        self.bar.offer(self.acting.offered())
        self.bar.show_selection(number, total.size_bytes if total is not None else 0)
        if self.details.isVisible():
            self._show_chosen_details()

    def _on_header_details_toggled(self, on: bool) -> None:
        if self.columns.want_details(on):
            self._services.preferences.set(gallery_details=on)

    def _on_details_closed(self) -> None:
        self.header.details.setChecked(False)
        self.focus_images()

    def _on_details_untag_requested(self, tag: str) -> None:
        self.acts.untag(self.acting.keys(), tag)

    def _on_quick_look_stepped(self, by: int) -> None:
        grid = self.grid
        place = max(0, min(len(grid.list) - 1, grid.chosen.current_place + by))
        grid.chosen.only(place)
        grid.bring_into_view(place)
        grid.tell_chosen()
        self.quick_look.show_card(grid.list[place])

    def _on_grid_scrolled(self) -> None:
        self.files.look_soon()
        self.names.want([self.grid.chosen.keys[place] for place in self.grid.visible_places()])

    def _on_side_delete_requested(self, place: Place) -> None:
        if self.side.list.current is not None and self.side.list.current.key == place.key:
            self.go_to(Place(PlaceKind.ALL, ""))
        self.acting.delete_place(place)

    def _on_trash_bar_action_triggered(self) -> None:
        self.purging.ask(None, self.feed.counts.trash)

    def _on_act_requested(self, action: str) -> None:
        if action == "clear":
            self.show_everything()
        elif action == "retry":
            self.feed.retry()
        elif action == "import":
            self.importing.ask()
        elif action == "import_folder":
            self.importing.ask_folder()
        else:
            self.chat_requested.emit()

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: what is shown is read."""
        super().showEvent(event)
        self.feed.set_awake(True)
        self.files.look_soon()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: nobody looks."""
        super().hideEvent(event)
        self.feed.set_awake(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a narrow page collapses its side column."""
        super().resizeEvent(event)
        self.columns.place()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: files may have gone while another program had the keyboard."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.files.look_soon()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Escape goes back step by step; an image is pasted."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.importing.take(QGuiApplication.clipboard().mimeData())
        elif event.key() != Qt.Key.Key_Escape or not self.escape():
            super().keyPressEvent(event)

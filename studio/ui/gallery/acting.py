"""`Acting`: what buttons, menus and keys of the page ask for, carried out on the selection."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QGuiApplication

from studio.core.errors import StorageError
from studio.core.exporting import PictureToExport
from studio.core.gallery import Album, AlbumId, FilterId, GalleryCard, PictureKey, SavedFilter
from studio.core.ids import new_id
from studio.core.picture_acts import DropFilter, PutFilter
from studio.core.picture_facts import facts_of_details
from studio.core.picture_names import image_file_name
from studio.core.records import PictureDetails
from studio.itemmodels.gallery_places import Place, PlaceKind
from studio.services.app import AppServices
from studio.services.image_orders import order_of
from studio.ui.gallery.asking import ACTS
from studio.ui.gallery.date_popup import DatePopup
from studio.ui.gallery.drag_facts import DragFacts
from studio.ui.gallery.facts import place_to_open
from studio.ui.gallery.image_menu import ImageMenu, fill_album_menu
from studio.ui.gallery.items import GalleryItems
from studio.ui.images.drag_out import start_drag
from studio.ui.images.of_details import item_of
from studio.ui.images.refusing import why_not_edited
from studio.ui.images.taking_out import TakingOut
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Menu, ToastStack
from studio.ui.widgets.ask_popup import AskPopup

if TYPE_CHECKING:
    from studio.ui.gallery.page import GalleryPage

MOST_COMPARED = 4
_MOST_DRAGGED = 100
_MOST_RATINGS_READ = 100
_MOST_LOOKED_AT = 2000


class Acting(QObject):
    """Acts on what is selected in the grid.

    Args:
        page: that it belongs to.
    """

    def __init__(
        self,
        *,
        page: "GalleryPage",
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
    ) -> None:
        super().__init__(page)
        self._page, self._services, self._theme, self._toasts = page, services, theme, toasts
        self._store = services.gallery()
        self._names: AskPopup | None = None
        self._dates: DatePopup | None = None
        self._outlet = TakingOut(
            images=services.images, scope=services.scope, toasts=toasts, owner=page
        )
        self._albums: dict[str, Album] = {}
        self.drag_facts = DragFacts(store=self._store, scope=services.scope, parent=self)
        page.grid.chosen_changed.connect(self._on_grid_chosen_changed)

    def keys(self) -> list[int]:
        """The selected images in order; else the one that has the keyboard."""
        chosen = self._page.grid.chosen
        if chosen.selected:
            return chosen.in_order()
        return [chosen.current] if chosen.current is not None else []

    def cards(self, most: int | None = None) -> list[GalleryCard]:
        """What is known of them, or of the first of them."""
        return list(islice(self._each(), most))

    def _each(self) -> Iterator[GalleryCard]:
        """One after the other: of 100,000 nobody waits for all when the first tell enough."""
        found = (self._page.grid.card(key) for key in self.keys())
        return (card for card in found if card is not None)

    def common_rating(self) -> int:
        """The stars that all selected images have; 0 where they differ or are very many."""
        if len(self._page.grid.chosen.selected) > _MOST_RATINGS_READ:
            return 0
        ratings = {card.rating for card in self._each()}
        return ratings.pop() if len(ratings) == 1 else 0

    def offered(self) -> frozenset[str]:
        """The acts that make sense here."""
        if self._page.asked.place.trash:
            return frozenset({"open", "restore", "purge", "copy", "copy_prompt", "chat", "save"})
        extra = {"leave_album"} if self._page.asked.album is not None else set()
        return ACTS | extra | self._page.extra_acts

    def refused(self, first: GalleryCard | None = None) -> dict[str, str]:
        """Acts that what is selected is not fit for, and why.

        Args:
            first: of the selected images, where it is known already.
        """
        refused = {}
        if first is None:
            first = next(iter(self.cards(1)), None)
        if first is not None and self._page.files.is_unreadable(first.blob.sha256):
            refused["edit"] = why_not_edited()
        if not 2 <= len(self.keys()) <= MOST_COMPARED:
            refused["compare"] = self.tr("Two to four images can be compared")
        return refused

    def act(self, act: str) -> None:
        """Carries out an act by its name, see `ImageGrid.act_requested`."""
        keys = self.keys()
        if act == "delete" and self._page.asked.place.trash:
            act = "purge"
        if act == "clear":
            self._page.grid.chosen.nothing()
            self._page.grid.tell_chosen()
        elif not keys or (act not in self.offered() and act not in ("look", "drag")):
            if not act.startswith("rate") or not keys or self._page.asked.place.trash:
                return
            self._page.acts.rate(keys, int(act[4:]))
        elif act in (refused := self.refused()):
            self._say(refused[act])
        elif act == "delete":
            self._page.acts.delete(keys)
        elif act == "favourite":
            self._page.acts.favour(keys, not all(card.favourite for card in self._each()))
        else:
            self._act_on(act, keys)

    def _act_on(self, act: str, keys: list[int]) -> None:
        page = self._page
        if act == "restore":
            page.acts.restore(keys)
        elif act == "purge":
            page.purging.ask(keys, len(keys))
        elif act == "open" and page.stacking.open(keys[0]):
            return  # its images are shown instead
        elif act == "tag":
            self.ask_tag()
        elif act == "collect":
            self._open_album_menu()
        elif act == "leave_album" and page.asked.album is not None:
            album = page.asked.album
            page.acts.leave_album(keys, album, self._album_name(album))
        elif act == "drag":
            self._drag(keys)
        elif act == "request":
            page.show_request()
        elif act == "describe":
            self._page.describe_requested.emit(tuple(keys))
        elif act == "compare":
            self._services.scope.start(self._compare(keys), name="gallery compare")
        elif act == "export":
            self._services.scope.start(self._export(keys), name="gallery export")
        elif act == "look":
            self._page.quick_look.toggle(self.cards(1)[0])
        else:
            self._services.scope.start(self._with_details(act, keys[0]), name="gallery details")

    async def _with_details(self, act: str, key: int) -> None:
        try:
            details = await self._store.details(PictureKey(key))
        except StorageError as exc:
            self._page.acts.fail(exc)
            return
        if details is None:
            return
        if act == "open":
            self._open(details)
        elif act == "rename":
            self._ask_alt(key, details)
        elif act in ("copy", "save", "folder"):
            self._take_out(act, details)
        elif act == "edit":
            self._page.edit_requested.emit(item_of(details))
        elif act in ("variants", "reuse"):
            order = order_of(details)
            if order is not None and act == "variants":
                self._page.variants_requested.emit(order)
            elif order is not None:
                self._page.reuse_requested.emit(order)
            else:
                self._say(self.tr("Nobody asked for this image: it has no prompt"))
        elif act == "copy_prompt":
            self.copy_prompt(details)
        else:
            self.open_chat(details)

    def _open(self, details: PictureDetails) -> None:
        page = self._page
        items = GalleryItems(
            page.grid.list, store=self._store, scope=self._services.scope, names=page.names,
            first=details, parent=page,
        )  # fmt: skip
        place = page.grid.chosen.place_of(details.key)
        if place >= 0:
            page.images_requested.emit(items, place)
        else:
            page.images_requested.emit((item_of(details),), 0)

    def _take_out(self, act: str, details: PictureDetails) -> None:
        item = item_of(details)
        if act == "copy":
            self._outlet.copy(item.blob, item.name, item.facts)
        elif act == "save":
            self._outlet.save_as(item.blob, item.name, item.facts)
        else:
            self._outlet.show_in_folder(item.blob)

    async def _all_details(self, keys: Sequence[int]) -> list[PictureDetails]:
        found = []
        for key in keys:
            try:
                details = await self._store.details(PictureKey(key))
            except StorageError as exc:
                self._page.acts.fail(exc)
                return []
            if details is not None:
                found.append(details)
        return found

    async def _compare(self, keys: list[int]) -> None:
        found = await self._all_details(keys)
        if found:
            self._page.compare_requested.emit(tuple(item_of(details) for details in found))

    async def _export(self, keys: list[int]) -> None:
        found = await self._all_details(keys)
        if found:
            pictures = tuple(
                PictureToExport(details.blob, facts_of_details(details), details.alt)
                for details in found
            )
            self._page.export_requested.emit(pictures)

    def go_to_kin(self, key: int) -> None:
        """Shows another image of a family, in the list if it is there."""
        grid = self._page.grid
        place = grid.chosen.place_of(key)
        if place < 0:
            self._page.show_everything()
            self._page.showing.select_when_shown(key)
            return
        grid.chosen.only(place)
        grid.bring_into_view(place)
        grid.tell_chosen()

    def copy_prompt(self, details: PictureDetails) -> None:
        """Puts the prompt on the clipboard."""
        prompt = details.place.prompt if details.place is not None else ""
        if prompt:
            QGuiApplication.clipboard().setText(prompt)
            self._toasts.show_toast(self.tr("Prompt copied"))
        else:
            self._say(self.tr("This image has no prompt"))

    def open_chat(self, details: PictureDetails) -> None:
        """Shows the message that an image stands in."""
        place = place_to_open(details)
        if place is not None:
            self._page.message_requested.emit(str(place.conversation_id), str(place.message_id))
        else:
            self._say(self.tr("This image stands in no chat"))

    def _say(self, text: str) -> None:
        self._toasts.show_toast(text, icon="info", token="text2")

    # Asking for names

    @property
    def names(self) -> AskPopup:
        """The field for a name; made when it is first needed."""
        if self._names is None:
            self._names = AskPopup(self._theme, self._page)
        return self._names

    def ask_new_album(self) -> None:
        """Makes a collection, of what is selected if anything is."""
        keys = self._page.grid.chosen.in_order()

        def make(name: str) -> None:
            self._page.acts.new_album(name, keys)

        self.names.ask(self._page.side.new, self.tr("New collection"), make, ok=self.tr("Make"))

    def ask_tag(self) -> None:
        """Adds tags, separated by commas."""
        keys = self.keys()

        def tag(text: str) -> None:
            tags = [each.strip() for each in text.split(",") if each.strip()]
            if tags:
                self._page.acts.tag(keys, *tags)

        anchor = self._page.bar if self._page.bar.isVisible() else self._page.grid
        known = [name for name, _ in self._page.feed.counts.tags]
        title, ok = self.tr("Add tags, separated by commas"), self.tr("Add")
        self.names.ask(anchor, title, tag, ok=ok, known=known)

    def _ask_alt(self, key: int, details: PictureDetails) -> None:
        def rename(text: str) -> None:
            self._page.acts.write_alt(key, text)

        def any_text(_text: str) -> bool:
            return True

        title = self.tr("What the image shows")
        text = details.own_alt or details.alt
        self.names.ask(self._page.grid, title, rename, text=text, fits=any_text)

    def ask_filter_name(self) -> None:
        """Keeps what is shown as a filter."""
        page = self._page

        def save(name: str) -> None:
            saved = SavedFilter(FilterId(new_id()), name, page.asked.together(), page.feed.sort)
            page.acts.act(self.tr("Filter {0} saved").format(name), PutFilter(saved))

        self.names.ask(page.filters.save, self.tr("Name of the filter"), save)

    def ask_dates(self) -> None:
        """Filters by two days."""
        page = self._page
        if self._dates is None:
            self._dates = DatePopup(self._theme, page)
            self._dates.chosen.connect(self._on_dates_chosen)
        chips = page.asked.chips
        self._dates.ask(page.filters.chips["date"], chips.since, chips.until)

    def _on_dates_chosen(self, since: date, until: date) -> None:
        asked = self._page.asked
        chips = replace(asked.chips, since=since, until=until, last_days=0)
        self._page.ask(asked.place, chips)

    # Collections

    def _album_name(self, album: AlbumId) -> str:
        albums = self._page.feed.counts.albums
        return next((each.name for each in albums if each.id == album), "")

    def _open_album_menu(self) -> None:
        menu = Menu(self._page)
        menu.setObjectName("album_menu")
        self._albums.clear()
        albums = self._page.feed.counts.albums
        fill_album_menu(menu, self._theme.current, albums, self._albums)
        menu.triggered.connect(self._on_album_menu_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        button = self._page.bar.buttons["collect"]
        if button.isVisible():
            menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)))
        else:
            menu.popup(self._page.grid.mapToGlobal(QPoint(16, 16)))

    def _on_album_menu_triggered(self, action: object) -> None:
        said = str(action.data() or "")  # type: ignore[attr-defined]
        self._on_menu_album_chosen(self._albums.get(said[6:]))

    def _on_menu_album_chosen(self, album: Album | None) -> None:
        if album is None:
            self.ask_new_album()
        else:
            self._page.acts.collect(self.keys(), album.id, album.name)

    def drop_on(self, place: Place, keys: Sequence[int]) -> None:
        """Images were dropped on a row of the side column."""
        acts = self._page.acts
        if place.kind is PlaceKind.ALBUM:
            acts.collect(keys, AlbumId(place.id), place.name)
        elif place.kind is PlaceKind.TAG:
            acts.tag(keys, place.id)
        elif place.kind is PlaceKind.FAVOURITES:
            acts.favour(keys, True)
        elif place.kind is PlaceKind.TRASH:
            acts.delete(keys)

    def rename_place(self, place: Place, name: str) -> None:
        """A row of the side column got another name."""
        acts = self._page.acts
        if place.kind is PlaceKind.ALBUM:
            acts.rename_album(AlbumId(place.id), name)
        elif place.kind is PlaceKind.TAG:
            acts.rename_tag(place.id, name)
        elif place.saved is not None:
            acts.act(self.tr("Filter renamed"), PutFilter(replace(place.saved, name=name)))

    def delete_place(self, place: Place) -> None:
        """A row of the side column is not wanted any more."""
        acts = self._page.acts
        if place.kind is PlaceKind.ALBUM:
            acts.delete_album(AlbumId(place.id), place.name)
        elif place.kind is PlaceKind.TAG:
            acts.delete_tag(place.id)
        elif place.kind is PlaceKind.SAVED:
            acts.forget_filter(DropFilter(FilterId(place.id)), place.name)

    # The menu

    def open_menu(self, at: QPoint) -> None:
        """Opens the menu of what is selected."""
        number, cards = len(self.keys()), self.cards(_MOST_LOOKED_AT)
        if not cards:
            return
        # Of very many nobody waits until each was looked at: nothing is ticked then.
        is_known = number <= _MOST_LOOKED_AT
        is_same = is_known and len({card.rating for card in cards}) == 1
        menu = ImageMenu(
            theme=self._theme.current,
            acts=self.offered(),
            number=number,
            rating=cards[0].rating if is_same else -1,
            favourite=is_known and all(card.favourite for card in cards),
            albums=self._page.feed.counts.albums,
            parent=self._page,
            refused=self.refused(cards[0]),
        )
        menu.act_requested.connect(self.act)
        menu.album_chosen.connect(self._on_menu_album_chosen)
        if number == 1 and not self._services.scope.is_closed:
            work = menu.name_place(self._store.details(PictureKey(cards[0].key)))
            self._services.scope.start(work, name="gallery menu")
        menu.popup(at)

    # Files

    def _on_grid_chosen_changed(self) -> None:
        self.drag_facts.want(self.keys()[:_MOST_DRAGGED])

    def _drag(self, keys: list[int]) -> None:
        """Files of good names for other programs; other programs get copies."""
        cards = self.cards(_MOST_DRAGGED)
        names = self._page.names
        copies = [
            partial(
                self._services.images.named_copy,
                card.blob,
                image_file_name(names.get(card.key), card.blob),
                self.drag_facts.get(card.key),
            )
            for card in cards
        ]
        shown = self._page.thumbnails.stand_in(cards[0].blob.sha256) if cards else None
        start_drag(self._page.grid, keys, copies, shown)

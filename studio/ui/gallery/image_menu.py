"""The menu of selected images: one table of acts, their words, icons and keys."""

from collections.abc import Awaitable, Mapping
from types import MappingProxyType

from msgspec import Struct
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from studio.core.errors import StorageError
from studio.core.gallery import Album
from studio.core.records import PictureDetails
from studio.ui.gallery.facts import place_to_open, words_of_place
from studio.ui.theme import Theme
from studio.ui.widgets import Menu


class MenuEntry(Struct, frozen=True):
    """One act.

    Attributes:
        single: only for one image.
    """

    act: str
    text: object
    icon: str = ""
    key: str = ""
    single: bool = False


NOTHING_REFUSED: Mapping[str, str] = MappingProxyType({})

_N = QT_TRANSLATE_NOOP
ENTRIES: tuple[MenuEntry | None, ...] = (
    MenuEntry("open", _N("Gallery", "Open"), "maximize-2", "Return", single=True),
    MenuEntry("edit", _N("Gallery", "Edit"), "brush", "E", single=True),
    MenuEntry("variants", _N("Gallery", "Make variants"), "refresh-cw", single=True),
    MenuEntry("reuse", _N("Gallery", "Use prompt and settings again"), "image-plus", single=True),
    MenuEntry("compare", _N("Gallery", "Compare"), "columns-3", "M"),
    None,
    MenuEntry("copy", _N("Gallery", "Copy"), "copy", "Ctrl+C", single=True),
    MenuEntry("copy_prompt", _N("Gallery", "Copy prompt"), "type", single=True),
    MenuEntry("chat", _N("Gallery", "Open chat"), "message-square", single=True),
    MenuEntry("request", _N("Gallery", "Show request"), "code", single=True),
    MenuEntry("folder", _N("Gallery", "Show in folder"), "folder-open", single=True),
    MenuEntry("save", _N("Gallery", "Save as…"), "download", "Ctrl+S", single=True),
    MenuEntry("export", _N("Gallery", "Export…"), "upload", "Ctrl+E"),
    None,
    MenuEntry("rename", _N("Gallery", "Rename…"), "pencil", "F2", single=True),
    MenuEntry("describe", _N("Gallery", "Describe…"), "eye"),
    MenuEntry("favourite", _N("Gallery", "Favourite"), "heart", "S"),
    MenuEntry("tag", _N("Gallery", "Tag…"), "tag", "T"),
    None,
    MenuEntry("leave_album", _N("Gallery", "Remove from this collection"), "minus"),
    MenuEntry("restore", _N("Gallery", "Restore"), "undo-2"),
    MenuEntry("delete", _N("Gallery", "Move to the trash"), "trash-2", "Del"),
    MenuEntry("purge", _N("Gallery", "Delete for good…"), "trash-2", "Del"),
)


class ImageMenu(Menu):
    """Deletes itself when it closes.

    Args:
        refused: acts that are shown but can't be done, and why.
    Signals:
        act_requested(str): see `ImageGrid.act_requested`.
        album_chosen: an `Album`; None for a new one.
    """

    act_requested = Signal(str)
    album_chosen = Signal(object)

    def __init__(
        self,
        *,
        theme: Theme,
        acts: frozenset[str],
        number: int,
        rating: int,
        favourite: bool,
        albums: tuple[Album, ...],
        parent: QWidget,
        refused: Mapping[str, str] = NOTHING_REFUSED,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("image_menu")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._theme = theme
        self._albums: dict[str, Album] = {}
        self._refused = refused
        for entry in ENTRIES:
            if entry is None:
                self.addSeparator()
            elif entry.act in acts and (number == 1 or not entry.single):
                self._add(theme, entry, favourite=favourite)
                if entry.act == "tag":
                    self._add_rating(theme, rating)
                    self._add_albums(theme, albums)
        self.triggered.connect(self._on_triggered)

    async def name_place(self, read: Awaitable[PictureDetails | None]) -> None:
        """Names where the image stands, as soon as that is read."""
        try:
            details = await read
        except StorageError:
            return  # the list says what is wrong
        place = place_to_open(details) if details is not None else None
        if place is None or not isValid(self):
            return
        words, icon = words_of_place(place)
        for action in self.actions():
            if action.data() == "chat":
                action.setText(words)
                action.setIcon(self._theme.icon(icon))

    def _add(self, theme: Theme, entry: MenuEntry, *, favourite: bool) -> None:
        text = QCoreApplication.translate("Gallery", str(entry.text))
        if entry.act == "favourite" and favourite:
            text = self.tr("No favourite")
        action = self.addAction(theme.icon(entry.icon), text)
        action.setData(entry.act)
        if entry.key:
            action.setShortcut(QKeySequence(entry.key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        if entry.act in self._refused:
            self.refuse(action, self._refused[entry.act])

    def _add_rating(self, theme: Theme, rating: int) -> None:
        menu = Menu(self)
        menu.setTitle(self.tr("Rate"))
        menu.setIcon(theme.icon("star"))
        for stars in range(6):
            text = "★" * stars if stars else self.tr("No rating")
            action = menu.addAction(text)
            action.setData(f"rate{stars}")
            action.setShortcut(QKeySequence(str(stars)))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.setCheckable(True)
            action.setChecked(stars == rating)
        self.addMenu(menu)

    def _add_albums(self, theme: Theme, albums: tuple[Album, ...]) -> None:
        menu = Menu(self)
        fill_album_menu(menu, theme, albums, self._albums)
        menu.setTitle(self.tr("Add to collection"))
        menu.setIcon(theme.icon("folder-plus"))
        self.addMenu(menu)

    def _on_triggered(self, action: QAction) -> None:
        said = str(action.data() or "")
        if said.startswith("album:"):
            self.album_chosen.emit(self._albums.get(said[6:]))
        elif said:
            self.act_requested.emit(said)


def fill_album_menu(
    menu: Menu, theme: Theme, albums: tuple[Album, ...], known: dict[str, Album]
) -> None:
    """Offers the collections, and a new one; the data of each action is `album:<id>`."""
    for album in albums:
        action = menu.addAction(theme.icon("folder"), album.name.replace("&", "&&"))
        action.setData(f"album:{album.id}")
        known[album.id] = album
    if albums:
        menu.addSeparator()
    new = menu.addAction(
        theme.icon("plus"), QCoreApplication.translate("Gallery", "New collection…")
    )
    new.setData("album:")

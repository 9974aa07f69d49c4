"""`GalleryPlacesModel`: the side column of the gallery as rows: places, collections, tags."""

from collections.abc import Sequence
from enum import IntEnum, StrEnum
from typing import Any

from msgspec import Struct
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from studio.core.gallery import AlbumId, GalleryCounts, GalleryFilter, SavedFilter
from studio.itemmodels.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
_WEEK_DAYS = 7


class PlaceKind(StrEnum):
    """What a row stands for."""

    HEADING = "heading"
    ALL = "all"
    FAVOURITES = "favourites"
    WEEK = "week"
    NOT_RATED = "not_rated"
    TRASH = "trash"
    ALBUM = "album"
    TAG = "tag"
    SAVED = "saved"


class PlaceRole(IntEnum):
    """Roles of `GalleryPlacesModel` beside Qt's own."""

    PLACE = Qt.ItemDataRole.UserRole


class Place(Struct, frozen=True):
    """One row.

    Attributes:
        id: of the collection or saved filter, or the tag; "" else.
        count: None for rows without a number.
        saved: the filter that a row stands for, when it is a saved one.
    """

    kind: PlaceKind
    name: str
    id: str = ""
    count: int | None = None
    saved: SavedFilter | None = None

    @property
    def key(self) -> tuple[PlaceKind, str]:
        """What stays the same when the name or the number changes."""
        return self.kind, self.id

    @property
    def is_heading(self) -> bool:
        """Whether it only names what follows."""
        return self.kind is PlaceKind.HEADING

    @property
    def can_be_renamed(self) -> bool:
        """Whether a person gave it its name."""
        return self.kind in (PlaceKind.ALBUM, PlaceKind.TAG, PlaceKind.SAVED)

    def filter(self) -> GalleryFilter:
        """Which images it shows."""
        if self.saved is not None:
            return self.saved.filter
        return {
            PlaceKind.FAVOURITES: GalleryFilter(favourites=True),
            PlaceKind.WEEK: GalleryFilter(last_days=_WEEK_DAYS),
            PlaceKind.NOT_RATED: GalleryFilter(not_rated=True),
            PlaceKind.TRASH: GalleryFilter(trash=True),
            PlaceKind.ALBUM: GalleryFilter(album=AlbumId(self.id)),
            PlaceKind.TAG: GalleryFilter(tags=(self.id,)),
        }.get(self.kind, GalleryFilter())


class GalleryPlacesModel(QAbstractListModel):
    """Rows in a fixed order: places, saved filters, collections, tags.

    Args:
        names: the words of rows that nobody named, by `PlaceKind`, and of headings by
            `albums`, `tags`, `saved`.

    Signals:
        renamed: a `Place` and its new name.
    """

    renamed = Signal(object, str)

    def __init__(self, names: dict[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names = names
        self._places: list[Place] = []
        self.show(GalleryCounts(), ())

    def show(self, counts: GalleryCounts, saved: Sequence[SavedFilter]) -> None:
        """Shows other numbers and lists; rows that stay keep their places if they can."""
        places = self._made(counts, saved)
        if [place.key for place in places] == [place.key for place in self._places]:
            self._places = places
            self.dataChanged.emit(self.index(0), self.index(len(places) - 1))
            return
        self.beginResetModel()
        self._places = places
        self.endResetModel()

    def place(self, row: int) -> Place | None:
        """The place of a row."""
        return self._places[row] if 0 <= row < len(self._places) else None

    def row_of(self, key: tuple[PlaceKind, str]) -> int:
        """The row of a place, or -1."""
        return next((row for row, place in enumerate(self._places) if place.key == key), -1)

    def _made(self, counts: GalleryCounts, saved: Sequence[SavedFilter]) -> list[Place]:
        kinds = PlaceKind
        places = [
            self._fixed(kinds.ALL, counts.all),
            self._fixed(kinds.FAVOURITES, counts.favourites),
            self._fixed(kinds.WEEK, counts.this_week),
            self._fixed(kinds.NOT_RATED, counts.not_rated),
            self._fixed(kinds.TRASH, counts.trash),
        ]
        if saved:
            places.append(self._heading("saved"))
            places += [Place(kinds.SAVED, each.name, each.id, saved=each) for each in saved]
        places.append(self._heading("albums"))
        places += [Place(kinds.ALBUM, each.name, each.id, each.count) for each in counts.albums]
        if counts.tags:
            places.append(self._heading("tags"))
            places += [Place(kinds.TAG, name, name, number) for name, number in counts.tags]
        return places

    def _fixed(self, kind: PlaceKind, count: int) -> Place:
        return Place(kind, self._names[kind], count=count)

    def _heading(self, name: str) -> Place:
        return Place(PlaceKind.HEADING, self._names[name], name)

    # Qt

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._places)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        place = self.place(index.row())
        if place is None:
            return None
        if role == PlaceRole.PLACE:
            return place
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return place.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return None if place.is_heading else plain_tip(place.name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return place.name if place.count is None else f"{place.name}, {place.count}"
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        place, name = self.place(index.row()), str(value).strip()
        if place is None or not place.can_be_renamed or role != Qt.ItemDataRole.EditRole:
            return False
        if name and name != place.name:
            self.renamed.emit(place, name)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        place = self.place(index.row())
        if place is None or place.is_heading:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if place.can_be_renamed:
            flags |= Qt.ItemFlag.ItemIsEditable
        if place.kind in (PlaceKind.ALBUM, PlaceKind.TAG, PlaceKind.FAVOURITES, PlaceKind.TRASH):
            flags |= Qt.ItemFlag.ItemIsDropEnabled
        return flags

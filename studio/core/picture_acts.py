"""What a person does to pictures of the gallery, as values; each can be undone by others."""

from dataclasses import dataclass
from datetime import datetime

from studio.core.gallery import AlbumId, FilterId, PictureKey, SavedFilter

Keys = tuple[PictureKey, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """Gives pictures a rating of 1 to 5, or takes it away (0)."""

    keys: Keys
    rating: int


@dataclass(frozen=True, slots=True)
class Favour:
    """Makes pictures favourites, or not."""

    keys: Keys
    favourite: bool = True


@dataclass(frozen=True, slots=True)
class Tag:
    """Adds a tag. Case does not matter: the spelling that is there already stays."""

    keys: Keys
    tag: str


@dataclass(frozen=True, slots=True)
class Untag:
    """Takes a tag away; None for keys: from all pictures."""

    keys: Keys | None
    tag: str


@dataclass(frozen=True, slots=True)
class RenameTag:
    """Gives a tag another name; when there is one of that name, they become one."""

    tag: str
    name: str


@dataclass(frozen=True, slots=True)
class SetNote:
    """Writes the note of a picture."""

    key: PictureKey
    note: str


@dataclass(frozen=True, slots=True)
class SetAlt:
    """Writes the alternative text of a picture; None: the one it came with."""

    key: PictureKey
    alt: str | None


@dataclass(frozen=True, slots=True)
class Delete:
    """Moves pictures to the trash, for 30 days.

    Attributes:
        at: since when they count as deleted; None: now.
    """

    keys: Keys
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Restore:
    """Takes pictures out of the trash, with all that they had."""

    keys: Keys


@dataclass(frozen=True, slots=True)
class AddToAlbum:
    """Puts pictures at the end of an album; those it has stay where they are.

    Attributes:
        places: where each goes instead (of an earlier removal).
    """

    keys: Keys
    album: AlbumId
    places: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoveFromAlbum:
    """Takes pictures out of an album; they stay in the gallery."""

    keys: Keys
    album: AlbumId


@dataclass(frozen=True, slots=True)
class ArrangeAlbum:
    """Puts the pictures of an album in this order; those not named come after them."""

    album: AlbumId
    keys: Keys


@dataclass(frozen=True, slots=True)
class PutAlbum:
    """Makes an album, or gives it another name.

    Attributes:
        place: among the albums, from 0; None: where it is, or last.
    """

    album: AlbumId
    name: str
    place: int | None = None


@dataclass(frozen=True, slots=True)
class DropAlbum:
    """Removes an album; its pictures stay in the gallery."""

    album: AlbumId


@dataclass(frozen=True, slots=True)
class PutFilter:
    """Keeps a filter under a name, or replaces it; None for the place: where it is, or last."""

    saved: SavedFilter
    place: int | None = None


@dataclass(frozen=True, slots=True)
class DropFilter:
    """Forgets a saved filter."""

    id: FilterId


PictureAct = (
    Rate
    | Favour
    | Tag
    | Untag
    | RenameTag
    | SetNote
    | SetAlt
    | Delete
    | Restore
    | AddToAlbum
    | RemoveFromAlbum
    | ArrangeAlbum
    | PutAlbum
    | DropAlbum
    | PutFilter
    | DropFilter
)

Undo = tuple[PictureAct, ...]
"""Acts that bring back what was there before."""

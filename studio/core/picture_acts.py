"""What a person does to pictures of the gallery, as values; each can be undone by others."""

from datetime import datetime

from msgspec import Struct

from studio.core.gallery import AlbumId, FilterId, PictureKey, SavedFilter

Keys = tuple[PictureKey, ...]


class Rate(Struct, frozen=True):
    """Gives pictures a rating of 1 to 5, or takes it away (0)."""

    keys: Keys
    rating: int


class Favour(Struct, frozen=True):
    """Makes pictures favourites, or not."""

    keys: Keys
    favourite: bool = True


class Tag(Struct, frozen=True):
    """Adds a tag. Case does not matter: the spelling that is there already stays."""

    keys: Keys
    tag: str


class Untag(Struct, frozen=True):
    """Takes a tag away; None for keys: from all pictures."""

    keys: Keys | None
    tag: str


class RenameTag(Struct, frozen=True):
    """Gives a tag another name; when there is one of that name, they become one."""

    tag: str
    name: str


class SetNote(Struct, frozen=True):
    """Writes the note of a picture."""

    key: PictureKey
    note: str


class AddToNote(Struct, frozen=True):
    """Adds lines to the note of a picture; what is there stays."""

    key: PictureKey
    text: str


class TakeFromNote(Struct, frozen=True):
    """Takes lines from the end of the note of a picture, if they are still there."""

    key: PictureKey
    text: str


class SetAlt(Struct, frozen=True):
    """Writes the alternative text of a picture; None: the one it came with."""

    key: PictureKey
    alt: str | None


class Delete(Struct, frozen=True):
    """Moves pictures to the trash, for 30 days.

    Attributes:
        at: since when they count as deleted; None: now.
    """

    keys: Keys
    at: datetime | None = None


class Restore(Struct, frozen=True):
    """Takes pictures out of the trash, with all that they had."""

    keys: Keys


class AddToAlbum(Struct, frozen=True):
    """Puts pictures at the end of an album; those it has stay where they are.

    Attributes:
        places: where each goes instead (of an earlier removal).
    """

    keys: Keys
    album: AlbumId
    places: tuple[int, ...] = ()


class RemoveFromAlbum(Struct, frozen=True):
    """Takes pictures out of an album; they stay in the gallery."""

    keys: Keys
    album: AlbumId


class ArrangeAlbum(Struct, frozen=True):
    """Puts the pictures of an album in this order; those not named come after them."""

    album: AlbumId
    keys: Keys


class PutAlbum(Struct, frozen=True):
    """Makes an album, or gives it another name.

    Attributes:
        place: among the albums, from 0; None: where it is, or last.
    """

    album: AlbumId
    name: str
    place: int | None = None


class DropAlbum(Struct, frozen=True):
    """Removes an album; its pictures stay in the gallery."""

    album: AlbumId


class PutFilter(Struct, frozen=True):
    """Keeps a filter under a name, or replaces it; None for the place: where it is, or last."""

    saved: SavedFilter
    place: int | None = None


class DropFilter(Struct, frozen=True):
    """Forgets a saved filter."""

    id: FilterId


PictureAct = (
    Rate
    | Favour
    | Tag
    | Untag
    | RenameTag
    | SetNote
    | AddToNote
    | TakeFromNote
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

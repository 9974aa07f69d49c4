"""The gallery as values: what can be asked of it, and what it answers."""

import struct
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import NewType

from msgspec import Struct, field

from studio.core.parts import BlobRef
from studio.core.sniff import UNKNOWN_MIME

PictureKey = NewType("PictureKey", int)
"""Identity of a picture in this library: one per sha256, never reused."""

AlbumId = NewType("AlbumId", str)
FilterId = NewType("FilterId", str)


class PictureKind(StrEnum):
    """How a picture came to be (`edited`: a model made it from pictures it was given for that)."""

    MADE = "made"
    EDITED = "edited"
    ATTACHED = "attached"
    IMPORTED = "imported"


class Aspect(StrEnum):
    """Shape of a picture; one whose sides differ by at most 2 % is square."""

    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"
    SQUARE = "square"


class GallerySort(StrEnum):
    """Order of pictures (`album`: as placed in the album of the filter)."""

    NEWEST = "newest"
    OLDEST = "oldest"
    RATING = "rating"
    ALBUM = "album"


class GalleryFilter(Struct, frozen=True):
    """Which pictures to show; all conditions hold together.

    Attributes:
        text: words that prompt, revised prompt, note, alt text, tags, file name or model
            contain; words in double quotes belong together.
        models: any of these.
        since, until: first and last day, of this machine's time zone.
        last_days: today and so many days before it (1: today alone); 0: any.
        rating_at_least: 1 to 5; 0: any.
        tags: all of these.
        kinds, aspects: any of these; empty: all.
        cost_at_least_usd: of the request that gave a picture; 0: any.
        cost_unknown: only those whose cost nobody told.
        drafts: interim images as well.
        comparisons: only those that models drew to be compared.
        trash: what was deleted, instead of what was not.
    """

    text: str = ""
    models: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    last_days: int = 0
    rating_at_least: int = 0
    not_rated: bool = False
    favourites: bool = False
    aspects: tuple[Aspect, ...] = ()
    tags: tuple[str, ...] = ()
    album: AlbumId | None = None
    kinds: tuple[PictureKind, ...] = ()
    cost_at_least_usd: float = 0.0
    cost_unknown: bool = False
    drafts: bool = False
    trash: bool = False
    comparisons: bool = False


CARD = struct.Struct("<IIIIqq32s")
"""One picture of a list: key, width, height, marks, moment (s since 1970), bytes, sha256."""

_MIMES = (
    UNKNOWN_MIME, "image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp",
    "image/tiff", "image/avif", "image/heic",
)  # fmt: skip
_KINDS = tuple(PictureKind)
_WORDS = CARD.size // 4


class GalleryCard(Struct, frozen=True):
    """One picture, as much of it as a grid shows.

    Attributes:
        made_at_s: seconds since 1970, UTC.
        rating: 0 (not rated) to 5.
    """

    key: PictureKey
    blob: BlobRef
    made_at_s: int
    rating: int = 0
    favourite: bool = False
    kind: PictureKind = PictureKind.MADE
    draft: bool = False

    def packed(self) -> bytes:
        """The bytes of it in a `GalleryList`. They are kept on disk: never change the format."""
        blob = self.blob
        mime = _MIMES.index(blob.mime) if blob.mime in _MIMES else 0
        marks = (
            self.rating
            | self.favourite << 3
            | _KINDS.index(self.kind) << 4
            | self.draft << 6
            | mime << 8
        )
        width, height = (
            max(0, min(side or 0, 0xFFFFFFFF)) for side in (blob.width_px, blob.height_px)
        )
        return CARD.pack(
            self.key, width, height, marks, self.made_at_s, blob.size_bytes,
            _sha_bytes(blob.sha256),
        )  # fmt: skip


def remarked(packed: bytes, rating: int, favourite: int) -> bytes:
    """A packed card with another rating, and as a favourite or not."""
    if len(packed) != CARD.size:
        return packed  # not worked out yet
    fields = list(CARD.unpack(packed))
    fields[3] = fields[3] & ~0xF | rating | bool(favourite) << 3
    return CARD.pack(*fields)


def _sha_bytes(sha256: str) -> bytes:
    try:
        return bytes.fromhex(sha256)
    except ValueError:
        return b""  # a damaged record: a picture whose file is nowhere


class GallerySection(Struct, frozen=True):
    """Neighbours in a list that were made on the same day (of this machine's time zone)."""

    day: date
    first: int
    count: int


class GalleryList:
    """Pictures in order, packed: 100,000 take 6.4 MB and no time to hand over.

    Args:
        packed: one `CARD` per picture.
        sections: by day, when the order is by time; else ().
        revision: how often the library had changed when this was read.
        is_whole: False for the first pictures of a list that takes longer to make.
    """

    __slots__ = ("_packed", "is_whole", "revision", "sections")

    def __init__(
        self,
        packed: bytes = b"",
        sections: tuple[GallerySection, ...] = (),
        revision: int = 0,
        *,
        is_whole: bool = True,
    ) -> None:
        self._packed = packed
        self.is_whole = is_whole
        self.sections = sections
        self.revision = revision

    def __len__(self) -> int:
        return len(self._packed) // CARD.size

    def __getitem__(self, index: int) -> GalleryCard:
        if not 0 <= index < len(self):
            raise IndexError(index)
        key, width, height, marks, moment, size_bytes, sha = CARD.unpack_from(
            self._packed, index * CARD.size
        )
        mime = _MIMES[min(marks >> 8, len(_MIMES) - 1)]
        return GalleryCard(
            PictureKey(key),
            BlobRef(sha.hex(), mime, size_bytes, width or None, height or None),
            moment,
            marks & 7,
            bool(marks & 8),
            _KINDS[marks >> 4 & 3],
            bool(marks & 64),
        )

    def __iter__(self) -> Iterator[GalleryCard]:
        return (self[index] for index in range(len(self)))

    def keys(self) -> list[PictureKey]:
        """The identities, in order."""
        return [PictureKey(key) for key in self._column(0)]

    @property
    def key_column(self) -> Sequence[int]:
        """The identities, in order, as a view: nothing is copied."""
        return self._words(0)

    @property
    def widths(self) -> Sequence[int]:
        """In px, in order, as a view; 0 where unknown."""
        return self._words(1)

    @property
    def heights(self) -> Sequence[int]:
        """In px, in order, as a view; 0 where unknown."""
        return self._words(2)

    @property
    def moments(self) -> memoryview:
        """When each was made, in seconds since 1970, in order."""
        return memoryview(self._packed).cast("q")[2 :: _WORDS // 2]

    @property
    def sizes(self) -> memoryview:
        """Bytes of each, in order, as a view."""
        return memoryview(self._packed).cast("q")[3 :: _WORDS // 2]

    def rated_among(self, places: Sequence[int]) -> int:
        """How many of some have a rating."""
        marks = self._words(3)
        return sum([1 for place in places if marks[place] & 7])

    def index_of(self, key: int) -> int | None:
        """Where a picture stands, or None."""
        column = self._column(0)
        return column.index(key) if key in column else None

    def without(self, places: Sequence[int]) -> "GalleryList":
        """The same without some places (ascending)."""
        edges = [-1, *places, len(self)]
        pieces = (
            self._packed[(before + 1) * CARD.size : after * CARD.size]
            for before, after in pairwise(edges)
        )
        sections: list[GallerySection] = []
        for each in self.sections:
            low, high = (bisect_left(places, at) for at in (each.first, each.first + each.count))
            count = each.count - (high - low)
            if count:
                sections.append(GallerySection(each.day, each.first - low, count))
        return GalleryList(b"".join(pieces), tuple(sections), self.revision, is_whole=self.is_whole)

    def _column(self, at: int) -> list[int]:
        return self._words(at).tolist()

    def _words(self, at: int) -> memoryview:
        # Little-endian, as every machine is that Qt runs on.
        return memoryview(self._packed).cast("I")[at::_WORDS]


class Album(Struct, frozen=True):
    """A named collection, and how many pictures (without the trash) it has."""

    id: AlbumId
    name: str
    count: int = 0


class SavedFilter(Struct, frozen=True):
    """A filter under a name."""

    id: FilterId
    name: str
    filter: GalleryFilter
    sort: GallerySort = GallerySort.NEWEST


class GalleryCounts(Struct, frozen=True):
    """Numbers for the side column; the trash and drafts are in none but their own.

    Attributes:
        this_week: made today or on one of the six days before.
        total_bytes: of all pictures outside the trash.
        albums: in their order; tags, models: by name, with their number.
        waiting: pictures of an older library that are not in the gallery yet, but soon.
    """

    all: int = 0
    favourites: int = 0
    this_week: int = 0
    not_rated: int = 0
    trash: int = 0
    total_bytes: int = 0
    albums: tuple[Album, ...] = ()
    tags: tuple[tuple[str, int], ...] = ()
    models: tuple[tuple[str, int], ...] = ()
    waiting: int = 0


class PictureChanges(Struct, frozen=True):
    """What changed in the gallery in one transaction.

    Attributes:
        added, removed: pictures that came into view, or went (into the trash, or for good).
        changed: pictures of which something else is new.
        deleted, restored: sha256 of pictures that went into the trash or came out of it.
        lists: albums, tags or saved filters are new.
    """

    added: tuple[PictureKey, ...] = ()
    changed: tuple[PictureKey, ...] = ()
    removed: tuple[PictureKey, ...] = ()
    deleted: frozenset[str] = field(default_factory=frozenset)
    restored: frozenset[str] = field(default_factory=frozenset)
    lists: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.lists)

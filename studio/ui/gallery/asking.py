"""What the page asks for: the place of the side column and the chips, put together."""

from msgspec import Struct, field
from msgspec.structs import replace

from studio.core.gallery import AlbumId, GalleryFilter

ACTS = frozenset(
    {
        "open", "copy", "copy_prompt", "chat", "folder", "save", "rename", "favourite", "tag",
        "rate", "collect",  "delete",
    }
)  # fmt: skip
"""What can be done with an image; more where other pages offer it."""


class Asked(Struct, frozen=True):
    """A place and a filter inside it."""

    place: GalleryFilter = field(default_factory=GalleryFilter)
    chips: GalleryFilter = field(default_factory=GalleryFilter)

    def together(self) -> GalleryFilter:
        """One filter that holds both; a chip wins over the place where only one can hold."""
        place, chips = self.place, self.chips
        return replace(
            chips,
            since=chips.since or place.since,
            until=chips.until or place.until,
            last_days=chips.last_days or place.last_days,
            rating_at_least=chips.rating_at_least or place.rating_at_least,
            not_rated=chips.not_rated or place.not_rated,
            favourites=chips.favourites or place.favourites,
            tags=tuple(dict.fromkeys((*place.tags, *chips.tags))),
            album=place.album or chips.album,
            trash=place.trash,
        )

    @property
    def album(self) -> AlbumId | None:
        """The collection that is looked at."""
        return self.place.album or self.chips.album

"""What many images come to, read from their columns: no object is made for any of them."""

from collections.abc import Iterable

from msgspec import Struct

from studio.core.gallery import GalleryList


class Sum(Struct, frozen=True):
    """Of some images.

    Attributes:
        first_s, last_s: when the oldest and the newest were made, seconds since 1970.
        rated: how many have a rating.
    """

    size_bytes: int = 0
    first_s: int = 0
    last_s: int = 0
    rated: int = 0


def sum_up(shown: GalleryList, places: Iterable[int]) -> Sum:
    """Sums up the images at some places of a list."""
    places = list(places)
    if not places:
        return Sum()
    sizes, moments = shown.sizes, shown.moments
    at_s = [moments[place] for place in places]
    size_bytes = sum([sizes[place] for place in places])
    return Sum(size_bytes, min(at_s), max(at_s), shown.rated_among(places))

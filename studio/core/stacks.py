"""Pictures that look alike, one of them standing for all in a list."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from studio.core.gallery import GalleryList, PictureKey


class Stacked(Struct, frozen=True):
    """A list in which stacks are one picture each.

    Attributes:
        list: the first of each stack in the order of the list, and all that stand alone.
        stacks: by the picture that stands for it, all of a stack, in the order of the list.
    """

    list: GalleryList
    stacks: Mapping[PictureKey, Sequence[PictureKey]]


def stack(
    found: GalleryList, groups: Iterable[Sequence[PictureKey]], *, only: bool = False
) -> Stacked:
    """Puts those of a list that look alike on one another.

    Args:
        groups: pictures that look alike; each picture is in one group at most. Those that the
            list does not have are passed over.
        only: leave out what stands alone.
    """
    group_of: dict[int, int] = {}
    for number, group in enumerate(groups):
        group_of.update(dict.fromkeys(group, number))
    members: dict[int, list[int]] = {}
    for place, key in enumerate(found.key_column):
        number = group_of.get(key, -1)
        if number >= 0:
            members.setdefault(number, []).append(place)
    piles = [places for places in members.values() if len(places) > 1]
    keys = found.key_column
    stacks = {
        PictureKey(keys[places[0]]): tuple(PictureKey(keys[place]) for place in places)
        for places in piles
    }
    if only:
        tops = {places[0] for places in piles}
        dropped = [place for place in range(len(found)) if place not in tops]
    else:
        dropped = sorted(place for places in piles for place in places[1:])
    return Stacked(found.without(dropped), stacks)

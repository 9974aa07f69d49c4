"""Lists in which look-alikes lie on one another, against a naive way."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from studio.core.gallery import GalleryCard, GalleryList, GallerySection, PictureKey
from studio.core.parts import BlobRef
from studio.core.stacks import stack


def list_of(keys: list[int], days: list[int]) -> GalleryList:
    cards = [
        GalleryCard(PictureKey(key), BlobRef(f"{key:064x}", "image/png", 9, 3, 4), 0)
        for key in keys
    ]
    sections, first = [], 0
    for number, count in enumerate(days):
        sections.append(GallerySection(date(2026, 1, 1 + number), first, count))
        first += count
    return GalleryList(b"".join(card.packed() for card in cards), tuple(sections))


@given(
    groups=st.lists(st.integers(0, 4), min_size=12, max_size=12),
    order=st.permutations(range(1, 13)),
    days=st.sampled_from(([12], [1, 11], [3, 4, 5], [1] * 12)),
    only=st.booleans(),
)
def test_stacks_are_what_a_naive_way_makes(
    groups: list[int], order: list[int], days: list[int], only: bool
) -> None:
    by_group = [
        tuple(PictureKey(key) for key in range(1, 13) if groups[key - 1] == number)
        for number in range(1, 5)
    ]
    found = list_of(list(order), days)
    stacked = stack(found, by_group, only=only)
    seen: set[int] = set()
    expected = []
    for key in order:
        number = groups[key - 1]
        alone = not number or groups.count(number) == 1
        if alone and not only:
            expected.append(key)
        elif not alone and number not in seen:
            seen.add(number)
            expected.append(key)
            alike = [other for other in order if groups[other - 1] == number]
            assert list(stacked.stacks[PictureKey(key)]) == alike
    assert list(stacked.list.keys()) == expected
    assert set(stacked.stacks) <= set(expected)
    day_of = {}
    at = 0
    for number, count in enumerate(days):
        day_of.update(dict.fromkeys(order[at : at + count], date(2026, 1, 1 + number)))
        at += count
    for section in stacked.list.sections:
        keys = expected[section.first : section.first + section.count]
        assert keys
        assert {day_of[key] for key in keys} == {section.day}
    assert sum(section.count for section in stacked.list.sections) == len(expected)


def test_without_look_alikes_a_list_is_the_same() -> None:
    found = list_of([3, 1, 2], [3])
    stacked = stack(found, [(PictureKey(1), PictureKey(99))])
    assert list(stacked.list.keys()) == [3, 1, 2]
    assert not stacked.stacks
    assert len(stack(GalleryList(), []).list) == 0

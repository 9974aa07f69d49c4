"""Where images lie, by arithmetic."""

import random
from itertools import pairwise

import pytest
from PySide6.QtCore import QRect

from studio.ui.gallery.rows import Rows
from studio.ui.gallery.stretches import Measures, Row, Shapes, aspects_of


class Counted(Shapes):
    """Shapes that count how many of them were asked for."""

    def __init__(self, widths: list[int], heights: list[int]) -> None:
        super().__init__(widths, heights)
        self.asked = 0

    def of(self, first: int, stop: int) -> list[float]:
        self.asked += stop - first
        return super().of(first, stop)


def some_shapes(count: int, seed: int = 1) -> Counted:
    chance = random.Random(seed)
    widths = [chance.choice((256, 512, 1024, 1536, 3000)) for _ in range(count)]
    return Counted(widths, [chance.choice((256, 512, 1024, 1536)) for _ in range(count)])


def some_sections(count: int, most: int = 40, seed: int = 2) -> list[tuple[int, int]]:
    chance = random.Random(seed)
    sections, first = [], 0
    while first < count:
        size = min(count - first, chance.randint(1, most))
        sections.append((first, size))
        first += size
    return sections


def rows_of(count: int, *, width: int = 830, justified: bool = True, most: int = 40) -> Rows:
    measures = Measures(width, 180, justified=justified)
    return Rows(some_shapes(count), some_sections(count, most), measures)


def settled(rows: Rows) -> list[Row]:
    """All rows, each exact."""
    rows.settle(0, rows.total)
    return list(rows.visible(0, rows.total))


@pytest.mark.parametrize("most", [40, 5000])
@pytest.mark.parametrize("width", [400, 830, 1200, 2100])
def test_justified_rows_fill_the_width_and_never_overlap(width: int, most: int) -> None:
    rows = rows_of(1800, width=width, most=most)
    ends = {first + count for first, count in some_sections(1800, most)}
    found = settled(rows)
    assert [row.first for row in found] == [0, *(row.stop for row in found[:-1])]
    assert found[-1].stop == 1800
    for row in found:
        rects = rows.rects(row)
        assert rects[0].left() == 0
        for left, right in pairwise(rects):
            assert right.left() - left.right() - 1 == 8
        assert rects[-1].right() < width
        if row.stop not in ends:
            assert rects[-1].right() == width - 1
            assert 60 <= row.height <= 420
    for row, below in pairwise(found):
        assert row.top + row.height + 8 <= below.top


def test_the_last_row_of_a_day_is_not_stretched() -> None:
    rows = Rows(Shapes([1, 1, 3], [1, 1, 2]), [(0, 1), (1, 2)], Measures(830, 180))
    first, second = settled(rows)
    assert (first.height, second.height) == (180, 180)
    assert [rect.width() for rect in rows.rects(first)] == [180]
    assert [rect.width() for rect in rows.rects(second)] == [180, 270]


@pytest.mark.parametrize("most", [40, 5000])
def test_squares_are_square_and_fill_the_width(most: int) -> None:
    rows = rows_of(900, justified=False, most=most)
    guessed = rows.total
    found = settled(rows)
    assert rows.total == guessed
    ends = {first + count for first, count in some_sections(900, most)}
    for row in found:
        assert all(rect.width() == rect.height() for rect in rows.rects(row))
        assert row.stop in ends or rows.rects(row)[-1].right() >= 820


@pytest.mark.parametrize("justified", [True, False])
def test_places_and_hits_agree(justified: bool) -> None:
    rows = rows_of(300, justified=justified)
    settled(rows)
    for index in range(300):
        middle = rows.rect_of(index).center()
        assert rows.image_at(middle.x(), middle.y()) == index
        assert index in rows.images_in(QRect(middle.x(), middle.y(), 1, 1))
    assert rows.image_at(-5, 50) == -1
    assert rows.image_at(3, rows.total + 500) == -1
    assert rows.images_in(QRect(0, 0, 830, rows.total)) == list(range(300))


def test_odd_shapes_get_tiles_that_can_be_seen() -> None:
    aspects = aspects_of([10_000, 10, 0, 500], [100, 4000, 0, 250])
    assert aspects == [4.0, 0.4, 1.0, 2.0]


@pytest.mark.parametrize("most", [300, 100_000])
def test_of_a_hundred_thousand_images_those_on_the_screen_cost_something(most: int) -> None:
    shapes = some_shapes(100_000)
    rows = Rows(shapes, some_sections(100_000, most), Measures(1200, 180))
    top = rows.settle(rows.total // 2, 800)
    assert len(list(rows.visible(top, top + 800))) < 12
    rows.image_at(400, top + 300)
    assert shapes.asked < 5000


@pytest.mark.parametrize("most", [40, 300, 100_000])
def test_the_guess_of_the_height_is_close(most: int) -> None:
    rows = rows_of(20_000, width=1200, most=most)
    guessed = rows.total
    settled(rows)
    assert abs(rows.total - guessed) < guessed * 0.1


def test_what_is_looked_at_stays_when_its_surroundings_become_exact() -> None:
    rows = rows_of(20_000, width=1200, most=300)
    top = rows.settle(rows.total // 2, 800)
    while top > 0:
        seen = next(rows.visible(top, top + 800))
        at = seen.top - top
        top = rows.settle(max(0, top - 300), 800)
        assert rows.row_of(seen.first).top - top == at + 300 or not top
    assert top == 0


def test_rows_are_walked_to_both_ends() -> None:
    rows = rows_of(2000, most=3000)
    place, seen = 0, [0]
    while (below := rows.above(place, 10, -1)) != place:
        assert rows.row_of(below).first == rows.row_of(place).stop
        place = below
        seen.append(place)
    assert rows.row_of(place).stop == 2000
    for expected in reversed(seen[:-1]):
        place = rows.above(place, 10, 1)
        assert place == expected
    assert rows.row_of(rows.page(1000, 10, 800)).first > 1000
    assert rows.row_of(rows.page(1000, 10, -800)).stop <= 1000

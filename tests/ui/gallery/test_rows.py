"""Where images lie, by arithmetic."""

import random
import time
from itertools import pairwise

import pytest
from PySide6.QtCore import QRect

from studio.ui.gallery.rows import Measures, Rows, aspects_of, lay_out


def rows_of(count: int, *, width: int = 830, justified: bool = True, seed: int = 1) -> Rows:
    chance = random.Random(seed)
    widths = [chance.choice((256, 512, 1024, 1536, 3000)) for _ in range(count)]
    heights = [chance.choice((256, 512, 1024, 1536)) for _ in range(count)]
    sections, first = [], 0
    while first < count:
        size = min(count - first, chance.randint(1, 40))
        sections.append((first, size))
        first += size
    aspects = aspects_of(widths, heights)
    return lay_out(aspects, sections, Measures(width, 180, justified=justified))


@pytest.mark.parametrize("width", [400, 830, 1200, 2100])
def test_justified_rows_fill_the_width_and_never_overlap(width: int) -> None:
    rows = rows_of(600, width=width)
    ends = {first + count for first, count in rows.sections}
    seen = 0
    for row in range(len(rows.first)):
        rects, images = rows.rects(row), rows.images_of(row)
        assert images.start == seen
        seen = images.stop
        assert rects[0].left() == 0
        for left, right in pairwise(rects):
            assert right.left() - left.right() - 1 == 8
        assert rects[-1].right() < width
        if images.stop not in ends:
            assert rects[-1].right() == width - 1
            assert 60 <= rows.height[row] <= 420
        if row + 1 < len(rows.first):
            assert rows.top[row] + rows.height[row] + 8 <= rows.top[row + 1]
    assert seen == 600


def test_the_last_row_of_a_day_is_not_stretched() -> None:
    rows = lay_out([1.0, 1.0, 1.5], [(0, 1), (1, 2)], Measures(830, 180))
    assert rows.height == [180, 180]
    assert [rect.width() for rect in rows.rects(0)] == [180]
    assert [rect.width() for rect in rows.rects(1)] == [180, 270]


def test_squares_are_square_and_fill_the_width() -> None:
    rows = rows_of(100, justified=False)
    for row in range(len(rows.first)):
        assert all(rect.width() == rect.height() for rect in rows.rects(row))
    assert max(rect.right() for row in range(len(rows.first)) for rect in rows.rects(row)) >= 820


@pytest.mark.parametrize("justified", [True, False])
def test_places_and_hits_agree(justified: bool) -> None:
    rows = rows_of(300, justified=justified)
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


def test_a_hundred_thousand_images_cost_no_time() -> None:
    began_s = time.perf_counter()
    rows = rows_of(100_000)
    rows.image_at(400, rows.total // 2)
    assert time.perf_counter() - began_s < 2.0
    assert len(rows.visible(rows.total // 2, rows.total // 2 + 800)) < 12

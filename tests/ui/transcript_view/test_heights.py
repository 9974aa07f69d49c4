"""Prefix sums against a plain list."""

import random

import pytest

from studio.ui.transcript.heights import Heights


@pytest.mark.parametrize("seed", range(6))
def test_heights_agree_with_a_plain_list_after_any_edits(seed: int) -> None:
    rnd = random.Random(seed)
    plain = [float(rnd.randrange(0, 90)) for _ in range(rnd.randrange(0, 40))]
    heights = Heights(plain)
    for _ in range(400):
        act = rnd.random()
        if act < 0.4 or not plain:
            value = float(rnd.randrange(0, 200))
            plain.append(value)
            heights.append(value)
        elif act < 0.55:
            assert heights.pop() == plain.pop()
        else:
            at, value = rnd.randrange(len(plain)), float(rnd.randrange(0, 200))
            assert heights.set(at, value) == value - plain[at]
            plain[at] = value
        index = rnd.randrange(0, len(plain) + 1)
        assert heights.before(index) == sum(plain[:index])
        assert heights.total == sum(plain)
        assert heights.values() == plain


def test_find_gives_the_piece_that_covers_a_distance() -> None:
    heights = Heights([10.0, 0.0, 20.0, 5.0])
    assert [heights.find(y) for y in (-3, 0, 9.9, 10, 29, 30, 34, 35, 900)] == [
        0, 0, 0, 2, 2, 3, 3, 3, 3,
    ]  # fmt: skip
    assert Heights().find(3) == 0

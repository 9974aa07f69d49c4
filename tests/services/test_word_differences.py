"""Words of two texts that are not shared."""

import random
import time
from functools import cache

import pytest

from studio.demo.writing import long_text
from studio.services.comparing.word_differences import (
    MOST_PAIRS,
    differences,
    differences_in_steps,
    joined,
    words_of,
)


def marked(first: str, second: str) -> tuple[list[str], list[str]]:
    """The runs that are different in either text."""
    spans, spans_2 = words_of(first), words_of(second)
    found = differences([first[a:b] for a, b in spans], [second[a:b] for a, b in spans_2])
    runs = joined(spans, found.first, first)
    runs_2 = joined(spans_2, found.second, second)
    return [first[a:b] for a, b in runs], [second[a:b] for a, b in runs_2]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("The sky is blue.", "The sea is blue.", (["sky"], ["sea"])),
        ("one two three", "one two three", ([], [])),
        ("one two", "one new word two", ([], ["new word"])),
        ("", "all new", ([], ["all new"])),
        ("天空是蓝色的", "大海是蓝色的", (["天空"], ["大海"])),
        ("Call f(x, y) now", "Call f(x, z) now", (["y"], ["z"])),
        ("a\n\nb", "c\n\nd", (["a", "b"], ["c", "d"])),
        ("Größe: 10 µm", "Größe: 20 µm", (["10"], ["20"])),
    ],
)
def test_words_that_are_not_shared_are_marked(
    first: str, second: str, expected: tuple[list[str], list[str]]
) -> None:
    assert marked(first, second) == expected


def longest(first: list[str], second: list[str]) -> int:
    """How many words can be shared at most; the slow way."""

    @cache
    def best(at: int, at_2: int) -> int:
        if at == len(first) or at_2 == len(second):
            return 0
        if first[at] == second[at_2]:
            return 1 + best(at + 1, at_2 + 1)
        return max(best(at + 1, at_2), best(at, at_2 + 1))

    return best(0, 0)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_shared_is_in_both_in_order_and_the_most(seed: int) -> None:
    chance = random.Random(seed)
    words = [f"w{number}" for number in range(chance.randrange(2, 12))]
    first = [chance.choice(words) for _ in range(chance.randrange(40))]
    second = [chance.choice(words) for _ in range(chance.randrange(40))]
    found = differences(first, second)
    shared = [word for word, new in zip(first, found.first, strict=True) if not new]
    shared_2 = [word for word, new in zip(second, found.second, strict=True) if not new]
    assert shared == shared_2
    assert longest(first, second) - len(shared) <= 3  # lone words may be left out
    assert longest(first, second) >= len(shared)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["a", "b"] * 20_000, ["b", "a"] * 20_000),
        (["a"] * 40_000, ["a"] * 39_000 + ["b"]),
        (list("abcd") * 10_000, list("dcba") * 10_000),
        (["a"] * 40_000, ["b"] * 40_000),
    ],
    ids=["two words", "one word", "four words", "nothing"],
)
def test_few_words_again_and_again_are_no_trap(first: list[str], second: list[str]) -> None:
    began_s = time.thread_time()
    found = differences(first, second)
    assert time.thread_time() - began_s < 8
    shared = [word for word, new in zip(first, found.first, strict=True) if not new]
    assert shared == [word for word, new in zip(second, found.second, strict=True) if not new]


def test_two_answers_of_200_kb_are_compared_in_a_moment() -> None:
    first = long_text("tides", 200_000)
    words = first.split(" ")
    chance = random.Random(1)
    second = " ".join(f"new{n}" if chance.random() < 0.05 else w for n, w in enumerate(words))
    spans, spans_2 = words_of(first), words_of(second)
    began_s = time.thread_time()
    found = differences([first[a:b] for a, b in spans], [second[a:b] for a, b in spans_2])
    assert time.thread_time() - began_s < 4
    assert 0.9 < found.share < 0.99


def test_a_common_word_too_frequent_to_match_is_met_between_rare_ones() -> None:
    count = int(MOST_PAIRS**0.5)
    first = [*(["the"] * count), "rare", *(["the"] * count)]
    second = [*(["the"] * count), "rare", *(["the"] * count), "end"]
    found = differences(first, second)
    assert sum(found.first) == 0
    assert sum(found.second) == 1


def test_the_work_comes_in_short_steps() -> None:
    text = long_text("steps", 200_000)
    other = text.split(" ")
    other[::20] = ["other"] * len(other[::20])
    first = [text[a:b] for a, b in words_of(text)]
    changed = " ".join(other)
    second = [changed[a:b] for a, b in words_of(changed)]
    steps, longest_s, count = differences_in_steps(first, second), 0.0, 0
    began_s = time.thread_time()
    for _ in steps:
        longest_s = max(longest_s, time.thread_time() - began_s)
        count += 1
        began_s = time.thread_time()
    assert count > 100
    assert longest_s < 0.02  # 2 ms, as a rule

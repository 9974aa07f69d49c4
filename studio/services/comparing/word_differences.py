"""Which words of two texts are not in the other, in the same order. No Qt.

The longest common subsequence of 40,000 words each is too much for a window (difflib: minutes;
bit-parallel C code: 3 s and 1 GB, with the interpreter lock held; measured 2026-11). So words that
are rare in both texts are matched first, and what lies between them is looked at again with what
is rare there, until every common word counts: exact for short texts and for what lies between
rare words, and always as quick as the texts are long.

The work comes in steps of a fraction of a millisecond, for the window's own thread to do some of
them in each turn: on another thread it would want the interpreter lock again and again, and each
frame would wait for it as often.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import chain
from typing import TypeVar

from msgspec import Struct

_CJK = "\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]|(?:(?![{_CJK}])\w)+|[^\w\s]")

MOST_PAIRS = 60_000
"""So many pairs of equal words are looked at in one step."""
_PIECE_WORDS = 64
"""Texts of a few words again and again are compared in pieces of so many."""
_LONE_BETWEEN = 4
"""A single common word between runs of so many different ones is chance, and no reason to break."""

_STEP = 1_000
"""So many words, or pairs of them, are looked at in a step."""

_T = TypeVar("_T")
Spans = list[tuple[int, int]]
Steps = Generator[None, None, _T]
"""Work in short steps, and what comes of it."""
_Part = tuple[int, int, int, int]


class Differences(Struct, frozen=True):
    """What is different.

    Attributes:
        first, second: for each word of a text, whether it is not shared.
        share: of both texts that is the same, 0 to 1.
    """

    first: tuple[bool, ...]
    second: tuple[bool, ...]
    share: float


def words_of(text: str) -> Spans:
    """Where the words of a text are; signs are words, and so is each Chinese character."""
    return [match.span() for match in _WORD.finditer(text)]


def differences(first: Sequence[str], second: Sequence[str]) -> Differences:
    """Compares two texts, word by word, at once."""
    return done_at_once(differences_in_steps(first, second))


def done_at_once(steps: Steps[_T]) -> _T:
    """Does all steps one after the other."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: _T = end.value
            return found


def differences_in_steps(first: Sequence[str], second: Sequence[str]) -> Steps[Differences]:
    """Compares two texts, word by word."""
    partners = [-1] * len(first)  # of each word that is shared: where it stands in the second
    waiting: list[_Part] = [(0, len(first), 0, len(second))]
    while waiting:
        waiting += yield from _match(first, second, waiting.pop(), partners)
        yield
    changed_first, changed_second = [True] * len(first), [True] * len(second)
    count = 0
    for here, there in _without_lone(_pairs(partners), len(first), len(second)):
        changed_first[here] = changed_second[there] = False
        count += 1
        if not count % _STEP:
            yield
    both = len(first) + len(second)
    share = 2 * count / both if both else 1.0
    return Differences(tuple(changed_first), tuple(changed_second), share)


def _match(
    first: Sequence[str], second: Sequence[str], part: _Part, partners: list[int]
) -> Steps[list[_Part]]:
    """Matches a part of both texts. Returns: the parts to look at again."""
    low, high, low_2, high_2 = part
    while low < high and low_2 < high_2 and first[low] == second[low_2]:
        partners[low] = low_2
        low, low_2 = low + 1, low_2 + 1
        if not low % _STEP:
            yield
    while low < high and low_2 < high_2 and first[high - 1] == second[high_2 - 1]:
        high, high_2 = high - 1, high_2 - 1
        partners[high] = high_2
        if not high % _STEP:
            yield
    if low == high or low_2 == high_2:
        return []
    usable, all_of_them = yield from _usable(first, second, (low, high, low_2, high_2))
    if not usable:
        return [] if all_of_them else list(_pieces(low, high, low_2, high_2))
    shared = yield from _longest_chain(first, second, (low, high), (low_2, high_2), usable)
    gaps: list[_Part] = []
    for number, (here, there) in enumerate(shared):
        partners[here] = there
        if low < here and low_2 < there:
            gaps.append((low, here, low_2, there))
        low, low_2 = here + 1, there + 1
        if not number % _STEP:
            yield
    if low < high and low_2 < high_2:
        gaps.append((low, high, low_2, high_2))
    return [] if all_of_them or not shared else gaps


def _usable(
    first: Sequence[str], second: Sequence[str], part: _Part
) -> Steps[tuple[set[str], bool]]:
    """The common words that are rarest, as many as can be looked at; whether these are all."""
    low, high, low_2, high_2 = part
    counts = yield from _counted(first, low, high)
    counts_2 = yield from _counted(second, low_2, high_2)
    by_pairs: dict[int, list[str]] = {}
    for number, (word, count) in enumerate(counts.items()):
        if word in counts_2:
            by_pairs.setdefault(count * counts_2[word], []).append(word)
        if not number % _STEP:
            yield
    usable: set[str] = set()
    total = 0
    for pairs in sorted(by_pairs):
        room = (MOST_PAIRS - total) // pairs
        words = by_pairs[pairs]
        usable.update(words[:room])
        if room < len(words):
            return usable, False
        total += pairs * len(words)
    return usable, True


def _counted(words: Sequence[str], low: int, high: int) -> Steps[Counter[str]]:
    counts: Counter[str] = Counter()
    for at in range(low, high, _STEP):
        counts.update(words[at : min(high, at + _STEP)])
        yield
    return counts


def _pieces(low: int, high: int, low_2: int, high_2: int) -> Iterator[_Part]:
    """Parts of both texts that stand about in the same place."""
    length, length_2 = high - low, high_2 - low_2
    count = -(-max(length, length_2) // _PIECE_WORDS)
    for number in range(count):
        yield (
            low + length * number // count,
            low + length * (number + 1) // count,
            low_2 + length_2 * number // count,
            low_2 + length_2 * (number + 1) // count,
        )


def _longest_chain(
    first: Sequence[str],
    second: Sequence[str],
    part: tuple[int, int],
    part_2: tuple[int, int],
    usable: set[str],
) -> Steps[list[tuple[int, int]]]:
    """The longest common subsequence of usable words (Hunt and Szymanski, 1977)."""
    places: dict[str, list[int]] = {}
    for at in range(part_2[1] - 1, part_2[0] - 1, -1):
        if second[at] in usable:
            places.setdefault(second[at], []).append(at)
        if not at % _STEP:
            yield
    ends: list[int] = []  # the least end of a chain of each length
    links: list[tuple[int, int, int]] = []  # here, there, link before (-1: none)
    tips: list[int] = []  # the link that ends a chain of each length
    looked = 0
    for here in range(*part):
        found = places.get(first[here], ())
        looked += 1 + len(found)
        if looked > _STEP:
            looked = 0
            yield
        for there in found:
            length = bisect_left(ends, there)
            if length < len(ends) and ends[length] == there:
                continue
            links.append((here, there, tips[length - 1] if length else -1))
            if length == len(ends):
                ends.append(there)
                tips.append(len(links) - 1)
            else:
                ends[length] = there
                tips[length] = len(links) - 1
    found_chain: list[tuple[int, int]] = []
    at = tips[-1] if tips else -1
    while at >= 0:
        here, there, at = links[at]
        found_chain.append((here, there))
        if not len(found_chain) % _STEP:
            yield
    found_chain.reverse()
    return found_chain


def _pairs(partners: Sequence[int]) -> Iterator[tuple[int, int]]:
    return ((here, there) for here, there in enumerate(partners) if there >= 0)


def _without_lone(
    pairs: Iterable[tuple[int, int]], length: int, length_2: int
) -> Iterator[tuple[int, int]]:
    """Leaves out single common words in the middle of much that is different."""
    before, own = (-1, -1), None
    for after in chain(pairs, [(length, length_2)]):
        if own is not None:
            gap_before = max(own[0] - before[0], own[1] - before[1]) - 1
            gap_after = max(after[0] - own[0], after[1] - own[1]) - 1
            if gap_before < _LONE_BETWEEN or gap_after < _LONE_BETWEEN:
                yield own
            before = own
        own = after


def joined(spans: Spans, changed: Sequence[bool], text: str) -> Spans:
    """Runs of changed words as one span each, blanks between them included.

    Args:
        spans: of the words of a text.
        changed: for each of them.
    """
    runs: Spans = []
    open_run = False
    for (start, end), different in zip(spans, changed, strict=True):
        if not different:
            open_run = False
            continue
        if open_run and "\n" not in text[runs[-1][1] : start]:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
        open_run = True
    return runs

"""Which words of two texts are not in the other, in the same order. No Qt, any thread.

The longest common subsequence of 40,000 words each is too much for a window (difflib: minutes;
bit-parallel C code: 3 s and 1 GB, with the interpreter lock held; measured 2026-11). So words that
are rare in both texts are matched first, and what lies between them is looked at again with what
is rare there, until every common word counts: exact for short texts and for what lies between
rare words, and always as quick as the texts are long.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_CJK = "\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]|(?:(?![{_CJK}])\w)+|[^\w\s]")

MOST_PAIRS = 60_000
"""So many pairs of equal words are looked at in one step."""
_PIECE_WORDS = 64
"""Texts of a few words again and again are compared in pieces of so many."""
_LONE_BETWEEN = 4
"""A single common word between runs of so many different ones is chance, and no reason to break."""

Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Differences:
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
    """Compares two texts, word by word."""
    pairs: list[tuple[int, int]] = []
    waiting = [(0, len(first), 0, len(second))]
    while waiting:
        found, rest = _match(first, second, *waiting.pop())
        pairs += found
        waiting += rest
    pairs.sort()
    pairs = _without_lone(pairs, len(first), len(second))
    changed_first, changed_second = [True] * len(first), [True] * len(second)
    for here, there in pairs:
        changed_first[here] = changed_second[there] = False
    both = len(first) + len(second)
    share = 2 * len(pairs) / both if both else 1.0
    return Differences(tuple(changed_first), tuple(changed_second), share)


def _match(
    first: Sequence[str], second: Sequence[str], low: int, high: int, low_2: int, high_2: int
) -> tuple[list[tuple[int, int]], list[tuple[int, int, int, int]]]:
    """Matches a part of both texts. Returns: pairs, and the parts to look at again."""
    pairs: list[tuple[int, int]] = []
    while low < high and low_2 < high_2 and first[low] == second[low_2]:
        pairs.append((low, low_2))
        low, low_2 = low + 1, low_2 + 1
    while low < high and low_2 < high_2 and first[high - 1] == second[high_2 - 1]:
        high, high_2 = high - 1, high_2 - 1
        pairs.append((high, high_2))
    if low == high or low_2 == high_2:
        return pairs, []
    usable, all_of_them = _usable(first[low:high], second[low_2:high_2])
    if not usable:
        return pairs, [] if all_of_them else list(_pieces(low, high, low_2, high_2))
    chain = _longest_chain(first, second, (low, high), (low_2, high_2), usable)
    pairs += chain
    if all_of_them or not chain:
        return pairs, []
    gaps: list[tuple[int, int, int, int]] = []
    for here, there in [*chain, (high, high_2)]:
        if low < here and low_2 < there:
            gaps.append((low, here, low_2, there))
        low, low_2 = here + 1, there + 1
    return pairs, gaps


def _usable(first: Sequence[str], second: Sequence[str]) -> tuple[set[str], bool]:
    """The common words that are rarest, as many as can be looked at; whether these are all."""
    counts, counts_2 = Counter(first), Counter(second)
    common = sorted(
        (count * counts_2[word], word) for word, count in counts.items() if word in counts_2
    )
    usable: set[str] = set()
    total = 0
    for pairs, word in common:
        total += pairs
        if total > MOST_PAIRS:
            return usable, False
        usable.add(word)
    return usable, True


def _pieces(low: int, high: int, low_2: int, high_2: int) -> Iterator[tuple[int, int, int, int]]:
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
) -> list[tuple[int, int]]:
    """The longest common subsequence of usable words (Hunt and Szymanski, 1977)."""
    places: dict[str, list[int]] = {}
    for at in range(part_2[1] - 1, part_2[0] - 1, -1):
        if second[at] in usable:
            places.setdefault(second[at], []).append(at)
    ends: list[int] = []  # the least end of a chain of each length
    links: list[tuple[int, int, int]] = []  # here, there, link before (-1: none)
    tips: list[int] = []  # the link that ends a chain of each length
    for here in range(*part):
        for there in places.get(first[here], ()):
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
    chain: list[tuple[int, int]] = []
    at = tips[-1] if tips else -1
    while at >= 0:
        here, there, at = links[at]
        chain.append((here, there))
    chain.reverse()
    return chain


def _without_lone(
    pairs: list[tuple[int, int]], length: int, length_2: int
) -> list[tuple[int, int]]:
    """Leaves out single common words in the middle of much that is different."""
    kept: list[tuple[int, int]] = []
    for number, (here, there) in enumerate(pairs):
        before = pairs[number - 1] if number else (-1, -1)
        after = pairs[number + 1] if number + 1 < len(pairs) else (length, length_2)
        gap_before = max(here - before[0], there - before[1]) - 1
        gap_after = max(after[0] - here, after[1] - there) - 1
        if gap_before < _LONE_BETWEEN or gap_after < _LONE_BETWEEN:
            kept.append((here, there))
    return kept


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

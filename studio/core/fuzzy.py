"""Finding a text by what a person types of it: beginnings, parts, or letters in order."""

import unicodedata

from msgspec import Struct

_STARTS, _STARTS_WORD, _INSIDE, _LETTERS = range(4)
_MOST_GAPS = 2
"""Letters in order count while they span no more than this many times their number."""


class Found(Struct, frozen=True):
    """Where a query was found.

    Attributes:
        score: 0 is best: every word begins the text.
        spans: beginning and end of the parts that fit, in order, apart from each other.
    """

    score: int
    spans: tuple[tuple[int, int], ...]


def folded(text: str) -> str:
    """A text as it is compared: without case and accents, each character in its place."""
    if text.isascii():
        return text.lower()
    return "".join(_plain(character) for character in text)


def find(query: str, text: str) -> Found | None:
    """Where all words of a query stand in a text; both `folded`.

    Returns:
        None when a word is not there. An empty query is found everywhere.
    """
    score = 0
    spans: list[tuple[int, int]] = []
    for word in query.split():
        found = _find_word(word, text)
        if found is None:
            return None
        score += found.score
        spans += found.spans
    return Found(score, _joined(spans))


def _plain(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character


def _find_word(word: str, text: str) -> Found | None:
    at = text.find(word)
    if at < 0:
        return _find_letters(word, text)
    best, start = at, at
    while start >= 0:
        if _begins_word(text, start):
            return Found(_STARTS if start == 0 else _STARTS_WORD, ((start, start + len(word)),))
        start = text.find(word, start + 1)
    return Found(_INSIDE, ((best, best + len(word)),))


def _find_letters(word: str, text: str) -> Found | None:
    """The letters in order, close together, the first one at the beginning of a word."""
    start = text.find(word[0])
    while start >= 0:
        if _begins_word(text, start):
            places, at = [start], start
            for letter in word[1:]:
                at = text.find(letter, at + 1)
                if at < 0:
                    return None  # nor after any later beginning
                places.append(at)
            if at - start < _MOST_GAPS * len(word) or _are_beginnings(text, places):
                return Found(_LETTERS, tuple((place, place + 1) for place in places))
        start = text.find(word[0], start + 1)
    return None


def _are_beginnings(text: str, places: list[int]) -> bool:
    return all(_begins_word(text, place) for place in places)


def _begins_word(text: str, at: int) -> bool:
    return at == 0 or not (text[at - 1].isalnum() and text[at].isalnum())


def _joined(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)

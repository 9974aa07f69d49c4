"""What a search asks the full-text index: words, and expressions that are quick to answer.

A word is looked up as the sequence of its trigrams. The index walks through the messages of
each of them at the same time, so a long word costs more than a short one although it says
more: a sentence took 135 ms in a million messages. Of a long word only its rarest trigrams are
asked for, close together (4 to 20 ms); the few messages that have those by chance are told
apart by their text.
"""

import re
from collections.abc import Callable, Iterable

from msgspec import Struct

from studio.storage.texts import to_row

TRIGRAM_CHARS = 3
_MOST_TRIGRAMS = 6
_WORD = re.compile(r'"([^"]+)"|(\S+)')
Distance = Callable[[str], int]
"""How far back the newest messages with a trigram reach; the larger, the rarer it is."""


class Query(Struct, frozen=True):
    """Words that all must be there.

    Attributes:
        long: those that have trigrams.
        short: one or two characters.
    """

    long: tuple[str, ...]
    short: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "Query":
        """Words in double quotes belong together."""
        words = [(quoted or bare).replace("\0", " ") for quoted, bare in _WORD.findall(text)]
        words = [word.strip('"') for word in words if word.strip('" ')]
        return cls(
            tuple(word for word in words if len(word) >= TRIGRAM_CHARS),
            tuple(word for word in words if len(word) < TRIGRAM_CHARS),
        )

    @property
    def words(self) -> tuple[str, ...]:
        """All of them."""
        return self.long + self.short

    @property
    def match(self) -> str:
        """For the index: messages with all long words, exactly."""
        return " AND ".join(map(quoted, self.long))

    def to_check(self) -> tuple[str, ...]:
        """Words that `quick_match` leaves to be looked for in the text."""
        return (*(word for word in self.long if len(_trigrams(word)) > _MOST_TRIGRAMS), *self.short)

    def quick_match(self, distance: Distance) -> str:
        """For the index: messages with all long words, and maybe some more (`to_check`)."""
        trigrams = {word: _trigrams(word) for word in self.long}
        if sum(map(len, trigrams.values())) <= _MOST_TRIGRAMS:
            return self.match
        distances = {each: distance(each) for each in dict.fromkeys(sum(trigrams.values(), ()))}
        # The rarest first: the index looks only there for the others.
        words = sorted(self.long, key=lambda word: -max(distances[t] for t in trigrams[word]))
        return " AND ".join(
            quoted(word) if len(trigrams[word]) <= _MOST_TRIGRAMS else _near(word, distances)
            for word in words
        )


def quoted(word: str) -> str:
    """A word as the index takes it."""
    return '"' + word.replace('"', '""') + '"'


def any_of(words: Iterable[str]) -> str:
    """For the index: messages with at least one of some words."""
    return "(" + " OR ".join(map(quoted, words)) + ")"


def like(column: str, word: str) -> tuple[str, list[str]]:
    """A condition for a word in any case; LIKE itself knows only the case of a to z."""
    escaped = re.sub(r"([%_\\])", r"\\\1", to_row(word))
    spellings = dict.fromkeys((escaped, escaped.lower(), escaped.upper(), escaped.capitalize()))
    condition = " OR ".join(f"{column} LIKE ? ESCAPE '\\'" for _ in spellings)
    return f"({condition})", [f"%{spelling}%" for spelling in spellings]


def find(text: str, word: str) -> re.Match[str] | None:
    """Where a word stands in a text, in any case."""
    return re.search(re.escape(word), text, re.IGNORECASE)


def holds(text: str, word: str) -> bool:
    """Whether a word stands in a text, in any case."""
    return find(text, word) is not None or word.casefold() in text.casefold()


def _trigrams(word: str) -> tuple[str, ...]:
    return tuple(word[at : at + TRIGRAM_CHARS] for at in range(len(word) - TRIGRAM_CHARS + 1))


def _near(word: str, distances: dict[str, int]) -> str:
    """Its rarest trigrams, not farther from each other than they are in the word."""
    trigrams = _trigrams(word)
    chosen: list[int] = []
    for at in sorted(range(len(trigrams)), key=lambda at: -distances[trigrams[at]]):
        # Neighbours have two characters in common, and so say nearly the same.
        if all(abs(at - other) >= 2 for other in chosen):
            chosen.append(at)
        if len(chosen) == _MOST_TRIGRAMS:
            break
    apart = max(chosen) - min(chosen)
    return f"NEAR({' '.join(quoted(trigrams[at]) for at in chosen)}, {apart})"

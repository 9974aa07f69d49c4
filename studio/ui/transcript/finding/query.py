"""`Query`: what counts as a match. No Qt in here."""

import re
import unicodedata
from functools import cached_property

from msgspec import Struct

_BLANKS = {ord(sign): " " for sign in "\t\n\r\x0b\x0c\x85\xa0\u2000\u2001\u2002\u2003\u2004"}
_BLANKS |= {ord(sign): " " for sign in "\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029"}
_BLANKS |= {0x202F: " ", 0x205F: " ", 0x3000: " "}
# A character with the signs that belong to it, so that composed and decomposed letters agree.
_CLUSTER = re.compile(
    "[^\u0300-\u036f\u1100-\u11ff\u3099\u309a][\u0300-\u036f\u3099\u309a]*|[\u1100-\u11ff]+|.",
    re.DOTALL,
)


def folded(text: str, *, match_case: bool) -> str:
    """A text in the form in which queries are compared with it.

    All blanks are spaces and letters are composed; without `match_case` they are case folded
    too, so the result may be longer or shorter than the text.
    """
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    text = text.translate(_BLANKS)
    return text if match_case else text.casefold()


class Query(Struct, frozen=True, dict=True):
    """A text to find.

    Attributes:
        text: as typed.
        match_case: letters must agree in case.
        whole_words: letters and digits must not go on at either end of a match.
    """

    text: str
    match_case: bool = False
    whole_words: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to find."""
        return not self.text

    @cached_property
    def needle(self) -> str:
        """The folded text."""
        return folded(self.text, match_case=self.match_case)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        needle = self.needle
        before = r"(?<!\w)" if needle[:1].isalnum() or needle[:1] == "_" else ""
        after = r"(?!\w)" if needle[-1:].isalnum() or needle[-1:] == "_" else ""
        return re.compile(before + re.escape(needle) + after)

    def count(self, haystack: str, start: int = 0, end: int | None = None) -> int:
        """How many matches a folded text has between two positions."""
        end = len(haystack) if end is None else end
        if self.is_empty:
            return 0
        if not self.whole_words:
            return haystack.count(self.needle, start, end)
        return sum(1 for _ in self._pattern.finditer(haystack, start, end))

    def starts(self, haystack: str, start: int = 0, end: int | None = None) -> list[int]:
        """Where the matches of a folded text begin, in order; they don't overlap."""
        end = len(haystack) if end is None else end
        if self.is_empty:
            return []
        if self.whole_words:
            return [match.start() for match in self._pattern.finditer(haystack, start, end)]
        found, needle, size = [], self.needle, len(self.needle)
        at = haystack.find(needle, start, end)
        while at >= 0:
            found.append(at)
            at = haystack.find(needle, at + size, end)
        return found

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The matches of a text as [start, end) of its own characters, in order."""
        haystack = folded(text, match_case=self.match_case)
        size = len(self.needle)
        starts = self.starts(haystack)
        if not starts:
            return []
        # Folding makes no composed text shorter: the same length means character by character.
        is_aligned = len(haystack) == len(text) and (
            text.isascii() or unicodedata.is_normalized("NFC", text)
        )
        if is_aligned:
            return [(start, start + size) for start in starts]
        firsts, lasts = self._origins(text)
        return [(firsts[start], lasts[start + size - 1]) for start in starts]

    def _origins(self, text: str) -> tuple[list[int], list[int]]:
        """For each folded character: where what it comes from begins and ends."""
        firsts: list[int] = []
        lasts: list[int] = []
        for cluster in _CLUSTER.finditer(text):
            size = len(folded(cluster.group(), match_case=self.match_case))
            firsts += [cluster.start()] * size
            lasts += [cluster.end()] * size
        return firsts, lasts

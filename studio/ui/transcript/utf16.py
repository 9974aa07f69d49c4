"""Positions: Python counts characters, Qt counts UTF-16 units."""

import re
from bisect import bisect_left, bisect_right

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Utf16:
    """Translates positions of one text; free of cost for texts without emoji and the like."""

    __slots__ = ("_at", "_at16")

    def __init__(self, text: str) -> None:
        if text.isascii():
            self._at: list[int] = []
        else:
            self._at = [match.start() for match in _ASTRAL.finditer(text)]
        self._at16 = [at + index for index, at in enumerate(self._at)]

    def to_qt(self, position: int) -> int:
        """UTF-16 units before a character position."""
        return position + bisect_left(self._at, position) if self._at else position

    def from_qt(self, position: int) -> int:
        """Characters before a UTF-16 position."""
        return position - bisect_right(self._at16, position - 1) if self._at else position

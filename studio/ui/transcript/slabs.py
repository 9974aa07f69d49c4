"""`Slabs`: where a very long text can be cut, so that only parts of it need to be read.

Cutting 50 MB of markdown into blocks takes seconds. A text of that kind is treated as slabs
of about 128,000 characters instead, and a slab becomes blocks when it is looked at. A cut
stands where a block surely begins: behind a blank line, in front of a line that continues no
list and no table, and not inside fenced code. Whether a place is inside a fence is told by
the fences behind it: one with a language (```python) always opens, so an odd number of bare
ones before it means that the first of them closes.

No Qt in here.
"""

import re

LONG_CHARS, SLAB_CHARS = 256_000, 128_000

_NO_START = r"\s\-+*>|\d`~$\\=:"
# From the best place to cut to the worst; a worse one only where a slab has no better.
_PLACES = (
    re.compile(rf"\n[ \t\r]*\n(?=[^{_NO_START}])"),
    re.compile(r"\n(?=(?:[-+*]|\d{1,9}[.)]) )"),
    re.compile(r"\n(?=[^\W\d_][^\n|]*\n)"),
    re.compile(r" (?=[^\W\d_])"),
    re.compile(r"(?<=\w)(?=\w)"),
)
# Where no fence comes for so long, there is no code.
_MOST_CODE_CHARS = 16_000_000
_KEPT_FENCES = 4


_Fence = tuple[int, bool]
"""Where a line that is a fence ends, and whether it names no language."""
_Known = tuple[int, int, _Fence | None]
"""From the first place to the second the next fence is the third."""


class Slabs:
    """The slabs of one text, cut as late as possible.

    Args:
        text: markdown of more than `LONG_CHARS` characters.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.count = -(-len(text) // SLAB_CHARS)
        self._cuts: dict[int, int] = {0: 0, self.count: len(text)}
        # Four megabytes of code would else be searched from each of its slabs on.
        self._known: list[_Known] = []

    def source(self, number: int) -> str:
        """The text of a slab; "" where there was no place to cut and another one has it."""
        return self.text[self.start(number) : self.start(number + 1)]

    def start(self, number: int) -> int:
        """Where a slab begins, in characters."""
        found = self._cuts.get(number)
        if found is None:
            first = number * SLAB_CHARS
            found = self._place(first, min(len(self.text), first + SLAB_CHARS))
            self._cuts[number] = found = self.start(number + 1) if found is None else found
        return found

    def _place(self, start: int, end: int) -> int | None:
        begins = self._outside(start)
        if begins is not None and begins >= end:
            return None  # all of it is code: looking for places would take 5 ms a slab
        for place in _PLACES:
            at: int | None = start if begins is None else begins
            while at is not None:
                found = place.search(self.text, at, end)
                if found is None:
                    break
                at = self._outside(found.end())
                if at is None:
                    return found.end()
                at = at if at < end else None
        return None

    def _outside(self, at: int) -> int | None:
        """None if a place is outside of fenced code; else where that code ends."""
        closing: int | None = None
        inside = False
        while (fence := self._fence(at)) is not None:
            ends, is_bare = fence
            if not is_bare:
                break
            closing = ends if closing is None else closing
            inside = not inside
            at = ends
        return closing if inside else None

    def _fence(self, at: int) -> _Fence | None:
        """The next line that is a fence."""
        behind: _Known | None = None
        for known in self._known:
            if known[0] <= at <= known[1]:
                return known[2]
            if known[0] > at and (behind is None or known[0] < behind[0]):
                behind = known
        last, fence = self._search_fence(at, behind)
        self._known = [(at, last, fence), *self._known[: _KEPT_FENCES - 1]]
        return fence

    def _search_fence(self, at: int, behind: _Known | None) -> tuple[int, _Fence | None]:
        """The next fence, and up to where it is the next one.

        Args:
            behind: what is known from a later place on; it need not be searched again.
        """
        text = self.text
        limit = behind[0] + 2 if behind is not None else len(text)
        while True:
            end = min(limit, at + _MOST_CODE_CHARS)
            place = text.find("```", at, end)
            tildes = text.find("~~~", at, place if place >= 0 else end)
            place = tildes if tildes >= 0 else place
            if place < 0 and behind is not None and end == limit:
                return behind[1], behind[2]
            if place < 0:
                return max(at, len(text) - _MOST_CODE_CHARS), None
            begins = text.rfind("\n", max(0, place - 80), place) + 1
            ends = text.find("\n", place)
            ends = len(text) if ends < 0 else ends
            if not text[begins:place].strip(" \t"):
                sign = text[place]
                rest = text[place : min(ends, place + 200)].lstrip(sign).strip()
                if sign not in rest:  # `code` in a line of prose
                    return place, (ends, not rest)
            at = ends


class LineSlabs(Slabs):
    """The slabs of a text that is shown as it is: any line end will do."""

    def source(self, number: int) -> str:
        """The text of a slab without the line end behind it."""
        text = super().source(number)
        return text.removesuffix("\n") if number + 1 < self.count else text

    def _place(self, start: int, end: int) -> int | None:
        found = self.text.find("\n", start, end)
        return found + 1 if found >= 0 else start

r"""Variables of a prompt: `a {red|blue} fox` stands for two prompts.

Rules: a group in braces with a bar in it is a variable; groups nest; an option may be empty.
`\{`, `\}` and `\|` are the marks themselves. Braces without a bar, braces that don't close and
braces that look like JSON stay as they are.
"""

import re
from collections.abc import Iterator
from itertools import islice, product

from msgspec import Struct

MOST_PROMPTS = 1000
"""A batch never has more, whatever is typed."""

_JSON = re.compile(r"""\{\s*(\}|["'][^"'\n]*["']\s*[:,}])""")
_ESCAPED = frozenset("{}|")
_MARK = re.compile(r"[\\{}|]")
_DEEPEST = 16


class _Choice(Struct, frozen=True):
    options: "tuple[_Sequence, ...]"


_Piece = str | _Choice
_Sequence = tuple[_Piece, ...]


def expand(prompt: str, limit: int = MOST_PROMPTS) -> tuple[str, ...]:
    """All prompts that a prompt stands for, the last variable changing fastest.

    Args:
        limit: not more than so many.
    """
    return tuple(islice(_texts(_parse(prompt)), limit))


def count(prompt: str) -> int:
    """How many prompts it stands for; at least 1, and known without making them."""
    return _count(_parse(prompt)) if "{" in prompt else 1


def escape(text: str) -> str:
    """A prompt that stands for exactly this text, where the text has no JSON in it."""
    return re.sub(r"([{}|])", r"\\\1", text)


def _parse(text: str) -> _Sequence:
    return _Reader(text).sequence()


class _Reader:
    """Reads from left to right; groups deeper than 16 are no groups."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        # Per open group: where it begins, its finished options, the pieces of the last one.
        self._open: list[tuple[int, list[_Sequence]]] = []
        self._pieces: list[list[_Piece]] = [[]]

    def sequence(self) -> _Sequence:
        text = self._text
        while self._at < len(text):
            found = _MARK.search(text, self._at)
            if found is None or found.start() > self._at:
                end = found.start() if found else len(text)
                self._add(text[self._at : end])
                self._at = end
                continue
            mark = text[self._at]
            if mark == "\\" and text[self._at + 1 : self._at + 2] in _ESCAPED:
                self._add(text[self._at + 1])
                self._at += 2
                continue
            if mark == "{":
                self._begin()
            elif mark == "}" and self._open:
                self._end()
            elif mark == "|" and self._open:
                self._open[-1][1].append(tuple(self._pieces[-1]))
                self._pieces[-1] = []
            else:
                self._add(mark)
            self._at += 1
        while self._open:
            self._give_up()
        return tuple(self._pieces[0])

    def _add(self, text: str) -> None:
        pieces = self._pieces[-1]
        if pieces and isinstance(pieces[-1], str):
            pieces[-1] += text
        else:
            pieces.append(text)

    def _begin(self) -> None:
        if _JSON.match(self._text, self._at):
            end = _closing(self._text, self._at)
            self._add(self._text[self._at : end])
            self._at = end - 1
            return
        if len(self._open) >= _DEEPEST:
            self._add("{")
            return
        self._open.append((self._at, []))
        self._pieces.append([])

    def _end(self) -> None:
        _, options = self._open.pop()
        last = tuple(self._pieces.pop())
        if options:
            self._pieces[-1].append(_Choice((*options, last)))
        else:
            self._add("{")
            self._take(last)
            self._add("}")

    def _give_up(self) -> None:
        """A brace that never closes is a brace."""
        _, options = self._open.pop()
        last = tuple(self._pieces.pop())
        self._add("{")
        for option in options:
            self._take(option)
            self._add("|")
        self._take(last)

    def _take(self, pieces: _Sequence) -> None:
        for piece in pieces:
            if isinstance(piece, str):
                self._add(piece)
            else:
                self._pieces[-1].append(piece)


def _closing(text: str, at: int) -> int:
    """Behind the brace that closes the one at `at`, quoted text left out; the end if none does."""
    depth, quote = 0, ""
    for index in range(at, len(text)):
        mark = text[index]
        if quote:
            if mark == quote and text[index - 1] != "\\":
                quote = ""
        elif mark == '"':
            quote = mark
        elif mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
            if not depth:
                return index + 1
    return len(text)


def _texts(pieces: _Sequence) -> Iterator[str]:
    if not any(isinstance(piece, _Choice) for piece in pieces):
        yield "".join(str(piece) for piece in pieces)
        return
    ways = [
        (piece,)
        if isinstance(piece, str)
        else tuple(islice((text for each in piece.options for text in _texts(each)), MOST_PROMPTS))
        for piece in pieces
    ]
    for chosen in product(*ways):
        yield "".join(chosen)


def _count(pieces: _Sequence) -> int:
    total = 1
    for piece in pieces:
        if isinstance(piece, _Choice):
            total *= sum(_count(option) for option in piece.options)
    return total

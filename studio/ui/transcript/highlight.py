"""Code colours: Pygments in slices of a few milliseconds, so that no frame waits for it."""

import time
from collections.abc import Iterator
from typing import Any

from studio.ui.transcript.lexers import lexers

LIMIT_CHARS = 200_000
LIMIT_LINE_CHARS = 5_000

# Colour token of a run; "" is plain text. The longest matching type name wins.
_COLOURS = {
    "Keyword": "cKey",
    "Keyword.Type": "cTyp",
    "Operator.Word": "cKey",
    "Literal": "cNum",
    "Literal.String": "cStr",
    "Literal.Number": "cNum",
    "Comment": "cCom",
    "Comment.Preproc": "cKey",
    "Comment.PreprocFile": "cStr",
    "Name.Function": "cFun",
    "Name.Attribute": "cFun",
    "Name.Decorator": "cFun",
    "Name.Label": "cFun",
    "Name.Tag": "cFun",
    "Name.Class": "cTyp",
    "Name.Exception": "cTyp",
    "Name.Builtin": "cFun",
    "Name.Builtin.Pseudo": "cKey",
    "Name.Constant": "cNum",
    "Name.Entity": "cNum",
    "Generic.Deleted": "danger",
    "Generic.Inserted": "ok",
    "Generic.Heading": "cFun",
    "Generic.Subheading": "cFun",
    "Generic.Prompt": "cCom",
    "Generic.Output": "cCom",
}
_CALLABLE = frozenset({"Name", "Name.Other", "Name.Builtin", "Name.Variable", "Name.Attribute"})

Run = tuple[int, int, str]  # start, length (characters of the line), colour token

_colour_cache: dict[Any, tuple[str, bool]] = {}


def _colour_of(kind: Any) -> tuple[str, bool]:
    """Colour token of a Pygments token type, and whether it may be a call's name."""
    found = _colour_cache.get(kind)
    if found is None:
        names = [str(part) for part in kind]
        full = ".".join(names)
        colour = ""
        for count in range(len(names), 0, -1):
            colour = _COLOURS.get(".".join(names[:count]), "")
            if colour:
                break
        found = _colour_cache[kind] = (colour, full in _CALLABLE)
    return found


class Highlighter:
    """Finds the coloured runs of each line of a code block, bit by bit.

    Code beyond `LIMIT_CHARS`, and code with very long lines, stays plain.

    Attributes:
        runs: per line; lines not reached yet are missing.
        done: nothing is left to do.
        waiting: the language is being made ready, elsewhere; `step` can't do anything yet.
    """

    def __init__(self, code: str, language: str) -> None:
        self.runs: dict[int, list[Run]] = {}
        self.done = not language
        self.waiting = False
        self._code = code
        self._language = language.lower()
        self._tokens: Iterator[tuple[int, Any, str]] | None = None
        self._line = 0
        self._column = 0
        self._last_name: tuple[int, int] | None = None  # line, index of a run that may be a call

    def step(self, budget_s: float) -> bool:
        """Works for about `budget_s`; True when all is done."""
        if self.done:
            return True
        end = time.perf_counter() + budget_s
        if self._tokens is None:
            self._tokens = self._start()
            if self._tokens is None:
                self.done = not self.waiting
                return self.done
        for count, (_, kind, value) in enumerate(self._tokens):
            self._add(kind, value)
            if count % 64 == 63 and time.perf_counter() >= end:
                return False
        self.done = True
        self._tokens = None
        return True

    def _start(self) -> Iterator[tuple[int, Any, str]] | None:
        shelf, code = lexers(), self._code[:LIMIT_CHARS]
        if not self.waiting and max(map(len, code.split("\n"))) > LIMIT_LINE_CHARS:
            return None
        if not shelf.is_known(self._language):
            return None
        self.waiting = not shelf.is_ready(self._language, code)
        if self.waiting:
            return None
        lexer = shelf.new(self._language)
        tokens: Iterator[tuple[int, Any, str]] = iter(lexer.get_tokens_unprocessed(code))
        return tokens

    def _add(self, kind: Any, value: str) -> None:
        colour, callable_name = _colour_of(kind)
        if value == "(" and self._last_name is not None:
            line, index = self._last_name
            start, length, _ = self.runs[line][index]
            self.runs[line][index] = (start, length, "cFun")
        self._last_name = None
        first = True
        for piece in value.split("\n"):
            if not first:
                self._line += 1
                self._column = 0
            first = False
            if piece and (colour or callable_name):
                runs = self.runs.setdefault(self._line, [])
                runs.append((self._column, len(piece), colour))
                if callable_name:
                    self._last_name = (self._line, len(runs) - 1)
            self._column += len(piece)

"""Characters, words and lines of a text, for the mouse and the keyboard. No layout."""

import unicodedata

from PySide6.QtCore import QTextBoundaryFinder

from studio.ui.transcript.utf16 import Utf16

_WINDOW_CHARS = 400  # around a place: a finder looks at all of its text at once
_Kind = QTextBoundaryFinder.BoundaryType


def next_char(text: str, at: int) -> int:
    """The place behind the character (as a person counts) at a place."""
    if at >= len(text):
        return len(text)
    if text[at].isascii() and text[at + 1 : at + 2].isascii():
        return at + 1
    return _boundary(text, at, forward=True)


def previous_char(text: str, at: int) -> int:
    """The place in front of the character before a place."""
    if at <= 0:
        return 0
    if text[at - 1].isascii() and text[max(0, at - 2) : at - 1].isascii():
        return at - 1
    return _boundary(text, at, forward=False)


def _boundary(text: str, at: int, *, forward: bool) -> int:
    start = max(0, at - _WINDOW_CHARS)
    window = text[start : at + _WINDOW_CHARS]
    units = Utf16(window)
    finder = QTextBoundaryFinder(_Kind.Grapheme, window)
    finder.setPosition(units.to_qt(at - start))
    found = finder.toNextBoundary() if forward else finder.toPreviousBoundary()
    if found < 0:
        return at + 1 if forward else at - 1
    place = start + units.from_qt(found)
    # A lonely half of a pair must not hold the place where it is.
    return max(place, at + 1) if forward else min(place, at - 1)


def _class_of(sign: str) -> str:
    """`word`, `space`, `cjk` (each a word), or `other`."""
    if sign.isspace() or sign == "\u2028":
        return "space"
    if sign == "_" or unicodedata.category(sign).startswith("M"):
        return "word"
    if sign.isalnum():
        return "cjk" if _is_ideograph(sign) else "word"
    return "other"


def _is_ideograph(sign: str) -> bool:
    return "\u2e80" <= sign <= "\u9fff" or "\uf900" <= sign <= "\ufaff" or sign >= "\U00020000"


def word_at(text: str, at: int) -> tuple[int, int]:
    """The word (or run of spaces or signs) that the character at a place belongs to."""
    if not text:
        return 0, 0
    at = max(0, min(at, len(text) - 1))
    if text[at] == "\n":
        return at, at
    kind = _class_of(text[at])
    if kind == "cjk":
        return at, next_char(text, at)
    start, end = at, at + 1
    while start > 0 and text[start - 1] != "\n" and _joins(text, start - 1, kind):
        start -= 1
    while end < len(text) and text[end] != "\n" and _joins(text, end, kind):
        end += 1
    return start, end


def _joins(text: str, at: int, kind: str) -> bool:
    if _class_of(text[at]) == kind:
        return True
    apostrophe = kind == "word" and text[at] in "'\u2019"
    return apostrophe and text[at - 1 : at].isalpha() and text[at + 1 : at + 2].isalpha()


def next_word(text: str, at: int) -> int:
    """The end of the word behind a place."""
    while at < len(text) and _class_of(text[at]) in ("space", "other"):
        at += 1
    return word_at(text, at)[1] if at < len(text) else len(text)


def previous_word(text: str, at: int) -> int:
    """The beginning of the word in front of a place."""
    while at > 0 and _class_of(text[at - 1]) in ("space", "other"):
        at -= 1
    return word_at(text, at - 1)[0] if at > 0 else 0


def line_at(text: str, at: int, breaks: str = "\n") -> tuple[int, int]:
    """The line that a place is in, without its end.

    Args:
        breaks: signs that end a line.
    """
    start = max(text.rfind(sign, 0, at) for sign in breaks) + 1
    ends = [found for sign in breaks if (found := text.find(sign, at)) >= 0]
    return start, min(ends, default=len(text))

"""Markdown as one line of words, for lists and tables that show the beginning of a text.

No parser: a list shows hundreds of beginnings, and pieces out of the middle of a text. What is
taken away are the signs that people would not read aloud; a sign that may be meant stays.
"""

import re
from collections.abc import Iterator

_MARKS = re.compile(
    r"""
    ^[ \t]*(?P<fence>`{3,}|~{3,})[^`\n]*$             # the line that begins or ends code
    | ^[ \t]*(?:[-*_][ \t]*){3,}$                     # a rule
    | ^[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+[ \t:-]*$    # what is below the head of a table
    | ^[ \t]*(?:>[ \t]?)+(?:\#{1,6}[ \t]+)?           # quotes
    | ^[ \t]*(?:\#{1,6}|[-*+])[ \t]+(?=\S)            # headings and lists
    | ^[ \t]*\|[ \t]*                                 # the edges of a table
    | [ \t]*\|[ \t]*$
    | (?P<tick>`+)(?P<code>[^`\n]+)(?P=tick)
    | !?\[(?P<label>[^\[\]\n]*)\]\([^()\s]*(?:[ \t]+"[^"\n]*")?\)
    | (?<![\w*])\*{1,3}(?=[^\s*]) | (?<=[^\s*])\*{1,3}(?![\w*])
    | (?<![\w_])_{1,3}(?=[^\s_]) | (?<=[^\s_])_{1,3}(?![\w_])
    | (?<![\w~])~~(?=[^\s~]) | (?<=[^\s~])~~(?![\w~])
    | \\(?P<meant>[!-/:-@\[-`{-~])
    """,
    re.MULTILINE | re.VERBOSE,
)
_KEPT = ("code", "label", "meant")
_SPACE = re.compile(r"\s+")


def plain_line(text: str) -> str:
    """A text without the signs of markdown, on one line."""
    line, _, _ = plain_line_around(text, 0, 0)
    return line


def plain_line_around(text: str, start: int, end: int) -> tuple[str, int, int]:
    """The same of a text of which a part stays as it is.

    Args:
        start, end: the part, such as what was searched for.

    Returns:
        The line, and begin and length of the part in it.
    """
    cuts = [cut for cut in _cuts(text) if cut[1] <= start or cut[0] >= end]
    before = _SPACE.sub(" ", _without(text, cuts, 0, start)).lstrip()
    part = _SPACE.sub(" ", text[start:end])
    after = _SPACE.sub(" ", _without(text, cuts, end, len(text))).rstrip()
    line = f"{before}{part}{after}" if before or part else after.lstrip()
    if not line:  # nothing but signs: better than nothing at all
        line = " ".join(text.split())
    return line, len(before), len(part)


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Begin and end of what is taken away, in order."""
    at, fence = 0, ""
    while (found := _MARKS.search(text, at)) is not None:
        at = max(found.end(), at + 1)
        opened = found["fence"]
        if opened and (not fence or opened.startswith(fence)):
            fence = "" if fence else opened
        elif fence:  # the lines of code are as they are
            at = found.start() + 1
            continue
        inner = next((name for name in _KEPT if found[name] is not None), "")
        if not inner:
            yield found.span()
        else:
            yield found.start(), found.start(inner)
            yield found.end(inner), found.end()


def _without(text: str, cuts: list[tuple[int, int]], start: int, end: int) -> str:
    pieces: list[str] = []
    for first, last in cuts:
        if start <= first and last <= end:
            pieces.append(text[start:first])
            start = last
    return "".join([*pieces, text[start:end]])

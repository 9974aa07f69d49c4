"""Where formulas are in a text: their delimiters, and what is money. No Qt, no rendering."""

import re
from html import unescape

# The environments that make a displayed formula without any delimiters around them.
_NAMES = "equation|align|alignat|aligned|gather|gathered|multline|split|eqnarray|flalign|cases"
ENVIRONMENT = rf"\\begin\{{(?:{_NAMES}|[pbBvV]?matrix)\*?\}}"
OPENING = rf"(?:\$\$|\\\[|{ENVIRONMENT})"
LIMIT_CHARS = 8192  # a longer "formula" is text
_LIMIT_LINES = 200

_OPENING = re.compile(OPENING)
_INLINE = re.compile(
    r"\$\$(?P<a>[^$]+?)\$\$|\\\((?P<b>.+?)\\\)|\\\[(?P<c>.+?)\\\]"
    r"|\$(?P<d>(?![\s$])(?:[^$\\\n]|\\.)*?[^\s$\\])\$(?![\d$])",
    re.DOTALL,
)
_DISPLAYED = ("a", "c")
# What stands between two dollar signs and is prose about prices: digits first, then words.
_MONEY = re.compile(r"\d[\d.,]*[^\\^_=+*<>{}|]*[^\W\d_]{2,}[^\\^_=+*<>{}|]*")
# Links, entities and tables: what has them was no formula, though it began like one.
_PROSE = re.compile(r"\]\(|&#?\w{2,31};|\n[ \t]*\|?[ \t]*:?-+:?[ \t]*\|")
_ENTITY = re.compile(r"&(?:#\w{1,8}|[A-Za-z]\w{1,31});")
_HALF_ENTITY = re.compile(r"&#?\w{0,31}\Z")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_LAST_OPENING = re.compile(rf"(?:\A|\n)(?:[ \t>]|(?:[-+*]|\d{{1,9}}[.)])[ \t])*(?={OPENING})")


def inline_formula(source: str, at: int) -> tuple[str, bool, int] | None:
    """The formula at a position of a paragraph: its TeX, whether it is displayed, its end."""
    match = _INLINE.match(source, at)
    if match is None:
        return None
    name = match.lastgroup or "a"
    if name == "d" and _MONEY.fullmatch(match["d"]):
        return None
    return match[name], name in _DISPLAYED, match.end()


def closing_of(source: str, at: int) -> tuple[str, int] | None:
    """What ends the displayed formula that opens at a position, and where its content begins.

    The signs of environments belong to their content.
    """
    match = _OPENING.match(source, at)
    if match is None:
        return None
    sign = match.group()
    if sign == "$$":
        return "$$", match.end()
    if sign == "\\[":
        return "\\]", match.end()
    return "\\end" + sign[len("\\begin") :], match.end()


def without_entities(tex: str) -> str:
    """TeX in which models wrote `&lt;` for `<`, as in the text around it."""
    return _ENTITY.sub(lambda match: unescape(match.group()), tex) if "&" in tex else tex


def ends_formula(paragraph: str, line: str) -> bool:
    """Whether `$$` and words at the start of a line end a formula of the paragraph before it.

    `$$` alone on its line begins one, whatever stands before it.
    """
    line = line.strip()
    return len(line) > 2 and line.startswith("$$") and paragraph.count("$$") % 2 == 1


def display_end(source: str, at: int, *, final: bool = True) -> int:
    """The end of the line on which a displayed formula ends that opens at a position.

    Args:
        final: no more text comes.

    Returns:
        The position; -1 if it is not decided yet; -2 if there is no such formula.
    """
    found = closing_of(source, at)
    if found is None:
        return -2
    sign, start = found
    limit = at + LIMIT_CHARS
    end = source.find(sign, start, limit)
    if end < 0 and (final or len(source) >= limit):
        return -2  # whatever stands between: looking for a blank line takes longer than this
    blank = _BLANK_LINE.search(source, at, limit if end < 0 else end)
    if blank is not None:
        return -2
    if end < 0:
        return -1
    line_end = source.find("\n", end)
    rest = source[end + len(sign) : line_end if line_end >= 0 else len(source)]
    if rest.strip(" \t"):
        return -2
    if line_end < 0:
        return len(source) if final else -1
    return line_end


def display_tex(source: str) -> str | None:
    """The TeX of a text that is one displayed formula; None if it is not, or not whole."""
    source = source.strip()
    found = closing_of(source, 0)
    if found is None or not source.endswith(found[0]) or len(source) < found[1] + len(found[0]):
        return None
    sign, start = found
    if sign.startswith("\\end"):
        return source
    return source[start : -len(sign)].strip()


def closed(source: str) -> str | None:
    """A growing text whose displayed formula at the end is closed; None: none is open."""
    if "$$" not in source and "\\" not in source:
        return None
    at = max(source.rfind("\n\n"), 0)
    while match := _LAST_OPENING.search(source, at):
        found = closing_of(source, match.end())
        if found is None:
            return None
        sign, start = found
        if sign == "$$" and source.count("$$", at, start - 2) % 2:
            at = start  # it closes a formula that was opened inside a line
            continue
        end = source.find(sign, start)
        if end < 0:
            if _PROSE.search(source, start):
                return None
            source = _HALF_ENTITY.sub("", source)
            tail = source[start:].rstrip()
            half = sign[:1] if sign in ("$$", "\\]") and tail.endswith(sign[:1]) else ""
            kept = source.rstrip().removesuffix(half)
            return kept + (" " if kept.endswith("\\") else "") + sign
        at = end + len(sign)
    return None


def lines_of_display(lines: list[str]) -> int:
    """How many of some lines are a displayed formula that begins with the first; 0: none."""
    found = closing_of(lines[0], 0)
    if found is None:
        return 0
    sign, start = found
    size = 0
    for count, line in enumerate(lines[:_LIMIT_LINES], 1):
        size += len(line) + 1
        if count > 1 and (not line or line.isspace()):
            return 0
        end = line.find(sign, start if count == 1 else 0)
        if end >= 0:
            return count if not line[end + len(sign) :].strip(" \t") else 0
        if size > LIMIT_CHARS:
            return 0
    return 0

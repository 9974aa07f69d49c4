"""The lines that start and end markdown blocks, as regular expressions (CommonMark 0.31)."""

import re

from studio.ui.transcript.maths import OPENING

NOTE = r" {0,3}\[\^[^\[\]\s]{1,64}\]:"
# Lines that end a paragraph. Each is decided by its own characters up to the end of a match.
STARTS = (
    r" {0,3}(?:#{1,6}[ \t\n]|`{3,}+[^`\n]*+\n|~{3,}|[-+*][ \t]++\S|0{0,8}1[.)][ \t]++\S"
    r"|(?:\*[ \t]*+){3,}\n|(?:_[ \t]*+){3,}\n)"
)
DELIMITER = r" {0,3}(?:\|[ \t]*+:?-|:?-++:?[ \t]*+\|)[-:| \t]*+\n"
BLANKS = re.compile(r"(?:[ \t]*+\n)*+")
BLANK = re.compile(r"[ \t]*+\n")
START = re.compile(
    r"(?P<indented> {4}| {0,3}\t)"
    r"|(?P<heading> {0,3}#{1,6}[ \t\n])"
    r"|(?P<fence> {0,3}(?:`{3,}+[^`\n]*+|~{3,}+[^\n]*+)\n)"
    r"|(?P<rule> {0,3}(?:(?:\*[ \t]*+){3,}|(?:-[ \t]*+){3,}|(?:_[ \t]*+){3,})\n)"
    r"|(?P<quote> {0,3}>)"
    r"|(?P<list> {0,3}(?:[-+*]|\d{1,9}[.)])[ \t\n])"
    rf"|(?P<maths> {{0,3}}{OPENING})"
    rf"|(?P<note>{NOTE})"
    r"|(?P<paragraph>)"
)
PARAGRAPH_END = re.compile(
    r"\n(?:(?P<blank>[ \t]*+\n)|(?P<setext> {0,3}(?:=++|-++)[ \t]*+\n)"
    rf"|(?P<table>{DELIMITER})|(?P<maths>(?= {{0,3}}{OPENING}))|(?= {{0,3}}>|{NOTE}|{STARTS}))"
)
QUOTE_END = re.compile(r"\n(?! {0,3}>)[^\n]*+\n")
TABLE_END = re.compile(
    rf"\n(?=[ \t]*+\n| {{0,3}}>|{NOTE}|{STARTS}"
    rf"| {{0,3}}(?:[-+*]|\d{{1,9}}[.)])[ \t]| {{0,3}}(?:-[ \t]*+){{3,}}\n)"
)
# The most common block by far, in one match: lines that start with a letter, then a blank one.
PLAIN = re.compile(r"(?:[ \t]*+\n)*+([^\W\d_][^\n]*+(?:\n[^\W\d_][^\n]*+)*+)(?=\n[ \t]*+\n)")
INDENTED = re.compile(r" {4}[ \t]*+\S| {0,3}\t[ \t]*+\S")
INDENTED_END = re.compile(r"\n {0,3}[^ \t\n]")
ITEM = re.compile(r"( {0,3})([-+*]|(\d{1,9})[.)])(?:([ \t]++)|(?=\n))(\n?)")
ENDS_ITEM = re.compile(
    r" {0,3}(?:#{1,6}[ \t\n]|>|`{3,}+[^`\n]*+\n|~{3,}|(?:[-+*]|\d{1,9}[.)])[ \t\n]"
    r"|(?:\*[ \t]*+){3,}\n|(?:-[ \t]*+){3,}\n|(?:_[ \t]*+){3,}\n)"
    rf"|{NOTE}"
)
OPENS_OTHER = re.compile(r"(?:[-+*]|\d{1,9}[.)]|#{1,6})[ \t\n]|>")
MATHS_LINE = re.compile(rf" {{0,3}}(?={OPENING})")
NOTE_LINE = re.compile(NOTE)
# A line of a paragraph: text, maybe after the signs of quotes and lists.
PROSE = re.compile(
    r"(?:[ \t]*+(?:[-+*>]|\d{1,9}[.)])(?=[ \t\n]))*+[ \t]*+(?!#{1,6}[ \t]|```[^`\n]*+\n|~~~)\S"
)
TABLE_LINES = re.compile(r"\|[ \t]*+:?-|-:?[ \t]*+\|")
FENCE_LINES = re.compile(
    r"^(?:[ \t]*+(?:[-+*>]|\d{1,9}[.)])(?=[ \t]))*+[ \t]*+(?:```[^`\n]*+$|~~~)", re.M
)
# Plain definitions of links, one a line; what has no title may go on with one in the next line.
DEFINITIONS = re.compile(
    r"(?: {0,3}\[(?=[^\]]*[^\s\]])[^\[\]\\^][^\[\]\\\n]{0,200}\]:[ ]+https?://[a-z0-9][a-z0-9.-]*"
    r"(?:/[A-Za-z0-9_./?=~-]*)?(?:[ ]+\"[^\"\\&\n]+\")?[ ]*\n)++(?![ \t]*[\"'(])"
)
PIPES = re.compile(r"(?<!\\)\|")

_fence_ends: dict[tuple[str, int], re.Pattern[str]] = {}
_item_lines: dict[int, re.Pattern[str]] = {}
_lists_inside: dict[int, re.Pattern[str]] = {}


def fence_end(char: str, length: int) -> re.Pattern[str]:
    """The line that ends a fenced code block."""
    key = (char, length)
    if key not in _fence_ends:
        _fence_ends[key] = re.compile(rf"\n {{0,3}}{re.escape(char)}{{{length},}}[ \t]*+\n")
    return _fence_ends[key]


def inside_item(offset: int) -> re.Pattern[str]:
    """All following lines that belong to an item whose text starts in a column."""
    if offset not in _item_lines:
        _item_lines[offset] = re.compile(
            rf"(?: {{{offset}}}[^\n]*+\n| {{0,3}}\t[^\n]*+\n|[ \t]*+\n)*+"
        )
    return _item_lines[offset]


def list_inside(offset: int) -> re.Pattern[str]:
    """Where an item of a list begins in an item whose text starts in a column."""
    if offset not in _lists_inside:
        _lists_inside[offset] = re.compile(rf"\n {{{offset}}}(?:[-+*]|\d{{1,9}}[.)])[ \t]+(?=\S)")
    return _lists_inside[offset]


def columns_of(line: str) -> int:
    """How many cells a table line has (backslash-escaped bars don't separate)."""
    line = line.strip()
    bars = len(PIPES.findall(line))
    return bars + 1 - line.startswith("|") - (line.endswith("|") and not line.endswith("\\|"))

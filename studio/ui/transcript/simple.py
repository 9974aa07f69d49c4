"""Blocks without difficulties, read by two regular expressions. No Qt.

Most blocks are a paragraph, a heading or a list item of one line with some bold, code and links.
The parser takes a third of a millisecond for each, which is most of the work when a place of a
long chat is seen for the first time. What is read here comes out exactly as it does there;
anything else is left to the parser.
"""

import re

from studio.ui.transcript.blocks import Block
from studio.ui.transcript.leaves import Frame, Leaf, Marker, RichText, Span, Style, TextLeaf
from studio.ui.transcript.visible import visible

LINE_BREAK = "\u2028"
_SHORT_LABEL = 3  # characters of a number that fit before an item

# Characters that mean nothing inside a line, and words between signs of markdown.
_ANY = r"[^\\`*_\[\]<&$|~!\n\r\t]"
_WORDS = rf"[^\W_](?:{_ANY}*[^\W_])?"
# What stands around a sign so that it can only open, or only close.
_BEFORE, _AFTER = r"(?<![^ \n(\"'])", r"(?=[ \n.,;:!?)\"'/-]|\Z)"
_TOKEN = re.compile(
    rf"(?P<plain>(?:{_ANY}|!(?!\[))+)"
    rf"|{_BEFORE}\*\*(?P<bold>{_WORDS}(?:[:.,;?)](?=\*\*(?:[ \n]|\Z)))?)\*\*(?!\*){_AFTER}"
    rf"|{_BEFORE}\*(?P<italic>{_WORDS}(?:[:.,;?)](?=\*(?:[ \n]|\Z)))?)\*(?!\*){_AFTER}"
    rf"|{_BEFORE}~~(?P<strike>{_WORDS})~~(?!~){_AFTER}"
    r"|`(?P<code>[^`\s](?:[^`\n\r]*[^`\s])?)`(?!`)"
    rf"|\[(?P<link>{_WORDS})\]\((?P<target>https?://[a-z0-9][a-z0-9.-]*(?:/[A-Za-z0-9_./?=~-]*)?)\)"
    r"|(?P<line>(?<! )\n(?=[^\W\d_]))"
)
_STYLES = {
    "bold": Style.BOLD,
    "italic": Style.ITALIC,
    "strike": Style.STRIKE,
    "code": Style.CODE,
    "link": Style.LINK,
}
# What a text may begin with, so that its first line starts no block of another kind.
_FIRST = r"(?=[^\W\d_]|\*\*[^\W\d_]|`[^`\s]|[(\"'“‘][^\W\d_])"
_PARAGRAPH = re.compile(_FIRST)
_ITEM = re.compile(rf"(?:[-+*]|\d{{1,9}}[.)]) {_FIRST}")
_HEADING = re.compile(rf"(#{{1,6}}) {_FIRST}(?=[^#]*\Z)")
# Addresses in running text become links.
_ADDRESSES = ("://", "@", "www.")


def simple_leaves(block: Block, source: str, *, keep_breaks: bool = False) -> list[Leaf] | None:
    """The one leaf of a block, or None when the parser must have a look.

    Args:
        source: of the block, completed if it is live.
        keep_breaks: a line end in a paragraph breaks the line.
    """
    if block.kind == "paragraph" and not block.continues:
        if _PARAGRAPH.match(source) is None:
            return None
        rich = simple_text(source, keep_breaks=keep_breaks)
        return None if rich is None else [TextLeaf(rich, "body", Frame(source=source))]
    if "\n" in source:
        return None
    if block.kind == "list":
        return _item(block, source)
    if block.kind == "heading":
        match = _HEADING.match(source)
        rich = simple_text(source[match.end() :]) if match is not None else None
        if match is None or rich is None:
            return None
        return [TextLeaf(rich, f"h{min(4, len(match[1]))}", Frame(source=source))]
    return None


def _item(block: Block, source: str) -> list[Leaf] | None:
    match = _ITEM.match(source)
    rich = simple_text(source[match.end() :]) if match is not None else None
    if rich is None or (block.number is None) != (source[0] in "-+*"):
        return None
    marker = (
        Marker(0, "bullet") if block.number is None else Marker(0, "number", f"{block.number}.")
    )
    container = "wide" if len(marker.label) > _SHORT_LABEL else "item"
    return [TextLeaf(rich, "body", Frame((container,), (marker,), block.continues, source))]


def simple_text(source: str, *, keep_breaks: bool = False) -> RichText | None:
    """Characters and styled runs of a text without difficulties; None for any other."""
    text = source.rstrip(" ")
    pieces: list[str] = []
    spans: list[Span] = []
    at = size = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return None
        at = match.end()
        kind = match.lastgroup
        if kind == "plain":
            piece = match.group()
            low = piece.lower()
            if any(sign in low for sign in _ADDRESSES):
                return None
            piece = visible(piece)
        elif kind == "line":
            piece = LINE_BREAK if keep_breaks else " "
        else:
            target = match["target"] or ""
            kind = "link" if target else kind
            assert kind is not None
            piece = visible(match[kind])
            spans.append(Span(size, size + len(piece), _STYLES[kind], target))
        pieces.append(piece)
        size += len(piece)
    return RichText("".join(pieces), tuple(spans)) if size and text == text.strip() else None

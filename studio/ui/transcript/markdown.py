"""Blocks become leaves: the markdown inside one top-level block, parsed once. No Qt."""

import re
from typing import TYPE_CHECKING

from studio.ui.transcript.blocks import Block
from studio.ui.transcript.healing import heal_inline, heal_line_starts
from studio.ui.transcript.inline import (
    LINE_BREAK,
    is_safe_address,
    is_too_tangled,
    parse_inline,
    parser,
    rich_text,
)
from studio.ui.transcript.leaves import (
    CodeLeaf,
    Frame,
    ImageLeaf,
    Leaf,
    Marker,
    RichText,
    RuleLeaf,
    Span,
    TableLeaf,
    TextLeaf,
)
from studio.ui.transcript.tables import parse_table, parse_table_head
from studio.ui.transcript.visible import visible

if TYPE_CHECKING:
    from markdown_it.token import Token

References = dict[str, dict[str, str]]

_FENCE = re.compile(r"( {0,3})(`{3,}|~{3,})[ \t]*([^\n]*)(?:\n|\Z)")
_DEFINITION = re.compile(
    r"^ {0,3}\[((?!\^)[^\[\]\n]+)\]:[ \t]*<?([^\s<>]+)>?"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^)\n]*\)))?[ \t]*$",
    re.MULTILINE,
)
_TASK = re.compile(r"\[([ xX])\](?=[ \u2028]|\Z) ?")
_ITEM_SIGN = re.compile(r"[ \t]*(?:[-+*]|\d+[.)])[ \t]+")
_LIVE_LIMIT_CHARS = 24_000
_LIMIT_CHARS = 60_000  # of one item or quote: parsing more would hold the window
_AS_CODE_CHARS = 500_000  # even laying out all of it would
_SHORT_LABEL = 3  # characters of a number that fit before an item
_HEADINGS = {"h1": "h1", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}


def definitions_in(block: Block) -> References:
    """Link definitions (`[label]: address`) that a block makes for the whole text.

    They are also shown as text. Merge those of all blocks and pass them to `parse_block`.
    """
    if block.kind != "paragraph" or not block.source.lstrip(" ").startswith("["):
        return {}
    from markdown_it.common.utils import normalizeReference

    return {
        normalizeReference(match[1]): {"href": match[2], "title": ""}
        for match in _DEFINITION.finditer(block.source)
        if is_safe_address(match[2])
    }


def parse_block(
    block: Block,
    *,
    live: bool = False,
    references: References | None = None,
    keep_breaks: bool = False,
) -> list[Leaf]:
    """The leaves of a block, in order; never empty for a block with visible text.

    Args:
        live: the block is the open tail of a stream; half-written signs are not shown.
        references: link definitions of the whole text.
        keep_breaks: a line end in a paragraph breaks the line.
    """
    source = block.source
    if "\r" in source:
        source = source.replace("\r\n", "\n").replace("\r", "\n")
    fence = _FENCE.match(source) if block.kind == "code" else None
    if fence:
        return [_fenced(fence, source, live=live)]
    if block.kind in ("table", "paragraph") and "|" in source and not block.continues:
        table = parse_table(source, live=live) or (parse_table_head(source) if live else None)
        if table:
            return [table]
    limit = _LIVE_LIMIT_CHARS if live else _LIMIT_CHARS
    if len(source) > limit or is_too_tangled(source):
        return [_unparsed(block, source)]
    if live:
        source = heal_inline(heal_line_starts(source))
    if block.continues and block.kind == "paragraph":
        rich = parse_inline(source.strip(), references, keep_breaks=keep_breaks)
        return [TextLeaf(rich, frame=Frame(source=source))]
    if block.kind == "paragraph" and _DEFINITION.match(source):
        keep_breaks = True
    env = {"references": references} if references else {}
    walk = _Walk(block, source, keep_breaks=keep_breaks)
    return walk.leaves_of(parser().parse(source, env))


def _unparsed(block: Block, source: str) -> Leaf:
    """What takes too long to parse, as it is: a huge item or quote, a text full of signs."""
    if len(source) > _AS_CODE_CHARS:
        return CodeLeaf(visible(source), "", "", Frame(source=source))
    marker = _ITEM_SIGN.match(source) if block.kind == "list" else None
    rich = RichText(visible(source[marker.end() if marker else 0 :]))
    if marker is None:
        return TextLeaf(rich, frame=Frame(source=source))
    number = block.number
    sign = Marker(0, "bullet") if number is None else Marker(0, "number", f"{number}.")
    container = "wide" if len(sign.label) > _SHORT_LABEL else "item"
    return TextLeaf(rich, frame=Frame((container,), (sign,), block.continues, source))


def _fenced(fence: re.Match[str], source: str, *, live: bool) -> CodeLeaf:
    """A fenced block, without its fences; an unclosed one goes to the end."""
    indent, sign, info = len(fence[1]), fence[2], fence[3]
    body = source[fence.end() :]
    last = body.rfind("\n") + 1
    line = body[last:]
    end = line.strip()
    closed = len(end) >= len(sign) and not end.strip(sign[0]) and not line.startswith("    ")
    half = live and bool(end) and not end.strip(sign[0])  # the first signs of the end, maybe
    if closed or half or not line:
        body = body[: max(0, last - 1)]
    if indent:
        body = re.sub(rf"^ {{1,{indent}}}", "", body, flags=re.MULTILINE)
    return CodeLeaf(body, _language(info), info.strip(), Frame(source=source))


def _language(info: str) -> str:
    """The language named after a fence: its first word, without decoration."""
    words = info.split()
    return words[0].strip("{}.,`") if words else ""


class _Walk:
    """Goes through the tokens of a block and gathers leaves."""

    def __init__(self, block: Block, source: str, *, keep_breaks: bool) -> None:
        self._block = block
        self._lines = source.split("\n")
        self._keep_breaks = keep_breaks
        self._leaves: list[Leaf] = []
        self._containers: list[str] = []
        self._pending: list[Marker] = []
        self._numbers: list[int | None] = []
        self._items = 0  # item openings so far
        self._close = False
        self._style = "body"

    def leaves_of(self, tokens: list["Token"]) -> list[Leaf]:
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.type == "table_open":
                at = self._table(tokens, at)
            else:
                self._token(token)
            at += 1
        return self._leaves

    def _token(self, token: "Token") -> None:
        kind = token.type
        if kind == "inline":
            self._text(token)
        elif kind == "heading_open":
            self._style = _HEADINGS[token.tag]
        elif kind == "heading_close":
            self._style = "body"
        elif kind in ("fence", "code_block"):
            code = token.content.removesuffix("\n")
            info = token.info.strip()
            self._leaves.append(CodeLeaf(code, _language(info), info, self._frame(token)))
        elif kind == "hr":
            self._leaves.append(RuleLeaf(self._frame(token)))
        elif kind in ("blockquote_open", "blockquote_close"):
            self._enter_or_leave("quote", kind.endswith("_open"))
        elif kind in ("bullet_list_open", "ordered_list_open"):
            self._open_list(token)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self._numbers.pop()
        elif kind == "list_item_open":
            self._open_item()
        elif kind == "list_item_close":
            self._close_item(token)

    def _enter_or_leave(self, name: str, entering: bool) -> None:
        if entering:
            self._containers.append(name)
        else:
            self._containers.pop()

    def _open_list(self, token: "Token") -> None:
        number = None
        if token.type == "ordered_list_open":
            number = int(token.attrGet("start") or 1) if token.attrGet("start") != 0 else 0
            if not self._items and self._block.number is not None:
                number = self._block.number
        self._numbers.append(number)

    def _open_item(self) -> None:
        number = self._numbers[-1]
        depth = len(self._containers)
        if number is None:
            marker = Marker(depth, "bullet")
        else:
            marker = Marker(depth, "number", f"{number}.")
            self._numbers[-1] = number + 1
        self._containers.append("wide" if len(marker.label) > _SHORT_LABEL else "item")
        self._close = bool(self._items) or self._block.continues
        self._items += 1
        self._pending.append(marker)

    def _close_item(self, token: "Token") -> None:
        if self._pending:  # an item without text
            self._leaves.append(TextLeaf(RichText(""), "body", self._frame(token)))
        self._containers.pop()

    def _frame(self, token: "Token") -> Frame:
        lines = token.map or (0, 0)
        frame = Frame(
            tuple(self._containers),
            tuple(self._pending),
            self._close and bool(self._pending),
            "\n".join(self._lines[lines[0] : lines[1]]),
        )
        self._pending.clear()
        return frame

    def _text(self, token: "Token") -> None:
        children = token.children or []
        images = [child for child in children if child.type == "image"]
        if images and all(
            child.type in ("image", "softbreak") or not child.content.strip() for child in children
        ):
            frame = self._frame(token)
            for image in images:
                address = str(image.attrGet("src") or "")
                self._leaves.append(ImageLeaf(address, image.content, frame))
                frame = Frame(frame.containers)
            return
        rich = rich_text(children, keep_breaks=self._keep_breaks)
        if self._pending:
            rich = self._task(rich)
        self._leaves.append(TextLeaf(rich, self._style, self._frame(token)))

    def _task(self, rich: RichText) -> RichText:
        """Turns `[ ]` at the start of an item into its marker."""
        match = _TASK.match(rich.text)
        if match is None:
            return rich
        depth = self._pending[-1].depth
        self._pending[-1] = Marker(depth, "task" if match[1] == " " else "done")
        cut = match.end()
        spans = tuple(
            Span(span.start - cut, span.end - cut, span.style, span.target)
            for span in rich.spans
            if span.start >= cut
        )
        return RichText(rich.text[cut:], spans)

    def _table(self, tokens: list["Token"], start: int) -> int:
        """Gathers a nested table; returns the index of its last token."""
        header: list[str] = []
        aligns: list[str] = []
        rows: list[list[str]] = []
        at = start
        while tokens[at].type != "table_close":
            token = tokens[at]
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "th_open":
                style = str(token.attrGet("style") or "")
                aligns.append(style.rpartition(":")[2])
            elif token.type == "inline":
                rows[-1].append(token.content)
            at += 1
        header, rows = rows[0], rows[1:]
        frame = self._frame(tokens[start])
        self._leaves.append(TableLeaf(tuple(header), tuple(aligns), rows, frame))
        return at


def plain(leaf: Leaf) -> str:
    """The text of a leaf as a person reads it."""
    if isinstance(leaf, TextLeaf):
        return leaf.rich.text.replace(LINE_BREAK, "\n")
    if isinstance(leaf, CodeLeaf):
        return leaf.code
    if isinstance(leaf, TableLeaf):
        return "\n".join("\t".join(row) for row in [list(leaf.header), *leaf.rows])
    if isinstance(leaf, ImageLeaf):
        return f"{leaf.alt} {leaf.address}".strip()
    return ""

"""Blocks become leaves: the markdown inside one top-level block, parsed once. No Qt."""

import re
from collections import ChainMap
from collections.abc import Iterable, Set

from studio.ui.transcript.blocks import Block
from studio.ui.transcript.definitions import definition_leaves, plain_definitions
from studio.ui.transcript.healing import heal_inline, heal_line_starts
from studio.ui.transcript.inline import LINE_BREAK, is_too_tangled, parse_inline
from studio.ui.transcript.leaves import (
    CodeLeaf,
    Frame,
    ImageLeaf,
    Leaf,
    Marker,
    MathsLeaf,
    RichText,
    TableLeaf,
    TextLeaf,
)
from studio.ui.transcript.maths import closed
from studio.ui.transcript.parser import parser
from studio.ui.transcript.simple import simple_leaves
from studio.ui.transcript.tables import parse_table, parse_table_head
from studio.ui.transcript.visible import visible
from studio.ui.transcript.walk import Walk, language_of, plain_info

References = dict[str, dict[str, str]]

_FENCE = re.compile(r"( {0,3})(`{3,}|~{3,})[ \t]*([^\n]*)(?:\n|\Z)")
_NOTE_DEFINITION = re.compile(r" {0,3}\[\^([^\[\]\s]{1,64})\]:")
_NAMED = re.compile(r"\[((?:[^\[\]\\]|\\.)+)\]")
_NOTE_TOOLTIP_CHARS = 300
_DEFINING = ("paragraph", "note", "list", "quote")
_ITEM_SIGN = re.compile(r"[ \t]*(?:[-+*]|\d+[.)])[ \t]+")
_LIVE_LIMIT_CHARS = 24_000
_LIMIT_CHARS = 60_000  # of one item or quote: parsing more would hold the window
_MOST_QUOTED = 1_500  # signs of quotes, or of tags
_CELL_LIMIT_CHARS = 6_000
_AS_CODE_CHARS = 500_000  # even laying out all of it would
_TABLE_AS_CODE_CHARS = 40_000  # its rows stand one below the other there
_SHORT_LABEL = 3  # characters of a number that fit before an item


def definitions_in(block: Block) -> References:
    """What a block defines for the whole text: links (`[label]: address`) and footnotes.

    A footnote's label has a `^` in front, and its text is the `title`. Definitions are also
    shown. Merge those of all blocks, the first of a label counts, and pass them to `parse_block`.
    """
    source = block.source
    if "]:" not in source or block.kind not in _DEFINING or is_too_tangled(source):
        return {}
    if len(source) > _LIMIT_CHARS:
        return {}
    if block.kind == "paragraph":
        if not source.lstrip(" ").startswith("["):
            return {}
        simple = plain_definitions(source)
        if simple is not None:
            return simple
    found: References = {}
    if block.kind == "note":
        match = _NOTE_DEFINITION.match(source)
        if match:
            text = visible(" ".join(source[match.end() :].split()))
            found[f"^{match[1]}"] = {"href": "", "title": text[:_NOTE_TOOLTIP_CHARS] or "^"}
            if "]:" not in source[match.end() :]:
                return found
    env: dict[str, References] = {}
    md = parser()
    md.block.parse(_one_line_end(source), md, env, [])
    for label, value in env.get("references", {}).items():
        found.setdefault(label, {"href": value["href"], "title": value["title"]})
    return found


def gather_definitions(blocks: Iterable[Block]) -> References:
    """What some blocks define; the first of a label counts."""
    found: References = {}
    for block in blocks:
        if "]:" in block.source:
            for label, value in definitions_in(block).items():
                found.setdefault(label, value)
    return found


def names_any(block: Block, labels: Set[str]) -> bool:
    """Whether a block may mean one of some labels of definitions, in brackets."""
    return any(
        label in labels or " ".join(label.split()).lower().upper() in labels
        for label in _NAMED.findall(block.source)
    )


def _one_line_end(source: str) -> str:
    if "\r" in source:
        return source.replace("\r\n", "\n").replace("\r", "\n")
    return source


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
    source = _one_line_end(block.source)
    fence = _FENCE.match(source) if block.kind == "code" else None
    if fence:
        return [_fenced(fence, source, live=live)]
    if block.kind in ("table", "paragraph") and "|" in source and not block.continues:
        table = parse_table(source, live=live) or (parse_table_head(source) if live else None)
        if table:
            return [table if not _is_too_wide(table) else _unparsed(block, source)]
    limit = _LIVE_LIMIT_CHARS if live else _LIMIT_CHARS
    if len(source) > limit or is_too_tangled(source) or source.count(">") > _MOST_QUOTED:
        return [_unparsed(block, source)]
    whole = True
    if live:
        completed = closed(source)
        whole = completed is None
        source = completed or heal_inline(heal_line_starts(source)).removesuffix("$")
    simple = simple_leaves(block, source, keep_breaks=keep_breaks)
    if simple is None:
        simple = definition_leaves(block, source)
    if simple is not None:
        return simple
    if block.continues and block.kind == "paragraph":
        rich = parse_inline(source.strip(), references, keep_breaks=keep_breaks)
        return [TextLeaf(rich, frame=Frame(source=source))]
    env = {"references": ChainMap({}, references)} if references else {}
    source = f"{block.inside}\n{source}" if block.inside else source
    walk = Walk(block, source, keep_breaks=keep_breaks, whole=whole)
    leaves = walk.leaves_of(parser().parse(source, env))
    return leaves[1:] if block.inside else leaves


def _is_too_wide(table: TableLeaf) -> bool:
    """Whether a cell would take too long to lay out: a table shows whole rows."""
    if len(table.frame.source) <= _CELL_LIMIT_CHARS:
        return False
    return any(len(cell) > _CELL_LIMIT_CHARS for row in (table.header, *table.rows) for cell in row)


def _unparsed(block: Block, source: str) -> Leaf:
    """What takes too long to parse, as it is: a huge item or quote, a text full of signs."""
    limit = _TABLE_AS_CODE_CHARS if block.kind == "table" else _AS_CODE_CHARS
    if len(source) > limit:
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
    indent, sign, info = len(fence[1]), fence[2], plain_info(fence[3])
    body = source[fence.end() :]
    last = body.rfind("\n") + 1
    line = body[last:]
    end = line.strip()
    closed = len(end) >= len(sign) and not end.strip(sign[0]) and not line.startswith("    ")
    half = live and bool(end) and not end.strip(sign[0])  # the first signs of the end, maybe
    if closed or half or not line:
        body = body[: max(0, last - 1)]
    if indent:
        body = re.sub(
            rf"^[ \t]{{1,{indent}}}",
            lambda match: _unindented(match.group(), indent),
            body,
            flags=re.MULTILINE,
        )
    return CodeLeaf(body, language_of(info), info.strip(), Frame(source=source))


def _unindented(space: str, indent: int) -> str:
    """White space less so many columns; half a tab becomes spaces."""
    column = 0
    for at, character in enumerate(space):
        column += 1 if character == " " else 4 - column % 4
        if column >= indent:
            return " " * (column - indent) + space[at + 1 :]
    return ""


def plain(leaf: Leaf) -> str:
    """The text of a leaf as a person reads it."""
    if isinstance(leaf, TextLeaf):
        return leaf.rich.text.replace(LINE_BREAK, "\n")
    if isinstance(leaf, CodeLeaf):
        return leaf.code
    if isinstance(leaf, TableLeaf):
        return "\n".join("\t".join(row) for row in [list(leaf.header), *leaf.rows])
    if isinstance(leaf, MathsLeaf):
        return visible(leaf.tex)
    if isinstance(leaf, ImageLeaf):
        return f"{leaf.alt} ({leaf.address})" if leaf.alt else leaf.address
    return ""

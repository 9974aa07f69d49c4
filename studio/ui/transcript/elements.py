"""`make_elements`: markdown blocks become elements."""

from collections.abc import Sequence
from itertools import zip_longest

from studio.ui.transcript.block_scanner import LIMIT_CHARS
from studio.ui.transcript.blocks import Block
from studio.ui.transcript.code_element import CodeElement
from studio.ui.transcript.element import Element, LayoutContext
from studio.ui.transcript.inline import LINE_BREAK
from studio.ui.transcript.leaves import (
    CodeLeaf,
    Frame,
    ImageLeaf,
    Leaf,
    MathsLeaf,
    RichText,
    RuleLeaf,
    Span,
    TableLeaf,
    TextLeaf,
)
from studio.ui.transcript.look import Look, look_of
from studio.ui.transcript.markdown import References, parse_block
from studio.ui.transcript.placement import Placement, place
from studio.ui.transcript.table_element import TableElement
from studio.ui.transcript.tables import parse_table
from studio.ui.transcript.text_elements import (
    RemoteImageElement,
    RichTextElement,
    RuleElement,
)
from studio.ui.transcript.visible import visible

_QUOTE_GAP_PX = 12  # between two blocks of one quote


def make_elements(
    block: Block,
    layout: LayoutContext,
    live: bool = False,
    *,
    previous: Sequence[Element] = (),
    references: References | None = None,
    keep_breaks: bool = False,
) -> list[Element]:
    """The elements of a block, from top to bottom. Nothing is laid out yet.

    Args:
        live: the block is the open tail of a stream: half-written signs are hidden, code is
            neither folded nor highlighted.
        previous: the elements of the same block (by its `start`) a moment ago; they hand on
            scrolling, folding and measurements, or stay themselves where nothing changed;
            they must not be used after that.
        references: link definitions of the whole text (`markdown.definitions_in`).
        keep_breaks: a line end in a paragraph breaks the line.
    """
    look = look_of(layout)
    leaves = _leaves(block, live, previous, references, keep_breaks)
    leaves = [part for leaf in leaves for part in bounded(leaf)]
    places = place(leaves, look)
    if block.continues and block.kind in ("paragraph", "quote") and places:
        first = places[0]
        pad = look.px(_QUOTE_GAP_PX) if block.kind == "quote" else first.pad_top
        places[0] = Placement(first.frame, first.indent, -0.001, first.after, pad)
    return [
        _element(leaf, spot, look, live, before)
        for leaf, spot, before in zip_longest(
            leaves, places, previous[: len(leaves)], fillvalue=None
        )
        if leaf is not None and spot is not None
    ]


def plain_elements(text: str, layout: LayoutContext) -> list[Element]:
    """A text without markdown: what a person typed, line by line."""
    look = look_of(layout)
    shown = visible(text.replace("\r\n", "\n")).replace("\n", LINE_BREAK)
    leaves = list(bounded(TextLeaf(RichText(shown), frame=Frame(source=text))))
    return [
        RichTextElement(leaf, spot, look)
        for leaf, spot in zip(leaves, place(leaves, look), strict=True)
        if isinstance(leaf, TextLeaf)
    ]


def _leaves(
    block: Block,
    live: bool,
    previous: Sequence[Element],
    references: References | None,
    keep_breaks: bool,
) -> list[Leaf]:
    if len(previous) == 1 and isinstance(previous[0], TableElement) and not block.continues:
        grown = parse_table(block.source, live=live, previous=previous[0].leaf)
        if grown is not None:
            return [grown]
    return parse_block(block, live=live, references=references, keep_breaks=keep_breaks)


def _element(
    leaf: Leaf, spot: Placement, look: Look, live: bool, before: Element | None
) -> Element:
    if isinstance(leaf, TextLeaf):
        if isinstance(before, RichTextElement) and before.shows(leaf, spot, look):
            return before
        return RichTextElement(leaf, spot, look)
    if isinstance(leaf, CodeLeaf):
        earlier = before if isinstance(before, CodeElement) else None
        return CodeElement(leaf, spot, look, live=live, previous=earlier)
    if isinstance(leaf, TableLeaf):
        table = before if isinstance(before, TableElement) else None
        return TableElement(leaf, spot, look, previous=table)
    if isinstance(leaf, ImageLeaf):
        return RemoteImageElement(leaf, spot, look)
    if isinstance(leaf, MathsLeaf):
        from studio.ui.transcript.formula_element import FormulaElement

        return FormulaElement(leaf, spot, look)
    if isinstance(leaf, RuleLeaf):
        return RuleElement(leaf, spot, look)
    raise TypeError(leaf)


def bounded(leaf: Leaf) -> Sequence[Leaf]:
    """A leaf, or several if it is too long to lay out at once."""
    if not isinstance(leaf, TextLeaf) or len(leaf.rich.text) <= LIMIT_CHARS:
        return (leaf,)
    text, frame, parts = leaf.rich.text, leaf.frame, []
    start = 0
    while start < len(text):
        end = start + LIMIT_CHARS
        if end < len(text):
            space = max(text.rfind(" ", start + 1, end), text.rfind(LINE_BREAK, start + 1, end))
            end = space if space > start else end
        part = RichText(text[start:end], _clipped(leaf.rich.spans, start, end))
        parts.append(TextLeaf(part, leaf.style, frame))
        frame = Frame(frame.containers, (), True, "")
        start = end + 1 if text[end : end + 1] in (" ", LINE_BREAK) else end
    return parts


def _clipped(spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    return tuple(
        Span(max(span.start, start) - start, min(span.end, end) - start, span.style, span.target)
        for span in spans
        if span.start < end and span.end > start
    )

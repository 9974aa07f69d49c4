"""`Walk`: the tokens of one block become leaves. No Qt."""

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from studio.ui.transcript.blocks import Block
from studio.ui.transcript.inline import (
    LINE_BREAK,
    plain_alt,
    plain_text_with_links,
    rich_text,
)
from studio.ui.transcript.leaves import (
    CodeLeaf,
    Frame,
    ImageLeaf,
    Leaf,
    Marker,
    MathsLeaf,
    RichText,
    RuleLeaf,
    Span,
    Style,
    TableLeaf,
    TextLeaf,
)
from studio.ui.transcript.maths import display_tex
from studio.ui.transcript.tables import parse_rows
from studio.ui.transcript.visible import visible

if TYPE_CHECKING:
    from markdown_it.token import Token

_TASK = re.compile(r"\[([ xX])\](?=[ \u2028]|\Z) ?")
_SHORT_LABEL = 3  # characters of a number that fit before an item
_HEADINGS = {"h1": "h1", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
# What the text that follows is; "": a heading of the token's tag.
_TEXTS = {"heading_open": "", "dt_open": "term"}
_CONTAINERS = {
    "blockquote_open": ("quote", True),
    "blockquote_close": ("quote", False),
    "dd_open": ("meaning", True),
    "dd_close": ("meaning", False),
}


def language_of(info: str) -> str:
    """The language named after a fence: its first word, without decoration."""
    words = info.split()
    return words[0].strip("{}.,`") if words else ""


def plain_info(info: str) -> str:
    """What stands behind a fence, without escapes and entities."""
    if "\\" in info or "&" in info:
        from markdown_it.common.utils import unescapeAll

        return unescapeAll(info)
    return info


class Walk:
    """Goes through the tokens of a block and gathers leaves.

    Args:
        keep_breaks: a line end in a paragraph breaks the line.
        whole: False when the last formula of the source was closed for the time being.
    """

    def __init__(
        self, block: Block, source: str, *, keep_breaks: bool = False, whole: bool = True
    ) -> None:
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
        self._whole = whole
        self._defined_to = -1  # the line after the last link definition
        self._definitions: dict[int, list[TextLeaf]] = {}  # those of one leaf, by its number
        self._label = ""  # of a footnote whose text is still to come

    def leaves_of(self, tokens: list["Token"]) -> list[Leaf]:
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.type == "table_open":
                at = self._table(tokens, at)
            else:
                self._token(token)
            at += 1
        for number, definitions in self._definitions.items():
            self._leaves[number] = _joined(definitions)
        if not self._whole and self._leaves and isinstance(self._leaves[-1], MathsLeaf):
            self._leaves[-1] = replace(self._leaves[-1], whole=False)
        return self._leaves

    def _token(self, token: "Token") -> None:
        kind = token.type
        if kind == "inline":
            self._text(token)
        elif kind in _TEXTS:
            self._style = _TEXTS[kind] or _HEADINGS[token.tag]
        elif kind in ("heading_close", "dt_close"):
            self._style = "body"
        elif kind in _CONTAINERS:
            self._enter_or_leave(*_CONTAINERS[kind])
        elif kind in ("bullet_list_open", "ordered_list_open"):
            self._open_list(token)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self._numbers.pop()
        elif kind == "list_item_open":
            self._open_item()
        elif kind == "list_item_close":
            self._close_item(token)
        elif kind == "footnote_reference_open":
            self._label = str(token.meta["label"])
            self._containers.append("note")
            self._close = self._block.continues
        elif kind == "footnote_reference_close":
            if self._label:
                self._leaves.append(
                    TextLeaf(self._labelled(RichText("")), "note", self._frame(token))
                )
            self._containers.pop()
        else:
            self._box(token)

    def _box(self, token: "Token") -> None:
        """What is no text in the flow."""
        kind = token.type
        if kind in ("fence", "code_block"):
            code = token.content.removesuffix("\n")
            info = plain_info(token.info).strip()
            leaf: Leaf = CodeLeaf(code, language_of(info), info, self._frame(token))
            self._add(leaf)
        elif kind == "hr":
            self._add(RuleLeaf(self._frame(token)))
        elif kind == "maths_block":
            tex = display_tex(token.content)
            if tex or self._whole:
                self._add(MathsLeaf(tex or token.content, True, self._frame(token)))
        elif kind == "definition":
            self._definition(token)
        elif kind == "as_written":
            text = visible(token.content).replace("\n", LINE_BREAK)
            self._add(TextLeaf(RichText(text), "body", self._frame(token)))

    def _add(self, leaf: Leaf) -> None:
        if self._label:  # a note that does not begin with text
            self._leaves.append(TextLeaf(self._labelled(RichText("")), "note", leaf.frame))
        self._leaves.append(leaf)

    def _labelled(self, rich: RichText) -> RichText:
        """The text of a footnote behind its label."""
        label, self._label = visible(self._label), ""
        by = len(label) + 1
        spans = (Span(s.start + by, s.end + by, s.style, s.target) for s in rich.spans)
        return RichText(f"{label} {rich.text}", (Span(0, by - 1, Style.NOTE, "^"), *spans))

    def _definition(self, token: "Token") -> None:
        """Link definitions one below the other, in one leaf."""
        rich = plain_text_with_links(token.content)
        last = self._leaves[-1] if self._leaves else None
        frame = self._frame(token)
        leaf = TextLeaf(rich, "definition", frame)
        if (
            isinstance(last, TextLeaf)
            and last.style == "definition"
            and token.map is not None
            and token.map[0] == self._defined_to
            and last.frame.containers == frame.containers
        ):
            self._definitions[len(self._leaves) - 1].append(leaf)
        else:
            self._definitions[len(self._leaves)] = [leaf]
            self._leaves.append(leaf)
        self._defined_to = token.map[1] if token.map is not None else -1

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
            self._close and bool(self._pending or self._label),
            "\n".join(self._lines[lines[0] : lines[1]]),
        )
        self._pending.clear()
        return frame

    def _text(self, token: "Token") -> None:
        children = token.children or []
        images = [child for child in children if child.type == "image"]
        if images and all(map(_is_image_or_space, children)):
            frame = self._frame(token)
            for image in images:
                address = str(image.attrGet("src") or "")
                self._add(ImageLeaf(address, plain_alt(image), frame))
                frame = Frame(frame.containers)
            return
        rich = rich_text(children, keep_breaks=self._keep_breaks)
        if self._pending:
            rich = self._task(rich)
        style = self._style
        if style == "term":
            style, rich = "body", _strong(rich)
        elif "note" in self._containers and style == "body":
            style = "note"
        if self._label:
            rich = self._labelled(rich)
        self._leaves.append(TextLeaf(rich, style, self._frame(token)))

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
        header, rows = rows[0], self._whole_rows(rows[1:], len(rows[0]), tokens[start])
        frame = self._frame(tokens[start])
        self._add(TableLeaf(tuple(header), tuple(aligns), rows, frame))
        return at

    def _whole_rows(self, rows: list[list[str]], columns: int, table: "Token") -> list[list[str]]:
        """The rows with the surplus cells that the parser dropped; see `parse_rows`."""
        first = table.map[0] + 2 if table.map is not None else len(self._lines)
        lines = [line.lstrip(" \t>") for line in self._lines[first : first + len(rows)]]
        if len(lines) < len(rows):
            return rows
        return [
            parse_rows([line], columns)[0] if line.count("|") >= columns else row
            for row, line in zip(rows, lines, strict=True)
        ]


def _is_image_or_space(token: "Token") -> bool:
    return token.type in ("image", "softbreak") or (
        token.type == "text" and token.content.isspace()
    )


def _strong(rich: RichText) -> RichText:
    """A text all of which is strong."""
    spans, at = [], 0
    for span in (*rich.spans, Span(len(rich.text), len(rich.text), Style.PLAIN)):
        if at < span.start:
            spans.append(Span(at, span.start, Style.BOLD))
        if span.start < span.end:
            spans.append(Span(span.start, span.end, span.style | Style.BOLD, span.target))
        at = span.end
    return RichText(rich.text, tuple(spans))


def _joined(leaves: list[TextLeaf]) -> TextLeaf:
    """Leaves as one, below one another."""
    spans: list[Span] = []
    at = 0
    for leaf in leaves:
        rich = leaf.rich
        spans += (Span(s.start + at, s.end + at, s.style, s.target) for s in rich.spans)
        at += len(rich.text) + 1
    text = LINE_BREAK.join(leaf.rich.text for leaf in leaves)
    frame = replace(leaves[0].frame, source="\n".join(leaf.frame.source for leaf in leaves))
    return replace(leaves[0], rich=RichText(text, tuple(spans)), frame=frame)

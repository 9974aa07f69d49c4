"""Structure of markdown and of reference HTML in one form, so that they can be compared.

A text is a list of `Piece`: paragraphs, headings, code blocks, rules and table rows, each with
the quotes and list items around it and its styled characters. Whether a list is tight is left
out: the transcript does not tell.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import ClassVar
from urllib.parse import unquote

from studio.ui.transcript.blocks import split_blocks
from studio.ui.transcript.inline import LINE_BREAK
from studio.ui.transcript.leaves import (
    CodeLeaf,
    ImageLeaf,
    Leaf,
    RichText,
    RuleLeaf,
    Style,
    TableLeaf,
    TextLeaf,
)
from studio.ui.transcript.markdown import definitions_in, parse_block
from studio.ui.transcript.table_columns import cell_text
from studio.ui.transcript.visible import visible

Run = tuple[str, int, str]


@dataclass
class Piece:
    kind: str
    containers: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()
    runs: list[Run] = field(default_factory=list)


def leaves_of(text: str) -> list[Leaf]:
    """What the transcript makes of a text, block by block."""
    blocks = split_blocks(text)
    references: dict[str, dict[str, str]] = {}
    for block in blocks:
        references = definitions_in(block) | references
    return [leaf for block in blocks for leaf in parse_block(block, references=references)]


def shown(text: str) -> list[Piece]:
    """The pieces of a text as the transcript shows it, without its link definitions."""
    found: list[Piece] = []
    for leaf in leaves_of(text):
        if isinstance(leaf, TextLeaf) and leaf.style == "definition":
            continue
        containers = tuple("item" if c == "wide" else c for c in leaf.frame.containers)
        markers = tuple(m.label.rstrip(".") or m.kind for m in leaf.frame.markers)
        found += [Piece(kind, containers, markers, runs) for kind, runs in _parts(leaf)]
    return [tidy(piece) for piece in found]


def _parts(leaf: Leaf) -> list[tuple[str, list[Run]]]:
    if isinstance(leaf, TextLeaf):
        kind = leaf.style if leaf.style != "body" else "p"
        return [(kind, _runs(leaf.rich))]
    if isinstance(leaf, CodeLeaf):
        return [("code", [(leaf.code, 0, leaf.language)])]
    if isinstance(leaf, RuleLeaf):
        return [("rule", [])]
    if isinstance(leaf, ImageLeaf):
        return [("p", [_image(leaf.alt, leaf.address)])]
    assert isinstance(leaf, TableLeaf)
    rows = [leaf.header, *leaf.rows]
    return [
        (f"cell {align}", _runs(cell_text(cell)))
        for row in rows
        for cell, align in zip(row, leaf.aligns, strict=True)
    ]


def _runs(rich: RichText) -> list[Run]:
    found, at = [], 0
    for span in rich.spans:
        found.append((rich.text[at : span.start], 0, ""))
        found.append((rich.text[span.start : span.end], span.style, span.target))
        at = span.end
    return [*found, (rich.text[at:], 0, "")]


def _image(alt: str, address: str) -> Run:
    address_shown = visible(unquote(address))
    return f"{alt} ({address_shown})" if alt else address_shown, Style.IMAGE, address


class _Html(HTMLParser):
    _STYLES: ClassVar = {
        "em": Style.ITALIC,
        "strong": Style.BOLD,
        "del": Style.STRIKE,
        "s": Style.STRIKE,
    }
    _BLOCKS: ClassVar = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "th", "td"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self._containers: list[str] = []
        self._markers: list[str] = []
        self._numbers: list[int | None] = []
        self._styles: list[int] = []
        self._links: list[str] = []
        self._piece: Piece | None = None
        self._code = False

    def _open(self, kind: str) -> Piece:
        self._piece = Piece(kind, tuple(self._containers), tuple(self._markers))
        self._markers = []
        self.pieces.append(self._piece)
        return self._piece

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in self._BLOCKS:
            align = values.get("align", values.get("style", "").rpartition(":")[2])
            kind = f"cell {align}" if tag in ("th", "td") else tag
            self._open("h4" if tag in ("h5", "h6") else kind)
        elif tag == "pre":
            self._open("code")
            self._code = True
        elif tag == "code":
            if self._code and self._piece is not None:
                language = values.get("class", "").removeprefix("language-").strip("{}.,`")
                self._piece.runs.append(("", 0, language))
            else:
                self._styles.append(Style.CODE)
        elif tag == "hr":
            self._open("rule")
            self._piece = None
        elif tag == "blockquote":
            self._piece = None
            self._containers.append("quote")
        elif tag in ("ul", "ol"):
            self._piece = None
            start = int(values.get("start", "1")) if tag == "ol" else None
            self._numbers.append(start)
        elif tag == "li":
            number = self._numbers[-1]
            self._piece = None
            self._markers.append("bullet" if number is None else str(number))
            self._containers.append("item")
            if number is not None:
                self._numbers[-1] = number + 1
        elif tag == "input":
            self._markers[-1] = "done" if "checked" in values else "task"
        elif tag == "a":
            assert "href" in values, tag
            self._links.append(values["href"])
        elif tag == "img":
            assert "alt" in values, tag
            text, style, target = _image(values["alt"], values["src"])
            self._add(text, style, target)
        elif tag == "br":
            self._add(LINE_BREAK)
        elif tag in self._STYLES:
            self._styles.append(self._STYLES[tag])
        else:
            assert tag in ("table", "thead", "tbody", "tr"), tag

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre" and self._piece is not None:
            text, *rest = self._piece.runs[-1]
            self._piece.runs[-1] = (text.removesuffix("\n"), *rest)  # type: ignore[assignment]
        if tag in self._BLOCKS or tag == "pre":
            self._piece = None
            self._code = False
        elif tag in self._STYLES or (tag == "code" and not self._code):
            self._styles.pop()
        elif tag == "a":
            self._links.pop()
        elif tag in ("ul", "ol"):
            self._piece = None
            self._numbers.pop()
        elif tag == "blockquote":
            self._piece = None
            self._containers.pop()
        elif tag == "li":
            if self._markers:
                self._open("p")
            self._piece = None
            self._containers.pop()

    def handle_data(self, data: str) -> None:
        if self._code and self._piece is not None:
            self._piece.runs.append((data, 0, ""))
        elif self._piece is not None or data.strip():
            self._add(data)

    def _add(self, text: str, style: int = 0, target: str = "") -> None:
        piece = self._piece or self._open("p")
        style |= sum(set(self._styles))
        if self._links and self._links[-1] and not target:
            style |= Style.LINK
            target = self._links[-1]
        piece.runs.append((text, style, target))


def reference(html: str) -> list[Piece]:
    """The pieces of reference HTML."""
    parser = _Html()
    parser.feed(html)
    parser.close()
    return [tidy(piece) for piece in parser.pieces]


def tidy(piece: Piece) -> Piece:
    """One form for what may be written in several: white space, runs cut in two."""
    if piece.kind == "code":
        code = "".join(run[0] for run in piece.runs)
        languages = [run[2] for run in piece.runs if run[2]]
        piece.runs = [(visible(code), 0, languages[0] if languages else "")]
        return piece
    runs: list[Run] = []
    for text, style, target in piece.runs:
        text = re.sub("[ \t\n]*\u2028[ \t\n]*", "\u2028", visible(text))
        text = re.sub("[ \t\n]+", " ", text)
        if runs and runs[-1][1:] == (style, target):
            runs[-1] = (runs[-1][0] + text, style, target)
        elif text:
            runs.append((text, style, target))
    runs = [(re.sub(" *\u2028 *", "\u2028", text), *rest) for text, *rest in runs]
    if runs:
        runs[0] = (runs[0][0].lstrip(" "), *runs[0][1:])
        runs[-1] = (runs[-1][0].rstrip(" "), *runs[-1][1:])
    piece.runs = [run for run in runs if run[0]]
    return piece

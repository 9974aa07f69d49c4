"""Inline markdown: tokens of one paragraph become characters with styled runs."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from studio.ui.transcript.leaves import RichText, Span, Style
from studio.ui.transcript.visible import visible

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

LINE_BREAK = "\u2028"
_SAFE_ADDRESS = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_BARE_ADDRESS = re.compile(
    r"\bhttps?://[^\s<>\"`{}|\\^\[\]\u2028\u3000-\u303f\uff00-\uffef]+", re.IGNORECASE
)
_NOTE = re.compile(r"\[\^([^\[\]\s]{1,64})\]")
_MATHS = re.compile(
    r"\$\$(?P<a>[^$]+?)\$\$|\\\((?P<b>.+?)\\\)|\\\[(?P<c>.+?)\\\]"
    r"|\$(?P<d>(?![\s$])(?:[^$\\\n]|\\.)*?[^\s$\\])\$(?![\d$])",
    re.DOTALL,
)
_OPENS = {"strong_open": Style.BOLD, "em_open": Style.ITALIC, "s_open": Style.STRIKE}
_CLOSES = {"strong_close": Style.BOLD, "em_close": Style.ITALIC, "s_close": Style.STRIKE}


def is_safe_address(address: str) -> bool:
    """Whether an address may become a link: http, https and mailto only."""
    return _SAFE_ADDRESS.match(address) is not None


@lru_cache(maxsize=1)
def parser() -> "MarkdownIt":
    """The one markdown parser: CommonMark, tables, strikethrough; HTML is text."""
    from markdown_it import MarkdownIt

    md = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    # Definitions stay visible as text; `blocks.definitions_in` knows their addresses.
    md.disable(["html_block", "html_inline", "reference"])
    md.inline.ruler.before("link", "note", _note_rule)
    md.inline.ruler.before("escape", "maths", _maths_rule)
    md.validateLink = is_safe_address  # type: ignore[method-assign, assignment]
    return md


def _note_rule(state: "StateInline", silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    match = _NOTE.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("note", "", 0).content = match[1]
    state.pos = match.end()
    return True


def _maths_rule(state: "StateInline", silent: bool) -> bool:
    if state.src[state.pos] not in "$\\":
        return False
    match = _MATHS.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("maths", "", 0).content = match[match.lastgroup or 0]
    state.pos = match.end()
    return True


class _Builder:
    """Collects characters and spans."""

    def __init__(self, *, keep_breaks: bool) -> None:
        self._pieces: list[str] = []
        self._size = 0
        self._spans: list[Span] = []
        self._break = LINE_BREAK if keep_breaks else " "
        self._style = Style.PLAIN
        self._targets: list[str] = []

    def add(self, text: str, style: int = Style.PLAIN, target: str = "") -> None:
        if not text:
            return
        style |= self._style
        if self._targets and self._targets[-1] and not target:
            style |= Style.LINK
            target = self._targets[-1]
        end = self._size + len(text)
        if style:
            self._spans.append(Span(self._size, end, style, target))
        self._pieces.append(text)
        self._size = end

    def add_text(self, text: str) -> None:
        """Plain characters; addresses in them become links."""
        if "://" not in text or self._targets:
            self.add(text)
            return
        at = 0
        for match in _BARE_ADDRESS.finditer(text):
            address = _without_punctuation(match.group())
            if len(address) < len("http://x"):
                continue
            self.add(text[at : match.start()])
            self.add(address, Style.LINK, address)
            at = match.start() + len(address)
        self.add(text[at:])

    def add_image(self, token: "Token") -> None:
        address = str(token.attrGet("src") or "")
        alt = visible(token.content)
        shown = visible(unquote(address))
        self.add(f"{alt} ({shown})" if alt else shown, Style.IMAGE, address)

    def feed(self, tokens: Iterable["Token"]) -> None:
        for token in tokens:
            kind = token.type
            if kind == "text" or kind == "text_special":
                self.add_text(visible(token.content).replace("\t", " "))
            elif kind == "softbreak":
                self.add(self._break)
            elif kind == "hardbreak":
                self.add(LINE_BREAK)
            elif kind == "code_inline":
                self.add(visible(token.content), Style.CODE)
            elif kind in _OPENS:
                self._style |= _OPENS[kind]
            elif kind in _CLOSES:
                self._style &= ~_CLOSES[kind]
            elif kind == "link_open":
                self._targets.append(str(token.attrGet("href") or ""))
            elif kind == "link_close":
                self._targets.pop()
            elif kind == "image":
                self.add_image(token)
            elif kind == "note":
                self.add(visible(token.content), Style.NOTE)
            elif kind == "maths":
                self.add(visible(token.content.replace("\n", " ")), Style.MATHS)
            else:
                self.add(visible(token.content))

    def result(self) -> RichText:
        return RichText("".join(self._pieces), tuple(self._spans))


def _without_punctuation(address: str) -> str:
    """An address found in running text, without what belongs to the sentence."""
    end = len(address)
    unopened = address.count(")") - address.count("(")
    while end:
        last = address[end - 1]
        if last == ")" and unopened > 0:
            unopened -= 1
        elif last not in ".,;:!?'*_~":
            break
        end -= 1
    return address[:end]


def rich_text(tokens: Iterable["Token"], *, keep_breaks: bool = False) -> RichText:
    """Characters and spans of inline tokens.

    Args:
        keep_breaks: a line end in the source breaks the line (text typed by a person).
    """
    builder = _Builder(keep_breaks=keep_breaks)
    builder.feed(tokens)
    return builder.result()


def is_too_tangled(source: str) -> bool:
    """Whether a text opens so many links or formulas that finding them would take too long."""
    return source.count("[") > _MOST_OPENED or source.count("\\(") > _MOST_OPENED


_MOST_OPENED = 1_000
_PLAIN_CELL = re.compile(r"[\w \-.,;:%+/()'\"=?#°×–—€]*", re.UNICODE)


def parse_inline(
    source: str, references: dict[str, dict[str, str]] | None = None, *, keep_breaks: bool = False
) -> RichText:
    """One paragraph's, heading's or cell's markdown, whatever signs it begins with."""
    if _PLAIN_CELL.fullmatch(source) and "://" not in source and "_" not in source:
        return RichText(source)
    if is_too_tangled(source):
        return RichText(visible(source))
    env = {"references": references} if references else {}
    token = parser().parseInline(source, env)[0]
    return rich_text(token.children or (), keep_breaks=keep_breaks)

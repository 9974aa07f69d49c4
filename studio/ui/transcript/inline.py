"""Inline markdown: tokens of one paragraph become characters with styled runs."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import unquote

from studio.ui.transcript.leaves import RichText, Span, Style
from studio.ui.transcript.parser import parser
from studio.ui.transcript.simple import simple_text
from studio.ui.transcript.visible import visible

if TYPE_CHECKING:
    from markdown_it.token import Token

LINE_BREAK = "\u2028"
_END = r"[^\s<>\"`{}|\\^\[\]\u2028\u3000-\u303f\uff00-\uffef]"
# Addresses in running text, as GitHub finds them: with a scheme, of the web, of mail.
_BARE_ADDRESS = re.compile(
    rf"\bhttps?://{_END}+|(?<![^\s*_~(])www\.{_END}+"
    r"|(?<![\w.+-])(?P<mail>[\w.+-]++@[\w-]+(?:\.[\w-]+)++)",
    re.IGNORECASE,
)
_ENTITY_END = re.compile(r"&[a-z0-9]+;\Z", re.IGNORECASE)
_OPENS = {"strong_open": Style.BOLD, "em_open": Style.ITALIC, "s_open": Style.STRIKE}
_CLOSES = {"strong_close": Style.BOLD, "em_close": Style.ITALIC, "s_close": Style.STRIKE}


class _Builder:
    """Collects characters and spans."""

    def __init__(self, *, keep_breaks: bool) -> None:
        self._pieces: list[str] = []
        self._size = 0
        self._spans: list[Span] = []
        self._break = LINE_BREAK if keep_breaks else " "
        self._styles: list[int] = []  # of what is open; the same one may be twice
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
        if self._targets or not ("://" in text or "@" in text or "www." in text):
            self.add(text)
            return
        at = 0
        for match in _BARE_ADDRESS.finditer(text):
            shown, address = _bare_link(match)
            if not address:
                continue
            self.add(text[at : match.start()])
            self.add(shown, Style.LINK, address)
            at = match.start() + len(shown)
        self.add(text[at:])

    def add_image(self, token: "Token") -> None:
        address = str(token.attrGet("src") or "")
        alt = plain_alt(token)
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
                self._styles.append(_OPENS[kind])
                self._style |= _OPENS[kind]
            elif kind in _CLOSES:
                self._styles.remove(_CLOSES[kind])
                if _CLOSES[kind] not in self._styles:
                    self._style &= ~_CLOSES[kind]
            elif kind == "link_open":
                self._targets.append(str(token.attrGet("href") or ""))
            elif kind == "link_close":
                self._targets.pop()
            elif kind == "image":
                self.add_image(token)
            elif kind == "note":
                self.add(visible(token.content), Style.NOTE, token.info)
            elif kind == "maths":
                style = Style.MATHS | (Style.DISPLAY if token.info else 0)
                self.add(visible(token.content.replace("\n", " ")), style)
            else:
                self.add(visible(token.content))

    def result(self) -> RichText:
        return RichText("".join(self._pieces), tuple(self._spans))


def plain_alt(image: "Token") -> str:
    """The alternative text of an image, without its markup."""
    pieces: list[str] = []
    for token in image.children or ():
        if token.type == "image":
            pieces.append(plain_alt(token))
        elif token.type in ("softbreak", "hardbreak"):
            pieces.append(" ")
        else:
            pieces.append(token.content)
    return visible("".join(pieces))


def plain_text_with_links(text: str) -> RichText:
    """Characters as they are, line ends as spaces; addresses in them are links."""
    builder = _Builder(keep_breaks=False)
    builder.add_text(visible(" ".join(text.split())))
    return builder.result()


def _bare_link(match: re.Match[str]) -> tuple[str, str]:
    """What of an address in running text is shown as a link, and where it leads; or ""."""
    if match["mail"]:
        mail = match["mail"]
        return mail, "" if mail[-1] in "-_" else f"mailto:{mail}"
    address = _without_punctuation(match.group())
    if address[:4].lower() == "www.":
        return address, f"http://{address}" if "." in address[4:].split("/")[0] else ""
    return address, address if len(address) >= len("http://x") else ""


def _without_punctuation(address: str) -> str:
    """An address found in running text, without what belongs to the sentence."""
    if address.endswith(";"):
        address = _ENTITY_END.sub("", address)
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
    """Whether a text opens so many links or formulas that finding them would take too long.

    One that isn't closed costs as much as all that stands behind it; so does each inside another.
    """
    opened = source.count("[")
    if opened > _MOST_OPENED or source.count("\\(") > _MOST_OPENED:
        return True
    if opened <= _MOST_UNCLOSED:
        return False
    depth = deepest = 0
    for sign in _BRACKETS.findall(source):
        depth = depth + 1 if sign == "[" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest > _MOST_UNCLOSED


_MOST_UNCLOSED = 100
_BRACKETS = re.compile(r"[\[\]]")
_MOST_OPENED = 1_000
_PLAIN_CELL = re.compile(r"[\w \-.,;:%+/()'\"=?#°×–—€]*", re.UNICODE)


def parse_inline(
    source: str, references: dict[str, dict[str, str]] | None = None, *, keep_breaks: bool = False
) -> RichText:
    """One paragraph's, heading's or cell's markdown, whatever signs it begins with."""
    if (
        _PLAIN_CELL.fullmatch(source)
        and "://" not in source
        and "_" not in source
        and "www." not in source
    ):
        return RichText(source)
    simple = None if source.endswith(" ") else simple_text(source, keep_breaks=keep_breaks)
    if simple is not None:
        return simple
    if is_too_tangled(source):
        return RichText(visible(source))
    env = {"references": references} if references else {}
    token = parser().parseInline(source, env)[0]
    return rich_text(token.children or (), keep_breaks=keep_breaks)

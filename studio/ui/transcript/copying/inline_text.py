"""One paragraph's characters as HTML and as markdown, and cuts of it. No Qt."""

import re
from html import escape

from studio.ui.transcript.inline import LINE_BREAK
from studio.ui.transcript.leaves import RichText, Span, Style
from studio.ui.transcript.parser import is_safe_address

# Signs that would read as markdown where they stand next to a letter.
_SIGNS = re.compile(r"\\(?=[!-/:-@\[-`{-~])|[*`]|(?<![^\W_])_|_(?![^\W_])|\[(?=[^\]]*\]\()")
_LINE_START = re.compile(r"^(#{1,6}|[-+>]|\d{1,9}[.)])(?=\s|$)", re.MULTILINE)
_TAGS = ((Style.BOLD, "strong"), (Style.ITALIC, "em"), (Style.STRIKE, "s"))
_MARKS = ((Style.BOLD, "**"), (Style.ITALIC, "*"), (Style.STRIKE, "~~"))


def cut_rich(rich: RichText, start: int, end: int) -> RichText:
    """The characters [start, end) with their styles."""
    start, end = max(0, start), min(len(rich.text), end)
    spans = tuple(
        Span(max(span.start, start) - start, min(span.end, end) - start, span.style, span.target)
        for span in rich.spans
        if span.start < end and span.end > start
    )
    return RichText(rich.text[start:end], spans)


def inline_html(rich: RichText) -> str:
    """Characters and styles as HTML; every sign of the text is escaped."""
    return "".join(_run_html(text, span) for text, span in _runs(rich))


def inline_markdown(rich: RichText) -> str:
    """Characters and styles as markdown."""
    return "".join(_run_markdown(text, span) for text, span in _runs(rich))


def _runs(rich: RichText) -> list[tuple[str, Span | None]]:
    found: list[tuple[str, Span | None]] = []
    at = 0
    for span in rich.spans:
        if span.start > at:
            found.append((rich.text[at : span.start], None))
        if span.end > span.start:
            found.append((rich.text[span.start : span.end], span))
        at = span.end
    if at < len(rich.text):
        found.append((rich.text[at:], None))
    return found


def _run_html(text: str, span: Span | None) -> str:
    shown = escape(text).replace(LINE_BREAK, "<br>")
    if span is None:
        return shown
    style = span.style
    if style & Style.CODE:
        shown = f"<code>{shown}</code>"
    for flag, tag in _TAGS:
        if style & flag:
            shown = f"<{tag}>{shown}</{tag}>"
    if style & Style.NOTE:
        shown = f"<sup>{shown}</sup>"
    if style & (Style.LINK | Style.IMAGE) and is_safe_address(span.target):
        shown = f'<a href="{escape(span.target)}">{shown}</a>'
    return shown


def _run_markdown(text: str, span: Span | None) -> str:
    style = span.style if span is not None else Style.PLAIN
    lines = "\\\n".join(_piece(part, style) for part in text.split(LINE_BREAK))
    if span is not None and style & (Style.LINK | Style.IMAGE) and is_safe_address(span.target):
        if lines == span.target:
            return lines
        return f"[{lines}]({span.target})"
    return lines


def _piece(text: str, style: int) -> str:
    if style & Style.MATHS:
        return f"$${text}$$" if style & Style.DISPLAY else f"${text}$"
    if style & Style.NOTE:
        return f"[^{text}]"
    if style & Style.CODE:
        tick = "``" if "`" in text else "`"
        room = " " if text.startswith("`") or text.endswith("`") else ""
        shown = f"{tick}{room}{text}{room}{tick}"
    else:
        shown = escaped(text)
    for flag, mark in _MARKS:
        if style & flag and shown.strip():
            # Marks must touch the words that they are about.
            core = shown.strip()
            at = shown.index(core)
            shown = f"{shown[:at]}{mark}{core}{mark}{shown[at + len(core) :]}"
    return shown


def escaped(text: str) -> str:
    """Plain characters as markdown that reads the same."""
    return _SIGNS.sub(_with_backslash, text)


def _with_backslash(match: re.Match[str]) -> str:
    text, at = match.string, match.start()
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    alone = (not before or before.isspace()) and (not after or after.isspace())
    return match[0] if alone and match[0] in "*_" else "\\" + match[0]


def escaped_line_start(text: str) -> str:
    """Text that begins a line, so that it begins no list, heading or quote."""
    return _LINE_START.sub(_escaped_sign, text)


def _escaped_sign(match: re.Match[str]) -> str:
    sign = match[1]
    return f"{sign[:-1]}\\{sign[-1]}" if sign[0].isdigit() else f"\\{sign}"

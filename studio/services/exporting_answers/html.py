"""A comparison or run as one HTML file: images inside, no script, nothing loaded from anywhere.

Prompts and answers are hostile text: their Markdown is made into HTML with raw HTML switched off,
addresses of images become links, and a content security policy forbids what is left.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from studio.core.errors import StudioError
from studio.core.exported import Exported, ExportedAnswer, ExportedTurn
from studio.core.messages import Attachment
from studio.core.parts import BlobRef
from studio.services.exporting_answers.content_parts import ReadBlob
from studio.services.exporting_answers.figure_texts import figure_texts

_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 24px; }
h1 { font-size: 22px; } h2 { font-size: 16px; margin: 32px 0 8px; }
.prompt { white-space: pre-wrap; padding: 12px 16px; border-radius: 12px; max-width: 760px;
  background: color-mix(in srgb, currentColor 7%, transparent); overflow-wrap: anywhere; }
.row { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(320px, 1fr);
  overflow-x: auto; border: 1px solid color-mix(in srgb, currentColor 18%, transparent);
  border-radius: 8px; margin-top: 12px; }
article { padding: 12px 16px; min-width: 0; overflow-wrap: anywhere; }
article + article { border-left: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
h3 { font-size: 14px; margin: 0; } .facts { font-size: 12px; opacity: .75; margin: 2px 0 12px; }
pre { overflow-x: auto; padding: 12px; border-radius: 8px;
  background: color-mix(in srgb, currentColor 6%, transparent); }
code { font: 13px/1.5 ui-monospace, monospace; }
table { border-collapse: collapse; } td, th { padding: 4px 8px;
  border: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
img { max-width: 100%; border-radius: 8px; }
"""
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def html_of(exported: Exported, read_blob: ReadBlob) -> Iterator[str]:
    """The file, piece by piece: images may be large.

    Args:
        read_blob: an image's bytes; one that can't be read is told of. Thread: the caller's.
    """
    title = escape(exported.title)
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"<p>{exported.created_at:%Y-%m-%d %H:%M} UTC</p>\n"
    )
    markdown = _markdown()
    for turn in exported.turns:
        yield from _turn(turn, markdown, read_blob)
    yield "</body>\n</html>\n"


def _turn(turn: ExportedTurn, markdown: MarkdownIt, read_blob: ReadBlob) -> Iterator[str]:
    again = f" ({turn.repeat})" if turn.repeat > 1 else ""
    yield f'<section>\n<h2>Prompt{again}</h2>\n<div class="prompt">{escape(turn.prompt)}</div>\n'
    yield from (_attachment(each, read_blob) for each in turn.attachments)
    if turn.expected:
        yield f"<p>Expected: {escape(turn.expected)}</p>\n"
    yield '<div class="row">\n'
    for answer in turn.answers:
        yield from _answer(answer, markdown, read_blob)
    yield "</div>\n"
    if turn.verdict or turn.note:
        said = ": ".join(filter(None, (turn.verdict.replace("_", " "), turn.note)))
        yield f"<p>Vote: {escape(said)}</p>\n"
    yield "</section>\n"


def _answer(answer: ExportedAnswer, markdown: MarkdownIt, read_blob: ReadBlob) -> Iterator[str]:
    facts = escape(" · ".join(figure_texts(answer)))
    yield f'<article>\n<h3>{escape(answer.name)}</h3>\n<p class="facts">{facts}</p>\n'
    if answer.reasoning.strip():
        yield (
            f"<details><summary>Reasoning</summary>{markdown.render(answer.reasoning)}</details>\n"
        )
    yield markdown.render(answer.text)
    yield from (_image(blob, read_blob) for blob in answer.images)
    yield "</article>\n"


def _attachment(attachment: Attachment, read_blob: ReadBlob) -> str:
    """An image of the prompt is shown, a file is told of."""
    if attachment.blob.mime.startswith("image/"):
        return _image(attachment.blob, read_blob, attachment.name)
    return f"<p>File: {escape(attachment.name)}</p>\n"


def _image(blob: BlobRef, read_blob: ReadBlob, name: str = "") -> str:
    try:
        data = read_blob(blob)
    except (OSError, StudioError):
        return f"<p>Image {escape(blob.sha256)} is missing</p>\n"
    # An SVG could bring a script along; as an image of a data address it is not run.
    address = f"data:{escape(blob.mime)};base64,{b64encode(data).decode()}"
    return f'<p><img alt="{escape(name)}" src="{address}"></p>\n'


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    markdown.add_render_rule("image", _image_link)
    return markdown


def _image_link(_: RendererHTML, tokens: Sequence[Token], at: int, __: Any, ___: Any) -> str:
    """An image elsewhere would be loaded when the file is opened: it becomes a link."""
    address = str(tokens[at].attrs.get("src", ""))
    words = escape(tokens[at].content or address)
    if not address.startswith(("https://", "http://")):
        return words
    return f'<a href="{escape(address)}" rel="noreferrer">{words}</a>'

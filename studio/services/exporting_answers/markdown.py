"""A comparison or run as Markdown. Answers are Markdown already and stay as they came."""

import re
from urllib.parse import quote

from studio.core.exported import Exported, ExportedAnswer, ExportedTurn
from studio.core.parts import BlobRef
from studio.core.sniff import extension_for
from studio.services.exporting_answers.figure_texts import figure_texts


def markdown_of(exported: Exported, images: str = "") -> str:
    """The text.

    Args:
        images: folder beside the file in which images stand, by `image_name`; "": they are told
            of by their hash alone.
    """
    lines = [f"# {_plain(exported.title)}", "", f"{exported.created_at:%Y-%m-%d %H:%M} UTC", ""]
    for turn in exported.turns:
        lines += _turn(turn, images)
    return "\n".join(lines).rstrip() + "\n"


def image_name(blob: BlobRef) -> str:
    """The name of the file of an image."""
    return f"{blob.sha256[:16]}{extension_for(blob.mime)}"


def _turn(turn: ExportedTurn, images: str) -> list[str]:
    again = f" ({turn.repeat})" if turn.repeat > 1 else ""
    lines = [f"## Prompt{again}", "", *(f"> {line}" for line in turn.prompt.split("\n")), ""]
    lines += _images(turn.images, images)
    lines += [line for each in turn.files for line in (f"File: {_plain(each.name)}", "")]
    if turn.expected:
        lines += [f"Expected: {_plain(turn.expected)}", ""]
    for answer in turn.answers:
        lines += _answer(answer, images)
    if turn.verdict or turn.note:
        said = ": ".join(filter(None, (turn.verdict.replace("_", " "), _plain(turn.note))))
        lines += [f"*Vote: {said}*", ""]
    return lines


def _answer(answer: ExportedAnswer, images: str) -> list[str]:
    lines = [f"### {_plain(answer.name)}", ""]
    facts = figure_texts(answer)
    if facts:
        lines += [f"*{' · '.join(facts)}*", ""]
    if answer.text.strip():
        lines += [_closed(answer.text.strip("\n")), ""]
    return lines + _images(answer.images, images)


def _images(blobs: tuple[BlobRef, ...], folder: str) -> list[str]:
    lines: list[str] = []
    for blob in blobs:
        name = image_name(blob)
        lines += [f"![{name}]({quote(folder)}/{name})" if folder else f"*Image {blob.sha256}*", ""]
    return lines


def _plain(text: str) -> str:
    """A text on one line that is no Markdown."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", " ".join(text.split()))


_BLOCKS = (
    (re.compile(r" {0,3}<!--"), "-->"),
    (re.compile(r" {0,3}<\?"), "?>"),
    (re.compile(r" {0,3}<!\[CDATA\["), "]]>"),
    (re.compile(r" {0,3}<![A-Za-z]"), ">"),
    *(
        (re.compile(rf" {{0,3}}<{tag}(?:[\s>]|$)", re.IGNORECASE), f"</{tag}>")
        for tag in ("script", "pre", "style", "textarea")
    ),
)
"""Beginnings of blocks of HTML that blank lines don't end, and what ends them.

Source: CommonMark 0.31.2, HTML blocks, start conditions 1 to 5.
"""


def _closed(text: str) -> str:
    """An answer whose last block of code or of HTML can't swallow what follows."""
    fence = end = ""
    for line in text.split("\n"):
        if end:
            end = "" if end in line.lower() else end
            continue
        found = re.match(r" {0,3}(`{3,}|~{3,})(.*)$", line)
        if found is not None:
            if not fence:
                fence = found[1]
            elif found[1].startswith(fence) and not found[2].strip():
                fence = ""
        elif not fence:
            end = next((e for begins, e in _BLOCKS if begins.match(line)), "")
            end = "" if end and end in line.lower() else end
    return "\n".join(filter(None, (text, fence or end)))

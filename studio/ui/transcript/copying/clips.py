"""Clips: what is copied, as values. No Qt."""

import re

from msgspec import Struct, field

from studio.ui.transcript.leaves import Leaf
from studio.ui.transcript.markdown import References

_DATA_URI = re.compile(r"data:[\w.+/-]*(?:;[\w=.+-]+)*;base64,[A-Za-z0-9+/=_-]*")


class MarkdownClip(Struct, frozen=True):
    """Whole blocks of a text, as they were written.

    Attributes:
        references: link definitions of the text they were cut from.
        joins: goes on with the list before it.
    """

    source: str
    references: References = field(default_factory=dict)
    joins: bool = False


class LeavesClip(Struct, frozen=True):
    """Some leaves of one block, whole or cut.

    Attributes:
        joins: goes on with the list before it.
        bare: a part of one paragraph, code block or cell and nothing else: its characters
            are meant, not the markdown around them.
    """

    leaves: tuple[Leaf, ...]
    joins: bool = False
    bare: bool = False


class TextClip(Struct, frozen=True):
    """Text as it was typed, or as it stands on a card.

    Attributes:
        quoted: not part of the answer itself (reasoning): shown as a quote.
        joins: goes on with the text before it.
    """

    text: str
    quoted: bool = False
    joins: bool = False


class CodeClip(Struct, frozen=True):
    """Code, or what reads best as code."""

    code: str
    language: str = ""


class ImageClip(Struct, frozen=True):
    """An image, by its name; `target` is the file name or the address."""

    alt: str
    target: str


Clip = MarkdownClip | LeavesClip | TextClip | CodeClip | ImageClip


def size_of(clip: Clip) -> int:
    """About how many characters a clip has."""
    if isinstance(clip, MarkdownClip):
        return len(clip.source)
    if isinstance(clip, TextClip):
        return len(clip.text)
    if isinstance(clip, CodeClip):
        return len(clip.code)
    return 200


def without_data(text: str) -> str:
    """The text without the bytes of images that someone wrote into it."""
    if "base64," not in text:
        return text
    return _DATA_URI.sub("image", text)

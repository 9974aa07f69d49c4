"""Text as it goes out: no image data in it, and short notes for what is left out."""

import re

from studio.core.parts import BlobRef

_MARKDOWN_DATA = re.compile(r"\](\s*)\(\s*(?=data:)", re.IGNORECASE)
_LONG_DATA = re.compile(r"(data:[\w.+-]+/[\w.+-]+;base64,)([A-Za-z0-9+/=_\-]{200,})", re.IGNORECASE)

MARKED_AREA = (
    "The last image is a copy of the first one. In it the area to change is covered with solid "
    "magenta. Change only that area of the first image, keep everything outside it exactly as it "
    "is, and answer with the whole changed image without any magenta cover."
)
"""Goes along with a marked copy, for models that take no mask."""


def safe_text(text: str) -> str:
    """Text that no gateway takes for an inline image.

    new-api cuts every `![...](data:...)` of any text part into image bytes and fails the
    whole request when they don't decode; long image data as text costs a fortune in tokens.
    Source: wire reference, section 3a "three traps".
    """
    if "data:" not in text and "DATA:" not in text.upper():
        return text
    text = _MARKDOWN_DATA.sub(r"]\1 (", text)
    return _LONG_DATA.sub(lambda found: f"{found[1]}[{len(found[2])} characters left out]", text)


def fenced(name: str, text: str) -> str:
    """A text file as a fenced block under its name; the fence is longer than any inside."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    end = "" if text.endswith("\n") else "\n"
    return f"{name}:\n{fence}\n{text}{end}{fence}"


def note_kept_back(what: str = "image") -> str:
    """Stands where an image of the history is not sent again."""
    return f"[{what} not sent again]"


def note_missing(what: str = "image") -> str:
    """Stands where a kept file is gone."""
    return f"[{what} no longer available]"


def note_attached(number: int) -> str:
    """Stands in an assistant's turn where its image was; the image follows in a user's turn."""
    return f"[image {number}: attached to the next message]"


def note_file(name: str, blob: BlobRef) -> str:
    """Stands for a file of a kind that can't be sent."""
    return f"[file {name}, {blob.size_bytes} bytes: not sent, unknown type]"

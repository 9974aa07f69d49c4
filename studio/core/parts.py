"""What a message is made of: an ordered tuple of parts. Image bytes are never in here."""

from enum import StrEnum

from msgspec import Struct

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_PIXELS = 200_000_000
"""A picture with more is neither shown nor sent, whatever its file's size."""


class BlobRef(Struct, frozen=True):
    """A short reference to bytes kept once, as a file named by their hash.

    Attributes:
        sha256: 64 hexadecimal digits, lower case.
        mime: sniffed from the bytes, e.g. `image/png`; never what a server claimed.
        size_bytes: length of the original bytes.
        width_px, height_px: of an image, or None when unknown or not an image.
    """

    sha256: str
    mime: str
    size_bytes: int
    width_px: int | None = None
    height_px: int | None = None


class ImageOrigin(StrEnum):
    """Where in the answer an image stood (`attached`: a person added it)."""

    CONTENT = "content"
    IMAGES = "images"
    PART = "part"
    REASONING = "reasoning"
    ENDPOINT = "endpoint"
    ATTACHED = "attached"


class TextPart(Struct, frozen=True):
    """Markdown text without any image data."""

    text: str


class ImagePart(Struct, frozen=True):
    """An image whose bytes are kept as a blob.

    Attributes:
        alt: alternative text of the wire, or the file name of an attachment.
        draft: an interim image, replaced by a later final one.
        source_url: the address it was loaded from, when the answer only named that.
    """

    blob: BlobRef
    origin: ImageOrigin
    alt: str = ""
    draft: bool = False
    source_url: str = ""


class RemoteImagePart(Struct, frozen=True):
    """An http(s) address of an image: shown as an address, fetched only when asked."""

    url: str
    origin: ImageOrigin
    alt: str = ""


class PendingImagePart(Struct, frozen=True):
    """An image under way: never stored, replaced by the image or removed at the end."""

    received_bytes: int


class ReasoningPart(Struct, frozen=True):
    """The model's reasoning; `duration_s` is None while it goes on or when unknown."""

    text: str
    duration_s: float | None = None


class ToolCallPart(Struct, frozen=True):
    """One tool call; `arguments` is the raw JSON text as it came."""

    index: int
    call_id: str | None
    name: str
    arguments: str


class FilePart(Struct, frozen=True):
    """An attached file that is not an image; `name` has no folder."""

    blob: BlobRef
    name: str


Part = (
    TextPart
    | ImagePart
    | RemoteImagePart
    | PendingImagePart
    | ReasoningPart
    | ToolCallPart
    | FilePart
)


_EMPTY_ALTS = {"", "image", "generated image", "img", "picture", "output"}


def telling_alt(alt: str) -> str:
    """The alternative text of an image, or "" when a gateway just wrote that it is one."""
    return "" if alt.strip().lower() in _EMPTY_ALTS else alt.strip()


def plain_text(parts: tuple[Part, ...]) -> str:
    """The visible text of some parts, in order, without reasoning and images."""
    return "".join(part.text for part in parts if isinstance(part, TextPart))


def reasoning_text(parts: tuple[Part, ...]) -> str:
    """The reasoning of some parts, in order."""
    return "".join(part.text for part in parts if isinstance(part, ReasoningPart))


def blobs_of(parts: tuple[Part, ...]) -> tuple[BlobRef, ...]:
    """All blobs that some parts refer to, in order."""
    return tuple(part.blob for part in parts if isinstance(part, ImagePart | FilePart))

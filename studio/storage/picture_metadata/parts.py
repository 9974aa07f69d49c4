"""What the containers share: the packets that go in, the texts that come out, the refusals."""

from mmap import mmap

from msgspec import Struct, field

from studio.core.errors import StorageError

Data = bytes | mmap
"""A file: read, or mapped into memory."""
Pieces = list[bytes | memoryview]
"""A file in parts, most of them views of another file."""

DAMAGED = "damaged_picture"
"""Code of the error for a file that is cut off or not what its head says."""
NO_ROOM = "no_room"
"""Code of the error for a kind of file, or a size, that can't take the metadata."""

MAX_PACKET_BYTES = 1024 * 1024
"""A longer XMP packet, EXIF block or text of a file is not read."""


def damaged(what: str) -> StorageError:
    """The refusal of a file."""
    return StorageError(what, code=DAMAGED)


class FoundTexts(Struct):
    """What stands in a file besides its pixels.

    Attributes:
        texts: PNG texts by keyword; of several with one keyword the first.
        xmp, exif: the packets as they are, without their markers; b"" when there is none.
    """

    texts: dict[str, str] = field(default_factory=dict)
    xmp: bytes = b""
    exif: bytes = b""

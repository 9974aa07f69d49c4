"""WebP: RIFF chunks taken apart and put together. Source: WebP container specification."""

import struct
from collections.abc import Iterator

from msgspec import Struct

from studio.core.errors import StorageError
from studio.core.records import PictureMetadata
from studio.storage.picture_metadata.exif import HEADER, is_ours, make_exif
from studio.storage.picture_metadata.parts import NO_ROOM, Data, FoundTexts, Pieces, damaged
from studio.storage.picture_metadata.xmp import make_xmp

_MOST_CHUNKS = 200_000
_MOST_PROMPT_BYTES = 128_000
_HAS_XMP, _HAS_EXIF, _HAS_ALPHA = 0x04, 0x08, 0x10
_MOST_SIDE_PX = 1 << 24


class _Chunk(Struct, frozen=True):
    """Kind, content and whole length of one chunk."""

    kind: bytes
    start: int
    body: int
    size: int

    @property
    def end(self) -> int:
        """Where the next one begins: chunks have even lengths."""
        return self.body + self.size + self.size % 2


def read_webp(data: Data) -> FoundTexts:
    """The packets of a file. Raises: StorageError (damaged_picture)."""
    found = FoundTexts()
    for chunk in _chunks(data):
        if chunk.kind == b"XMP ":
            found.xmp = found.xmp or data[chunk.body : chunk.body + chunk.size]
        elif chunk.kind == b"EXIF":
            raw = data[chunk.body : chunk.body + chunk.size]
            found.exif = found.exif or raw.removeprefix(HEADER)
    return found


def write_webp(
    data: Data, metadata: PictureMetadata, width_px: int | None, height_px: int | None
) -> Pieces:
    """The file with XMP, and with EXIF unless another program's is there.

    Raises:
        StorageError: `damaged_picture`; `no_room`: its sides are unknown.
    """
    found = read_webp(data)
    kept_exif = bool(found.exif) and not is_ours(found.exif)
    chunks = list(_chunks(data))
    head = chunks[0]
    if head.kind == b"VP8X":
        flags = data[head.body] | _HAS_XMP | _HAS_EXIF
        extended = bytes([flags]) + data[head.body + 1 : head.body + 10]
        chunks = chunks[1:]
    else:
        extended = _extended(data, head, width_px, height_px)
    gone = {b"XMP "} if kept_exif else {b"XMP ", b"EXIF"}
    pieces: Pieces = [_made(b"VP8X", extended)]
    view = memoryview(data)
    for chunk in chunks:
        if chunk.kind not in gone:
            pieces += [view[chunk.start : chunk.body + chunk.size], b"\0" * (chunk.size % 2)]
    if not kept_exif:
        pieces.append(_made(b"EXIF", make_exif(metadata, width_px, height_px)))
    pieces.append(_made(b"XMP ", make_xmp(metadata, found.xmp, _MOST_PROMPT_BYTES)))
    length = sum(len(piece) for piece in pieces)
    return [b"RIFF" + struct.pack("<I", length + 4) + b"WEBP", *pieces]


def _extended(data: Data, head: _Chunk, width_px: int | None, height_px: int | None) -> bytes:
    """The head that a plain file lacks."""
    if not width_px or not height_px or max(width_px, height_px) > _MOST_SIDE_PX:
        raise StorageError("the WebP does not say its size", code=NO_ROOM)
    flags = _HAS_XMP | _HAS_EXIF
    if head.kind == b"VP8L" and data[head.body + 4] & 0x10:
        flags |= _HAS_ALPHA
    sides = (width_px - 1).to_bytes(3, "little") + (height_px - 1).to_bytes(3, "little")
    return bytes([flags, 0, 0, 0]) + sides


def _chunks(data: Data) -> Iterator[_Chunk]:
    """All chunks inside the container; the first is one of the three that begin a picture."""
    (size,) = struct.unpack_from("<I", data, 4)
    end = 8 + size
    if end > len(data) + 1:
        raise damaged("the WebP is cut off")
    at, count = 12, 0
    while at + 8 <= min(end, len(data)):
        kind, length = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        chunk = _Chunk(kind, at, at + 8, length)
        if chunk.body + length > len(data) or count >= _MOST_CHUNKS:
            raise damaged("the WebP is cut off")
        least = {b"VP8X": 10, b"VP8L": 5, b"VP8 ": 10}
        if count == 0 and length < least.get(kind, length + 1):
            raise damaged("the WebP has no proper head")
        yield chunk
        at, count = chunk.end, count + 1
    if count == 0:
        raise damaged("the WebP is empty")


def _made(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)

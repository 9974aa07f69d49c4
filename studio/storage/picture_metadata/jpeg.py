"""JPEG: segments before the first scan taken apart and put together. Source: ITU T.81, annex B."""

import struct
from collections.abc import Iterator

from msgspec import Struct

from studio.core.errors import StorageError
from studio.core.records import PictureMetadata
from studio.storage.picture_metadata.exif import HEADER, is_ours, make_exif
from studio.storage.picture_metadata.parts import NO_ROOM, Data, FoundTexts, Pieces, damaged
from studio.storage.picture_metadata.xmp import make_xmp

_XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\0"
_APP0, _APP1, _SCAN = 0xE0, 0xE1, 0xDA
_MOST_BODY_BYTES = 65533
_MOST_SEGMENTS = 10_000
_MOST_PROMPT_BYTES = 30_000
_LEAST_PROMPT_BYTES = 200


class _Segment(Struct, frozen=True):
    """Marker and place of one segment: the whole of it, and its content."""

    marker: int
    start: int
    body: int
    end: int


def read_jpeg(data: Data) -> FoundTexts:
    """The packets of a file. Raises: StorageError (damaged_picture)."""
    found = FoundTexts()
    for segment in _segments(data):
        if segment.marker != _APP1:
            continue
        body = data[segment.body : segment.end]
        if body.startswith(_XMP_HEADER):
            found.xmp = found.xmp or body.removeprefix(_XMP_HEADER)
        elif body.startswith(HEADER):
            found.exif = found.exif or body.removeprefix(HEADER)
    return found


def write_jpeg(
    data: Data, metadata: PictureMetadata, width_px: int | None, height_px: int | None
) -> Pieces:
    """The file with XMP, and with EXIF unless another program's is there.

    Raises:
        StorageError: `damaged_picture`; `no_room`: what others wrote leaves too little.
    """
    found = read_jpeg(data)
    kept_exif = bool(found.exif) and not is_ours(found.exif)
    pieces: Pieces = []
    view, start, insert_at = memoryview(data), 0, 2
    for segment in _segments(data):
        if segment.marker == _APP0 and segment.start == insert_at:
            insert_at = segment.end
        if segment.marker != _APP1:
            continue
        body = data[segment.body : segment.end]
        ours = body.startswith(HEADER) and not kept_exif
        if kept_exif and body.startswith(HEADER) and segment.start == insert_at:
            insert_at = segment.end  # readers want EXIF before XMP
        if ours or body.startswith(_XMP_HEADER):
            pieces.append(view[start : segment.start])
            start = segment.end
    pieces.append(view[start:])
    fresh = b"" if kept_exif else _made(HEADER + make_exif(metadata, width_px, height_px))
    fresh += _made(_XMP_HEADER + _fitting_xmp(metadata, found.xmp))
    first, *rest = pieces
    return [first[:insert_at], fresh, first[insert_at:], *rest]


def _fitting_xmp(metadata: PictureMetadata, foreign: bytes) -> bytes:
    """A packet that fits into one segment: of a long prompt the beginning."""
    most_bytes = _MOST_PROMPT_BYTES
    while most_bytes >= _LEAST_PROMPT_BYTES:
        packet = make_xmp(metadata, foreign, most_bytes)
        if len(packet) + len(_XMP_HEADER) <= _MOST_BODY_BYTES:
            return packet
        most_bytes //= 2
    raise StorageError("the JPEG has no room for more metadata", code=NO_ROOM)


def _segments(data: Data) -> Iterator[_Segment]:
    """The segments before the first scan."""
    at = 2
    for _ in range(_MOST_SEGMENTS):
        start = at
        while at < len(data) and data[at] == 0xFF and data[at + 1 : at + 2] == b"\xff":
            at += 1  # fill bytes
        if at + 4 > len(data) or data[at] != 0xFF:
            raise damaged("the JPEG is cut off")
        marker = data[at + 1]
        if marker in {0x00, 0x01} or 0xD0 <= marker <= 0xD9:
            raise damaged("the JPEG has no scan")
        if marker == _SCAN:
            return
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise damaged("the JPEG is cut off")
        yield _Segment(marker, start, at + 4, end)
        at = end
    raise damaged("the JPEG has too many segments")


def _made(body: bytes) -> bytes:
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body

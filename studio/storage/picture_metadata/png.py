"""PNG: chunks taken apart and put together. Source: W3C PNG specification, third edition."""

import struct
import zlib
from collections.abc import Iterator

from msgspec import Struct

from studio.core.records import PictureMetadata
from studio.storage.picture_metadata.parts import (
    MAX_PACKET_BYTES,
    Data,
    FoundTexts,
    Pieces,
    damaged,
)
from studio.storage.picture_metadata.texts import (
    clean,
    cut,
    generation_text,
    mail_date,
    software,
)
from studio.storage.picture_metadata.xmp import make_xmp

SIGNATURE = b"\x89PNG\r\n\x1a\n"
XMP_KEYWORD = "XML:com.adobe.xmp"
_TEXTS = {b"tEXt", b"zTXt", b"iTXt"}
_OUR_KEYWORDS = {XMP_KEYWORD, "parameters", "Description", "Software", "Creation Time"}
_MOST_CHUNKS = 200_000
_MOST_TEXTS = 200
_MOST_PROMPT_BYTES = 128_000


class _Chunk(Struct, frozen=True):
    """Kind and place of one chunk: the whole of it, and its content."""

    kind: bytes
    start: int
    body: int
    end: int


def read_png(data: Data) -> FoundTexts:
    """The texts of a file. Raises: StorageError (damaged_picture)."""
    found, count = FoundTexts(), 0
    for chunk in _chunks(data):
        if chunk.kind == b"eXIf":
            found.exif = found.exif or data[chunk.body : chunk.end - 4][:MAX_PACKET_BYTES]
        if chunk.kind not in _TEXTS or count >= _MOST_TEXTS:
            continue
        count += 1
        keyword, raw = _text(data, chunk)
        if keyword == XMP_KEYWORD:
            found.xmp = found.xmp or raw
        elif keyword:
            encoding = "utf-8" if chunk.kind == b"iTXt" else "latin-1"
            found.texts.setdefault(keyword, raw.decode(encoding, "replace"))
    return found


def write_png(
    data: Data, metadata: PictureMetadata, width_px: int | None, height_px: int | None
) -> Pieces:
    """The file with the texts right after its head. Raises: StorageError (damaged_picture)."""
    chunks = list(_chunks(data))
    head = chunks[0]
    kept: list[memoryview] = []
    foreign, start, view = b"", head.end, memoryview(data)
    for chunk in chunks:
        if chunk.kind not in _TEXTS:
            continue
        keyword, raw = _text(data, chunk)
        if keyword in _OUR_KEYWORDS:
            if keyword == XMP_KEYWORD:
                foreign = foreign or raw
            kept.append(view[start : chunk.start])
            start = chunk.end
    kept.append(view[start:])
    texts = {
        XMP_KEYWORD: make_xmp(metadata, foreign, _MOST_PROMPT_BYTES).decode(),
        "parameters": generation_text(metadata, width_px, height_px, _MOST_PROMPT_BYTES),
        "Description": cut(clean(metadata.prompt), _MOST_PROMPT_BYTES),
        "Software": software(metadata),
        "Creation Time": mail_date(metadata.made_at) if metadata.made_at else "",
    }
    ours = [_made(keyword, text) for keyword, text in texts.items() if text]
    return [view[: head.end], *ours, *kept]


def _chunks(data: Data) -> Iterator[_Chunk]:
    """All chunks up to the end; what follows the end belongs to nobody."""
    at = len(SIGNATURE)
    for number in range(_MOST_CHUNKS):
        if at + 12 > len(data):
            raise damaged("the PNG is cut off")
        (length,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(data):
            raise damaged("the PNG is cut off")
        if (number == 0) != (kind == b"IHDR") or not kind.isalpha():
            raise damaged("the PNG has no proper head")
        yield _Chunk(kind, at, at + 8, end)
        if kind == b"IEND":
            return
        at = end
    raise damaged("the PNG has too many chunks")


def _text(data: Data, chunk: _Chunk) -> tuple[str, bytes]:
    """Keyword and text of a chunk; "" when it is not proper or too long."""
    body = data[chunk.body : chunk.end - 4]
    name, split, rest = body[: MAX_PACKET_BYTES + 80].partition(b"\0")
    if not split or not 0 < len(name) < 80 or len(rest) > MAX_PACKET_BYTES:
        return "", b""
    packed = False
    if chunk.kind == b"zTXt":
        packed, rest = True, rest[1:]
    elif chunk.kind == b"iTXt":
        packed = rest[:1] == b"\1"
        rest = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    return name.decode("latin-1"), _unpacked(rest) if packed else rest


def _unpacked(packed: bytes) -> bytes:
    """A bounded part of what is packed: a few bytes may stand for gigabytes."""
    try:
        return zlib.decompressobj().decompress(packed, MAX_PACKET_BYTES)
    except zlib.error:
        return b""


def _made(keyword: str, text: str) -> bytes:
    """One iTXt chunk, not packed: any program can find the words in it."""
    content = b"iTXt" + keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode()
    return struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))

"""What is left of a PNG that stops before its end, as a PNG of its own.

Its rows are unpacked and packed again piece by piece, whatever they would unpack to.
"""

import zlib
from collections.abc import Iterable, Iterator

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_STEP_BYTES = 256 * 1024
_MOST_CHUNKS = 500_000
_MOST_BYTES = 256 * 1024 * 1024  # of rows; more of a damaged picture isn't shown


def whole_rows(data: bytes) -> tuple[bytes, int] | None:
    """A PNG of the first rows that are there, and how many they are.

    Returns:
        None when not one row is there, when its rows don't come in order (interlaced), or
        when it is damaged in another way.
    """
    if data[:8] != _SIGNATURE or data[12:16] != b"IHDR" or len(data) < 33:
        return None
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    depth, colour, interlaced = data[24], data[25], data[28]
    row_bytes = 1 + (width * depth * _CHANNELS.get(colour, 0) + 7) // 8
    if interlaced or colour not in _CHANNELS or not 1 < row_bytes <= _MOST_BYTES:
        return None
    spans = list(_pixel_spans(data))
    most = min(row_bytes * height, _MOST_BYTES)
    rows, pixels = _packed_rows((data[begin:end] for begin, end in spans), row_bytes, most)
    if not rows:
        return None
    head = data[16:20] + rows.to_bytes(4, "big") + data[24:29]
    before = data[33 : spans[0][0] - 8]
    chunks = _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")
    return _SIGNATURE + _chunk(b"IHDR", head) + before + chunks, rows


def _pixel_spans(data: bytes) -> Iterator[tuple[int, int]]:
    """Where the bytes of the pixels are, the last ones perhaps cut."""
    at, seen = 8, False
    for _ in range(_MOST_CHUNKS):
        if at + 8 > len(data):
            return
        length = int.from_bytes(data[at : at + 4], "big")
        is_pixels = data[at + 4 : at + 8] == b"IDAT"
        if is_pixels:
            yield at + 8, min(at + 8 + length, len(data))
        elif seen:
            return
        seen = is_pixels
        at += 12 + length


def _packed_rows(parts: Iterable[bytes], row_bytes: int, most: int) -> tuple[int, bytes]:
    """How many rows are there, and they alone, as a stream that has an end."""
    packer, packed, rows, rest = zlib.compressobj(1), bytearray(), 0, bytearray()
    for piece in _unpacked(parts):
        rest += piece
        there = min(len(rest), most - rows * row_bytes) // row_bytes
        if there:
            packed += packer.compress(rest[: there * row_bytes])
            del rest[: there * row_bytes]
            rows += there
        if (rows + 1) * row_bytes > most:
            break
    return rows, bytes(packed + packer.flush())


def _unpacked(parts: Iterable[bytes]) -> Iterator[bytes]:
    stream = zlib.decompressobj()
    try:
        for part in parts:
            left = part
            while left and not stream.eof:
                yield stream.decompress(left, _STEP_BYTES)
                left = stream.unconsumed_tail
    except zlib.error:
        return  # what came before the damage is there


def _chunk(kind: bytes, data: bytes) -> bytes:
    crc = zlib.crc32(kind + data).to_bytes(4, "big")
    return len(data).to_bytes(4, "big") + kind + data + crc

"""Whether the bytes of an image stop before their end, as its own format tells it.

Only the frame of a file is walked, nothing is decoded: quick, and safe for hostile bytes.
"""

from collections.abc import Callable

from studio.core.cut_off_tiff import is_tiff_cut_off

_MOST_STEPS = 500_000
"""More parts than any real file has; whoever has more is not walked to the end."""

_JPEG_SCAN, _JPEG_END = 0xDA, b"\xff\xd9"


def is_cut_off(data: bytes, mime: str) -> bool:
    """Whether an image is surely incomplete; False where its format doesn't tell."""
    check = _CHECKS.get(mime)
    return check is not None and check(data)


def may_be_cut_off(tail: bytes, mime: str) -> bool:
    """Whether the last 16 bytes of an image leave a doubt that it is whole.

    Only those kinds are doubted of which a part can be shown.
    """
    if mime == "image/png":
        return tail[-8:-4] != b"IEND"
    if mime == "image/jpeg":
        return not tail.endswith(_JPEG_END)
    return mime == "image/gif" and not tail.endswith(b"\x3b")


def _png(data: bytes) -> bool:
    """A PNG ends with IEND. Source: PNG (third edition), section 5."""
    at = 8
    for _ in range(_MOST_STEPS):
        if at + 12 > len(data):
            return True
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == b"IEND":
            return end > len(data)
        at = end
    return False


def _jpeg(data: bytes) -> bool:
    """A JPEG ends with EOI after its scan (a small picture inside has one of its own)."""
    at = 2
    for _ in range(_MOST_STEPS):
        if at + 4 > len(data):
            return True
        if data[at] != 0xFF:
            return False  # damaged in another way
        marker = data[at + 1]
        if marker == _JPEG_SCAN:
            return data.find(_JPEG_END, at) < 0
        if marker == 0xFF:
            at += 1
        elif 0xD0 <= marker <= 0xD9 or marker == 0x01:
            at += 2
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return False


def _riff(data: bytes) -> bool:
    """A WebP says its length at its head."""
    return len(data) < 8 + int.from_bytes(data[4:8], "little")


def _gif(data: bytes) -> bool:
    """A GIF is blocks up to a trailer. Source: GIF89a, sections 15 to 27."""
    at = 13 + _colours(data[10] if len(data) > 10 else 0)
    in_blocks = False
    for _ in range(_MOST_STEPS):
        if at >= len(data):
            return True
        kind = data[at]
        if in_blocks:
            at += 1 + kind
            in_blocks = kind > 0
        elif kind == 0x21:
            at, in_blocks = at + 2, True
        elif kind == 0x2C and at + 9 < len(data):
            at, in_blocks = at + 11 + _colours(data[at + 9]), True
        else:
            return kind == 0x2C  # else the trailer, or damaged in another way
    return False


def _colours(flags: int) -> int:
    """How many bytes the table of colours takes."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _boxes(data: bytes) -> bool:
    """An AVIF or HEIC is boxes, each with its length. Source: ISO/IEC 14496-12, section 4.2."""
    at = 0
    for _ in range(_MOST_STEPS):
        if at >= len(data):
            return at > len(data)
        length = int.from_bytes(data[at : at + 4], "big")
        if length == 1:
            length = int.from_bytes(data[at + 8 : at + 16], "big")
        if length == 0:
            return False  # it goes on to the end of the file
        if length < 8:
            return at + 8 > len(data)
        at += length
    return False


def _bmp(data: bytes) -> bool:
    """A plain BMP is rows of one length, from a place that its head tells."""
    if int.from_bytes(data[30:34], "little"):
        return False  # compressed
    width, height = (
        abs(int.from_bytes(data[at : at + 4], "little", signed=True)) for at in (18, 22)
    )
    row = (width * int.from_bytes(data[28:30], "little") + 31) // 32 * 4
    return len(data) < 34 or len(data) < int.from_bytes(data[10:14], "little") + row * height


_CHECKS: dict[str, Callable[[bytes], bool]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/webp": _riff,
    "image/gif": _gif,
    "image/bmp": _bmp,
    "image/tiff": is_tiff_cut_off,
    "image/avif": _boxes,
    "image/heic": _boxes,
}

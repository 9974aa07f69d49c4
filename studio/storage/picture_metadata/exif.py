"""EXIF blocks: made by Pillow, and looked into for the comment that others put a prompt in."""

import struct

from studio.core.records import PictureMetadata
from studio.storage.picture_metadata.texts import APP_NAME, clean, cut, generation_text, software

HEADER = b"Exif\0\0"
_IMAGE_DESCRIPTION, _SOFTWARE, _DATE_TIME = 0x010E, 0x0131, 0x0132
_EXIF_IFD, _EXIF_VERSION = 0x8769, 0x9000
_DATE_TIME_ORIGINAL, _OFFSET_TIME_ORIGINAL, _USER_COMMENT = 0x9003, 0x9011, 0x9286
_BYTE, _UNDEFINED = 1, 7
_MOST_BYTES = 8000
_MOST_ENTRIES = 1000
_UNICODE, _ASCII = b"UNICODE\0", b"ASCII\0\0\0"


def is_ours(block: bytes) -> bool:
    """Whether the studio wrote this block: it may be replaced. Others hold what must stay."""
    return f"Version: {APP_NAME}" in _comment(block)


def make_exif(metadata: PictureMetadata, width_px: int | None, height_px: int | None) -> bytes:
    """A block without its header: description, program, moment, and a comment with it all."""
    from PIL import Image

    exif = Image.Exif()
    if metadata.prompt:
        # Readers of today take UTF-8 where the standard says ASCII.
        exif[_IMAGE_DESCRIPTION] = cut(clean(metadata.prompt), _MOST_BYTES).encode()
    exif[_SOFTWARE] = software(metadata).encode()
    inner = exif.get_ifd(_EXIF_IFD)
    if metadata.made_at is not None:
        moment = f"{metadata.made_at:%Y:%m:%d %H:%M:%S}"
        offset = f"{metadata.made_at:%z}"
        exif[_DATE_TIME] = inner[_DATE_TIME_ORIGINAL] = moment
        inner[_OFFSET_TIME_ORIGINAL] = f"{offset[:3]}:{offset[3:5]}"
    text = generation_text(metadata, width_px, height_px, _MOST_BYTES)
    inner[_EXIF_VERSION] = b"0232"
    inner[_USER_COMMENT] = _UNICODE + text.encode("utf-16-be")
    block = exif.tobytes().removeprefix(HEADER)  # Pillow writes the high byte first
    # WORKAROUND(Pillow 13: a tag that it has no type for becomes one of BYTE): the standard
    # wants UNDEFINED. No text before this entry can hold the zero byte in it.
    entry = struct.pack(">HH", _USER_COMMENT, _BYTE)
    return block.replace(entry, struct.pack(">HH", _USER_COMMENT, _UNDEFINED), 1)


def user_comment(block: bytes) -> str:
    """The comment in a block, or ""."""
    return _comment(block.removeprefix(HEADER))


def _comment(block: bytes) -> str:
    raw = _value(block, _EXIF_IFD, _USER_COMMENT)
    little = block[:2] == b"II"
    if raw.startswith(_UNICODE):
        body = raw[8:]
        # Writers disagree about the order of bytes: most letters have a zero as their high one.
        zeros_first = body[0::2].count(0) > body[1::2].count(0)
        zeros_second = body[1::2].count(0) > body[0::2].count(0)
        big = zeros_first or (not little and not zeros_second)
        return body.decode("utf-16-be" if big else "utf-16-le", "replace").strip("\0 ")
    return raw.removeprefix(_ASCII).decode("utf-8", "replace").strip("\0 ")


def _value(block: bytes, directory: int, tag: int) -> bytes:
    """The bytes of a tag in a directory below the first; b"" when it is not there."""
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None or len(block) < 8:
        return b""
    (first,) = struct.unpack_from(order + "I", block, 4)
    pointer = _entry(block, order, first, directory)
    found = _entry(block, order, pointer[1], tag) if pointer is not None else None
    if found is None:
        return b""
    count, at = found
    return block[at : at + count] if count > 4 else struct.pack(order + "I", at)[:count]


def _entry(block: bytes, order: str, at: int, tag: int) -> tuple[int, int] | None:
    """Count and value (or place of the value) of a tag in the directory at a place."""
    if at + 2 > len(block):
        return None
    (entries,) = struct.unpack_from(order + "H", block, at)
    for number in range(min(entries, _MOST_ENTRIES)):
        place = at + 2 + 12 * number
        if place + 12 > len(block):
            return None
        found, _kind, count, value = struct.unpack_from(order + "HHII", block, place)
        if found == tag:
            return count, value
    return None

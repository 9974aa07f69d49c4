"""Width and height of kinds of images whose heads are not plain: TIFF, AVIF, HEIC.

Only what is needed to refuse a picture that is too large before anything decodes it.
"""

from collections.abc import Iterator

Data = bytes | bytearray | memoryview
Size = tuple[int | None, int | None]
UNKNOWN: Size = (None, None)

_WIDTH_TAG, _HEIGHT_TAG = 256, 257
_BYTES_OF_TYPE = {3: 2, 4: 4, 16: 8}
_MOST_DIRECTORIES, _MOST_ENTRIES = 64, 512
_LOOKED_AT_BYTES = 1024 * 1024
_MOST_ITEMS = 1024


def tiff_size(data: Data) -> Size:
    """The largest page of a TIFF. Source: TIFF 6.0, section 2."""
    order = "little" if bytes(data[:2]) == b"II" else "big"

    def number(at: int, length: int) -> int:
        return int.from_bytes(bytes(data[at : at + length]), order)  # type: ignore[arg-type]

    best: Size = UNKNOWN
    at, seen = number(4, 4), set[int]()
    while 8 <= at <= len(data) - 2 and at not in seen and len(seen) < _MOST_DIRECTORIES:
        seen.add(at)
        count = min(number(at, 2), _MOST_ENTRIES)
        found: dict[int, int] = {}
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag, length = number(entry, 2), _BYTES_OF_TYPE.get(number(entry + 2, 2))
            if tag in (_WIDTH_TAG, _HEIGHT_TAG) and length in (2, 4):
                found[tag] = number(entry + 8, length)
        width, height = found.get(_WIDTH_TAG), found.get(_HEIGHT_TAG)
        if width and height and width * height > (best[0] or 0) * (best[1] or 0):
            best = width, height
        at = number(at + 2 + 12 * count, 4)
    return best


def heif_size(data: Data) -> Size:
    """The largest item of an AVIF or HEIC. Source: ISO/IEC 23008-12, `ispe`."""
    head = bytes(data[:_LOOKED_AT_BYTES])
    best: Size = UNKNOWN
    for at in _places(head, b"ispe"):
        width = int.from_bytes(head[at + 8 : at + 12], "big")
        height = int.from_bytes(head[at + 12 : at + 16], "big")
        if at + 16 <= len(head) and width * height > (best[0] or 0) * (best[1] or 0):
            best = width, height
    return best


def _places(head: bytes, word: bytes) -> Iterator[int]:
    at = head.find(word)
    for _ in range(_MOST_ITEMS):
        if at < 0:
            return
        yield at
        at = head.find(word, at + len(word))

"""Whether a TIFF stops before its end: its directories say where all that it has lies."""

from collections.abc import Iterator

_BYTES_OF_TYPE = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_PIECES = ((273, 279), (324, 325))
"""Tags of where pixels lie and how many bytes they are: of strips, of tiles."""

_MOST_DIRECTORIES, _MOST_ENTRIES, _MOST_PIECES = 64, 512, 65_536


class _Cut(Exception):
    """Something is said to lie behind the end."""


def is_tiff_cut_off(data: bytes) -> bool:
    """Whether anything lies behind the end. Source: TIFF 6.0, section 2."""
    try:
        for directory in _directories(data):
            _look_at_pixels(data, directory)
    except _Cut:
        return True
    return False


def _number(data: bytes, at: int, length: int) -> int:
    if at + length > len(data):
        raise _Cut
    return int.from_bytes(data[at : at + length], "little" if data[:2] == b"II" else "big")


def _directories(data: bytes) -> Iterator[dict[int, list[int]]]:
    """Each directory as whole numbers by tag; values of other kinds are only looked for."""
    at, seen = _number(data, 4, 4), set[int]()
    while at and at not in seen and len(seen) < _MOST_DIRECTORIES:
        seen.add(at)
        count = _number(data, at, 2)
        found: dict[int, list[int]] = {}
        for entry in range(at + 2, at + 2 + 12 * min(count, _MOST_ENTRIES), 12):
            found[_number(data, entry, 2)] = _values(data, entry)
        yield found
        at = _number(data, at + 2 + 12 * count, 4)


def _values(data: bytes, entry: int) -> list[int]:
    kind, count = _number(data, entry + 2, 2), _number(data, entry + 4, 4)
    length = _BYTES_OF_TYPE.get(kind, 0)
    at = entry + 8 if length * count <= 4 else _number(data, entry + 8, 4)
    if length and at + length * count > len(data):
        raise _Cut
    if kind not in (3, 4):
        return []
    return [_number(data, at + length * each, length) for each in range(min(count, _MOST_PIECES))]


def _look_at_pixels(data: bytes, directory: dict[int, list[int]]) -> None:
    for places, lengths in _PIECES:
        for at, length in zip(directory.get(places, ()), directory.get(lengths, ()), strict=False):
            if at + length > len(data):
                raise _Cut

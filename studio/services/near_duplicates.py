"""Pictures that look alike: perceptual hashes, and groups of those that are close.

A hash (dHash) has a bit for each pair of neighbours in a grey copy of 9 x 8 pixels: whether
it gets brighter from left to right. Scaled, recompressed or slightly changed copies differ
in few of the 64 bits.

All of this is work for other threads; it gives way every few milliseconds, because a thread
that computes without pause makes the window wait.
"""

import io
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from studio.core.gallery import PictureKey
from studio.core.parts import MAX_PIXELS
from studio.core.pixels import BROKEN_PICTURE, DECODED_FORMATS, eight_bits
from studio.core.sniff import sniff

if TYPE_CHECKING:
    from PIL import Image

MAX_DISTANCE = 6
"""Bits in which two pictures that look alike may differ."""

_MOST_PIXELS = 100_000_000
_BANDS, _BAND_BITS = 4, 16
_MOST_OF_BUCKET = 48
_FLIPS = (0, *(1 << bit for bit in range(_BAND_BITS)))
_SLICE_S, _PAUSE_S = 0.002, 0.001


def perceptual_hash(data: bytes) -> int | None:
    """The 64 bits of a picture; None when it can't be decoded or is too large to decode.

    Thread: a worker; some 10 ms.
    """
    from PIL import Image

    head = sniff(data)
    most = MAX_PIXELS if head.mime == "image/jpeg" else _MOST_PIXELS
    if not head.is_image or (head.width_px or 0) * (head.height_px or 0) > most:
        return None
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(io.BytesIO(data), formats=DECODED_FORMATS) as image:
            if image.width * image.height > most:
                return None
            image.draft("L", (72, 64))  # a JPEG decodes to an eighth at once
            solid = _on_grey(image) if image.has_transparency_data else eight_bits(image)
            small = solid.convert("L").resize((9, 8), Image.Resampling.BOX)
            pixels = small.tobytes()
    except BROKEN_PICTURE:
        return None
    except Image.DecompressionBombError:
        return None
    bits = 0
    for row in range(8):
        for at in range(row * 9, row * 9 + 8):
            bits = bits << 1 | (pixels[at] < pixels[at + 1])
    return bits


def _on_grey(image: "Image.Image") -> "Image.Image":
    """What is transparent is grey: the colour under it is not seen."""
    from PIL import Image

    ground = Image.new("RGBA", image.size, (128, 128, 128, 255))
    ground.alpha_composite(image.convert("RGBA"))
    return ground


class LookAlikes(Struct, frozen=True):
    """Pictures that look like the first of them, which is the oldest.

    Attributes:
        distances: of each from the first, in bits; the first is 0.
    """

    keys: tuple[PictureKey, ...]
    distances: tuple[int, ...]


def group_look_alikes(
    hashes: Iterable[tuple[PictureKey, int]],
    max_distance: int = MAX_DISTANCE,
    *,
    pause: Callable[[float], None] = time.sleep,
) -> tuple[LookAlikes, ...]:
    """Groups pictures, oldest first, around the oldest of each group.

    Every picture is in one group at most, that of the nearest leader before it; all of a
    group are within the distance of their leader: no chain leads to a stranger. Pictures of
    the same hash stay together.

    Args:
        max_distance: 0 to 7 bits.
        pause: gives way to other threads.

    Thread: a worker; 100,000 pictures take a few seconds.
    """
    by_hash: dict[int, list[PictureKey]] = defaultdict(list)
    for key, bits in hashes:
        by_hash[bits].append(key)
    groups: dict[int, list[int]] = {}
    leaders = _Leaders(min(max_distance, 7))
    until_s = time.perf_counter() + _SLICE_S
    for at, value in enumerate(by_hash):
        nearest = leaders.nearest(value)
        if nearest is None:
            leaders.add(value)
        groups.setdefault(value if nearest is None else nearest, []).append(value)
        if not at & 7 and time.perf_counter() > until_s:
            pause(_PAUSE_S)
            until_s = time.perf_counter() + _SLICE_S
    found = []
    for leader, values in groups.items():
        values.sort(key=lambda value: (value ^ leader).bit_count())
        members = [(key, (v ^ leader).bit_count()) for v in values for key in by_hash[v]]
        if len(members) > 1:
            keys, distances = zip(*members, strict=True)
            found.append(LookAlikes(keys, distances))
    return tuple(found)


class _Leaders:
    """The first picture of each group, found by what is close to it.

    Of four bands of 16 bits one has at most one differing bit when at most 7 differ, so only
    leaders with an equal or nearly equal band are compared. Where very many have the same
    band (pictures that are nearly plain) only the first of them are: the time stays bounded.
    """

    def __init__(self, max_distance: int) -> None:
        self._max_distance = max_distance
        self._bands: list[list[list[int] | None]] = [
            [None] * (1 << _BAND_BITS) for _ in range(_BANDS)
        ]

    def add(self, value: int) -> None:
        """Makes a value a leader."""
        for band, part in zip(self._bands, _parts(value), strict=True):
            bucket = band[part]
            if bucket is None:
                band[part] = [value]
            elif len(bucket) < _MOST_OF_BUCKET:
                bucket.append(value)

    def nearest(self, value: int) -> int | None:
        """The leader that differs in the fewest bits, the first of several; or None."""
        best, least = None, self._max_distance + 1
        for band, part in zip(self._bands, _parts(value), strict=True):
            for flip in _FLIPS:
                bucket = band[part ^ flip]
                if bucket is not None:
                    for other in bucket:
                        distance = (other ^ value).bit_count()
                        if distance < least:
                            best, least = other, distance
        return best


def _parts(value: int) -> tuple[int, int, int, int]:
    return value >> 48, value >> 32 & 0xFFFF, value >> 16 & 0xFFFF, value & 0xFFFF

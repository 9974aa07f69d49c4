"""Pictures that look alike: hashes of real files, and groups against a naive search."""

import io
import random
import warnings
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from studio.core.gallery import PictureKey
from studio.services.near_duplicates import MAX_DISTANCE, group_look_alikes, perceptual_hash
from tests.storage.library_kit import png


def picture(seed: int, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """Some shapes, the same for the same seed."""
    chance = random.Random(seed)
    image = Image.new("RGB", size, tuple(chance.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y = chance.random() * 0.8, chance.random() * 0.8
        box = (x, y, x + 0.1 + chance.random() * 0.4, y + 0.1 + chance.random() * 0.4)
        scaled = [side * size[at % 2] for at, side in enumerate(box)]
        draw.ellipse(scaled, fill=tuple(chance.randrange(256) for _ in range(3)))
    return image


def encoded(image: Image.Image, kind: str = "PNG", **options: int) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def distance(one: bytes, other: bytes) -> int:
    first, second = perceptual_hash(one), perceptual_hash(other)
    assert first is not None
    assert second is not None
    return (first ^ second).bit_count()


def test_copies_are_close_and_other_pictures_are_far() -> None:
    originals = [encoded(picture(seed)) for seed in range(8)]
    for seed, original in enumerate(originals):
        image = picture(seed)
        assert distance(original, encoded(image.resize((1280, 960)))) <= MAX_DISTANCE
        assert distance(original, encoded(image, "JPEG", quality=40)) <= MAX_DISTANCE
        assert distance(original, encoded(image, "WEBP", quality=60)) <= MAX_DISTANCE
        assert distance(original, encoded(image.quantize(64))) <= MAX_DISTANCE
    far = [distance(a, b) for a in originals for b in originals if a is not b]
    assert min(far) > MAX_DISTANCE


def test_a_large_jpeg_needs_no_large_memory() -> None:
    assert distance(encoded(picture(1)), encoded(picture(1, (4096, 3072)), "JPEG")) <= MAX_DISTANCE


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16", "CMYK"])
def test_all_kinds_of_pixels_have_a_hash(mode: str) -> None:
    kind = "TIFF" if mode == "CMYK" else "PNG"
    image = picture(3).convert("L").convert("I;16") if mode == "I;16" else picture(3).convert(mode)
    assert perceptual_hash(encoded(image, kind)) is not None


def hostile() -> Iterator[tuple[str, bytes]]:
    good = encoded(picture(1))
    yield "empty", b""
    yield "text", b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    yield "cut", good[: len(good) // 2]
    yield "cut jpeg", encoded(picture(1), "JPEG")[:300]
    yield "bomb", png().replace(b"IHDR\0\0\0\4\0\0\0\4", b"IHDR\0\1\0\0\0\1\0\0")
    head = good[:8] + b"\0\0\0\rIHDR" + b"\xff" * 17
    yield "nonsense", head
    yield "noise", b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(2_000)


@pytest.mark.parametrize(("name", "data"), list(hostile()))
def test_hostile_files_have_no_hash_and_do_no_harm(name: str, data: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert perceptual_hash(data) is None


def flipped(bits: int, *at: int) -> int:
    for each in at:
        bits ^= 1 << each
    return bits


@example(bases=[0, 777], changes=[(1, {0, 1, 2}), (1, set())], limit=4)
@given(
    bases=st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=5),
    changes=st.lists(
        st.tuples(st.integers(0, 4), st.sets(st.integers(0, 63), max_size=9)), max_size=20
    ),
    limit=st.integers(0, 7),
)
def test_groups_are_those_of_a_naive_search(
    bases: list[int], changes: list[tuple[int, set[int]]], limit: int
) -> None:
    values = bases + [flipped(bases[base % len(bases)], *at) for base, at in changes]
    hashes = [(PictureKey(n), bits) for n, bits in enumerate(values)]

    leaders: list[int] = []
    expected: dict[int, set[int]] = {}
    for number, value in enumerate(values):
        if value in values[:number]:  # equal ones stay together
            (group,) = (of for of in expected.values() if values.index(value) in of)
            group.add(number)
            continue
        near = [n for n in leaders if (values[n] ^ value).bit_count() <= limit]
        least = min(((values[n] ^ value).bit_count() for n in near), default=None)
        best = [n for n in near if (values[n] ^ value).bit_count() == least]
        if len(best) > 1:
            return  # equally near to two: either may have it
        if not best:
            leaders.append(number)
        expected.setdefault(best[0] if best else number, set()).add(number)
    found = group_look_alikes(hashes, limit, pause=lambda _: None)
    assert [set(group.keys) for group in found] == [
        members for members in expected.values() if len(members) > 1
    ]
    for group in found:
        assert group.keys[0] == min(group.keys)
        of = values[group.keys[0]]
        assert [(values[key] ^ of).bit_count() for key in group.keys] == list(group.distances)
        assert list(group.distances) == sorted(group.distances)

"""Files that stop before their end are known; whole ones, however odd, are left in peace."""

import io

import pytest
from PIL import Image

from studio.core.cut_off import is_cut_off
from studio.core.sniff import sniff
from tests.hostile_pictures import SHOWN, hostile_pictures

PICTURES = hostile_pictures()


def cut(data: bytes) -> bool:
    return is_cut_off(data, sniff(data).mime)


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_what_is_whole_is_not_called_cut_off(name: str) -> None:
    assert not cut(PICTURES[name])


@pytest.mark.parametrize(
    "name", sorted(name for name in PICTURES if name.startswith("torn") and "tiff" not in name)
)
def test_what_is_torn_is_cut_off(name: str) -> None:
    assert cut(PICTURES[name])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "AVIF"])
def test_every_cut_is_looked_at_without_a_fault(kind: str) -> None:
    out = io.BytesIO()
    Image.effect_noise((20, 15), 80).convert("RGB").save(out, kind)
    whole = out.getvalue()
    assert not cut(whole)
    for length in range(len(whole)):
        assert cut(whole[:length]) in (True, False)
    assert cut(whole[: len(whole) // 2])


def test_the_small_picture_inside_a_jpeg_is_not_its_end() -> None:
    whole = PICTURES["jpeg.png"]
    block = b"Exif\0\0" + whole[:2] + b"\xff\xd9"
    inside = b"\xff\xe1" + (len(block) + 2).to_bytes(2, "big") + block
    assert cut(whole[:2] + inside + whole[2 : len(whole) // 2])
    assert not cut(whole[:2] + inside + whole[2:])


def test_a_file_of_nothing_but_tiny_parts_is_not_walked_for_long() -> None:
    chunk = bytes(4) + b"junk" + bytes(4)
    assert not cut(b"\x89PNG\r\n\x1a\n" + chunk * 600_000)

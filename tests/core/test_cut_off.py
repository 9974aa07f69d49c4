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


@pytest.mark.parametrize("name", sorted(name for name in PICTURES if name.startswith("torn")))
def test_what_is_torn_is_cut_off(name: str) -> None:
    assert cut(PICTURES[name])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"])
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


@pytest.mark.parametrize("more", [{}, {"compression": "tiff_lzw"}, {"tile": (64, 64)}])
@pytest.mark.parametrize("mode", ["RGB", "I;16B", "1"])
def test_a_tiff_is_cut_off_wherever_it_is_cut(mode: str, more: dict[str, object]) -> None:
    out = io.BytesIO()
    image = Image.effect_noise((200, 150), 80)
    pages = [image.convert("L").convert(mode if mode != "I;16B" else "I;16")] * 2
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], **more)
    whole = out.getvalue()
    assert not cut(whole)
    for length in range(8, len(whole) - 16, len(whole) // 97):
        assert cut(whole[:length])


def test_a_tiff_that_leads_in_circles_is_left_in_peace() -> None:
    directory = (1).to_bytes(2, "little") + bytes(12) + (8).to_bytes(4, "little")
    assert not is_cut_off(b"II*\0" + (8).to_bytes(4, "little") + directory, "image/tiff")

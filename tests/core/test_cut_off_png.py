"""Of a PNG that was cut off the whole rows are kept, as a PNG that everything reads."""

import io
import zlib

import pytest
from PIL import Image

from studio.core.cut_off_png import whole_rows

SIZE = (37, 29)
MODES = ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"]


def saved(mode: str) -> bytes:
    noise = Image.effect_noise(SIZE, 80)
    image = noise.convert("I").convert("I;16") if mode == "I;16" else noise.convert(mode)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def pixels(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("mode", MODES)
def test_the_rows_that_are_there_are_as_they_were(mode: str) -> None:
    data = saved(mode)
    whole, most = pixels(data), 0
    for length in range(len(data)):
        found = whole_rows(data[:length])
        if found is None:
            assert not most
            continue
        part, rows = pixels(found[0]), found[1]
        assert part.size == (SIZE[0], rows)
        assert rows >= most
        most = rows
        assert part.tobytes() == whole.crop((0, 0, SIZE[0], rows)).tobytes()
    assert most == SIZE[1]


def test_rows_in_several_chunks_are_found() -> None:
    data = saved("RGB")
    at = data.index(b"IDAT") - 4
    length = int.from_bytes(data[at : at + 4], "big")
    packed = data[at + 8 : at + 8 + length]
    chunks = b"".join(chunk(b"IDAT", packed[n : n + 50]) for n in range(0, length, 50))
    found = whole_rows((data[:at] + chunks)[: at + len(chunks) // 2])
    assert found is not None
    assert 5 < found[1] < SIZE[1]
    assert pixels(found[0]).height == found[1]


def chunk(kind: bytes, data: bytes) -> bytes:
    crc = zlib.crc32(kind + data).to_bytes(4, "big")
    return len(data).to_bytes(4, "big") + kind + data + crc


@pytest.mark.parametrize(
    ("width", "height", "depth", "colour", "interlaced"),
    [
        (37, 29, 8, 2, 1),
        (37, 29, 8, 5, 0),
        (0, 29, 8, 2, 0),
        (37, 0, 8, 2, 0),
        (2**31, 2, 16, 6, 0),
    ],
)
def test_what_says_odd_things_of_itself_has_no_rows(
    width: int, height: int, depth: int, colour: int, interlaced: int
) -> None:
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    head += bytes([depth, colour, 0, 0, interlaced])
    pixels = chunk(b"IDAT", zlib.compress(bytes(4000)))[:-6]
    assert whole_rows(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + pixels) is None


def test_a_bomb_is_unpacked_no_further_than_its_rows_go() -> None:
    head = (100).to_bytes(4, "big") + (3).to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    packed = zlib.compress(bytes(50_000_000))
    found = whole_rows(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed)[:-20])
    assert found is not None
    assert found[1] == 3
    assert len(found[0]) < 1000

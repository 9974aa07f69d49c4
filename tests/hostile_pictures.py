"""Pictures that nobody should have made, for everything that opens pictures."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageCms

SIZE = (200, 150)
REFUSED = {
    "huge.png": "too_many_pixels",
    "huge.gif": "too_many_pixels",
    "huge.webp": "too_many_pixels",
    "huge.jpg": "too_many_pixels",
    "huge.bmp": "too_many_pixels",
    "huge.tiff": "too_many_pixels",
    "huge.avif": "too_many_pixels",
    "drawing.svg": "not_an_image",
    "drawing.png": "not_an_image",
    "words.png": "not_an_image",
    "page.pdf": "not_an_image",
    "one byte.png": "not_an_image",
    "empty.png": "empty",
}
"""What is not taken into the gallery, and why."""

SHOWN = {
    "bomb.png": (14_000, 14_000),  # 196 megapixels in a few hundred KB: just allowed
    "tall.png": (1, 20_000),
    "wide.png": (20_000, 1),
    "one.png": (1, 1),
    "cmyk.jpg": SIZE,
    "cmyk with profile.jpg": SIZE,
    "grey.png": SIZE,
    "grey and clear.png": SIZE,
    "deep.png": SIZE,
    "deep.tiff": SIZE,
    "few colours.png": SIZE,
    "clear colour.png": SIZE,
    "moving.gif": SIZE,
    "moving.webp": SIZE,
    "moving.png": SIZE,
    "turned.jpg": (SIZE[1], SIZE[0]),
    "damaged profile.png": SIZE,
    "plain.avif": SIZE,
    "see-through.avif": SIZE,
    "jpeg.png": SIZE,
    "png.jpg": SIZE,
    "webp.gif": SIZE,
    "no ending": SIZE,
    "trailing.png": SIZE,
}
"""What is shown, with its upright size."""


def hostile_pictures() -> dict[str, bytes]:
    """All of them by name; those in neither table are damaged: taken, perhaps not shown."""
    made = {name: make() for name, make in _MAKERS.items()}
    for kind in ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"):
        whole = _saved(kind)
        for share in (2, 20, 60, 95):
            made[f"torn at {share}.{kind.lower()}"] = whole[: len(whole) * share // 100]
    for name in [name for name in made if name.startswith("torn") and len(made[name]) < 64]:
        del made[name]
    return made


def _noise(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    return Image.effect_noise(size, 80).convert(mode)


def _saved(kind: str, image: Image.Image | None = None, **more: Any) -> bytes:
    out = io.BytesIO()
    (image or _noise()).save(out, kind, **more)
    return out.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def black_png(width_px: int, height_px: int, rows: int) -> bytes:
    """One bit per pixel, all black: very small for its size."""
    head = struct.pack(">IIBBBBB", width_px, height_px, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes((width_px + 7) // 8 + 1) * rows)
    start = b"\x89PNG\r\n\x1a\n"
    return start + _chunk(b"IHDR", head) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _huge_jpeg() -> bytes:
    data = bytearray(_saved("JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", 60_000, 60_000)
    return bytes(data)


def _huge_gif() -> bytes:
    data = bytearray(_saved("GIF"))
    data[6:10] = struct.pack("<HH", 65_000, 65_000)
    return bytes(data)


def _huge_webp() -> bytes:
    body = b"VP8X" + struct.pack("<I", 10) + bytes(4) + b"\xff\xff\xff" * 2
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _huge_bmp() -> bytes:
    data = bytearray(_saved("BMP"))
    data[18:26] = struct.pack("<ii", 60_000, -60_000)
    return bytes(data)


def _huge_tiff() -> bytes:
    entries = [(256, 4, 100_000), (257, 4, 100_000), (258, 3, 1), (259, 3, 1), (262, 3, 1)]
    entries += [(273, 4, 8), (277, 3, 1), (278, 4, 100_000), (279, 4, 10)]
    directory = struct.pack("<H", len(entries))
    for tag, kind, value in entries:
        directory += struct.pack("<HHII", tag, kind, 1, value)
    return b"II*\0" + struct.pack("<I", 8) + directory + bytes(4)


def _huge_avif() -> bytes:
    data = bytearray(_saved("AVIF"))
    at = data.index(b"ispe")
    data[at + 8 : at + 16] = struct.pack(">II", 100_000, 100_000)
    return bytes(data)


def _moving(kind: str) -> bytes:
    frames = [Image.new("RGB", SIZE, (40 * n, 90, 200)) for n in range(5)]
    return _saved(kind, frames[0], save_all=True, append_images=frames[1:], duration=20, loop=0)


def _with_profile() -> bytes:
    """A profile says that it is of inks; that is all that matters here."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[16:20] = b"CMYK"
    return _saved("JPEG", _noise("CMYK"), icc_profile=bytes(profile))


def _turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return _saved("JPEG", exif=exif)


def _clear_colour() -> bytes:
    image = _noise("P")
    return _saved("PNG", image, transparency=0)


def _deep() -> Image.Image:
    """16 bits: black at the left, white at the right."""
    image = Image.new("I;16", SIZE)
    for x in range(SIZE[0]):
        for y in range(SIZE[1]):
            image.putpixel((x, y), 65_535 * x // (SIZE[0] - 1))
    return image


_SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)' width='9' height='9'/>"
_MAKERS: dict[str, Callable[[], bytes]] = {
    "huge.png": lambda: black_png(100_000, 100_000, 1),
    "huge.gif": _huge_gif,
    "huge.webp": _huge_webp,
    "huge.jpg": _huge_jpeg,
    "huge.bmp": _huge_bmp,
    "huge.tiff": _huge_tiff,
    "huge.avif": _huge_avif,
    "drawing.svg": lambda: _SVG,
    "drawing.png": lambda: b"<?xml version='1.0'?>" + _SVG,
    "words.png": lambda: b"these are words, and not few of them " * 9,
    "page.pdf": lambda: b"%PDF-1.7\n" + bytes(99),
    "one byte.png": lambda: b"\x89",
    "empty.png": lambda: b"",
    "bomb.png": lambda: black_png(14_000, 14_000, 14_000),
    "tall.png": lambda: black_png(1, 20_000, 20_000),
    "wide.png": lambda: black_png(20_000, 1, 1),
    "one.png": lambda: black_png(1, 1, 1),
    "cmyk.jpg": lambda: _saved("JPEG", _noise("CMYK")),
    "cmyk with profile.jpg": _with_profile,
    "grey.png": lambda: _saved("PNG", _noise("L")),
    "grey and clear.png": lambda: _saved("PNG", _noise("LA")),
    "deep.png": lambda: _saved("PNG", _deep()),
    "deep.tiff": lambda: _saved("TIFF", _deep()),
    "few colours.png": lambda: _saved("PNG", _noise("P")),
    "clear colour.png": _clear_colour,
    "moving.gif": lambda: _moving("GIF"),
    "moving.webp": lambda: _moving("WEBP"),
    "moving.png": lambda: _moving("PNG"),
    "turned.jpg": _turned,
    "damaged profile.png": lambda: _saved("PNG", icc_profile=b"no profile " * 20),
    "plain.avif": lambda: _saved("AVIF"),
    "see-through.avif": lambda: _saved("AVIF", _noise("LA").convert("RGBA")),
    "jpeg.png": lambda: _saved("JPEG"),
    "png.jpg": lambda: _saved("PNG"),
    "webp.gif": lambda: _saved("WEBP"),
    "no ending": lambda: _saved("PNG"),
    "trailing.png": lambda: _saved("PNG") + b"PK\x03\x04" + bytes(999),
    "no pixels.png": lambda: black_png(0, 0, 0),
    "less than it says.png": lambda: black_png(3_000, 3_000, 10),
    "a head alone.gif": lambda: b"GIF89a" + bytes(20),
}

"""Files that a hostile or careless person attaches."""

import io
import struct
import zlib
from pathlib import Path

from PIL import Image


def make_hostile_files(folder: Path) -> dict[str, Path]:
    """Every kind that can be attached, by name."""
    contents = {
        "bomb.png": _png(14_000, 14_000, rows=14_000),  # 196 megapixels, well under 1 MB
        "tall.png": _png(1, 20_000, rows=20_000),
        "torn.png": _saved("PNG")[:2_000],
        "torn.jpg": _saved("JPEG")[:2_000],
        "torn.webp": _saved("WEBP")[:2_000],
        "cmyk.jpg": _saved("JPEG", "CMYK"),
        "moving.gif": _moving(),
        "deep.png": _deep(),
        "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>"
        b"<image href='http://127.0.0.1:1/x.png'/></svg>",
        "page.html": b"<script>alert(1)</script>",
        "named like a picture.png": b"these are words",
        "\u202egnp.exe": b"MZ",
        "a" * 200 + ".txt": b"long name",
    }
    made = {}
    for name, data in contents.items():
        made[name] = folder / name
        made[name].write_bytes(data)
    return made


def make_refused_files(folder: Path) -> dict[str, tuple[Path, str]]:
    """What is not attached, and the reason that is told."""
    huge = folder / "huge.png"
    huge.write_bytes(_png(100_000, 100_000, rows=1))
    empty = folder / "empty.png"
    empty.touch()
    large = folder / "large.bin"
    with large.open("wb") as out:
        out.truncate(70 * 1024 * 1024)
    gone = folder / "gone.png"
    return {
        "huge.png": (huge, "The picture has over 200 megapixels"),
        "empty.png": (empty, "The file is empty"),
        "large.bin": (large, "The file is over 64 MB"),
        "gone.png": (gone, "The file can't be read"),
    }


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def _png(width_px: int, height_px: int, *, rows: int) -> bytes:
    """One bit per pixel, all black: very small for its size."""
    head = struct.pack(">IIBBBBB", width_px, height_px, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes((width_px + 7) // 8 + 1) * rows)
    start = b"\x89PNG\r\n\x1a\n"
    return start + _chunk(b"IHDR", head) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _saved(kind: str, mode: str = "RGB") -> bytes:
    image = Image.effect_noise((200, 150), 80).convert(mode)
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def _moving() -> bytes:
    frames = [Image.new("P", (40, 30), colour) for colour in range(5)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=20, loop=0)
    return out.getvalue()


def _deep() -> bytes:
    image = Image.new("I;16", (60, 40), 40_000)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()

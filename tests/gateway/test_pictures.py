"""Pictures made fit for sending."""

from io import BytesIO

import pytest
from PIL import Image

from studio.core.sniff import sniff
from studio.gateway.pictures import PictureUnusable, as_png, fit_picture
from tests.gateway.fakes import picture

ROOMY = 10_000_000


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_fitting_pictures_are_untouched(kind: str) -> None:
    data = picture(kind, (40, 30))
    sent = fit_picture(data, max_side_px=64, max_bytes=ROOMY)
    assert sent.data is data
    assert sent.mime == f"image/{kind.lower()}"


def test_gif_becomes_png() -> None:
    sent = fit_picture(picture("GIF", (40, 30), "P"), max_side_px=2048, max_bytes=ROOMY)
    assert sent.mime == sniff(sent.data).mime == "image/png"
    assert opened(sent.data).size == (40, 30)


def test_gif_keeps_transparency() -> None:
    data = picture("GIF", (40, 30), "P", transparency=128)
    sent = fit_picture(data, max_side_px=2048, max_bytes=ROOMY)
    assert sent.mime == "image/png"
    assert opened(sent.data).convert("RGBA").getpixel((0, 0))[3] == 0


@pytest.mark.parametrize(
    ("kind", "mode", "mime"),
    [
        ("PNG", "RGB", "image/jpeg"),
        ("PNG", "RGBA", "image/png"),
        ("JPEG", "RGB", "image/jpeg"),
        ("JPEG", "L", "image/jpeg"),
        ("JPEG", "CMYK", "image/jpeg"),
        ("WEBP", "RGBA", "image/png"),
        ("BMP", "RGB", "image/jpeg"),
        ("TIFF", "RGB", "image/jpeg"),
        ("PNG", "P", "image/jpeg"),
        ("PNG", "LA", "image/png"),
    ],
)
def test_scaled_down(kind: str, mode: str, mime: str) -> None:
    sent = fit_picture(picture(kind, (400, 300), mode), max_side_px=100, max_bytes=ROOMY)
    assert sent.mime == sniff(sent.data).mime == mime
    assert opened(sent.data).size == (100, 75)


def test_within_the_bytes() -> None:
    for mode in ("RGB", "RGBA"):
        data = picture("PNG", (800, 600), mode, noise=True)
        sent = fit_picture(data, max_side_px=2048, max_bytes=60_000)
        assert len(sent.data) <= 60_000
        width, height = opened(sent.data).size
        assert width / height == pytest.approx(4 / 3, rel=0.05)


def test_orientation_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = picture("JPEG", (40, 20), exif=exif)
    sent = fit_picture(data, max_side_px=2048, max_bytes=ROOMY)
    assert opened(sent.data).size == (20, 40)
    exif[0x0112] = 1
    data = picture("JPEG", (40, 20), exif=exif)
    assert fit_picture(data, max_side_px=2048, max_bytes=ROOMY).data is data


def test_hostile_pictures() -> None:
    bomb = bytearray(picture("PNG", (8, 8)))
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    small = picture("PNG", (400, 300))
    for data in (bytes(bomb), b"", b"<svg/>", b"GIF89a\1\0\1\0", small[: len(small) // 2]):
        with pytest.raises(PictureUnusable):
            fit_picture(data, max_side_px=100, max_bytes=ROOMY)


def test_png_for_edits() -> None:
    data = picture("JPEG", (400, 300), noise=True)
    sent = as_png(data, max_bytes=50_000)
    assert sniff(sent.data).mime == "image/png"
    assert len(sent.data) <= 50_000
    mask = as_png(picture("PNG", (40, 30), "RGBA"), max_bytes=ROOMY, size=(20, 15))
    assert opened(mask.data).size == (20, 15)
    same = picture("PNG", (40, 30))
    assert as_png(same, max_bytes=ROOMY, size=(40, 30)).data is same

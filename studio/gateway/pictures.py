"""Pictures made fit for sending: a type that gateways take, upright, within a budget.

Everything here is CPU work on bytes and runs in a worker thread. Pillow is imported when
the first picture has to be changed; pictures that fit already are passed on untouched.
"""

import io
from typing import Any

from msgspec import Struct

from studio.core.parts import MAX_PIXELS
from studio.core.pixels import BROKEN_PICTURE, DECODED_FORMATS, eight_bits, fitting_profile
from studio.core.sniff import sniff

SENT_AS_IS = frozenset({"image/png", "image/jpeg", "image/webp"})
_SMALLEST_SIDE_PX = 64


class PictureUnusable(Exception):
    """A picture that can't be decoded, is too large to decode, or can't be made to fit."""


class SentPicture(Struct, frozen=True):
    """A picture as it goes out."""

    data: bytes
    mime: str


def fit_picture(data: bytes, *, max_side_px: int, max_bytes: int) -> SentPicture:
    """A copy of a picture within the limits, or the picture itself when it is already.

    Args:
        data: the original bytes.
        max_side_px: the longer side is scaled down to this.
        max_bytes: of the result, before base64.

    Raises:
        PictureUnusable: it can't be decoded, has over 200 megapixels, or can't be made to fit.

    Thread: a worker; may take a second.
    """
    head = sniff(data)
    side = max(head.width_px or 0, head.height_px or 0)
    small = 0 < side <= max_side_px and len(data) <= max_bytes
    if small and head.mime in SENT_AS_IS and not _may_be_turned(head.mime, data):
        return SentPicture(data, head.mime)
    if (head.width_px or 0) * (head.height_px or 0) > MAX_PIXELS:
        raise PictureUnusable("too many pixels")
    if head.mime == "image/heic" and len(data) <= max_bytes:
        return SentPicture(data, head.mime)  # Pillow can't read it; some gateways can
    try:
        image, turned = _open(data, max_side_px)
        if small and head.mime in SENT_AS_IS and not turned:
            return SentPicture(data, head.mime)
        return _encode_within(image, head.mime, max_side_px, max_bytes)
    except BROKEN_PICTURE as exc:
        raise PictureUnusable(str(exc) or type(exc).__name__) from exc


def as_png(data: bytes, *, max_bytes: int, size: tuple[int, int] | None = None) -> SentPicture:
    """A picture as PNG with its transparency, scaled down until it fits.

    Args:
        data: the original bytes.
        max_bytes: of the result.
        size: exact width and height in pixels (for masks), else the picture's own.

    Raises:
        PictureUnusable: see `fit_picture`.

    Thread: a worker.
    """
    head = sniff(data)
    if (head.width_px or 0) * (head.height_px or 0) > MAX_PIXELS:
        raise PictureUnusable("too many pixels")
    same = size is None or size == (head.width_px, head.height_px)
    if head.mime == "image/png" and same and len(data) <= max_bytes:
        return SentPicture(data, head.mime)
    try:
        image, _ = _open(data, None)
        if size is not None and image.size != size:
            return SentPicture(_save(image.resize(size), "PNG"), "image/png")
        while True:
            png = _save(image, "PNG")
            if len(png) <= max_bytes:
                return SentPicture(png, "image/png")
            image = _scaled(image, int(max(image.size) * 0.8))
            if size is not None or max(image.size) < _SMALLEST_SIDE_PX:
                raise PictureUnusable("can't be made small enough")
    except BROKEN_PICTURE as exc:
        raise PictureUnusable(str(exc) or type(exc).__name__) from exc


def _may_be_turned(mime: str, data: bytes) -> bool:
    return mime == "image/jpeg" and b"Exif\0" in data[: 128 * 1024]


def _open(data: bytes, max_side_px: int | None) -> tuple[Any, bool]:
    """The decoded picture, upright, in L, RGB or RGBA, and whether it had to be turned."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        image: Any = Image.open(io.BytesIO(data), formats=DECODED_FORMATS)
    except Image.DecompressionBombError as exc:
        raise PictureUnusable("too many pixels") from exc
    if image.width * image.height > MAX_PIXELS:
        raise PictureUnusable("too many pixels")
    turned = image.getexif().get(0x0112, 1) not in {0, 1}
    if max_side_px is not None:
        image.draft("RGB", (max_side_px, max_side_px))  # JPEG: decodes a smaller version
    image.load()
    if turned:
        image = ImageOps.exif_transpose(image)
    image = eight_bits(image)
    if image.mode not in {"L", "RGB", "RGBA"}:
        clear = image.mode in {"LA", "La", "PA", "RGBa"} or "transparency" in image.info
        image = image.convert("RGBA" if clear else "RGB")
    if fitting_profile(image.info.get("icc_profile"), image) is None:
        image.info.pop("icc_profile", None)  # a PNG would carry it on
    return image, turned


def _encode_within(image: Any, mime: str, max_side_px: int, max_bytes: int) -> SentPicture:
    clear = image.mode == "RGBA" and image.getextrema()[3][0] < 255
    if not clear and image.mode == "RGBA":
        image = image.convert("RGB")
    ways = [("PNG", 0), ("WEBP", 85)] if clear else [("JPEG", 90), ("JPEG", 75)]
    if mime == "image/gif" and not clear:
        ways.insert(0, ("PNG", 0))
    side = min(max_side_px, max(image.size))
    while True:
        at_side = _scaled(image, side)
        for kind, quality in ways:
            data = _save(at_side, kind, quality)
            if len(data) <= max_bytes:
                return SentPicture(data, f"image/{kind.lower()}")
        if side <= _SMALLEST_SIDE_PX:
            raise PictureUnusable("can't be made small enough")
        share = (max_bytes / len(data)) ** 0.5
        side = max(_SMALLEST_SIDE_PX, int(side * min(0.8, max(0.3, share * 0.95))))


def _scaled(image: Any, side: int) -> Any:
    longer = max(image.size)
    if longer <= side:
        return image
    from PIL import Image

    width, height = (max(1, round(each * side / longer)) for each in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _save(image: Any, kind: str, quality: int = 0) -> bytes:
    into = io.BytesIO()
    if kind == "PNG":
        image.save(into, kind, compress_level=6)
    else:
        image.save(into, kind, quality=quality)
    return into.getvalue()

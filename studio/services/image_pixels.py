"""Pixel work of edits: masks and marked copies to send, crops and borders. Thread: a worker.

Everything is in Pillow, which lets other threads run while it decodes and encodes.
"""

import io
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from studio.core.errors import StorageError
from studio.core.parts import MAX_PIXELS
from studio.core.pixels import BROKEN_PICTURE, DECODED_FORMATS, eight_bits, fitting_profile
from studio.core.sniff import sniff

if TYPE_CHECKING:
    from PIL.Image import Image

_MARKED_SIDE_PX = 2048
_MARK = (255, 0, 255)


class Box(Struct, frozen=True):
    """A part of an image, in its px, upright; `right` and `bottom` are behind the last."""

    left: int
    top: int
    right: int
    bottom: int


def mask_png(mask: bytes, width: int, height: int) -> bytes:
    """A mask as the images endpoint takes it: an RGBA PNG, transparent where to change.

    Args:
        mask: one byte per pixel, 255 where to change.
    """
    from PIL import Image, ImageChops

    marked = Image.frombytes("L", (width, height), mask)
    black = Image.new("L", (width, height), 0)
    return _png(Image.merge("RGBA", (black, black, black, ImageChops.invert(marked))))


def marked_copy(original: bytes, mask: bytes, width: int, height: int) -> bytes:
    """A copy of an image, at most 2048 px, with the area to change covered with magenta.

    Raises:
        StorageError: code `unreadable` or `too_many_pixels`.
    """
    from PIL import Image

    picture = eight_bits(_opened(original)).convert("RGB")
    marked = Image.frombytes("L", (width, height), mask)
    picture.thumbnail((_MARKED_SIDE_PX, _MARKED_SIDE_PX))
    cover = marked.resize(picture.size, Image.Resampling.BILINEAR)
    picture.paste(_MARK, (0, 0, *picture.size), cover)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92)
    return out.getvalue()


def cropped(original: bytes, box: Box) -> bytes:
    """A part of an image as PNG, each pixel as it was.

    Raises:
        StorageError: code `unreadable`, `too_many_pixels`, or `empty` for a box outside.
    """
    picture = _opened(original)
    left, top = max(0, box.left), max(0, box.top)
    right, bottom = min(picture.width, box.right), min(picture.height, box.bottom)
    if right <= left or bottom <= top:
        raise StorageError("nothing is inside", code="empty")
    plain = _plain(picture)
    return _png(plain.crop((left, top, right, bottom)), picture.info.get("icc_profile"))


def padded(original: bytes, box: Box) -> bytes:
    """An image on a larger transparent surface, as PNG.

    Args:
        box: the surface, around or over the image: left and top may be negative.

    Raises:
        StorageError: as `cropped`.
    """
    from PIL import Image

    width, height = box.right - box.left, box.bottom - box.top
    if width * height > MAX_PIXELS:
        raise StorageError(f"{width} × {height} pixels", code="too_many_pixels")
    picture = _opened(original)
    surface = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    surface.paste(_plain(picture).convert("RGBA"), (-box.left, -box.top))
    return _png(surface, picture.info.get("icc_profile"))


def upright_png(original: bytes) -> bytes:
    """An image as it is shown, as a PNG that is made quickly rather than small.

    Raises:
        StorageError: as `cropped`.
    """
    picture = _opened(original)
    return _png(_plain(picture), picture.info.get("icc_profile"), compress_level=1)


def box_for_aspect(width: int, height: int, ratio: float, *, pad: bool) -> Box:
    """The largest part of an aspect in the middle (or the smallest surface around it)."""
    wider = width / height > ratio
    if wider != pad:  # the sides are cut, or put on
        new = max(1, round(height * ratio))
        left = (width - new) // 2
        return Box(left, 0, left + new, height)
    new = max(1, round(width / ratio))
    top = (height - new) // 2
    return Box(0, top, width, top + new)


def _opened(data: bytes) -> "Image":
    from PIL import Image, ImageOps

    head = sniff(data)
    if (head.width_px or 0) * (head.height_px or 0) > MAX_PIXELS:
        size = f"{head.width_px} × {head.height_px} pixels"
        raise StorageError(size, code="too_many_pixels")
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        # Other decoders of Pillow start programs, or were never meant for strangers' files.
        picture: Image.Image = Image.open(io.BytesIO(data), formats=DECODED_FORMATS)
        if picture.width * picture.height > MAX_PIXELS:
            size = f"{picture.width} × {picture.height} pixels"
            raise StorageError(size, code="too_many_pixels")
        picture.load()
        return ImageOps.exif_transpose(picture) or picture
    except Image.DecompressionBombError as exc:
        raise StorageError(str(exc), code="too_many_pixels") from exc
    except BROKEN_PICTURE as exc:
        raise StorageError(str(exc), code="unreadable") from exc


def _plain(picture: "Image") -> "Image":
    """In a mode that PNG has, with its transparency."""
    picture = eight_bits(picture)
    if picture.mode in {"L", "RGB", "RGBA"}:
        return picture
    clear = picture.mode in {"LA", "La", "PA", "RGBa"} or "transparency" in picture.info
    return picture.convert("RGBA" if clear else "RGB")


def _png(picture: "Image", profile: Any = None, *, compress_level: int = 3) -> bytes:
    out = io.BytesIO()
    # None is said as well: Pillow would take the profile that the original had.
    fitting = fitting_profile(profile, picture)
    picture.save(out, "PNG", compress_level=compress_level, icc_profile=fitting)
    return out.getvalue()

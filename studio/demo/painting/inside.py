"""Painting inside a mask: the rest of the original stays as it is."""

import io
from collections.abc import Callable

from PIL import Image, ImageFilter, UnidentifiedImageError

from studio.demo.painting.encoding import encode_png
from studio.demo.painting.order import Order
from studio.demo.painting.painter import paint_image


def paint_inside(order: Order, original: bytes, mask: bytes, left: Callable[[], bool]) -> bytes:
    """Paints where the mask is transparent, in the colours of the original.

    Raises:
        PaintingStopped: `left` said that nobody waits any more.
    """
    new = paint_image(order, left)
    try:
        with Image.open(io.BytesIO(original)) as opened:
            old = opened.convert("RGB").resize(new.size, Image.Resampling.BICUBIC)
        with Image.open(io.BytesIO(mask)) as opened:
            alpha = opened.convert("RGBA").getchannel("A").resize(new.size)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return encode_png(new)
    keep = alpha.filter(ImageFilter.GaussianBlur(2))
    new.paste(old, (0, 0), keep)
    return encode_png(new)

"""Images to bytes."""

import io

from PIL import Image


def encode_png(image: Image.Image) -> bytes:
    """An image as PNG."""
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=4)
    return out.getvalue()

"""What Pillow is trusted with, and what pictures of rare kinds become as plain ones."""

import struct
import zlib
from typing import Any, Final, TypeVar

DECODED_FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
"""All that Pillow may decode for us: its other decoders never see bytes from outside."""

BROKEN_PICTURE: Final[tuple[type[Exception], ...]] = (
    OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, OverflowError,
    MemoryError, struct.error, zlib.error,
)  # fmt: skip
"""What decoders raise for files that are cut off, or aren't what they say."""

Picture = TypeVar("Picture")


def eight_bits(picture: Picture) -> Picture:
    """A picture with 8 bits per channel: Pillow makes almost all of a 16-bit grey one white.

    Args:
        picture: a Pillow image.
    """
    deep: Any = picture
    if not deep.mode.startswith("I"):
        return picture
    plain: Picture = deep.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return plain


def fitting_profile(profile: object, picture: Any) -> bytes | None:
    """The colour profile as far as it says something about the picture as it is now.

    A profile of inks says nothing about a picture that is in red, green and blue now.
    """
    if not isinstance(profile, bytes):
        return None
    grey = picture.mode == "L" or picture.mode.startswith("I")
    return profile if profile[16:20] == (b"GRAY" if grey else b"RGB ") else None

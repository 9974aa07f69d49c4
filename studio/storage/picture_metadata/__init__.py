"""Picture files that explain themselves: prompt, model, parameters, parents and date inside.

PNG gets text chunks, JPEG and WebP get EXIF, and all three XMP. Pixels are never encoded anew:
the container is taken apart, and put together again with what is new in it (`png.py`, `jpeg.py`,
`webp.py`). `texts.py` makes the words, `xmp.py` and `exif.py` their packets, `foreign.py` knows
where other programs leave a prompt.
"""

from studio.storage.picture_metadata.files import (
    has_content,
    pieces_with_metadata,
    read_metadata,
    with_metadata,
)
from studio.storage.picture_metadata.parts import DAMAGED, NO_ROOM

__all__ = [
    "DAMAGED",
    "NO_ROOM",
    "has_content",
    "pieces_with_metadata",
    "read_metadata",
    "with_metadata",
]

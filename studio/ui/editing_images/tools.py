"""The tools of an edit."""

from enum import StrEnum


class Tool(StrEnum):
    """What the pointer does on the image."""

    BRUSH = "brush"
    ERASER = "eraser"
    CROP = "crop"
    HAND = "hand"

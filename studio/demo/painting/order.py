"""An order for one picture, and its size. No drawing library is needed to make one."""

import re
from collections.abc import Callable

from msgspec import Struct

_RATIO = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*[:/x]\s*(\d+(?:\.\d+)?)\s*$")
_SIZE = re.compile(r"^\s*(\d{2,5})\s*x\s*(\d{2,5})\s*$")
_WIDTHS = {"512": 512, "1K": 1024, "2K": 2048, "4K": 4096}
_SMALLEST_PX, _LARGEST_PX = 64, 4096
_STEP_PX = 8


class Order(Struct, frozen=True):
    """What to paint.

    Attributes:
        seed: the same order with the same seed gives the same picture.
        tint: an image (encoded) whose colours the picture should have.
        detail: painted smaller by this factor and enlarged: under 1 for drafts.
        style: overrules what the prompt says of the style; "" leaves it to the prompt.
    """

    prompt: str
    width_px: int
    height_px: int
    seed: int
    tint: bytes | None = None
    detail: float = 1.0
    style: str = ""


def read_size(aspect_ratio: str = "", image_size: str = "", size: str = "") -> tuple[int, int]:
    """Width and height in pixels.

    Args:
        aspect_ratio: e.g. `16:9`; "" or `1:1`: square.
        image_size: `1K`, `2K`, `4K`: the width of a square, as Google means it.
        size: e.g. `1536x1024`; comes before the others.

    Raises:
        ValueError: one of them can't be read, or is over the limits.
    """
    if size and size != "auto":
        match = _SIZE.match(size)
        if match is None:
            raise ValueError(f"size must be like 1024x1024, not {size!r}")
        width, height = int(match[1]), int(match[2])
        if not _SMALLEST_PX <= min(width, height) <= max(width, height) <= _LARGEST_PX:
            raise ValueError(f"size must be between {_SMALLEST_PX} and {_LARGEST_PX} pixels")
        return width, height
    if image_size.upper() not in {"", *_WIDTHS}:
        raise ValueError(f"image_size must be one of {', '.join(_WIDTHS)}, not {image_size!r}")
    side = _WIDTHS.get(image_size.upper(), 1024)
    across, down = 1.0, 1.0
    if aspect_ratio and aspect_ratio != "auto":
        match = _RATIO.match(aspect_ratio)
        if match is None or not (float(match[1]) and float(match[2])):
            raise ValueError(f"aspect_ratio must be like 16:9, not {aspect_ratio!r}")
        across, down = float(match[1]), float(match[2])
        if not 1 / 8 <= across / down <= 8:
            raise ValueError("aspect_ratio must be between 1:8 and 8:1")
    longer = max(across, down)
    return _rounded(side * across / longer), _rounded(side * down / longer)


def _rounded(value: float) -> int:
    return max(_SMALLEST_PX, round(value / _STEP_PX) * _STEP_PX)


def paint(order: Order, left: Callable[[], bool]) -> bytes:
    """Paints an order as PNG. Blocks for a second or two. Thread: any but the GUI's.

    Raises:
        PaintingStopped: `left` said that nobody waits any more.
    """
    # Pillow is loaded when the first picture is wanted, not with the program.
    from studio.demo.painting.encoding import encode_png
    from studio.demo.painting.painter import paint_image

    return encode_png(paint_image(order, left))

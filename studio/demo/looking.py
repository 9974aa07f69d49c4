"""What the demo sees in an attached image: size, colours, light. Honest measurements only."""

import io
from typing import TYPE_CHECKING

from studio.core.sniff import sniff
from studio.demo.painting.colours import NAMED, Colour, chroma, lightness

if TYPE_CHECKING:
    from PIL import Image

_HONEST = "I am the built-in demo: I measure pictures, I do not understand them."
_READABLE_RATIOS = ((1, 1), (4, 3), (3, 4), (3, 2), (2, 3), (16, 9), (9, 16), (21, 9), (2, 1))


def describe(images: tuple[bytes, ...], prompt: str) -> str:
    """A markdown description of some images; plain sentences where those are asked for."""
    if "plain sentences" in prompt.lower():
        return " ".join([*(_plain(data) for data in images), _HONEST])
    parts = []
    for number, data in enumerate(images, 1):
        head = "## Your picture" if len(images) == 1 else f"## Picture {number}"
        parts.append(f"{head}\n\n{_one(data)}")
    asked = f"You asked: *{' '.join(prompt.split())[:120]}*\n\n" if prompt else ""
    return (
        f"{asked}{chr(10).join(parts)}\n\n---\n\n*{_HONEST} "
        "A vision model of a real gateway can tell you what is in it.*"
    )


def _plain(data: bytes) -> str:
    from PIL import Image, UnidentifiedImageError

    from studio.demo.painting.painter import dominant_colours

    try:
        with Image.open(io.BytesIO(data)) as opened:
            image = opened.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return "A picture that I can't decode."
    mood, contrast = _light(image)
    names = list(dict.fromkeys(colour_name(each) for each in dominant_colours(data, 5)))
    colours = ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)
    return f"A picture in {_shape(*image.size)}, {mood}, with {contrast} contrast, in {colours}."


def _one(data: bytes) -> str:
    from PIL import Image, UnidentifiedImageError

    found = sniff(data)
    try:
        with Image.open(io.BytesIO(data)) as opened:
            image = opened.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return f"{len(data):,} bytes of `{found.mime}` that I can't decode."
    width, height = image.size
    mood, contrast = _light(image)
    from studio.demo.painting.painter import dominant_colours

    rows = [
        f"| `#{r:02x}{g:02x}{b:02x}` | {colour_name((r, g, b))} |"
        for r, g, b in dominant_colours(data, 5)
    ]
    table = "\n".join(["| Colour | Looks like |", "|---|---|", *rows])
    return (
        f"- **Size**: {width} × {height} pixels{_ratio(width, height)}, "
        f"{_shape(width, height)}\n"
        f"- **File**: `{found.mime}`, {len(data) / 1024:,.0f} KB\n"
        f"- **Light**: {mood}, {contrast} contrast\n\n"
        f"The colours that it is mostly made of:\n\n{table}"
    )


def _light(image: "Image.Image") -> tuple[str, str]:
    """How bright a picture is, and how strong its contrast."""
    from PIL import ImageStat

    grey = ImageStat.Stat(image.convert("L"))
    light, spread = grey.mean[0] / 255, grey.stddev[0] / 255
    mood = "dark" if light < 0.33 else "bright" if light > 0.66 else "of middling brightness"
    return mood, "strong" if spread > 0.25 else "soft" if spread < 0.12 else "moderate"


def colour_name(colour: Colour) -> str:
    """A name for a colour, e.g. `dark teal`."""
    light = lightness(colour)
    if chroma(colour) < 0.025:
        return ("black", "dark grey", "grey", "light grey", "white")[min(4, int(light * 5))]
    nearest = min(
        NAMED, key=lambda name: sum((a - b) ** 2 for a, b in zip(NAMED[name], colour, strict=True))
    )
    if light < 0.35 and nearest not in {"navy", "black"}:
        return f"dark {nearest}"
    return f"pale {nearest}" if light > 0.85 and nearest not in {"white", "cream"} else nearest


def _ratio(width: int, height: int) -> str:
    for across, down in _READABLE_RATIOS:
        if abs(width / height - across / down) < 0.02:
            return f" ({across}:{down})"
    return ""


def _shape(width: int, height: int) -> str:
    if width == height:
        return "square"
    return "landscape format" if width > height else "portrait format"

"""Paints the picture that an order asks for."""

import io
from collections.abc import Callable
from random import Random

from msgspec.structs import replace
from PIL import Image, UnidentifiedImageError

from studio.demo.painting.abstract import paint_abstract
from studio.demo.painting.canvas import Canvas
from studio.demo.painting.city import paint_city
from studio.demo.painting.colours import HOURS, NAMED, Colour, chroma, coloured, lightness
from studio.demo.painting.finish import finish
from studio.demo.painting.land import (
    paint_dunes,
    paint_flowers,
    paint_hills,
)
from studio.demo.painting.lighthouse import paint_headland, paint_lighthouse
from studio.demo.painting.mountains import paint_mountains
from studio.demo.painting.order import Order
from studio.demo.painting.scene import Scene, read_scene
from studio.demo.painting.sky import paint_sky, paint_weather
from studio.demo.painting.space import paint_space
from studio.demo.painting.things import (
    paint_balloons,
    paint_boat,
    paint_cabin,
    paint_cat,
)
from studio.demo.painting.trees import paint_forest, paint_palms
from studio.demo.painting.water import paint_shore, paint_water

_LONGEST_PAINTED_PX = 1536
_FLOWERS = (NAMED["red"], NAMED["gold"], NAMED["violet"], NAMED["cream"])


def paint_image(order: Order, left: Callable[[], bool]) -> Image.Image:
    """Paints an order.

    Raises:
        PaintingStopped: `left` said that nobody waits any more.
    """
    scene = read_scene(order.prompt, order.seed)
    if order.style:
        scene = replace(scene, style=order.style)
    palette = HOURS[scene.hour]
    tints = dominant_colours(order.tint, 5) if order.tint else ()
    if tints or scene.colours:
        palette = coloured(palette, tints or scene.colours)
        scene = replace(scene, colours=tints or scene.colours)
    shrink = min(1.0, _LONGEST_PAINTED_PX / max(order.width_px, order.height_px)) * order.detail
    width, height = (
        max(32, round(order.width_px * shrink)),
        max(32, round(order.height_px * shrink)),
    )
    canvas = Canvas(width, height, Random(order.seed), palette, left)
    _compose(canvas, scene)
    finish(canvas, scene.style)
    size = (order.width_px, order.height_px)
    if canvas.image.size == size:
        return canvas.image
    nearest = scene.style == "pixel"
    return canvas.image.resize(
        size, Image.Resampling.NEAREST if nearest else Image.Resampling.BICUBIC
    )


def dominant_colours(data: bytes, count: int) -> tuple[Colour, ...]:
    """The colours that an image is mostly made of, the most frequent first; () if unreadable."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            small = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return ()
    small.thumbnail((96, 96))
    flat = Image.new("RGB", small.size, (255, 255, 255))
    flat.paste(small, (0, 0), small)
    reduced = flat.quantize(count, Image.Quantize.MEDIANCUT)
    palette = reduced.getpalette() or []
    found = sorted(reduced.getcolors() or [], reverse=True)
    colours: list[Colour] = []
    for _, index in found:
        at = int(index) * 3  # type: ignore[call-overload]
        colours.append((palette[at], palette[at + 1], palette[at + 2]))
    return tuple(colours)


def _compose(canvas: Canvas, scene: Scene) -> None:
    rng = canvas.rng
    low = canvas.height > canvas.width
    canvas.horizon = canvas.height * rng.uniform(0.56, 0.64) * (1.04 if low else 1.0)
    side = rng.choice((0.3, 0.7)) + rng.uniform(-0.06, 0.06)
    high = scene.hour in {"day", "night", "winter", "storm"}
    height = rng.uniform(0.25, 0.4) if high else rng.uniform(0.66, 0.86)
    canvas.sun = (canvas.width * side, canvas.horizon * height)
    if scene.setting == "abstract":
        paint_abstract(canvas, scene)
        return
    if scene.setting == "space":
        paint_space(canvas, scene)
        return
    paint_sky(canvas, scene)
    {
        "sea": _sea,
        "lake": _lake,
        "dunes": _dunes,
        "mountains": _mountains,
        "forest": _forest,
        "city": _city,
        "meadow": _meadow,
    }[scene.setting](canvas, scene)
    if "balloon" in scene.features:
        colours = scene.colours or (NAMED["red"], NAMED["cream"], NAMED["amber"])
        paint_balloons(canvas, tuple(c for c in colours if lightness(c) > 0.3) or colours)
    if "cat" in scene.features:
        x = canvas.width * (0.34 if canvas.sun[0] > canvas.width / 2 else 0.66)
        paint_cat(canvas, (x, canvas.height * 0.93), canvas.unit * 0.26)
    paint_weather(canvas, scene)


def _sea(canvas: Canvas, scene: Scene) -> None:
    far = "mountains" in scene.features or "island" in scene.features
    if far:
        paint_mountains(canvas, scene, base=canvas.horizon + 2, layers=2)
    if "city" in scene.features:
        paint_city(canvas, canvas.horizon + 2, layers=2, scale=0.6)
    paint_water(canvas, scene, calm=False)
    sun_left = canvas.sun[0] < canvas.width / 2
    if "lighthouse" in scene.features:
        foot = paint_headland(canvas, left=not sun_left)
        late = canvas.palette.dark or scene.hour in {"sunset", "storm", "mist"}
        size = min(canvas.unit * 0.42, (foot[1]) * 0.8)
        paint_lighthouse(canvas, foot, size, beams=late)
    if "cabin" in scene.features and "lighthouse" not in scene.features:
        foot = paint_headland(canvas, left=not sun_left)
        paint_cabin(canvas, (foot[0], foot[1] + canvas.unit * 0.02), canvas.unit * 0.1)
    if "boat" in scene.features or canvas.rng.random() < 0.4:
        x = canvas.sun[0] + canvas.width * canvas.rng.uniform(-0.16, 0.16)
        y = canvas.horizon + (canvas.height - canvas.horizon) * canvas.rng.uniform(0.12, 0.3)
        grown = 0.17 if "boat" in scene.features else 0.075
        paint_boat(canvas, x, y, canvas.unit * grown)
    if "lighthouse" not in scene.features:
        paint_shore(canvas)


def _lake(canvas: Canvas, scene: Scene) -> None:
    paint_mountains(canvas, scene, base=canvas.horizon - canvas.height * 0.02, layers=4)
    paint_water(canvas, scene, calm=True)
    if "cabin" in scene.features:
        x = canvas.width * (0.7 if canvas.sun[0] < canvas.width / 2 else 0.3)
        paint_cabin(canvas, (x, canvas.horizon + canvas.unit * 0.01), canvas.unit * 0.085)
    if "boat" in scene.features:
        paint_boat(
            canvas,
            canvas.sun[0],
            canvas.horizon + (canvas.height - canvas.horizon) * 0.3,
            canvas.unit * 0.14,
        )


def _dunes(canvas: Canvas, scene: Scene) -> None:
    if "mountains" in scene.features:
        paint_mountains(canvas, scene, base=canvas.horizon, layers=2)
    paint_dunes(canvas, scene)
    if "palms" in scene.features:
        paint_palms(
            canvas, canvas.width * 0.3, canvas.horizon + canvas.height * 0.12, canvas.unit * 0.16
        )


def _mountains(canvas: Canvas, scene: Scene) -> None:
    canvas.horizon *= 1.08
    paint_mountains(canvas, scene, base=canvas.horizon, layers=5)
    if "trees" in scene.features:
        canvas.horizon = canvas.height * 0.82
        paint_forest(canvas, scene)
    else:
        canvas.horizon = canvas.height * 0.80
        paint_hills(canvas, scene, layers=2)
    if "cabin" in scene.features:
        paint_cabin(canvas, (canvas.width * 0.36, canvas.height * 0.90), canvas.unit * 0.12)
    if "flowers" in scene.features:
        paint_flowers(canvas, scene.colours or _FLOWERS)


def _forest(canvas: Canvas, scene: Scene) -> None:
    canvas.horizon = canvas.height * 0.5
    paint_forest(canvas, scene)
    if "cabin" in scene.features:
        paint_cabin(canvas, (canvas.width * 0.5, canvas.height * 0.86), canvas.unit * 0.15)


def _city(canvas: Canvas, scene: Scene) -> None:
    canvas.horizon = canvas.height * 0.74
    paint_city(canvas, canvas.horizon + 2)
    paint_water(canvas, scene, calm=True)


def _meadow(canvas: Canvas, scene: Scene) -> None:
    if "mountains" in scene.features:
        paint_mountains(canvas, scene, base=canvas.horizon, layers=2)
    paint_hills(canvas, scene)
    if "cabin" in scene.features:
        paint_cabin(canvas, (canvas.width * 0.62, canvas.height * 0.78), canvas.unit * 0.13)
    if "flowers" in scene.features or scene.hour in {"pastel", "day"}:
        bright = tuple(c for c in scene.colours if chroma(c) > 0.04)
        paint_flowers(canvas, bright or _FLOWERS)

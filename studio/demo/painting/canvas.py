"""Drawing tools on top of Pillow: smooth masks, gradients, noise, glows. All seeded."""

import math
from collections.abc import Callable, Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from studio.demo.painting.colours import Colour, Palette, ramp

Point = tuple[float, float]


class PaintingStopped(Exception):
    """The picture is not wanted any more."""


class Canvas:
    """An image under way, with what every layer needs to know.

    Args:
        left: says whether the picture is not wanted any more; asked between layers.
    """

    def __init__(
        self, width: int, height: int, rng: Random, palette: Palette, left: Callable[[], bool]
    ) -> None:
        self.width = width
        self.height = height
        self.rng = rng
        self.palette = palette
        self.image = Image.new("RGB", (width, height), palette.sky[-1])
        self.horizon = 0.6 * height
        self.sun: Point = (0.7 * width, 0.4 * height)
        self._left = left

    @property
    def unit(self) -> float:
        """The yardstick for sizes: the geometric mean of both sides."""
        return math.sqrt(self.width * self.height)

    def check(self) -> None:
        """Raises: PaintingStopped when nobody waits for the picture."""
        if self._left():
            raise PaintingStopped

    def polygon(self, points: Sequence[Point]) -> Image.Image:
        """A mask of a polygon with smooth edges."""
        return self.drawn(lambda draw, k: draw.polygon([(x * k, y * k) for x, y in points], 255))

    def drawn(self, paint: Callable[[ImageDraw.ImageDraw, int], None]) -> Image.Image:
        """A mask drawn at twice the size (the factor is given) and made smaller."""
        self.check()
        mask = Image.new("L", (self.width * 2, self.height * 2), 0)
        paint(ImageDraw.Draw(mask), 2)
        return mask.reduce(2)

    def disc(self, x: float, y: float, r: float, *, rim: float = 0.0) -> Image.Image:
        """A mask of a disc, or of its rim when that has a width."""

        def paint(draw: ImageDraw.ImageDraw, k: int) -> None:
            box = [(x - r) * k, (y - r) * k, (x + r) * k, (y + r) * k]
            if rim:
                draw.ellipse(box, outline=255, width=max(1, int(rim * k)))
            else:
                draw.ellipse(box, fill=255)

        return self.drawn(paint)

    def box(self, left: float, top: float, right: float, bottom: float) -> Image.Image:
        """A mask of a rectangle."""
        return self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)])

    def below(self, line: Sequence[Point]) -> Image.Image:
        """A mask of all that is below a line from the left to the right edge."""
        bottom = self.height + 4
        return self.polygon([*line, (line[-1][0], bottom), (line[0][0], bottom)])

    def fill(self, colour: Colour, mask: Image.Image, opacity: float = 1.0) -> None:
        """Lays a colour through a mask."""
        self.image.paste(colour, (0, 0), faded(mask, opacity))

    def lay(self, layer: Image.Image, mask: Image.Image, opacity: float = 1.0) -> None:
        """Lays an image of the full size through a mask."""
        self.image.paste(layer, (0, 0), faded(mask, opacity))

    def gradient(
        self, stops: tuple[Colour, ...], top: float = 0.0, bottom: float | None = None
    ) -> Image.Image:
        """A full-size image with a vertical gradient between two heights."""
        bottom = self.height if bottom is None else bottom
        colours = ramp(stops, 256)
        strip = Image.new("RGB", (1, self.height))
        span = max(1.0, bottom - top)
        strip.putdata(
            [colours[min(255, max(0, int((y - top) / span * 255)))] for y in range(self.height)]
        )
        return strip.resize((self.width, self.height), Image.Resampling.NEAREST)

    def glow(self, centre: Point, radius: float, colour: Colour, strength: float = 1.0) -> None:
        """Adds light around a point, fading outwards."""
        self.check()
        size = max(2, int(radius * 2))
        # Pillow's gradient reaches 181 in the middle of the edges and 255 in the corners.
        spot = Image.radial_gradient("L").point(
            [int(255 * strength * max(0.0, 1 - v / 180) ** 2.2) for v in range(256)]
        )
        spot = spot.resize((size, size), Image.Resampling.BICUBIC)
        mask = Image.new("L", (self.width, self.height), 0)
        mask.paste(spot, (int(centre[0] - radius), int(centre[1] - radius)))
        self.screen(colour, mask)

    def screen(self, colour: Colour, mask: Image.Image) -> None:
        """Adds coloured light through a mask."""
        light = Image.composite(
            Image.new("RGB", self.image.size, colour), Image.new("RGB", self.image.size), mask
        )
        self.image = ImageChops.screen(self.image, light)

    def noise(
        self, across: float, down: float, octaves: int = 4, *, contrast: bool = True
    ) -> Image.Image:
        """Soft cloudy noise as a mask.

        Args:
            across, down: cells over the width and the height in the first octave.
        """
        self.check()
        total: Image.Image | None = None
        for octave in range(octaves):
            w = max(2, min(self.width, int(across * 2**octave) + 1))
            h = max(2, min(self.height, int(down * 2**octave) + 1))
            cells = Image.frombytes("L", (w, h), self.rng.randbytes(w * h))
            layer = cells.resize((self.width, self.height), Image.Resampling.BICUBIC)
            total = layer if total is None else Image.blend(total, layer, 1 / (2 ** (octave + 1)))
        assert total is not None
        return stretched(total) if contrast else total

    def ridge(
        self,
        base: float,
        height: float,
        *,
        rough: float = 0.55,
        bumps: float = 2.0,
        steps: int = 360,
    ) -> list[Point]:
        """A line over the width like the top of a mountain chain; `height` is its range."""
        curve = fractal_line(self.rng, bumps, rough, steps)
        margin = self.width * 0.02
        span = self.width + 2 * margin
        return [(-margin + span * i / (steps - 1), base - height * v) for i, v in enumerate(curve)]


def faded(mask: Image.Image, opacity: float) -> Image.Image:
    """A mask with its values multiplied."""
    return mask if opacity >= 1 else mask.point([int(v * opacity) for v in range(256)])


def stretched(mask: Image.Image) -> Image.Image:
    """A mask whose values fill the whole range; an empty one stays empty."""
    counts = mask.histogram()
    low = next((v for v in range(256) if counts[v]), 0)
    high = next((v for v in range(255, -1, -1) if counts[v]), 0)
    if high == low:
        return mask
    return mask.point([min(255, max(0, (v - low) * 255 // (high - low))) for v in range(256)])


def banded(mask: Image.Image, low: int, high: int) -> Image.Image:
    """A mask with a soft threshold: 0 up to `low`, 255 from `high`."""
    span = max(1, high - low)
    return mask.point([min(255, max(0, (v - low) * 255 // span)) for v in range(256)])


def relief(noise: Image.Image, dx: int, dy: int, strength: float) -> Image.Image:
    """Light (over 128) and shadow (under 128) on a surface whose height is the noise."""
    return ImageChops.subtract(noise, ImageChops.offset(noise, dx, dy), 1 / strength, 128)


def soft(mask: Image.Image, radius: float) -> Image.Image:
    """A blurred mask."""
    return mask.filter(ImageFilter.GaussianBlur(radius)) if radius > 0.3 else mask


def both(a: Image.Image, b: Image.Image) -> Image.Image:
    """Where both masks are."""
    return ImageChops.multiply(a, b)


def fractal_line(rng: Random, bumps: float, rough: float, steps: int) -> list[float]:
    """A fractal curve between 0 and 1."""
    values = [0.0] * steps
    amplitude, frequency = 1.0, bumps
    while frequency < steps / 2:
        knots = [rng.random() for _ in range(int(frequency) + 3)]
        shift = rng.random()
        for i in range(steps):
            at = i / (steps - 1) * frequency + shift
            k = int(at)
            t = at - k
            t = t * t * (3 - 2 * t)
            values[i] += amplitude * (knots[k] * (1 - t) + knots[k + 1] * t)
        amplitude *= rough
        frequency *= 2
    low, high = min(values), max(values)
    return [(v - low) / (high - low or 1) for v in values]

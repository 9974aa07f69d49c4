"""The last layer: brush strokes, washes, print, pixels, paper."""

import math
from random import Random
from typing import Protocol

from PIL import Image, ImageChops, ImageEnhance, ImageFilter

from studio.demo.painting.canvas import Canvas, banded, relief
from studio.demo.painting.colours import Colour, lighter, mix, parse

_ANGLES = 24
_PAPER = parse("f5efe2")


def finish(canvas: Canvas, style: str) -> None:
    """Gives the picture its surface."""
    if style == "oil":
        _oil(canvas)
    elif style == "watercolour":
        _watercolour(canvas)
    elif style == "poster":
        _poster(canvas)
    elif style == "pixel":
        _pixel(canvas)
    else:
        _vignette(canvas, 0.18)
        _grain(canvas, 7)


class _Pixels(Protocol):
    """Pixels by column and row."""

    def __getitem__(self, xy: tuple[int, int]) -> float | tuple[int, ...]: ...


class _Brush:
    """Stamps of one size in every direction, with the traces of bristles."""

    def __init__(self, rng: Random, length: int, width: int) -> None:
        self.size = length + 4
        variants = []
        for _ in range(3):
            streaks = Image.frombytes("L", (3, width), rng.randbytes(3 * width))
            streaks = streaks.resize((length, width), Image.Resampling.BICUBIC)
            streaks = streaks.point([min(255, 95 + v) for v in range(256)])
            shape = Image.new("L", (length, width), 0)
            shape.paste(
                255, (length // 10, max(1, width // 8), length - length // 8, width - width // 8)
            )
            shape = shape.filter(ImageFilter.GaussianBlur(max(0.6, width / 9)))
            stamp = Image.new("L", (self.size, self.size), 0)
            stamp.paste(
                ImageChops.multiply(streaks, shape),
                ((self.size - length) // 2, (self.size - width) // 2),
            )
            variants.append(stamp)
        self.stamps = [
            [stamp.rotate(180 * a / _ANGLES, Image.Resampling.BILINEAR) for stamp in variants]
            for a in range(_ANGLES)
        ]


def _oil(canvas: Canvas) -> None:
    source = ImageEnhance.Contrast(ImageEnhance.Color(canvas.image).enhance(1.18)).enhance(1.07)
    rng = canvas.rng
    angles = _directions(canvas)
    unit = canvas.unit
    painted = source.filter(ImageFilter.GaussianBlur(unit * 0.006))
    passes = (
        (unit * 0.050, unit * 0.0165, unit * 0.0135, 0),
        (unit * 0.027, unit * 0.0085, unit * 0.0078, 6),
        (unit * 0.0145, unit * 0.0046, unit * 0.0048, 12),
    )
    for length, width, spacing, least in passes:
        soft_source = source.filter(ImageFilter.GaussianBlur(width * 0.22))
        _strokes(
            canvas,
            painted,
            soft_source,
            angles,
            _Brush(rng, max(3, int(length)), max(3, int(width))),
            spacing,
            least,
        )
    edges = ImageChops.difference(source, painted).convert("L")
    painted.paste(
        source,
        (0, 0),
        banded(edges.filter(ImageFilter.GaussianBlur(1.0)), 18, 80).point(
            [int(v * 0.8) for v in range(256)]
        ),
    )
    bump = relief(painted.convert("L").filter(ImageFilter.GaussianBlur(0.6)), 1, 1, 0.75)
    canvas.image = _soft_light(painted, bump, 0.5)
    _vignette(canvas, 0.12)
    _grain(canvas, 5)


def _strokes(
    canvas: Canvas,
    painted: Image.Image,
    source: Image.Image,
    angles: list[list[float]],
    brush: _Brush,
    spacing: float,
    least: int,
) -> None:
    rng = canvas.rng
    columns, rows = int(canvas.width / spacing) + 1, int(canvas.height / spacing) + 1
    small = (columns, rows)
    colours = source.resize(small, Image.Resampling.BOX).load()
    wrong = (
        ImageChops.difference(source, painted)
        .convert("L")
        .resize(small, Image.Resampling.BOX)
        .load()
    )
    assert colours is not None
    assert wrong is not None
    places = [(c, r) for r in range(rows) for c in range(columns)]
    rng.shuffle(places)
    half = brush.size // 2
    grid = len(angles)
    for number, (column, row) in enumerate(places):
        if number % 512 == 0:
            canvas.check()
        if least and _level(wrong, column, row) < least:
            continue
        x = (column + rng.random()) * spacing
        y = (row + rng.random()) * spacing
        angle = angles[min(grid - 1, row * grid // rows)][min(grid - 1, column * grid // columns)]
        step = int((angle + rng.gauss(0, 0.16)) / math.pi * _ANGLES) % _ANGLES
        stamp = brush.stamps[step][rng.randrange(3)]
        pixel = colours[column, row]
        assert isinstance(pixel, tuple)
        r, g, b = pixel
        light = rng.randint(-9, 9)
        colour = (r + light + rng.randint(-5, 5), g + light, b + light + rng.randint(-5, 5))
        painted.paste(
            tuple(min(255, max(0, v)) for v in colour), (int(x) - half, int(y) - half), stamp
        )


def _directions(canvas: Canvas, grid: int = 128) -> list[list[float]]:
    """Where strokes go: along edges; elsewhere nearly level, drifting slowly."""
    small = canvas.image.convert("L").filter(ImageFilter.GaussianBlur(canvas.unit * 0.006))
    pixels = small.resize((grid, grid), Image.Resampling.BOX).load()
    drift = canvas.noise(2.5, 2.5, 2).resize((grid, grid)).load()
    assert pixels is not None
    assert drift is not None
    result = []
    for row in range(grid):
        line = []
        for column in range(grid):
            gx = _at(pixels, column + 1, row, grid) - _at(pixels, column - 1, row, grid)
            gy = _at(pixels, column, row + 1, grid) - _at(pixels, column, row - 1, grid)
            calm = (_level(drift, column, row) / 255 - 0.5) * 1.1
            if gx * gx + gy * gy > 20:
                # Image rows grow downwards, angles of `rotate` grow against the clock.
                line.append(math.atan2(gx, gy))
            else:
                line.append(calm)
        result.append(line)
    return result


def _at(pixels: _Pixels, x: int, y: int, grid: int) -> float:
    return _level(pixels, min(grid - 1, max(0, x)), min(grid - 1, max(0, y)))


def _level(pixels: _Pixels, x: int, y: int) -> float:
    value = pixels[x, y]
    return value if isinstance(value, int | float) else value[0]


def _soft_light(image: Image.Image, light: Image.Image, share: float) -> Image.Image:
    lit = ImageChops.soft_light(image, Image.merge("RGB", (light, light, light)))
    return Image.blend(image, lit, share)


def _watercolour(canvas: Canvas) -> None:
    rng = canvas.rng
    source = canvas.image.filter(ImageFilter.MedianFilter(7)).filter(
        ImageFilter.GaussianBlur(canvas.unit * 0.0015)
    )
    source = ImageEnhance.Contrast(ImageEnhance.Color(source).enhance(1.4)).enhance(1.12)
    pale = Image.blend(source, Image.new("RGB", source.size, _PAPER), 0.16)
    wash = Image.merge("RGB", [canvas.noise(4, 4, 5)] * 3)
    pale = Image.blend(pale, ImageChops.soft_light(pale, wash), 0.6)
    flat = pale.quantize(20, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("L")
    edges = flat.filter(ImageFilter.FIND_EDGES).filter(ImageFilter.GaussianBlur(1.1))
    dark = Image.composite(
        ImageChops.multiply(pale, Image.new("RGB", pale.size, (165, 160, 175))),
        pale,
        banded(edges, 8, 90),
    )
    pale = Image.blend(pale, dark, 0.65)
    tooth = relief(canvas.noise(canvas.width / 5, canvas.height / 5, 2, contrast=False), 1, 1, 0.5)
    pale = _soft_light(pale, tooth, 0.45)
    margin = canvas.unit * 0.045
    inner = canvas.polygon(
        [
            (margin, margin),
            (canvas.width - margin, margin),
            (canvas.width - margin, canvas.height - margin),
            (margin, canvas.height - margin),
        ]
    )
    ragged = ImageChops.add(
        inner.filter(ImageFilter.GaussianBlur(margin * 0.45)), canvas.noise(14, 14, 5), 2, 0
    )
    paper = Image.new("RGB", pale.size, lighter(_PAPER, rng.uniform(0, 0.015)))
    paper = _soft_light(paper, tooth, 0.3)
    paper.paste(pale, (0, 0), banded(ragged, 118, 140))
    canvas.image = paper


def _poster(canvas: Canvas) -> None:
    flat = canvas.image.filter(ImageFilter.MedianFilter(5))
    flat = flat.quantize(18, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    flat = flat.filter(ImageFilter.ModeFilter(5)).filter(ImageFilter.SMOOTH)
    margin = int(canvas.unit * 0.04)
    paper = Image.new("RGB", flat.size, _PAPER)
    inner = flat.resize(
        (canvas.width - 2 * margin, canvas.height - 2 * margin), Image.Resampling.LANCZOS
    )
    paper.paste(inner, (margin, margin))
    canvas.image = paper
    speckle = canvas.noise(canvas.width / 3, canvas.height / 3, 2)
    canvas.fill(_PAPER, banded(speckle, 205, 250), 0.35)
    _grain(canvas, 6)


def _pixel(canvas: Canvas) -> None:
    across = 128 if canvas.width >= canvas.height else max(48, 128 * canvas.width // canvas.height)
    down = max(16, across * canvas.height // canvas.width)
    small = canvas.image.resize((across, down), Image.Resampling.BOX)
    small = ImageEnhance.Contrast(ImageEnhance.Color(small).enhance(1.25)).enhance(1.2)
    small = small.quantize(28, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    canvas.image = small.resize((canvas.width, canvas.height), Image.Resampling.NEAREST)


def _vignette(canvas: Canvas, strength: float) -> None:
    mask = Image.radial_gradient("L").point(
        [int(255 * strength * max(0.0, (v - 150) / 105)) for v in range(256)]
    )
    mask = mask.resize((canvas.width, canvas.height), Image.Resampling.BICUBIC)
    canvas.fill(canvas.palette.shade, mask)


def _grain(canvas: Canvas, amount: int) -> None:
    """Fine noise: it hides the steps of gradients."""
    size = canvas.image.size
    raw = Image.frombytes("L", size, canvas.rng.randbytes(size[0] * size[1]))
    fine = raw.point([128 - amount + v * 2 * amount // 255 for v in range(256)])
    canvas.image = ImageChops.add(canvas.image, Image.merge("RGB", (fine, fine, fine)), 1, -128)


def tint(image: Image.Image, colour: Colour, share: float) -> Image.Image:
    """An image with a colour laid over it."""
    return Image.blend(image, Image.new("RGB", image.size, mix(colour, _PAPER, 0.1)), share)

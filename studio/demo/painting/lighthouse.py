"""A lighthouse on its cape."""

import math

from PIL import ImageChops, ImageDraw

from studio.demo.painting.canvas import Canvas, Point, banded, both, faded, relief, soft
from studio.demo.painting.colours import lighter, mix, parse
from studio.demo.painting.land import PINE, ROCK, lit

_WHITE = parse("f4efe4")
_LAMP = parse("ffe9b0")
_RED = parse("c8372d")


def paint_headland(canvas: Canvas, *, left: bool) -> Point:
    """A rocky cape that comes in from one side; gives the place on top for a building."""
    rng = canvas.rng
    width, height = canvas.width, canvas.height
    reach = width * rng.uniform(0.40, 0.48)
    top = canvas.horizon - canvas.unit * rng.uniform(0.05, 0.09)
    foot = canvas.horizon + (height - canvas.horizon) * 0.62
    steps = 80
    shape: list[Point] = []
    noise = [rng.uniform(-1, 1) for _ in range(steps)]
    for i in range(steps):
        t = i / (steps - 1)
        drop = 0.0 if t < 0.62 else ((t - 0.62) / 0.38) ** 1.8
        y = top - canvas.unit * 0.03 * math.sin(t * 2.6) + (foot - top) * drop
        rough = canvas.unit * (0.004 + 0.012 * min(1.0, max(0.0, (t - 0.55) * 4)))
        shape.append((reach * t - 10, y + noise[i] * rough))
    low = min(height + 20.0, foot + canvas.unit * 0.2)
    shape += [(reach * 0.9, foot + canvas.unit * 0.035), (reach * 0.45, low - canvas.unit * 0.06)]
    shape += [(-10.0, low)]
    place = (reach * 0.47, top - canvas.unit * 0.026)
    if not left:
        shape = [(width - x, y) for x, y in shape]
        place = (width - place[0], place[1])
    mask = canvas.polygon(shape)
    rock = lit(canvas, mix(ROCK, parse("7a6a55"), 0.5), 0.85)
    canvas.lay(
        canvas.gradient(
            (lighter(rock, 0.05), rock, mix(rock, canvas.palette.shade, 0.75)), top, foot
        ),
        mask,
    )
    crags = relief(canvas.noise(9, 14, 5, contrast=False), -3 if left else 3, 2, 3.6)
    canvas.fill(mix(canvas.palette.light, rock, 0.35), both(mask, banded(crags, 132, 190)), 0.55)
    dark = banded(crags.point([255 - v for v in range(256)]), 132, 190)
    canvas.fill(canvas.palette.shade, both(mask, dark), 0.7)
    _grass(canvas, shape, top, mask_reach=canvas.unit * 0.05)
    _surf(canvas, shape, foot)
    return place


def _grass(canvas: Canvas, shape: list[Point], top: float, *, mask_reach: float) -> None:
    mask = canvas.polygon(shape)
    zone = canvas.gradient(
        ((255,) * 3, (200,) * 3, (0,) * 3), top - mask_reach * 0.6, top + mask_reach
    )
    tufts = both(banded(canvas.noise(16, 22, 4), 40, 160), zone.convert("L"))
    canvas.fill(lit(canvas, mix(PINE, parse("8fa354"), 0.55), 0.8), both(mask, tufts), 0.85)


def _surf(canvas: Canvas, shape: list[Point], foot: float) -> None:
    land = canvas.polygon(shape)
    around = banded(soft(land, canvas.unit * 0.012), 10, 120)
    ring = ImageChops.subtract(around, soft(land, 1.5))
    zone = canvas.gradient(((0,) * 3, (255,) * 3), foot - canvas.unit * 0.09, foot).convert("L")
    spray = both(both(ring, zone), banded(canvas.noise(30, 46, 3), 70, 170))
    canvas.fill(lighter(canvas.palette.sky[-1], 0.03), spray, 0.85)


def paint_lighthouse(canvas: Canvas, foot: Point, size: float, *, beams: bool) -> None:
    """A lighthouse that stands on `foot`, `size` high."""
    x, y = foot
    base, head = size * 0.105, size * 0.062
    body_top = y - size * 0.78
    tower = [
        (x - base, y + size * 0.03),
        (x - head, body_top),
        (x + head, body_top),
        (x + base, y + size * 0.03),
    ]
    mask = canvas.polygon(tower)
    white = mix(lit(canvas, _WHITE, 0.95), _WHITE, 0.45)
    canvas.fill(white, mask)
    red = mix(lit(canvas, _RED, 0.95), _RED, 0.5)
    for band in range(3):
        low, high = y - size * (0.06 + 0.26 * band), y - size * (0.19 + 0.26 * band)
        stripe = canvas.polygon(
            [(x - size, low), (x + size, low), (x + size, high), (x - size, high)]
        )
        canvas.fill(red, both(mask, stripe))
    _round(canvas, foot, size, base)
    for window in (0.3, 0.56):
        w, wy = size * 0.012, y - size * window
        shape = [(x - w, wy), (x + w, wy), (x + w, wy - size * 0.035), (x - w, wy - size * 0.035)]
        colour = _LAMP if canvas.palette.dark else canvas.palette.shade
        canvas.fill(colour, canvas.polygon(shape), 0.9)
    _lantern(canvas, x, body_top, size, head)
    if beams:
        _beams(canvas, (x, body_top - size * 0.075), size)


def _round(canvas: Canvas, foot: Point, size: float, base: float) -> None:
    x, y = foot
    side = -1 if canvas.sun[0] > x else 1
    top = y - size * 0.78
    half = base * 0.62
    dark = canvas.polygon(
        [
            (x + side * base * 0.15, y + size * 0.03),
            (x + side * base, y + size * 0.03),
            (x + side * half, top),
            (x + side * half * 0.1, top),
        ]
    )
    canvas.fill(canvas.palette.shade, soft(dark, size * 0.02), 0.42)


def _lantern(canvas: Canvas, x: float, top: float, size: float, head: float) -> None:
    shade = mix(canvas.palette.shade, parse("2b2b33"), 0.5)
    gallery = [
        (x - head * 1.5, top),
        (x + head * 1.5, top),
        (x + head * 1.3, top + size * 0.03),
        (x - head * 1.3, top + size * 0.03),
    ]
    room = [
        (x - head * 0.8, top),
        (x - head * 0.8, top - size * 0.13),
        (x + head * 0.8, top - size * 0.13),
        (x + head * 0.8, top),
    ]
    canvas.fill(mix(_LAMP, canvas.palette.light, 0.3), canvas.polygon(room))
    canvas.fill(shade, canvas.polygon(gallery))
    red = mix(_RED, canvas.palette.shade, 0.3)
    roof_y = top - size * 0.13

    def draw_iron(draw: ImageDraw.ImageDraw, k: int) -> None:
        for bar in (-0.8, -0.27, 0.27, 0.8):
            ends = [(x + bar * head) * k, top * k, (x + bar * head) * k, roof_y * k]
            draw.line(ends, 255, max(1, int(size * 0.006 * k)))
        for rail in range(7):
            rx = x + head * 1.5 * (rail / 3 - 1)
            draw.line(
                [rx * k, top * k, rx * k, (top - size * 0.035) * k],
                255,
                max(1, int(size * 0.004 * k)),
            )
        rail_y = (top - size * 0.035) * k
        draw.line(
            [(x - head * 1.5) * k, rail_y, (x + head * 1.5) * k, rail_y],
            255,
            max(1, int(size * 0.005 * k)),
        )
        draw.line(
            [x * k, roof_y * k, x * k, (roof_y - size * 0.11) * k],
            255,
            max(1, int(size * 0.006 * k)),
        )

    canvas.fill(shade, canvas.drawn(draw_iron))
    dome = [
        (x - head * 1.05, roof_y),
        (x - head * 0.75, roof_y - size * 0.035),
        (x, roof_y - size * 0.07),
        (x + head * 0.75, roof_y - size * 0.035),
        (x + head * 1.05, roof_y),
    ]
    canvas.fill(red, canvas.polygon(dome))


def _beams(canvas: Canvas, lamp: Point, size: float) -> None:
    x, y = lamp
    reach = canvas.unit * 1.25
    tilt = canvas.rng.uniform(-0.10, 0.03)
    for direction, strength in ((0.0, 0.62), (math.pi, 0.42)):
        a, b = direction + tilt - 0.055, direction + tilt + 0.055
        beam = canvas.polygon(
            [
                (x, y - size * 0.02),
                (x + reach * math.cos(a), y + reach * math.sin(a)),
                (x + reach * math.cos(b), y + reach * math.sin(b)),
                (x, y + size * 0.02),
            ]
        )
        canvas.screen(_LAMP, faded(soft(beam, canvas.unit * 0.012), strength * 0.55))
        canvas.screen(_LAMP, faded(soft(beam, canvas.unit * 0.004), strength * 0.3))
    canvas.glow((x, y), size * 0.55, _LAMP, 0.85)
    canvas.glow((x, y), size * 0.16, (255, 252, 240), 1.0)

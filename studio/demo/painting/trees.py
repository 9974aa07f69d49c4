"""Forests in layers with light between them, and single trees."""

import math

from PIL import Image, ImageDraw

from studio.demo.painting.canvas import Canvas, Point, banded, both, soft
from studio.demo.painting.colours import mix
from studio.demo.painting.land import AUTUMN, PINE, lit
from studio.demo.painting.plants import conifer
from studio.demo.painting.scene import Scene


def paint_forest(canvas: Canvas, scene: Scene) -> None:
    """Rows of trees, each nearer, darker and larger, with mist and rays of light between."""
    rng = canvas.rng
    autumn = "autumn" in scene.features
    layers = 6
    for index in range(layers):
        depth = index / (layers - 1)
        base = canvas.horizon + (canvas.height * 1.02 - canvas.horizon) * depth**1.3
        size = canvas.unit * (0.10 + 0.42 * depth**1.5)
        own = rng.choice(AUTUMN) if autumn and index > 1 else PINE
        ground = canvas.ridge(base, canvas.height * 0.05, rough=0.4, bumps=2)
        colour = lit(canvas, own, 0.12 + 0.85 * depth)
        if autumn and index > 1:
            colour = mix(colour, own, 0.35)
        mask = _row(canvas, ground, size, open_middle=index >= layers - 2)
        dark = mix(colour, canvas.palette.shade, 0.35 + 0.35 * depth)
        canvas.lay(canvas.gradient((colour, dark), base - size, base + size * 0.2), mask)
        canvas.fill(dark, canvas.below(ground), 0.97)
        if index < layers - 1:
            _fog(canvas, base, size, 0.62 - 0.4 * depth)
        if index == 2 and scene.hour not in {"night", "storm"}:
            _rays(canvas)


def _row(canvas: Canvas, ground: list[Point], size: float, *, open_middle: bool) -> Image.Image:
    rng = canvas.rng
    step = size * 0.17
    spots: list[tuple[Point, float]] = []
    x = -size * 0.2
    while x < canvas.width + size * 0.2:
        i = min(len(ground) - 1, max(0, int((x / canvas.width + 0.02) / 1.04 * len(ground))))
        off = abs(x / canvas.width - 0.5)
        if not open_middle or off > 0.26 + rng.uniform(-0.05, 0.08):
            grown = size * rng.uniform(0.55, 1.1) * (0.75 + 0.6 * off if open_middle else 1)
            spots.append(((x, ground[i][1] + size * 0.03), grown))
        x += step * rng.uniform(0.5, 1.7)

    def draw_trees(draw: ImageDraw.ImageDraw, k: int) -> None:
        for (tx, ty), grown in spots:
            conifer(draw, canvas, tx, ty, grown, k)

    return canvas.drawn(draw_trees)


def _fog(canvas: Canvas, base: float, size: float, strength: float) -> None:
    band = size * 0.35
    area = [
        (-20.0, base - band),
        (canvas.width + 20.0, base - band),
        (canvas.width + 20.0, base + band),
        (-20.0, base + band),
    ]
    mask = both(soft(canvas.polygon(area), band * 0.6), banded(canvas.noise(3, 6, 4), 20, 220))
    canvas.fill(mix(canvas.palette.haze, canvas.palette.sky[-1], 0.5), mask, strength)


def _rays(canvas: Canvas) -> None:
    sx, sy = canvas.sun
    rng = canvas.rng
    rays = []
    for _ in range(9):
        angle = rng.uniform(0.15, 0.85) * math.pi
        spread = rng.uniform(0.012, 0.04)
        reach = canvas.unit * rng.uniform(0.7, 1.1)
        rays.append(
            [
                (sx, sy),
                (sx + reach * math.cos(angle - spread), sy + reach * math.sin(angle - spread)),
                (sx + reach * math.cos(angle + spread), sy + reach * math.sin(angle + spread)),
            ]
        )

    def draw_rays(draw: ImageDraw.ImageDraw, k: int) -> None:
        for ray in rays:
            draw.polygon([(x * k, y * k) for x, y in ray], 150)

    mask = soft(canvas.drawn(draw_rays), canvas.unit * 0.012)
    fade = canvas.gradient(((255,) * 3, (150,) * 3, (0,) * 3), sy, sy + canvas.unit * 0.8)
    canvas.screen(
        canvas.palette.light, both(mask, fade.convert("L")).point([v // 2 for v in range(256)])
    )


def paint_palms(canvas: Canvas, x: float, y: float, size: float) -> None:
    """A few palms on (x, y)."""
    rng = canvas.rng

    def draw_palms(draw: ImageDraw.ImageDraw, k: int) -> None:
        for i in range(4):
            px, grown = x + (i - 1.5) * size * 0.3, size * rng.uniform(0.7, 1.1)
            lean = rng.uniform(-0.25, 0.25) * grown
            trunk = [((px + lean * (t / 8) ** 2) * k, (y - grown * t / 8) * k) for t in range(9)]
            draw.line(trunk, 255, max(2, int(grown * 0.045 * k)), joint="curve")
            tx, ty = px + lean, y - grown
            for leaf in range(9):
                angle = math.pi * (leaf / 8) + rng.uniform(-0.15, 0.15)
                length = grown * 0.45
                tip = (
                    tx + math.cos(angle) * length,
                    ty - math.sin(angle) * length * 0.35 + length * 0.25,
                )
                mid = (
                    tx + math.cos(angle) * length * 0.55,
                    ty - math.sin(angle) * length * 0.5 - 2,
                )
                points = [(tx * k, ty * k), (mid[0] * k, mid[1] * k), (tip[0] * k, tip[1] * k)]
                draw.line(points, 255, max(2, int(grown * 0.035 * k)), joint="curve")

    canvas.fill(mix(canvas.palette.shade, PINE, 0.3), canvas.drawn(draw_palms))

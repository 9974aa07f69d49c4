"""Deep space: clouds of gas, stars, planets with their rings."""

from PIL import Image, ImageChops, ImageDraw

from studio.demo.painting.canvas import Canvas, banded, both, faded, soft
from studio.demo.painting.colours import lighter, mix, parse
from studio.demo.painting.scene import Scene

_GASES = (parse("7a3fd1"), parse("d1447f"), parse("2f8fd6"), parse("e58a4a"))


def paint_space(canvas: Canvas, scene: Scene) -> None:
    """A nebula, stars, and one or two planets."""
    rng = canvas.rng
    canvas.image = canvas.gradient((parse("04050f"), parse("0a0d24"), parse("05060f")))
    gases = list(scene.colours or rng.sample(_GASES, 3))
    for colour in gases:
        cloud = both(canvas.noise(2.2, 2.2, 6), canvas.noise(3, 3, 5))
        canvas.screen(lighter(colour, -0.1), faded(banded(cloud, 40, 235), 0.75))
    dust = banded(canvas.noise(3, 4, 6), 120, 220)
    canvas.fill((4, 5, 14), dust, 0.55)
    _stars(canvas)
    _planet(
        canvas,
        canvas.width * rng.uniform(0.55, 0.68),
        canvas.height * rng.uniform(0.42, 0.6),
        canvas.unit * 0.2,
        mix(gases[0], parse("e8c39a"), 0.45),
        ringed=True,
    )
    _planet(
        canvas,
        canvas.width * 0.2,
        canvas.height * 0.26,
        canvas.unit * 0.055,
        parse("b9c3d6"),
        ringed=False,
    )


def _stars(canvas: Canvas) -> None:
    rng = canvas.rng

    def draw_stars(draw: ImageDraw.ImageDraw, k: int) -> None:
        for _ in range(int(canvas.unit * 1.1)):
            x, y = rng.random() * canvas.width, rng.random() * canvas.height
            r = canvas.unit * 0.0006 * (0.6 + rng.random() ** 7 * 6)
            box = [(x - r) * k, (y - r) * k, (x + r) * k, (y + r) * k]
            draw.ellipse(box, rng.randint(70, 255))

    stars = canvas.drawn(draw_stars)
    canvas.screen((255, 248, 235), stars)
    canvas.screen((190, 205, 255), faded(soft(stars, canvas.unit * 0.004), 0.8))


def _planet(
    canvas: Canvas, x: float, y: float, r: float, colour: tuple[int, int, int], *, ringed: bool
) -> None:
    box = [x - r, y - r, x + r, y + r]
    disc = canvas.drawn(lambda draw, k: draw.ellipse([v * k for v in box], 255))
    canvas.glow((x, y), r * 1.9, colour, 0.35)
    if ringed:
        _ring(canvas, x, y, r, colour, front=False)
    bands = canvas.noise(1.2, 16 * canvas.unit / r / 6, 4)
    canvas.fill(colour, disc)
    canvas.fill(lighter(colour, 0.14), both(disc, banded(bands, 120, 220)), 0.6)
    canvas.fill(lighter(colour, -0.16), both(disc, banded(ImageChops.invert(bands), 130, 230)), 0.5)
    away = [v + r * 0.42 for v in box]
    light = canvas.drawn(lambda draw, k: draw.ellipse([(v - r * 0.75) * k for v in away], 255))
    night = both(disc, ImageChops.invert(soft(light, r * 0.28)))
    canvas.fill((3, 4, 12), night, 0.92)
    if ringed:
        _ring(canvas, x, y, r, colour, front=True)


def _ring(
    canvas: Canvas, x: float, y: float, r: float, colour: tuple[int, int, int], *, front: bool
) -> None:
    size = int(r * 5.2)
    layer = Image.new("L", (size * 2, size * 2), 0)
    draw = ImageDraw.Draw(layer)
    for step in range(26):
        t = step / 25
        rx = r * (1.35 + 0.95 * t) * 2
        ry = rx * 0.24
        level = int(70 + 170 * canvas.rng.random()) if abs(t - 0.62) > 0.05 else 10
        box = [size - rx, size - ry, size + rx, size + ry]
        draw.ellipse(box, outline=level, width=max(1, int(r * 0.05)))
    half = [0, 0, size * 2, size] if front else [0, size, size * 2, size * 2]
    draw.rectangle(half, 0)
    layer = layer.rotate(18, Image.Resampling.BICUBIC).reduce(2)
    mask = Image.new("L", canvas.image.size, 0)
    mask.paste(layer, (int(x - layer.width / 2), int(y - layer.height / 2)))
    canvas.fill(mix(colour, parse("f3e6d0"), 0.55), mask, 0.9)

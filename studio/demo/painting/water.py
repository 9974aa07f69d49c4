"""Water: what is above it seen again, waves, and the path of light."""

import math

from PIL import Image, ImageDraw

from studio.demo.painting.canvas import Canvas, banded, both, faded, soft
from studio.demo.painting.colours import lighter, mix, parse
from studio.demo.painting.scene import Scene

_SEA = parse("2c6e8f")


def paint_water(canvas: Canvas, scene: Scene, *, calm: bool) -> None:
    """Fills everything below the horizon with water that reflects what was painted above.

    Args:
        calm: a lake: a clear reflection; else a sea with waves.
    """
    palette = canvas.palette
    horizon = int(canvas.horizon)
    depth = canvas.height - horizon
    mirror = _mirror(canvas, horizon, depth, calm=calm)
    deep = mix(mix(palette.shade, _SEA, palette.strength), palette.sky[0], 0.35)
    near = lighter(deep, -0.05)
    far = mix(palette.sky[-2], deep, 0.3)
    body = canvas.gradient((far, deep, near), horizon, canvas.height)
    body = body.crop((0, horizon, canvas.width, canvas.height))
    water = Image.blend(mirror, body, 0.3 if calm else 0.55)
    canvas.image.paste(water, (0, horizon))
    _waves(canvas, horizon, depth, calm=calm)
    if scene.hour not in {"storm", "mist"}:
        _glitter(canvas, horizon, depth)
    line = canvas.drawn(
        lambda draw, k: draw.line([0, horizon * k, canvas.width * k, horizon * k], 255, 2 * k)
    )
    canvas.fill(palette.sky[-1], soft(line, 1.5), 0.35)


def _mirror(canvas: Canvas, horizon: int, depth: int, *, calm: bool) -> Image.Image:
    above = canvas.image.crop((0, max(0, horizon - int(depth * 1.25)), canvas.width, horizon))
    flipped = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((canvas.width, depth))
    rng = canvas.rng
    result = flipped.copy()
    phases = [rng.random() * math.tau for _ in range(3)]
    strip = 2
    for y in range(0, depth, strip):
        near = y / depth
        swing = canvas.unit * (0.0012 + (0.006 if calm else 0.02) * near)
        scale = 0.9 / (0.04 + near)
        shift = swing * (
            math.sin(y * 0.11 * scale + phases[0])
            + 0.6 * math.sin(y * 0.37 * scale + phases[1])
            + 0.4 * math.sin(y * 0.9 + phases[2])
        )
        row = flipped.crop((0, y, canvas.width, y + strip))
        result.paste(row, (int(shift), y))
        if shift > 0:
            result.paste(row.crop((0, 0, 1, strip)).resize((int(shift) + 1, strip)), (0, y))
    return result


def _waves(canvas: Canvas, horizon: int, depth: int, *, calm: bool) -> None:
    rng = canvas.rng
    palette = canvas.palette
    for colour, count, opacity in (
        (mix(palette.shade, _SEA, 0.3), 1.0, 0.30 if calm else 0.5),
        (mix(palette.sky[-1], palette.sky[-2], 0.5), 0.8, 0.22 if calm else 0.42),
    ):

        def draw_waves(draw: ImageDraw.ImageDraw, k: int, count: float = count) -> None:
            for _ in range(int(canvas.unit * (0.35 if calm else 0.9) * count)):
                near = rng.random() ** 1.6
                x, y = rng.random() * canvas.width, horizon + 2 + near * depth
                half = canvas.unit * (0.005 + 0.045 * near) * rng.uniform(0.4, 1.2)
                thick = canvas.unit * (0.0006 + 0.0042 * near) * rng.uniform(0.5, 1.1)
                _lens(draw, x, y, half, thick, k, rng.randint(110, 255))

        canvas.fill(colour, canvas.drawn(draw_waves), opacity)


def _lens(
    draw: ImageDraw.ImageDraw, x: float, y: float, half: float, thick: float, k: int, level: int
) -> None:
    """A thin wave: pointed at both ends, bent upwards a little."""
    upper = [(x - half, y), (x - half * 0.4, y - thick), (x + half * 0.4, y - thick), (x + half, y)]
    lower = [(x + half * 0.4, y + thick * 0.3), (x - half * 0.4, y + thick * 0.3)]
    draw.polygon([(a * k, b * k) for a, b in (*upper, *lower)], level)


def _glitter(canvas: Canvas, horizon: int, depth: int) -> None:
    rng = canvas.rng
    sx = canvas.sun[0]
    palette = canvas.palette

    def draw_path(draw: ImageDraw.ImageDraw, k: int) -> None:
        for _ in range(int(canvas.unit * 1.1)):
            near = rng.random() ** 1.25
            spread = canvas.unit * (0.018 + 0.085 * near)
            x = rng.gauss(sx, spread)
            y = horizon + 1 + near * depth
            half = canvas.unit * (0.003 + 0.022 * near) * rng.uniform(0.3, 1.1)
            thick = canvas.unit * (0.0007 + 0.0026 * near)
            far = abs(x - sx) / (spread * 2.2)
            _lens(draw, x, y, half, thick, k, int(255 * max(0.0, 1 - far) * rng.uniform(0.5, 1)))

    path = canvas.drawn(draw_path)
    warm = mix(palette.light, palette.sky[-1], 0.55)
    canvas.screen(warm, faded(soft(path, canvas.unit * 0.008), 0.55))
    canvas.screen(mix(palette.light, warm, 0.6), faded(path, 0.85))


def paint_shore(canvas: Canvas) -> None:
    """Foam and wet sand at the lower edge."""
    line = canvas.ridge(canvas.height * 0.955, canvas.height * 0.05, rough=0.35, bumps=1.2)
    sand = mix(
        mix(canvas.palette.shade, parse("d9b382"), canvas.palette.strength),
        canvas.palette.haze,
        0.2,
    )
    foam_line = [(x, y - canvas.height * 0.012) for x, y in line]
    foam = both(canvas.below(foam_line), banded(canvas.noise(20, 30, 3), 70, 160))
    canvas.fill(lighter(canvas.palette.sky[-1], 0.04), foam, 0.8)
    canvas.lay(
        canvas.gradient((lighter(sand, -0.08), sand), canvas.height * 0.9), canvas.below(line)
    )

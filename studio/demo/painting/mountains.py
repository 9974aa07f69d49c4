"""Mountain ranges in the distance, their snow, and a volcano."""

from PIL import Image, ImageChops

from studio.demo.painting.canvas import (
    Canvas,
    Point,
    banded,
    both,
    fractal_line,
    relief,
    soft,
)
from studio.demo.painting.colours import mix, parse
from studio.demo.painting.land import PINE, ROCK, SNOW, lit
from studio.demo.painting.scene import Scene


def paint_mountains(canvas: Canvas, scene: Scene, *, base: float, layers: int = 5) -> None:
    """Ranges behind one another, each clearer than the one before, mist between them."""
    snowy = scene.hour == "winter" or "snow" in scene.features
    green = scene.setting == "mountains"
    if "volcano" in scene.features:
        _volcano(canvas, base)
        layers = min(layers, 3)
    for index in range(layers):
        depth = index / max(1, layers - 1)
        if "volcano" in scene.features:
            depth = 0.5 + 0.5 * depth
        top = base - canvas.height * (0.30 - 0.17 * depth) * canvas.rng.uniform(0.85, 1.15)
        height = canvas.height * (0.26 - 0.10 * depth)
        foot = base + canvas.height * 0.16 * depth
        line = canvas.ridge(
            top + height * 0.75, height, rough=0.50 - 0.04 * depth, bumps=1.6 + 1.3 * index
        )
        mask = canvas.below(line)
        own = mix(ROCK, PINE, depth * 0.75) if green and not snowy else ROCK
        colour = lit(canvas, own, 0.15 + 0.8 * depth)
        misty = mix(colour, canvas.palette.haze, 0.6 - 0.35 * depth)
        canvas.lay(canvas.gradient((colour, colour, misty), top, foot), mask)
        _rock(canvas, mask, 0.16 + 0.5 * depth)
        fade = canvas.gradient(((255,) * 3, (170,) * 3, (0,) * 3), top, foot).convert("L")
        for face in _faces(canvas, line, height):
            canvas.fill(canvas.palette.shade, both(both(mask, fade), canvas.polygon(face)), 0.34)
        if snowy or index < 3:
            _snow_caps(canvas, line, height, all_over=snowy)
        _mist(canvas, foot)


def _rock(canvas: Canvas, mask: Image.Image, strength: float) -> None:
    noise = canvas.noise(7, 5, 5, contrast=False)
    side = 3 if canvas.sun[0] > canvas.width / 2 else -3
    light = relief(noise, side, 2, 3.2)
    bright = both(mask, banded(light, 132, 190))
    dark = both(mask, banded(ImageChops.invert(light), 132, 190))
    canvas.fill(mix(canvas.palette.light, canvas.palette.sky[-2], 0.5), bright, strength * 0.55)
    canvas.fill(canvas.palette.shade, dark, strength * 0.75)


def _snow_caps(canvas: Canvas, line: list[Point], height: float, *, all_over: bool) -> None:
    """Snow from the ridge down to a ragged line, less of it lower down."""
    top = min(y for _, y in line)
    snow_line = top + height * (1.1 if all_over else 0.5)
    coarse = fractal_line(canvas.rng, 26, 0.75, len(line))
    lower = []
    for (x, y), share in zip(line, coarse, strict=True):
        lower.append((x, y + max(0.0, snow_line - y) * (0.15 + 0.85 * share**1.4)))
    caps = canvas.polygon([*line, *reversed(lower)])
    light = mix(SNOW, canvas.palette.sky[-1], 0.3)
    canvas.fill(light, caps, 0.55 + 0.4 * canvas.palette.strength)
    shade = mix(mix(SNOW, canvas.palette.sky[1], 0.62), canvas.palette.shade, 0.2)
    for face in _faces(canvas, line, height):
        canvas.fill(shade, both(caps, canvas.polygon(face)), 0.7)


def _faces(canvas: Canvas, line: list[Point], height: float) -> list[list[Point]]:
    """The sides of the peaks that the sun does not reach, edged by ragged spurs."""
    rng = canvas.rng
    from_right = canvas.sun[0] > canvas.width / 2
    points = line if from_right else [(canvas.width - x, y) for x, y in reversed(line)]
    reach = max(3, len(points) // 60)
    faces = []
    for at in range(reach, len(points) - reach):
        near = [y for _, y in points[at - reach : at + reach + 1]]
        px, py = points[at]
        if py > min(near):
            continue
        back = at
        while back > 0 and points[back][1] <= min(
            y for _, y in points[max(0, back - reach) : back]
        ):
            back -= 1
        while back > reach and points[back - 1][1] > points[back][1] - 1:
            back -= 1
        valley = points[back]
        fall = max(height * 0.15, valley[1] - py)
        spur = [(px, py)]
        drift = rng.uniform(-0.25, 0.15) * fall
        for step in range(1, 15):
            t = step / 14
            ragged = rng.uniform(-0.09, 0.09) * fall
            spur.append((px + drift * t + ragged, py + fall * 1.25 * t))
        faces.append([*points[back:at], *spur, (valley[0], valley[1] + fall * 0.25)])
    if from_right:
        return faces
    return [[(canvas.width - x, y) for x, y in face] for face in faces]


def _mist(canvas: Canvas, height: float) -> None:
    band = canvas.unit * 0.05
    mask = canvas.polygon(
        [
            (-10, height - band),
            (canvas.width + 10, height - band),
            (canvas.width + 10, height + band),
            (-10, height + band),
        ]
    )
    mist = both(soft(mask, band * 0.8), banded(canvas.noise(3, 8, 4), 60, 230))
    canvas.fill(mix(canvas.palette.haze, canvas.palette.sky[-1], 0.4), mist, 0.6)


def _volcano(canvas: Canvas, base: float) -> None:
    cx, half = canvas.width * 0.44, canvas.unit * 0.5
    top = base - canvas.height * 0.40
    crater = half * 0.13
    wobble = [canvas.rng.uniform(-4, 4) for _ in range(60)]
    left = [
        (cx - crater - (half - crater) * (t / 29) ** 1.7, top + (base - top) * t / 29 + wobble[t])
        for t in range(29, -1, -1)
    ]
    right = [
        (
            cx + crater + (half - crater) * (t / 29) ** 1.7,
            top + (base - top) * t / 29 + wobble[30 + t],
        )
        for t in range(30)
    ]
    mask = canvas.polygon([*left, *right])
    canvas.glow((cx, top), canvas.unit * 0.25, parse("ff7a3c"), 0.7)
    canvas.lay(canvas.gradient((lit(canvas, ROCK, 0.6), lit(canvas, ROCK, 0.3)), top, base), mask)
    _rock(canvas, mask, 0.5)
    _mist(canvas, base)
    canvas.glow((cx, top + 2), canvas.unit * 0.06, parse("ffb45c"), 1.0)

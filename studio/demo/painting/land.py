"""Land: mountains, hills, dunes, forests."""

import math

from PIL import Image, ImageChops, ImageDraw

from studio.demo.painting.canvas import Canvas, Point, banded, both, relief, soft
from studio.demo.painting.colours import Colour, mix, parse
from studio.demo.painting.scene import Scene

ROCK = parse("6f7386")
PINE = parse("35614a")
AUTUMN = (parse("b5522b"), parse("d58936"), parse("8c3b2a"), parse("caa13c"))
GRASS = parse("7fa350")
SAND = parse("e2ab6b")
SNOW = parse("f6f7fb")


def lit(canvas: Canvas, colour: Colour, depth: float) -> Colour:
    """A thing's own colour in the light of the hour, `depth` from 0 (far) to 1 (near)."""
    palette = canvas.palette
    own = mix(palette.shade, colour, palette.strength)
    own = mix(own, palette.sky[-1], 0.10 * palette.strength)
    return mix(palette.haze, own, 0.12 + 0.88 * depth**0.8)


def paint_mountains(canvas: Canvas, scene: Scene, *, base: float, layers: int = 5) -> None:
    """Ranges behind one another, each clearer than the one before, mist between them."""
    snowy = scene.hour == "winter" or "snow" in scene.features
    green = scene.setting == "mountains"
    for index in range(layers):
        depth = index / max(1, layers - 1)
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
        if snowy or (index in {1, 2} and height > canvas.height * 0.17):
            _snow_caps(canvas, line, mask, height, all_over=snowy)
        _mist(canvas, foot)
    if "volcano" in scene.features:
        _volcano(canvas, base)


def _rock(canvas: Canvas, mask: Image.Image, strength: float) -> None:
    noise = canvas.noise(7, 5, 5, contrast=False)
    side = 3 if canvas.sun[0] > canvas.width / 2 else -3
    light = relief(noise, side, 2, 3.2)
    bright = both(mask, banded(light, 132, 190))
    dark = both(mask, banded(ImageChops.invert(light), 132, 190))
    canvas.fill(mix(canvas.palette.light, canvas.palette.sky[-2], 0.5), bright, strength * 0.55)
    canvas.fill(canvas.palette.shade, dark, strength * 0.75)


def _snow_caps(
    canvas: Canvas, line: list[Point], mask: Image.Image, height: float, *, all_over: bool
) -> None:
    top = min(y for _, y in line)
    reach = height * (0.9 if all_over else 0.42)
    zone = canvas.gradient(((255, 255, 255), (150, 150, 150), (0, 0, 0)), top, top + reach)
    grain = ImageChops.add(zone.convert("L"), canvas.noise(11, 16, 4), 1, -128)
    caps = both(mask, banded(grain, 70, 110))
    canvas.fill(mix(SNOW, canvas.palette.sky[-1], 0.35), caps, 0.5 + 0.4 * canvas.palette.strength)
    shadow = banded(relief(canvas.noise(9, 8, 4, contrast=False), 3, 2, 3), 128, 170)
    canvas.fill(mix(canvas.palette.sky[1], SNOW, 0.35), both(caps, shadow), 0.45)


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
    cx, half = canvas.width * 0.42, canvas.unit * 0.34
    top = base - canvas.height * 0.36
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
    canvas.glow((cx, top + 2), canvas.unit * 0.06, parse("ffb45c"), 1.0)


def paint_dunes(canvas: Canvas, scene: Scene) -> None:
    """Dunes with a lit and a shadowed side, parted by their crests."""
    layers = 5
    start = canvas.horizon
    from_right = canvas.sun[0] > canvas.width / 2
    if "mountains" in scene.features:
        paint_mountains(canvas, scene, base=canvas.horizon, layers=2)
    for index in range(layers):
        depth = (index + 0.6) / layers
        base = start + (canvas.height - start) * (index / layers) ** 1.25
        height = canvas.height * (0.05 + 0.13 * depth)
        line = _dune_crest(canvas, base + height * 0.35, height, bumps=3.4 - 1.9 * depth)
        _dune(canvas, line, depth, from_right=from_right)
    if "camels" in scene.features:
        _caravan(canvas)


def _dune_crest(canvas: Canvas, base: float, height: float, *, bumps: float) -> list[Point]:
    rng = canvas.rng
    phase, skew = rng.random() * math.tau, rng.uniform(0.3, 0.55)
    second, share = rng.random() * math.tau, rng.uniform(0.25, 0.5)
    steps = 240
    line = []
    for i in range(steps):
        t = i / (steps - 1)
        angle = t * bumps * math.pi + phase
        wave = math.sin(angle + skew * math.sin(angle))
        wave += share * math.sin(angle * 0.53 + second)
        # The power makes crests sharp and valleys round.
        value = ((wave / (1 + share) + 1) / 2) ** 1.35
        line.append((-6 + (canvas.width + 12) * t, base - height * value))
    return line


def _dune(canvas: Canvas, line: list[Point], depth: float, *, from_right: bool) -> None:
    palette = canvas.palette
    mask = canvas.below(line)
    top = min(y for _, y in line)
    foot = top + canvas.height * (0.16 + 0.22 * depth)
    body = lit(canvas, SAND, 0.2 + 0.8 * depth)
    bright = mix(body, palette.light, 0.38)
    deep = mix(body, palette.shade, 0.32)
    canvas.lay(canvas.gradient((bright, body, deep), top, foot), mask)
    shadow = Image.new("L", canvas.image.size, 0)
    for face in _shadow_faces(canvas, line, foot, from_right=from_right):
        shadow = ImageChops.lighter(shadow, canvas.polygon(face))
    shadow = both(soft(shadow, canvas.unit * 0.0015), mask)
    fall = canvas.gradient(((255,) * 3, (225,) * 3, (40,) * 3), top, foot)
    shadow = both(shadow, fall.convert("L"))
    canvas.fill(mix(mix(body, palette.shade, 0.62), palette.sky[1], 0.18), shadow, 0.9)
    ripples = canvas.noise(5 + 5 * depth, 60 - 20 * depth, 3, contrast=False)
    ripple_light = relief(ripples, 0, 2, 2.0 + depth)
    lit_side = both(ImageChops.invert(shadow), mask)
    canvas.fill(palette.light, both(lit_side, banded(ripple_light, 134, 210)), 0.22 * depth)
    canvas.fill(
        palette.shade,
        both(lit_side, banded(ImageChops.invert(ripple_light), 134, 210)),
        0.2 * depth,
    )


def _shadow_faces(
    canvas: Canvas, line: list[Point], foot: float, *, from_right: bool
) -> list[list[Point]]:
    """Regions below each crest on the side away from the sun.

    The crest itself runs on towards the viewer as a swinging line: what lies between it and
    the slope that falls away from the sun is in shadow.
    """
    points = line if from_right else [(canvas.width - x, y) for x, y in reversed(line)]
    faces = []
    for at in range(2, len(points) - 1):
        if not points[at - 1][1] >= points[at][1] < points[at + 1][1]:
            continue
        back = at
        while back > 0 and points[back - 1][1] >= points[back][1]:
            back -= 1
        px, py = points[at]
        fall = max(8.0, points[back][1] - py)
        reach = (px - points[back][0]) * canvas.rng.uniform(0.05, 0.3)
        swing = fall * canvas.rng.uniform(0.35, 0.7)
        depth = fall * canvas.rng.uniform(1.9, 2.8)
        edge = []
        for step in range(40):
            t = step / 39
            x = px - reach * t + swing * math.sin(t * math.pi * 1.7) * (1 - 0.35 * t)
            edge.append((x, py + depth * t))
        valley = points[back]
        end = edge[-1]
        hollow = [
            (
                end[0] + (valley[0] - end[0]) * t,
                end[1] + (valley[1] - end[1]) * t**0.6,
            )
            for t in (i / 11 for i in range(1, 12))
        ]
        faces.append([*points[back : at + 1], *edge, *hollow])
    if from_right:
        return faces
    return [[(canvas.width - x, y) for x, y in face] for face in faces]


def _caravan(canvas: Canvas) -> None:
    y = canvas.horizon + canvas.height * 0.12
    x = canvas.width * 0.25

    def draw_camels(draw: ImageDraw.ImageDraw, k: int) -> None:
        for i in range(5):
            s = canvas.unit * 0.022
            cx, cy = x + i * s * 2.7, y + math.sin(i * 1.3) * s * 0.25
            box = [(cx - s * 0.7) * k, (cy - s * 0.35) * k, (cx + s * 0.7) * k, (cy + s * 0.3) * k]
            draw.ellipse(box, 255)
            hump = [(cx - s * 0.3) * k, (cy - s * 0.75) * k, (cx + s * 0.25) * k, cy * k]
            draw.ellipse(hump, 255)
            for leg in (-0.55, -0.3, 0.3, 0.55):
                ends = [(cx + leg * s) * k, cy * k, (cx + leg * s * 1.1) * k, (cy + s * 1.15) * k]
                draw.line(ends, 255, max(2, int(s * 0.13 * k)))
            neck = [(cx + s * 0.6) * k, cy * k, (cx + s * 1.0) * k, (cy - s * 0.7) * k]
            draw.line(neck, 255, max(2, int(s * 0.2 * k)))
            head = [(cx + s * 0.9) * k, (cy - s * 0.9) * k, (cx + s * 1.35) * k, (cy - s * 0.6) * k]
            draw.ellipse(head, 255)

    canvas.fill(canvas.palette.shade, canvas.drawn(draw_camels), 0.95)


def paint_hills(canvas: Canvas, scene: Scene, *, layers: int = 4) -> None:
    """Rolling green hills with fields, bushes, and flowers in front."""
    autumn = "autumn" in scene.features
    for index in range(layers):
        depth = (index + 1) / layers
        base = canvas.horizon + (canvas.height - canvas.horizon) * (index / layers) ** 1.2 * 0.95
        height = canvas.height * (0.07 + 0.06 * depth)
        line = canvas.ridge(base + height * 0.4, height, rough=0.22, bumps=1.5 + index * 0.4)
        mask = canvas.below(line)
        own = AUTUMN[3] if autumn else mix(GRASS, PINE, 0.25 * (index % 2))
        if scene.hour == "winter":
            own = mix(SNOW, canvas.palette.sky[1], 0.15)
        body = lit(canvas, own, 0.25 + 0.75 * depth)
        top = min(y for _, y in line)
        bright = mix(body, canvas.palette.light, 0.30)
        dark = mix(body, canvas.palette.shade, 0.30)
        canvas.lay(canvas.gradient((bright, body, dark), top, top + canvas.height * 0.3), mask)
        strokes = relief(canvas.noise(14, 40, 4, contrast=False), 1, 3, 2.2)
        canvas.fill(bright, both(mask, banded(strokes, 136, 200)), 0.4 * depth)
        canvas.fill(dark, both(mask, banded(ImageChops.invert(strokes), 136, 200)), 0.45 * depth)
        _bushes(canvas, line, depth, autumn=autumn)


def _bushes(canvas: Canvas, line: list[Point], depth: float, *, autumn: bool) -> None:
    rng = canvas.rng
    size = canvas.unit * 0.011 * (0.4 + depth)
    own = rng.choice(AUTUMN) if autumn else PINE
    spots = [rng.choice(line) for _ in range(rng.randint(5, 12))]

    def draw_bushes(draw: ImageDraw.ImageDraw, k: int) -> None:
        for x, y in spots:
            for _ in range(rng.randint(1, 5)):
                bx, r = x + rng.gauss(0, size * 1.6), size * rng.uniform(0.5, 1.1)
                box = [(bx - r) * k, (y - r * 1.3) * k, (bx + r) * k, (y + r * 0.6) * k]
                draw.ellipse(box, 255)

    canvas.fill(lit(canvas, own, 0.3 + 0.6 * depth), canvas.drawn(draw_bushes), 0.95)


def paint_flowers(canvas: Canvas, colours: tuple[Colour, ...]) -> None:
    """Flowers all over the foreground, larger and fewer towards the viewer."""
    rng = canvas.rng
    start = canvas.horizon + (canvas.height - canvas.horizon) * 0.4
    for colour in colours:
        own = mix(lit(canvas, colour, 1.0), colour, 0.55)

        def draw_flowers(draw: ImageDraw.ImageDraw, k: int) -> None:
            for _ in range(int(canvas.unit * 0.9)):
                near = rng.random() ** 0.8
                y = start + (canvas.height - start) * near
                x = rng.random() * canvas.width
                r = canvas.unit * (0.0012 + 0.0055 * near**2) * rng.uniform(0.6, 1.2)
                draw.ellipse([(x - r) * k, (y - r * 0.8) * k, (x + r) * k, (y + r * 0.8) * k], 255)

        canvas.fill(own, canvas.drawn(draw_flowers), 0.9)

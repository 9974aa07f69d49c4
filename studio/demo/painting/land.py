"""Land: dunes, hills, flowers; and the colours of what things are made of."""

import math

from PIL import Image, ImageChops, ImageDraw

from studio.demo.painting.canvas import Canvas, Point, banded, both, relief, soft
from studio.demo.painting.colours import Colour, mix, parse
from studio.demo.painting.plants import bush, conifer
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


def paint_dunes(canvas: Canvas, scene: Scene) -> None:
    """Dunes with a lit and a shadowed side, parted by their crests."""
    layers = 5
    start = canvas.horizon
    from_right = canvas.sun[0] > canvas.width / 2
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
    x = canvas.width * 0.22

    def draw_camels(draw: ImageDraw.ImageDraw, k: int) -> None:
        for i in range(5):
            s = canvas.unit * 0.032
            cx, cy = x + i * s * 2.6, y + math.sin(i * 1.3) * s * 0.25
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
        _bushes(canvas, line, depth, autumn=autumn, bare=scene.hour == "winter")


def _bushes(canvas: Canvas, line: list[Point], depth: float, *, autumn: bool, bare: bool) -> None:
    rng = canvas.rng
    size = canvas.unit * 0.021 * (0.35 + depth)
    kinds = (PINE, mix(PINE, GRASS, 0.3)) if not autumn else (*AUTUMN[:2], PINE)
    clumps = [rng.choice(line) for _ in range(rng.randint(4, 9))]
    for own in kinds:

        def draw_plants(draw: ImageDraw.ImageDraw, k: int) -> None:
            for x, y in clumps:
                for _ in range(rng.randint(0, 3)):
                    px, grown = x + rng.gauss(0, size * 1.5), size * rng.uniform(0.6, 1.3)
                    if bare or rng.random() < 0.45:
                        conifer(draw, canvas, px, y + size * 0.1, grown * 1.8, k)
                    else:
                        bush(draw, canvas, px, y + size * 0.12, grown, k)

        colour = mix(lit(canvas, own, 0.3 + 0.6 * depth), canvas.palette.shade, 0.15)
        canvas.fill(colour, canvas.drawn(draw_plants), 0.96)


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

"""Geometric posters: circles, arcs, stripes and hills of flat colour on a grid."""

import math

from PIL import Image, ImageDraw

from studio.demo.painting.canvas import Canvas, Point, both
from studio.demo.painting.colours import Colour, lighter, mix, parse
from studio.demo.painting.scene import Scene

_SETS = (
    ("f2e8d5", "1d3557", "e63946", "f4a261", "2a9d8f", "a8c5c0"),
    ("f6efe3", "22223b", "c9572f", "e9b44c", "4a7c6f", "9bb7d4"),
    ("efe6dd", "2b2d42", "d80032", "f6bd60", "5f7a9b", "84a59d"),
    ("f4ecd8", "2d2a4a", "e4572e", "ffc145", "17a398", "b3a1c9"),
    ("ece4d6", "14342b", "bb4430", "efc88b", "60935d", "a3c9c7"),
    ("f7ede2", "3d2645", "f28482", "f6bd60", "84a59d", "5e7ce2"),
)


def paint_abstract(canvas: Canvas, scene: Scene) -> None:
    """One of three compositions, in one of several sets of colours."""
    rng = canvas.rng
    colours = [parse(c) for c in rng.choice(_SETS)]
    if scene.colours:
        colours = _around(scene.colours)
    canvas.image.paste(colours[0], (0, 0, canvas.width, canvas.height))
    kind = rng.randrange(3)
    if kind == 0:
        _tiles(canvas, colours)
    elif kind == 1:
        _sun_and_waves(canvas, colours)
    else:
        _orbits(canvas, colours)


def _around(colours: tuple[Colour, ...]) -> list[Colour]:
    first = colours[0]
    paper = mix(first, parse("faf5ea"), 0.86)
    ink = lighter(mix(first, parse("141418"), 0.72), -0.02)
    own = [
        *colours,
        lighter(first, 0.13),
        mix(first, parse("f0b660"), 0.55),
        mix(first, parse("2f7f86"), 0.5),
    ]
    return [paper, ink, *own[:4]]


def _tiles(canvas: Canvas, colours: list[Colour]) -> None:
    rng = canvas.rng
    margin = canvas.unit * 0.055
    inner_width, inner_height = canvas.width - 2 * margin, canvas.height - 2 * margin
    cell = min(inner_width, inner_height) / rng.choice((3, 4, 4, 5))
    across, rows = int(inner_width / cell + 0.01), int(inner_height / cell + 0.01)
    left, top = (canvas.width - across * cell) / 2, (canvas.height - rows * cell) / 2
    for row in range(rows):
        for column in range(across):
            x, y = left + column * cell, top + row * cell
            back, front = rng.sample(colours, 2)
            square = canvas.polygon([(x, y), (x + cell, y), (x + cell, y + cell), (x, y + cell)])
            canvas.fill(back, square)
            _tile(
                canvas, x, y, cell, front, rng.choice(colours), rng.randrange(7), square_mask=square
            )


def _tile(
    canvas: Canvas,
    x: float,
    y: float,
    size: float,
    front: Colour,
    second: Colour,
    kind: int,
    *,
    square_mask: Image.Image,
) -> None:
    corner = canvas.rng.choice(((0, 0), (1, 0), (0, 1), (1, 1)))
    cx, cy = x + corner[0] * size, y + corner[1] * size

    def circle(mx: float, my: float, r: float, colour: Colour) -> None:
        canvas.fill(colour, both(canvas.disc(mx, my, r), square_mask))

    middle = (x + size / 2, y + size / 2)
    if kind == 0:
        circle(cx, cy, size, front)
        circle(cx, cy, size * 0.5, second)
    elif kind == 1:
        circle(*middle, size * 0.42, front)
        circle(*middle, size * 0.2, second)
    elif kind == 2:
        canvas.fill(front, canvas.polygon([(x, y + size), (x + size, y + size), (cx, y)]))
    elif kind == 3:
        for stripe in range(4):
            sy = y + size * (stripe * 0.25 + 0.03)
            canvas.fill(
                front,
                canvas.polygon(
                    [(x, sy), (x + size, sy), (x + size, sy + size * 0.13), (x, sy + size * 0.13)]
                ),
            )
    elif kind == 4:
        circle(x + size / 2, cy, size / 2, front)
    elif kind == 5:
        for i in range(9):
            circle(
                x + size * (0.2 + 0.3 * (i % 3)),
                y + size * (0.2 + 0.3 * (i // 3)),
                size * 0.075,
                front,
            )
    else:
        circle(x, y + size / 2, size / 2, front)
        circle(x + size, y + size / 2, size / 2, second)


def _sun_and_waves(canvas: Canvas, colours: list[Colour]) -> None:
    rng = canvas.rng
    cx, cy, r = canvas.width * rng.uniform(0.4, 0.62), canvas.height * 0.36, canvas.unit * 0.24
    canvas.lay(
        canvas.gradient((mix(colours[5], colours[0], 0.35), colours[0]), 0, canvas.height * 0.8),
        canvas.polygon(
            [(0, 0), (canvas.width, 0), (canvas.width, canvas.height), (0, canvas.height)]
        ),
    )
    for ring in range(4):
        rr = r * (1 + 0.22 * (3 - ring))
        mask = canvas.disc(cx, cy, rr)
        canvas.fill(
            mix(colours[3], colours[0], 0.75 - 0.22 * ring) if ring < 3 else colours[2], mask
        )
    for layer in range(9):
        t = layer / 8
        base = canvas.height * (0.46 + 0.5 * t)
        phase, wide = rng.random() * 6.28, rng.uniform(1.0, 2.2)
        line: list[Point] = []
        for i in range(121):
            at = i / 120
            y = base - canvas.height * 0.055 * math.sin(at * wide * math.tau + phase) * (
                1 - 0.4 * t
            )
            line.append((canvas.width * (at * 1.04 - 0.02), y))
        colour = mix(colours[4], colours[1], t) if layer % 2 else mix(colours[5], colours[4], t)
        if layer == 4:
            colour = colours[2]
        canvas.fill(colour, canvas.below(line))


def _orbits(canvas: Canvas, colours: list[Colour]) -> None:
    rng = canvas.rng
    cx, cy = canvas.width * 0.5, canvas.height * 0.5
    biggest = min(canvas.width, canvas.height) * 0.46
    for ring in range(9, 0, -1):
        r = biggest * ring / 9
        start = rng.choice((0, 45, 90, 135, 180, 270))
        sweep = rng.choice((90, 180, 180, 270, 360))
        colour = colours[1 + (ring + rng.randrange(3)) % 5]

        def draw_slice(
            draw: ImageDraw.ImageDraw, k: int, r: float = r, start: int = start, sweep: int = sweep
        ) -> None:
            box = [(cx - r) * k, (cy - r) * k, (cx + r) * k, (cy + r) * k]
            draw.pieslice(box, start, start + sweep, fill=255)

        canvas.fill(colour, canvas.drawn(draw_slice))
        gap = biggest * 0.006
        canvas.fill(colours[0], canvas.disc(cx, cy, r, rim=gap))
    for _ in range(7):
        angle, r = rng.random() * math.tau, biggest * rng.randint(3, 9) / 9
        x, y, dot = (
            cx + r * math.cos(angle),
            cy + r * math.sin(angle),
            biggest * rng.uniform(0.025, 0.06),
        )
        mask = canvas.disc(x, y, dot)
        canvas.fill(colours[rng.randint(1, 3)], mask)

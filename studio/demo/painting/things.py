"""Things in the landscape: boats, balloons, a cabin, a cat."""

import math

from PIL import ImageDraw

from studio.demo.painting.canvas import Canvas, Point, both, soft
from studio.demo.painting.colours import Colour, mix, parse
from studio.demo.painting.land import lit

_WHITE = parse("f4efe4")
_LAMP = parse("ffe9b0")
_RED = parse("c8372d")


def paint_boat(canvas: Canvas, x: float, y: float, size: float) -> None:
    """A sailing boat whose hull is on (x, y), with its reflection."""
    sail = mix(lit(canvas, _WHITE, 0.9), canvas.palette.light, 0.4)
    second = mix(lit(canvas, canvas.palette.accent, 0.9), canvas.palette.accent, 0.3)
    lean = canvas.rng.uniform(-0.06, 0.06) * size
    for mirrored in (True, False):
        s = -0.55 if mirrored else 1.0
        opacity = 0.3 if mirrored else 1.0
        main = [
            (x + lean, y - size * s),
            (x - size * 0.36, y - size * 0.16 * s),
            (x, y - size * 0.16 * s),
        ]
        jib = [
            (x + size * 0.04 + lean, y - size * 0.88 * s),
            (x + size * 0.05, y - size * 0.16 * s),
            (x + size * 0.34, y - size * 0.2 * s),
        ]
        hull = [
            (x - size * 0.4, y - size * 0.1 * s),
            (x + size * 0.42, y - size * 0.12 * s),
            (x + size * 0.28, y + size * 0.03 * s),
            (x - size * 0.3, y + size * 0.03 * s),
        ]
        canvas.fill(sail, soft(canvas.polygon(main), 2.5 if mirrored else 0), opacity)
        canvas.fill(second, soft(canvas.polygon(jib), 2.5 if mirrored else 0), opacity)
        canvas.fill(
            canvas.palette.shade, soft(canvas.polygon(hull), 2.5 if mirrored else 0), opacity
        )


def paint_balloons(canvas: Canvas, colours: tuple[Colour, ...]) -> None:
    """Hot-air balloons, a near one and some far ones."""
    rng = canvas.rng
    places = [(0.34, 0.36, 0.11)] + [
        (rng.uniform(0.1, 0.92), rng.uniform(0.14, 0.62), rng.uniform(0.018, 0.045))
        for _ in range(5)
    ]
    for number, (fx, fy, fr) in enumerate(sorted(places, key=lambda p: p[2])):
        x, y, r = canvas.width * fx, canvas.horizon * fy + r_offset(fr, canvas), canvas.unit * fr
        depth = min(1.0, 0.35 + fr * 6)
        for gore in range(7):
            share = 1 - gore / 6.5
            own = colours[(gore + number) % len(colours)]
            colour = mix(lit(canvas, own, depth), own, 0.25)
            colour = mix(colour, canvas.palette.shade, 0.05 * (gore % 2))
            shape = []
            for i in range(41):
                t = -math.pi / 2 + 2 * math.pi * i / 40
                fall = max(0.0, math.sin(t))
                shape.append(
                    (
                        x + r * share * math.cos(t) * (1 - 0.38 * fall**2),
                        y + r * math.sin(t) * (1 + 0.28 * fall),
                    )
                )
            canvas.fill(colour, canvas.polygon(shape))
        _basket(canvas, x, y, r, depth)
        canvas.glow((x - r * 0.3, y - r * 0.35), r * 1.1, canvas.palette.light, 0.22)


def r_offset(share: float, canvas: Canvas) -> float:
    """How much lower a large balloon hangs, so that it does not touch the upper edge."""
    return canvas.unit * share * 0.4


def _basket(canvas: Canvas, x: float, y: float, r: float, depth: float) -> None:
    colour = lit(canvas, parse("6b4a2f"), depth)

    def draw_basket(draw: ImageDraw.ImageDraw, k: int) -> None:
        top, w = y + r * 1.55, r * 0.14
        draw.rectangle([(x - w) * k, top * k, (x + w) * k, (top + w * 1.5) * k], 255)
        for side in (-1, 1):
            ends = [(x + side * w) * k, top * k, (x + side * r * 0.3) * k, (y + r * 1.2) * k]
            draw.line(ends, 255, max(1, int(r * 0.02 * k)))

    canvas.fill(colour, canvas.drawn(draw_basket))


def paint_cabin(canvas: Canvas, foot: Point, size: float) -> None:
    """A small house with a lit window on `foot`."""
    x, y = foot
    wall = lit(canvas, parse("8a5a3c"), 0.9)
    roof = mix(lit(canvas, _RED, 0.8), canvas.palette.shade, 0.35)
    front = [
        (x - size * 0.5, y),
        (x - size * 0.5, y - size * 0.45),
        (x + size * 0.5, y - size * 0.45),
        (x + size * 0.5, y),
    ]
    canvas.lay(
        canvas.gradient((wall, mix(wall, canvas.palette.shade, 0.4)), y - size * 0.5, y),
        canvas.polygon(front),
    )
    chimney = [
        (x + size * 0.22, y - size * 0.95),
        (x + size * 0.34, y - size * 0.95),
        (x + size * 0.34, y - size * 0.5),
        (x + size * 0.22, y - size * 0.5),
    ]
    canvas.fill(mix(wall, canvas.palette.shade, 0.4), canvas.polygon(chimney))
    canvas.fill(
        roof,
        canvas.polygon(
            [
                (x - size * 0.64, y - size * 0.42),
                (x, y - size * 0.95),
                (x + size * 0.64, y - size * 0.42),
            ]
        ),
    )
    for side in (-0.25, 0.2):
        wx, w = x + size * side, size * 0.09
        pane = [
            (wx - w, y - size * 0.16),
            (wx + w, y - size * 0.16),
            (wx + w, y - size * 0.34),
            (wx - w, y - size * 0.34),
        ]
        canvas.fill(_LAMP, canvas.polygon(pane))
        canvas.glow(
            (wx, y - size * 0.25), size * (0.7 if canvas.palette.dark else 0.35), _LAMP, 0.5
        )
    for puff in range(5):
        px, py = x + size * (0.28 + 0.10 * puff), y - size * (1.05 + 0.22 * puff)
        canvas.glow(
            (px, py), size * (0.12 + 0.07 * puff), canvas.palette.sky[-1], 0.3 - 0.04 * puff
        )


def paint_cat(canvas: Canvas, foot: Point, size: float) -> None:
    """A cat that sits and looks at the view."""
    x, y = foot

    def draw_cat(draw: ImageDraw.ImageDraw, k: int) -> None:
        def oval(cx: float, cy: float, rx: float, ry: float) -> None:
            box = [(x + (cx - rx) * size) * k, (y + (cy - ry) * size) * k]
            draw.ellipse([*box, (x + (cx + rx) * size) * k, (y + (cy + ry) * size) * k], 255)

        oval(0, -0.24, 0.25, 0.27)
        oval(0, -0.45, 0.17, 0.24)
        oval(0, -0.74, 0.165, 0.145)
        for side in (-1, 1):
            ear = [(side * 0.155, -0.76), (side * 0.15, -1.0), (side * 0.03, -0.85)]
            draw.polygon([((x + a * size) * k, (y + b * size) * k) for a, b in ear], 255)
        tail = []
        for i in range(24):
            t = i / 23
            tail.append(
                (
                    (x + size * (0.16 + 0.42 * t)) * k,
                    (y - size * (0.03 + 0.28 * t**2 * (1.25 - t) * 2)) * k,
                )
            )
        draw.line(tail, 255, max(2, int(size * 0.085 * k)), joint="curve")

    mask = canvas.drawn(draw_cat)
    canvas.fill(mix(canvas.palette.shade, parse("2a2430"), 0.5), mask)
    rim = both(mask, soft(mask, size * 0.035).point([255 - v for v in range(256)]))
    canvas.fill(canvas.palette.light, rim, 0.5)

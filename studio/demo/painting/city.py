"""Cities: rows of towers in the haze, their windows, and the street or water before them."""

from functools import partial

from msgspec import Struct
from PIL import Image, ImageDraw

from studio.demo.painting.canvas import Canvas, both, faded, soft
from studio.demo.painting.colours import Colour, mix, parse
from studio.demo.painting.land import lit

_STONE = parse("8d90a3")
_WARM = (parse("ffd58a"), parse("ffb95e"), parse("fff0cf"))


class _Tower(Struct, frozen=True):
    x: float
    width: float
    top: float
    crown: int


def paint_city(canvas: Canvas, base: float, *, layers: int = 4, scale: float = 1.0) -> None:
    """Rows of towers that stand on the height `base`."""
    for index in range(layers):
        depth = (index + 0.4) / layers
        towers = _row(canvas, base, depth, scale)
        mask = canvas.drawn(partial(_draw_row, towers, base))
        body = lit(canvas, _STONE, 0.15 + 0.8 * depth)
        foot = mix(body, canvas.palette.haze, 0.55 - 0.3 * depth)
        top = min(t.top for t in towers)
        canvas.lay(canvas.gradient((body, body, foot), top, base), mask)
        _sides(canvas, towers, base, mask, depth)
        _windows(canvas, towers, base, depth)
        if index < layers - 1:
            _haze(canvas, base, 0.5 - 0.3 * depth)


def _row(canvas: Canvas, base: float, depth: float, scale: float) -> list[_Tower]:
    rng = canvas.rng
    towers = []
    x = -canvas.unit * 0.05
    middle = canvas.width * rng.uniform(0.35, 0.65)
    while x < canvas.width * 1.05:
        width = canvas.unit * rng.uniform(0.03, 0.062) * (0.7 + 0.7 * depth)
        near_middle = max(0.0, 1 - abs(x - middle) / (canvas.width * 0.5))
        height = canvas.height * scale * (0.10 + 0.22 * near_middle * rng.random() ** 0.7)
        height *= rng.uniform(0.55, 1.3) * (1.25 - 0.6 * depth)
        if rng.random() < 0.08:
            height *= 1.5
        towers.append(_Tower(x, width, base - height, rng.randrange(13)))
        x += width * rng.uniform(0.75, 1.25)
    return towers


def _draw_row(towers: list[_Tower], base: float, draw: ImageDraw.ImageDraw, k: int) -> None:
    for tower in towers:
        x, w, top = tower.x, tower.width, tower.top
        draw.rectangle([x * k, top * k, (x + w) * k, (base + 4) * k], 255)
        height = base - top
        if tower.crown == 0:
            draw.line(
                [(x + w / 2) * k, top * k, (x + w / 2) * k, (top - height * 0.28) * k],
                255,
                max(2, int(w * 0.05 * k)),
            )
            draw.rectangle(
                [(x + w * 0.2) * k, (top - height * 0.06) * k, (x + w * 0.8) * k, top * k], 255
            )
        elif tower.crown == 1:
            for step in range(1, 4):
                inset = w * 0.14 * step
                draw.rectangle(
                    [
                        (x + inset) * k,
                        (top - height * 0.045 * step) * k,
                        (x + w - inset) * k,
                        top * k,
                    ],
                    255,
                )
        elif tower.crown == 2:
            draw.polygon(
                [(x * k, top * k), ((x + w) * k, top * k), ((x + w) * k, (top - w * 0.55) * k)], 255
            )
        elif tower.crown == 3:
            draw.polygon(
                [(x * k, top * k), ((x + w / 2) * k, (top - w * 1.1) * k), ((x + w) * k, top * k)],
                255,
            )
        elif tower.crown == 4:
            draw.pieslice(
                [x * k, (top - w * 0.5) * k, (x + w) * k, (top + w * 0.5) * k], 180, 360, fill=255
            )


def _sides(
    canvas: Canvas, towers: list[_Tower], base: float, mask: Image.Image, depth: float
) -> None:
    from_right = canvas.sun[0] > canvas.width / 2

    def draw_sides(draw: ImageDraw.ImageDraw, k: int, lit_side: bool) -> None:
        for tower in towers:
            x, w = tower.x, tower.width
            right = from_right if lit_side else not from_right
            left, end = (x + w * 0.68, x + w) if right else (x, x + w * 0.32)
            draw.rectangle([left * k, (tower.top - w) * k, end * k, base * k], 150)

    lit_mask = canvas.drawn(lambda draw, k: draw_sides(draw, k, True))
    dark_mask = canvas.drawn(lambda draw, k: draw_sides(draw, k, False))
    canvas.fill(
        mix(canvas.palette.light, canvas.palette.sky[-1], 0.3),
        both(mask, lit_mask),
        0.3 * depth + 0.08,
    )
    canvas.fill(canvas.palette.shade, both(mask, dark_mask), 0.5 * depth)


def _windows(canvas: Canvas, towers: list[_Tower], base: float, depth: float) -> None:
    rng = canvas.rng
    dark = canvas.palette.dark
    pane = canvas.unit * (0.0022 + 0.0028 * depth)
    accents: tuple[Colour, ...] = _WARM
    if canvas.palette.accent == parse("22e6e0"):
        accents = (canvas.palette.accent, parse("ff5fb8"), _WARM[0])
    share = 0.5 if dark else 0.16
    for colour in accents if dark else (mix(canvas.palette.sky[-1], _WARM[0], 0.3),):

        def draw_panes(draw: ImageDraw.ImageDraw, k: int) -> None:
            for tower in towers:
                columns = max(1, int(tower.width * 0.84 / (pane * 2.0)))
                step = tower.width * 0.84 / columns
                y = tower.top + pane * 2
                while y < base - pane * 2:
                    for column in range(columns):
                        if rng.random() < share / len(accents) * (1 if dark else 3):
                            x = tower.x + tower.width * 0.08 + column * step
                            box = [x * k, y * k, (x + step * 0.55) * k, (y + pane * 1.15) * k]
                            draw.rectangle(box, rng.randint(120, 255))
                    y += pane * 2.3

        panes = canvas.drawn(draw_panes)
        canvas.fill(colour, panes, (0.9 if dark else 0.4) * (0.35 + 0.65 * depth))
        if dark:
            canvas.screen(colour, faded(soft(panes, canvas.unit * 0.006), 0.6))


def _haze(canvas: Canvas, base: float, strength: float) -> None:
    height = canvas.height * 0.22
    fade = canvas.gradient(((0,) * 3, (120,) * 3, (255,) * 3), base - height, base).convert("L")
    canvas.fill(mix(canvas.palette.haze, canvas.palette.sky[-1], 0.3), fade, strength)

"""Skies: the light of the hour, sun and moon, stars, clouds, aurora, rain and snow."""

import math

from PIL import Image, ImageChops, ImageDraw

from studio.demo.painting.canvas import Canvas, banded, both, faded, soft, stretched
from studio.demo.painting.colours import HOURS, lighter, mix, parse
from studio.demo.painting.scene import Scene

_AURORA = (parse("39e8a0"), parse("5fd7e8"), parse("a56bf0"))
_RAINBOW = tuple(parse(c) for c in ("d64550", "ee8434", "f2d04b", "5fb36a", "4a90d9", "7d5ba6"))


def paint_sky(canvas: Canvas, scene: Scene) -> None:
    """Fills the canvas with the sky of the scene."""
    palette = canvas.palette
    canvas.image = canvas.gradient(palette.sky, 0, canvas.horizon * 1.02)
    drift = canvas.noise(2, 3, 3)
    canvas.lay(canvas.gradient(palette.sky[1:], 0, canvas.horizon), drift, 0.35)
    if palette.dark or "stars" in scene.features:
        _stars(canvas, dense=scene.hour == "night")
    if "aurora" in scene.features:
        _aurora(canvas)
    moon = "moon" in scene.features or (scene.hour == "night" and "sun" not in scene.features)
    cloudy = scene.hour in {"storm", "mist"} or "clouds" in scene.features
    if scene.hour not in {"storm", "mist"} or {"moon", "sun"} & scene.features:
        _disc(canvas, moon=moon)
    if scene.hour != "neon" and "aurora" not in scene.features:
        _clouds(canvas, heavy=cloudy, storm=scene.hour == "storm")
    if "rainbow" in scene.features:
        _rainbow(canvas)
    if "bolt" in scene.features:
        _bolt(canvas)


def _stars(canvas: Canvas, *, dense: bool) -> None:
    rng = canvas.rng
    count = int(canvas.unit * (0.55 if dense else 0.2))
    band = canvas.rng.uniform(-0.6, 0.6)

    def draw_stars(draw: ImageDraw.ImageDraw, k: int) -> None:
        for _ in range(count):
            x, y = rng.random() * canvas.width, rng.random() ** 1.3 * canvas.horizon
            if dense and rng.random() < 0.45:
                along = x / canvas.width - 0.5
                y = canvas.horizon * (0.42 + band * along + rng.gauss(0, 0.09))
            r = canvas.unit * 0.0007 * (0.7 + rng.random() ** 5 * 3.4)
            level = int(255 * (0.3 + 0.7 * rng.random()) * max(0.1, 1 - y / canvas.horizon))
            draw.ellipse([(x - r) * k, (y - r) * k, (x + r) * k, (y + r) * k], fill=level)

    if dense:
        _milky_way(canvas, band)
    mask = canvas.drawn(draw_stars)
    canvas.screen((255, 250, 235), mask)
    canvas.screen(canvas.palette.light, faded(soft(mask, canvas.unit * 0.003), 0.7))


def _milky_way(canvas: Canvas, slope: float) -> None:
    width, height = canvas.width, canvas.height
    middle = canvas.horizon * 0.42

    def draw_band(draw: ImageDraw.ImageDraw, k: int) -> None:
        half = canvas.horizon * 0.06
        left, right = middle - slope * canvas.horizon / 2, middle + slope * canvas.horizon / 2
        draw.polygon(
            [
                (-50 * k, (left - half) * k),
                ((width + 50) * k, (right - half) * k),
                ((width + 50) * k, (right + half) * k),
                (-50 * k, (left + half) * k),
            ],
            240,
        )

    mask = soft(canvas.drawn(draw_band), height * 0.07)
    cloud = both(mask, canvas.noise(5, 6, 5))
    canvas.screen(mix(canvas.palette.sky[-1], (190, 170, 220), 0.5), faded(cloud, 0.75))


def _disc(canvas: Canvas, *, moon: bool) -> None:
    x, y = canvas.sun
    palette = canvas.palette
    radius = canvas.unit * (0.036 if moon or y < canvas.horizon * 0.5 else 0.05)
    if scene_is_neon(canvas):
        _striped_sun(canvas)
        return
    warm = mix(palette.light, palette.sky[-2], 0.45)
    canvas.glow((x, y), radius * 14, warm, 0.55)
    canvas.glow((x, y), radius * 5, palette.light, 0.6)
    disc = canvas.disc(x, y, radius)
    canvas.fill(lighter(palette.light, 0.06), disc)
    if moon:
        spots = banded(
            canvas.noise(canvas.width / radius / 1.2, canvas.height / radius / 1.2, 3), 120, 200
        )
        canvas.fill(mix(palette.light, palette.sky[1], 0.35), both(disc, spots), 0.4)


def scene_is_neon(canvas: Canvas) -> bool:
    """Whether the light is that of the neon palette, whose sun is a large striped disc."""
    return canvas.palette.accent == HOURS["neon"].accent


def _striped_sun(canvas: Canvas) -> None:
    x, radius = canvas.width * 0.5, canvas.unit * 0.2
    y = canvas.horizon - radius * 0.75
    canvas.glow((x, y), radius * 3.2, parse("ff4fa3"), 0.7)

    def draw_sun(draw: ImageDraw.ImageDraw, k: int) -> None:
        draw.ellipse([(x - radius) * k, (y - radius) * k, (x + radius) * k, (y + radius) * k], 255)
        for stripe in range(7):
            top = y + radius * (0.02 + 0.15 * stripe)
            thick = radius * (0.02 + 0.014 * stripe)
            draw.rectangle([(x - radius) * k, top * k, (x + radius) * k, (top + thick) * k], 0)

    colours = (parse("fff3a8"), parse("ffb14e"), parse("ff4d8d"))
    canvas.lay(canvas.gradient(colours, y - radius, y + radius), canvas.drawn(draw_sun))


def _clouds(canvas: Canvas, *, heavy: bool, storm: bool) -> None:
    palette = canvas.palette
    rng = canvas.rng
    height = canvas.height
    horizon = int(canvas.horizon)
    lit = mix(palette.light, palette.sky[-1], 0.35)
    dim = mix(palette.sky[1], palette.sky[-2], 0.45)
    if storm:
        lit, dim = palette.sky[3], lighter(palette.sky[0], -0.02)
    for layer in range(3 if heavy else 2):
        across = rng.uniform(1.6, 2.6) * (1 + layer * 0.7) * canvas.width / canvas.unit
        noise = canvas.noise(across, across * rng.uniform(2.2, 3.4), 6)
        cut = rng.randint(96, 118) if heavy else rng.randint(142, 160)
        body = banded(noise, cut, cut + 70)
        # Far clouds are lower, thinner and closer together: fade at the top and at the horizon.
        fade = Image.new("L", (1, height))
        peak = rng.uniform(0.25, 0.75)
        fade.putdata(
            [
                int(255 * math.exp(-(((y / horizon - peak) / 0.3) ** 2))) if y < horizon else 0
                for y in range(height)
            ]
        )
        body = both(body, fade.resize((canvas.width, height)))
        under = ImageChops.offset(body, 0, -max(2, int(canvas.unit * 0.014)))
        canvas.fill(dim, body, 0.75 if heavy else 0.5)
        rim = ImageChops.subtract(body, under)
        canvas.fill(lit, soft(stretched(rim), 1.2), 0.55)
        canvas.fill(lit, both(body, banded(noise, cut + 45, 255)), 0.5)


def _aurora(canvas: Canvas) -> None:
    rng = canvas.rng
    for index in range(3):
        line = canvas.ridge(
            canvas.horizon * rng.uniform(0.6, 0.82), canvas.horizon * 0.3, rough=0.35, bumps=1.5
        )
        rise = canvas.horizon * rng.uniform(0.3, 0.5)
        rays = canvas.noise(26, 1.2, 3)
        curtain = Image.new("L", canvas.image.size, 0)
        for step in range(18):
            share = step / 17
            offset = rise * share
            band = [(x, y - offset) for x, y in line]
            back = [(x, y - offset - rise / 12) for x, y in reversed(line)]
            level = int(225 * (1 - share) ** 1.6 * min(1, share * 6 + 0.25))
            mask = canvas.polygon([*band, *back])
            curtain = ImageChops.lighter(curtain, faded(mask, level / 255))
        curtain = both(soft(curtain, canvas.unit * 0.012), banded(rays, -60, 220))
        canvas.screen(_AURORA[index], curtain)


def _rainbow(canvas: Canvas) -> None:
    cx, cy = canvas.width * 0.42, canvas.horizon * 1.05
    outer = canvas.unit * 0.62
    band = canvas.unit * 0.011
    for index, colour in enumerate(_RAINBOW):
        r = outer - index * band

        def draw_arc(draw: ImageDraw.ImageDraw, k: int, r: float = r) -> None:
            box = [(cx - r) * k, (cy - r) * k, (cx + r) * k, (cy + r) * k]
            draw.arc(box, 180, 360, fill=255, width=int(band * 1.4 * k))

        canvas.screen(colour, faded(soft(canvas.drawn(draw_arc), band * 0.6), 0.55))


def _bolt(canvas: Canvas) -> None:
    rng = canvas.rng
    x, y = canvas.width * rng.uniform(0.25, 0.75), canvas.horizon * 0.12
    points = [(x, y)]
    while y < canvas.horizon:
        x += rng.gauss(0, canvas.unit * 0.018)
        y += canvas.unit * rng.uniform(0.015, 0.04)
        points.append((x, y))
    thin = canvas.drawn(
        lambda draw, k: draw.line(
            [(a * k, b * k) for a, b in points], 255, int(canvas.unit * 0.004 * k)
        )
    )
    canvas.screen((210, 215, 255), soft(thin, canvas.unit * 0.02))
    canvas.screen((255, 255, 255), thin)


def paint_weather(canvas: Canvas, scene: Scene) -> None:
    """Rain or snow in front of everything, and birds."""
    if "rain" in scene.features or scene.hour == "storm":
        _rain(canvas)
    if "snow" in scene.features or scene.hour == "winter":
        _snow(canvas)
    if "birds" in scene.features or (
        canvas.rng.random() < 0.35 and not canvas.palette.dark and scene.setting != "abstract"
    ):
        _birds(canvas)


def _rain(canvas: Canvas) -> None:
    rng = canvas.rng
    lean = rng.uniform(-0.25, 0.25)

    def draw_rain(draw: ImageDraw.ImageDraw, k: int) -> None:
        for _ in range(int(canvas.unit * 0.9)):
            x, y = rng.random() * canvas.width * 1.2, rng.random() * canvas.height
            length = canvas.unit * rng.uniform(0.015, 0.045)
            ends = [x * k, y * k, (x + lean * length) * k, (y + length) * k]
            draw.line(ends, fill=rng.randint(40, 150), width=k)

    canvas.screen(canvas.palette.sky[-1], faded(canvas.drawn(draw_rain), 0.5))


def _snow(canvas: Canvas) -> None:
    rng = canvas.rng

    def draw_snow(draw: ImageDraw.ImageDraw, k: int) -> None:
        for _ in range(int(canvas.unit * 0.6)):
            x, y = rng.random() * canvas.width, rng.random() * canvas.height
            r = canvas.unit * 0.0008 * (0.8 + rng.random() ** 6 * 7)
            draw.ellipse(
                [(x - r) * k, (y - r) * k, (x + r) * k, (y + r) * k], fill=rng.randint(90, 255)
            )

    canvas.screen((255, 255, 255), soft(canvas.drawn(draw_snow), 0.7))


def _birds(canvas: Canvas) -> None:
    rng = canvas.rng
    cx, cy = canvas.width * rng.uniform(0.25, 0.75), canvas.horizon * rng.uniform(0.25, 0.55)

    def draw_birds(draw: ImageDraw.ImageDraw, k: int) -> None:
        for _ in range(rng.randint(4, 9)):
            x, y = rng.gauss(cx, canvas.unit * 0.09), rng.gauss(cy, canvas.unit * 0.035)
            size = canvas.unit * rng.uniform(0.007, 0.014)
            lift = size * rng.uniform(0.2, 0.6)
            for side in (-1, 1):
                wing = [
                    (x * k, y * k),
                    ((x + side * size * 0.5) * k, (y - lift) * k),
                    ((x + side * size) * k, (y - lift * 0.3) * k),
                ]
                draw.line(wing, fill=235, width=max(2, int(size * 0.16 * k)), joint="curve")

    canvas.fill(mix(canvas.palette.shade, canvas.palette.sky[2], 0.2), canvas.drawn(draw_birds))

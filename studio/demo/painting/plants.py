"""Shapes of single plants, drawn into masks."""

import math

from PIL import ImageDraw

from studio.demo.painting.canvas import Canvas, Point


def conifer(
    draw: ImageDraw.ImageDraw, canvas: Canvas, x: float, y: float, size: float, k: int
) -> None:
    """A conifer on (x, y), drawn into a mask: tiers of drooping branches."""
    rng = canvas.rng
    half = size * rng.uniform(0.17, 0.24)
    tiers = max(6, int(9 * rng.uniform(0.9, 1.3)))
    left: list[Point] = []
    right: list[Point] = []
    for tier in range(tiers):
        t = (tier + 1) / tiers
        top = y - size + size * 0.94 * (t - 0.9 / tiers)
        low = y - size + size * 0.94 * t
        for side, points in ((-1, left), (1, right)):
            reach = half * t**0.9 * rng.uniform(0.75, 1.15)
            points.append((x + side * reach * 0.35, top + size * 0.01))
            points.append((x + side * reach, low + size * rng.uniform(0, 0.03)))
            points.append((x + side * reach * 0.45, low - size * 0.005))
    outline = [(x, y - size), *right, *reversed(left)]
    draw.polygon([(a * k, b * k) for a, b in outline], 255)
    trunk = max(1.0, size * 0.018)
    draw.rectangle(
        [(x - trunk) * k, (y - size * 0.1) * k, (x + trunk) * k, (y + size * 0.04) * k], 255
    )


def bush(
    draw: ImageDraw.ImageDraw, canvas: Canvas, x: float, y: float, size: float, k: int
) -> None:
    """A bush or a round tree on (x, y): a crown of many small ovals."""
    rng = canvas.rng
    wide = rng.uniform(0.8, 1.5)
    for _ in range(9):
        angle, far = rng.random() * math.tau, rng.random() ** 0.5
        bx = x + math.cos(angle) * far * size * 0.62 * wide
        by = y - size * 0.55 + math.sin(angle) * far * size * 0.42
        r = size * rng.uniform(0.2, 0.38)
        draw.ellipse([(bx - r) * k, (by - r * 0.85) * k, (bx + r) * k, (by + r * 0.85) * k], 255)
    draw.rectangle([(x - size * 0.4) * k, (y - size * 0.3) * k, (x + size * 0.4) * k, y * k], 255)

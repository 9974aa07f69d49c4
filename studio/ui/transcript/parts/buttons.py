"""Painted buttons with a label, 28 px high."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from studio.ui.theme import rounded_box
from studio.ui.transcript.element import Hit, PaintContext
from studio.ui.transcript.kit import Kit
from studio.ui.transcript.parts.base import (
    is_hovered,
    paint_focus,
    paint_icon,
    paint_line,
    text_width,
)


def button_width(kit: Kit, label: str, *, icon: bool = False) -> float:
    """How wide a 28 px button with a label is."""
    width = text_width(label, kit.theme.font("ui", weight=500)) + 2 * kit.px(12)
    return float(round(width + (kit.px(16 + 6) if icon else 0)))


def paint_button(
    painter: QPainter, hit: Hit, label: str, kind: str, context: PaintContext, icon: str = ""
) -> None:
    """A `primary`, `secondary` or `text` button where a hit is."""
    rect, theme = hit.rect, context.theme
    if rect is None:
        return
    hovered = is_hovered(hit, context)
    radius = theme.scaled(6)
    token = "text"
    if kind == "primary":
        rounded_box(painter, rect, radius, theme.color("accentHover" if hovered else "accent"))
        token = "onAccent"
    elif kind == "secondary":
        fill = theme.color("raisedHover" if hovered else "raised")
        rounded_box(painter, rect, radius, fill, border=theme.color("lineStrong"))
    else:
        token = "text" if hovered else "text2"
        if hovered:
            rounded_box(painter, rect, radius, fill=theme.color("hover"))
    inner = rect.adjusted(theme.scaled(12), 0, -theme.scaled(12), 0)
    if icon:
        size = theme.scaled(16)
        centre = QPointF(inner.left() + size / 2, inner.center().y())
        paint_icon(painter, icon, centre, size, token, context)
        inner.setLeft(inner.left() + size + theme.scaled(6))
    font = theme.font("ui", weight=500)
    paint_line(painter, label, inner, font, theme.color(token), Qt.AlignmentFlag.AlignHCenter)
    if context.focused == hit:
        ring = rect.adjusted(-3, -3, 3, 3)
        paint_focus(painter, ring, radius + 3, theme)

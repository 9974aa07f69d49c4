"""The icon buttons in the head of a code block."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from studio.ui.theme import rounded_box
from studio.ui.transcript.element import PaintContext
from studio.ui.transcript.look import Look

_ICONS = {"toggle_wrap": "wrap-text", "save_code": "download"}
_ICON_PX, _RADIUS_PX = 16, 6


def paint_tool(
    painter: QPainter, context: PaintContext, look: Look, rect: QRectF, action: str, *, lit: bool
) -> None:
    """Paints a button.

    Args:
        action: `toggle_wrap` or `save_code`.
        lit: what it stands for is on.
    """
    theme = context.theme
    hovered = context.hover is not None and rect.contains(context.hover)
    if hovered:
        rounded_box(painter, rect, _RADIUS_PX, theme.color("hover"))
    if context.focused is not None and context.focused.action == action:
        ring = theme.color("accent")
        rounded_box(painter, rect, _RADIUS_PX, None, ring, theme.focus_ring_px)
    token = "accent" if lit else "text" if hovered else "text2"
    size = look.px(_ICON_PX)
    corner = rect.center() - QPointF(size / 2, size / 2)
    at = QPointF(round(corner.x()), round(corner.y()))
    painter.drawPixmap(at, theme.pixmap(_ICONS[action], size, token, context.dpr))

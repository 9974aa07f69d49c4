"""Where a leaf stands: indents, list markers, quote rules, gaps."""

import math
from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from studio.ui.theme import Theme, rounded_box
from studio.ui.transcript.leaves import (
    CodeLeaf,
    Frame,
    ImageLeaf,
    Leaf,
    Marker,
    MathsLeaf,
    RuleLeaf,
    TableLeaf,
    TextLeaf,
)
from studio.ui.transcript.look import Look

_ITEM_INDENT_PX, _WIDE_INDENT_PX, _QUOTE_INDENT_PX = 24, 36, 14
_INDENTS = {
    "item": _ITEM_INDENT_PX,
    "wide": _WIDE_INDENT_PX,
    "quote": _QUOTE_INDENT_PX,
    "meaning": _ITEM_INDENT_PX,
    "note": 0,
}
_MOST_INDENT_PX = 216  # what is nested deeper stands there too: narrower text can't be read
_BULLET_PX, _TASK_PX = 5, 14
# Gaps in px of the 100 % design; negative ones are exact (see `element.gap_px`).
_GAPS = {
    TextLeaf: (12, 12),
    CodeLeaf: (12, 16),
    TableLeaf: (12, 16),
    RuleLeaf: (16, 16),
    ImageLeaf: (12, 12),
    MathsLeaf: (12, 12),
}
_HEADING_GAPS = {"h1": (20, -8), "h2": (20, -8), "h3": (16, -4), "h4": (16, -4)}
_ITEM_GAP, _IN_ITEM_GAP, _BOX_IN_ITEM_GAP = -4, -8, -12


class Placement(Struct, frozen=True):
    """Gaps and the room at the side, in px.

    Attributes:
        pad_top: room inside the element, where a quote's rule goes on.
    """

    frame: Frame
    indent: float
    before: float
    after: float
    pad_top: float = 0.0


def place(leaves: Sequence[Leaf], look: Look) -> list[Placement]:
    """Placements of the leaves of one block."""
    wishes = [_wishes(leaf) for leaf in leaves]
    found = []
    for index, leaf in enumerate(leaves):
        before, after = wishes[index]
        pad = 0.0
        if index and _quotes_touch(leaves[index - 1].frame, leaf.frame):
            above = wishes[index - 1][1]
            exact = [-wish for wish in (above, before) if wish < 0]
            pad, before = (max(exact) if exact else max(above, before)), 0
        if index + 1 < len(leaves) and _quotes_touch(leaf.frame, leaves[index + 1].frame):
            after = 0
        indent = sum(look.px(_INDENTS[name]) for name in leaf.frame.containers)
        indent = min(indent, look.px(_MOST_INDENT_PX))
        before, after = (math.copysign(look.px(abs(gap)), gap) for gap in (before, after))
        found.append(Placement(leaf.frame, indent, before, after, look.px(pad)))
    return found


def _quotes_touch(above: Frame, below: Frame) -> bool:
    """Whether two neighbouring leaves are in one quote, so that its rule has no gap."""
    return "quote" in above.containers and above.containers[:1] == below.containers[:1]


def _wishes(leaf: Leaf) -> tuple[float, float]:
    if isinstance(leaf, TextLeaf) and leaf.style in _HEADING_GAPS and not leaf.frame.containers:
        return _HEADING_GAPS[leaf.style]
    before, after = _GAPS[type(leaf)]
    if leaf.frame.containers and not isinstance(leaf, TextLeaf):
        after = _BOX_IN_ITEM_GAP
    if leaf.frame.close or (
        isinstance(leaf, TextLeaf) and leaf.frame.containers[-1:] == ("meaning",)
    ):
        before = _ITEM_GAP
    elif isinstance(leaf, TextLeaf) and not leaf.frame.markers and leaf.frame.containers:
        before = _IN_ITEM_GAP if leaf.frame.containers[-1] != "quote" else before
    return before, after


def marker_text(frame: Frame) -> str:
    """The markers of a leaf as characters, for plain text."""
    signs = {"bullet": "•", "task": "☐", "done": "☑"}
    depth = sum(name in ("item", "wide") for name in frame.containers)
    if not frame.markers:
        return "  " * depth
    marks = " ".join(marker.label or signs[marker.kind] for marker in frame.markers)
    return "  " * max(0, depth - len(frame.markers)) + marks + " "


def paint_frame(
    painter: QPainter,
    place: Placement,
    look: Look,
    theme: Theme,
    *,
    height: float,
    first_line: tuple[float, float],
    mirror_width: float | None,
    clip_top: float = 0.0,
) -> None:
    """Paints quote rules and list markers beside a leaf.

    Args:
        first_line: top and height of the leaf's first line.
        clip_top: what is above it is not painted.
        mirror_width: width of the element if its text runs from right to left.
    """
    left_edge, most = 0.0, float(look.px(_MOST_INDENT_PX))
    for depth, name in enumerate(place.frame.containers):
        x = max(0.0, min(left_edge, most - look.px(_INDENTS[name])))
        if name == "quote":
            width = float(look.px(2))
            left = x if mirror_width is None else mirror_width - x - width
            painter.fillRect(QRectF(left, 0.0, width, height), theme.color("lineStrong"))
        room = float(look.px(_INDENTS[name]))
        for marker in place.frame.markers:
            if marker.depth == depth and sum(first_line) + room > clip_top:
                left = x if mirror_width is None else mirror_width - x - room
                box = QRectF(left, first_line[0], room, first_line[1])
                nested = sum(c in ("item", "wide") for c in place.frame.containers[:depth])
                _paint_marker(painter, marker, box, nested, look, theme, mirror_width is not None)
        left_edge += look.px(_INDENTS[name])


def _paint_marker(
    painter: QPainter,
    marker: Marker,
    box: QRectF,
    nested: int,
    look: Look,
    theme: Theme,
    mirrored: bool,
) -> None:
    if marker.kind == "number":
        gap = look.px(6)
        area = box.adjusted(gap if mirrored else 0, 0, 0 if mirrored else -gap, 0)
        label = look.label("body", marker.label)
        at_left = mirrored or label.width > area.width()
        label.paint(painter, area, theme.color("text2"), part=0 if at_left else 1)
        return
    if marker.kind == "bullet":
        _paint_bullet(painter, box, nested, look, theme, mirrored)
        return
    size = look.px(_TASK_PX)
    left = box.right() - size if mirrored else box.left()
    tick = QRectF(round(left), round(box.center().y() - size / 2), size, size)
    done = marker.kind == "done"
    fill = theme.color("accent") if done else None
    rounded_box(painter, tick, 3, fill, theme.color("accent" if done else "control"), 1.5)
    if done:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("onAccent"), 1.75 * size / _TASK_PX))
        points = ((0.24, 0.52), (0.42, 0.70), (0.76, 0.32))
        corners = [QPointF(tick.left() + a * size, tick.top() + b * size) for a, b in points]
        painter.drawPolyline(corners)
        painter.restore()


def _paint_bullet(
    painter: QPainter, box: QRectF, nested: int, look: Look, theme: Theme, mirrored: bool
) -> None:
    size = look.px(_BULLET_PX)
    offset = look.px(6)
    x = box.right() - offset if mirrored else box.left() + offset
    dot = QRectF(x - size / 2, box.center().y() - size / 2 + 0.5, size, size)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    color = theme.color("text3")
    if nested % 2:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color, 1.25))
        painter.drawEllipse(dot)
    else:
        painter.setBrush(color)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(dot)
    painter.restore()

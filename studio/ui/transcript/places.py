"""Cursors of points and elements, and the words and lines around them."""

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from studio.ui.transcript.canvas import Target
from studio.ui.transcript.element import TextElement
from studio.ui.transcript.kinds import as_text, selectable_text
from studio.ui.transcript.leaves import TableLeaf, TextLeaf
from studio.ui.transcript.selection import Cursor
from studio.ui.transcript.words import line_at, word_at

if TYPE_CHECKING:
    from studio.ui.transcript.view import TranscriptView

_NEAR_PX = 4
IMAGE_SIGN = "\ufffc"


class Unit(Enum):
    """What the mouse selects by."""

    CHARACTER = 1
    WORD = 2
    LINE = 3


def text_target(target: Target | None) -> TextElement | None:
    """The element of a target, if it has text now."""
    if target is None:
        return None
    element = as_text(target.element)
    return element if element is not None and selectable_text(element) else None


def cursor_of(target: Target | None) -> Cursor | None:
    """The place in the text nearest to a target's point."""
    element = text_target(target)
    if element is None or target is None:
        return None
    return Cursor(target.item, target.spot, target.number, element.position_at(target.pos))


def cursor_near(view: "TranscriptView", pos: QPointF) -> Cursor | None:
    """The place in any text nearest to a point of the viewport, in reading order."""
    target = view.canvas.nearest(pos)
    cursor = cursor_of(target)
    if cursor is not None or target is None:
        return cursor
    here = (target.item.index, *target.spot, target.number)
    below: Cursor | None = None
    above: Cursor | None = None
    for visible in view.flow.visible:
        item, spot = visible.place.item, visible.place.spot
        for number, element in enumerate(visible.piece.elements):
            length = len(selectable_text(element))
            if not length:
                continue
            if (item.index, *spot, number) < here:
                above = Cursor(item, spot, number, length)
            elif below is None:
                below = Cursor(item, spot, number, 0)
    return above or below


def is_on_text(target: Target) -> bool:
    """Whether the point of a target is on (or close to) characters."""
    element = text_target(target)
    if element is None or selectable_text(element).startswith(IMAGE_SIGN):
        return False
    length = len(selectable_text(element))
    at = element.position_at(target.pos)
    near = element.selection_rects(max(0, at - 1), min(length, at + 1))
    return any(r.adjusted(-_NEAR_PX, -_NEAR_PX, 8, _NEAR_PX).contains(target.pos) for r in near)


def is_on_selection(view: "TranscriptView", target: Target | None) -> bool:
    """Whether the point of a target is on selected text."""
    element = text_target(target)
    if element is None or target is None:
        return False
    found = view.selection.range_in(target.item, target.spot, target.number)
    if found is None:
        return False
    at = element.position_at(target.pos)
    rects = element.selection_rects(max(found[0], at - 1), min(found[1], at + 1))
    return any(rect.contains(target.pos) for rect in rects)


def unit_around(target: Target, unit: Unit) -> tuple[Cursor, Cursor] | None:
    """The word or line at a target's point."""
    element = text_target(target)
    if element is None:
        return None
    text, at = selectable_text(element), element.position_at(target.pos)
    if unit is Unit.WORD:
        start, end = word_at(text, _under(element, at, target.pos))
    elif unit is Unit.LINE:
        start, end = line_of(element, text, at)
    else:
        start = end = at
    base = (target.item, target.spot, target.number)
    return Cursor(*base, start), Cursor(*base, end)


def line_of(element: TextElement, text: str, at: int) -> tuple[int, int]:
    """What three clicks select: a paragraph, a line of code, a cell, an image."""
    leaf = getattr(element, "leaf", None)
    if text.startswith(IMAGE_SIGN):
        at = min(at, len(text) - 1)
        return at, at + 1
    if isinstance(leaf, TextLeaf):
        return 0, len(text)
    return line_at(text, at, "\n\t" if isinstance(leaf, TableLeaf) else "\n")


def _under(element: TextElement, at: int, pos: QPointF) -> int:
    """The character below a point whose nearest boundary is known."""
    before = element.selection_rects(at - 1, at) if at else []
    return at - 1 if any(rect.contains(pos) for rect in before) else at

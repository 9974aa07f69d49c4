"""Brings a match into view: opens what is folded around it, and scrolls no more than needed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from studio.ui.transcript.element import Element, FoldingElement, ScrollingElement
from studio.ui.transcript.finding.index import Match
from studio.ui.transcript.finding.marks import Span, clip_of, rects_of
from studio.ui.transcript.item import MessageItem, Spot
from studio.ui.transcript.parts.reasoning import Reasoning
from studio.ui.transcript.tool_section import ToolSection

if TYPE_CHECKING:
    from studio.ui.transcript.view import TranscriptView

_WHERE = 0.35  # of the view's height, from the top
_MARGIN_PX = 72  # at the top the find bar covers as much
_SIDE_PX = 40


def reveal(view: "TranscriptView", match: Match, span: Span) -> bool:
    """Shows a match, as an act of the reader; False when its message is not there any more.

    Args:
        span: its characters in the unit's text.
    """
    item = view.item_of(match.message_id)
    spot = _spot_of(view, item, match, span) if item is not None else None
    if item is None or spot is None:
        return False
    view.smooth.stop()
    piece = view.flow.piece_of(item, spot)
    if match.unit.element >= len(piece.elements):
        return False
    element = piece.elements[match.unit.element]
    if _unfold(item, spot, match, element, span):
        piece = view.flow.piece_of(item, spot)
    rects = rects_of(element, *span, view.flow.width)
    rect = _scrolled_inside(element, rects[0], span, view.flow.width) if rects else QRectF()
    inside = piece.tops[match.unit.element] + rect.top()
    _scroll(view, item, spot, inside, rect.height())
    view.user_moved(may_follow=False)
    view.viewport().update()
    return True


def _spot_of(view: "TranscriptView", item: MessageItem, match: Match, span: Span) -> Spot | None:
    """Section and piece of a match; tool calls are opened for it."""
    item.open(view.flow.width)
    for section in item.sections or ():
        if section.key == match.unit.key and isinstance(section, ToolSection):
            if section.open_for(item.state, match.unit.piece, span[1]):
                item.rebuild(view.flow.width)
            break
    view.flow.item_changed(item)
    for number, section in enumerate(item.sections or ()):
        if section.key == match.unit.key:
            return (number, match.unit.piece) if match.unit.piece < section.count else None
    return None


def _unfold(item: MessageItem, spot: Spot, match: Match, element: Element, span: Span) -> bool:
    """Opens what hides a match; True when that changed the layout."""
    section = item.section(spot)
    if isinstance(element, Reasoning):
        if section.key in item.state.open_parts:
            return False
        item.state.open_parts |= {section.key}
        element.changed()
    elif isinstance(element, FoldingElement) and not rects_of(element, *span, 0.0):
        item.state.unfolded ^= {(section.key, spot[1], match.unit.element)}
        element.toggle_fold()
    else:
        return False
    section.relayout(spot[1])
    return True


def _scrolled_inside(element: Element, rect: QRectF, span: Span, width_px: float) -> QRectF:
    """Scrolls what scrolls by itself; returns where the match is then."""
    clip = clip_of(element, width_px)
    if isinstance(element, Reasoning):
        if not clip.contains(rect):
            element.scroll_by(rect.center().y() - clip.center().y())
            return rects_of(element, *span, width_px)[0]
    elif isinstance(element, ScrollingElement) and element.scroll_range_px() > 0:
        if rect.left() < clip.left():
            element.scroll_to(element.scroll_x_px() - (clip.left() - rect.left()) - _SIDE_PX)
        elif rect.right() > clip.right():
            element.scroll_to(element.scroll_x_px() + rect.right() - clip.right() + _SIDE_PX)
    return rect


def _scroll(
    view: "TranscriptView", item: MessageItem, spot: Spot, inside: float, height: float
) -> None:
    """Scrolls unless the line is well within the view."""
    flow = view.flow
    flow.lay_out(follow=False)
    for visible in flow.visible:
        if visible.place.item is item and visible.place.spot == spot:
            top = visible.top + inside
            margin = min(view.theme.current.scaled(_MARGIN_PX), flow.view_height / 4)
            if margin <= top and top + height <= flow.view_height - margin:
                return
    flow.to_item(item, spot, inside - flow.view_height * _WHERE)

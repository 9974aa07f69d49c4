"""Paints the visible pieces of a flow, and finds what is at a point of it."""

import math
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from studio.ui.theme import Theme, rounded_box
from studio.ui.transcript.element import (
    Element,
    Hit,
    PaintContext,
)
from studio.ui.transcript.flow import Flow, Visible
from studio.ui.transcript.item import MessageItem, Spot
from studio.ui.transcript.kinds import as_highlighting, as_text, take_same_px
from studio.ui.transcript.selection import Cursor, Selection
from studio.ui.transcript.text_section import TextSection


class Target(Struct, frozen=True):
    """An element on the screen, and what of it is meant.

    Attributes:
        rect: of the element, in viewport coordinates.
        pos: a point in the element's coordinates.
        hit: what is at that point, or None.
    """

    item: MessageItem
    spot: Spot
    number: int
    element: Element
    rect: QRectF
    pos: QPointF
    hit: Hit | None

    def same_as(self, other: "Target | None") -> bool:
        """Whether another target means the same element and hit."""
        return other is not None and other.element is self.element and other.hit == self.hit


class Change(Struct, frozen=True):
    """What is different from the last frame, in px of the viewport.

    Attributes:
        top: nothing changed above it; with a move, what moved stands below it now.
        moved_by: how far the rows from `top` to `bottom` moved down, otherwise unchanged; 0: no
            move.
        bottom: where the moved rows end now.
        until: nothing changed below it.
    """

    top: float
    moved_by: float = 0.0
    bottom: float = math.inf
    until: float = math.inf


class PaintedMarks(Protocol):
    """Marks characters of elements: what was found, or what is different elsewhere."""

    def paint(
        self, painter: QPainter, visible: Visible, number: int, context: PaintContext
    ) -> None:
        """Paints over an element, in its own coordinates."""
        ...


class Marks(Struct):
    """What is drawn on top of the plain content.

    Attributes:
        hover: the element under the pointer.
        focused: the hit (or, without a hit, the message) with keyboard focus.
        copied: see `PaintContext`.
        found: marks what was searched for, while something is.
        different: marks what is not in another answer, while they are held side by side.
        caret: the end of the selection that keys move.
    """

    selection: Selection
    hover: Target | None = None
    focused_item: MessageItem | None = None
    focused: tuple[MessageItem, Spot, int, Hit] | None = None
    copied: str | None = None
    found: PaintedMarks | None = None
    different: PaintedMarks | None = None
    caret: Cursor | None = None


class _Shown(NamedTuple):
    """A piece as the last frame showed it."""

    serial: int
    top: float
    height: float
    elements: Sequence[Element]
    tops: Sequence[float]

    def changed_from(self, now: Visible) -> float:
        """Where it differs from what it is now, in px of the viewport."""
        return now.top + self.same_px(now) if self.top == now.top else min(self.top, now.top)

    def same_px(self, now: Visible) -> float:
        """How much of it looks as it does now, in px below its top; asked once a frame.

        Markdown elements that stay in their block look as before; the last one lost the caret,
        but lines of its text that stayed where they are look as before too.
        """
        if not isinstance(now.place.item.section(now.place.spot), TextSection):
            return 0.0
        piece, same = now.piece, 0
        most = min(len(self.elements), len(piece.elements))
        while (
            same < most
            and self.elements[same] is piece.elements[same]
            and self.tops[same] == piece.tops[same]
        ):
            same += 1
        if same and same == len(self.elements):
            same -= 1
            grown_px = take_same_px(piece.elements[same])
            if grown_px:
                return piece.tops[same] + grown_px
        return piece.tops[same] if 0 < same < len(piece.tops) else 0.0


# Elements may paint so far beyond their own bounds (focus rings, shadows).
_OUTSIDE_PX = 6
_WORTH_MOVING = 0.3


class Canvas:
    """The column of a flow in a viewport."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self.left = 0.0
        self._shown: list[_Shown] = []  # of the last frame

    def forget(self) -> None:
        """All of the next frame is new."""
        self._shown = []

    def change(self) -> Change:
        """What is different from the last call.

        Pieces that were laid out again have another serial number, so a stream repaints its
        tail and not the screen.
        """
        shown = [
            _Shown(v.piece.serial, v.top, v.piece.height, v.piece.elements, v.piece.tops)
            for v in self._flow.visible
        ]
        before, self._shown = self._shown, shown
        until = _settled_from(before, shown)
        moved = _moved(before, shown, self._flow)
        if moved is not None:
            return replace(moved, until=until)
        for old, new, visible in zip(before, shown, self._flow.visible, strict=False):
            if old[:3] != new[:3]:
                return Change(old.changed_from(visible), until=until)
        if len(before) == len(shown):
            return Change(math.inf if shown else 0.0)
        rest = (before if len(before) > len(shown) else shown)[min(len(before), len(shown))]
        return Change(rest[1])

    def paint(
        self, painter: QPainter, clip: QRectF, theme: Theme, marks: Marks, dpr: float
    ) -> bool:
        """Paints what lies in `clip`.

        Returns:
            Whether some element still wants highlighting.
        """
        unlit = False
        # What only touches the clip has no pixel in it, save what a focus ring paints outside.
        outside = _OUTSIDE_PX if marks.focused is not None else 0
        first, last = clip.top() - outside, clip.bottom() + outside
        for visible in self._flow.visible:
            top = visible.top
            if top >= last:
                break
            if top + visible.piece.height <= first:
                continue
            unlit = self._paint_piece(painter, visible, clip, theme, marks, dpr) or unlit
        if marks.focused_item is not None and marks.focused is None:
            self._paint_ring(painter, marks.focused_item, theme)
        return unlit

    def _paint_piece(
        self,
        painter: QPainter,
        visible: Visible,
        clip: QRectF,
        theme: Theme,
        marks: Marks,
        dpr: float,
    ) -> bool:
        item, spot = visible.place.item, visible.place.spot
        section, piece = item.section(spot), visible.piece
        caret = section.has_caret(spot[1])
        selecting = not marks.selection.is_empty
        unlit = False
        outside = _OUTSIDE_PX if marks.focused is not None else 0
        tops = [*piece.tops, piece.height]
        for number, element in enumerate(piece.elements):
            y = visible.top + tops[number]
            below = visible.top + tops[number + 1]
            if below + outside <= clip.top() or y - outside >= clip.bottom():
                continue
            context = PaintContext(
                theme=theme,
                clip=clip.translated(-self.left, -y),
                dpr=dpr,
                copied=marks.copied,
                show_caret=caret and number == len(piece.elements) - 1,
            )
            if marks.hover is not None and marks.hover.element is element:
                context.hover = marks.hover.pos
            if marks.focused is not None and marks.focused[:3] == (item, spot, number):
                context.focused = marks.focused[3]
            if selecting and as_text(element) is not None:
                context.selection = marks.selection.range_in(item, spot, number)
            painter.save()
            painter.translate(self.left, y)
            element.paint(painter, context)
            for painted in (marks.different, marks.found):
                if painted is not None:
                    painted.paint(painter, visible, number, context)
            if marks.caret is not None:
                self._paint_caret(painter, element, Cursor(item, spot, number, 0), theme, marks)
            painter.restore()
            unlit = unlit or as_highlighting(element) is not None
        return unlit

    def _paint_caret(
        self, painter: QPainter, element: Element, here: Cursor, theme: Theme, marks: Marks
    ) -> None:
        caret, text = marks.caret, as_text(element)
        if caret is None or text is None or caret.item is not here.item:
            return
        if caret.key()[:4] != here.key()[:4]:
            return
        from studio.ui.transcript.carets import rect_at

        rect = rect_at(text, caret.at)
        if rect is not None:
            painter.fillRect(rect, theme.color("accent"))

    def _paint_ring(self, painter: QPainter, item: MessageItem, theme: Theme) -> None:
        rect = self.rect_of_item(item)
        if not rect.isNull():
            ring = theme.color("accent")
            rounded_box(painter, rect, theme.scaled(8), border=ring, border_px=theme.focus_ring_px)

    def rect_of_item(self, item: MessageItem) -> QRectF:
        """The visible part of a message in the viewport, a little larger; or empty."""
        shown = [v for v in self._flow.visible if v.place.item is item]
        if not shown:
            return QRectF()
        top = shown[0].top
        if shown[0].place.spot == item.first():
            top += shown[0].piece.gap
        bottom = shown[-1].bottom
        return QRectF(self.left - 8, top - 6, self._flow.width + 16, bottom - top + 12)

    def target_at(self, pos: QPointF) -> Target | None:
        """The element at a point of the viewport, or the one whose row it is."""
        for visible in self._flow.visible:
            if not visible.top <= pos.y() < visible.bottom:
                continue
            piece = visible.piece
            for number in reversed(range(len(piece.elements))):
                y = visible.top + piece.tops[number]
                if pos.y() >= y or number == 0:
                    return self._target(visible, number, pos)
        return None

    def _target(self, visible: Visible, number: int, pos: QPointF) -> Target:
        element = visible.piece.elements[number]
        rect = self.rect_of(visible, number)
        inner = pos - rect.topLeft()
        item, spot = visible.place.item, visible.place.spot
        return Target(item, spot, number, element, rect, inner, element.hit_at(inner))

    def rect_of(self, visible: Visible, number: int) -> QRectF:
        """Where an element is, in the viewport."""
        piece = visible.piece
        top = visible.top + piece.tops[number]
        after = number + 1
        bottom = visible.top + piece.tops[after] if after < len(piece.tops) else visible.bottom
        return QRectF(self.left, top, self._flow.width, bottom - top)

    def nearest(self, pos: QPointF) -> Target | None:
        """The element at or nearest to a height, for selections that leave the content."""
        found = self.target_at(pos)
        if found is not None or not self._flow.visible:
            return found
        first, last = self._flow.visible[0], self._flow.visible[-1]
        visible = first if pos.y() < first.top else last
        if not visible.piece.elements:
            return None
        number = 0 if visible is first and pos.y() < first.top else len(visible.piece.elements) - 1
        return self._target(visible, number, pos)

    def highlight_visible(self, budget_ms: float) -> tuple[bool, QRectF | None]:
        """Does a slice of highlighting.

        Returns:
            Whether some of it has to wait, and where something looks different now, or None.
        """
        waits = False
        for visible in self._flow.visible:
            for number, element in enumerate(visible.piece.elements):
                unlit = as_highlighting(element)
                if unlit is not None:
                    unlit.highlight(budget_ms)
                    if not unlit.is_waiting():
                        return waits, self.rect_of(visible, number)
                    waits = True
        return waits, None


def _settled_from(before: list[_Shown], shown: list[_Shown]) -> float:
    """Where the last pieces begin that are as they were: the status line below a stream."""
    until = math.inf
    for old, new in zip(reversed(before), reversed(shown), strict=False):
        if old[:3] != new[:3]:
            break
        until = new.top + _OUTSIDE_PX
    return until


def _moved(before: list[_Shown], shown: list[_Shown], flow: Flow) -> Change | None:
    """The neighbouring pieces that only moved, if they fill much of the viewport."""
    old = {piece.serial: (piece.top, piece.height) for piece in before}
    run: list[_Shown] = []
    by = 0.0
    for piece in shown:
        serial, top, height = piece[:3]
        was = old.get(serial)
        if was is None or was[1] != height or (run and top - was[0] != by):
            if run:
                break
            continue
        by = top - was[0]
        run.append(piece)
    if not run or by == 0 or not by.is_integer():
        return None
    # What does not move may have painted a little into what does; not across the edges.
    view_height = flow.view_height
    first, last = run[0].top, run[-1].top + run[-1].height
    top = max(0.0, by, first + _OUTSIDE_PX if first > 0 else 0.0)
    last = last - _OUTSIDE_PX if last < view_height else view_height
    last = max(last, _grown_until(before, shown, run[-1], by, flow))
    bottom = min(view_height, view_height + by, last)
    if bottom - top < view_height * _WORTH_MOVING:
        return None
    return Change(float(math.ceil(top)), by, float(math.floor(bottom)))


def _grown_until(
    before: list[_Shown], shown: list[_Shown], above: _Shown, by: float, flow: Flow
) -> float:
    """Where the piece below one that moved ceases to look as before; 0: it does not look so."""
    serials = [piece.serial for piece in before]
    old_at, at = serials.index(above.serial) + 1, shown.index(above) + 1
    if old_at >= len(before) or at >= len(shown) or shown[at].top - before[old_at].top != by:
        return 0.0
    same_px = before[old_at].same_px(flow.visible[at])
    return shown[at].top + same_px if same_px else 0.0

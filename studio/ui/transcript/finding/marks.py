"""`FoundMarks`: paints matches over the elements on the screen."""

import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Protocol, cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from studio.ui.theme import rounded_box
from studio.ui.transcript.element import Element, PaintContext
from studio.ui.transcript.finding.index import Index, Match
from studio.ui.transcript.finding.query import Query
from studio.ui.transcript.finding.texts import Unit
from studio.ui.transcript.flow import Visible
from studio.ui.transcript.kinds import as_text

_FEW, _CACHED = 64, 240  # matches of an element
_RING_PX, _RADIUS_PX = 2, 4
_KEPT = 400
# Areas of a screen full of matches take longer to find than a frame has time for: what is not
# found in this time is marked in the next frame.
_BUDGET_S, _FRAME_S = 0.003, 0.008

Span = tuple[int, int]


class _Clipped(Protocol):
    """An element whose text shows in a part of it only."""

    def text_clip(self) -> QRectF: ...


class _Celled(Protocol):
    """An element that knows which of many matches are in its cells that show."""

    def rects_within(self, spans: Sequence[Span], clip: QRectF) -> list[QRectF]: ...


class _Searched(Protocol):
    """An element whose text is found, but can't be selected."""

    def find_rects(self, start: int, end: int) -> list[QRectF]: ...


class _Ranged(Protocol):
    """An element that says which of its text shows."""

    def find_range(self) -> Span: ...


def rects_of(element: Element, start: int, end: int, width_px: float) -> list[QRectF]:
    """The areas of characters of a unit's text in its element; all of it when it has none."""
    if hasattr(element, "find_rects"):
        return cast("_Searched", element).find_rects(start, end)
    text = as_text(element)
    if text is not None:
        return text.selection_rects(start, end)
    return [QRectF(0.0, 0.0, width_px, element.height_for(width_px))]


def clip_of(element: Element, width_px: float) -> QRectF:
    """Where the text of an element can be seen."""
    if hasattr(element, "text_clip"):
        return cast("_Clipped", element).text_clip()
    return QRectF(0.0, 0.0, width_px, element.height_for(width_px))


class FoundMarks:
    """What to mark.

    Attributes:
        query: what was searched for.
        current: the match with the outline.

    Args:
        late: called when something was left for the next frame.
    """

    def __init__(self, index: Index, late: Callable[[], None]) -> None:
        self.query = Query("")
        self.current: Match | None = None
        self._index = index
        self._late = late
        self._spent_s = 0.0
        self._frame_at_s = 0.0
        self._spans: dict[int, tuple[Unit, list[Span]]] = {}
        self._rects: dict[tuple[int, int, int], list[QRectF]] = {}

    def set_query(self, query: Query) -> None:
        """Marks something else."""
        self.query, self.current = query, None
        self._spans.clear()
        self._rects.clear()

    def spans_of(self, unit: Unit) -> list[Span]:
        """The matches of a unit as characters of its element, in order."""
        found = self._spans.get(id(unit))
        if found is None:
            if len(self._spans) > _KEPT:
                self._spans.clear()
            at = unit.offset
            spans = [(start + at, end + at) for start, end in self.query.spans(unit.text)]
            found = self._spans[id(unit)] = (unit, spans)
        return found[1]

    def paint(
        self, painter: QPainter, visible: Visible, number: int, context: PaintContext
    ) -> None:
        """Paints the matches of an element, in its own coordinates."""
        if self.query.is_empty:
            return
        item, spot = visible.place.item, visible.place.spot
        entry = self._index.entry(item.id)
        place = (item.section(spot).key, spot[1], number)
        units = entry.units_at(place) if entry is not None else []
        if not units:
            return
        element, width = visible.piece.elements[number], visible.piece.width
        clip = clip_of(element, width).intersected(context.clip)
        if clip.isEmpty():
            return
        if len(units) > 1:
            units = _within(units, _shown_range(element, clip))
        self._paint_grounds(painter, visible, number, units, clip, context)
        current = self.current
        if current is not None and current.message_id == item.id and current.unit in units:
            spans = self.spans_of(current.unit)
            self._paint_current(painter, element, spans, width, context)

    def _paint_grounds(
        self,
        painter: QPainter,
        visible: Visible,
        number: int,
        units: Sequence[Unit],
        clip: QRectF,
        context: PaintContext,
    ) -> None:
        """Paints behind the matches.

        The text stays as it is, whatever its colour: only the ground behind it changes.
        """
        painter.save()
        painter.setClipRect(clip, Qt.ClipOperation.IntersectClip)
        modes = QPainter.CompositionMode
        dark = context.theme.name == "dark"
        mode = modes.CompositionMode_Lighten if dark else modes.CompositionMode_Darken
        painter.setCompositionMode(mode)
        color = context.theme.color("match")
        for unit in units:
            for rect in self._areas(visible, number, unit, self.spans_of(unit), clip):
                if rect.intersects(clip):
                    painter.fillRect(rect, color)
        painter.restore()

    def _areas(
        self, visible: Visible, number: int, unit: Unit, spans: Sequence[Span], clip: QRectF
    ) -> list[QRectF]:
        """The areas of the matches of an element, at least of those that meet a clip."""
        element, width = visible.piece.elements[number], visible.piece.width
        if hasattr(element, "rects_within"):
            return cast("_Celled", element).rects_within(spans, clip)
        moves = hasattr(element, "text_clip")  # it scrolls inside: areas don't stay
        if moves or len(spans) > _CACHED:
            return _rects_down_to(element, _near(element, spans, clip), width, clip.bottom())
        key = (visible.piece.serial, number, id(unit))
        found = self._rects.get(key)
        if found is None:
            began_s = time.perf_counter()
            if began_s - self._frame_at_s > _FRAME_S:
                self._frame_at_s, self._spent_s = began_s, 0.0
            if self._spent_s > _BUDGET_S:
                self._late()
                return []
            if len(self._rects) > _KEPT:
                self._rects.clear()
            found = [rect for span in spans for rect in rects_of(element, *span, width)]
            self._rects[key] = found
            self._spent_s += time.perf_counter() - began_s
        return found

    def _paint_current(
        self,
        painter: QPainter,
        element: Element,
        spans: Sequence[Span],
        width: float,
        context: PaintContext,
    ) -> None:
        if self.current is None or self.current.nth >= len(spans):
            return
        clip = clip_of(element, width).adjusted(-_RING_PX, -_RING_PX, _RING_PX, _RING_PX)
        painter.save()
        painter.setClipRect(clip, Qt.ClipOperation.IntersectClip)
        for rect in rects_of(element, *spans[self.current.nth], width):
            ring = rect.adjusted(-_RING_PX, 0, _RING_PX, 0)
            accent = context.theme.color("accent")
            rounded_box(painter, ring, _RADIUS_PX, border=accent, border_px=_RING_PX)
        painter.restore()


def _shown_range(element: Element, clip: QRectF) -> Span | None:
    """The characters of an element that may be within a clip; None: not known, maybe all."""
    if hasattr(element, "find_range"):
        return cast("_Ranged", element).find_range()
    text = as_text(element)
    if text is None:
        return None
    first = text.position_at(QPointF(-1e6, clip.top()))
    last = text.position_at(QPointF(1e6, clip.bottom()))
    return (first, last) if first <= last else None  # lines may run from right to left


def _within(units: Sequence[Unit], shown: Span | None) -> list[Unit]:
    if shown is None:
        return list(units)
    first, last = shown
    return [each for each in units if each.offset <= last and each.offset + len(each.text) >= first]


def _rects_down_to(
    element: Element, spans: Sequence[Span], width: float, bottom: float
) -> list[QRectF]:
    """Areas of matches, from the first on, until they are below a height or folded away."""
    found: list[QRectF] = []
    for number, span in enumerate(spans):
        rects = rects_of(element, *span, width)
        if number and (not rects or rects[0].top() > bottom):
            break
        found += rects
    return found


def _near(element: Element, spans: Sequence[Span], clip: QRectF) -> Sequence[Span]:
    """The matches that may be within a clip; all of them when they are few."""
    shown = _shown_range(element, clip) if len(spans) > _FEW else None
    if shown is None:
        return spans
    first = bisect_left(spans, (shown[0], shown[0])) - 1
    return spans[max(0, first) : bisect_right(spans, (shown[1], shown[1]))]

"""`ReadingPlace`: the line at the top stays while the text is laid out anew.

Another width, zoom or font breaks lines elsewhere: a distance in px below the top of a long
block means another line then. So the place is a character, and where it stands.
"""

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF

from studio.ui.transcript.canvas import Canvas
from studio.ui.transcript.element import Element, LinedElement
from studio.ui.transcript.flow import Flow
from studio.ui.transcript.item import MessageItem, Spot
from studio.ui.transcript.kinds import as_text

_Anchor = tuple[MessageItem, Spot, float] | None


class _Line(Struct, frozen=True):
    """A character (of a table: a row) and how far below the viewport's top it is, in px."""

    item: MessageItem
    spot: Spot
    element: int
    char: int
    top: float


class ReadingPlace:
    """Remembers the first line of a viewport, and brings it back there."""

    def __init__(self, flow: Flow, canvas: Canvas) -> None:
        self._flow, self._canvas = flow, canvas
        self._line: _Line | None = None
        self._anchor: _Anchor = None

    def take(self) -> None:
        """Before the layout changes. A line that was brought back and not left stays the one.

        Else a window that is made wider step by step would move the text a little each time.
        """
        if self._line is None or self._anchor != self._flow.anchor():
            self._line = None if self._flow.following else self._first_line()

    def put_back(self) -> None:
        """After the layout changed."""
        line, flow = self._line, self._flow
        if line is None or flow.following or not _is_there(line):
            return
        piece = flow.piece_of(line.item, line.spot)
        rect = None
        if line.element < len(piece.tops):
            rect = _rect_of(piece.elements[line.element], line.char)
        if rect is not None:
            inside = piece.tops[line.element] + rect.top()
            flow.to_item(line.item, line.spot, float(round(inside - line.top)))
        self._anchor = flow.anchor()

    def _first_line(self) -> _Line | None:
        """The first line that is wholly on the screen, else the one that is cut."""
        found = self._line_at(1.0)
        if found is None or found[0].top >= 0:
            return found[0] if found else None
        following = self._line_at(found[1] + 1)
        return following[0] if following is not None else found[0]

    def _line_at(self, y: float) -> tuple[_Line, float] | None:
        """The line at a height, and where it ends."""
        target = self._canvas.nearest(QPointF(self._canvas.left, y))
        if target is None:
            return None
        char = _char_at(target.element, max(0.0, target.pos.y()))
        rect = _rect_of(target.element, char)
        if rect is None:
            return None
        rect = rect.translated(0.0, target.rect.top())
        return _Line(target.item, target.spot, target.number, char, rect.top()), rect.bottom()


def _char_at(element: Element, y: float) -> int:
    if isinstance(element, LinedElement):
        return element.line_near(y)
    text = as_text(element)
    return text.position_at(QPointF(0.0, y)) if text is not None else 0


def _rect_of(element: Element, char: int) -> QRectF | None:
    if isinstance(element, LinedElement):
        return element.line_rect(char)
    text = as_text(element)
    rects = text.selection_rects(char, char + 1) if text is not None else []
    return rects[0] if rects else None


def _is_there(line: _Line) -> bool:
    if not line.item.is_open:
        return True
    sections = line.item.sections or []
    return line.spot[0] < len(sections) and line.spot[1] < sections[line.spot[0]].count

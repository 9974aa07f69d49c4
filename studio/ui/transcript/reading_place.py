"""`ReadingPlace`: the line at the top stays while the text is laid out anew.

Another width, zoom or font breaks lines elsewhere: a distance in px below the top of a long
block means another line then. So the place is a character, and where it stands.
"""

from msgspec import Struct
from PySide6.QtCore import QPointF

from studio.ui.transcript.canvas import Canvas
from studio.ui.transcript.flow import Flow
from studio.ui.transcript.item import MessageItem, Spot
from studio.ui.transcript.kinds import as_text

_Anchor = tuple[MessageItem, Spot, float] | None


class _Line(Struct, frozen=True):
    """A character and how far below the viewport's top its line is, in px."""

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
        element = as_text(piece.elements[line.element]) if line.element < len(piece.tops) else None
        rects = element.selection_rects(line.char, line.char + 1) if element is not None else []
        if rects:
            inside = piece.tops[line.element] + rects[0].top()
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
        element = as_text(target.element) if target is not None else None
        if target is None or element is None:
            return None
        char = element.position_at(QPointF(0.0, max(0.0, target.pos.y())))
        rects = element.selection_rects(char, char + 1)
        if not rects:
            return None
        rect = rects[0].translated(0.0, target.rect.top())
        return _Line(target.item, target.spot, target.number, char, rect.top()), rect.bottom()


def _is_there(line: _Line) -> bool:
    if not line.item.is_open:
        return True
    sections = line.item.sections or []
    return line.spot[0] < len(sections) and line.spot[1] < sections[line.spot[0]].count

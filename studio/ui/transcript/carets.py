"""Where the caret of a selection stands in an element."""

from PySide6.QtCore import QRectF

from studio.ui.transcript.element import TextElement
from studio.ui.transcript.kinds import selectable_text
from studio.ui.transcript.paragraph import is_right_to_left

_WIDTH_PX = 2.0


def rect_at(element: TextElement, at: int) -> QRectF | None:
    """The caret between two characters; None where nothing of it is shown."""
    text = selectable_text(element)
    at = max(0, min(at, len(text)))
    if at < len(text) and text[at] not in "\n\t":
        rects = element.selection_rects(at, at + 1)
        if rects and not rects[0].isEmpty():
            right = is_right_to_left(text)
            return _beside(rects[0], right=right)
    before = at - 1
    while before >= 0 and text[before] == "\n":
        before -= 1
    if before < 0:
        return None
    rects = element.selection_rects(before, before + 1)
    if not rects:
        return None
    rect = rects[-1]
    lines = text.count("\n", before + 1, at)
    if lines:
        return QRectF(_left(element), rect.top() + lines * rect.height(), _WIDTH_PX, rect.height())
    return _beside(rect, right=not is_right_to_left(text))


def _beside(rect: QRectF, *, right: bool) -> QRectF:
    x = rect.right() if right else rect.left()
    return QRectF(round(x - _WIDTH_PX / 2), rect.top(), _WIDTH_PX, rect.height())


def _left(element: TextElement) -> float:
    """Where lines begin: as the first one that has characters."""
    rects = element.selection_rects(0, len(selectable_text(element)))
    return min((rect.left() for rect in rects[:20]), default=0.0)

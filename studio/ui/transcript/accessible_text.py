"""The text of a message for assistive tools: by character, word, sentence and line.

PySide passes less than Qt has: where a word or a line ends is found by Qt itself, from
`text` (lines end at line ends, not where they are broken on the screen), and neither the
place of a selection nor attributes of characters can be told.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import QAccessible, QAccessibleTextCursorEvent, QAccessibleTextInterface

from studio.ui.transcript.kinds import as_characters, label_length
from studio.ui.transcript.reading import Reading, Segment
from studio.ui.transcript.selection import Cursor

if TYPE_CHECKING:
    from studio.ui.transcript.accessible_message import MessageAccessible


class MessageText(QAccessibleTextInterface):
    """Reads a message. Offsets are UTF-16 units, as everywhere in Qt."""

    def __init__(self, owner: "MessageAccessible") -> None:
        super().__init__()
        self._owner = owner
        self._cursor = 0

    @property
    def _reading(self) -> Reading:
        return self._owner.item.reading() if self._owner.isValid() else Reading("")

    def _index(self, offset: int) -> int:
        return self._reading.units.from_qt(max(0, offset))

    def _place(self, index: int) -> tuple[Segment, QRectF] | None:
        """The segment at a character, and the character's area on the viewport."""
        owner, segment = self._owner, self._reading.at(index)
        if segment is None:
            return None
        element, corner = owner.element_of(segment.spot, segment.number)
        text = as_characters(element) if element is not None else None
        if element is None or text is None:
            return None
        at = max(0, index - segment.start - label_length(element))
        if index >= segment.end:
            return segment, text.caret_rect().translated(corner)
        rects = text.selection_rects(at, at + 1)
        return segment, (rects[0] if rects else text.caret_rect()).translated(corner)

    # Qt

    def text(self, startOffset: int, endOffset: int) -> str:
        text, from_qt = self._reading.text, self._reading.units.from_qt
        end = len(text) if endOffset < 0 else from_qt(endOffset)
        return text[from_qt(max(0, startOffset)) : end]

    def characterCount(self) -> int:
        return self._reading.units.to_qt(len(self._reading.text))

    def characterRect(self, offset: int) -> QRect:
        found = self._place(self._index(offset)) if self._owner.isValid() else None
        return self._owner.on_screen(found[1]) if found is not None else self._owner.rect()

    def offsetAtPoint(self, point: QPoint) -> int:
        if not self._owner.isValid():
            return -1
        view = self._owner.view
        pos = QPointF(view.viewport().mapFromGlobal(point))
        target = view.canvas.target_at(pos)
        if target is None or target.item is not self._owner.item:
            return -1
        segment = self._reading.of(target.spot, target.number)
        text = as_characters(target.element)
        if segment is None or text is None:
            return -1
        at = label_length(target.element) + text.position_at(target.pos)
        index = min(segment.end, segment.start + at)
        return self._reading.units.to_qt(index)

    def cursorPosition(self) -> int:
        return min(self._cursor, self.characterCount())

    def setCursorPosition(self, position: int) -> None:
        if not self._owner.isValid():
            return
        self._cursor = max(0, min(position, self.characterCount()))
        self.scrollToSubstring(self._cursor, self._cursor)
        QAccessible.updateAccessibility(QAccessibleTextCursorEvent(self._owner, self._cursor))

    def selectionCount(self) -> int:
        # WORKAROUND(PySide6 can't tell where a selection is, until it can): none is told of.
        return 0

    def addSelection(self, startOffset: int, endOffset: int) -> None:
        start, end = self._cursor_at(startOffset), self._cursor_at(endOffset)
        if start is not None and end is not None:
            view = self._owner.view
            view.selection.select(start, end)
            view.set_following(False)
            view.viewport().update()

    def setSelection(self, selectionIndex: int, startOffset: int, endOffset: int) -> None:
        self.addSelection(startOffset, endOffset)

    def removeSelection(self, selectionIndex: int) -> None:
        if self._owner.isValid() and self._owner.view.selection.clear():
            self._owner.view.viewport().update()

    def _cursor_at(self, offset: int) -> Cursor | None:
        if not self._owner.isValid():
            return None
        index = self._index(offset)
        segment = self._reading.at(index)
        if segment is None:
            return None
        at = min(index, segment.end) - segment.start
        element = self._owner.element_of(segment.spot, segment.number)[0]
        if element is not None:
            at = max(0, at - label_length(element))
        return Cursor(self._owner.item, segment.spot, segment.number, at)

    def scrollToSubstring(self, startIndex: int, endIndex: int) -> None:
        if not self._owner.isValid():
            return
        view, item = self._owner.view, self._owner.item
        self._owner.element_of((0, 0), 0)  # opens it
        found = self._place(self._index(startIndex))
        spot = found[0].spot if found is not None else None
        if found is not None and found[1].top() >= 0 and found[1].bottom() <= view.height():
            return
        self._owner.reveal(spot or item.first() or (0, 0))

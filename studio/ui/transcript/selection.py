"""Selecting text of the transcript, from one character of an element to another."""

from collections.abc import Container
from dataclasses import dataclass

from studio.ui.transcript.element import TextElement
from studio.ui.transcript.flow import Flow
from studio.ui.transcript.item import MessageItem, Spot


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two characters.

    Attributes:
        element: number of the element in its piece.
        at: offset in the element's `plain_text()`.
    """

    item: MessageItem
    spot: Spot
    element: int
    at: int

    def key(self) -> tuple[int, int, int, int, int]:
        """Sorts cursors in reading order."""
        return self.item.index, *self.spot, self.element, self.at


class Selection:
    """What is selected: from where the mouse went down to where it is."""

    def __init__(self) -> None:
        self._start: Cursor | None = None
        self._end: Cursor | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is selected."""
        return self._start is None or self._end is None or self._start == self._end

    def clear(self) -> bool:
        """Selects nothing; True if that changed something."""
        had = not self.is_empty
        self._start = self._end = None
        return had

    def begin(self, cursor: Cursor) -> None:
        """The mouse went down."""
        self._start, self._end = cursor, cursor

    def extend(self, cursor: Cursor) -> bool:
        """The mouse is here now; True if that changed something."""
        if self._start is None or cursor == self._end:
            return False
        self._end = cursor
        return True

    def select(self, start: Cursor, end: Cursor) -> None:
        """Selects from one place to another."""
        self._start, self._end = start, end

    def drop_missing(self, items: Container[str]) -> None:
        """Selects nothing when a message it starts or ends in is gone."""
        for cursor in (self._start, self._end):
            if cursor is not None and cursor.item.id not in items:
                self.clear()
                return

    def range_in(
        self, item: MessageItem, spot: Spot, element: int, length: int
    ) -> tuple[int, int] | None:
        """The selected characters [start, end) of an element, or None."""
        if self._start is None or self._end is None or self._start == self._end:
            return None
        first, last = sorted((self._start, self._end), key=Cursor.key)
        here = (item.index, *spot, element)
        if here < first.key()[:4] or here > last.key()[:4]:
            return None
        start = first.at if here == first.key()[:4] else 0
        end = last.at if here == last.key()[:4] else length
        return (start, end) if start < end else None

    def text(self, flow: Flow) -> str:
        """What is selected: whole elements as markdown, cut ones as plain text."""
        if self._start is None or self._end is None:
            return ""
        first, last = sorted((self._start, self._end), key=Cursor.key)
        found: list[str] = []
        for item in flow.items[first.item.index : last.item.index + 1]:
            item.open(flow.width)
            for spot in item.spots():
                found.extend(self._texts_of(item, spot, first, last))
        flow.refresh_sums()
        return "\n\n".join(text for text in found if text)

    def _texts_of(self, item: MessageItem, spot: Spot, first: Cursor, last: Cursor) -> list[str]:
        here = (item.index, *spot)
        if here < first.key()[:3] or here > last.key()[:3]:
            return []
        texts: list[str] = []
        for number, element in enumerate(item.section(spot).piece(spot[1]).elements):
            if not isinstance(element, TextElement):
                continue
            plain = element.plain_text()
            found = self.range_in(item, spot, number, len(plain))
            if found is not None:
                whole = found == (0, len(plain))
                texts.append(element.markdown() if whole else plain[found[0] : found[1]])
        return texts

"""Selecting text of the transcript, from one character of an element to another."""

from collections.abc import Container, Sequence

from msgspec import Struct
from msgspec.structs import replace

from studio.ui.transcript.item import MessageItem, Spot
from studio.ui.transcript.pieces import Section

# Behind all pieces, elements and characters of a message: its end, without looking for it.
END = 1_000_000_000


class Cursor(Struct, frozen=True):
    """A place between two characters.

    Attributes:
        element: number of the element in its piece.
        at: offset in the element's selectable text (see `kinds.selectable_text`).
    """

    item: MessageItem
    spot: Spot
    element: int
    at: int

    def key(self) -> tuple[int, int, int, int, int]:
        """Sorts cursors in reading order."""
        return self.item.index, *self.spot, self.element, self.at

    @property
    def is_start(self) -> bool:
        """Whether it stands before all of its message."""
        return self.spot == (0, 0) and self.element == 0 and self.at == 0

    @property
    def is_end(self) -> bool:
        """Whether it stands behind all of its message."""
        return self.spot[0] == END


def start_of(item: MessageItem) -> Cursor:
    """Before all of a message, which needs not be open."""
    return Cursor(item, (0, 0), 0, 0)


def end_of(item: MessageItem) -> Cursor:
    """Behind all of a message, which needs not be open."""
    return Cursor(item, (END, END), END, END)


class Selection:
    """What is selected: from an anchor to the head, which moves.

    The anchor may be more than a place: after a double click it is a word, which stays
    selected wherever the head goes.
    """

    def __init__(self) -> None:
        self._anchor: tuple[Cursor, Cursor] | None = None
        self._start: Cursor | None = None
        self._head: Cursor | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is selected."""
        return self._start is None or self._head is None or self._start == self._head

    @property
    def head(self) -> Cursor | None:
        """The end that moves; there may be one while nothing is selected."""
        return self._head

    def ends(self) -> tuple[Cursor, Cursor] | None:
        """First and last place in reading order; None while nothing is selected."""
        start, head = self._start, self._head
        if start is None or head is None or start == head:
            return None
        return (start, head) if start.key() <= head.key() else (head, start)

    def clear(self) -> bool:
        """Selects nothing; True if that changed something."""
        had = not self.is_empty
        self._anchor = self._start = self._head = None
        return had

    def begin(self, cursor: Cursor) -> None:
        """The mouse went down."""
        self.select(cursor, cursor)

    def select(self, start: Cursor, end: Cursor) -> None:
        """Selects from one place to another; both stay selected while the head moves."""
        self._anchor = (start, end)
        self._start, self._head = start, end

    def select_all(self, items: Sequence[MessageItem]) -> None:
        """Selects whole messages, without opening them."""
        if items:
            self.select(start_of(items[0]), end_of(items[-1]))
            self._anchor = (start_of(items[0]), start_of(items[0]))

    def extend(self, cursor: Cursor, to: Cursor | None = None) -> bool:
        """Moves the head; True if that changed something.

        Args:
            cursor: a place; with `to` the beginning of what is included (a word, a line).
            to: the end of it.
        """
        if self._anchor is None:
            return False
        to = to or cursor
        before = (self._start, self._head)
        first, last = self._anchor
        if cursor.key() < first.key():
            self._start, self._head = last, cursor
        else:
            self._start, self._head = first, max(last, to, key=Cursor.key)
        return before != (self._start, self._head)

    def drop_missing(self, items: Container[str]) -> None:
        """Selects nothing when a message it starts or ends in is gone."""
        for cursor in (self._start, self._head, *(self._anchor or ())):
            if cursor is not None and cursor.item.id not in items:
                self.clear()
                return

    def follow(self, item: MessageItem, before: Sequence[Section] | None) -> None:
        """The sections of a message are others than before: places move along with theirs."""
        now = item.sections
        if before is None or now is None or self._anchor is None:
            return
        moved = {
            old: next((new for new, each in enumerate(now) if each is section), -1)
            for old, section in enumerate(before)
        }

        def place(cursor: Cursor) -> Cursor | None:
            if cursor.item is not item or cursor.is_end or cursor.is_start:
                return cursor
            number = moved.get(cursor.spot[0], -1)
            if number >= 0:
                return replace(cursor, spot=(number, cursor.spot[1]))
            old = before[cursor.spot[0]] if cursor.spot[0] < len(before) else None
            spot = item.spot_in_slabs(old.key, cursor.spot[1]) if old is not None else None
            return replace(cursor, spot=spot) if spot is not None else None

        assert self._start is not None
        assert self._head is not None
        first, last = place(self._anchor[0]), place(self._anchor[1])
        start, head = place(self._start), place(self._head)
        if first is None or last is None or start is None or head is None:
            self.clear()
        else:
            self._anchor, self._start, self._head = (first, last), start, head

    def range_in(self, item: MessageItem, spot: Spot, element: int) -> tuple[int, int] | None:
        """The selected characters [start, end) of an element, or None.

        `END` stands for the end of its text, however long it is.
        """
        ends = self.ends()
        if ends is None:
            return None
        first, last = ends
        here = (item.index, *spot, element)
        if here < first.key()[:4] or here > last.key()[:4]:
            return None
        start = first.at if here == first.key()[:4] else 0
        end = last.at if here == last.key()[:4] else END
        return (start, end) if start < end else None

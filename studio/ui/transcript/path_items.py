"""The items of a path, made when they are looked at; a path of 10,000 costs a few ms to show."""

from bisect import bisect_left
from collections.abc import Iterator, KeysView, Sequence
from typing import overload

from studio.core.messages import Message, Role
from studio.core.parts import Part
from studio.ui.transcript.estimates import Estimates
from studio.ui.transcript.item import MessageItem
from studio.ui.transcript.kit import Kit
from studio.ui.transcript.rows import MessageRow


class PathItems(Sequence[MessageItem]):
    """One item per message of a path, in order; most of them are never looked at.

    Args:
        rows: the messages.
        kit: for items that are made.
        heights: of the messages, in px; estimates where no item was measured.
        made: items that exist already; None where there is none.
    """

    def __init__(
        self,
        rows: Sequence[MessageRow] = (),
        kit: Kit | None = None,
        heights: Sequence[float] = (),
        made: list[MessageItem | None] | None = None,
    ) -> None:
        self._rows = list(rows)
        self._kit = kit
        self._heights = heights
        self._made: list[MessageItem | None] = made or [None] * len(self._rows)
        self._indexes: dict[str, int] = {
            row.message.id: index for index, row in enumerate(self._rows)
        }
        self._questions: list[int] | None = None  # where messages of the person are

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> MessageItem: ...

    @overload
    def __getitem__(self, index: slice) -> list[MessageItem]: ...

    def __getitem__(self, index: int | slice) -> MessageItem | list[MessageItem]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        return self._made[index] or self._make(range(len(self))[index])

    def ids(self) -> KeysView[str]:
        """The ids of all messages."""
        return self._indexes.keys()

    def find(self, message_id: str) -> MessageItem | None:
        """The item of a message of this path."""
        index = self._indexes.get(message_id)
        return None if index is None else self[index]

    def made(self, start: int = 0) -> Iterator[MessageItem]:
        """The items that exist, from an index on."""
        return (item for item in self._made[start:] if item is not None)

    def heights(self, start: int = 0) -> list[float]:
        """The heights of all messages from an index on, in px."""
        return [
            guess if item is None else item.height
            for guess, item in zip(self._heights[start:], self._made[start:], strict=True)
        ]

    def sources(self) -> Iterator["MessageItem | Unmade"]:
        """What can be read of each message, without making items of those that stand still."""
        for index, (row, item) in enumerate(zip(self._rows, self._made, strict=True)):
            yield item or (self[index] if row.running else Unmade(row))

    def set_kit(self, kit: Kit, width: float) -> None:
        """Another theme, scale or zoom."""
        self._kit = kit
        for item in self.made():
            item.set_kit(kit, width)

    def renewed(
        self, rows: Sequence[MessageRow], kit: Kit, width: float
    ) -> tuple["PathItems", int]:
        """The items of another path; those of messages in both stay.

        Returns:
            Them, and how many at the start are untouched.
        """
        same = self._same(rows)
        made: list[MessageItem | None] = [None] * len(rows)
        made[:same] = self._made[:same]
        estimates = Estimates(kit, width)
        heights = [*self._heights[:same], *estimates.rows(rows[same:])]
        new = PathItems(rows, kit, heights, made)
        for item in self.made(same):
            index = new._indexes.get(item.id)
            if index is not None:
                item.index = index
                item.question = new._question(index)
                if item.row != rows[index]:
                    item.update(rows[index], width)
                made[index] = item
        return new, same

    def _same(self, rows: Sequence[MessageRow]) -> int:
        """How many messages at the start show the very same rows already."""
        shown = zip(self._rows, self._made, rows, strict=False)
        for number, (old, item, row) in enumerate(shown):
            if (old if item is None else item.row) is not row:
                return number
        return min(len(self), len(rows))

    def _make(self, index: int) -> MessageItem:
        assert self._kit is not None
        item = MessageItem(self._rows[index], self._kit, self._heights[index])
        item.index = index
        item.question = self._question(index)
        self._made[index] = item
        return item

    def _question(self, index: int) -> Message | None:
        if index and self._rows[index - 1].message.role is Role.USER:  # most of the time
            return self._rows[index - 1].message
        if self._questions is None:
            self._questions = [
                number for number, row in enumerate(self._rows) if row.message.role is Role.USER
            ]
        before = bisect_left(self._questions, index)
        return self._rows[self._questions[before - 1]].message if before else None


class Unmade:
    """A message without an item, for those who only read.

    Args:
        row: its value.
    """

    def __init__(self, row: MessageRow) -> None:
        self.row = row

    def parts(self) -> tuple[Part, ...]:
        """Its parts."""
        return self.row.message.parts

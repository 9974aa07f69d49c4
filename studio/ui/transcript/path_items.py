"""The items of a path: those of the path before stay, so that a small change costs little."""

from collections.abc import Sequence
from dataclasses import dataclass

from studio.core.messages import Message, Role
from studio.ui.transcript.estimates import Estimates
from studio.ui.transcript.item import MessageItem
from studio.ui.transcript.kit import Kit
from studio.ui.transcript.rows import MessageRow


@dataclass(frozen=True, slots=True)
class PathItems:
    """What a path is made of now.

    Attributes:
        items: all of them, in order.
        same: so many at the start are untouched.
        old: those behind them before, by message id.
    """

    items: list[MessageItem]
    same: int
    old: dict[str, MessageItem]

    @property
    def is_fresh(self) -> bool:
        """Whether nothing of it was shown before."""
        known = self.old
        return not self.same and not any(item.row.message.id in known for item in self.items)


def renew(
    before: Sequence[MessageItem], rows: Sequence[MessageRow], kit: Kit, width: float
) -> PathItems:
    """The items of a path, given those of the path before."""
    same = _same(before, rows)
    items = list(before[:same])
    old: dict[str, MessageItem] = {item.id: item for item in before[same:]}
    own = (each.row.message for each in reversed(items))
    question: Message | None = next((m for m in own if m.role is Role.USER), None)
    estimates = Estimates(kit, width)
    for row in rows[same:]:
        item = old.get(row.message.id)
        if item is None:
            item = MessageItem(row, kit, estimates)
        elif item.row != row:
            item.update(row, width)
        item.question = question
        items.append(item)
        if row.message.role is Role.USER:
            question = row.message
    return PathItems(items, same, old)


def _same(items: Sequence[MessageItem], rows: Sequence[MessageRow]) -> int:
    """How many messages at the start show the very same rows already."""
    for number, (item, row) in enumerate(zip(items, rows, strict=False)):
        if item.row is not row:
            return number
    return min(len(items), len(rows))

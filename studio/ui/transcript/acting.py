"""What of a message can be acted upon, without laying out the rest of it."""

import re
from typing import TYPE_CHECKING

from studio.ui.transcript.blocks import Block

if TYPE_CHECKING:
    from studio.ui.transcript.item import MessageItem, Spot

_LAST = -2  # the last piece of a section, whose number takes long to find out
_BOXES = ("code", "table", "maths")
# What markdown needs for a link, a note, an image, or a box inside a list or a quote.
_SIGNS = re.compile(r"[\[@|$]|://|www\.|```|~~~|\\\[|\n(?: {4}|\t)", re.IGNORECASE)


def may_act(block: Block) -> bool:
    """Whether there may be links or buttons in a block."""
    return block.kind in _BOXES or text_may_act(block.source)


def text_may_act(source: str) -> bool:
    """Whether there may be links or buttons in markdown text."""
    return _SIGNS.search(source) is not None


def next_acting(item: "MessageItem", spot: "Spot", *, forward: bool) -> "Spot | None":
    """The next piece that may have something to act upon; the sections of the item exist."""
    sections = item.sections or []
    step = 1 if forward else -1
    number, piece = spot[0], spot[1] + step
    while 0 <= number < len(sections):
        section = sections[number]
        if section.may_act():
            if piece == _LAST:
                piece = section.count - 1
            while 0 <= piece < section.count:
                if section.may_act(piece):
                    return number, piece
                piece += step
        number += step
        piece = 0 if forward else _LAST
    return None

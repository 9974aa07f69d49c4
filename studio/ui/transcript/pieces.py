"""Pieces and sections: the parts of one message, laid out one piece at a time.

A *section* is one part of a message (a text, some images, the footer). It has one or more
*pieces*, the unit that is made, measured, painted and dropped; a piece holds a few elements
one below the other. Heights of pieces that were never seen are estimates.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from itertools import count as counter

from msgspec import Struct

from studio.ui.transcript.element import Element, gap_px
from studio.ui.transcript.heights import Heights
from studio.ui.transcript.kinds import as_settling
from studio.ui.transcript.kit import Kit

_serials = counter(1)

# Heights and the widths they were measured for, kept while there are no elements.
Saved = tuple[Heights, list[float]]

# A measured width that no column ever has.
UNMEASURED = 0.0


class Piece(Struct):
    """Elements that are laid out together.

    Attributes:
        elements: one below the other.
        tops: where each begins, in px below the piece's own top (its gap included).
        height: of the whole piece with the gap above it, whole px.
        width: that it was laid out for; 0: not yet.
        gap: space above its first element, in px.
        serial: another number after each layout, so that a frame knows what is new.
        above: serial of the piece above when the gap was settled; 0: nothing is above it, or
            it was not settled yet.
        settles: parts of it are guessed until they come into view.
    """

    elements: Sequence[Element]
    tops: list[float]
    height: float = 0.0
    width: float = UNMEASURED
    gap: float = 0.0
    serial: int = 0
    above: int = 0
    settles: bool = False

    def gap_below(self, above: "Piece") -> float:
        """The space between a piece above and this one, in px."""
        if not above.elements or not self.elements:
            return 0.0
        return gap_px(above.elements[-1], self.elements[0])

    def lay_out(self, width: float, gap: float) -> float:
        """Measures for a width; returns the height, in whole px."""
        y, self.tops = gap, []
        for index, element in enumerate(self.elements):
            if index:
                y += gap_px(self.elements[index - 1], element)
            self.tops.append(y)
            y += math.ceil(element.height_for(width))
        self.width, self.gap, self.height = width, gap, float(math.ceil(y))
        self.serial = next(_serials)
        self.settles = any(as_settling(element) is not None for element in self.elements)
        return self.height

    def settle(self, first: float, last: float, *, from_end: bool) -> bool:
        """Measures what was guessed between two distances below its top; True if that moved some.

        Args:
            from_end: what stands at `last` is to stay, else what stands at `first`.
        """
        moved = False
        for element, top in zip(self.elements, self.tops, strict=True):
            guessed = as_settling(element)
            if guessed is not None:
                moved = guessed.settle(first - top, last - top, from_end=from_end) or moved
        if moved:
            self.lay_out(self.width, self.gap)
        return moved


class Section(ABC):
    """One part of a message as a list of pieces.

    Subclasses say how many pieces there are, what each is made of, and guess their heights.

    Args:
        key: names the part within its message; the same part has the same key in the next
            value of the message.
        value: what it shows; an equal value means nothing has to be made again.
    """

    def __init__(self, key: str, value: object, kit: Kit) -> None:
        self.key = key
        self.value = value
        self.kit = kit
        self.heights = Heights()
        self.measured: list[float] = []  # the width each piece was measured for
        self.pieces: dict[int, Piece] = {}

    @property
    def count(self) -> int:
        """How many pieces there are (an unsplit text is one)."""
        return len(self.heights)

    @property
    def total(self) -> float:
        """The height of all pieces, in px."""
        return self.heights.total

    def save(self) -> Saved | None:
        """Its heights, for another section of the same value later."""
        return self.heights, self.measured

    def restore(self, saved: Saved) -> None:
        """Takes the heights of an earlier section over."""
        if len(saved[0]) == self.count:
            self.heights, self.measured = saved

    def adapt(self, value: object, kit: Kit) -> bool:
        """Takes a newer value in place; False when the section must be made anew."""
        return False

    def split(self, width: float) -> bool:
        """Finds out which pieces there are; True when heights changed by that."""
        return False

    def piece(self, index: int) -> Piece:
        """The piece, made if it is not there (but not laid out)."""
        found = self.pieces.get(index)
        if found is None:
            found = self.pieces[index] = Piece(self.make(index), [])
        return found

    def measure(self, index: int, width: float, gap: float) -> float:
        """Lays a piece out; returns by how much it grew, in px."""
        piece = self.piece(index)
        if piece.width == width and piece.gap == gap:
            return 0.0
        self.measured[index] = width
        return self.heights.set(index, piece.lay_out(width, gap))

    def settle(self, index: int, first: float, last: float, *, from_end: bool) -> float:
        """See `Piece.settle`; returns by how much the piece grew, in px."""
        piece = self.pieces[index]
        if not piece.settle(first, last, from_end=from_end):
            return 0.0
        return self.heights.set(index, piece.height)

    @property
    def is_long(self) -> bool:
        """Whether asking how many pieces there are takes long."""
        return False

    def ready(self, width: float) -> list[int]:
        """The pieces that are laid out for a width, in order."""
        return sorted(index for index, piece in self.pieces.items() if piece.width == width)

    def is_ready(self, index: int, width: float) -> bool:
        """Whether a piece is laid out for a width."""
        piece = self.pieces.get(index)
        return piece is not None and piece.width == width

    def may_act(self, index: int | None = None) -> bool:
        """Whether a piece (None: any) may have something to act upon; told without making it."""
        return True

    def renew(self, index: int) -> None:
        """Makes a piece again at the next look; its height is kept until then."""
        self.pieces.pop(index, None)

    def relayout(self, index: int) -> None:
        """Lays a piece out again at the next look, with the elements it has."""
        piece = self.pieces.get(index)
        if piece is not None:
            piece.width = UNMEASURED

    def drop(self, index: int) -> None:
        """Forgets the elements of a piece, not its height."""
        self.pieces.pop(index, None)

    @abstractmethod
    def make(self, index: int) -> Sequence[Element]:
        """The elements of a piece."""

    def text(self) -> str:
        """All of its text as markdown, for copying."""
        return ""

    def has_caret(self, index: int) -> bool:
        """Whether the streaming caret stands at the end of a piece."""
        return False


class ElementSection(Section):
    """A section of exactly one element, made when the section is."""

    def __init__(self, key: str, value: object, kit: Kit, element: Element, width: float) -> None:
        super().__init__(key, value, kit)
        self.element = element
        self.heights.append(float(round(element.estimate_for(width))))
        self.measured.append(UNMEASURED)

    def make(self, index: int) -> Sequence[Element]:
        """The one element."""
        return (self.element,)

    def text(self) -> str:
        """The element's own markdown."""
        return self.element.markdown()

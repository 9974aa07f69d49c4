"""What a message says, as text to be read out, and where on the screen each part of it is."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property

from msgspec import Struct

from studio.ui.transcript.pieces import Section
from studio.ui.transcript.utf16 import Utf16

# Longer texts are read as markdown: parsing them would take too long.
MOST_PARSED_CHARS = 40_000
# More than this is told to nobody at once.
MOST_TOLD_CHARS = 1_000_000

Spot = tuple[int, int]


class Segment(Struct, frozen=True):
    """The text of one element.

    Attributes:
        start, end: in the whole text.
        number: of the element in its piece.
    """

    start: int
    end: int
    spot: Spot
    number: int


class Reading(Struct, frozen=True, dict=True):
    """A message as text.

    Attributes:
        segments: in order; none where the text was too long to be parsed.
    """

    text: str
    segments: tuple[Segment, ...] = ()

    @cached_property
    def units(self) -> Utf16:
        """Positions of the text as Qt counts them."""
        return Utf16(self.text)

    def at(self, offset: int) -> Segment | None:
        """The segment of a character, or of the line end behind it."""
        index = bisect_right(self.segments, offset, key=lambda segment: segment.start) - 1
        return self.segments[index] if index >= 0 else None

    def of(self, spot: Spot, number: int) -> Segment | None:
        """The segment of an element."""
        for segment in self.segments:
            if segment.spot == spot and segment.number == number:
                return segment
        return None


def read_sections(
    sections: Sequence[Section], open_parts: Iterable[str], *, has_text: bool
) -> Reading:
    """The visible text; reasoning only while it is open."""
    opened = set(open_parts)
    texts: list[str] = []
    segments: list[Segment] = []
    at = 0
    for number, section in enumerate(sections):
        if section.key.startswith(("images", "strip")) and has_text:
            continue  # they are children, with names of their own
        if section.key.startswith("reasoning") and section.key not in opened:
            continue
        for index in range(section.count):
            piece = section.pieces.get(index)
            elements = piece.elements if piece is not None else section.make(index)
            for place, element in enumerate(elements):
                text = element.plain_text()
                if text:
                    segments.append(Segment(at, at + len(text), (number, index), place))
                    texts.append(text)
                    at += len(text) + 1
    return Reading("\n".join(texts), tuple(segments))


def read_source(texts: Iterable[str]) -> Reading:
    """Texts as they were written, cut where there is too much of it."""
    found: list[str] = []
    left = MOST_TOLD_CHARS
    for text in filter(None, texts):
        found.append(text[:left])
        left -= len(text) + 1
        if left < 0:
            found[-1] += "…"
            break
    return Reading("\n".join(found))

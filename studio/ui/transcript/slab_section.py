"""`SlabSection`: a part of a very long text, which becomes blocks when it is looked at."""

from collections import OrderedDict
from collections.abc import Callable, Sequence

from studio.ui.transcript.element import Element
from studio.ui.transcript.heights import Heights
from studio.ui.transcript.kit import Kit
from studio.ui.transcript.pieces import Piece, Saved, Section
from studio.ui.transcript.slabs import Slabs
from studio.ui.transcript.text_section import TextSection

# So many slabs of one text are kept as blocks.
_MOST_SPLIT = 16


class SlabText:
    """What the slabs of one text share.

    Args:
        guess_px: the height of all of it, as long as it is not known better.
        make: the section of one slab's text; gets key, text and number.

    Attributes:
        guess_px: what the height of each slab is taken for.
    """

    def __init__(
        self, slabs: Slabs, kit: Kit, guess_px: float, make: Callable[[str, str, int], Section]
    ) -> None:
        self.slabs = slabs
        self.kit = kit
        self.make = make
        self.guess_px = guess_px / slabs.count
        self._split: OrderedDict[int, SlabSection] = OrderedDict()

    def used(self, section: "SlabSection") -> None:
        """A slab is looked at; those that were not for the longest time are put together."""
        if section.number in self._split:
            self._split.move_to_end(section.number)
            return
        self._split[section.number] = section
        if len(self._split) > _MOST_SPLIT:
            _, old = self._split.popitem(last=False)
            old.put_together()


class SlabSection(Section):
    """One slab. Until somebody asks for its pieces it has a height and nothing else.

    Args:
        number: of the slab in the text.
    """

    def __init__(self, key: str, value: object, text: SlabText, number: int) -> None:
        # Not Section's own: heights, measures and pieces are those of the blocks.
        self.key = key
        self.value = value
        self.kit = text.kit
        self.number = number
        self._text = text
        self._blocks: Section | None = None
        self._saved: Saved | None = None

    def _split(self) -> Section:
        if self._blocks is None:
            total, text = self.total, self._text
            blocks = text.make(self.key, text.slabs.source(self.number), self.number)
            if self._saved is not None and len(self._saved[0]) == blocks.count:
                blocks.heights, blocks.measured = self._saved
            else:
                blocks.heights = _fitted(blocks.heights, total)
            self._blocks, self._saved = blocks, None
        if self._blocks.count:  # else it takes no room: a long line of code leaves many such
            self._text.used(self)
        return self._blocks

    def put_together(self) -> None:
        """Forgets the blocks, not how high they are."""
        if self._blocks is not None:
            self._saved, self._blocks = (self._blocks.heights, self._blocks.measured), None

    @property
    def total(self) -> float:
        """The height of all pieces, in px, without looking at them."""
        if self._blocks is not None and self._blocks.count:
            return self._blocks.heights.total
        return self._saved[0].total if self._saved is not None else self._text.guess_px

    @property
    def heights(self) -> Heights:  # type: ignore[override]
        """Of the pieces."""
        return self._split().heights

    @property
    def measured(self) -> list[float]:  # type: ignore[override]
        """The width each piece was measured for."""
        return self._split().measured

    @property
    def pieces(self) -> dict[int, Piece]:  # type: ignore[override]
        """Those that exist."""
        return self._split().pieces

    def save(self) -> Saved | None:
        """Heights, if there are any."""
        if self._blocks is not None:
            return self._blocks.heights, self._blocks.measured
        return self._saved

    def restore(self, saved: Saved) -> None:
        """Heights of the same slab before."""
        if self._blocks is None:
            self._saved = saved

    @property
    def is_long(self) -> bool:
        """See `Section`."""
        return True

    def ready(self, width: float) -> list[int]:
        """The pieces that are laid out for a width."""
        return self._blocks.ready(width) if self._blocks is not None else []

    def is_ready(self, index: int, width: float) -> bool:
        """Whether a piece is laid out for a width."""
        return self._blocks is not None and self._blocks.is_ready(index, width)

    def relayout(self, index: int) -> None:
        """Lays a piece out again at the next look."""
        if self._blocks is not None:
            self._blocks.relayout(index)

    def may_act(self, index: int | None = None) -> bool:
        """See `Section`."""
        if index is not None:
            return self._split().may_act(index)
        from studio.ui.transcript.acting import text_may_act

        return self.number == 0 or text_may_act(self.text())

    def renew(self, index: int) -> None:
        """Makes a piece again at the next look."""
        self.drop(index)

    def drop(self, index: int) -> None:
        """Forgets the elements of a piece."""
        if self._blocks is not None:
            self._blocks.drop(index)

    def index_at(self, start: int) -> int | None:
        """The block at a character of the whole text; None if it is not of this slab."""
        slabs = self._text.slabs
        low, high = slabs.start(self.number), slabs.start(self.number + 1)
        blocks = self._split() if low <= start < high or start == high == len(slabs.text) else None
        return blocks.index_at(start - low) if isinstance(blocks, TextSection) else None

    def make(self, index: int) -> Sequence[Element]:
        """The elements of a block."""
        return self._split().make(index)

    def blocks(self) -> Section:
        """The section that the slab is when it is looked at."""
        return self._split()

    def text(self) -> str:
        """Its markdown."""
        return self._text.slabs.source(self.number)


def _fitted(heights: Heights, total: float) -> Heights:
    """The same guesses with another sum, so that nothing moves when a slab is looked at."""
    if not len(heights) or heights.total <= 0:
        return heights
    factor = total / heights.total
    values = [float(round(value * factor)) for value in heights.values()]
    values[-1] = max(1.0, values[-1] + total - sum(values))
    return Heights(values)

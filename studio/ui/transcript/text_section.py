"""`TextSection`: markdown text as pieces, one per block; grows while it is streamed."""

from bisect import bisect_right
from collections.abc import Sequence

from studio.ui.transcript.blocks import Block, BlockStream, split_blocks
from studio.ui.transcript.element import Element, FoldingElement, WrappingElement
from studio.ui.transcript.heights import Heights
from studio.ui.transcript.kit import Kit
from studio.ui.transcript.markdown import References, gather_definitions, names_any
from studio.ui.transcript.pieces import UNMEASURED, Section
from studio.ui.transcript.state import ItemState

_FOLD_OVER_LINES, _FOLDED_LINES = 40, 20


class Live:
    """The value of a text that is being streamed: equal only to itself."""


LIVE = Live()


class BlockHeights:
    """Guesses heights of blocks for one width; a long text asks for many thousands."""

    def __init__(self, width: float, kit: Kit) -> None:
        self._line = kit.text_line_px()
        self._code_line = kit.text_line_px("code")
        self._code_frame, self._gap = kit.px(32 + 24 + 16), kit.px(12)
        self._row, self._table_gap = kit.px(33), kit.px(16)
        self._per_line = max(8.0, width / (kit.layout.zoom * kit.px(14) * 0.48))

    def guess(self, block: Block) -> float:
        """The height of a block with the gap above it, in px."""
        source = block.source
        breaks = source.count("\n")
        if block.kind == "code":
            lines = breaks - 1 if breaks <= _FOLD_OVER_LINES + 1 else _FOLDED_LINES + 2
            return float(lines * self._code_line + self._code_frame)
        if block.kind == "table":
            return float(breaks * self._row + self._table_gap)
        wrapped = len(source) // self._per_line + 1
        lines_of_text = max(wrapped, breaks * 0.7 + 1) if breaks else wrapped
        return float(round(lines_of_text * self._line + self._gap))


class TextSection(Section):
    """A text part of a message.

    Args:
        text: all of it so far.
        live: more may come through `feed`.
        width: of the column, for estimates.
    """

    def __init__(
        self, key: str, text: str, kit: Kit, state: ItemState, width: float, *, live: bool
    ) -> None:
        super().__init__(key, LIVE if live else text, kit)
        self._state = state
        self._guesses = BlockHeights(width, kit)
        self._chunks = [text]
        self._stream: BlockStream | None = None
        self._blocks: list[Block] = []
        self._tail: Block | None = None
        self._settled = False  # more words would only lengthen the tail's last element
        self._fed = False
        # What a live block looked like a moment ago hands on scrolling and measurements.
        self._previous: Sequence[Element] = ()
        self._previous_at = -1
        self._references: References = {}
        if live:
            self._stream = BlockStream()
            self._stream.append(text)
            self._fed = True
            self.sync()
        else:
            self._blocks = split_blocks(text)
            self._note_references(self._blocks)
            self.heights = Heights(map(self._guesses.guess, self._blocks))
            self.measured = [UNMEASURED] * len(self._blocks)

    @property
    def is_live(self) -> bool:
        """Whether more text may come."""
        return self._stream is not None

    def feed(self, text: str) -> None:
        """Adds streamed text; nothing is parsed before `sync`."""
        self._chunks.append(text)
        if self._stream is not None:
            self._stream.append(text)
        self._fed = True

    def sync(self) -> bool:
        """Turns text fed since the last call into pieces; True if there was any."""
        if not self._fed or self._stream is None:
            return False
        self._fed = False
        self._take(self._stream.take_closed(), self._stream.tail())
        return True

    def adapt(self, value: object, kit: Kit) -> bool:
        """The text is complete: keeps all pieces if it is what was streamed."""
        if self._stream is None or not isinstance(value, str) or value != self.text():
            return False
        self._take(self._stream.close(), None)
        self._stream = None
        self.value = value
        return True

    def text(self) -> str:
        """The whole markdown so far."""
        if len(self._chunks) > 1:
            self._chunks = ["".join(self._chunks)]
        return self._chunks[0]

    def start_of(self, index: int) -> int:
        """Where a closed block begins, in characters; the text's end for the open one."""
        return self._blocks[index].start if index < len(self._blocks) else self.length()

    def index_at(self, start: int) -> int:
        """The closed block at a character, or the one in front of it."""
        starts = [block.start for block in self._blocks]
        return max(0, bisect_right(starts, start) - 1)

    def blocks(self) -> list[Block]:
        """What its pieces are made of, the open tail included."""
        return self._blocks if self._tail is None else [*self._blocks, self._tail]

    def references(self) -> References:
        """Link definitions of the whole text."""
        return self._references

    def length(self) -> int:
        """How many characters there are so far."""
        return sum(map(len, self._chunks))

    def make(self, index: int) -> Sequence[Element]:
        """The elements of a block."""
        is_tail = index >= len(self._blocks)
        block = self._tail if is_tail else self._blocks[index]
        if block is None:
            return ()
        previous = self._previous if self._previous_at == index else ()
        self._previous = ()
        elements = self.kit.make_elements(
            block,
            self.kit.layout,
            is_tail,
            previous=previous,
            references=self._references or None,
        )
        for number, element in enumerate(elements):
            if (self.key, index, number) in self._state.unfolded and isinstance(
                element, FoldingElement
            ):
                element.toggle_fold()
            wraps = (self.key, index, number) in self._state.wrapped
            if wraps and isinstance(element, WrappingElement) and not element.wraps:
                element.toggle_wrap()
        return elements

    def note_index(self, label: str, *, definition: bool) -> int | None:
        """The first block with a footnote's text, or with its number in the text."""
        for index, block in enumerate(self._blocks):
            is_note = block.kind == "note" and block.source.lstrip().startswith(f"[^{label}]:")
            if is_note if definition else f"[^{label}]" in block.source and not is_note:
                return index
        return None

    def may_act(self, index: int | None = None) -> bool:
        """See `Section`."""
        from studio.ui.transcript.acting import may_act

        if index is None:
            return True
        block = self._blocks[index] if index < len(self._blocks) else self._tail
        return block is not None and may_act(block)

    def has_caret(self, index: int) -> bool:
        """The caret stands behind the last block while text comes."""
        return self.is_live and index == self.count - 1

    def _take(self, closed: list[Block], tail: Block | None) -> None:
        """New closed blocks take the place of the old tail; the new tail follows them."""
        at = len(self._blocks)
        self.relayout(self.count - 1)  # the caret leaves it
        if tail is not None and not closed and self._grow(tail):
            return
        self._settled = False
        if self._tail is not None and (closed or tail != self._tail):
            piece = self.pieces.pop(at, None)
            if piece is not None:
                self._previous, self._previous_at = piece.elements, at
            self.measured[at] = UNMEASURED
        self._blocks.extend(closed)
        self._note_references(closed)
        self._tail = tail
        wanted = len(self._blocks) + (tail is not None)
        while self.count > wanted:
            self.heights.pop()
            self.measured.pop()
            self.pieces.pop(self.count, None)
        for block in closed[self.count - at :]:
            self._append(block)
        if tail is not None and self.count < wanted:
            self._append(tail)
        elif tail is not None and self.count == wanted:
            self._guess(tail)

    def _grow(self, tail: Block) -> bool:
        """Lengthens the last element of the open block, if its new text does no more."""
        at, old = len(self._blocks), self._tail
        piece = self.pieces.get(at)
        if old is None or piece is None or not piece.elements:
            return False
        from studio.ui.transcript.growing import grow  # an empty first window needs no elements

        self._settled = grow(piece.elements[-1], old, tail, settled=self._settled)
        if self._settled:
            self._tail = tail
            self.measured[at] = UNMEASURED
            self._guess(tail)
        return self._settled

    def _guess(self, tail: Block) -> None:
        """The open block is at least as high as it looks to be."""
        guess = self._guesses.guess(tail)
        if guess > self.heights[self.count - 1]:
            self.heights.set(self.count - 1, guess)

    def _note_references(self, blocks: list[Block]) -> None:
        """Link definitions count for the whole text: what was made before is made again."""
        found = gather_definitions(blocks)
        fresh = found.keys() - self._references.keys()
        if not fresh:
            return
        self._references = found | self._references
        for index in list(self.pieces):
            block = self._blocks[index] if index < len(self._blocks) else self._tail
            if block is None or names_any(block, fresh):
                del self.pieces[index]

    def _append(self, block: Block) -> None:
        self.heights.append(self._guesses.guess(block))
        self.measured.append(UNMEASURED)

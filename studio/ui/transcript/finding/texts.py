"""The visible text of messages, unit by unit, as their elements would show it.

A unit is one element: nothing is laid out and no element is made, so ten megabytes take two
seconds, and the work can be cut after any unit (`None` is yielded where a unit takes long).
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from studio.core.messages import Role
from studio.core.parts import FilePart, Part, ReasoningPart, TextPart, ToolCallPart
from studio.ui.transcript.blocks import Block, BlockStream
from studio.ui.transcript.elements import bounded
from studio.ui.transcript.inline import LINE_BREAK
from studio.ui.transcript.leaves import CodeLeaf, Leaf, TableLeaf, TextLeaf
from studio.ui.transcript.markdown import References, gather_definitions, parse_block, plain
from studio.ui.transcript.parts.plain import chunks_of
from studio.ui.transcript.placement import marker_text
from studio.ui.transcript.rows import MessageRow
from studio.ui.transcript.slabs import LONG_CHARS, LineSlabs, Slabs
from studio.ui.transcript.table_columns import cell_text
from studio.ui.transcript.tables import alignments, parse_rows, split_row
from studio.ui.transcript.tool_section import tool_texts
from studio.ui.transcript.visible import visible

_SLICE_CHARS = 16_000  # of a long text, that are cut into blocks at once
_SLICE_ROWS = 40
_MOST_UNIT_CHARS = 48_000
_LONG_TABLE_CHARS = 20_000
# A paragraph without any of these signs, and with letters at the start of each further line,
# is shown as it is written.
_PLAIN = re.compile(
    r"(?:[^\\`*_~\[\]<>&$|!\x00-\x1f\x7f-\x9f\u180e\u200b\u202a-\u202e\u2060-\u2069\ufeff"
    r"\ufff9-\ufffb]|\n[ \t]*(?=[^\W\d_]))+"
)
_LINE_END = re.compile(r"[ \t]*\n[ \t]*")


Place = tuple[str, int, int]
"""Where a unit is in its message: section key, piece, element."""


class Unit(Struct, frozen=True):
    """The text of one element, or a part of a very long one.

    Attributes:
        key: of its section.
        piece, element: numbers of its piece and of the element in that.
        offset: where it begins in the text of the element.
    """

    key: str
    piece: int
    element: int
    text: str
    offset: int = 0

    @property
    def place(self) -> Place:
        """Where it is in its message."""
        return self.key, self.piece, self.element


Step = Unit | None


def units_of(row: MessageRow, parts: Sequence[Part]) -> Iterator[Step]:
    """The units of a complete message, in reading order."""
    if row.message.role is Role.USER:
        yield from _own_units(parts)
        return
    for index, part in enumerate(parts):
        if isinstance(part, TextPart) and len(part.text) > LONG_CHARS:
            slabs = Slabs(part.text)
            for number in range(slabs.count):
                yield from text_units(f"text{index}.{number}", slabs.source(number))
        elif isinstance(part, TextPart):
            yield from text_units(f"text{index}", part.text)
        else:
            yield from part_units(row, index, part)


def part_units(row: MessageRow, index: int, part: Part) -> Iterator[Step]:
    """The units of a part that is no markdown text."""
    if isinstance(part, ReasoningPart):
        text = reasoning_text(part.text)
        yield from _parts_of(Unit(f"reasoning{index}", 0, 0, text))
    elif isinstance(part, ToolCallPart):
        texts = tool_texts(part, row.result_of(part.call_id))
        for piece, text in enumerate(texts):
            yield Unit(f"tool{index}", piece, 0, text)
    elif isinstance(part, FilePart):
        yield Unit(f"file{index}", 0, 0, part.name)


def reasoning_text(text: str) -> str:
    """Reasoning as its element shows it."""
    return "\n".join(chunks_of(text.strip("\n")))


def _own_units(parts: Sequence[Part]) -> Iterator[Step]:
    for index, part in enumerate(parts):
        if isinstance(part, FilePart):
            yield Unit(f"file{index}", 0, 0, part.name)
    text = "".join(part.text for part in parts if isinstance(part, TextPart))
    if len(text) > LONG_CHARS:
        slabs = LineSlabs(text)
        for number in range(slabs.count):
            yield None
            for piece, chunk in enumerate(chunks_of(slabs.source(number))):
                yield Unit(f"bubble.{number}", piece, 0, chunk)
        return
    for piece, chunk in enumerate(chunks_of(text)):
        yield Unit("bubble", piece, 0, chunk)


def text_units(key: str, text: str) -> Iterator[Step]:
    """The units of a markdown text; a long one is cut into blocks bit by bit."""
    growing = GrowingText(key)
    for start in range(0, len(text), _SLICE_CHARS):
        growing.append(text[start : start + _SLICE_CHARS])
        yield None
    yield from growing.finish()


class GrowingText:
    """The units of a markdown text that may still come in.

    Attributes:
        length: characters taken so far.
    """

    def __init__(self, key: str) -> None:
        self.length = 0
        self._key = key
        self._stream = BlockStream()
        self._blocks: list[Block] = []
        self._references: References = {}
        self._done = 0  # blocks whose units were given

    def append(self, text: str) -> None:
        """Takes more text."""
        self.length += len(text)
        self._stream.append(text)
        self._take(self._stream.take_closed())

    def _take(self, blocks: list[Block]) -> None:
        self._blocks += blocks
        found = gather_definitions(blocks)
        self._references = found | self._references

    def closed(self) -> Iterator[Step]:
        """The units of blocks that were closed since the last call."""
        while self._done < len(self._blocks):
            number = self._done
            self._done += 1
            yield from self._units(number, self._blocks[number], live=False)

    def tail(self) -> Iterator[Step]:
        """The units of what is open."""
        block = self._stream.tail()
        if block is not None:
            yield from self._units(len(self._blocks), block, live=True)

    def finish(self) -> Iterator[Step]:
        """No more text comes: all units that were not given yet."""
        self._take(self._stream.close())
        yield from self.closed()

    def _units(self, number: int, block: Block, *, live: bool) -> Iterator[Step]:
        element = 0
        for text in block_texts(block, live=live, references=self._references or None):
            if text is None:
                yield None
                continue
            yield from _parts_of(Unit(self._key, number, element, text))
            element += 1


def _parts_of(unit: Unit) -> Iterator[Unit]:
    """A unit, or parts of it that can each be searched in a frame; nothing of an empty one."""
    text, start = unit.text, 0
    while len(text) - start > _MOST_UNIT_CHARS:
        limit = start + _MOST_UNIT_CHARS
        cut = (
            text.rfind("\n", start + 1, limit) + 1 or text.rfind(" ", start + 1, limit) + 1 or limit
        )
        yield Unit(*unit.place, text[start:cut], start)
        start = cut
    if start < len(text):
        yield Unit(*unit.place, text[start:], start)


def block_texts(
    block: Block, *, live: bool = False, references: References | None = None
) -> Iterator[str | None]:
    """The texts of the elements of a block; "" of those without characters."""
    if block.kind == "paragraph" and not live and not block.continues:
        source = block.source
        if _PLAIN.fullmatch(source) and len(source) <= _SLICE_CHARS:
            yield _LINE_END.sub(" ", source.strip())
            return
    if block.kind == "table" and not live and len(block.source) > _LONG_TABLE_CHARS:
        yield from _long_table_text(block.source)
        return
    leaves = parse_block(block, live=live, references=references)
    for leaf in leaves:
        for part in bounded(leaf):
            if isinstance(part, TableLeaf):
                yield from _table_text(part)
            else:
                yield leaf_text(part)


def leaf_text(leaf: Leaf) -> str:
    """The text of a leaf as its element gives it."""
    if isinstance(leaf, TextLeaf):
        return marker_text(leaf.frame) + leaf.rich.text.replace(LINE_BREAK, "\n")
    if isinstance(leaf, CodeLeaf):
        return visible(leaf.code)
    return plain(leaf)


def _table_text(leaf: TableLeaf) -> Iterator[str | None]:
    found: list[str] = []
    for number, row in enumerate([list(leaf.header), *leaf.rows]):
        found.append(_row_text(row))
        if number % _SLICE_ROWS == _SLICE_ROWS - 1:
            yield None
    yield "\n".join(found)


def _long_table_text(source: str) -> Iterator[str | None]:
    """As the text of the table that the whole source is parsed to, row by row."""
    head, delimiters, *lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    header = split_row(head)
    if alignments(delimiters) is None:
        yield "\n".join((head, delimiters, *lines))
        return
    found = [_row_text(header)]
    for at in range(0, len(lines), _SLICE_ROWS):
        rows = [line for line in lines[at : at + _SLICE_ROWS] if line]
        found += [_row_text(row) for row in parse_rows(rows, len(header))]
        yield None
    yield "\n".join(found)


def _row_text(row: Sequence[str]) -> str:
    return "\t".join(cell_text(cell).text.replace(LINE_BREAK, " ") for cell in row)

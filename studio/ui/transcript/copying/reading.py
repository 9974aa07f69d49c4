"""Markdown of clips as leaves, bit by bit: texts of many megabytes are no clip's exception."""

import re
from collections.abc import Iterator

from msgspec import Struct

from studio.ui.transcript.blocks import Block, BlockStream
from studio.ui.transcript.copying.clips import MarkdownClip, without_data
from studio.ui.transcript.leaves import Frame, Leaf, TableLeaf
from studio.ui.transcript.markdown import References, definitions_in, parse_block
from studio.ui.transcript.tables import alignments, parse_rows, split_row

_SLICE_CHARS = 16_000  # that are cut into blocks at once
_SLICE_DEFINITIONS = 40
_LONG_TABLE_CHARS, _ROWS_CHARS = 16_000, 2_000
_DEFINES = re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]*\S[^\n]*", re.MULTILINE)


class LongTable(Struct):
    """A table that would take too long to be read at once.

    Attributes:
        head: the table without its rows.
        rows: a few at a time.
    """

    head: TableLeaf
    rows: Iterator[list[list[str]]]


Step = tuple[bool, Leaf | LongTable] | None


def leaves_in(clip: MarkdownClip) -> Iterator[Step]:
    """The leaves of a text, each with whether it goes on with what is before it.

    `None` is yielded where finding the next one takes long.
    """
    source = without_data(clip.source)
    references = clip.references
    if not references:
        references = {}
        yield from _note_definitions(source, references)
    joins = clip.joins
    for block in _blocks(source):
        if block is None:
            yield None
            continue
        table = _long_table(block)
        if table is not None:
            yield joins, table
            joins = False
            continue
        first = True
        for leaf in parse_block(block, references=references or None):
            yield joins or block.continues or not first, leaf
            first = joins = False


def _blocks(source: str) -> Iterator[Block | None]:
    stream = BlockStream()
    for start in range(0, len(source), _SLICE_CHARS):
        stream.append(source[start : start + _SLICE_CHARS])
        yield None
        yield from stream.take_closed()
    yield from stream.close()


def _note_definitions(source: str, found: References) -> Iterator[None]:
    """Notes the link definitions of a text; the first of a label counts."""
    if "]:" not in source:
        return
    for number, match in enumerate(_DEFINES.finditer(source)):
        for label, value in definitions_in(Block("paragraph", match[0], 0)).items():
            found.setdefault(label, value)
        if number % _SLICE_DEFINITIONS == 0:
            yield None


def _long_table(block: Block) -> LongTable | None:
    source = block.source
    if block.kind != "table" or len(source) <= _LONG_TABLE_CHARS:
        return None
    header, delimiter = source.replace("\r", "", 2).split("\n", 2)[:2]
    cells, aligns = split_row(header), alignments(delimiter)
    if aligns is None or len(aligns) != len(cells):
        return None
    start = source.find("\n", source.find("\n") + 1) + 1
    rows = _rows(source, start, len(cells)) if start else iter(())
    return LongTable(TableLeaf(tuple(cells), aligns, [], Frame(source=source)), rows)


def _rows(source: str, start: int, columns: int) -> Iterator[list[list[str]]]:
    while start < len(source):
        end = source.find("\n", start + _ROWS_CHARS)
        end = len(source) if end < 0 else end
        lines = source[start:end].split("\n")
        yield parse_rows([line for line in lines if line.strip()], columns)
        start = end + 1

"""Markdown of clips as leaves, bit by bit: texts of many megabytes are no clip's exception."""

import re
from collections.abc import Iterator

from studio.ui.transcript.blocks import Block, BlockStream
from studio.ui.transcript.copying.clips import MarkdownClip, without_data
from studio.ui.transcript.leaves import Leaf
from studio.ui.transcript.markdown import References, definitions_in, parse_block

_SLICE_CHARS = 16_000  # that are cut into blocks at once
_DEFINES = re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]*\S[^\n]*", re.MULTILINE)


def leaves_in(clip: MarkdownClip) -> Iterator[tuple[bool, Leaf]]:
    """The leaves of a text, each with whether it goes on with what is before it."""
    source = without_data(clip.source)
    references = clip.references or _references_in(source) or None
    joins = clip.joins
    for block in _blocks(source):
        first = True
        for leaf in parse_block(block, references=references):
            yield joins or block.continues or not first, leaf
            first = joins = False


def _blocks(source: str) -> Iterator[Block]:
    stream = BlockStream()
    for start in range(0, len(source), _SLICE_CHARS):
        stream.append(source[start : start + _SLICE_CHARS])
        yield from stream.take_closed()
    yield from stream.close()


def _references_in(source: str) -> References:
    """The link definitions of a text."""
    found: References = {}
    if "]:" in source:
        for match in _DEFINES.finditer(source):
            found = definitions_in(Block("paragraph", match[0], 0)) | found
    return found

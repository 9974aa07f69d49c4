"""Cuts markdown into top-level blocks, for whole texts and for texts that still grow.

Only cuts that no later text can undo are made (a block is *closed*), so a stream parses its
open tail and nothing else. The rules are CommonMark's block rules as far as they decide about
such cuts; what is inside a block is parsed later, by `markdown.py`. A block may hold more than
one CommonMark block where telling them apart needs a full parse (a list, then text without a
blank line); it never holds a part of one, save three deliberate cases: each top-level list item
is a block of its own (`number`, `continues`), and a paragraph of more than
`block_scanner.LIMIT_CHARS` is
continued in the next block, so that the open tail stays short. So are long items and quotes,
where there is a place for it.

No Qt in here.
"""

from msgspec import Struct

from studio.ui.transcript import block_rules as rules
from studio.ui.transcript.block_scanner import BlockScanner


class Block(Struct, frozen=True):
    """A piece of a text: one or more whole CommonMark blocks, or one list item.

    Attributes:
        kind: `paragraph`, `heading`, `list`, `quote`, `code`, `table`, `rule`,
            `maths` (a displayed formula), `note` (a footnote).
        source: the markdown, without the blank lines around it.
        start: offset of `source` in the text, in characters.
        number: of an item of a numbered list, as shown; None otherwise.
        continues: a further item of the same list or footnote in a row, or the rest of a long
            paragraph, item or quote.
        inside: of the rest of an item: the first line of an item that it would be the rest of.
    """

    kind: str
    source: str
    start: int
    number: int | None = None
    continues: bool = False
    inside: str = ""


class BlockStream:
    """Blocks of a growing text: give it deltas, take the blocks that are closed.

    Appending is cheap; the work is done by `take_closed` and is proportional to what was
    appended since, whatever the length of the text.
    """

    def __init__(self) -> None:
        self._scanner = BlockScanner()
        self._raw = ""  # from the start of the open tail on
        self._base = 0  # offset of _raw in the whole text
        self._pending: list[str] = []

    def append(self, text: str) -> None:
        """Adds text at the end."""
        if text:
            self._pending.append(text)

    def take_closed(self) -> list[Block]:
        """The blocks that were closed by the text appended since the last call."""
        self._read()
        return self._take()

    def tail(self) -> Block | None:
        """What is not closed yet, as one block; None if there is nothing to see."""
        self._read()
        start = self._scanner.pos
        source = self._raw[start:]
        if not source or source.isspace():
            return None
        scanner = self._scanner
        kind = _KINDS.get(scanner.kind, scanner.kind) or _guess_kind(source)
        number, continues, inside = scanner.number, scanner.continues, scanner.inside
        return Block(kind, source, self._base + start, number, continues, inside)

    def close(self) -> list[Block]:
        """No more text comes: the rest, as closed blocks."""
        self._read(final=True)
        return self._take()

    def _read(self, *, final: bool = False) -> None:
        if self._pending:
            self._raw += "".join(self._pending)
            self._pending.clear()
        elif not final:
            return
        text = self._raw
        if not final and text.endswith("\r"):
            text = text[:-1]  # half of a line end, maybe
        text = _same_length_lines(text)
        scanner = self._scanner
        scanner.final = final
        scanner.text = text + "\n" if final and not text.endswith("\n") else text

    def _take(self) -> list[Block]:
        blocks = _collect(self._scanner, self._raw, self._base)
        done = self._scanner.pos
        if done:
            self._raw = self._raw[done:]
            self._base += done
            self._scanner.cut(done)
        return blocks


def split_blocks(text: str) -> list[Block]:
    """The blocks of a whole text, in order. Nothing but blank lines is between them."""
    scanner = BlockScanner()
    scanner.final = True
    lines = _same_length_lines(text)
    scanner.text = lines if lines.endswith("\n") else lines + "\n"
    return _collect(scanner, text, 0)


_KINDS = {"fence": "code", "indented": "code"}


def _collect(scanner: BlockScanner, raw: str, base: int) -> list[Block]:
    blocks: list[Block] = []
    while True:
        for start, end in scanner.plain_paragraphs():
            blocks.append(Block("paragraph", raw[start:end].rstrip(" \t\r"), base + start))
        found = scanner.next_block()
        if found is None:
            return blocks
        kind, start, end, number, continues, inside = found
        source = raw[start:end]
        if kind == "fence":
            source = source.removesuffix("\r")
        elif kind == "indented":
            end = source.find("\n", len(source.rstrip()))  # its last line keeps its spaces
            source = source[:end].removesuffix("\r") if end >= 0 else source
        else:
            source = source.rstrip(" \t\r\n")
        if source:
            kind = _KINDS.get(kind, kind)
            blocks.append(Block(kind, source, base + start, number, continues, inside))


def _same_length_lines(text: str) -> str:
    """The text with \\n as the only line end, and every character where it was."""
    return text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text


def _guess_kind(source: str) -> str:
    """What a first line that is not complete yet looks like."""
    found = rules.START.match(source + "\n")
    name = found.lastgroup if found and found.lastgroup else "paragraph"
    return _KINDS.get(name, name)

"""Tables as lines of cells, without a markdown parser: thousands of rows in a few ms."""

import re

from studio.ui.transcript.leaves import Frame, TableLeaf

_BAR = re.compile(r"(?<!\\)\|")
_DELIMITER_CELL = re.compile(r"[ \t]*(:?)-+(:?)[ \t]*")
_HEAD_ONLY = re.compile(r" {0,3}\|[^\n]*(?:\n[ \t|:\-]*)?")


def split_row(line: str) -> list[str]:
    """The cells of one line; bars escaped by a backslash are text."""
    line = line.strip()
    if line.startswith("|"):
        line = line[1:]
    escaped = "\\|" in line
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    if not escaped:
        return [cell.strip() for cell in line.split("|")]
    return [cell.strip().replace("\\|", "|") for cell in _BAR.split(line)]


def alignments(line: str) -> tuple[str, ...] | None:
    """What a delimiter row says about each column, or None if it isn't one."""
    aligns = []
    for cell in split_row(line):
        match = _DELIMITER_CELL.fullmatch(cell)
        if match is None:
            return None
        left, right = match.groups()
        aligns.append("center" if left and right else "right" if right else "left" if left else "")
    return tuple(aligns)


def parse_rows(lines: list[str], columns: int) -> list[list[str]]:
    """Rows of exactly `columns` cells: short ones are filled, surplus cells joined on.

    The surplus would be dropped by the rules; here no text is lost.
    """
    rows = []
    for line in lines:
        cells = split_row(line)
        count = len(cells)
        if count < columns:
            cells += [""] * (columns - count)
        elif count > columns:
            cells = [*cells[: columns - 1], " | ".join(cells[columns - 1 :])]
        rows.append(cells)
    return rows


def parse_table(
    source: str, *, live: bool = False, previous: TableLeaf | None = None
) -> TableLeaf | None:
    """The table that a block consists of, or None if it isn't one.

    Args:
        live: the source still grows: a last line without its end is left out.
        previous: the same table a moment ago; only what was added is parsed.
    """
    if previous is not None:
        known = previous.frame.source
        known = known[: known.rfind("\n") + 1]
        if previous.aligns and known.count("\n") > 2 and source.startswith(known):
            return _grown(source, len(known), previous, live=live)
    lines = source.split("\n")
    if len(lines) < 2:
        return None
    aligns = alignments(lines[1])
    header = split_row(lines[0])
    if aligns is None or len(aligns) != len(header):
        return None
    body = lines[2:]
    if live and body:
        body.pop()
    rows = parse_rows([line for line in body if line], len(header))
    return TableLeaf(tuple(header), aligns, rows, Frame(source=source))


def _grown(source: str, known_chars: int, previous: TableLeaf, *, live: bool) -> TableLeaf:
    """A table that begins with the complete lines of an earlier one."""
    complete = previous.frame.source.count("\n") - 2
    lines = source[known_chars:].split("\n")
    if live:
        lines.pop()
    rows = previous.rows[:complete]
    rows += parse_rows([line for line in lines if line], len(previous.header))
    return TableLeaf(previous.header, previous.aligns, rows, Frame(source=source))


def parse_table_head(source: str) -> TableLeaf | None:
    """The head of a table whose delimiter row is still on its way, or None."""
    if not _HEAD_ONLY.fullmatch(source) or "\n" not in source:
        return None
    header = split_row(source.split("\n", 1)[0])
    return TableLeaf(tuple(header), ("",) * len(header), [], Frame(source=source))

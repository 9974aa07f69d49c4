"""Tables as tab-separated values and as markdown, whole and cut. No Qt."""

from collections.abc import Iterator

from msgspec.structs import replace

from studio.ui.transcript.inline import LINE_BREAK
from studio.ui.transcript.leaves import TableLeaf
from studio.ui.transcript.table_columns import cell_text

_UNSAFE = str.maketrans({"\t": " ", "\n": " ", "\r": " ", LINE_BREAK: " ", "\u2029": " "})
_DELIMITERS = {"left": ":---", "center": ":---:", "right": "---:", "": "---"}


def table_tsv(leaf: TableLeaf) -> str:
    """Cells as they read, split by tabs; nothing in a cell can split it."""
    return "".join(tsv_steps(leaf))


def tsv_steps(leaf: TableLeaf) -> Iterator[str]:
    """The same, row by row."""
    end = ""
    for row in [leaf.header, *leaf.rows] if any(leaf.header) else leaf.rows:
        yield end + "\t".join(_safe(cell) for cell in row)
        end = "\n"


def _safe(cell: str) -> str:
    return cell_text(cell).text.translate(_UNSAFE)


def table_markdown(leaf: TableLeaf) -> str:
    """The table as markdown, one line per row."""
    lines = [_line(leaf.header)]
    lines.append("| " + " | ".join(_DELIMITERS.get(align, "---") for align in leaf.aligns) + " |")
    lines.extend(_line(row) for row in leaf.rows)
    return "\n".join(lines)


def _line(cells: tuple[str, ...] | list[str]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\r", "").replace("\n", " ")


def cut_table(leaf: TableLeaf, start: int, end: int) -> TableLeaf | str:
    """The cells that the characters [start, end) of a table's plain text touch.

    Returns:
        A part of one cell as text; several cells as a table with a head only where the head
        was among them. Cells outside are empty, cut cells hold the characters alone.
    """
    rows: list[list[str]] = []
    has_head = False
    touched = 0
    at = 0
    last = ""
    for number, cells in enumerate([list(leaf.header), *leaf.rows]):
        if at >= end:
            break
        row = []
        for cell in cells:
            text = cell_text(cell).text.replace(LINE_BREAK, " ")
            first, stop = max(0, start - at), min(len(text), end - at)
            at += len(text) + 1
            if first >= stop:
                row.append("")
                continue
            touched += 1
            last = text[first:stop]
            row.append(cell if stop - first == len(text) else last)
        if any(row):
            has_head = has_head or number == 0
            rows.append(row)
    if touched <= 1:
        return last
    header = tuple(rows.pop(0)) if has_head else ("",) * len(leaf.header)
    return replace(leaf, header=header, rows=rows)

"""Tables as CSV text that a spreadsheet opens without running anything in it."""

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | float | bool | None

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula. Source: OWASP, CSV injection."""


def to_csv(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as RFC 4180 text. Texts that look like formulas begin with an apostrophe."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerows([[_shown(cell) for cell in row] for row in rows])
    return target.getvalue()


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    text = text.replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return safe_text(cell) if isinstance(cell, str) else str(cell)

"""`WrappedLines`: the lines of a code block, cut where the box ends."""

import unicodedata

from studio.ui.transcript.code_lines import CodeLines
from studio.ui.transcript.highlight import Run
from studio.ui.transcript.look import Look

_LEAST_COLUMNS = 8


class WrappedLines(CodeLines):
    """Rows of at most so many columns; a row that goes on a line begins at its left edge.

    Args:
        width_px: of the box's inside.
    """

    def __init__(self, code: str, look: Look, width_px: float) -> None:
        super().__init__(code, look)
        columns = max(_LEAST_COLUMNS, int(width_px / look.code_char_px))
        rows: list[str] = []
        starts: list[int] = []
        self._origins: list[tuple[int, int]] = []  # line and column in it, per row
        self._first_rows: list[int] = []  # of each line
        at = 0
        for number, line in enumerate(self.lines):
            self._first_rows.append(len(rows))
            cuts = ((0, len(line)),) if len(line) <= columns // 2 else _cuts(line, columns)
            for start, end in cuts:
                rows.append(line[start:end])
                starts.append(at + start)
                self._origins.append((number, start))
            at += len(line) + 1
        self.lines = rows
        self._starts = starts

    def rows_of(self, lines: int) -> int:
        """How many rows the first lines take."""
        if lines >= len(self._first_rows):
            return len(self.lines)
        return self._first_rows[lines]

    def set_runs(self, runs: dict[int, list[Run]]) -> None:
        """Colours the lines, row by row."""
        found: dict[int, list[Run]] = {}
        for row, (line, column) in enumerate(self._origins):
            size = len(self.lines[row])
            for start, length, token in runs.get(line, ()):
                first, last = max(0, start - column), min(size, start + length - column)
                if first < last:
                    found.setdefault(row, []).append((first, last - first, token))
        super().set_runs(found)


def _cuts(line: str, columns: int) -> list[tuple[int, int]]:
    """Start and end of the rows of a line."""
    if line.isascii() and "\t" not in line:
        size = max(1, len(line))
        return [(at, min(len(line), at + columns)) for at in range(0, size, columns)]
    found, start, used = [], 0, 0
    for at, character in enumerate(line):
        width = 4 if character == "\t" else 0 if unicodedata.combining(character) else 1
        width += unicodedata.east_asian_width(character) in "WF"
        if used + width > columns and width:
            found.append((start, at))
            start, used = at, 0
        used += width
    return [*found, (start, len(line))]

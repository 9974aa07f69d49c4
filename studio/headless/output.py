"""Standard output and error: UTF-8, as it arrives, and safe when the reader has left."""

import json
import os
import sys
from typing import Any, TextIO

from studio.headless.status import PROGRAM


class ReaderLeft(Exception):
    """Whoever read standard output has closed it."""


class OutputFailed(Exception):
    """Standard output can't be written, e.g. because the disk is full."""


# What a model or a server says is not to command a terminal: shown by the signs for such
# characters (U+2400 on). A carriage return would write over what was printed.
_SHOWN_ON_TERMINALS: dict[int, str | None] = {
    **{code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"},
    **dict.fromkeys(range(0x7F, 0xA0), "\N{REPLACEMENT CHARACTER}"),
    ord("\r"): None,
}


class Output:
    """Where a command writes. Bytes are written past Python's text layer, so always UTF-8.

    Into a pipe or a file goes each character as it came; a terminal only gets those that it shows.
    """

    def __init__(self) -> None:
        self._at_line_start = True

    def text(self, text: str) -> None:
        """Writes text at once. Raises: ReaderLeft, OutputFailed."""
        if text:
            self._write(text)
            self._at_line_start = text.endswith("\n")

    def end_line(self) -> None:
        """Ends a line that was begun. Raises: ReaderLeft, OutputFailed."""
        if not self._at_line_start:
            self.text("\n")

    def json(self, value: Any) -> None:
        """Writes one JSON object on one line. Raises: ReaderLeft, OutputFailed."""
        self.text(json.dumps(value, ensure_ascii=False) + "\n")

    def note(self, text: str) -> None:
        """Writes a line to standard error; nothing happens when that is closed."""
        # None when the program was started without the stream.
        if sys.stderr is None:
            return
        try:
            sys.stderr.write(f"{_for(sys.stderr, text)}\n")
            sys.stderr.flush()
        except OSError:
            return

    def problem(self, text: str) -> None:
        """Writes a line about a problem to standard error."""
        self.note(f"{PROGRAM}: {text}")

    def _write(self, text: str) -> None:
        if sys.stdout is None:
            return
        try:
            sys.stdout.buffer.write(_for(sys.stdout, text).encode("utf-8", "replace"))
            sys.stdout.buffer.flush()
        except BrokenPipeError as exc:
            forget_stdout()
            raise ReaderLeft from exc
        except OSError as exc:
            forget_stdout()
            raise OutputFailed(f"the output can't be written: {exc.strerror or exc}") from exc


def _for(stream: TextIO, text: str) -> str:
    return text.translate(_SHOWN_ON_TERMINALS) if stream.isatty() else text


def forget_stdout() -> None:
    """Lets what is still buffered go nowhere, so that the end of the process stays quiet."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)

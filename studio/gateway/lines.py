"""Splits the bytes of an answer into lines: LF, CR and CRLF only, nothing searched twice."""

import time
from typing import NamedTuple

from studio.core.errors import BadReply
from studio.gateway.long_lines import LongLine, Runs

_SLICE_BYTES = 128 * 1024
_LONG_BYTES = 64 * 1024
_BOM = b"\xef\xbb\xbf"
_LEAST_PROGRESS_BYTES = 1024


class CutLine(NamedTuple):
    """A line that long base64 was cut out of; `runs` finds it again."""

    data: bytes
    runs: Runs


Line = bytes | CutLine


class LineSplitter:
    """Cuts bytes that come in any pieces into lines.

    Args:
        max_line_bytes: a longer line is refused.

    Attributes:
        error: set once a line is too long; nothing is read after it.
    """

    def __init__(self, max_line_bytes: int) -> None:
        self.error: BadReply | None = None
        self._max_line_bytes = max_line_bytes
        self._pending = bytearray()
        self._long: LongLine | None = None
        self._skip_lf = False
        self._at_start = True

    @property
    def pending_image_bytes(self) -> int:
        """Encoded bytes of an image in the line that is not complete yet, or 0."""
        if len(self._pending) < _LEAST_PROGRESS_BYTES:
            return self._long.run_bytes if self._long is not None else 0
        at = max(self._pending.rfind(b"base64,"), self._pending.rfind(b'"b64_json"'))
        if at < 0 or self._pending.find(b'"', at + 14) >= 0:
            return 0
        waiting = len(self._pending) - at
        return waiting if waiting >= _LEAST_PROGRESS_BYTES else 0

    def pending_head(self) -> bytes:
        """The first bytes of the line that is not complete yet."""
        return self._long.head() if self._long is not None else bytes(self._pending[:4096])

    def feed(self, data: bytes) -> list[Line]:
        """The lines that are complete now, without their ends."""
        if self._at_start:
            data = self._without_bom(data)
        if len(data) <= _SLICE_BYTES:
            return self._feed(data) if data and self.error is None else []
        lines: list[Line] = []
        for start in range(0, len(data), _SLICE_BYTES):
            if self.error is not None:
                break
            lines += self._feed(data[start : start + _SLICE_BYTES])
            time.sleep(0)
        return lines

    def close(self) -> list[Line]:
        """The last line when it had no end."""
        return self._end_pending() if self._pending or self._long is not None else []

    def _without_bom(self, data: bytes) -> bytes:
        data = bytes(self._pending) + data
        self._pending.clear()
        if len(data) < len(_BOM) and _BOM.startswith(data):
            self._pending += data
            return b""
        self._at_start = False
        return data.removeprefix(_BOM)

    def _feed(self, data: bytes) -> list[Line]:
        if self._skip_lf:
            self._skip_lf = False
            data = data.removeprefix(b"\n")
        if b"\r" in data:
            self._skip_lf = data.endswith(b"\r")
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        pieces: list[Line] = [*data.split(b"\n")]
        if len(data) > self._max_line_bytes:
            self._refuse_long(pieces)
        last = pieces.pop()
        if not pieces:
            self._grow(last)
            return []
        if self._pending or self._long is not None:
            self._grow(pieces[0])
            pieces[:1] = self._end_pending()
        if last:
            self._grow(last)
        return pieces

    def _grow(self, piece: Line) -> None:
        """Adds to the line that is not complete yet."""
        assert isinstance(piece, bytes)
        if self._long is not None:
            self._long.feed(piece)
            size = self._long.size_bytes
        else:
            self._pending += piece
            size = len(self._pending)
            if size >= _LONG_BYTES:
                self._long = LongLine(bytes(self._pending))
                self._pending.clear()
        if size > self._max_line_bytes:
            self._refuse()

    def _refuse_long(self, pieces: list[Line]) -> None:
        """Looks for a line that came whole and is too long; drops it and what follows."""
        for at, piece in enumerate(pieces):
            if len(piece) > self._max_line_bytes:
                del pieces[at:]
                pieces.append(b"")
                self._refuse()
                return

    def _refuse(self) -> None:
        self.error = BadReply(
            f"one line of the answer is over {self._max_line_bytes} bytes long",
            code="line_too_long",
        )
        self._long = None
        self._pending.clear()

    def _end_pending(self) -> list[Line]:
        if self.error is not None:
            return []
        if self._long is None:
            line = bytes(self._pending)
            self._pending.clear()
            return [line]
        long, self._long = self._long, None
        return [CutLine(long.close(), long.runs)]

"""Reads server-sent events from bytes, and keeps what is no event.

Source: WHATWG HTML, "Server-sent events"; wire reference, section 9. Beyond the standard:
the last event counts without a blank line after it, the field `error` is an event, and
text that is no field is collected, since errors come as bare JSON or as a web page.
"""

import msgspec

from studio.core.errors import BadReply
from studio.gateway.lines import CutLine, Line, LineSplitter
from studio.gateway.long_lines import Runs

MAX_LINE_BYTES = 128 * 1024 * 1024


class SseEvent(msgspec.Struct, gc=False):
    """One event.

    Attributes:
        data: its data lines, joined with newlines.
        name: the `event` field, or ""; `error` for the field `error`.
        runs: long base64 that was cut out of `data`, or None.
    """

    data: bytes
    name: str = ""
    runs: Runs | None = None


class SseReader:
    """Turns bytes that come in any pieces into events. A bare JSON body is no event.

    Args:
        max_line_bytes: a longer line, event or other text ends the reading with an error.

    Attributes:
        error: set once something was too long; nothing is read after it.
    """

    def __init__(self, max_line_bytes: int = MAX_LINE_BYTES) -> None:
        self.error: BadReply | None = None
        self._max_bytes = max_line_bytes
        self._lines = LineSplitter(max_line_bytes)
        self._data: list[bytes] = []
        self._name = ""
        self._runs: Runs | None = None
        self._held_bytes = 0
        self._stray: list[bytes] = []
        self._stray_runs: Runs | None = None
        self._stray_bytes = 0

    @property
    def pending_image_bytes(self) -> int:
        """Encoded bytes of an image in the line that is not complete yet, or 0."""
        return self._lines.pending_image_bytes

    def pending_head(self) -> bytes:
        """The first bytes of the line that is not complete yet."""
        return self._lines.pending_head()

    def stray(self) -> tuple[bytes, Runs | None]:
        """All text that was no event, line by line, and what was cut out of it."""
        return b"\n".join(self._stray), self._stray_runs

    def feed(self, data: bytes) -> list[SseEvent]:
        """The events that are complete now."""
        events: list[SseEvent] = []
        if self.error is None:
            self._read(self._lines.feed(data), events)
            self.error = self.error or self._lines.error
        return events

    def close(self) -> list[SseEvent]:
        """Ends the body: the last event counts although no blank line followed."""
        events: list[SseEvent] = []
        if self.error is None:
            self._read(self._lines.close(), events)
            self._dispatch(events)
        return events

    def _read(self, lines: list[Line], events: list[SseEvent]) -> None:
        data = self._data
        for line in lines:
            if not line:
                if data or self._name:
                    self._dispatch(events)
            elif type(line) is bytes and line[:6] == b"data: " and not data:
                data.append(line[6:])
            else:
                self._read_field(line, events)

    def _read_field(self, line: Line, events: list[SseEvent]) -> None:
        raw, runs = line if isinstance(line, CutLine) else (line, None)
        assert isinstance(raw, bytes)
        name, _, value = raw.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._add_data(value, runs, events)
        elif name == b"event":
            self._name = value.decode("utf-8", "replace").strip()
        elif name == b"error":
            self._dispatch(events)
            events.append(SseEvent(value, "error", runs))
        elif name and name not in {b"id", b"retry"}:
            self._add_stray(raw, runs)

    def _add_data(self, value: bytes, runs: Runs | None, events: list[SseEvent]) -> None:
        # Some servers leave out the blank line between two events.
        if self._data and _is_whole(self._data[-1]) and (value[:1] == b"{" or value == b"[DONE]"):
            self._dispatch(events)
        self._data.append(value)
        self._held_bytes += len(value)
        if runs is not None:
            self._runs = _merged(self._runs, runs)
        if self._held_bytes > self._max_bytes:
            self._refuse("one event")

    def _add_stray(self, raw: bytes, runs: Runs | None) -> None:
        self._stray.append(raw)
        self._stray_bytes += len(raw)
        if runs is not None:
            self._stray_runs = _merged(self._stray_runs, runs)
        if self._stray_bytes > self._max_bytes:
            self._refuse("the answer")

    def _dispatch(self, events: list[SseEvent]) -> None:
        data = self._data
        if data:
            whole = data[0] if len(data) == 1 else b"\n".join(data)
            events.append(SseEvent(whole, self._name, self._runs))
            data.clear()
        self._name = ""
        self._runs = None
        self._held_bytes = 0

    def _refuse(self, what: str) -> None:
        self.error = BadReply(f"{what} is over {self._max_bytes} bytes long", code="too_long")
        self._data.clear()
        self._stray.clear()


def _merged(old: Runs | None, new: Runs) -> Runs:
    if old is not None:
        new.update(old)
    return new


def _is_whole(value: bytes) -> bool:
    return value[:1] == b"{" and value[-1:] == b"}"

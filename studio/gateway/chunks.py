"""Joins the chunks of an HTTP/1.1 body that came together.

A server that writes token by token makes a chunk of each. What is above the connection (h11,
httpcore, httpx) handles each chunk by itself, which costs ten times what its bytes cost; so
the bytes of one read are framed as one chunk. Source: RFC 9112, sections 6.1 and 7.1.
"""

import re

_LINE_END = b"\r\n"
_MOST_HEAD_BYTES = 128 * 1024
_MOST_LINE_BYTES = 4096
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[ \t]*chunked[ \t]*\r\n", re.IGNORECASE)
_INTERIM = re.compile(rb"HTTP/1\.[01] 1\d\d ")
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\r\n]*)?")


class ChunkJoiner:
    """Reads along with the answers of one connection.

    Only bodies that are known to be chunked are framed anew; all else, and whatever is not as
    the standard says, is handed on as it came.
    """

    def __init__(self) -> None:
        self._head: bytearray | None = bytearray()  # of the answer; None: it is over
        self._chunked = False
        self._rest = b""  # of a line that is not whole yet
        self._left_bytes = 0  # of the chunk that is being read
        self._at_end = False  # of a chunk's bytes; its line end is due

    def restart(self) -> None:
        """The next bytes begin an answer."""
        self.__init__()  # type: ignore[misc]

    def feed(self, data: bytes) -> bytes:
        """The same content in as few chunks as can be; b"" when it needs more to be any."""
        if self._chunked:
            return self._join(data)
        if self._head is None:
            return data
        self._head += data
        before = len(self._head) - len(data)
        while (end := self._head.find(b"\r\n\r\n")) >= 0:
            end += 4
            if _INTERIM.match(self._head) is not None:
                del self._head[:end]
                before -= end
                continue
            self._chunked = _CHUNKED.search(self._head, 0, end) is not None
            self._head = None
            if not self._chunked:
                return data
            at = end - before
            return data[:at] + self._join(data[at:])
        if len(self._head) > _MOST_HEAD_BYTES:
            self._head = None
        return data

    def _join(self, data: bytes) -> bytes:
        data = self._rest + data if self._rest else data
        self._rest = b""
        parts: list[bytes] = []
        at, size = 0, len(data)
        while at < size:
            if self._left_bytes:
                part = data[at : at + self._left_bytes]
                parts.append(part)
                at += len(part)
                self._left_bytes -= len(part)
                self._at_end = not self._left_bytes
                continue
            if self._at_end:
                ending = data[at : at + 2]
                if not _LINE_END.startswith(ending):
                    return self._hand_on(parts, b"?\r\n" + data[at:])  # stays an error
                if len(ending) < 2:
                    self._rest = ending
                    break
                self._at_end = False
                at += 2
                continue
            end = data.find(_LINE_END, at)
            if end < 0 and size - at <= _MOST_LINE_BYTES:
                self._rest = data[at:]
                break
            found = _SIZE.fullmatch(data, at, max(at, end))
            self._left_bytes = int(found[1], 16) if found is not None else 0
            if not self._left_bytes:  # the last chunk and what follows, or nothing known
                return self._hand_on(parts, data[at:])
            at = end + 2
        return _framed(parts)

    def _hand_on(self, parts: list[bytes], rest: bytes) -> bytes:
        self._chunked = False
        return _framed(parts) + rest


def _framed(parts: list[bytes]) -> bytes:
    joined = b"".join(parts)
    return b"%x\r\n%b\r\n" % (len(joined), joined) if joined else b""

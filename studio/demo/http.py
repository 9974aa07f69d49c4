"""HTTP/1.1 on one socket: h11 for the grammar, asyncio streams for the bytes.

`Exchange` is what a handler sees of it: the request, and ways to answer piece by piece.
Waiting is reading: while a handler pauses, the socket is watched, so a client that leaves
ends the work at once.
"""

import asyncio
import json
import threading
import time
from collections.abc import Iterable
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import h11
from msgspec import Struct, field

MAX_BODY_BYTES = 128 * 1024 * 1024
_READ_BYTES = 256 * 1024
_WRITE_BYTES = 64 * 1024
_STATUSES = frozenset(HTTPStatus)

Headers = Iterable[tuple[str, str]]


class ClientLeft(Exception):
    """The client closed its connection; whatever was being done for it should stop."""


class BodyTooLarge(Exception):
    """The request's body is over the limit."""


class RecordedRequest(Struct, eq=False, dict=True):
    """One request that came, and how its answer ended; for tests to look at.

    Attributes:
        path: without the query.
        query: first value of each query field.
        headers: names in lower case.
        received_s: `time.monotonic()` when the request was complete.
        outcome: `open`, then `sent`, `client_left`, or `dropped` (by script).
        closed_s: `time.monotonic()` of the outcome; 0 while open.
        ended: set with the outcome.
    """

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""
    received_s: float = 0.0
    outcome: str = "open"
    status: int = 0
    closed_s: float = 0.0
    ended: threading.Event = field(default_factory=threading.Event)

    @cached_property
    def json(self) -> Any:
        """The body as JSON, or None when it is empty or something else."""
        try:
            return json.loads(self.body) if self.body else None
        except ValueError:
            return None

    def close(self, outcome: str) -> None:
        """Notes how the answer ended; the first call counts."""
        if not self.ended.is_set():
            self.outcome = outcome
            self.closed_s = time.monotonic()
            self.ended.set()


class HttpConnection:
    """One client's connection. Thread: the gateway's loop."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._h11 = h11.Connection(h11.SERVER)

    async def next_request(self) -> RecordedRequest | None:
        """The next request, complete with its body, or None when the client is done.

        Raises:
            BodyTooLarge: see `MAX_BODY_BYTES`.
            h11.RemoteProtocolError: what came is not HTTP.
        """
        if self._h11.our_state is h11.DONE and self._h11.their_state is h11.DONE:
            self._h11.start_next_cycle()
        if self._h11.our_state is not h11.IDLE:
            return None
        request: RecordedRequest | None = None
        body = bytearray()
        while True:
            event = self._h11.next_event()
            if event is h11.NEED_DATA:
                if self._h11.they_are_waiting_for_100_continue:
                    await self.send(h11.InformationalResponse(status_code=100, headers=[]))
                self._h11.receive_data(await self._reader.read(_READ_BYTES))
            elif isinstance(event, h11.Request):
                request = _recorded(event)
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > MAX_BODY_BYTES:
                    raise BodyTooLarge
            elif isinstance(event, h11.EndOfMessage) and request is not None:
                request.body = bytes(body)
                request.received_s = time.monotonic()
                return request
            else:
                return None

    async def send(self, event: h11.Event) -> None:
        """Sends one HTTP event. Raises: ClientLeft."""
        pieces = self._h11.send_with_data_passthrough(event) or []
        try:
            for piece in pieces:
                self._write(piece)
            await self._writer.drain()
        except OSError as exc:
            raise ClientLeft from exc

    async def wait(self, seconds: float) -> None:
        """Waits, watching the socket all the while.

        Args:
            seconds: at most this long; 0 only looks whether the client is still there.

        Raises:
            ClientLeft: the client closed the connection, or it broke.
        """
        if seconds <= 0:
            await asyncio.sleep(0)
        if self._reader.at_eof() or self._reader.exception() is not None:
            raise ClientLeft
        end_s = time.monotonic() + seconds
        try:
            while (left_s := end_s - time.monotonic()) > 0:
                async with asyncio.timeout(left_s):
                    data = await self._reader.read(_READ_BYTES)
                if not data:
                    raise ClientLeft
                self._h11.receive_data(data)
        except TimeoutError:
            return
        except OSError as exc:
            raise ClientLeft from exc

    async def write_raw(self, data: bytes) -> None:
        """Sends bytes past the grammar. Raises: ClientLeft."""
        try:
            self._write(data)
            await self._writer.drain()
        except OSError as exc:
            raise ClientLeft from exc

    def _write(self, data: bytes) -> None:
        # A transport that is lost takes a few writes in silence, then warns of each.
        if self._writer.transport.is_closing():
            raise ConnectionResetError("the client left")
        self._writer.write(data)

    def abort(self, *, reset: bool) -> None:
        """Ends the connection in the middle of an answer, with a reset or a plain close."""
        if reset:
            self._writer.transport.abort()
        else:
            self._writer.close()

    async def close(self) -> None:
        """Closes the connection after what was written has gone out."""
        self._writer.close()
        try:
            await self._writer.wait_closed()
        except OSError:
            return


class Exchange:
    """One request and the means to answer it."""

    def __init__(self, connection: HttpConnection, request: RecordedRequest) -> None:
        self._connection = connection
        self.request = request
        self.request_id = ""

    async def start(self, status: int, headers: Headers) -> None:
        """Sends status and headers; the body follows with `write`."""
        self.request.status = status
        names = [(n.encode(), v.encode("latin-1", "replace")) for n, v in headers]
        phrase = HTTPStatus(status).phrase.encode() if status in _STATUSES else b""
        await self._connection.send(h11.Response(status_code=status, headers=names, reason=phrase))

    async def start_until_close(self, status: int, headers: Headers) -> None:
        """Sends status and headers of a body that ends with the connection."""
        self.request.status = status
        lines = [f"HTTP/1.1 {status} Replayed", *(f"{n}: {v}" for n, v in headers)]
        await self.write_raw("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1"))

    async def write_raw(self, data: bytes) -> None:
        """Sends bytes past the HTTP grammar."""
        await self._connection.write_raw(data)

    async def write(self, data: bytes | memoryview) -> None:
        """Sends more of the body, in slices, at the speed of the client."""
        view = memoryview(data)
        for at in range(0, len(view), _WRITE_BYTES):
            piece: Any = view[at : at + _WRITE_BYTES]
            await self._connection.send(h11.Data(data=piece))

    async def finish(self) -> None:
        """Ends the body."""
        await self._connection.send(h11.EndOfMessage())
        self.request.close("sent")

    async def wait(self, seconds: float) -> None:
        """See `HttpConnection.wait`."""
        await self._connection.wait(seconds)

    def drop(self, *, reset: bool = False) -> None:
        """Ends the connection in the middle of the answer."""
        self.request.close("dropped")
        self._connection.abort(reset=reset)

    async def send_bytes(
        self, data: bytes, content_type: str, *, status: int = 200, headers: Headers = ()
    ) -> None:
        """Sends a whole answer."""
        await self.start(
            status,
            [
                ("Content-Type", content_type),
                ("Content-Length", str(len(data))),
                *self.id_headers(),
                *headers,
            ],
        )
        await self.write(data)
        await self.finish()

    async def send_json(self, value: Any, *, status: int = 200, headers: Headers = ()) -> None:
        """Sends a JSON value as a whole answer."""
        data = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        await self.send_bytes(data, "application/json", status=status, headers=headers)

    def id_headers(self) -> list[tuple[str, str]]:
        """The headers that name the request, as DGrid and new-api send them."""
        if not self.request_id:
            return []
        return [
            ("DGrid-Request-ID", self.request_id),
            ("X-Oneapi-Request-Id", self.request_id.removeprefix("req_")),
        ]


def _recorded(event: h11.Request) -> RecordedRequest:
    target = urlsplit(event.target.decode("latin-1"))
    return RecordedRequest(
        method=event.method.decode(),
        path=target.path,
        query={name: values[0] for name, values in parse_qs(target.query).items()},
        headers={n.decode().lower(): v.decode("latin-1") for n, v in event.headers},
    )

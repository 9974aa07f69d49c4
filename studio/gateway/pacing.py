"""Connections that let bytes come together before they are looked at.

A server that writes token by token makes a packet of each. Reading each takes several times the
processor time of reading a frame's worth at once; until then the bytes wait in the socket.
"""

import asyncio
import ssl
import sys
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

import httpcore
import httpx

from studio.gateway.chunks import ChunkJoiner
from studio.gateway.sockets import SocketBackend
from studio.gateway.tls import TlsStream

_SLOW_BYTES_PER_S = 256 * 1024
_WORTH_RESTING_S = 0.002
_OPENED: ContextVar[list["PacedStream"] | None] = ContextVar("opened", default=None)


class PacedStream(httpcore.AsyncNetworkStream):
    """A connection that may rest between two reads.

    Attributes:
        rest_s: reads are at least so far apart while bytes come slowly; 0: read at once.
        reads: how often the connection was asked for bytes.
    """

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self.rest_s = 0.0
        self.reads = 0
        self._stream = stream
        self._chunks = ChunkJoiner()
        self._read_at_s = 0.0
        self._slow_reads = 0

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes; b"" at the end. An answer that comes as fast as it can never waits."""
        while True:
            data = await self._read(max_bytes, timeout)
            joined = self._chunks.feed(data)
            if joined or not data:
                return joined

    async def _read(self, max_bytes: int, timeout: float | None) -> bytes:
        if self.rest_s and self._slow_reads > 1:  # the first one waited for the answer itself
            wait_s = self._read_at_s + self.rest_s - time.monotonic()
            if wait_s > _WORTH_RESTING_S:
                await asyncio.sleep(wait_s)
        self.reads += 1
        data = await self._stream.read(max_bytes, timeout)
        now_s = time.monotonic()
        is_slow = len(data) < (now_s - self._read_at_s) * _SLOW_BYTES_PER_S
        self._slow_reads = self._slow_reads + 1 if is_slow else 0
        self._read_at_s = now_s
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends; what is asked anew is answered at once."""
        self.rest_s, self._slow_reads = 0.0, 0
        self._chunks.restart()
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Closes it."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> "PacedStream":
        """The same connection, encrypted."""
        return PacedStream(
            await TlsStream.over(self._stream, ssl_context, server_hostname, timeout)
        )

    def get_extra_info(self, info: str) -> Any:
        """What is known of the connection below."""
        return self._stream.get_extra_info(info)


class PacedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections that can rest."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(self, *args: Any, **named: Any) -> PacedStream:
        """A connection to a host."""
        stream = PacedStream(await self._backend.connect_tcp(*args, **named))
        opened = _OPENED.get()
        if opened is not None:
            opened.append(stream)
        return stream

    async def sleep(self, seconds: float) -> None:
        """Waits."""
        await self._backend.sleep(seconds)


@asynccontextmanager
async def closing_failed() -> AsyncIterator[None]:
    """Closes what a request opened, if there is no response to it.

    WORKAROUND(httpcore 1.0 forgets a connection to a SOCKS proxy that fails, until it closes it)
    """
    opened: list[PacedStream] = []
    token = _OPENED.set(opened)
    is_there = False
    try:
        yield
        is_there = True
    finally:
        _OPENED.reset(token)
        if not is_there:
            for stream in opened:
                await stream.aclose()


def pace(client: httpx.AsyncClient) -> None:
    """Makes the connections of a client able to rest.

    WORKAROUND(httpx 0.28 hands no network backend on to httpcore, until it does): where its
    transports keep it is private; should that change, connections are as they were.
    """
    transports: Iterable[object] = (client._transport, *client._mounts.values())
    for transport in transports:
        pool = getattr(transport, "_pool", None)
        backend = getattr(pool, "_network_backend", None)
        if isinstance(backend, httpcore.AsyncNetworkBackend) and pool is not None:
            # The loop of Windows does not watch sockets.
            own = backend if sys.platform == "win32" else SocketBackend()
            pool._network_backend = PacedBackend(own)


def paced_stream(response: httpx.Response) -> PacedStream | None:
    """The connection that a response comes by, if it can rest."""
    stream = response.extensions.get("network_stream")
    return stream if isinstance(stream, PacedStream) else None

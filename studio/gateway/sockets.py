"""Connections straight on non-blocking sockets: what has come is read without waiting for it.

httpcore's own streams go through anyio, which takes four or five turns of the loop for a read
even when the bytes are there. For a stream of tokens that is most of what the network costs.
"""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import httpcore

_HAPPY_EYEBALLS_S = 0.25
_HANDSHAKE_S = 15.0
_MOST_AT_ONCE = 4


class SocketStream(httpcore.AsyncNetworkStream):
    """One connection.

    Args:
        sock: connected, non-blocking; closed by `aclose`.

    Thread: that of an asyncio loop that watches sockets (any but that of Windows).
    """

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._at_once = 0  # reads since the loop had a turn

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Whatever has come, or the next bytes; b"" at the end."""
        if timeout is None:  # httpcore forgets it while it speaks to a SOCKS proxy
            timeout = _HANDSHAKE_S
        self._at_once += 1
        if self._at_once > _MOST_AT_ONCE:
            # An answer may come faster than it is read: stopping it must have its turn.
            self._at_once = 0
            await asyncio.sleep(0)
        try:
            return self._socket.recv(max_bytes)
        except BlockingIOError:
            pass
        except OSError as exc:
            raise httpcore.ReadError(str(exc)) from exc
        async with _waiting(timeout, httpcore.ReadTimeout, httpcore.ReadError):
            return await asyncio.get_running_loop().sock_recv(self._socket, max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends all of it."""
        if buffer:
            async with _waiting(timeout, httpcore.WriteTimeout, httpcore.WriteError):
                await asyncio.get_running_loop().sock_sendall(self._socket, buffer)

    async def aclose(self) -> None:
        """Closes it at once."""
        if self._socket.fileno() >= 0:
            loop = asyncio.get_running_loop()
            loop.remove_reader(self._socket)
            loop.remove_writer(self._socket)
            self._socket.close()

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks about connections."""
        if info == "socket":
            return self._socket
        if info == "client_addr":
            return self._socket.getsockname()
        if info == "server_addr":
            return self._socket.getpeername()
        return self._is_readable() if info == "is_readable" else None

    def _is_readable(self) -> bool:
        """Whether something came, or the other side closed it."""
        try:
            self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True


class SocketBackend(httpcore.AsyncNetworkBackend):
    """Opens such connections."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to a host, by whichever of its addresses answers first."""
        local = None if local_address is None else (local_address, 0)
        loop = asyncio.get_running_loop()
        async with _waiting(timeout, httpcore.ConnectTimeout, httpcore.ConnectError):
            transport, _ = await loop.create_connection(
                _Idle, host, port, local_addr=local, happy_eyeballs_delay=_HAPPY_EYEBALLS_S
            )
            try:
                sock: socket.socket = transport.get_extra_info("socket").dup()
            finally:
                transport.abort()  # lets go of the connection, which stays open
        sock.setblocking(False)
        for option in socket_options or ():
            sock.setsockopt(*option)
        return SocketStream(sock)

    async def sleep(self, seconds: float) -> None:
        """Waits."""
        await asyncio.sleep(seconds)


class _Idle(asyncio.Protocol):
    """Leaves what comes where it is: something else will read it."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.ReadTransport)
        transport.pause_reading()


@asynccontextmanager
async def _waiting(
    timeout_s: float | None,
    timed_out: type[httpcore.TimeoutException],
    failed: type[httpcore.NetworkError],
) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(timeout_s):
            yield
    except TimeoutError as exc:
        raise timed_out(str(exc)) from exc
    except OSError as exc:
        raise failed(str(exc)) from _one_of_many(exc)


def _one_of_many(error: OSError) -> OSError:
    """A host with several addresses fails with all of their errors in one text."""
    if error.errno is None and f"[Errno {errno.ECONNREFUSED}]" in str(error):
        return ConnectionRefusedError(errno.ECONNREFUSED, str(error))
    return error

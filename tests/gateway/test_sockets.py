"""Connections on plain sockets and their encryption, against real servers on loopback."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpcore
import httpx
import pytest

from studio.core.errors import ConnectionFailed
from studio.gateway.faults import error_from_exception
from studio.gateway.pacing import PacedBackend, PacedStream, pace
from studio.gateway.sockets import SocketBackend
from tests.gateway.certificates import tls_contexts
from tests.gateway.server import Drop, ReplayServer, Stall, sse, text_answer

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def connected(serve: Serve, tls: ssl.SSLContext | None = None) -> AsyncIterator[PacedStream]:
    """A connection to a server that does one thing."""
    tasks: list[asyncio.Task[None] | None] = []

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.append(asyncio.current_task())
        try:
            await serve(reader, writer)
        except (ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(once, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    stream = await PacedBackend(SocketBackend()).connect_tcp("127.0.0.1", port, timeout=5)
    try:
        yield stream
    finally:
        await stream.aclose()
        await stream.aclose()  # twice does no harm
        await asyncio.gather(*filter(None, tasks))
        server.close()
        await server.wait_closed()


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(1 << 16):
        writer.write(data)
        await writer.drain()


async def read_all(stream: httpcore.AsyncNetworkStream, size: int) -> bytes:
    found = b""
    while len(found) < size:
        data = await stream.read(65536, timeout=5)
        assert data
        found += data
    return found


async def test_bytes_go_and_come() -> None:
    async with connected(echo) as stream:
        assert stream.get_extra_info("is_readable") is False
        sent = bytes(range(256)) * 20_000
        writing = asyncio.ensure_future(stream.write(sent, timeout=5))
        assert await read_all(stream, len(sent)) == sent
        await writing
        assert stream.get_extra_info("server_addr")[0] == "127.0.0.1"
        assert stream.get_extra_info("ssl_object") is None


async def test_an_idle_connection_that_the_server_closed_is_noticed() -> None:
    async def leave(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        return

    async with connected(leave) as stream:
        assert await stream.read(10, timeout=5) == b""
        assert stream.get_extra_info("is_readable") is True


async def test_silence_ends_a_read_and_the_next_one_still_reads() -> None:
    async with connected(echo) as stream:
        with pytest.raises(httpcore.ReadTimeout):
            await stream.read(10, timeout=0.01)
        await stream.write(b"abc", timeout=5)
        assert await stream.read(10, timeout=5) == b"abc"


async def test_an_answer_that_never_ends_can_be_stopped() -> None:
    """However fast it comes: what has come is read without waiting."""
    size = 64 * 1024

    async def send(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(bytes(size))
        await writer.drain()

    async with connected(send) as stream:
        assert await stream.read(1, timeout=5) == b"\0"
        turns = 0

        async def others() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        task = asyncio.ensure_future(others())
        await asyncio.sleep(0)
        begun = turns
        for _ in range(100):
            assert await stream.read(10, timeout=5)
        assert turns - begun >= 20
        task.cancel()
        await read_all(stream, size - 1001)


async def test_a_read_that_is_cancelled_lets_the_connection_be_closed() -> None:
    async with connected(echo) as stream:
        reading = asyncio.ensure_future(stream.read(10))
        await asyncio.sleep(0)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading


async def test_a_reset_is_a_lost_connection() -> None:
    async def reset(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raw = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    async with connected(reset) as stream:
        with pytest.raises(httpcore.ReadError):
            await stream.read(10, timeout=5)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_nobody_listens(host: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(httpcore.ConnectError) as caught:
            await SocketBackend().connect_tcp(host, port, timeout=5)
    error = error_from_exception(_as_httpx(caught.value))
    assert isinstance(error, ConnectionFailed)
    assert error.code == "refused"


async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await echo(reader, writer)
    writer.close()


async def test_encryption_in_encryption(tmp_path: Path) -> None:
    """Behind a proxy that is encrypted itself."""
    server_tls, client_tls = tls_contexts(tmp_path)
    target = await asyncio.start_server(pipe, "127.0.0.1", 0, ssl=server_tls)
    port = target.sockets[0].getsockname()[1]

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target_reader, target_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(pipe(reader, target_writer), pipe(target_reader, writer))

    async with connected(proxy, server_tls) as plain:
        outer = await plain.start_tls(client_tls, "127.0.0.1", timeout=5)
        inner = await outer.start_tls(client_tls, "127.0.0.1", timeout=5)
        sent = bytes(range(256)) * 2000
        writing = asyncio.ensure_future(inner.write(sent, timeout=5))
        assert await read_all(inner, len(sent)) == sent
        await writing
        assert inner.get_extra_info("ssl_object").version().startswith("TLS")
    target.close()
    await target.wait_closed()


async def test_an_unknown_certificate_is_refused(tmp_path: Path) -> None:
    server_tls, _ = tls_contexts(tmp_path)
    async with connected(echo, server_tls) as plain:
        with pytest.raises(httpcore.ConnectError) as caught:
            await plain.start_tls(ssl.create_default_context(), "127.0.0.1", timeout=5)
    assert error_from_exception(_as_httpx(caught.value)).code == "certificate_self_signed"


async def test_a_server_without_encryption_is_refused(tmp_path: Path) -> None:
    _, client_tls = tls_contexts(tmp_path)

    async def plain_text(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()

    async with connected(plain_text) as plain:
        with pytest.raises(httpcore.ConnectError) as caught:
            await plain.start_tls(client_tls, "127.0.0.1", timeout=5)
    assert error_from_exception(_as_httpx(caught.value)).code == "tls_failed"


async def test_a_handshake_that_is_not_answered_ends_in_time(tmp_path: Path) -> None:
    _, client_tls = tls_contexts(tmp_path)

    async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        while await reader.read(1000):
            pass

    async with connected(silent) as plain:
        with pytest.raises(httpcore.ConnectTimeout):
            await plain.start_tls(client_tls, "127.0.0.1", timeout=0.05)


async def test_encrypted_answers_come_one_after_the_other_on_one_connection(
    tmp_path: Path,
) -> None:
    server_tls, client_tls = tls_contexts(tmp_path)
    async with (
        ReplayServer([text_answer("one"), text_answer("two")], tls=server_tls) as server,
        httpx.AsyncClient(trust_env=False, verify=client_tls) as client,
    ):
        pace(client)
        for word in ("one", "two"):
            response = await client.post(server.url, content=b"q")
            assert word in response.text
        assert server.connections == 1


async def test_an_encrypted_answer_that_breaks_off_is_cut(tmp_path: Path) -> None:
    server_tls, client_tls = tls_contexts(tmp_path)
    async with (
        ReplayServer([sse(done=False, then=[b"data: 1\n\n", Drop])], tls=server_tls) as server,
        httpx.AsyncClient(trust_env=False, verify=client_tls) as client,
    ):
        pace(client)
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            await client.post(server.url, content=b"q")


async def test_a_stalled_encrypted_answer_times_out(tmp_path: Path) -> None:
    server_tls, client_tls = tls_contexts(tmp_path)
    patient = httpx.Timeout(60, read=0.1)  # only the silence, not the way to it
    async with (
        ReplayServer([sse(done=False, then=[b"data: 1\n\n", Stall])], tls=server_tls) as server,
        httpx.AsyncClient(trust_env=False, verify=client_tls, timeout=patient) as client,
    ):
        pace(client)
        with pytest.raises(httpx.ReadTimeout):
            await client.post(server.url, content=b"q")


def _as_httpx(error: Exception) -> httpx.ConnectError:
    """As httpx raises it."""
    try:
        raise httpx.ConnectError(str(error)) from error
    except httpx.ConnectError as exc:
        return exc

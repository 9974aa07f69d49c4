"""The system's proxies, and what is asked without them."""

import asyncio
import socket

import httpx
import pytest

from studio.core.errors import ConnectionFailed, GatewayError
from studio.core.events import TextDelta
from studio.gateway.client import HttpGateway
from studio.gateway.proxies import is_direct, system_proxies
from studio.gateway.transport import Transport
from tests.gateway.fakes import (
    KEY,
    FixedClock,
    MemoryBlobs,
    Sleeps,
    chat,
    collect,
    connection,
)
from tests.gateway.server import Answer, Drop, ReplayServer, text_answer

NAMES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    ("said", "address", "direct"),
    [
        ("", "https://api.dgrid.ai/v1", False),
        ("", "http://localhost:11434/v1", True),
        ("", "http://127.0.0.2/v1", True),
        ("", "http://[::1]:1234/v1", True),
        ("*", "https://api.dgrid.ai/v1", True),
        ("dgrid.ai", "https://api.dgrid.ai/v1", True),
        ("dgrid.ai", "https://dgrid.ai/v1", True),
        ("dgrid.ai", "https://mydgrid.ai/v1", False),
        (".dgrid.ai, other", "https://api.DGRID.ai/v1", True),
        ("*.dgrid.ai", "https://api.dgrid.ai/v1", True),
        ("10.0.0.0/8", "http://10.1.2.3:8000/v1", True),
        ("10.0.0.0/8", "http://11.1.2.3:8000/v1", False),
        ("10.1.2.3", "http://10.1.2.3:8000/v1", True),
        ("10.1.2.3", "http://110.1.2.3:8000/v1", False),
        ("fd00::/8", "http://[fd12::1]:8000/v1", True),
        ("fd00::/8", "http://[fe80::1]:8000/v1", False),
        ("fd00::/8,10.0.0.0/8", "https://api.dgrid.ai/v1", False),
        ("[fd12::1]", "http://[fd12::1]:8000/v1", True),
        ("[fd12::1]:8000", "http://[fd12::1]:8000/v1", True),
        ("box:8000", "http://box:8000/v1", True),
        ("box:8000", "http://box:9000/v1", False),
        ("http://box", "http://box:9000/v1", True),
        ("exämple.de, %zz, .., -, :, [", "https://api.dgrid.ai/v1", False),
    ],
)
def test_who_is_asked_directly(
    monkeypatch: pytest.MonkeyPatch, said: str, address: str, direct: bool
) -> None:
    monkeypatch.setenv("NO_PROXY", said)
    assert is_direct(httpx.URL(address)) is direct


def test_proxies_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://user:p%40ss@proxy.test:3128")
    monkeypatch.setenv("HTTP_PROXY", "proxy.test:3129")
    found = system_proxies()
    assert str(found["https://"].url) == "http://proxy.test:3128"
    assert found["https://"].auth == ("user", "p@ss")
    assert str(found["http://"].url) == "http://proxy.test:3129"


async def socks_server(behind_port: int, asked: list[bytes]) -> asyncio.Server:
    """A SOCKS5 proxy that leads everywhere to one port of this machine.

    Source: RFC 1928.
    """

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        version, count = await reader.readexactly(2)
        assert version == 5
        await reader.readexactly(count)
        writer.write(b"\x05\x00")
        *_, kind = await reader.readexactly(4)
        assert kind == 3, "names are resolved by the proxy"
        (length,) = await reader.readexactly(1)
        asked.append(await reader.readexactly(length))
        await reader.readexactly(2)
        writer.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", behind_port)

        async def carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            while data := await source.read(4096):
                target.write(data)
            target.close()

        await asyncio.gather(carry(reader, far_writer), carry(far_reader, writer))

    return await asyncio.start_server(serve, "127.0.0.1", 0)


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
async def test_a_socks_proxy_is_used(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    asked: list[bytes] = []
    async with ReplayServer([text_answer()]) as behind:
        proxy = await socks_server(behind.port, asked)
        address = f"{scheme}://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
        monkeypatch.setenv("ALL_PROXY", address)
        blobs = MemoryBlobs()
        gateway = HttpGateway(blobs, blobs, FixedClock())
        events, error = await collect(gateway.chat(chat("http://gateway.test/v1"), KEY))
        await gateway.aclose()
        proxy.close()
        await proxy.wait_closed()
    assert error is None
    assert "".join(e.text for e in events if isinstance(e, TextDelta)) == "Hello"
    assert asked == [b"gateway.test"]


@pytest.mark.parametrize("said", ["[::1]", "fe80::/10", "::1,fd00::/8", "exämple.de"])
def test_an_odd_exception_stops_no_request(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("NO_PROXY", said)

    async def client() -> None:
        transport = Transport(FixedClock(), user_agent="test")
        transport._client(httpx.URL("https://api.dgrid.ai/v1"))
        await transport.aclose()

    asyncio.run(client())


async def asked_over(proxy: str, url: str) -> GatewayError | None:
    """The error of a chat that the system's proxy is to lead to its gateway."""
    blobs = MemoryBlobs()
    gateway = HttpGateway(blobs, blobs, FixedClock(), sleep=Sleeps())
    request = chat(connection=connection(url, connect_timeout_s=3.0, max_retries=1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALL_PROXY", proxy)
        _, error = await collect(gateway.chat(request, KEY))
        await gateway.aclose()
    return error


ANSWERS: list[tuple[str, bytes, str, bool]] = [
    ("http", b"HTTP/1.1 407 X\r\n\r\n", "proxy_login", False),
    ("https", b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "proxy_login", False),
    ("https", b"HTTP/1.1 403 Forbidden\r\n\r\n", "proxy_failed", False),
    ("https", b"HTTP/1.1 502 Bad Gateway\r\n\r\n", "proxy_failed", True),
]


@pytest.mark.parametrize(("scheme", "said", "code", "retryable"), ANSWERS)
async def test_a_proxy_that_does_not_lead_there(
    scheme: str, said: bytes, code: str, retryable: bool
) -> None:
    async with ReplayServer([Answer(framing="raw", steps=[said, Drop])]) as proxy:
        address = f"http://me:hunter2@127.0.0.1:{proxy.port}"
        error = await asked_over(address, f"{scheme}://gateway.test/v1")
        assert isinstance(error, ConnectionFailed)
        assert (error.code, error.retryable, error.maybe_charged) == (code, retryable, False)
        assert len(proxy.seen) == 1 + retryable
        assert "hunter2" not in repr(error.as_failure())


@pytest.mark.parametrize("scheme", ["http", "socks5"])
@pytest.mark.parametrize("target", ["http", "https"])
async def test_nobody_listens_where_the_proxy_should_be(scheme: str, target: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        proxy = f"{scheme}://127.0.0.1:{taken.getsockname()[1]}"
        error = await asked_over(proxy, f"{target}://gateway.test/v1")
    assert isinstance(error, ConnectionFailed)
    assert (error.code, error.retryable) == ("proxy_unreachable", True)


@pytest.mark.parametrize("said", [b"HTTP/1.1 400 Bad\r\n\r\n", b"\x05\xff", b"\x05", b""])
async def test_what_is_no_socks_proxy_is_told(said: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(3)
        writer.write(said)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    error = await asked_over(f"socks5://127.0.0.1:{port}", "https://gateway.test/v1")
    server.close()
    await server.wait_closed()
    assert isinstance(error, ConnectionFailed)
    assert error.code == "proxy_failed"

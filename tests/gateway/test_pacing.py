"""Answers that are written token by token are read a frame's worth at once."""

from itertools import count
from pathlib import Path
from types import SimpleNamespace

import httpcore
import httpx
import pytest

from studio.gateway import pacing
from studio.gateway.pacing import PacedStream, pace, paced_stream
from tests.gateway.certificates import tls_contexts
from tests.gateway.server import Pause, ReplayServer, sse
from tests.gateway.test_client import bench, delta, text_of


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes each read of a connection gave."""
    found: list[int] = []
    read = PacedStream.read

    async def counted(self: PacedStream, max_bytes: int, timeout: float | None = None) -> bytes:
        data = await read(self, max_bytes, timeout)
        found.append(len(data))
        return data

    monkeypatch.setattr(PacedStream, "read", counted)
    return found


def token(number: int) -> bytes:
    return b'data: {"choices":[{"index":0,"delta":{"content":"%d "}}]}\n\n' % number


async def test_tokens_are_read_together(reads: list[int]) -> None:
    tokens = 100
    steps = [step for n in range(tokens) for step in (token(n), Pause(0.004))]
    answer = sse(done=False, then=steps)
    answer.steps += sse(delta("end", "stop")).steps
    async with bench(answer) as at:
        events, error = await at.chat()
    assert error is None
    assert text_of(events) == "".join(f"{n} " for n in range(tokens)) + "end"
    assert len(reads) < tokens / 2


async def test_tokens_of_one_read_come_as_one_piece() -> None:
    """Each layer above the connection handles each piece by itself."""
    tokens = 2000
    answer = sse(done=False, then=[token(n) for n in range(tokens)])
    async with ReplayServer([answer]) as server, httpx.AsyncClient(trust_env=False) as client:
        pace(client)
        async with client.stream("GET", server.url) as response:
            pieces = [piece async for piece in response.aiter_bytes()]
            stream = paced_stream(response)
    assert b"".join(pieces) == b"".join(map(token, range(tokens)))
    assert stream is not None
    assert len(pieces) <= stream.reads


async def test_encrypted_tokens_are_read_together(tmp_path: Path) -> None:
    """Each is a record of its own, and a read of the encrypted connection gives one record."""
    tokens = 300
    steps = [step for n in range(tokens) for step in (token(n), Pause(0.001))]
    server_tls, client_tls = tls_contexts(tmp_path)
    answer = sse(done=False, then=steps)
    async with (
        ReplayServer([answer], tls=server_tls) as server,
        httpx.AsyncClient(trust_env=False, verify=client_tls) as client,
    ):
        pace(client)
        async with client.stream("GET", server.url) as response:
            stream = paced_stream(response)
            assert stream is not None
            body = b""
            async for piece in response.aiter_bytes():
                body += piece
                stream.rest_s = 0.05
    assert body == b"".join(map(token, range(tokens)))
    assert stream.reads < tokens / 4


class Trickle(httpcore.AsyncNetworkStream):
    """A connection on which a byte comes at a time."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return b"x"

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        pass


async def test_the_first_token_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    ticks = count(1000)

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    clock = SimpleNamespace(monotonic=lambda: next(ticks) * 0.01)
    monkeypatch.setattr(pacing, "time", clock)
    monkeypatch.setattr(pacing, "asyncio", SimpleNamespace(sleep=sleep))
    stream = PacedStream(Trickle())
    for _ in range(2):
        await stream.write(b"asked")
        await stream.read(100)  # the head of the answer
        await stream.read(100)  # its first token
        assert not waits
        stream.rest_s = 5.0
        await stream.read(100)
        await stream.read(100)
        assert len(waits) == 2
        assert all(4 < wait <= 5 for wait in waits)
        waits.clear()


async def test_an_answer_as_fast_as_it_can_never_rests() -> None:
    class Endless(httpcore.AsyncNetworkStream):
        async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            return bytes(max_bytes)

    stream = PacedStream(Endless())
    stream.rest_s = 60.0
    await stream.read(65536)
    for _ in range(50):
        assert len(await stream.read(65536)) == 65536

"""Answers that are written token by token are read a frame's worth at once."""

from itertools import count
from types import SimpleNamespace

import pytest

from studio.gateway import pacing
from studio.gateway.pacing import PacedStream
from tests.gateway.server import Pause, sse
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


class Trickle:
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
    stream = PacedStream(Trickle())  # type: ignore[arg-type]
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
    class Endless:
        async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            return bytes(max_bytes)

    stream = PacedStream(Endless())  # type: ignore[arg-type]
    stream.rest_s = 60.0
    await stream.read(65536)
    for _ in range(50):
        assert len(await stream.read(65536)) == 65536

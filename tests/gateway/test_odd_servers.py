"""Servers that keep the rules of HTTP loosely, or not at all, over real sockets."""

import asyncio
import gzip
import json

import pytest

from studio.core.requests import Parameters
from tests.gateway.server import Answer, Drop, Pause, Stall, Step, delta
from tests.gateway.test_client import bench, text_of
from tests.waiting import WAIT_S

FULL = b"".join(
    b"data: " + json.dumps(chunk).encode() + b"\n\n"
    for chunk in (delta("Hel"), delta("lo"), delta("", "stop"))
)
FULL += b"data: [DONE]\n\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
LENGTH = b"Content-Length: %d\r\n\r\n" % len(FULL)
LAST = b"0\r\n\r\n"


def chunks(data: bytes, size: int = 37, extension: bytes = b"") -> bytes:
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x%b\r\n%b\r\n" % (len(p), extension, p) for p in pieces)


def flushed() -> bytes:
    return HEAD + b"Content-Encoding: gzip\r\n" + CHUNKED + chunks(gzip.compress(FULL)) + LAST


UNDERSTOOD: dict[str, list[Step]] = {
    "HTTP/1.0 without a length": [b"HTTP/1.0 200 OK\r\n\r\n" + FULL],
    "extensions and trailers": [
        HEAD + CHUNKED + chunks(FULL, extension=b' ;a=b;c="d;e"'),
        b"0;last\r\nX-Sum: abc\r\nX-Other: d\r\n\r\n",
    ],
    "sizes with zeros": [HEAD + CHUNKED + b"0000%X\r\n%b\r\n000\r\n\r\n" % (len(FULL), FULL)],
    "no last chunk": [HEAD + CHUNKED + chunks(FULL), Drop],
    "chunks and a length": [HEAD + b"Content-Length: 5\r\n" + CHUNKED + chunks(FULL) + LAST],
    "interim answers": [
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n",
        HEAD + LENGTH + FULL,
    ],
    "a part, it says": [b"HTTP/1.1 206 Partial\r\n" + LENGTH + FULL],
    "a header of 64 KB": [HEAD + b"X-Big: " + b"a" * 65_000 + b"\r\n" + CHUNKED, chunks(FULL)],
    "a thousand headers": [
        HEAD + b"".join(b"X-%d: a\r\n" % n for n in range(1000)) + LENGTH + FULL
    ],
    "headers twice": [HEAD + b"Content-Type: a/b\r\n" + LENGTH[:-2] + LENGTH + FULL],
    "no reason phrase": [b"HTTP/1.1 200\r\n" + LENGTH + FULL],
    "letters of all kinds": [HEAD + "X-Name: Grüße 世界\r\n".encode() + LENGTH + FULL],
    "a folded header": [HEAD + b"X-Name: a\r\n  b\r\n" + LENGTH + FULL],
    "packed": [flushed()],
    "more was announced": [HEAD + b"Content-Length: %d\r\n\r\n" % (len(FULL) + 9) + FULL, Drop],
    "byte by byte": [bytes([byte]) for byte in HEAD + CHUNKED + chunks(FULL, 50) + LAST],
}


@pytest.mark.parametrize("said", UNDERSTOOD.values(), ids=list(UNDERSTOOD))
async def test_what_can_be_understood_is(said: list[Step]) -> None:
    async with bench(Answer(framing="raw", steps=said)) as at:
        events, error = await at.chat()
        assert error is None
        assert text_of(events) == "Hello"
        assert len(at.server.seen) == 1


FAULTY: dict[str, tuple[bytes, str, str, bool]] = {
    "no HTTP": (b"SSH-2.0-x\r\n\r\n", "wrong_address", "not_http", False),
    "HTTP/2": (b"\0\0\x12\4" + b"\0" * 23, "wrong_address", "not_http", False),
    "status of four digits": (b"HTTP/1.1 2000 OK\r\n\r\n", "wrong_address", "not_http", False),
    "another protocol": (
        b"HTTP/1.1 101 X\r\nUpgrade: x\r\n\r\n", "wrong_address", "not_http", False
    ),
    "endless header": (HEAD + b"X: " + b"a" * 200_000, "bad_reply", "bad_http", True),
    "two lengths": (HEAD + b"Content-Length: 1\r\n" + LENGTH, "bad_reply", "bad_http", True),
    "no length": (HEAD + b"Content-Length: -1\r\n\r\n", "bad_reply", "bad_http", True),
    "unknown coding": (
        HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n", "bad_reply", "bad_http", True
    ),
    "NUL in a header": (HEAD + b"X: a\0b\r\n" + LENGTH, "bad_reply", "bad_http", True),
    "a redirect to nowhere": (
        b"HTTP/1.1 307 X\r\nLocation: http://[::1\r\n\r\n", "wrong_address", "redirected", False
    ),
    "a redirect to itself": (
        b"HTTP/1.1 307 X\r\nLocation: \r\n\r\n", "wrong_address", "redirected", False
    ),
    "a redirect to no address": (
        b"HTTP/1.1 302 X\r\nLocation: javascript:alert(1)\r\n\r\n", "wrong_address", "bad_url",
        False,
    ),
    "a proxy": (b"HTTP/1.1 407 X\r\n\r\n", "connection_failed", "proxy_login", False),
    "a hotel": (b"HTTP/1.1 511 X\r\n\r\n<html>", "connection_failed", "network_login", False),
}  # fmt: skip


@pytest.mark.parametrize(("said", "kind", "code", "charged"), FAULTY.values(), ids=list(FAULTY))
async def test_what_can_not_is_told_apart(said: bytes, kind: str, code: str, charged: bool) -> None:
    async with bench(Answer(framing="raw", steps=[said, Drop])) as at:
        _, error = await at.chat()
        assert error is not None
        assert (error.kind, error.code, error.maybe_charged) == (kind, code, charged)
        assert not error.retryable
        assert error.tries == 1


@pytest.mark.parametrize("framing", [LENGTH, CHUNKED + b"%x\r\n" % len(FULL)])
async def test_json_that_is_cut_off_is_a_lost_connection(framing: bytes) -> None:
    said = b'{"choices":[{"message":{"content":"Hello"'
    async with bench(Answer(framing="raw", steps=[HEAD + framing + said, Drop])) as at:
        _, error = await at.chat(stream=False, max_retries=0)
        assert error is not None
        assert error.kind == "connection_failed"
        assert (error.retryable, error.maybe_charged) == (True, True)
        assert "choices" not in error.detail


async def test_a_misdirected_request_is_sent_again() -> None:
    async with bench(
        Answer(421, framing="length"), Answer(framing="raw", steps=[HEAD + LENGTH + FULL])
    ) as at:
        _, error = await at.chat()
        assert error is None
        assert len(at.server.seen) == 2


async def test_a_server_that_never_closes_is_not_waited_for_after_its_end_mark() -> None:
    begun = HEAD + CHUNKED + chunks(FULL)
    async with bench(Answer(framing="raw", steps=[begun, Stall])) as at:
        async with asyncio.timeout(10):  # after a finish reason alone it would be 20 s
            events, error = await at.chat()
        assert error is None
        assert text_of(events) == "Hello"


@pytest.mark.parametrize("choices", [1, 2])
async def test_nor_where_less_came_than_was_asked_for(choices: int) -> None:
    unfinished = delta("Hel") if choices == 1 else delta("Hel", "stop")
    said = b"data: " + json.dumps(unfinished).encode() + b"\n\ndata: [DONE]\n\n"
    async with bench(Answer(framing="raw", steps=[HEAD + CHUNKED + chunks(said), Stall])) as at:
        async with asyncio.timeout(10):
            events, error = await at.chat(parameters=Parameters(n=choices))
        assert text_of(events) == "Hel"
        if choices == 1:
            assert error is not None
            assert (error.kind, error.code) == ("ended_early", "no_finish_reason")
        else:
            assert error is None


async def test_a_connection_whose_end_comes_a_little_later_is_used_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # How long that may be is no matter here: a busy machine may be late itself.
    monkeypatch.setattr("studio.gateway.reading._AFTER_END_S", WAIT_S)
    async with bench(Answer(steps=[FULL, Pause(0.05)])) as at:
        for _ in range(2):
            _, error = await at.chat()
            assert error is None
        assert at.server.connections == 1


async def test_silence_has_no_words_of_a_programmer() -> None:
    async with bench(Answer(framing="raw", steps=[Stall])) as at:
        _, error = await at.chat(silence_timeout_s=0.1)
        assert error is not None
        assert error.detail == ""

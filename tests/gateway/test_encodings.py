"""Answers that come compressed although they were not asked to: undone, or told plainly."""

import base64
import gzip
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from studio.core.errors import BadReply, GatewayError, RateLimited
from studio.core.events import TextDelta
from studio.gateway.client import HttpGateway
from tests.gateway.fakes import KEY, FixedClock, MemoryBlobs, Sleeps, chat, collect, connection
from tests.gateway.server import Answer, ReplayServer, body

# The same answer, by the tools of Brotli 1.2 (two of its ways) and Zstandard 0.25.
PLAIN = (
    b'data: {"choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":"stop"}]}\n\n'
    b"data: [DONE]\n\n"
)
BROTLI = base64.b64decode(
    "G2EAAJwFdlsymTYDYel9s/ahFtnbgtkKLF19W0fkq2+AgBMO2OOA1jXK7jk8fg9K/GuCleUtj8myVLwJIfEEi3uq5eVABPX6"
    "jjx+BDED"
)
BROTLI_OF_WHOLE_TEXT = b"\x8b0\x80" + PLAIN + b"\x03"
ZSTD = base64.b64decode(
    "KLUv/SBivQIAIsYUGYCpbXxfMH/Pm+NqiayYzrmhRykI5cprdARmSGBAABzlsDHNFrJ+4E6/LydURCFJZ4/hxTojpILfe7WX"
    "zdUdG2m+MO4JzT1Xxz2pOZyYq3LYmAEA"
)


@asynccontextmanager
async def gateway_of(*answers: Answer) -> AsyncIterator[tuple[ReplayServer, HttpGateway]]:
    blobs = MemoryBlobs()
    async with ReplayServer(answers) as server:
        gateway = HttpGateway(blobs, blobs, FixedClock(), sleep=Sleeps())
        try:
            yield server, gateway
        finally:
            await gateway.aclose()


async def asked(answer: Answer) -> tuple[str, GatewayError | None, int]:
    """The text of the answer to a chat, its error, and how often it was asked for."""
    async with gateway_of(answer) as (server, gateway):
        events, error = await collect(gateway.chat(chat(server.base_url), KEY))
        text = "".join(event.text for event in events if isinstance(event, TextDelta))
        return text, error, len(server.seen)


def sent(data: bytes, coding: str, status: int = 200) -> Answer:
    return body(
        data, status, "text/event-stream", Content_Encoding=coding, DGrid_Request_ID="req_1"
    )


@pytest.mark.parametrize(
    ("data", "coding"),
    [
        (gzip.compress(PLAIN), "gzip"),
        (gzip.compress(PLAIN), "x-gzip"),
        (zlib.compress(PLAIN), "deflate"),
        (gzip.compress(gzip.compress(PLAIN)), "gzip, X-GZIP"),
        (PLAIN, "br"),  # the name was kept when the text was unpacked
        (PLAIN, "utf-8"),
        (PLAIN, "none"),
    ],
)
async def test_what_can_be_read_is_read(data: bytes, coding: str) -> None:
    assert await asked(sent(data, coding)) == ("Hello", None, 1)


@pytest.mark.parametrize(
    ("data", "coding", "told"),
    [
        (BROTLI, "br", "br"),
        (BROTLI_OF_WHOLE_TEXT, "BR", "br"),
        (ZSTD, "zstd", "zstd"),
        (ZSTD, "identity, zstd", "zstd"),
        (ZSTD, "", "zstd"),
        (gzip.compress(PLAIN), "", "gzip"),
    ],
)
async def test_what_can_not_be_read_is_told(data: bytes, coding: str, told: str) -> None:
    text, error, tries = await asked(sent(data, coding))
    assert (text, tries) == ("", 1)
    assert isinstance(error, BadReply)
    assert (error.code, error.status, error.request_id) == ("bad_encoding", 200, "req_1")
    assert error.detail == f"the answer is compressed ({told}), which was not asked for"
    assert error.maybe_charged
    assert not error.retryable


async def test_the_status_counts_whatever_the_words_are_packed_in() -> None:
    _, error, _ = await asked(sent(BROTLI, "br", 429))
    assert isinstance(error, RateLimited)
    assert error.detail == "X"  # the reason phrase of the server


async def test_a_list_of_models() -> None:
    async with gateway_of(sent(ZSTD, "zstd")) as (server, gateway):
        with pytest.raises(BadReply) as caught:
            await gateway.models(connection(server.base_url), KEY)
        assert caught.value.code == "bad_encoding"


async def test_an_image_by_its_address() -> None:
    async with gateway_of(sent(BROTLI, "br")) as (server, gateway):
        with pytest.raises(BadReply) as caught:
            await gateway.fetch_image(f"{server.url}/x.png")
        assert caught.value.code == "bad_encoding"


@pytest.mark.parametrize("cut", [0, 1, 9, 30])
async def test_a_packed_answer_that_breaks_off_ended_early_or_never_began(cut: int) -> None:
    packed = gzip.compress(PLAIN * 50)
    answer = Answer(headers={"Content-Encoding": "gzip"}, steps=[packed[:cut]], framing="close")
    _, error, _ = await asked(answer)
    assert error is not None
    assert error.kind == "ended_early"

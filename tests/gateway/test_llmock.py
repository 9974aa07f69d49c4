"""Against llmock, which breaks answers on purpose and judges how the client took it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from llmock.pytest_plugin import LLMock
from llmock.testing import LLMockServer

from studio.core.errors import (
    AuthenticationFailed,
    EndedEarly,
    GatewayError,
    RateLimited,
    RequestRejected,
    ServerFailed,
    TimedOut,
)
from studio.core.events import Finished, StreamEvent, TextDelta, ToolCallDelta
from studio.core.requests import Parameters
from studio.gateway.client import HttpGateway
from tests.gateway.fakes import KEY, FixedClock, MemoryBlobs, chat, collect, connection


@pytest.fixture(autouse=True)
def no_leftover_threads() -> Iterator[None]:
    """The mock's workers live as long as its server, which serves all tests here."""
    before = set(threading.enumerate())
    yield
    ours = [t for t in threading.enumerate() if t not in before and t.is_alive()]
    strangers = ("AnyIO worker thread", "asyncio_", "ThreadPoolExecutor")
    assert not [t.name for t in ours if not t.name.startswith(strangers)]


@pytest.fixture(scope="module")
def mock_server() -> Iterator[LLMockServer]:
    with LLMockServer() as server:
        yield server


@pytest.fixture
def mock(mock_server: LLMockServer) -> LLMock:
    return LLMock(mock_server).reset()


@pytest_asyncio.fixture
async def gateway() -> AsyncIterator[HttpGateway]:
    blobs = MemoryBlobs()
    made = HttpGateway(blobs, blobs, FixedClock())
    yield made
    await made.aclose()


async def ask(
    gateway: HttpGateway,
    mock: LLMock,
    *,
    stream: bool = True,
    parameters: Parameters | None = None,
    **fields: Any,
) -> tuple[str, list[StreamEvent], GatewayError | None]:
    to = connection(mock.base_url(), **fields)
    request = chat(
        connection=to, model_id="gpt-4o", stream=stream, parameters=parameters or Parameters()
    )
    events, error = await collect(gateway.chat(request, KEY))
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    return text, events, error


async def judged(mock: LLMock, *, strict: bool = True) -> None:
    await asyncio.to_thread(mock.assert_resilient, strict=strict)


@pytest.mark.parametrize("stream", [True, False])
async def test_plain(gateway: HttpGateway, mock: LLMock, stream: bool) -> None:
    mock.reply("One two three.")
    text, events, error = await ask(gateway, mock, stream=stream)
    assert error is None
    assert text == "One two three."
    assert Finished(0, "stop") in events
    await judged(mock)


async def test_models(gateway: HttpGateway, mock: LLMock) -> None:
    assert await gateway.models(connection(mock.base_url()), KEY)


async def test_rate_limit(gateway: HttpGateway, mock: LLMock) -> None:
    mock.rate_limit(times=2, retry_after=0.5)
    text, _, error = await ask(gateway, mock)
    assert error is None
    assert text
    assert len(mock.requests) == 3
    await judged(mock)


async def test_long_rate_limit_is_told(gateway: HttpGateway, mock: LLMock) -> None:
    mock.rate_limit(times=None, retry_after=120)
    _, _, error = await ask(gateway, mock)
    assert isinstance(error, RateLimited)
    assert error.retry_after_s == 120
    await judged(mock, strict=False)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_outage(gateway: HttpGateway, mock: LLMock, status: int) -> None:
    mock.fail(status, times=2)
    text, _, error = await ask(gateway, mock)
    assert error is None
    assert text
    await judged(mock)


async def test_lasting_outage(gateway: HttpGateway, mock: LLMock) -> None:
    mock.outage()
    _, _, error = await ask(gateway, mock)
    assert isinstance(error, ServerFailed)
    assert error.tries == 3
    await judged(mock)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, RequestRejected), (401, AuthenticationFailed), (422, RequestRejected)],
)
async def test_refusals(
    gateway: HttpGateway, mock: LLMock, status: int, kind: type[GatewayError]
) -> None:
    mock.fail(status)
    _, _, error = await ask(gateway, mock)
    assert isinstance(error, kind)
    assert len(mock.requests) == 1
    await judged(mock)


async def test_context_overflow(gateway: HttpGateway, mock: LLMock) -> None:
    mock.context_overflow()
    _, _, error = await ask(gateway, mock)
    assert isinstance(error, RequestRejected)
    assert error.code == "context_length_exceeded"
    await judged(mock)


@pytest.mark.parametrize("kind", ["disconnect", "truncate"])
async def test_broken_before_content_is_repeated(
    gateway: HttpGateway, mock: LLMock, kind: str
) -> None:
    mock.reply("One two three four five.", times=None)
    getattr(mock, kind)(after_chunks=1)
    text, _, error = await ask(gateway, mock)
    assert error is None
    assert text == "One two three four five."
    await judged(mock)


@pytest.mark.parametrize("kind", ["disconnect", "truncate"])
async def test_broken_after_content_is_told(gateway: HttpGateway, mock: LLMock, kind: str) -> None:
    mock.reply("One two three four five.", times=None)
    getattr(mock, kind)(after_chunks=3)
    text, _, error = await ask(gateway, mock)
    assert isinstance(error, EndedEarly)
    assert error.retryable
    assert text == "One two "
    text, _, error = await ask(gateway, mock)  # the person presses Retry
    assert error is None
    assert text == "One two three four five."
    await judged(mock)


async def test_malformed_event(gateway: HttpGateway, mock: LLMock) -> None:
    mock.reply("One two three four five.")
    mock.corrupt(after_chunks=3)
    text, _, error = await ask(gateway, mock)
    assert error is None
    assert text == "One two four five."
    await judged(mock, strict=False)


async def test_stall(gateway: HttpGateway, mock: LLMock) -> None:
    mock.reply("One two three four five.")
    mock.stall(after_chunks=3, seconds=20)
    text, _, error = await ask(gateway, mock, silence_timeout_s=1.5)
    assert isinstance(error, TimedOut)
    assert error.maybe_charged
    assert text == "One two "
    await judged(mock)


async def test_slow_first_token(gateway: HttpGateway, mock: LLMock) -> None:
    mock.reply("One two three.")
    mock.slow_first_token(0.6)
    text, _, error = await ask(gateway, mock, silence_timeout_s=5)
    assert error is None
    assert text == "One two three."
    await judged(mock)


async def test_tool_call(gateway: HttpGateway, mock: LLMock) -> None:
    mock.call_tool("weather", {"city": "Paris"})
    schema = {"type": "object", "properties": {"city": {"type": "string"}}}
    tool = {"type": "function", "function": {"name": "weather", "parameters": schema}}
    _, events, error = await ask(gateway, mock, parameters=Parameters(tools=(tool,)))
    assert error is None
    calls = [event for event in events if isinstance(event, ToolCallDelta)]
    assert "".join(call.name for call in calls) == "weather"
    assert "".join(call.arguments for call in calls).replace(" ", "") == '{"city":"Paris"}'
    assert Finished(0, "tool_calls") in events


async def test_many_at_once(gateway: HttpGateway, mock: LLMock) -> None:
    mock.limits(rpm=600)
    answers = await asyncio.gather(*(ask(gateway, mock) for _ in range(12)))
    assert all(error is None and text for text, _, error in answers)
    await judged(mock)

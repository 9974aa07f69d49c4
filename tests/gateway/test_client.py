"""The HTTP side against a real server on loopback."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from statistics import median
from typing import Any

import pytest

from studio.core.errors import (
    AuthenticationFailed,
    BadReply,
    ConnectionFailed,
    ContentRefused,
    EndedEarly,
    GatewayError,
    ModelUnavailable,
    QuotaExceeded,
    RateLimited,
    RequestRejected,
    ServerFailed,
    TimedOut,
    WrongAddress,
)
from studio.core.events import (
    Finished,
    ImageReceived,
    ResponseStarted,
    StreamEvent,
    TextDelta,
    UsageReported,
)
from studio.core.requests import ChatRequest, Parameters
from studio.gateway.client import HttpGateway
from tests.gateway.fakes import (
    KEY,
    FixedClock,
    MemoryBlobs,
    Sleeps,
    chat,
    collect,
    connection,
)
from tests.gateway.server import (
    Answer,
    Drop,
    Gate,
    Pause,
    ReplayServer,
    Stall,
    as_json,
    body,
    delta,
    sse,
    text_answer,
)


class Bench:
    def __init__(self, server: ReplayServer) -> None:
        self.server = server
        self.blobs = MemoryBlobs()
        self.sleeps = Sleeps()
        self.gateway = HttpGateway(
            self.blobs, self.blobs, FixedClock(), sleep=self.sleeps, chance=lambda: 0.5
        )

    def request(self, **fields: Any) -> ChatRequest:
        mine = {name: fields.pop(name) for name in tuple(fields) if hasattr(connection(), name)}
        return chat(connection=connection(self.server.base_url, **mine), **fields)

    async def chat(
        self, key: str | None = KEY, **fields: Any
    ) -> tuple[list[StreamEvent], GatewayError | None]:
        return await collect(self.gateway.chat(self.request(**fields), key))


@asynccontextmanager
async def bench(*answers: Answer) -> AsyncIterator[Bench]:
    async with ReplayServer(answers) as server:
        made = Bench(server)
        try:
            yield made
        finally:
            await made.gateway.aclose()


def text_of(events: list[StreamEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


async def test_a_streamed_answer() -> None:
    usage = {
        "choices": [],
        "usage": {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7},
    }
    answer = sse(
        delta("Hel"), delta("lo"), delta("", "stop"), usage, headers={"DGrid-Request-ID": "req_9"}
    )
    async with bench(answer) as at:
        events, error = await at.chat(preset="dgrid")
        assert error is None
        assert events[0] == ResponseStarted("req_9")
        assert text_of(events) == "Hello"
        assert Finished(0, "stop") in events
        assert any(isinstance(event, UsageReported) for event in events)
        seen = at.server.seen[0]
        assert (seen.method, seen.target) == ("POST", "/v1/chat/completions")
        assert seen.headers["authorization"] == f"Bearer {KEY}"
        assert seen.headers["accept"] == "text/event-stream, application/json"
        assert seen.headers["accept-encoding"] == "identity"
        assert seen.headers["content-type"] == "application/json"
        assert seen.headers["user-agent"].startswith("DGridStudio/")
        assert seen.headers["x-title"] == "DGrid Studio"
        assert not {"x-api-key", "cookie", "referer"} & set(seen.headers)
        assert seen.json["stream_options"] == {"include_usage": True}


async def test_connections_are_kept() -> None:
    async with bench(text_answer()) as at:
        for _ in range(3):
            _, error = await at.chat()
            assert error is None
        assert at.server.connections == 1


async def test_images_are_kept_as_they_come(shared: Any) -> None:
    raw = (shared / "gateway/samples/03-newapi-gemini-image-stream.sse").read_bytes()
    answer = Answer(headers={"Content-Type": "text/event-stream"}, steps=[raw[:900], raw[900:]])
    async with bench(answer) as at:
        events, error = await at.chat()
        assert error is None
        images = [event for event in events if isinstance(event, ImageReceived)]
        assert [image.blob.mime for image in images] == ["image/png", "image/jpeg"]
        assert all(image.blob.sha256 in at.blobs.kept for image in images)


SAMPLES_THAT_FAIL = {
    "08-openrouter-midstream-error.sse": ServerFailed,
    "09-openrouter-200-error.json": RateLimited,
    "10-newapi-429-labelled-eventstream.json": RateLimited,
    "11-newapi-ping-then-bare-json.sse": ServerFailed,
    "12-newapi-403-quota.json": QuotaExceeded,
    "19-vllm-reasoning-then-error.sse": ServerFailed,
    "27-connection-lost-inside-image-line.sse": EndedEarly,
}


async def test_samples(shared: Any) -> None:
    samples = shared / "gateway/samples"
    for sample in json.loads((samples / "index.json").read_text())["samples"]:
        expected = sample["expect"]
        raw = (samples / sample["file"]).read_bytes()
        answer = Answer(sample["status"], sample["headers"], [raw], "length")
        async with bench(answer) as at:
            events, error = await at.chat(max_retries=0)
        kind = SAMPLES_THAT_FAIL.get(sample["file"])
        assert type(error) is (kind or type(None)), sample["file"]
        assert text_of(events).strip() == expected["text"].strip(), sample["file"]
        if error is not None:
            assert error.retryable == expected["error"]["retryable"], sample["file"]


REFUSALS: list[tuple[Answer, type[GatewayError]]] = [
    (as_json({"error": {"message": "x", "code": "invalid_api_key"}}, 401), AuthenticationFailed),
    (as_json({"error": {"message": "x", "code": "insufficient_user_quota"}}, 403), QuotaExceeded),
    (as_json({"error": "pay"}, 402), QuotaExceeded),
    (as_json({"error": {"message": "x", "code": "model_not_found"}}, 503), ModelUnavailable),
    (as_json({"error": {"message": "x", "code": "invalid_request"}}, 500), RequestRejected),
    (as_json({"error": {"message": "x", "code": "prompt_blocked"}}, 400), ContentRefused),
    (body(b"<html><title>nginx</title>", 404, "text/html"), WrongAddress),
    (body(b"<!doctype html><title>New API</title>", 200, "text/html"), WrongAddress),
    (body(b"\n <html><title>mislabelled</title>", 200, "text/event-stream"), WrongAddress),
    (body(b"", 301, Location="https://elsewhere.test/v1"), WrongAddress),
    (body(b"SSH-2.0-x\r\n", 200), BadReply),
    (as_json({"hello": "world"}), BadReply),
    (Answer(framing="raw", steps=[b"220 mail.test ESMTP\r\n\r\n"]), WrongAddress),
    (body(b"", 303), WrongAddress),
]


@pytest.mark.parametrize(("answer", "kind"), REFUSALS)
async def test_refusals_are_not_repeated(answer: Answer, kind: type[GatewayError]) -> None:
    async with bench(answer) as at:
        events, error = await at.chat()
        assert type(error) is kind
        assert error is not None
        assert error.tries == 1
        assert len(at.server.seen) == 1
        assert not at.sleeps.asked
        assert not text_of(events)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 524])
async def test_retries_then_success(status: int) -> None:
    refused = as_json({"error": {"message": "x"}}, status)
    async with bench(refused, refused, text_answer()) as at:
        events, error = await at.chat()
        assert error is None
        assert text_of(events) == "Hello"
        assert at.sleeps.asked == [0.5, 1.0]


async def test_retries_end() -> None:
    async with bench(as_json({"error": {"message": "x"}}, 500, X_Request_Id="r7")) as at:
        _, error = await at.chat(max_retries=3)
        assert isinstance(error, ServerFailed)
        assert (error.tries, error.status, error.request_id) == (4, 500, "r7")
        assert at.sleeps.asked == [0.5, 1.0, 2.0]
        bodies = {seen.body for seen in at.server.seen}
        assert len(bodies) == 1


async def test_no_retries_wanted() -> None:
    async with bench(as_json({}, 500)) as at:
        _, error = await at.chat(max_retries=0)
        assert error is not None
        assert len(at.server.seen) == 1


async def test_retry_after_is_honoured() -> None:
    async with bench(body(b"", 429, Retry_After="3"), text_answer()) as at:
        _, error = await at.chat()
        assert error is None
        assert 3 <= at.sleeps.asked[0] <= 3.3


async def test_a_long_wait_is_not_waited() -> None:
    async with bench(body(b"", 429, Retry_After="3600")) as at:
        _, error = await at.chat()
        assert isinstance(error, RateLimited)
        assert (error.retry_after_s, error.tries, error.retryable) == (3600, 1, True)
        assert not at.sleeps.asked


async def test_pings_before_an_error_do_not_stop_retries(shared: Any) -> None:
    raw = (shared / "gateway/samples/11-newapi-ping-then-bare-json.sse").read_bytes()
    failed = Answer(headers={"Content-Type": "text/event-stream"}, steps=[raw])
    async with bench(failed, text_answer()) as at:
        events, error = await at.chat()
        assert error is None
        assert text_of(events) == "Hello"
        assert len(at.server.seen) == 2


async def test_nothing_is_repeated_after_content() -> None:
    failing = sse(delta("Once"), {"error": {"code": 502, "message": "gone"}})
    async with bench(failing) as at:
        events, error = await at.chat()
        assert isinstance(error, ServerFailed)
        assert error.maybe_charged  # what came was made
        assert text_of(events) == "Once"
        assert len(at.server.seen) == 1
    async with bench(sse({"error": {"code": 400, "message": "no"}})) as at:
        _, error = await at.chat()
        assert error is not None
        assert not error.maybe_charged


async def test_dropped_after_content() -> None:
    broken = sse(delta("Once"), done=False, then=[Drop], headers={"X-Request-Id": "r1"})
    async with bench(broken) as at:
        events, error = await at.chat()
        assert isinstance(error, EndedEarly)
        assert (error.code, error.maybe_charged) == ("connection_lost", True)
        assert (error.request_id, error.retryable, error.tries) == ("r1", True, 1)
        assert text_of(events) == "Once"


@pytest.mark.parametrize("begun", [True, False])
async def test_a_broken_frame_is_no_wrong_address(begun: bool) -> None:
    """The status was 200: whoever answers there is a gateway, and may have charged."""
    said = b"".join(bytes(step) for step in sse(delta("Once" if begun else ""), done=False).steps)
    broken = b"%x\r\n%s\r\nzz\r\nabc" % (len(said), said)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with bench(Answer(framing="raw", steps=[head + broken, Drop])) as at:
        events, error = await at.chat()
        assert isinstance(error, EndedEarly if begun else BadReply)
        assert (error.code, error.maybe_charged, error.status) == ("bad_http", True, 200)
        assert text_of(events) == ("Once" if begun else "")
        assert len(at.server.seen) == 1


async def test_dropped_before_content() -> None:
    broken = sse(delta(""), done=False, then=[Drop])
    async with bench(broken, text_answer()) as at:
        events, error = await at.chat()
        assert error is None
        assert text_of(events) == "Hello"
    unanswered = Answer(framing="raw", steps=[Drop])
    async with bench(unanswered) as at:
        _, error = await at.chat(max_retries=1)
        assert isinstance(error, ConnectionFailed)
        assert (error.code, error.maybe_charged, error.tries) == ("connection_lost", True, 2)


async def test_what_took_long_and_may_have_been_charged_is_not_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A proxy that gives up on an image after 100 s: the gateway draws, and charges, on."""
    gave_up = Answer(524, steps=[b"a timeout occurred"])
    late = Answer(framing="raw", steps=[Pause(0.02), Drop])
    for answer in (gave_up, late):
        async with bench(answer, text_answer()) as at:
            _, error = await at.chat()
            assert error is None  # at once: nobody can have worked on it
            assert len(at.server.seen) == 2
    monkeypatch.setattr("studio.gateway.client._WORKED_S", 0.0)
    failed = Answer(502, steps=[b"bad gateway"])
    for answer in (gave_up, late, failed):
        async with bench(answer, text_answer()) as at:
            _, error = await at.chat()
            assert error is not None
            assert (error.maybe_charged, error.retryable, error.tries) == (True, True, 1)
            assert len(at.server.seen) == 1
    async with bench(Answer(429, steps=[b"{}"]), text_answer()) as at:
        _, error = await at.chat()
        assert error is None  # nothing was charged


async def test_truncated() -> None:
    async with bench(sse(delta("Once"), done=False)) as at:
        events, error = await at.chat()
        assert isinstance(error, EndedEarly)
        assert error.maybe_charged
        assert text_of(events) == "Once"
    async with bench(sse(delta(""), done=False), text_answer()) as at:
        _, error = await at.chat()
        assert error is None


async def test_dropped_after_the_finish_reason_is_complete() -> None:
    async with bench(sse(delta("Hi"), delta("", "stop"), done=False, then=[Drop])) as at:
        events, error = await at.chat()
        assert error is None
        assert text_of(events) == "Hi"


async def test_silence() -> None:
    for answer in (
        Answer(framing="raw", steps=[Stall]),
        sse(delta("Once"), done=False, then=[Stall]),
    ):
        async with bench(answer) as at:
            _, error = await at.chat(silence_timeout_s=0.2)
            assert isinstance(error, TimedOut)
            assert (error.code, error.maybe_charged, error.tries) == ("silence_timeout", True, 1)
            await asyncio.wait_for(at.server.seen[0].gone.wait(), 10)


async def test_slow_is_not_silent() -> None:
    slow = sse(then=[p for _ in range(24) for p in (Pause(0.05), b": PING\n\n")], done=False)
    slow.steps += text_answer().steps
    async with bench(slow) as at:
        _, error = await at.chat(silence_timeout_s=1.0)
        assert error is None


@pytest.mark.parametrize("begun", [True, False])
async def test_stop_closes_the_connection(begun: bool) -> None:
    # The median: a busy machine may hold one of them up.
    assert median([await _late_after_stop_s(begun) for _ in range(3)]) < 0.1


async def _late_after_stop_s(begun: bool) -> float:
    """How long after Stop the gateway sees that the connection is closed."""
    answer = sse(delta("Once"), done=False, then=[Stall])
    if not begun:
        answer = Answer(framing="raw", steps=[Stall])
    async with bench(answer) as at:
        arrived = asyncio.Event()

        async def consume() -> None:
            async for batch in at.gateway.chat(at.request(), KEY):
                if text_of(list(batch)):
                    arrived.set()

        loop = asyncio.get_running_loop()
        task = loop.create_task(consume())
        if begun:
            await asyncio.wait_for(arrived.wait(), 20)
        await asyncio.wait_for(at.server.arrived.wait(), 20)
        stopped_at = loop.time()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(at.server.seen[0].gone.wait(), 10)
        return at.server.seen[0].gone_at_s - stopped_at


async def test_stop_between_tries() -> None:
    async with ReplayServer([as_json({}, 500)]) as server:
        waiting = asyncio.Event()

        async def sleep(_: float) -> None:
            waiting.set()
            await asyncio.Event().wait()

        blobs = MemoryBlobs()
        gateway = HttpGateway(blobs, blobs, FixedClock(), sleep=sleep)
        task = asyncio.get_running_loop().create_task(
            collect(gateway.chat(chat(server.base_url), KEY))
        )
        await asyncio.wait_for(waiting.wait(), 20)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await gateway.aclose()


async def test_nobody_listens() -> None:
    async with ReplayServer() as server:
        base_url = server.base_url
    blobs = MemoryBlobs()
    gateway = HttpGateway(blobs, blobs, FixedClock(), sleep=Sleeps())
    _, error = await collect(gateway.chat(chat(base_url), KEY))
    assert isinstance(error, ConnectionFailed)
    assert (error.code, error.tries, error.maybe_charged) == ("refused", 3, False)
    _, error = await collect(gateway.chat(chat("http://no-such-host.invalid/v1"), KEY))
    assert isinstance(error, ConnectionFailed)
    assert error.code == "host_not_found"
    await gateway.aclose()


async def test_https_where_plain_http_answers() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        blobs = MemoryBlobs()
        gateway = HttpGateway(blobs, blobs, FixedClock(), sleep=Sleeps())
        _, error = await collect(gateway.chat(chat(f"https://127.0.0.1:{port}/v1"), KEY))
        await gateway.aclose()
    assert isinstance(error, ConnectionFailed)
    assert error.code == "tls_failed"


BAD_KEYS = [
    (None, "no_key"),
    ("  ", "no_key"),
    ("mk-123456", "management_key"),
    ("sk-gro\u00dfe", "bad_key"),
    ("sk-a\r\nX-Evil: 1", "bad_key"),
    ("sk-a b", "bad_key"),
]


@pytest.mark.parametrize(("key", "code"), BAD_KEYS)
async def test_bad_keys_never_leave(key: str | None, code: str) -> None:
    async with bench(text_answer()) as at:
        _, error = await at.chat(key)
        assert isinstance(error, AuthenticationFailed)
        assert error.code == code
        assert "123456" not in error.detail
        with pytest.raises(AuthenticationFailed):
            await at.gateway.models(connection(at.server.base_url), key)
        assert not at.server.seen


async def test_no_key_needed() -> None:
    async with bench(text_answer()) as at:
        _, error = await at.chat(None, needs_key=False)
        assert error is None
        assert "authorization" not in at.server.seen[0].headers
        for copied in (f"  {KEY}\n", f"bearer {KEY}", f"Authorization: Bearer {KEY}\n"):
            _, error = await at.chat(copied)
            assert error is None
            assert at.server.seen[-1].headers["authorization"] == f"Bearer {KEY}"


async def test_the_key_is_in_no_error() -> None:
    odd = "ABCDEF!0123456"
    for status in (400, 401, 500):
        for key in (KEY, odd):
            refusal = as_json({"error": {"message": f"bad key {key}!", "code": 1}}, status)
            async with bench(refusal) as at:
                _, error = await at.chat(key, max_retries=0)
                assert error is not None
                shown = f"{error!r} {error} {error.detail} {error.as_failure()}"
                assert key not in shown
                assert "bad key" in shown


async def test_redirects_on_the_same_server() -> None:
    moved = body(b"", 308, Location="/other/v1/chat/completions")
    async with bench(moved, text_answer()) as at:
        _, error = await at.chat()
        assert error is None
        assert at.server.seen[1].target == "/other/v1/chat/completions"
        assert at.server.seen[1].body == at.server.seen[0].body
    async with bench(body(b"", 302, Location="/v1/chat/completions")) as at:
        _, error = await at.chat()
        assert isinstance(error, WrongAddress)
        assert len(at.server.seen) == 4


async def test_the_key_goes_to_no_other_server() -> None:
    async with ReplayServer([text_answer()]) as other:
        async with bench(body(b"", 307, Location=f"{other.base_url}/chat/completions")) as at:
            _, error = await at.chat()
        assert isinstance(error, WrongAddress)
        assert (error.code, error.detail) == ("redirected", f"redirected to {other.url}")
        assert not other.seen


async def test_bad_addresses() -> None:
    blobs = MemoryBlobs()
    gateway = HttpGateway(blobs, blobs, FixedClock())
    for address in ("ftp://x.test/v1", "http://a:b@x.test/v1", "http://[::1/v1"):
        _, error = await collect(gateway.chat(chat(address), KEY))
        assert isinstance(error, WrongAddress)
    await gateway.aclose()


async def test_the_systems_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with ReplayServer([text_answer()]) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        blobs = MemoryBlobs()
        gateway = HttpGateway(blobs, blobs, FixedClock())
        _, error = await collect(gateway.chat(chat("http://gateway.test/v1"), KEY))
        assert error is None
        assert proxy.seen[0].target == "http://gateway.test/v1/chat/completions"
        await gateway.aclose()
        async with bench(text_answer()) as at:  # loopback never goes through it
            _, error = await at.chat()
            assert error is None
            assert len(at.server.seen) == 1
        assert len(proxy.seen) == 1


async def test_a_useless_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "gopher://127.0.0.1:1")
    monkeypatch.setenv("all_proxy", "gopher://127.0.0.1:1")
    blobs = MemoryBlobs()
    gateway = HttpGateway(blobs, blobs, FixedClock())
    _, error = await collect(gateway.chat(chat("http://gateway.test/v1"), KEY))
    assert isinstance(error, ConnectionFailed)
    assert error.code == "proxy_unusable"
    await gateway.aclose()


async def test_without_streaming() -> None:
    answer = as_json(
        {"choices": [{"index": 0, "message": {"content": "Hi"}, "finish_reason": "stop"}]}
    )
    answer.steps.insert(0, b"\n\n  \n")  # DeepSeek keeps the connection alive like this
    async with bench(answer) as at:
        events, error = await at.chat(stream=False)
        assert error is None
        assert text_of(events) == "Hi"
        assert at.server.seen[0].json["stream"] is False


async def test_two_choices() -> None:
    answer = sse(delta("a"), delta("b", index=1), delta("", "stop"), delta("", "stop", 1))
    async with bench(answer) as at:
        events, error = await at.chat(parameters=Parameters(n=2))
        assert error is None
        assert {event.choice for event in events if isinstance(event, Finished)} == {0, 1}


@pytest.mark.parametrize("number", [1, 7, 123, 10**9])
@pytest.mark.parametrize("stream", [True, False])
async def test_the_only_choice_is_the_first_whatever_its_number(number: int, stream: bool) -> None:
    chunks = [delta("Hel", index=number), delta("lo", index=number), delta("", "stop", number)]
    answer = sse(*chunks)
    if not stream:
        message = {"content": "Hello"}
        answer = as_json(
            {"choices": [{"index": number, "message": message, "finish_reason": "stop"}]}
        )
    async with bench(answer) as at:
        events, error = await at.chat(stream=stream)
        assert error is None
        assert {event.choice for event in events if isinstance(event, TextDelta | Finished)} == {0}
        assert text_of(events) == "Hello"


async def test_a_choice_that_was_not_asked_for_is_no_part_of_the_first() -> None:
    chunks = [delta("b", index=1), delta("a", index=0), delta("", "stop", 1), delta("", "stop", 0)]
    async with bench(sse(*chunks)) as at:
        events, error = await at.chat()
        assert error is None
        said = [(event.choice, event.text) for event in events if isinstance(event, TextDelta)]
        assert said == [(0, "b"), (1, "a")]


async def test_batches_come_while_the_server_still_writes() -> None:
    go_on = asyncio.Event()
    answer = sse(delta("One"), done=False, then=[Gate(go_on)])
    answer.steps += text_answer(" two").steps
    async with bench(answer) as at:
        got = ""
        async for batch in at.gateway.chat(at.request(), KEY):
            got += text_of(list(batch))
            if got:
                go_on.set()
        assert got == "One two"


async def test_models() -> None:
    async with bench(as_json({"data": [{"id": "a"}, {"id": "b"}]})) as at:
        models = await at.gateway.models(connection(at.server.base_url), KEY)
        assert [model.id for model in models] == ["a", "b"]
        assert (at.server.seen[0].method, at.server.seen[0].target) == ("GET", "/v1/models")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (body(b"<html><title>x</title></html>", 200, "text/html"), WrongAddress),
        (as_json({"error": {"message": "x", "type": "not_found"}}, 404), WrongAddress),
        (as_json({"error": {"message": "x"}}, 401), AuthenticationFailed),
        (as_json({"success": False, "message": "x"}), ServerFailed),
        (body(b"\x00\x01", 200), BadReply),
    ],
)
async def test_models_fail(answer: Answer, kind: type[GatewayError]) -> None:
    async with bench(answer) as at:
        with pytest.raises(kind) as caught:
            await at.gateway.models(connection(at.server.base_url), KEY)
        assert KEY not in str(caught.value)


BILL = {"code": 200, "data": {"request_id": "req_1", "billing_json": {"total_cost": "0.01"}}}
NOT_YET = as_json({"code": 40401, "message": "not found", "data": None}, 404)


async def test_billing() -> None:
    async with bench(NOT_YET, NOT_YET, as_json(BILL)) as at:
        to = connection(at.server.base_url, preset="demo")
        record = await at.gateway.billing(to, KEY, "req_1")
        assert record is not None
        assert record.total_cost_usd == "0.01"
        assert at.sleeps.asked == [1.0, 1.0]
        assert at.server.seen[0].target == "/api/v1/model-router/billing-json?request_id=req_1"


async def test_billing_never_comes() -> None:
    async with bench(NOT_YET) as at:
        to = connection(at.server.base_url, preset="dgrid")
        assert await at.gateway.billing(to, KEY, "req_1") is None
        assert at.sleeps.asked == [1.0, 1.0, 2.0]
        other = connection(at.server.base_url, preset="openai")
        assert await at.gateway.billing(other, KEY, "req_1") is None
        assert len(at.server.seen) == 4


async def test_billing_refused() -> None:
    async with bench(as_json({"code": 40102, "message": "expired", "data": None}, 401)) as at:
        with pytest.raises(AuthenticationFailed):
            await at.gateway.billing(connection(at.server.base_url, preset="dgrid"), KEY, "r")

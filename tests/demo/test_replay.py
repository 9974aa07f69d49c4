"""Recorded bodies, sent again as asked; and the streams for benchmarks."""

import base64
import re
import time

import httpx
import pytest

from studio.demo import DemoGateway

BODY = b'data: {"choices":[]}\n\ndata: [DONE]\n\n'


def ask(gateway: DemoGateway, model: str, timeout: float = 10) -> httpx.Response:
    body = {"model": model, "messages": [{"role": "user", "content": "x"}], "stream": True}
    with httpx.Client(trust_env=False, timeout=timeout) as http:
        return http.post(f"{gateway.base_url}/chat/completions", json=body)


def test_body_status_and_headers_as_recorded(gateway):
    gateway.replay("some/model", BODY, status=429, headers={"Retry-After": "7"})
    response = ask(gateway, "some/model")
    assert (response.status_code, response.content) == (429, BODY)
    assert response.headers["retry-after"] == "7"
    assert response.headers["content-type"] == "text/event-stream"


def test_by_path(gateway, client):
    gateway.replay("/v1/models", b'{"data": []}')
    assert client.get("/models").json() == {"data": []}
    gateway.forget_replays("/v1/models")
    assert len(client.get("/models").json()["data"]) > 5


def test_scripts_of_one_target_queue(gateway):
    gateway.replay("m", b"{}", status=500, times=2)
    gateway.replay("m", BODY)
    assert [ask(gateway, "m").status_code for _ in range(4)] == [500, 500, 200, 200]


def test_chunks_and_delays(gateway):
    gateway.replay("m", BODY, chunk_bytes=1, delay_s=0.01)
    began = time.monotonic()
    assert ask(gateway, "m").content == BODY
    assert time.monotonic() - began >= 0.01 * (len(BODY) - 1)


@pytest.mark.parametrize("reset", [False, True])
def test_drops(gateway, reset):
    gateway.replay("m", BODY, drop_after_bytes=10, reset=reset)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        ask(gateway, "m")
    assert gateway.requests[-1].outcome == "dropped"


def test_stalls(gateway):
    gateway.replay("m", BODY, stall_after_bytes=10)
    with pytest.raises(httpx.ReadTimeout):
        ask(gateway, "m", timeout=0.4)
    (request,) = gateway.wait_for_requests(1, timeout_s=60)  # it may come after the client went
    assert request.ended.wait(60)


def test_until_close(gateway):
    gateway.replay("m", BODY[:-3], until_close=True)
    response = ask(gateway, "m")
    assert response.content == BODY[:-3]
    assert "content-length" not in response.headers


def test_late_start(gateway):
    gateway.replay("m", BODY, first_delay_s=0.2)
    began = time.monotonic()
    ask(gateway, "m")
    assert time.monotonic() - began >= 0.2


def test_requests_are_remembered(gateway):
    ask(gateway, "bench/1kb-d16")
    request = gateway.wait_for_requests(1)[0]
    assert (request.method, request.path, request.status) == ("POST", "/v1/chat/completions", 200)
    assert request.json["messages"] == [{"role": "user", "content": "x"}]
    assert request.headers["content-type"] == "application/json"
    assert request.ended.wait(60)
    assert request.outcome == "sent"
    with pytest.raises(TimeoutError):
        gateway.wait_for_requests(2, timeout_s=0.01)


def test_closing_drops_open_connections():
    gateway = DemoGateway()
    gateway.start()
    gateway.replay("m", BODY, stall_after_bytes=5)
    body = {"model": "m", "messages": [{"role": "user", "content": "x"}]}
    with (
        httpx.Client(trust_env=False) as http,
        http.stream("POST", f"{gateway.base_url}/chat/completions", json=body) as response,
    ):
        next(response.iter_raw(5))
        began = time.monotonic()
        gateway.close()
        assert time.monotonic() - began < 1
    gateway.close()


@pytest.mark.parametrize(
    ("model", "size"),
    [("bench/200kb-d4", 200 * 1024), ("bench/text?kb=3&delta=7", 3072), ("bench/3kb-d7", 3072)],
)
def test_bench_text_has_the_size_asked_for(gateway, events, model, size):
    got = events(ask(gateway, model).text)
    text = "".join(e["choices"][0]["delta"].get("content", "") for e in got[:-2])
    assert len(text.encode()) == size
    assert got[-3]["choices"][0]["finish_reason"] == "stop"


def test_bench_image_is_one_line(gateway):
    body = ask(gateway, "bench/image-1mb").content
    match = re.search(rb"base64,([^)]+)\)", body)
    assert abs(len(base64.b64decode(match[1])) - 1024 * 1024) < 8192


def test_bench_rate_is_kept(gateway, events):
    took_s: list[float] = []
    for _ in range(3):  # a busy machine makes some of them late, never one early
        began = time.monotonic()
        got = events(ask(gateway, "bench/1kb-d16-rate-200-s1").text)
        took_s.append(time.monotonic() - began)
    assert all(each >= 0.95 for each in took_s)
    assert min(took_s) < 1.4
    text = "".join(e["choices"][0]["delta"].get("content", "") for e in got[:-2])
    assert len(text.encode()) == 1024 + 200 * 4

"""Chat completions of the demo gateway, over a real socket."""

import base64
import io
import json
import re
import subprocess
import sys
import time
from statistics import median

import httpx
import pytest
from PIL import Image

from studio.demo import DemoGateway
from studio.demo.catalogue import MODEL_IDS


def joined(events, field="content", choice=0):
    return "".join(
        entry["delta"].get(field) or ""
        for event in events
        if event != "[DONE]"
        for entry in event["choices"]
        if entry["index"] == choice
    )


def picture_in(text):
    return base64.b64decode(re.search(r"!\[image\]\(data:image/png;base64,([^)]+)\)", text)[1])


def test_starts_fast_and_without_drawing_library():
    code = (
        "import time, sys\n"
        "from studio.demo import DemoGateway\n"
        "work_s, took_s = [], []\n"
        "for _ in range(5):\n"
        "    began_s, worked_s = time.perf_counter(), time.process_time()\n"
        "    gateway = DemoGateway(); url = gateway.start()\n"
        "    took_s.append(time.perf_counter() - began_s)\n"
        "    work_s.append(time.process_time() - worked_s)\n"
        "    gateway.close()\n"
        "assert url.startswith('http://127.0.0.1:') and url.endswith('/v1'), url\n"
        "assert not [m for m in sys.modules if m.split('.')[0] in ('PIL', 'PySide6')]\n"
        "assert work_s[0] < 0.03, work_s  # the first one may import and make things\n"
        "assert sorted(took_s)[2] < 0.03, took_s\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_streams_in_the_order_of_the_wire(chat, events):
    response = chat("demo/fast-writer", "Tell me about lighthouses", stream=True)
    assert response.headers["content-type"] == "text/event-stream"
    assert response.headers["dgrid-request-id"].startswith("req_")
    got = events(response.text)
    assert got[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert got[-1] == "[DONE]"
    assert got[-2]["choices"] == []
    assert got[-2]["usage"]["completion_tokens"] > 100
    assert got[-3]["choices"][0]["finish_reason"] == "stop"
    assert all(e["usage"] is None and e["model"] == "demo/fast-writer" for e in got[:-2])
    assert "Lighthouses" in joined(got)


def test_streamed_and_whole_are_the_same_text(chat, events):
    for model in ("demo/fast-writer", "demo/slow-writer", "demo/reasoner", "demo/tool-caller"):
        whole = chat(model, "Explain the moon in Paris").json()["choices"][0]
        streamed = events(chat(model, "Explain the moon in Paris", stream=True).text)
        assert joined(streamed) == whole["message"]["content"]
        thought = whole["message"].get("reasoning_content", "")
        assert joined(streamed, "reasoning_content") == thought
        assert bool(thought) == (model == "demo/reasoner")


def test_usage_chunk_only_when_wanted(chat, events):
    off = chat("demo/fast-writer", "hi", stream=True, stream_options={"include_usage": False})
    assert all(e == "[DONE]" or e["usage"] is None for e in events(off.text))


def test_choices_limits_and_stops(chat, events):
    response = chat("demo/fast-writer", "what is time?", stream=True, n=3)
    texts = [joined(events(response.text), choice=i) for i in range(3)]
    assert len(set(texts)) == 3
    cut = chat("demo/fast-writer", "what is time?", max_tokens=5).json()
    assert cut["choices"][0]["finish_reason"] == "length"
    assert cut["usage"]["completion_tokens"] == 5
    assert texts[0].startswith(cut["choices"][0]["message"]["content"])
    stopped = chat("demo/fast-writer", "what is time?", stop=["\n"]).json()["choices"][0]
    assert "\n" not in stopped["message"]["content"]
    assert stopped["finish_reason"] == "stop"


def test_paces_by_deadlines():
    with DemoGateway() as paced, httpx.Client(trust_env=False) as http:
        body = {
            "model": "demo/slow-writer",
            "messages": [{"role": "user", "content": "what is time?"}],
            "stream": True,
            "max_tokens": 12,
        }
        took_s: list[float] = []
        for _ in range(3):  # a busy machine makes some of them late, never one early
            began = time.monotonic()
            response = http.post(f"{paced.base_url}/chat/completions", json=body)
            took_s.append(time.monotonic() - began)
            assert response.status_code == 200
    assert all(each >= 1.1 for each in took_s)  # 0.6 s, then 12 tokens at 20 a second
    assert min(took_s) < 2.0


def test_leaving_stops_the_work():
    with DemoGateway() as paced, httpx.Client(trust_env=False) as http:
        body = {
            "model": "demo/slow-writer",
            "messages": [{"role": "user", "content": "write 5 KB"}],
            "stream": True,
        }
        url = f"{paced.base_url}/chat/completions"
        late_s: list[float] = []
        for _ in range(3):
            with http.stream("POST", url, json=body) as response:
                next(response.iter_bytes())
                left_at = time.monotonic()
            request = paced.requests[-1]
            assert request.ended.wait(60)
            assert request.outcome == "client_left"
            late_s.append(request.closed_s - left_at)
    assert median(late_s) < 0.1


def test_leaving_stops_a_painting():
    with DemoGateway(pace=0) as running:
        body = {
            "model": "demo/painter",
            "messages": [{"role": "user", "content": "oil painting of the sea"}],
            "stream": True,
            "extra_body": {"google": {"image_config": {"image_size": "4K"}}},
        }
        with httpx.Client(trust_env=False) as http:
            url = f"{running.base_url}/chat/completions"
            with http.stream("POST", url, json=body) as response:
                for chunk in response.iter_bytes():
                    if b": PING" in chunk or b"sea" in chunk:
                        break
        assert running.requests[-1].ended.wait(60)
        assert running.requests[-1].outcome == "client_left"
        began = time.monotonic()
    assert time.monotonic() - began < 1.5


def test_painter_keeps_the_aspect_ratio(chat, events):
    extra = {"google": {"image_config": {"aspect_ratio": "16:9", "image_size": "512"}}}
    response = chat("demo/painter", "a lighthouse at dusk", stream=True, extra_body=extra)
    got = events(response.text)
    whole = [e for e in got if e != "[DONE]" and "base64" in json.dumps(e)]
    assert len(whole) == 1  # one image, one delta
    text = joined(got)
    image = Image.open(io.BytesIO(picture_in(text)))
    assert image.size == (512, 288)
    assert text.index("Here is") < text.index("![image]") < text.index("**lighthouse**")
    assert got[-2]["usage"]["completion_tokens_details"]["image_tokens"] > 0


def test_painter_paints_anew_unless_seeded(chat):
    extra = {"google": {"image_config": {"image_size": "512"}}}

    def paint(**fields):
        answer = chat("demo/painter", "dunes", extra_body=extra, **fields).json()
        return picture_in(answer["choices"][0]["message"]["content"])

    assert paint() != paint()
    assert paint(seed=4) == paint(seed=4)


def test_camel_case_is_refused_like_new_api(chat):
    response = chat("demo/painter", "sea", extra_body={"google": {"imageConfig": {}}})
    assert response.status_code == 500
    assert "image_config" in response.json()["error"]["message"]


def test_drafts_come_before_the_final_image(chat, events):
    extra = {"google": {"image_config": {"image_size": "512"}}}
    got = events(chat("demo/painter-drafts", "sea", stream=True, extra_body=extra).text)
    assert joined(got).count("](data:image/png") == 2
    assert joined(got, "reasoning_content").count("](data:image/png") == 1


def test_vision_measures_the_attached_image(chat):
    out = io.BytesIO()
    Image.new("RGB", (320, 180), (200, 40, 40)).save(out, "PNG")
    url = "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
    content = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": url}},
    ]
    text = chat("demo/vision", content).json()["choices"][0]["message"]["content"]
    assert "320 × 180" in text
    assert "16:9" in text
    assert "red" in text
    content[0] = {"type": "text", "text": "Describe this image in two plain sentences."}
    text = chat("demo/vision", content).json()["choices"][0]["message"]["content"]
    assert text.startswith("A picture in landscape format, ")
    assert "red" in text
    assert not set("*#|") & set(text)  # a note is no markdown
    assert "Attach one" in chat("demo/vision").json()["choices"][0]["message"]["content"]


def test_tool_caller_uses_what_is_offered(chat, events):
    tool = {
        "type": "function",
        "function": {
            "name": "find_flight",
            "parameters": {
                "type": "object",
                "properties": {"city": {"type": "string"}, "seats": {"type": "integer"}},
            },
        },
    }
    got = events(chat("demo/tool-caller", "2 seats to fly in Oslo", stream=True, tools=[tool]).text)
    calls = [
        c for e in got[:-2] for entry in e["choices"] for c in entry["delta"].get("tool_calls", [])
    ]
    assert calls[0]["function"]["name"] == "find_flight"
    assert calls[0]["id"]
    assert json.loads("".join(c["function"]["arguments"] for c in calls)) == {
        "city": "Oslo",
        "seats": 2,
    }
    assert got[-3]["choices"][0]["finish_reason"] == "tool_calls"
    history = [
        {"role": "user", "content": "2 seats"},
        {"role": "assistant", "content": "", "tool_calls": []},
        {"role": "tool", "tool_call_id": "x", "content": "sold out"},
    ]
    answer = chat("demo/tool-caller", messages=history).json()["choices"][0]
    assert "sold out" in answer["message"]["content"]


@pytest.mark.parametrize(
    ("model", "status", "code"),
    [
        ("demo/fails-401", 401, ""),
        ("demo/fails-429", 429, "rate_limit_exceeded"),
        ("demo/fails-500", 500, "do_request_failed"),
        ("demo/fails-503-model", 503, "model_not_found"),
        ("demo/fails-quota", 403, "insufficient_user_quota"),
        ("no/such-model", 503, "model_not_found"),
    ],
)
def test_refusals(chat, model, status, code):
    response = chat(model, stream=True)
    assert response.status_code == status
    assert response.json()["error"]["code"] == code
    assert (response.headers.get("retry-after") == "2") == (status == 429)


def test_failures_on_the_way(chat, events):
    broken = events(chat("demo/fails-mid-stream", stream=True).text)
    assert broken[-2]["error"]["code"] == 502
    assert broken[-1] == "[DONE]"
    filtered = events(chat("demo/fails-content-filter", stream=True).text)
    assert filtered[-3]["choices"][0]["finish_reason"] == "content_filter"
    assert chat("demo/fails-empty", stream=True).text == ""
    assert "text/html" in chat("demo/fails-html", stream=True).headers["content-type"]
    with pytest.raises(httpx.RemoteProtocolError):
        chat("demo/fails-disconnect", stream=True)


def test_a_stall_lasts_until_the_client_leaves(gateway):
    body = {"model": "demo/fails-stall", "messages": [{"role": "user", "content": "x"}]}
    with httpx.Client(trust_env=False, timeout=0.5) as http, pytest.raises(httpx.ReadTimeout):
        http.post(f"{gateway.base_url}/chat/completions", json={**body, "stream": True})
    (request,) = gateway.wait_for_requests(1, timeout_s=60)  # it may come after the client went
    assert request.ended.wait(60)
    assert request.outcome == "client_left"


def test_bad_bodies_and_paths(client, chat):
    assert client.post("/chat/completions", content=b"{").status_code == 400
    assert client.post("/chat/completions", json={"model": "demo/fast-writer"}).status_code == 500
    response = client.get("/nothing")
    assert response.status_code == 404
    assert "Invalid URL (GET /v1/nothing)" in response.json()["error"]["message"]
    home = client.get(str(client.base_url).replace("/v1", ""))
    assert home.status_code == 200
    assert "<title>" in home.text
    broken = "look ![a](data:image/png;base64,A)"
    assert chat("demo/painter", broken).json()["error"]["code"] == "convert_request_failed"


def test_half_a_character_does_no_harm(client):
    body = b'{"model":"demo/fast-writer","messages":[{"role":"user","content":"\\ud800 moon"}]}'
    for model in (b"demo/fast-writer", b"\\udfff"):
        sent = body.replace(b"demo/fast-writer", model)
        assert client.post("/chat/completions", content=sent).status_code in {200, 503}


def test_keys(client):
    for key, status in (("sk-anything", 200), ("sk-bad", 401)):
        headers = {"Authorization": f"Bearer {key}"}
        assert client.get("/models", headers=headers).status_code == status


def test_models_list(client):
    body = client.get("/models").json()
    assert body["success"] is True
    assert [m["id"] for m in body["data"]] == list(MODEL_IDS)
    assert all(m["owned_by"] == "demo" and m["id"].startswith("demo/") for m in body["data"])


def test_billing_record(client, chat):
    response = chat("demo/fast-writer")
    url = str(client.base_url).replace("/v1/", "") + "/api/v1/model-router/billing-json"
    found = client.get(url, params={"request_id": response.headers["dgrid-request-id"]}).json()
    record = found["data"]["billing_json"]
    assert found["code"] == 200
    assert record["output_tokens"] == response.json()["usage"]["completion_tokens"]
    assert record["total_cost"] == "0"
    assert client.get(url, params={"request_id": "req_none"}).status_code == 404


def test_many_requests_on_one_connection(client, gateway):
    for _ in range(20):
        assert client.get("/models").status_code == 200
    assert len(gateway.requests) == 20
    assert gateway.requests[0].path == "/v1/models"


def test_command_prints_its_address():
    process = subprocess.Popen(
        [sys.executable, "-m", "studio.demo", "--pace", "0"], stdout=subprocess.PIPE, text=True
    )
    try:
        url = process.stdout.readline().strip()
        with httpx.Client(trust_env=False) as http:
            assert http.get(f"{url}/models").status_code == 200
    finally:
        process.terminate()
        assert process.wait(60) == 0
        process.stdout.close()

"""What the wire reference says of look-alikes, sentence by sentence, where no sample shows it.

The names of the cases are the words of the reference (sections 5, 7 and 8).
"""

import json
from typing import Any

import pytest

from studio.core.errors import GatewayError
from studio.core.events import Finished, ToolCallDelta, UsageReported
from studio.core.parts import ImagePart, RemoteImagePart, plain_text, reasoning_text
from studio.gateway.failures import error_from_object, error_from_text
from studio.gateway.model_lists import parse_models
from tests.gateway.answers import Answer, picture
from tests.gateway.test_answer_shapes import URI

DONE = b"data: [DONE]\n\n"


def event(payload: Any, name: str = "") -> bytes:
    head = f"event: {name}\n".encode() if name else b""
    return head + b"data: " + json.dumps(payload).encode() + b"\n\n"


def chunk(delta: Any = None, finish: str | None = None, **more: Any) -> bytes:
    return event({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more})


NULLS = {"logprobs": None, "system_fingerprint": None, "usage": None, "error": None}
HELLO = chunk({"content": "Hel"}) + chunk({"content": "lo"})
STOP = chunk({}, "stop")
STREAMS: dict[str, bytes] = {
    "every chunk prints nulls": chunk({"role": "assistant", "content": ""}, **NULLS)
    + chunk({"content": "Hello", "reasoning_content": None, "tool_calls": None}, **NULLS)
    + chunk({}, "stop", **NULLS)
    + event({"choices": [], **NULLS}),
    "objects without choices, choices null, delta null": event({"id": "c"})
    + event({"choices": None})
    + event({"choices": [None]})
    + chunk(None)
    + HELLO
    + STOP,
    "finish_reason together with content in one chunk": chunk({"content": "Hello"}, "stop"),
    "finish_reason key absent on ordinary chunks": event(
        {"choices": [{"index": 0, "delta": {"content": "Hello"}}]}
    )
    + STOP,
    "role only in first chunk, finish chunk delta empty": chunk({"role": "assistant"})
    + HELLO
    + STOP,
    "first delta content null": chunk({"role": "assistant", "content": None}) + HELLO + STOP,
    "usage and timings sit in the finish chunk": HELLO
    + chunk({}, "stop", usage={"prompt_tokens": 1, "completion_tokens": 2}, timings={"n": 1}),
    "keep-alive as a real event": event({"type": "ping"}, "ping") + HELLO + STOP,
    "data that is no JSON": HELLO + b"data: <text> of a chunk\n\n" + STOP,
    "comments of OpenRouter": b": OPENROUTER PROCESSING\n\n" + HELLO + STOP,
    "PING before the first byte": b": PING\n\n: PING\n\n" + HELLO + STOP,
    "stream keep-alive": b": keep-alive\n\n" + HELLO + b": keep-alive\n\n" + STOP,
    "no blank lines between events": HELLO.replace(b"\n\n", b"\n") + STOP,
    "one fault in the usage": HELLO + chunk({}, "stop", usage="many"),
    "blank lines before the JSON": b"\n\n\n\n"
    + json.dumps(
        {"choices": [{"message": {"content": "Hello"}, "finish_reason": "stop"}]}, indent=1
    ).encode(),
    "content as array, type text": chunk({"content": [{"type": "text", "text": "Hello"}]}) + STOP,
    "content as array, type output_text": chunk(
        {"content": [{"type": "output_text", "text": "Hel"}, {"type": "strange"}, "lo"]}
    )
    + STOP,
    "native_finish_reason beside finish_reason": HELLO
    + event({"choices": [{"delta": {}, "finish_reason": "stop", "native_finish_reason": "STOP"}]}),
}


@pytest.mark.parametrize("body", STREAMS.values(), ids=list(STREAMS))
@pytest.mark.parametrize("done", [b"", DONE])
def test_streams_that_say_hello(body: bytes, done: bytes) -> None:
    answer = Answer().read([body + done])
    assert answer.error is None
    assert plain_text(answer.parts()) == "Hello"
    assert [each.reason for each in answer.events if isinstance(each, Finished)] == ["stop"]


THOUGHTS: dict[str, bytes] = {
    "thinking becomes think tags inside content": chunk({"content": "<think>\nWhy"})
    + chunk({"content": ".\n</think>\n"})
    + HELLO,
    "thought tags": chunk({"content": "<thought>Why.</thought>Hello"}),
    "reasoning of newer vLLM, content empty": chunk({"content": "", "reasoning": "Why."}) + HELLO,
    "reasoning and reasoning_details are the same text twice": chunk(
        {"reasoning": "Why.", "reasoning_details": [{"type": "reasoning.text", "text": "Why."}]}
    )
    + HELLO,
    "summary and encrypted": chunk(
        {
            "reasoning_details": [
                {"type": "reasoning.summary", "summary": "Why."},
                {"type": "reasoning.encrypted", "data": "AAAA"},
            ]
        }
    )
    + HELLO,
    "thinking parts": chunk(
        {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "Why."}]}]}
    )
    + HELLO,
    "thought parts of Gemini": chunk({"content": [{"text": "Why.", "thought": True}]}) + HELLO,
}


@pytest.mark.parametrize("body", THOUGHTS.values(), ids=list(THOUGHTS))
def test_reasoning_of_all_kinds(body: bytes) -> None:
    answer = Answer().read([body + STOP])
    assert answer.error is None
    assert (reasoning_text(answer.parts()), plain_text(answer.parts())) == ("Why.", "Hello")


IMAGES: dict[str, bytes] = {
    "a picture chunk can appear only at the end": chunk(
        {"images": [{"type": "image_url", "image_url": {"url": URI}}]}, "stop"
    ),
    "single message.image": chunk({"image": {"url": URI}}) + STOP,
    "data URI as content": chunk({"content": URI}) + STOP,
    "text and picture are glued": chunk({"content": "x"}) + chunk({"content": f"![image]({URI})"}),
    "content part inlineData": chunk(
        {"content": [{"inlineData": {"mimeType": "image/png", "data": URI.split(",")[1]}}]}
    ),
    "content part inline_data": chunk(
        {"content": [{"inline_data": {"mime_type": "image/png", "data": URI.split(",")[1]}}]}
    ),
    "content part image_url": chunk(
        {"content": [{"type": "image_url", "image_url": {"url": URI}}]}
    ),
    "mime any case, alphabet of addresses, padding missing": chunk(
        {
            "content": "![A B](DATA:IMAGE/PNG;BASE64,"
            + URI.split(",")[1].replace("+", "-").replace("/", "_").rstrip("=")
            + ")"
        }
    ),
    "the type is told by the bytes": chunk({"content": f"![]({URI.replace('png', 'jpeg')})"}),
    "media outputs": event({"media": {"outputs": [URI]}, "choices": [{"delta": {}}]}),
}


@pytest.mark.parametrize("body", IMAGES.values(), ids=list(IMAGES))
def test_images_of_all_kinds(body: bytes) -> None:
    answer = Answer().read([body + STOP])
    assert answer.error is None
    assert answer.images() == [picture("a.png")]
    (image,) = [part for part in answer.parts() if isinstance(part, ImagePart)]
    assert (image.blob.mime, image.draft) == ("image/png", False)
    assert "base64" not in plain_text(answer.parts())


ADDRESS = "https://files.example.test/output/38fa5bcb.jpeg"


@pytest.mark.parametrize("text", [ADDRESS, f"![image]({ADDRESS})", f"50 %\n{ADDRESS}\n"])
def test_addresses_of_resellers_are_listed_and_not_fetched(text: str) -> None:
    answer = Answer().read([chunk({"content": text}) + STOP])
    found = [part.url for part in answer.parts() if isinstance(part, RemoteImagePart)]
    assert found == [ADDRESS]


def test_a_tool_call_complete_in_one_chunk_with_a_signature() -> None:
    call = {
        "index": 0,
        "id": "c",
        "type": "function",
        "function": {"name": "f", "arguments": "{}"},
        "extra_content": {"google": {"thought_signature": "AAAA"}},
    }
    answer = Answer().read([chunk({"content": "", "tool_calls": [call]}, "tool_calls")])
    found = [each for each in answer.events if isinstance(each, ToolCallDelta)]
    assert found == [ToolCallDelta(0, 0, "c", "f", "{}")]


def test_cost_comes_in_a_last_chunk_without_choices() -> None:
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "cost": 0.5, "cost_details": {"x": 1}}
    answer = Answer().read([HELLO + STOP + event({"choices": [], "usage": usage}) + DONE])
    (reported,) = [each.usage for each in answer.events if isinstance(each, UsageReported)]
    assert (reported.total_tokens, reported.cost_usd) == (3, "0.5")


ENDS: dict[str, tuple[bytes, str, str | None, bool]] = {
    "stream simply ends with usage and [DONE]": (
        HELLO + event({"choices": [], "usage": {"prompt_tokens": 1}}) + DONE,
        "ended_early", "no_finish_reason", True,
    ),
    "a failure mid-stream is swallowed": (HELLO, "ended_early", "cut_off", True),
    "blocked prompt": (
        event({"choices": []}) + event({"choices": [], "usage": {"total_tokens": 1}}) + DONE,
        "content_refused", "prompt_blocked", False,
    ),
    "HTTP 200 with error and user_id": (
        b'{"error":{"message":"busy","code":503},"user_id":"u"}', "server_failed", "503", True
    ),
    "LM Studio: error without type": (
        event({"error": {"message": "no"}, "message": "no"}), "server_failed", None, True
    ),
    "llama.cpp: field error": (
        HELLO + b'error: {"code":500,"message":"slot","type":"server_error"}\n\n',
        "server_failed", "500", True,
    ),
    "vLLM: object error": (
        HELLO + event({"object": "error", "message": "x", "type": "BadRequestError", "code": 400}),
        "request_rejected", "400", False,
    ),
    "LiteLLM: code as text, type None": (
        HELLO + event({"error": {"message": "x", "type": "None", "param": None, "code": "500"}}),
        "server_failed", "500", True,
    ),
    "finish reason error": (
        HELLO + chunk({}, "error"), "server_failed", "finish_reason_error", True
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "kind", "code", "retryable"), ENDS.values(), ids=list(ENDS))
def test_ends(body: bytes, kind: str, code: str | None, retryable: bool) -> None:
    error = Answer().read([body]).error
    assert error is not None
    assert (error.kind, error.code, error.retryable) == (kind, code, retryable)


# Section 7: status, code or type, what the client makes of it, whether it tries again.
TABLE: list[tuple[int, Any, str, str, bool]] = [
    (401, "", "new_api_error", "authentication_failed", False),
    (403, "insufficient_user_quota", "new_api_error", "quota_exceeded", False),
    (403, "pre_consume_token_quota_failed", "new_api_error", "quota_exceeded", False),
    (403, "access_denied", "new_api_error", "request_rejected", False),
    (403, "", "new_api_error", "request_rejected", False),
    (400, "model_price_error", "new_api_error", "model_unavailable", False),
    (400, "prompt_blocked", "new_api_error", "content_refused", False),
    (400, None, "invalid_request_error", "request_rejected", False),
    (413, "read_request_body_failed", "new_api_error", "request_too_large", False),
    (429, "", "new_api_error", "rate_limited", True),
    (429, None, "requests", "rate_limited", True),
    (500, "convert_request_failed", "new_api_error", "request_rejected", False),
    (500, "invalid_request", "new_api_error", "request_rejected", False),
    (500, "do_request_failed", "new_api_error", "server_failed", True),
    (500, "bad_response_body", "new_api_error", "server_failed", True),
    (500, "empty_response", "new_api_error", "server_failed", True),
    (500, "get_channel_failed", "new_api_error", "server_failed", True),
    (500, "new_api_panic", "new_api_error", "server_failed", True),
    (502, "bad_response_status_code", "upstream_error", "server_failed", True),
    (504, "bad_response_status_code", "upstream_error", "server_failed", True),
    (524, "bad_response_status_code", "upstream_error", "server_failed", True),
    (503, "model_not_found", "new_api_error", "model_unavailable", False),
    (503, "system_cpu_overloaded", "new_api_error", "server_failed", True),
    (503, "system_memory_overloaded", "new_api_error", "server_failed", True),
    (503, "system_disk_overloaded", "new_api_error", "server_failed", True),
    (501, "api_not_implemented", "new_api_error", "server_failed", False),
    (502, 502, "one_api_error", "server_failed", True),
    (402, 402, "", "quota_exceeded", False),
    (408, 408, "", "timed_out", True),
]


@pytest.mark.parametrize(("status", "code", "type_", "kind", "retryable"), TABLE)
def test_the_table_of_errors(
    status: int, code: Any, type_: str, kind: str, retryable: bool
) -> None:
    inner = {"message": "信息 (request id: 2026)", "type": type_, "param": "", "code": code}
    error = error_from_object({"error": inner}, status=status, request_id=None)
    assert (error.kind, error.retryable, error.status) == (kind, retryable, status)
    assert (error.detail, error.request_id) == ("信息", "2026")


MANAGEMENT = [
    (40001, "request_rejected"), (40101, "authentication_failed"),
    (40102, "authentication_failed"), (40301, "authentication_failed"),
    (42901, "rate_limited"), (50001, "server_failed"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "kind"), MANAGEMENT)
@pytest.mark.parametrize("with_status", [True, False])
def test_the_other_envelope_of_dgrid(code: int, kind: str, with_status: bool) -> None:
    body = {"code": code, "message": "m", "data": None}
    error = error_from_object(body, status=code // 100 if with_status else None)
    assert (error.kind, error.code, error.detail) == (kind, str(code), "m")


def test_an_empty_429_is_tried_again() -> None:
    error = error_from_text("", status=429)
    assert (error.kind, error.retryable) == ("rate_limited", True)


@pytest.mark.parametrize(
    "words", ["limit of 100 requests per day reached", "Rate limit: free-models-per-day", "RPD 100"]
)
def test_a_daily_limit_is_not_tried_again(words: str) -> None:
    error = error_from_object({"error": {"message": words, "code": 429}}, status=429)
    assert (error.kind, error.retryable) == ("rate_limited", False)


def test_the_list_says_no_with_status_200() -> None:
    with pytest.raises(GatewayError) as caught:
        parse_models('{"success": false, "message": "无权"}')
    assert caught.value.detail == "无权"
    assert parse_models('{"object": "list", "data": null}') == ()

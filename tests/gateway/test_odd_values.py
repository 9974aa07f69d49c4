"""Values of wrong types, without measure and without end, wherever a look-alike may put them.

Each known body is taken apart and each of its values replaced by each odd one: whatever comes
out is an event, a value or one of our errors, can be written down, and was found at once.
"""

import json
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from studio.core.errors import GatewayError
from studio.core.parts import plain_text
from studio.core.redaction import MAX_CHARS, redact
from studio.gateway.billing_records import parse_billing
from studio.gateway.failures import error_from_text
from studio.gateway.headers import LONGEST_WAIT_S, retry_after_s_of
from studio.gateway.model_lists import parse_models
from studio.gateway.sink import RawImage
from tests.gateway.answers import Answer
from tests.gateway.fakes import NOW

ODD: list[Any] = [
    *("", "x", "5", "\ud800", "\udc00x", "1e999999999", "NaN", "data:image/png;base64,AAAA"),
    *(0, 1, -1, 3.5, 1e308, 10**20, 10**400, float("inf"), float("nan"), True, None),
    *([], {}, [None], [[]], [{}], ["a", 1], {"a": 1}, {"url": 5}, {"message": {}}),
]
ERRORS: list[Any] = [
    {
        "error": {
            "message": "m",
            "type": "t",
            "param": "p",
            "code": "c",
            "status": "RESOURCE_EXHAUSTED",
            "retry_after": 3,
            "metadata": {"raw": '{"error":{"message":"x"}}', "reasons": ["a"]},
            "details": [
                {"reason": "r", "violations": [{"quotaId": "PerDay"}], "retryDelay": "3s"},
            ],
        },
        "request_id": "r",
    },
    [{"error": {"code": 429, "message": "m", "details": [{"retryDelay": "3s"}]}}],
    {"detail": [{"loc": ["body", "x"], "msg": "m"}]},
    {"detail": {"error": {"message": "x"}}},
    {"errors": [{"message": "m"}]},
    {"code": 40101, "message": "m", "data": None},
    {"object": "error", "message": "m", "code": 400},
]
DELTA = {
    "role": "assistant",
    "content": "hi",
    "reasoning": "r",
    "reasoning_details": [{"type": "reasoning.text", "text": "t", "summary": "s"}],
    "images": [{"type": "image_url", "image_url": {"url": "http://x.org/a.png"}}],
    "tool_calls": [{"index": 0, "id": "i", "function": {"name": "n", "arguments": "{}"}}],
    "function_call": {"name": "a", "arguments": "b"},
}
USAGE = {
    "prompt_tokens": 1,
    "completion_tokens": 2,
    "total_tokens": 3,
    "prompt_tokens_details": {"cached_tokens": 1},
    "cost": 0.01,
}
ANSWERS: list[Any] = [
    {
        "model": "m",
        "choices": [{"index": 0, "delta": DELTA, "finish_reason": None, "error": None}],
        "usage": USAGE,
        "media": {"outputs": ["http://x.org/a.png"]},
    },
    {
        "data": [{"url": "", "b64_json": "AAAA", "revised_prompt": "p"}],
        "usage": {"total_tokens": 1},
    },
    {"type": "image_generation.partial_image", "b64_json": "AAAA", "partial_image_index": 0},
]
LISTS: list[Any] = [
    {
        "data": [
            {
                "id": "a",
                "type": "llm",
                "owned_by": "o",
                "supported_endpoint_types": ["openai"],
                "context_length": 5,
                "architecture": {"input_modalities": ["text"], "modality": "text->image"},
                "pricing": {"prompt": "0.1", "completion": "1e-7"},
                "capabilities": {"vision": True},
                "top_provider": {"context_length": 5},
            }
        ]
    }
]
BILLS: list[Any] = [
    {
        "data": {
            "request_id": "r",
            "billing_json": {"model": "m", "input_tokens": 1, "input_cost": 0.1, "total_cost": 0.3},
        }
    }
]
SOON_S = 2.0  # each takes milliseconds; what was mended took minutes


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    items = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else items
    for key, inner in items:
        yield from places(inner, (*path, key))


def replaced(body: Any, path: tuple[Any, ...], odd: Any) -> Any:
    if not path:
        return odd
    body = json.loads(json.dumps(body))
    holder = body
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = odd
    return body


def variants(bodies: list[Any]) -> list[str]:
    return [
        json.dumps(replaced(body, path, odd))
        for body in bodies
        for path in places(body)
        for odd in ODD
    ]


def can_be_kept(value: Any) -> None:
    """Fails when the database or the printed JSON could not take it."""
    plain = msgspec.to_builtins(value)
    json.dumps(plain, allow_nan=False, ensure_ascii=False).encode()
    for path in places(plain):
        inner = plain
        for key in path:
            inner = inner[key]
        assert not isinstance(inner, int) or abs(inner) < 2**63
        assert not isinstance(inner, str) or len(inner) <= 10_000


@pytest.mark.parametrize("status", [400, 429, 502])
def test_refusals(status: int) -> None:
    for body in variants(ERRORS):
        can_be_kept(error_from_text(body, status=status).as_failure())


@pytest.mark.parametrize("frame", ["data: %s\n\n", "event: error\ndata: %s\n\n", "%s"])
def test_answers(frame: str) -> None:
    for body in variants(ERRORS + ANSWERS):
        answer = Answer().read([(frame % body).encode()])
        for event in answer.events:
            if not isinstance(event, RawImage):
                can_be_kept(event)
        if answer.error is not None:
            can_be_kept(answer.error.as_failure())


def test_no_server_makes_choices_without_end() -> None:
    choices = [{"index": n, "delta": {"content": "x"}} for n in range(2_000)]
    answer = Answer().read([f"data: {json.dumps({'choices': choices})}\n\n".encode()])
    assert len(answer.replies) == 128
    assert sum(len(plain_text(answer.parts(choice))) for choice in answer.replies) == 2_000


def test_lists_of_models() -> None:
    for body in variants(LISTS):
        try:
            models = parse_models(body)
        except GatewayError as error:
            can_be_kept(error.as_failure())
        else:
            for model in models:
                can_be_kept(model)


def test_billing_records() -> None:
    for body in variants(BILLS):
        try:
            record = parse_billing(body, "r")
        except GatewayError as error:
            can_be_kept(error.as_failure())
        else:
            can_be_kept(record)


@pytest.mark.parametrize(
    "words",
    [
        *("a" * 60_000, " " * 60_000 + "x", "(request id: x" * 4_000, "http://" * 9_000),
        *("sk-" * 20_000, "Bearer " * 9_000, "data:a/" * 9_000, "'" * 60_000, "\u0660" * 60_000),
    ],
    ids=lambda words: words[:8].strip() or "spaces",
)
def test_long_words_of_an_error_take_no_time(words: str) -> None:
    began_s = time.thread_time()
    error = error_from_text(json.dumps({"error": {"message": words}}), status=502)
    assert len(error.detail) <= MAX_CHARS
    error_from_text(words, status=502)
    redact(words, "sk-of-mine")
    assert time.thread_time() - began_s < SOON_S


def test_a_page_of_titles_takes_no_time() -> None:
    began_s = time.thread_time()
    error_from_text("<html>" + "<title>" * 30_000, status=502)
    error_from_text("<html>" + "<title " * 30_000, status=502)
    assert time.thread_time() - began_s < SOON_S


def test_waits_without_measure_are_no_waits() -> None:
    assert retry_after_s_of({"x-ratelimit-reset": "9" * 400 + "h"}, NOW) is None
    error = error_from_text('{"error": {"message": "m", "retry_after": 1e999}}', status=429)
    assert error.retry_after_s is None


@pytest.mark.parametrize("said", [10**14, 10**400, 1e300, "999999999s"])
def test_a_wait_without_end_is_a_month(said: Any) -> None:
    body = json.dumps({"error": {"message": "m", "retry_after": said}})
    assert error_from_text(body, status=429).retry_after_s == LONGEST_WAIT_S


@pytest.mark.parametrize("said", ["3", "3s", " 3.0 s", 3, 3.0])
def test_a_wait_may_be_text(said: Any) -> None:
    body = json.dumps({"error": {"message": "m", "retry_after": said}})
    assert error_from_text(body, status=429).retry_after_s == 3.0

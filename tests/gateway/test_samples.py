"""Every recorded answer gives exactly what the index says, however its bytes are cut."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.errors import EndedEarly, QuotaExceeded
from studio.core.parts import (
    ImageOrigin,
    ImagePart,
    ReasoningPart,
    RemoteImagePart,
    TextPart,
    ToolCallPart,
)
from tests.gateway.answers import ORIGINS, SAMPLES, Answer, cut, picture, samples

ALL = samples()
USAGE = {
    "prompt": "prompt_tokens",
    "completion": "completion_tokens",
    "total": "total_tokens",
    "reasoning": "reasoning_tokens",
    "cached": "cached_tokens",
    "image": "image_tokens",
}


def test_the_samples_are_there() -> None:
    assert len(ALL) == 20
    assert all((SAMPLES / sample["file"]).stat().st_size for sample in ALL)


def check(sample: dict[str, Any], answer: Answer) -> None:
    expected = sample["expect"]
    parts = answer.parts()
    wanted: list[Any] = []
    got: list[Any] = []
    for part in expected["parts"]:
        if part["t"] == "text":
            wanted.append(part["v"])
        elif part["t"] == "image":
            wanted.append((part["sha256"], part["mime"], part["bytes"], ORIGINS[part["src"]]))
            assert answer.kept[part["sha256"]] == picture(part["file"])
        else:
            wanted.append((part["url"], ORIGINS[part["src"]]))
    reasoning_images = []
    for got_part in parts:
        if isinstance(got_part, TextPart):
            got.append(got_part.text)
        elif isinstance(got_part, RemoteImagePart):
            got.append((got_part.url, got_part.origin))
        elif isinstance(got_part, ImagePart):
            blob = got_part.blob
            if got_part.origin is ImageOrigin.REASONING:
                reasoning_images.append(blob.sha256)
            else:
                got.append((blob.sha256, blob.mime, blob.size_bytes, got_part.origin))
    assert got == wanted
    assert reasoning_images == [image["sha256"] for image in expected["reasoning_images"]]
    reasoning = "".join(p.text for p in parts if isinstance(p, ReasoningPart))
    assert reasoning == expected["reasoning"]
    calls = [
        {"index": p.index, "id": p.call_id, "name": p.name, "arguments": json.loads(p.arguments)}
        for p in parts
        if isinstance(p, ToolCallPart)
    ]
    assert calls == expected["tool_calls"]
    check_end(sample, answer)


def check_end(sample: dict[str, Any], answer: Answer) -> None:
    expected = sample["expect"]
    reply = answer.replies[0]
    assert reply.finish_reason == expected["finish_reason"]
    assert (answer.parser.finished and answer.error is None) is expected["complete"]
    if expected["usage"] is None:
        assert reply.usage is None
    else:
        assert reply.usage is not None
        usage = dict(expected["usage"])
        cost = usage.pop("cost", None)
        assert reply.usage.cost_usd == (None if cost is None else str(cost))
        assert {n: getattr(reply.usage, USAGE[n]) for n in usage} == usage
    error = expected["error"]
    if error is None:
        assert answer.error is None
        return
    assert answer.error is not None
    assert answer.error.retryable is error["retryable"]
    assert error["message"] in answer.error.detail
    assert error.get("detail", "") in answer.error.detail
    if "code" in error:
        assert answer.error.code == str(error["code"])
    if "request_id" in error and "X-Oneapi-Request-Id" not in sample["headers"]:
        assert answer.error.request_id == error["request_id"]
    kinds = {"truncated": EndedEarly, "quota": QuotaExceeded}
    assert isinstance(answer.error, kinds.get(error.get("category"), Exception))


@pytest.mark.parametrize("sample", ALL, ids=lambda s: s["file"])
def test_fed_whole(sample: dict[str, Any]) -> None:
    body = (SAMPLES / sample["file"]).read_bytes()
    assert len(body) == sample["body_bytes"]
    check(sample, Answer().read([body]))


@pytest.mark.parametrize("sample", ALL, ids=lambda s: s["file"])
def test_fed_byte_by_byte(sample: dict[str, Any]) -> None:
    body = (SAMPLES / sample["file"]).read_bytes()
    check(sample, Answer().read(body[at : at + 1] for at in range(len(body))))


@pytest.mark.parametrize("sample", ALL, ids=lambda s: s["file"])
@given(places=st.lists(st.integers(0, 1 << 16), max_size=12))
@settings(max_examples=25, deadline=None)
def test_fed_in_random_cuts(sample: dict[str, Any], places: list[int]) -> None:
    check(sample, Answer().read(cut((SAMPLES / sample["file"]).read_bytes(), places)))


@pytest.mark.parametrize("sample", ALL, ids=lambda s: s["file"])
@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_with_other_line_ends(sample: dict[str, Any], end: bytes) -> None:
    body = (SAMPLES / sample["file"]).read_bytes()
    body = body.replace(b"\r\n", b"\n").replace(b"\n", end)
    check(sample, Answer().read([body]))
    check(sample, Answer().read(body[at : at + 1] for at in range(len(body))))


@pytest.mark.parametrize(
    "name", [s["file"] for s in ALL if s["kind"] == "chat-json"], ids=lambda n: n
)
def test_whole_bodies_pretty_printed_after_blank_lines_and_pings(name: str) -> None:
    sample = next(s for s in ALL if s["file"] == name)
    payload = json.loads((SAMPLES / name).read_bytes())
    for indent in (None, 2, "\t"):
        body = json.dumps(payload, indent=indent, ensure_ascii=indent is None).encode()
        check(sample, Answer().read([b"\n\n\n" + body]))
        check(sample, Answer().read([b": PING\n\n: PING\n\n" + body + b"\n"]))
        check(sample, Answer().read([b"data: " + body.replace(b"\n", b"\ndata: ") + b"\n\n"]))

"""Whatever bytes come, the parser ends in events and an error value, never in an exception."""

import base64
import json
import re
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.events import ReasoningDelta, TextDelta
from studio.core.parts import plain_text
from studio.gateway.sink import RawImage
from tests.gateway.answers import SAMPLES, Answer, chunk, cut, picture, samples, stream

BODIES = [(SAMPLES / sample["file"]).read_bytes() for sample in samples()]
NAMES = st.sampled_from(
    (
        *("choices", "delta", "message", "content", "index", "finish_reason", "usage", "error"),
        *("model", "images", "image", "image_url", "url", "type", "text", "tool_calls", "media"),
        *("function", "arguments", "id", "name", "code", "data", "b64_json", "reasoning", "object"),
        *("reasoning_details", "outputs", "cost", "prompt_tokens", "success", "inlineData"),
    )
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["text", "image_url", "data:image/png;base64,AA", "stop", "thinking", "error"]),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=25,
)


@given(body=st.binary(max_size=300), places=st.lists(st.integers(0, 300), max_size=4))
@settings(max_examples=200, deadline=None)
def test_arbitrary_bytes(body: bytes, places: list[int]) -> None:
    answer = Answer().read(cut(body, places))
    assert answer.error is not None or answer.parser.finished


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_recorded_answers_with_bytes_changed(data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from(BODIES)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(body) - 1))
        action = data.draw(st.sampled_from(["set", "drop", "add"]))
        if action == "set":
            body[at] = data.draw(st.integers(0, 255))
        elif action == "drop":
            del body[at : at + data.draw(st.integers(1, 60))]
        else:
            body[at:at] = data.draw(st.binary(max_size=8))
        if not body:
            return
    answer = Answer().read([bytes(body)])
    assert answer.error is not None or answer.parser.finished


@given(
    payloads=st.lists(VALUES | st.fixed_dictionaries({"choices": st.lists(VALUES)}), max_size=5),
    endpoint=st.sampled_from(["chat", "images"]),
    bare=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_json_of_any_shape(payloads: list[Any], endpoint: Any, bare: bool) -> None:
    head = b"" if bare else b"data: "
    body = b"".join(head + json.dumps(payload).encode() + b"\n\n" for payload in payloads)
    answer = Answer(endpoint).read([body])
    assert answer.error is not None or answer.parser.finished


@given(keys=st.dictionaries(NAMES, VALUES, max_size=6), delta=st.booleans())
@settings(max_examples=300, deadline=None)
def test_messages_of_any_shape(keys: dict[str, Any], delta: bool) -> None:
    choice = {"index": 0, "delta" if delta else "message": keys, "finish_reason": "stop"}
    Answer().read([b"data: " + json.dumps({"choices": [choice]}).encode()])


def test_nesting_without_end() -> None:
    for body in (b"data: " + b'{"choices":[' * 50_000, b"[" * 100_000, b"data: 1" + b"0" * 9000):
        assert Answer().read([body + b"\n\n"]).error is not None


FENCED = re.compile(r"^(`{3,})[^`\n]*$.*?(?:^\1`*\s*$|\Z)|`[^`\n]*`", re.DOTALL | re.MULTILINE)
PIECES = st.sampled_from(
    (
        *("![", "](", "data:image/png;base64,", "AAAA", ")", "data:", ";base64,", " ", "\n", "x"),
        *("[a](", "@", "iVBORw0KGgo", "=", '"', "<", "\n```\n", "base64,", "DATA:;BASE64,"),
        base64.b64encode(picture("a.png")).decode(),
    )
)


@given(pieces=st.lists(PIECES, max_size=25), data=st.data())
@settings(max_examples=400, deadline=None)
def test_no_data_uri_shows_outside_code(pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    places = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5)))
    bounds = [0, *places, len(text)]
    deltas = [{"content": text[a:b]} for a, b in pairwise(bounds)]
    shown = plain_text(Answer().read([stream(*deltas)]).parts())
    assert not re.search(r"data:[\w/]*;base64,", FENCED.sub("", shown), re.IGNORECASE)


@given(
    body=st.lists(
        st.tuples(st.sampled_from(["content", "reasoning"]), st.text(max_size=12)), max_size=12
    ),
    places=st.lists(st.integers(0, 5000), max_size=6),
)
@settings(max_examples=150, deadline=None)
def test_text_and_reasoning_are_never_lost(body: list[tuple[str, str]], places: list[int]) -> None:
    pieces = [(name, text.replace("<", "(")) for name, text in body]
    raw = b"".join(chunk({name: text}) for name, text in pieces) + chunk({}, "stop")
    answer = Answer().read(cut(raw, places))
    if any(isinstance(event, RawImage) for event in answer.events):
        return
    for name, kind in (("content", TextDelta), ("reasoning", ReasoningDelta)):
        got = "".join(event.text for event in answer.events if isinstance(event, kind))
        assert got == "".join(text for n, text in pieces if n == name)

"""Every spelling of pictures, reasoning, tool calls, usage and ends that servers use."""

import base64
import json
from typing import Any

import pytest
from msgspec.structs import replace

from studio.core.errors import (
    BadReply,
    ContentRefused,
    EndedEarly,
    GatewayError,
    RateLimited,
    ServerFailed,
    WrongAddress,
)
from studio.core.events import Finished, ModelReported, UsageReported
from studio.core.messages import Usage
from studio.core.parts import (
    ImageOrigin,
    ImagePart,
    ReasoningPart,
    RemoteImagePart,
    TextPart,
    ToolCallPart,
    plain_text,
    reasoning_text,
)
from studio.gateway.sink import RawImage
from tests.gateway.answers import Answer, chunk, picture, stream, text_stream, whole

PNG = picture("a.png")
JPG = picture("c.jpg")
B64 = base64.b64encode(PNG).decode()
URI = f"data:image/png;base64,{B64}"


def streamed(*deltas: dict[str, Any]) -> Answer:
    return Answer().read([stream(*deltas)])


def both_ways(message: dict[str, Any]) -> list[Answer]:
    """The same fields as a delta and as a whole message."""
    return [streamed(message), Answer().read([whole(message)])]


# Pictures


@pytest.mark.parametrize(
    ("fields", "origin"),
    [
        ({"images": [{"type": "image_url", "image_url": {"url": URI}}]}, ImageOrigin.IMAGES),
        ({"images": [{"image_url": URI}, None, 7, {}]}, ImageOrigin.IMAGES),
        ({"images": [URI]}, ImageOrigin.IMAGES),
        ({"images": [{"b64_json": B64}]}, ImageOrigin.IMAGES),
        ({"image": {"url": URI, "detail": "auto"}}, ImageOrigin.IMAGES),
        ({"image": URI}, ImageOrigin.IMAGES),
        ({"images": {"image_url": {"url": URI}}}, ImageOrigin.IMAGES),
        ({"images": URI}, ImageOrigin.IMAGES),
        ({"content": [{"type": "image_url", "image_url": {"url": URI}}]}, ImageOrigin.PART),
        ({"content": [{"inlineData": {"mimeType": "image/png", "data": B64}}]}, ImageOrigin.PART),
        ({"content": [{"inline_data": {"mime_type": "x", "data": B64}}]}, ImageOrigin.PART),
        (
            {"content": [{"type": "image", "source": {"media_type": "image/png", "data": B64}}]},
            ImageOrigin.PART,
        ),
        (
            {"content": [{"thought": True, "inlineData": {"mimeType": "image/png", "data": B64}}]},
            ImageOrigin.REASONING,
        ),
        ({"content": f"![i]({URI})"}, ImageOrigin.CONTENT),
        ({"content": URI}, ImageOrigin.CONTENT),
        ({"reasoning_content": f"![i]({URI})"}, ImageOrigin.REASONING),
    ],
)
def test_pictures(fields: dict[str, Any], origin: ImageOrigin) -> None:
    for answer in both_ways(fields):
        assert answer.error is None
        assert answer.images() == [PNG]
        assert [p.origin for p in answer.parts() if isinstance(p, ImagePart)] == [origin]
        assert plain_text(answer.parts()) == ""


def test_pictures_of_several_sources_come_in_order_and_once() -> None:
    answer = streamed(
        {"content": f"a ![i]({URI}) b"},
        {"images": [{"image_url": {"url": "https://x.test/1"}}, {"image_url": {"url": URI}}]},
        {"content": [{"type": "text", "text": "c"}, {"type": "text", "text": "d"}]},
    )
    assert [type(p).__name__ for p in answer.parts()] == [
        "TextPart",
        "ImagePart",
        "TextPart",
        "RemoteImagePart",
        "TextPart",
    ]


def test_text_that_was_held_back_comes_before_an_image_of_another_field() -> None:
    answer = streamed({"content": "see [1"}, {"images": [URI]}, {"content": "] there"})
    assert [p.text if isinstance(p, TextPart) else "image" for p in answer.parts()] == [
        "see [1",
        "image",
        "] there",
    ]


def test_broken_image_data_in_a_field_becomes_a_note() -> None:
    answer = streamed({"images": [{"image_url": {"url": "data:image/png;base64,@@@"}}]})
    assert plain_text(answer.parts()) == "[image could not be read (image/png, 0 characters)]"


def test_media_outputs_without_choices() -> None:
    body = b'data: {"choices":[],"media":{"outputs":["https://x.test/o",7]}}\n\n'
    answer = Answer().read([body + stream({"content": "hi"})])
    assert answer.parts() == (
        RemoteImagePart("https://x.test/o", ImageOrigin.IMAGES),
        TextPart("hi"),
    )


def test_an_address_without_an_ending_is_an_image_when_media_names_it() -> None:
    body = chunk({"content": "x\nhttps://x.test/o"}) + chunk(
        {}, "stop", media={"outputs": ["https://x.test/o"]}
    )
    assert Answer().read([body]).parts() == (
        TextPart("x\n"),
        RemoteImagePart("https://x.test/o", ImageOrigin.CONTENT),
    )


# Text and reasoning


@pytest.mark.parametrize(
    "fields",
    [
        {"reasoning_content": "why"},
        {"reasoning": "why"},
        {"reasoning_content": "why", "reasoning": "why"},
        {"reasoning": "why", "reasoning_details": [{"type": "reasoning.text", "text": "why"}]},
        {"reasoning_details": [{"type": "reasoning.summary", "summary": "why"}, {"data": "x"}]},
        {"reasoning_content": "why", "thinking_blocks": [{"type": "thinking", "thinking": "why"}]},
        {"thinking_blocks": [{"type": "thinking", "thinking": "why"}]},
        {"content": [{"type": "thinking", "thinking": "why"}]},
        {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "why"}]}]},
        {"content": [{"text": "why", "thought": True}]},
        {"content": "<think>\nwhy\n</think>\n\n"},
    ],
)
def test_reasoning_is_counted_once(fields: dict[str, Any]) -> None:
    for answer in both_ways(fields):
        assert reasoning_text(answer.parts()) == "why"
        assert plain_text(answer.parts()) == ""


@pytest.mark.parametrize("step", [1, 2, 5, 100])
@pytest.mark.parametrize("tag", ["think", "thinking", "thought"])
def test_leading_think_tags_cut_anywhere(tag: str, step: int) -> None:
    text = f"\n<{tag}>\nfirst <b>\n\nsecond\n</{tag}>\n\nThe <{tag}> answer\n"
    deltas = [{"content": text[i : i + step]} for i in range(0, len(text), step)]
    answer = Answer().read([*map(chunk, deltas), chunk({}, "stop")])
    assert reasoning_text(answer.parts()) == "first <b>\n\nsecond"
    assert plain_text(answer.parts()) == f"The <{tag}> answer\n"


@pytest.mark.parametrize("text", ["<thin", "  <", "<b>x</b>", "a <think>b</think>", "<thinner>x"])
def test_what_only_looks_like_a_think_tag_is_text(text: str) -> None:
    for answer in (streamed({"content": text}), streamed(*({"content": c} for c in text))):
        assert answer.parts() == (TextPart(text),)


@pytest.mark.parametrize("step", [1, 3, 100])
def test_letters_that_change_their_length_when_made_small_shift_nothing(step: int) -> None:
    text = "<THINK>İİ düşün İ</think>İstanbul <x>"
    answer = streamed(*({"content": text[i : i + step]} for i in range(0, len(text), step)))
    assert reasoning_text(answer.parts()) == "İİ düşün İ"
    assert plain_text(answer.parts()) == "İstanbul <x>"
    for almost in ("<thİnk>a</thİnk>b", "<thin\N{KELVIN SIGN}>a"):
        assert streamed({"content": almost}).parts() == (TextPart(almost),)


@pytest.mark.parametrize("text", ["<think>why " + URI, "<think>[a](" + URI + ") so</think>"])
def test_an_image_among_thoughts_may_be_cut_anywhere(text: str) -> None:
    whole_text = streamed({"content": text})
    assert whole_text.images() == [PNG]
    assert streamed(*({"content": c} for c in text)).parts() == whole_text.parts()


def test_a_think_tag_that_is_never_closed_stays_reasoning() -> None:
    answer = streamed({"content": f"<think>a ![i]({URI}) b"})
    assert reasoning_text(answer.parts()) == "a  b"
    assert answer.images() == [PNG]


def test_reasoning_ends_up_before_the_text_that_follows_it() -> None:
    answer = streamed({"reasoning": "why [not"}, {"content": "so"}, {"refusal": "no"})
    assert answer.parts() == (ReasoningPart("why [not", 0.0), TextPart("sono"))


def test_what_is_said_aloud_is_text() -> None:
    spoken = {"content": None, "audio": {"id": "a", "data": "UklGRg==", "transcript": "Hello"}}
    for answer in both_ways(spoken):
        assert answer.parts() == (TextPart("Hello"),)


def test_several_choices() -> None:
    body = b"".join(
        chunk({"content": text}).replace(b'"index": 0', b'"index": %d' % index)
        for index, text in [(0, "a"), (1, "x"), (0, "b"), (1, f"![i]({URI})")]
    )
    answer = Answer()
    answer.read([body + chunk({}, "stop")])
    assert not answer.parser.finished
    assert isinstance(answer.error, EndedEarly)
    assert answer.parts(0) == (TextPart("ab"),)
    assert [type(p) for p in answer.parts(1)] == [TextPart, ImagePart]


def test_half_surrogates_and_broken_utf8_are_put_up_with() -> None:
    body = b'data: {"choices":[{"index":0,"delta":{"content":"a\\ud83db\xffc"}}]}\n\n'
    answer = Answer().read([body + stream({"content": "\U0001f600"})])
    assert plain_text(answer.parts()) == "a\ufffdb\ufffdc\U0001f600"
    assert answer.parser.skipped == 0


# Tool calls


def call(**fields: Any) -> dict[str, Any]:
    return {"tool_calls": [fields]}


def test_tool_calls_without_index_follow_their_id() -> None:
    answer = streamed(
        call(id="a", function={"name": "f", "arguments": "{"}),
        call(id="b", function={"name": "g", "arguments": "[1"}),
        call(id="a", function={"arguments": "}"}),
        call(id="b", function={"arguments": "]"}),
    )
    assert answer.parts() == (ToolCallPart(0, "a", "f", "{}"), ToolCallPart(1, "b", "g", "[1]"))


F, G = ToolCallPart(0, None, "f", '{"x":1}'), ToolCallPart(1, None, "g", "{}")
F_BEGINS, F_GOES_ON = {"name": "f", "arguments": '{"x"'}, {"arguments": ":1}"}
F_WHOLE, G_WHOLE = {"name": "f", "arguments": '{"x":1}'}, {"name": "g", "arguments": "{}"}


@pytest.mark.parametrize(
    ("deltas", "ids"),
    [
        # Only the first piece of a call says which one it is.
        (
            [
                call(id="a", function=F_BEGINS),
                call(function=F_GOES_ON),
                call(id="b", function=G_WHOLE),
            ],
            ("a", "b"),
        ),
        (
            [
                call(id="a", function=F_WHOLE),
                call(id="b", function={"name": "g", "arguments": ""}),
                call(function={"arguments": "{"}),
                call(function={"arguments": "}"}),
            ],
            ("a", "b"),
        ),
        ([call(function=F_WHOLE), call(function=G_WHOLE)], (None, None)),
        ([call(function=F_BEGINS), call(function=F_GOES_ON), call(function=G_WHOLE)], (None, None)),
        ([{"tool_calls": [{"function": F_WHOLE}, {"function": G_WHOLE}]}], (None, None)),
        # Every call has the index 0.
        (
            [call(index=0, id="a", function=F_WHOLE), call(index=0, id="b", function=G_WHOLE)],
            ("a", "b"),
        ),
        (
            [
                call(index=0, id="a", function=F_BEGINS),
                call(index=0, function=F_GOES_ON),
                call(index=0, id="b", function={"name": "g", "arguments": "{"}),
                call(index=0, function={"arguments": "}"}),
            ],
            ("a", "b"),
        ),
        ([call(index=0, function=F_WHOLE), call(index=0, function=G_WHOLE)], (None, None)),
        # Every piece has an id of its own, or the name again.
        (
            [
                call(index=0, id="r1", function=F_BEGINS),
                call(index=0, id="r2", function={"name": None} | F_GOES_ON),
                call(index=1, id="r3", function=G_WHOLE),
            ],
            ("r2", "r3"),
        ),
        (
            [
                call(index=0, function=F_BEGINS),
                call(index=0, function={"name": "f"} | F_GOES_ON),
                call(index=1, function=G_WHOLE),
            ],
            (None, None),
        ),
    ],
)
def test_tool_calls_of_servers_that_count_otherwise(
    deltas: list[dict[str, Any]], ids: tuple[str | None, ...]
) -> None:
    first, second = ids
    assert streamed(*deltas).parts() == (replace(F, call_id=first), replace(G, call_id=second))


def test_tool_calls_of_a_whole_message() -> None:
    message = {
        "content": None,
        "tool_calls": [
            {"id": "a", "type": "function", "function": {"name": "f", "arguments": {"x": 0.5}}},
            {"id": "b", "type": "function", "function": {"name": "g", "arguments": None}},
            "junk",
        ],
    }
    answer = Answer().read([whole(message)])
    first, second = answer.parts()
    assert isinstance(first, ToolCallPart)
    assert json.loads(first.arguments) == {"x": 0.5}
    assert second == ToolCallPart(1, "b", "g", "")
    legacy = streamed({"function_call": {"name": "h", "arguments": "{}"}})
    assert legacy.parts() == (ToolCallPart(0, None, "h", "{}"),)


# Usage and model


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        ({"prompt_tokens": 1, "completion_tokens": 2}, Usage(1, 2, 3)),
        ({"input_tokens": 1, "output_tokens": 2, "total_tokens": 9}, Usage(1, 2, 9)),
        ({"prompt_tokens": "1", "completion_tokens": 2.0, "total_tokens": -4}, Usage(1, 2, 3)),
        ({"prompt_tokens": 1, "prompt_cache_hit_tokens": 5}, Usage(1, 0, 1, cached_tokens=5)),
        (
            {"prompt_tokens": 1, "completion_tokens_details": {"image_tokens": 7}},
            Usage(1, 0, 1, image_tokens=7),
        ),
    ],
)
def test_usage_spellings(usage: dict[str, Any], expected: Usage) -> None:
    answer = Answer().read([stream({"content": "x"}) + chunk({}, "stop", usage=usage)])
    assert answer.replies[0].usage == expected


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0.0391527", "0.0391527"),
        ("0.10000000000000000055", "0.10000000000000000055"),
        ("1.5e-7", "0.00000015"),
        ("3", "3"),
        ('"0.0400"', "0.0400"),
        ("1e999999999", None),
        ("true", None),
    ],
)
def test_cost_is_exact_decimal_text(number: str, text: str | None) -> None:
    body = b'data: {"choices":[],"usage":{"prompt_tokens":1,"cost":%s}}\n\n' % number.encode()
    answer = Answer().read([body + stream({"content": "x"})])
    assert answer.replies[0].usage == Usage(1, 0, 1, cost_usd=text)


def test_the_last_usage_and_the_latest_model_count() -> None:
    body = (
        chunk({"content": "x"}, usage={"prompt_tokens": 1}, model="first")
        + chunk({"content": "y"}, usage=None, model="second")
        + chunk({}, "stop", usage={"prompt_tokens": 2})
    )
    answer = Answer().read([body])
    assert [e for e in answer.events if isinstance(e, UsageReported)] == [
        UsageReported(Usage(2, 0, 2))
    ]
    models = [e.model_id for e in answer.events if isinstance(e, ModelReported)]
    assert models == ["first", "second", "m"]


# Ends


def test_a_finish_reason_completes_without_done_and_is_told_once() -> None:
    body = chunk({"content": "x"}, "length") + chunk({}, "length") + chunk({"content": ""}, None)
    answer = Answer().read([body])
    assert answer.error is None
    assert [e for e in answer.events if isinstance(e, Finished)] == [Finished(0, "length")]


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"", EndedEarly, "cut_off"),
        (b": PING\n\n: PING\n\n", EndedEarly, "cut_off"),
        (chunk({"content": "x"}), EndedEarly, "cut_off"),
        (stream({"content": "x"}, finish=None), EndedEarly, "no_finish_reason"),
        (b"data: [DONE]\n\n", EndedEarly, "no_finish_reason"),
        (
            b'data: {"choices":[],"usage":null}\n\ndata: {"choices":[],"usage":'
            b'{"prompt_tokens":9}}\n\ndata: [DONE]\n\n',
            ContentRefused,
            "prompt_blocked",
        ),
        (chunk({"content": "x"}, "error"), ServerFailed, "finish_reason_error"),
        (b"<!DOCTYPE html><title>New API</title>", WrongAddress, "html_page"),
        (b": PING\n\n<html>\n<title>504</title>\n</html>", WrongAddress, "html_page"),
        (b"no healthy upstream", BadReply, "not_json"),
        (b'"just text"', GatewayError, None),
    ],
)
def test_ends_that_are_not_complete(body: bytes, kind: type[GatewayError], code: str) -> None:
    answer = Answer().read([body])
    assert isinstance(answer.error, kind)
    assert answer.error.code == code
    if b'"x"' in body:
        assert plain_text(answer.parts()) == "x"


ERROR = {"message": "slow down", "code": 429}


@pytest.mark.parametrize(
    "body",
    [
        b"data: " + json.dumps({"error": ERROR}).encode() + b"\n\n",
        b"data: " + json.dumps([{"error": ERROR}]).encode() + b"\n\n",
        b"error: " + json.dumps(ERROR).encode() + b"\n\n",
        b"event: error\ndata: " + json.dumps(ERROR).encode() + b"\n\n",
        b"data: " + json.dumps({"object": "error"} | ERROR).encode() + b"\n\n",
        b"data: " + json.dumps({"type": "error", "error": ERROR}).encode() + b"\n\n",
        b"data: " + json.dumps({"success": False} | ERROR).encode() + b"\n\n",
        json.dumps({"error": ERROR}).encode(),
        json.dumps([{"error": ERROR}], indent=1).encode(),
        b"data: " + json.dumps({"choices": [{"index": 0, "error": ERROR}]}).encode() + b"\n\n",
    ],
)
def test_errors_amid_an_answer_keep_what_came(body: bytes) -> None:
    answer = Answer().read([chunk({"content": "so far [held"}), body, b"data: [DONE]\n\n"])
    assert isinstance(answer.error, RateLimited)
    assert answer.error.detail == "slow down"
    assert plain_text(answer.parts()) == "so far [held"


def test_dgrid_management_envelope() -> None:
    body = b'{"code":40101,"message":"missing key","data":null}'
    assert Answer().read([body]).error is not None


def test_nothing_is_read_after_an_error() -> None:
    body = chunk({"content": "a"}) + b'data: {"error":"bad"}\n\n' + chunk({"content": "b"}, "stop")
    answer = Answer().read([body, chunk({"content": "c"})])
    assert plain_text(answer.parts()) == "a"
    assert answer.parser.feed(b"data: x\n\n") == []


def test_events_without_blank_lines_and_bare_json_lines() -> None:
    lines = text_stream("a", "b").replace(b"\n\n", b"\n")
    assert plain_text(Answer().read([lines]).parts()) == "ab"
    bare = lines.replace(b"data: ", b"")
    assert plain_text(Answer().read([bare]).parts()) == "ab"


def test_a_line_over_the_cap() -> None:
    answer = Answer(max_line_bytes=2000).read([text_stream("ok"), chunk({"content": "x" * 3000})])
    assert isinstance(answer.error, BadReply)
    assert plain_text(answer.parts()) == "ok"


# Images endpoints


def test_images_endpoint_whole() -> None:
    data = [
        {"url": "", "b64_json": B64, "revised_prompt": "a cat"},
        {"url": "https://x.test/1", "b64_json": "", "revised_prompt": ""},
        {"url": "", "b64_json": ""},
        None,
    ]
    usage = {"total_tokens": 3, "input_tokens": 1, "output_tokens": 2}
    body = json.dumps({"created": 1, "data": data, "usage": usage}, indent=1).encode()
    answer = Answer("images").read([body])
    assert answer.error is None
    assert answer.parser.finished
    image, address = answer.parts()
    assert isinstance(image, ImagePart)
    assert (image.origin, image.alt, image.draft) == (ImageOrigin.ENDPOINT, "a cat", False)
    assert address == RemoteImagePart("https://x.test/1", ImageOrigin.ENDPOINT)
    assert answer.replies[0].usage == Usage(1, 2, 3)


@pytest.mark.parametrize("kind", ["image_generation", "image_edit"])
@pytest.mark.parametrize("by_name", [True, False])
def test_images_endpoint_streamed(kind: str, by_name: bool) -> None:
    def event(step: str, data: bytes) -> bytes:
        payload = {"b64_json": base64.b64encode(data).decode()}
        if not by_name:
            payload["type"] = f"{kind}.{step}"
        head = f"event: {kind}.{step}\n" if by_name else ""
        return f"{head}data: {json.dumps(payload)}\n\n".encode()

    partial = event("partial_image", PNG)
    answer = Answer("images").read([partial, event("completed", JPG), b"data: [DONE]\n\n"])
    raw = [e for e in answer.events if isinstance(e, RawImage)]
    assert [(e.data, e.partial) for e in raw] == [(PNG, True), (JPG, False)]
    assert answer.error is None
    assert answer.images() == [JPG]
    assert isinstance(Answer("images").read([partial]).error, EndedEarly)


def test_images_endpoint_that_names_its_list_otherwise() -> None:
    body = json.dumps({"images": [{"b64_json": B64}, {"url": "https://x.test/y"}], "seed": 1})
    answer = Answer("images").read([body.encode()])
    assert answer.error is None
    assert answer.images() == [PNG]
    assert [p.url for p in answer.parts() if isinstance(p, RemoteImagePart)] == ["https://x.test/y"]


def test_images_endpoint_without_images() -> None:
    assert isinstance(Answer("images").read([b'{"created":1,"data":[]}']).error, ContentRefused)
    answer = Answer("images").read([b'{"error":{"message":"m","code":429}}'])
    assert isinstance(answer.error, RateLimited)

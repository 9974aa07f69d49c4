"""Images of megabytes: in one line, over many deltas, escaped, in several fields at once."""

import base64
import json
import os
import struct
import sys
import time
import zlib
from collections.abc import Iterator
from types import FrameType

import pytest

from studio.core.events import ImageProgress, TextDelta
from studio.core.parts import ImagePart, TextPart, ToolCallPart, plain_text
from studio.gateway.answer import AnswerParser
from tests.gateway.answers import Answer, chunk, stream, whole


def large_png(mib: float) -> bytes:
    """A valid PNG of random pixels (the recipe of samples/tools/gen_large.py)."""
    width = 1024
    height = max(1, int(mib * (1 << 20) / (width * 3 + 1)))
    raw = b"".join(b"\0" + os.urandom(width * 3) for _ in range(height))

    def block(name: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = block(b"IHDR", head) + block(b"IDAT", zlib.compress(raw, 0)) + block(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


PNG = large_png(3)
B64 = base64.b64encode(PNG).decode()
URI = f"data:image/png;base64,{B64}"
MARKDOWN = f"![image]({URI})"


def pieces(body: bytes, step: int) -> Iterator[bytes]:
    return (body[at : at + step] for at in range(0, len(body), step))


def spread(count: int) -> bytes:
    size = -(-len(MARKDOWN) // count)
    deltas = [{"content": MARKDOWN[at : at + size]} for at in range(0, len(MARKDOWN), size)]
    return stream({"role": "assistant", "content": "Here: "}, *deltas, {"content": " end"})


@pytest.mark.parametrize("step", [1400, 65536, 1 << 30])
@pytest.mark.parametrize("count", [1, 2, 3, 40, 3000])
def test_one_image_over_some_deltas(count: int, step: int) -> None:
    answer = Answer().read(pieces(spread(count), step))
    assert answer.error is None
    assert answer.images() == [PNG]
    assert [type(part) for part in answer.parts()] == [TextPart, ImagePart, TextPart]
    assert plain_text(answer.parts()) == "Here:  end"
    progress = [e.received_bytes for e in answer.events if isinstance(e, ImageProgress)]
    if step < 1 << 30:
        assert len(progress) > 40
        assert max(progress) > len(B64) * 0.9


def test_progress_names_the_choice() -> None:
    body = stream({"images": [{"image_url": {"url": URI}}]}).replace(b'"index": 0', b'"index": 3')
    answer = Answer().read(pieces(body, 65536))
    assert {e.choice for e in answer.events if isinstance(e, ImageProgress)} == {3}


@pytest.mark.parametrize(
    "escape",
    [
        (b"/", b"\\/"),
        (b"+", b"\\u002B"),
        (b"=", b"\\u003d"),
        (b"A", b"A\\n"),
        (b"A", b"A\\r\\n"),
        (b"+", b"-"),
    ],
    ids=lambda e: e[1].decode(),
)
@pytest.mark.parametrize("step", [1399, 65536])
def test_escapes_in_the_base64(escape: tuple[bytes, bytes], step: int) -> None:
    head, data, tail = stream({"content": f"a {MARKDOWN} b"}).partition(B64.encode())
    body = head + data.replace(*escape) + tail
    answer = Answer().read(pieces(body, step))
    assert answer.images() == [PNG]
    assert plain_text(answer.parts()) == "a  b"


@pytest.mark.parametrize("indent", [None, 1])
def test_whole_bodies(indent: int | None) -> None:
    message = {
        "content": [{"type": "text", "text": "a"}, {"inlineData": {"data": B64}}, {"text": "b"}],
        "images": [{"image_url": {"url": URI}}],
    }
    body = json.dumps(json.loads(whole(message)), indent=indent).encode()
    answer = Answer().read(pieces(body, 65536))
    assert [type(part) for part in answer.parts()] == [TextPart, ImagePart, TextPart]
    assert answer.images() == [PNG]


def test_images_endpoint() -> None:
    other = large_png(1)
    data = [{"b64_json": base64.b64encode(image).decode(), "url": ""} for image in (PNG, other)]
    answer = Answer("images").read(pieces(json.dumps({"created": 1, "data": data}).encode(), 65536))
    assert answer.images() == [PNG, other]
    assert any(isinstance(event, ImageProgress) for event in answer.events)


def test_html_quotes_around_the_image() -> None:
    body = stream({"content": f'<img src="{URI}"> and {MARKDOWN}'})
    answer = Answer().read(pieces(body, 65536))
    assert [p.text if isinstance(p, TextPart) else "" for p in answer.parts()] == [
        '<img src="',
        "",
        '"> and ',
    ]


def test_long_base64_that_is_no_image_stays_where_it_was() -> None:
    fenced = f"```\n{MARKDOWN}\n```\n"
    answer = Answer().read(pieces(stream({"content": fenced}), 65536))
    assert plain_text(answer.parts()) == fenced
    answer = Answer().read(pieces(stream({"content": f"x {B64} y"}), 65536))
    assert plain_text(answer.parts()) == f"x {B64} y"
    call = {"index": 0, "id": "a", "function": {"name": "f", "arguments": f'{{"d":"{B64}"}}'}}
    answer = Answer().read(pieces(stream({"tool_calls": [call]}), 65536))
    assert answer.parts() == (ToolCallPart(0, "a", "f", f'{{"d":"{B64}"}}'),)


def test_base64_with_a_fault_in_it_becomes_a_note() -> None:
    broken = MARKDOWN.replace(B64[2_000_000:2_000_010], "@" * 10, 1)
    answer = Answer().read(pieces(stream({"content": f"a {broken} b"}), 65536))
    assert plain_text(answer.parts()).startswith("a [image: image could not be read (image/png, ")
    assert len(plain_text(answer.parts())) < 100


def test_lines_of_long_text_are_text() -> None:
    for text in ("word " * 100_000, "é\\n" * 100_000, "\\" * 100_000, "a\u00e9" + "b" * 300_000):
        for step in (1399, 65536, 1 << 30):
            answer = Answer().read(pieces(stream({"content": text}), step))
            assert plain_text(answer.parts()) == text


@pytest.mark.parametrize("count", [1, 2, 40])
@pytest.mark.parametrize("step", [65536, 1 << 30])
def test_no_single_call_holds_other_threads_for_long(count: int, step: int) -> None:
    """Between two calls another thread may run, so the longest call is the longest wait."""
    body = list(pieces(spread(count), step))
    parser = AnswerParser()
    spans: list[float] = []
    last_s = time.thread_time()

    def measure(frame: FrameType, event: str, function: object) -> None:
        nonlocal last_s
        now_s = time.thread_time()
        spans.append(now_s - last_s)
        last_s = now_s

    sys.setprofile(measure)
    try:
        for piece in body:
            parser.feed(piece)
    finally:
        sys.setprofile(None)
    assert max(spans) < 0.008


def test_a_line_that_breaks_off_is_dropped() -> None:
    body = chunk({"content": "Here: "}) + chunk({"content": MARKDOWN})[:2_000_000]
    answer = Answer().read(pieces(body, 65536))
    assert answer.error is not None
    assert answer.error.kind == "ended_early"
    assert answer.parts() == (TextPart("Here: "),)


def test_the_text_of_a_line_with_a_large_image_comes_before_the_image() -> None:
    answer = Answer().read(pieces(stream({"content": f"before {MARKDOWN} after"}), 65536))
    kinds = [type(event) for event in answer.events]
    assert kinds.index(ImageProgress) < kinds.index(TextDelta)
    assert [type(part) for part in answer.parts()] == [TextPart, ImagePart, TextPart]

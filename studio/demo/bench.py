"""Streams for benchmarks: bytes made once, sent as fast as the client takes them, or paced.

Model ids, pieces in any order: `bench/200kb-d4`, `bench/2mb-d4`, `bench/rate-200-s30`,
`bench/200kb-d16-rate-200-s30` (200 KB at once, then 30 s at 200 tokens a second),
`bench/image-20mb`; or as a query: `bench/text?kb=200&delta=4&rate=0&s=30`.
"""

import base64
import json
import random
import re
import struct
import time
import zlib
from functools import lru_cache
from urllib.parse import parse_qsl

from msgspec import Struct

from studio.demo.chat import STREAM_HEADERS
from studio.demo.chat_call import ChatCall
from studio.demo.http import Exchange
from studio.demo.wire import DONE, ChunkWriter, TokenCount, event
from studio.demo.writing import long_text

_PREFIX = "bench/"
_TOKEN_CHARS = 4
_SIZE = re.compile(r"(\d+)(kb|mb)")
_BURST_S = 0.005


class BenchSpec(Struct, frozen=True):
    """What a benchmark stream is made of.

    Attributes:
        text_bytes: text sent at once, in deltas of `delta_chars`.
        rate: tokens (of 4 characters) per second of the paced part; 0: none.
        seconds: length of the paced part.
        image_bytes: size of one image, sent in one delta; 0: none.
    """

    text_bytes: int = 0
    delta_chars: int = 4
    rate: float = 0.0
    seconds: float = 0.0
    image_bytes: int = 0


def read_spec(model_id: str) -> BenchSpec | None:
    """The stream that a model id asks for, or None when it is not a benchmark's."""
    if not model_id.startswith(_PREFIX):
        return None
    name, _, query = model_id.removeprefix(_PREFIX).partition("?")
    values = {key: float(value) for key, value in parse_qsl(query)}
    words = name.split("-")
    for at, word in enumerate(words):
        if match := _SIZE.fullmatch(word):
            size = int(match[1]) * (1024 if match[2] == "kb" else 1024 * 1024)
            values["image" if "image" in words[:at] else "bytes"] = size
        elif word == "rate" and at + 1 < len(words):
            values["rate"] = float(words[at + 1])
        elif match := re.fullmatch(r"([ds])(\d+)", word):
            values[{"d": "delta", "s": "s"}[match[1]]] = float(match[2])
    return BenchSpec(
        text_bytes=int(values.get("bytes", values.get("kb", 0) * 1024)),
        delta_chars=max(1, int(values.get("delta", 4))),
        rate=values.get("rate", 0.0),
        seconds=values.get("s", 10.0) if values.get("rate") else 0.0,
        image_bytes=int(values.get("image", 0)),
    )


async def send(exchange: Exchange, call: ChatCall, spec: BenchSpec) -> None:
    """Sends a benchmark stream (always streamed). Raises: ClientLeft."""
    head, paced, tail = _prepared(spec, call.model)
    await exchange.start(200, [*STREAM_HEADERS, *exchange.id_headers()])
    await exchange.write(head)
    began_s = time.monotonic()
    at = 0
    while at < len(paced):
        await exchange.wait(max(0.0, began_s + (at + 1) / spec.rate - time.monotonic()))
        due = int((time.monotonic() + _BURST_S - began_s) * spec.rate)
        end = min(len(paced), max(at + 1, due))
        await exchange.write(b"".join(paced[at:end]))
        at = end
    await exchange.write(tail)
    await exchange.finish()


@lru_cache(maxsize=4)
def _prepared(spec: BenchSpec, model: str) -> tuple[bytes, tuple[bytes, ...], bytes]:
    chunks = ChunkWriter("chatcmpl-bench", model, 1_780_000_000)
    head = [chunks.delta(0, {"role": "assistant", "content": ""})]
    text = long_text("benchmark", spec.text_bytes) if spec.text_bytes else ""
    head += _deltas(chunks, _cut(text, spec.delta_chars))
    if spec.image_bytes:
        uri = base64.b64encode(random_png(spec.image_bytes)).decode()
        head.append(chunks.delta(0, {"content": f"![image](data:image/png;base64,{uri})"}))
    tokens = int(spec.rate * spec.seconds)
    later = long_text("benchmark, the paced part", tokens * _TOKEN_CHARS) if tokens else ""
    paced = tuple(_deltas(chunks, _cut(later, _TOKEN_CHARS)[:tokens]))
    count = TokenCount(prompt=10, completion=len(text) // _TOKEN_CHARS + tokens)
    tail = chunks.delta(0, {}, "stop") + chunks.usage(count) + DONE
    return b"".join(head), paced, tail


def random_png(size_bytes: int) -> bytes:
    """A valid PNG of about this size: 1024 pixels wide, random colours, the same each time."""
    width = 1024
    height = max(1, size_bytes // (width * 3 + 1))
    rows = random.Random(7)
    raw = b"".join(b"\0" + rows.randbytes(width * 3) for _ in range(height))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(raw, 0)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def _deltas(chunks: ChunkWriter, pieces: list[str]) -> list[bytes]:
    # Half a million chunks: short ones, and only the text is encoded anew for each.
    entry = {"index": 0, "delta": {"content": "@@"}, "finish_reason": None}
    chunk = {
        "id": chunks.answer_id,
        "object": "chat.completion.chunk",
        "created": chunks.created,
        "model": chunks.model,
        "choices": [entry],
    }
    before, after = event(chunk).split(b'"@@"')
    return [before + json.dumps(piece, ensure_ascii=False).encode() + after for piece in pieces]


def _cut(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]

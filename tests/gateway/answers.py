"""Recorded answers, and what a client must end up with."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from studio.core.errors import GatewayError
from studio.core.events import ImageReceived, StreamEvent
from studio.core.parts import BlobRef, ImageOrigin, ImagePart, Part
from studio.core.reply import Reply
from studio.core.sniff import sniff
from studio.gateway.answer import AnswerParser, RawEvent, RawImage

SAMPLES = Path(__file__).parents[3] / "shared" / "gateway" / "samples"

ORIGINS = {
    "markdown-data": ImageOrigin.CONTENT,
    "markdown-url": ImageOrigin.CONTENT,
    "bare-url": ImageOrigin.CONTENT,
    "images-field": ImageOrigin.IMAGES,
    "content-part": ImageOrigin.PART,
}


def samples() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((SAMPLES / "index.json").read_text("utf-8"))["samples"]
    return found


def picture(name: str) -> bytes:
    return (SAMPLES / "img" / name).read_bytes()


class Answer:
    """One parsed answer, folded as the program does it; images are kept in a dict."""

    def __init__(
        self, endpoint: Literal["chat", "images"] = "chat", max_line_bytes: int = 1 << 27
    ) -> None:
        self.parser = AnswerParser(endpoint=endpoint, max_line_bytes=max_line_bytes)
        self.events: list[RawEvent] = []
        self.kept: dict[str, bytes] = {}
        self.replies = {0: Reply(0)}

    @property
    def error(self) -> GatewayError | None:
        return self.parser.error

    def read(self, pieces: Iterable[bytes]) -> "Answer":
        for piece in pieces:
            self._fold(self.parser.feed(piece))
        self._fold(self.parser.close())
        return self

    def parts(self, choice: int = 0) -> tuple[Part, ...]:
        return self.replies[choice].finish(0.0)

    def images(self) -> list[bytes]:
        return [self.kept[p.blob.sha256] for p in self.parts() if isinstance(p, ImagePart)]

    def text(self) -> str:
        return "".join(getattr(e, "text", "") for e in self.events if type(e).__name__[0] == "T")

    def _fold(self, events: list[RawEvent]) -> None:
        self.events += events
        batch = [self._kept(e) if isinstance(e, RawImage) else e for e in events]
        for event in batch:
            choice = getattr(event, "choice", 0)
            self.replies.setdefault(choice, Reply(choice))
        for reply in self.replies.values():
            reply.fold(batch, 0.0)

    def _kept(self, image: RawImage) -> StreamEvent:
        sha256 = hashlib.sha256(image.data).hexdigest()
        self.kept[sha256] = image.data
        found = sniff(image.data)
        blob = BlobRef(sha256, found.mime, len(image.data), found.width_px, found.height_px)
        return ImageReceived(image.choice, blob, image.origin, image.alt, image.partial)


def cut(body: bytes, places: Iterable[int]) -> list[bytes]:
    at = 0
    pieces = []
    for place in sorted({p % (len(body) + 1) for p in places}):
        pieces.append(body[at:place])
        at = place
    return [*pieces, body[at:]]


def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    payload = {"id": "c", "object": "chat.completion.chunk", "model": "m", "choices": [choice]}
    return b"data: " + json.dumps(payload | more).encode() + b"\n\n"


def stream(*deltas: dict[str, Any], finish: str | None = "stop") -> bytes:
    body = b"".join(chunk(delta) for delta in deltas)
    return body + (chunk({}, finish) if finish else b"") + b"data: [DONE]\n\n"


def text_stream(*texts: str) -> bytes:
    return stream(*({"content": text} for text in texts))


def whole(message: dict[str, Any], **more: Any) -> bytes:
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return json.dumps({"id": "c", "model": "m", "choices": [choice]} | more).encode()

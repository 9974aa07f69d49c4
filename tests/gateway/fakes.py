"""An in-memory blob store, a clock, and builders of values."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from msgspec.structs import replace
from PIL import Image

from studio.core.errors import BlobMissing, GatewayError
from studio.core.events import StreamEvent
from studio.core.ids import ConnectionId, ConversationId, MessageId, new_id
from studio.core.messages import Message, Role
from studio.core.parts import BlobRef, ImageOrigin, ImagePart, Part, TextPart
from studio.core.requests import ChatRequest, Connection
from studio.core.sniff import sniff

NOW = datetime(2026, 8, 8, 14, 30, tzinfo=UTC)
KEY = "sk-test-0123456789abcdef"


class FixedClock:
    def now(self) -> datetime:
        return NOW

    def monotonic_s(self) -> float:
        return 0.0


class MemoryBlobs:
    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, data: bytes) -> BlobRef:
        sha256 = hashlib.sha256(data).hexdigest()
        self.kept[sha256] = bytes(data)
        found = sniff(data)
        return BlobRef(sha256, found.mime, len(data), found.width_px, found.height_px)

    def read(self, blob: BlobRef) -> bytes:
        try:
            return self.kept[blob.sha256]
        except KeyError:
            raise BlobMissing(blob.sha256) from None


class Sleeps:
    """Waits nothing and remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)


def connection(base_url: str = "http://127.0.0.1:9/v1", **fields: Any) -> Connection:
    return replace(Connection(ConnectionId("k"), "Test", base_url), **fields)


def message(role: Role, *parts: Part | str, **fields: Any) -> Message:
    made = tuple(TextPart(p) if isinstance(p, str) else p for p in parts)
    return Message(MessageId(new_id()), ConversationId("c"), None, role, made, NOW, **fields)


def user(*parts: Part | str, **fields: Any) -> Message:
    return message(Role.USER, *parts, **fields)


def assistant(*parts: Part | str, **fields: Any) -> Message:
    return message(Role.ASSISTANT, *parts, **fields)


def chat(base_url: str = "http://127.0.0.1:9/v1", *history: Message, **fields: Any) -> ChatRequest:
    to = fields.pop("connection", None) or connection(base_url)
    return ChatRequest(
        connection=to,
        model_id=fields.pop("model_id", "m"),
        history=history or (user("Hi"),),
        **fields,
    )


def picture(
    kind: str = "PNG",
    size: tuple[int, int] = (8, 6),
    mode: str = "RGB",
    noise: bool = False,
    **options: Any,
) -> bytes:
    if noise:
        image = Image.effect_noise(size, 90).convert(mode)
    else:
        image = Image.new(mode, size, 128 if mode in {"L", "P"} else (200, 30, 90, 77)[: len(mode)])
    into = BytesIO()
    image.save(into, kind, **options)
    return into.getvalue()


def image_part(blob: BlobRef, *, drawn: bool = False, **fields: Any) -> ImagePart:
    return ImagePart(blob, ImageOrigin.CONTENT if drawn else ImageOrigin.ATTACHED, **fields)


async def collect(
    batches: AsyncIterator[tuple[StreamEvent, ...]],
) -> tuple[list[StreamEvent], GatewayError | None]:
    """All events, and the error at the end."""
    events: list[StreamEvent] = []
    try:
        async with aclosing(batches) as open_batches:  # type: ignore[type-var]
            async for batch in open_batches:
                events.extend(batch)
    except GatewayError as error:
        return events, error
    return events, None

"""A conversation like the one in the design: text, code, table, images, failures, streaming."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QIODevice, QPointF
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter

from studio.core.errors import Failure
from studio.core.ids import ConversationId, MessageId
from studio.core.messages import Message, MessageState, Role, Timing, Usage
from studio.core.parts import (
    BlobRef,
    FilePart,
    ImageOrigin,
    ImagePart,
    Part,
    PendingImagePart,
    ReasoningPart,
    RemoteImagePart,
    TextPart,
    ToolCallPart,
)
from studio.ui.transcript.rows import MessageRow

AT = datetime(2026, 3, 2, 14, 2, tzinfo=UTC)

ANSWER = """## Palette from the dunes

Four of the five colours sit within 30° of hue, so the picture reads as one warm band under a \
cool sky. I merged near-duplicates closer than 6, then sorted by area.

- **Sky and haze** cover 58 % of the frame and set the mood.
- **Ridge shadow** is the only dark colour. Keep it under 10 %.
- For type on top, `#5B2F22` on haze gives 6.8:1. See [the notes](https://example.org/notes).

```python
import numpy as np
from PIL import Image
from skimage.color import rgb2lab

def palette(path, k=5):
    rgb = np.asarray(Image.open(path).convert("RGB")) / 255
    lab = rgb2lab(rgb).reshape(-1, 3)
    centres = kmeans(lab[::17], k, seed=7)
    return [to_hex(c) for c in merge_close(centres, 6.0)]
```

| Colour | Hex | Share of area | ΔE to next |
|---|---|---:|---:|
| Evening sky | `#6F86A8` | 31 % | 53.6 |
| Haze | `#EBC39B` | 27 % | 14.1 |
| Far ridge | `#DBA176` | 22 % | 22.0 |
| Ridge shadow | `#5B2F22` | 7 % | – |

And the same place at night, in 16:9:"""


class Blobs:
    """Image files in a folder, by hash."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, blob: BlobRef) -> Path:
        return self._folder / blob.sha256

    def put(self, data: bytes, mime: str, width: int | None, height: int | None) -> BlobRef:
        sha = hashlib.sha256(data).hexdigest()
        (self._folder / sha).write_bytes(data)
        return BlobRef(sha, mime, len(data), width, height)

    def picture(self, width: int, height: int, *colors: str, mime: str = "image/png") -> BlobRef:
        image = QImage(width, height, QImage.Format.Format_RGB32)
        gradient = QLinearGradient(QPointF(0, 0), QPointF(0, height))
        for index, color in enumerate(colors):
            gradient.setColorAt(index / max(1, len(colors) - 1), QColor(color))
        painter = QPainter(image)
        painter.fillRect(image.rect(), gradient)
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")
        return self.put(bytes(buffer.data().data()), mime, width, height)


def message(
    name: str,
    role: Role,
    /,
    *parts: Part,
    state: MessageState = MessageState.COMPLETE,
    **more: object,
) -> Message:
    return replace(
        Message(
            id=MessageId(name),
            conversation_id=ConversationId("c"),
            parent_id=None,
            role=role,
            parts=parts,
            created_at=AT,
            state=state,
            model_id="anthropic/claude-sonnet-4.5" if role is Role.ASSISTANT else None,
        ),
        **more,  # type: ignore[arg-type]
    )


def user(name: str, text: str, *parts: Part) -> Message:
    return message(name, Role.USER, *parts, TextPart(text))


def reply(name: str, /, *parts: Part, **more: object) -> Message:
    return message(name, Role.ASSISTANT, *parts, **more)  # type: ignore[arg-type]


def rows(*messages: Message) -> list[MessageRow]:
    return [MessageRow(each, running=is_running(each)) for each in messages]


def is_running(each: Message) -> bool:
    return each.state in (MessageState.STREAMING, MessageState.WAITING)


def rich_conversation(blobs: Blobs) -> list[MessageRow]:
    """Everything that a transcript can show."""
    dusk = blobs.picture(1500, 1000, "#5f7da8", "#e8b98f", "#3a1c14")
    night = blobs.picture(1920, 1080, "#10204a", "#4a4a80", "#141436")
    tall = blobs.picture(1024, 1536, "#803020", "#f0d090")
    square = blobs.picture(1024, 1024, "#205040", "#d0f0d0")
    usage = Usage(1284, 946, 2230, reasoning_tokens=1140, cost_usd="0.0182")
    timing = Timing(first_byte_s=0.4, first_token_s=0.62, total_s=13.9)
    ask = "Pull five colours out of this picture, show me the Python, and paint the same place "
    first = user("u1", ask + "at night, wider.", ImagePart(dusk, ImageOrigin.ATTACHED, "dunes.png"))
    answer = reply(
        "a1",
        ReasoningPart("First I look at the picture.\n\nThen I count.\n" * 12, 12.2),
        ToolCallPart(0, "x", "sample_palette", '{"image": "dunes-dusk.png", "k": 5}'),
        TextPart(ANSWER),
        ImagePart(night, ImageOrigin.CONTENT, "the dunes at night"),
        usage=usage,
        timing=timing,
    )
    failure = Failure(
        "server_failed", "upstream overloaded", status=503, tries=3, request_id="req_7f3a91c2e4b0"
    )
    failed = replace(
        reply("a2", state=MessageState.FAILED, failure=failure),
        model_id="google/gemini-2.5-flash-image",
    )
    pair = reply(
        "a3",
        TextPart("Two ways to crop it:"),
        ImagePart(tall, ImageOrigin.IMAGES),
        ImagePart(square, ImageOrigin.IMAGES),
        RemoteImagePart("https://example.org/night.png", ImageOrigin.CONTENT, "night"),
        state=MessageState.STOPPED,
        usage=Usage(10, 118, 128),
    )
    notes = FilePart(BlobRef("0" * 64, "text/markdown", 3120), "crop-notes.md")
    tail = (
        "### From 16:9 to 2:3\n\nAt full height the crop is 720 px wide. Two things keep the "
        "moon in view:\n\n- Anchor the crop at the moon.\n- Extend the sky upwards instead of "
        "cutting the"
    )
    live = reply(
        "a4",
        ReasoningPart("Hm.", 4.0),
        TextPart(tail),
        PendingImagePart(1_200_000),
        state=MessageState.STREAMING,
    )
    found = rows(
        first,
        answer,
        user("u2", "Now a 2:3 portrait in 4K, please."),
        failed,
        user("u3", "Keep 16:9 then.", notes),
        pair,
        user("u4", "Explain the crop maths before you try again."),
        live,
    )
    found[1] = replace(found[1], version=2, versions=3)
    return found

"""Bodies for the gateway to replay: answers of a known text at a known pace."""

import base64
import io
import json

from PIL import Image

WORD_CHARACTERS = 6


def event(content: str, finish: str | None = None) -> bytes:
    """One chunk of a streamed answer."""
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": finish}
    chunk = {
        "id": "chatcmpl-replayed",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "replayed",
        "choices": [choice],
    }
    return f"data: {json.dumps(chunk)}\n\n".encode()


def word(number: int) -> str:
    """Words of one length, each another one."""
    return f"w{number:04} "


def words(count: int) -> str:
    """The text of an answer, as it is shown in the end."""
    return "".join(word(number) for number in range(count)).strip()


def word_events(count: int) -> bytes:
    """An answer of so many words: events of one size, but for the end of it."""
    return b"".join(event(word(number)) for number in range(count))


WORD_EVENT_BYTES = len(event(word(0)))
END = event("", "stop") + b"data: [DONE]\n\n"


def png(color: str = "teal", side_px: int = 96) -> bytes:
    """A small picture."""
    file = io.BytesIO()
    Image.new("RGB", (side_px, side_px), color).save(file, "png")
    return file.getvalue()


def image_event(data: bytes) -> bytes:
    """An image in the middle of the text, as gateways send it."""
    uri = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    return event(f"\n\n![a square]({uri})\n\n")

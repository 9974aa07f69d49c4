"""A chat completion request, read from its body."""

import base64
import binascii
import re
from typing import Any

from msgspec import Struct

from studio.demo.script import count_tokens
from studio.demo.wire import WireError, clean

_DATA_URI = re.compile(r"data:[^;,]*;base64,([A-Za-z0-9+/=_\-\s]+)")
_MARKDOWN_IMAGE = re.compile(r"!\[[^\]]*\]\(data:[^)]*\)")
_IMAGE_TOKENS = 258
MAX_CHOICES = 16


class Turn(Struct, frozen=True):
    """One message of the request: its text without images, and the images' bytes."""

    role: str
    text: str
    images: tuple[bytes, ...] = ()
    tool_call_id: str = ""


class ChatCall(Struct, frozen=True):
    """What was asked, and how the answer should be.

    Attributes:
        aspect_ratio, image_size: of `extra_body.google.image_config`, or "".
        tools: the functions offered.
    """

    model: str
    turns: tuple[Turn, ...]
    stream: bool = False
    n: int = 1
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    include_usage: bool = True
    seed: int | None = None
    aspect_ratio: str = ""
    image_size: str = ""
    tools: tuple[dict[str, Any], ...] = ()
    wants_json: bool = False

    @property
    def prompt(self) -> str:
        """The text of the newest user message."""
        return next((t.text for t in reversed(self.turns) if t.role == "user"), "").strip()

    @property
    def images(self) -> tuple[bytes, ...]:
        """The images of the newest user message."""
        return next((t.images for t in reversed(self.turns) if t.role == "user"), ())

    @property
    def earlier_prompts(self) -> tuple[str, ...]:
        """The texts of the user messages before the newest, oldest first."""
        return tuple(t.text.strip() for t in self.turns if t.role == "user")[:-1]

    @property
    def prompt_tokens(self) -> int:
        """Tokens of the whole request, by the demo's own count."""
        return sum(
            count_tokens(turn.text) + 4 + _IMAGE_TOKENS * len(turn.images) for turn in self.turns
        )


def read_call(body: Any) -> ChatCall:
    """Reads a request's body.

    Raises:
        WireError: it can't be answered; statuses are new-api's.
    """
    if not isinstance(body, dict):
        raise WireError(400, "invalid JSON body", code="bad_request_body")
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise WireError(400, "model name not specified", code="model_not_specified")
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise WireError(500, "field messages is required", code="invalid_request")
    options = body.get("stream_options")
    include = options.get("include_usage", True) if isinstance(options, dict) else True
    config = _image_config(body)
    stop = body.get("stop")
    form = body.get("response_format")
    return ChatCall(
        model=clean(model),
        turns=tuple(_turn(m) for m in messages if isinstance(m, dict)),
        stream=body.get("stream") is True,
        n=max(1, min(MAX_CHOICES, _whole(body.get("n")) or 1)),
        max_tokens=_whole(body.get("max_completion_tokens")) or _whole(body.get("max_tokens")),
        stop=(stop,) if isinstance(stop, str) and stop else tuple(_texts(stop)),
        include_usage=include is not False,
        seed=_whole(body.get("seed")),
        aspect_ratio=str(config.get("aspect_ratio") or ""),
        image_size=str(config.get("image_size") or ""),
        tools=tuple(t for t in body.get("tools") or () if isinstance(t, dict)),
        wants_json=isinstance(form, dict) and str(form.get("type", "")).startswith("json"),
    )


def decode_data_uri(text: str) -> bytes | None:
    """The bytes of a base64 data URI, or None when it is not one or is cut short."""
    match = _DATA_URI.match(text.strip())
    if match is None:
        return None
    try:
        return base64.b64decode(match[1], validate=False)
    except binascii.Error:
        return None


def _image_config(body: dict[str, Any]) -> dict[str, Any]:
    extra = body.get("extra_body")
    google = extra.get("google") if isinstance(extra, dict) else None
    if not isinstance(google, dict):
        return {}
    if "imageConfig" in google:
        raise WireError(
            500, "use image_config instead of imageConfig", code="convert_request_failed"
        )
    config = google.get("image_config")
    return config if isinstance(config, dict) else {}


def _turn(message: dict[str, Any]) -> Turn:
    role = str(message.get("role", "user"))
    call_id = str(message.get("tool_call_id") or "")
    content = message.get("content")
    if isinstance(content, str):
        return Turn(role, *_split(clean(content)), call_id)
    texts: list[str] = []
    images: list[bytes] = []
    for part in content if isinstance(content, list) else ():
        if not isinstance(part, dict):
            continue
        if part.get("type") == "text":
            text, inside = _split(clean(str(part.get("text", ""))))
            texts.append(text)
            images.extend(inside)
        elif part.get("type") == "image_url":
            images.extend(_image_of(part.get("image_url")))
    return Turn(role, "\n".join(texts), tuple(images), call_id)


def _image_of(value: Any) -> list[bytes]:
    url = value.get("url") if isinstance(value, dict) else value
    if not isinstance(url, str):
        return []
    if url.startswith("data:image/gif"):
        raise WireError(500, "unsupported image type: image/gif", code="convert_request_failed")
    data = decode_data_uri(url)
    if data is None:
        raise WireError(
            500, "the image is not a data URI that can be read", code="convert_request_failed"
        )
    return [data]


def _split(text: str) -> tuple[str, tuple[bytes, ...]]:
    if "](data:" not in text:
        return text, ()
    found = []
    for match in _MARKDOWN_IMAGE.findall(text):
        data = decode_data_uri(match[match.index("(") + 1 : -1])
        if data is None:
            raise WireError(500, "bad image in a message", code="convert_request_failed")
        found.append(data)
    return _MARKDOWN_IMAGE.sub("", text), tuple(found)


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _texts(value: Any) -> list[str]:
    return [v for v in value if isinstance(v, str) and v] if isinstance(value, list) else []

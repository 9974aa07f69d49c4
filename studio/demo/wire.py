"""The words of the wire: chunks, whole answers, usage, errors (new-api's spellings)."""

import json
import secrets
from typing import Any

from msgspec import Struct, field

DONE = b"data: [DONE]\n\n"
PING = b": PING\n\n"


class WireError(Exception):
    """An answer that refuses: status and the usual error envelope."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "new_api_error",
        code: str = "",
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.kind = kind
        self.code = code
        self.headers = headers

    def body(self, request_id: str) -> dict[str, Any]:
        """The envelope; the request's id stands in the message, as new-api does."""
        return error_body(
            f"{self.message} (request id: {request_id.removeprefix('req_')})",
            kind=self.kind,
            code=self.code,
        )


def error_body(message: str, *, kind: str = "new_api_error", code: str = "") -> dict[str, Any]:
    """The error envelope."""
    return {"error": {"message": message, "type": kind, "param": "", "code": code}}


def clean(text: str) -> str:
    """Text without lone surrogates (JSON may hold them), so that it can be sent."""
    return text.encode("utf-8", "replace").decode()


def new_request_id() -> str:
    """A fresh request id in DGrid's shape."""
    return f"req_{secrets.token_hex(12)}"


def event(value: Any) -> bytes:
    """One SSE event with a JSON value on one line."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return b"data: " + text.encode("utf-8", "replace") + b"\n\n"


class TokenCount(Struct):
    """Usage of one answer, growing."""

    prompt: int = 0
    completion: int = 0
    reasoning: int = 0
    image: int = 0

    def as_usage(self) -> dict[str, Any]:
        """The `usage` object."""
        total = self.completion + self.reasoning + self.image
        return {
            "prompt_tokens": self.prompt,
            "completion_tokens": total,
            "total_tokens": self.prompt + total,
            "prompt_tokens_details": {
                "cached_tokens": 0,
                "text_tokens": self.prompt,
                "audio_tokens": 0,
                "image_tokens": 0,
            },
            "completion_tokens_details": {
                "text_tokens": self.completion,
                "audio_tokens": 0,
                "image_tokens": self.image,
                "reasoning_tokens": self.reasoning,
            },
        }


class ChunkWriter(Struct, frozen=True):
    """Makes the chunks of one streamed answer; every chunk spells out its nulls."""

    answer_id: str
    model: str
    created: int

    def delta(self, choice: int, delta: dict[str, Any], finish_reason: str | None = None) -> bytes:
        """A chunk with one choice."""
        entry = {
            "index": choice,
            "delta": delta,
            "logprobs": None,
            "finish_reason": finish_reason,
        }
        return event(self._chunk([entry], None))

    def usage(self, count: TokenCount) -> bytes:
        """The chunk without choices that holds the usage."""
        return event(self._chunk([], count.as_usage()))

    def _chunk(self, choices: list[Any], usage: dict[str, Any] | None) -> dict[str, Any]:
        return {
            "id": self.answer_id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": self.model,
            "system_fingerprint": None,
            "choices": choices,
            "usage": usage,
        }


class WholeMessage(Struct):
    """One choice of an answer that is sent whole."""

    content: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    calls: dict[int, dict[str, Any]] = field(default_factory=dict)

    def as_choice(self, index: int, finish_reason: str) -> dict[str, Any]:
        """The entry of `choices`."""
        message: dict[str, Any] = {"role": "assistant", "content": "".join(self.content)}
        if self.reasoning:
            message["reasoning_content"] = "".join(self.reasoning)
        if self.calls:
            message["tool_calls"] = [self.calls[i] for i in sorted(self.calls)]
        return {
            "index": index,
            "message": message,
            "logprobs": None,
            "finish_reason": finish_reason,
        }

"""The answer of `ask` as one JSON object."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct, field

from studio.core.errors import EndedEarly, Failure, StudioError
from studio.core.events import (
    Finished,
    ImageReceived,
    ModelReported,
    ResponseStarted,
    StreamEvent,
    UsageReported,
)
from studio.core.messages import Usage
from studio.core.parts import (
    ImagePart,
    Part,
    RemoteImagePart,
    ToolCallPart,
    plain_text,
    reasoning_text,
)
from studio.core.reply import Reply
from studio.headless.blobs import ImageFolder


class Answer(Struct):
    """All choices of one answer, growing.

    Attributes:
        replies: by index of the choice; choice 0 is always there.
        order: sha256 of the images in order of arrival, over all choices.
        has_content: some of the answer itself came.
    """

    model_id: str
    replies: dict[int, Reply] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    has_content: bool = False

    def __post_init__(self) -> None:
        self.replies[0] = Reply(0, self.model_id)

    def fold(self, events: tuple[StreamEvent, ...], at_s: float) -> None:
        """Takes a batch of events.

        Args:
            at_s: seconds since the request was sent.
        """
        for event in events:
            if isinstance(event, ResponseStarted | ModelReported | UsageReported):
                continue
            self.replies.setdefault(event.choice, Reply(event.choice, self.model_id))
            self.has_content = self.has_content or not isinstance(event, Finished)
            if isinstance(event, ImageReceived) and event.blob.sha256 not in self.order:
                self.order.append(event.blob.sha256)
        for reply in self.replies.values():
            reply.fold(events, at_s)

    def check_end(self) -> None:
        """Call when a chat came to its end.

        Raises:
            EndedEarly: choice 0 did not say why it ended, so nobody knows whether it is complete.
        """
        if self.replies[0].finish_reason is None:
            raise EndedEarly("there is no finish reason", code="no_finish_reason")


def as_object(
    answer: Answer,
    *,
    total_s: float,
    error: StudioError | Failure | None,
    complete: bool,
    folder: ImageFolder | None,
) -> dict[str, Any]:
    """The object that `ask --json` prints (contracts, "Headless use")."""
    parts = {index: r.finish(total_s) for index, r in sorted(answer.replies.items())}
    first = answer.replies[0]
    timing = first.timing
    every = [part for each in parts.values() for part in each]
    request_id = first.request_id or (error.request_id if error else None)
    return {
        "model": first.served_model or answer.model_id or None,
        "text": plain_text(parts[0]),
        "reasoning": reasoning_text(parts[0]),
        "images": _images(every, answer.order, folder),
        "remote_images": list(
            dict.fromkeys(p.url for p in every if isinstance(p, RemoteImagePart))
        ),
        "tool_calls": [
            {"index": p.index, "id": p.call_id, "name": p.name, "arguments": p.arguments}
            for p in sorted(
                (p for p in parts[0] if isinstance(p, ToolCallPart)), key=lambda p: p.index
            )
        ],
        "choices": [
            {
                "index": index,
                "text": plain_text(each),
                "finish_reason": answer.replies[index].finish_reason,
            }
            for index, each in parts.items()
        ],
        "finish_reason": first.finish_reason,
        "complete": complete,
        "usage": usage_object(first.usage),
        "request_id": request_id,
        "timing": {
            "first_byte_s": _seconds(
                total_s if timing.first_byte_s is None else timing.first_byte_s
            ),
            "first_token_s": None
            if timing.first_token_s is None
            else _seconds(timing.first_token_s),
            "total_s": _seconds(total_s),
        },
        "error": error_object(error),
    }


def usage_object(usage: Usage | None) -> dict[str, Any] | None:
    """The usage as the gateway reported it."""
    if usage is None:
        return None
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.total_tokens,
        "cached_tokens": usage.cached_tokens,
        "reasoning_tokens": usage.reasoning_tokens,
        "cost_usd": usage.cost_usd,
    }


def error_object(error: StudioError | Failure | None) -> dict[str, Any] | None:
    """The `error` of the objects that commands print."""
    if error is None:
        return None
    failure = error.as_failure() if isinstance(error, StudioError) else error
    return {
        "kind": failure.kind,
        "code": failure.code,
        "status": failure.status,
        "message": failure.message,
        "retryable": failure.retryable,
        "retry_after_s": failure.retry_after_s,
    }


def _images(
    parts: Iterable[Part], order: list[str], folder: ImageFolder | None
) -> list[dict[str, Any]]:
    found: dict[str, ImagePart] = {}
    for part in parts:
        if isinstance(part, ImagePart):
            found.setdefault(part.blob.sha256, part)
    listed = []
    for sha256, part in sorted(found.items(), key=lambda item: order.index(item[0])):
        path = folder.path(sha256) if folder else None
        listed.append(
            {
                "sha256": sha256,
                "mime": part.blob.mime,
                "bytes": part.blob.size_bytes,
                "width_px": part.blob.width_px,
                "height_px": part.blob.height_px,
                "origin": part.origin.value,
                "draft": part.draft,
                "path": str(path) if path else None,
            }
        )
    return listed


def _seconds(value: float) -> float:
    return round(value, 4)

"""What a gateway's answer turns into, event by event, streamed or not.

The gateway yields batches (tuples) of these; neighbouring text of one choice is already
joined. A failure is not an event: it is raised, after the events that came before it.
"""

from dataclasses import dataclass

from studio.core.messages import Usage
from studio.core.parts import BlobRef, ImageOrigin


@dataclass(frozen=True, slots=True)
class ResponseStarted:
    """Headers came: the connection stands and the server accepted the request."""

    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class ModelReported:
    """The model that the gateway says it used."""

    model_id: str


@dataclass(frozen=True, slots=True)
class TextDelta:
    """More visible text of a choice; never image data."""

    choice: int
    text: str


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    """More reasoning of a choice."""

    choice: int
    text: str


@dataclass(frozen=True, slots=True)
class ImageProgress:
    """An image of a choice is under way; encoded bytes received so far."""

    choice: int
    received_bytes: int


@dataclass(frozen=True, slots=True)
class ImageReceived:
    """A whole image, already kept.

    Attributes:
        partial: a coarse version of an image that is still sharpening (images endpoint).
    """

    choice: int
    blob: BlobRef
    origin: ImageOrigin
    alt: str = ""
    partial: bool = False


@dataclass(frozen=True, slots=True)
class RemoteImageFound:
    """The answer names an image by address."""

    choice: int
    url: str
    origin: ImageOrigin
    alt: str = ""


@dataclass(frozen=True, slots=True)
class ToolCallDelta:
    """A piece of a tool call; id and name are "" when this piece does not set them."""

    choice: int
    index: int
    call_id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """A choice said why it ended: `stop`, `length`, `content_filter`, `tool_calls`, ..."""

    choice: int
    reason: str


@dataclass(frozen=True, slots=True)
class UsageReported:
    """Token counts and cost; the last one counts."""

    usage: Usage


StreamEvent = (
    ResponseStarted
    | ModelReported
    | TextDelta
    | ReasoningDelta
    | ImageProgress
    | ImageReceived
    | RemoteImageFound
    | ToolCallDelta
    | Finished
    | UsageReported
)

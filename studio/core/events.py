"""What a gateway's answer turns into, event by event, streamed or not.

The gateway yields batches (tuples) of these; neighbouring text of one choice is already
joined. A failure is not an event: it is raised, after the events that came before it.
"""

from msgspec import Struct

from studio.core.messages import Usage
from studio.core.parts import BlobRef, ImageOrigin


class ResponseStarted(Struct, frozen=True):
    """Headers came: the connection stands and the server accepted the request."""

    request_id: str | None = None


class ModelReported(Struct, frozen=True):
    """The model that the gateway says it used."""

    model_id: str


class TextDelta(Struct, frozen=True):
    """More visible text of a choice; never image data."""

    choice: int
    text: str


class ReasoningDelta(Struct, frozen=True):
    """More reasoning of a choice."""

    choice: int
    text: str


class ImageProgress(Struct, frozen=True):
    """An image of a choice is under way; encoded bytes received so far."""

    choice: int
    received_bytes: int


class ImageReceived(Struct, frozen=True):
    """A whole image, already kept.

    Attributes:
        partial: a coarse version of an image that is still sharpening (images endpoint).
    """

    choice: int
    blob: BlobRef
    origin: ImageOrigin
    alt: str = ""
    partial: bool = False


class RemoteImageFound(Struct, frozen=True):
    """The answer names an image by address."""

    choice: int
    url: str
    origin: ImageOrigin
    alt: str = ""


class ToolCallDelta(Struct, frozen=True):
    """A piece of a tool call; id and name are "" when this piece does not set them."""

    choice: int
    index: int
    call_id: str = ""
    name: str = ""
    arguments: str = ""


class Finished(Struct, frozen=True):
    """A choice said why it ended: `stop`, `length`, `content_filter`, `tool_calls`, ..."""

    choice: int
    reason: str


class UsageReported(Struct, frozen=True):
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

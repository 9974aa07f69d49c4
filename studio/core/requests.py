"""Requests: frozen values that hold all that influences a reply.

The wire body is built from them at send time by the gateway, which reads image bytes
through a `BlobReader`; a request never holds image data.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct, field

from studio.core.ids import ConnectionId
from studio.core.messages import Message
from studio.core.parts import BlobRef


class Connection(Struct, frozen=True):
    """A gateway to speak to. The key is not in here: it lives in the system keychain.

    Attributes:
        base_url: normalised by `core.addresses.normalise_base_url`, ends in `/v1` mostly.
        preset: `dgrid`, `openai`, `openrouter`, `ollama`, `lmstudio`, `llamacpp`, `other`, `demo`.
        needs_key: False for servers on this machine that take none.
        connect_timeout_s, silence_timeout_s: time limits; there is no total limit.
        max_retries: further tries before the first byte of content.
        left_out: parameters that a model refused, by model id: never sent to it again.
        sends_contents: also send DGrid's `contents` field (off by default).
    """

    id: ConnectionId
    name: str
    base_url: str
    preset: str = "other"
    needs_key: bool = True
    connect_timeout_s: float = 15.0
    silence_timeout_s: float = 300.0
    max_retries: int = 2
    left_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sends_contents: bool = False

    @property
    def is_demo(self) -> bool:
        """Whether this is the embedded demo gateway."""
        return self.preset == "demo"


class Parameters(Struct, frozen=True):
    """What may be set for a request. A field that is None is not sent.

    Attributes:
        aspect_ratio: e.g. `16:9`; image_size: e.g. `2K`. Sent as
            `extra_body.google.image_config` (chat) or as `size` (images endpoints).
        extra: free JSON fields, merged into the body last.
    """

    temperature: float | None = None
    top_p: float | None = None
    n: int | None = None
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    logit_bias: Mapping[str, float] | None = None
    stop: str | tuple[str, ...] | None = None
    tools: tuple[Mapping[str, Any], ...] | None = None
    tool_choice: str | Mapping[str, Any] | None = None
    response_format: Mapping[str, Any] | None = None
    seed: int | None = None
    user: str | None = None
    reasoning_effort: str | None = None
    modalities: tuple[str, ...] | None = None
    aspect_ratio: str | None = None
    image_size: str | None = None
    quality: str | None = None
    extra: Mapping[str, Any] | None = None

    def as_dict(self) -> dict[str, Any]:
        """The fields that are set, by name."""
        values = {name: getattr(self, name) for name in self.__struct_fields__}
        return {name: value for name, value in values.items() if value is not None}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Parameters":
        """Takes known names as fields; unknown ones become free extra fields."""
        names = set(cls.__struct_fields__)
        known: dict[str, Any] = {}
        extra: dict[str, Any] = dict(values.get("extra") or {})
        for name, value in values.items():
            if name == "extra":
                continue
            if name in names:
                known[name] = tuple(value) if isinstance(value, list) else value
            else:
                extra[name] = value
        return cls(**known, extra=extra or None)


class ImagePolicy(StrEnum):
    """Which images of the history go along with a request."""

    NONE = "none"
    LAST = "last"
    CHOSEN = "chosen"
    ALL = "all"


class ImageRules(Struct, frozen=True):
    """How images of the history are re-attached.

    Images of the last user message always go along, whatever the policy.

    Attributes:
        chosen: sha256 of the images to send when the policy is `chosen`.
        budget_bytes: all images together, after down-scaling, before base64.
        max_side_px: longer sides are scaled down to this.
    """

    policy: ImagePolicy = ImagePolicy.LAST
    chosen: frozenset[str] = frozenset()
    budget_bytes: int = 8 * 1024 * 1024
    max_side_px: int = 2048


class ChatRequest(Struct, frozen=True):
    """One chat completion.

    Attributes:
        history: the path up to and with the turn to answer, oldest first.
        send_reasoning: also send the reasoning of earlier turns (off by default).
    """

    connection: Connection
    model_id: str
    history: tuple[Message, ...]
    system_prompt: str = ""
    parameters: Parameters = field(default_factory=Parameters)
    image_rules: ImageRules = field(default_factory=ImageRules)
    stream: bool = True
    send_reasoning: bool = False


class ImageRequest(Struct, frozen=True):
    """One call of the images endpoints: `/edits` when there are images, else `/generations`.

    Attributes:
        size: e.g. `1024x1024`; None: the server's default.
        partial_images: coarse versions wanted while the image sharpens (streamed only).
    """

    connection: Connection
    model_id: str
    prompt: str
    images: tuple[BlobRef, ...] = ()
    mask: BlobRef | None = None
    n: int | None = None
    size: str | None = None
    quality: str | None = None
    parameters: Parameters = field(default_factory=Parameters)
    stream: bool = False
    partial_images: int | None = None

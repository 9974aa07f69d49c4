"""Messages and conversations, as values."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct, field

from studio.core.errors import Failure
from studio.core.ids import ConnectionId, ConversationId, MessageId
from studio.core.parts import (
    BlobRef,
    FilePart,
    ImageOrigin,
    ImagePart,
    Part,
    ToolCallPart,
    plain_text,
)

TRASH_DAYS = 30
"""How long what was deleted can be brought back."""


class Role(StrEnum):
    """Who speaks."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


class MessageState(StrEnum):
    """How far a message came.

    `waiting`: queued behind another run; `streaming`: being written; `complete`: a finish
    reason was seen (or a person wrote it); `stopped`: a person stopped it; `failed`: see
    its failure; `interrupted`: the program ended while it was being written.
    """

    WAITING = "waiting"
    STREAMING = "streaming"
    COMPLETE = "complete"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class Usage(Struct, frozen=True):
    """Tokens and cost as the gateway reported them; None means not reported.

    Attributes:
        cost_usd: decimal text, kept as reported (never a float, never rounded).
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None
    image_tokens: int | None = None
    cost_usd: str | None = None


class Timing(Struct, frozen=True):
    """How long a reply took, in seconds from sending; None: it never came so far."""

    first_byte_s: float | None = None
    first_token_s: float | None = None
    total_s: float | None = None


class Message(Struct, frozen=True):
    """One turn of a conversation: a node of its tree.

    Attributes:
        parent_id: None for the first turn.
        model_id: the model that was asked (assistant) or is None.
        served_model: the model that the gateway says it used.
        parameters: JSON object of the parameters that were sent (assistant only).
        choice_index: which of n choices this reply is.
        tool_call_id: the call that a `tool` message answers.
    """

    id: MessageId
    conversation_id: ConversationId
    parent_id: MessageId | None
    role: Role
    parts: tuple[Part, ...]
    created_at: datetime
    state: MessageState = MessageState.COMPLETE
    model_id: str | None = None
    connection_id: ConnectionId | None = None
    served_model: str | None = None
    finish_reason: str | None = None
    usage: Usage | None = None
    timing: Timing = field(default_factory=Timing)
    failure: Failure | None = None
    request_id: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    choice_index: int = 0
    tool_call_id: str | None = None
    name: str | None = None

    @property
    def text(self) -> str:
        """The visible text, without reasoning and images."""
        return plain_text(self.parts)


_RESUMABLE = frozenset(
    {
        "ended_early",
        "timed_out",
        "connection_failed",
        "server_failed",
        "bad_reply",
        "rate_limited",
        "internal_error",
        "quota_exceeded",
        "storage_error",
        "disk_full",
    }
)


def can_continue(message: Message) -> bool:
    """Whether an answer has text, and ended before the model was done."""
    if message.role is not Role.ASSISTANT or not message.text.strip():
        return False
    if any(isinstance(part, ToolCallPart) for part in message.parts):
        return False
    if message.state in (MessageState.STOPPED, MessageState.INTERRUPTED):
        return True
    if message.state is MessageState.FAILED:
        return message.failure is not None and message.failure.kind in _RESUMABLE
    return message.state is MessageState.COMPLETE and message.finish_reason == "length"


class Attachment(Struct, frozen=True):
    """A file waiting in the composer; `name` has no folder."""

    blob: BlobRef
    name: str


def attachment_parts(attachments: Iterable[Attachment]) -> tuple[Part, ...]:
    """Attachments as parts of a message."""
    return tuple(
        ImagePart(each.blob, ImageOrigin.ATTACHED, each.name)
        if each.blob.mime.startswith("image/")
        else FilePart(each.blob, each.name)
        for each in attachments
    )


class Draft(Struct, frozen=True):
    """What is typed but not sent, kept per conversation."""

    text: str = ""
    attachments: tuple[Attachment, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not self.text and not self.attachments

    def joined(self, later: "Draft") -> "Draft":
        """Both as one, with a blank line between their texts."""
        texts = [draft.text for draft in (self, later) if draft.text]
        return Draft("\n\n".join(texts), (*self.attachments, *later.attachments))


class Conversation(Struct, frozen=True):
    """A conversation without its messages.

    Attributes:
        title: empty until it is named; shown as "New chat" then.
        title_is_manual: a person named it; never overwritten by the program.
        leaf_id: the end of the path that is shown; None while it is empty.
        scroll_anchor: opaque text of the transcript view: where the reader was.
    """

    id: ConversationId
    created_at: datetime
    updated_at: datetime
    title: str = ""
    title_is_manual: bool = False
    pinned: bool = False
    unread: bool = False
    leaf_id: MessageId | None = None
    model_id: str | None = None
    connection_id: ConnectionId | None = None
    system_prompt: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    scroll_anchor: str = ""
    draft: Draft = field(default_factory=Draft)
    deleted_at: datetime | None = None
    last_failed: bool = False

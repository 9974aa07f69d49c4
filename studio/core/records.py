"""What a library tells besides conversations and messages: images, search hits, model lists."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from studio.core.ids import ConversationId, MessageId
from studio.core.messages import Role
from studio.core.models import ModelInfo
from studio.core.parts import BlobRef, ImageOrigin


@dataclass(frozen=True, slots=True)
class ImageRecord:
    """One image where it stands in a message; the same bytes may have several records.

    Attributes:
        position: index of its part in the message.
        prompt: text of the turn it answers (at most 4,000 characters), or "" when attached.
        parameters: what was sent with the request.
        deleted_at: when the image alone was put into the trash, or None.
    """

    blob: BlobRef
    conversation_id: ConversationId
    message_id: MessageId
    position: int
    created_at: datetime
    origin: ImageOrigin
    alt: str = ""
    draft: bool = False
    model_id: str | None = None
    prompt: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One place where a search found something.

    Attributes:
        message_id, role: None when the title of the conversation was found.
        excerpt: some text around the match, on one line.
        match_start, match_length: the match in the excerpt, in characters; length 0: unknown.
    """

    conversation_id: ConversationId
    title: str
    excerpt: str
    created_at: datetime
    message_id: MessageId | None = None
    role: Role | None = None
    match_start: int = 0
    match_length: int = 0


@dataclass(frozen=True, slots=True)
class ModelList:
    """The models of a connection as last fetched; `fetched_at` is None when never."""

    models: tuple[ModelInfo, ...] = ()
    fetched_at: datetime | None = None

"""What a library tells besides conversations and messages: pictures, search hits, model lists."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct, field

from studio.core.gallery import AlbumId, PictureKey, PictureKind
from studio.core.ids import ConnectionId, ConversationId, MessageId
from studio.core.messages import Role
from studio.core.models import ModelInfo
from studio.core.parts import BlobRef, ImageOrigin


class PictureMetadata(Struct, frozen=True):
    """What a picture file of the studio says about itself.

    Attributes:
        prompt, negative: what was asked for, and what was not wanted; "" when unknown.
        connection_name: of the gateway, as the person named it.
        parameters: JSON object of what was sent with the request.
        parents: sha256 of the pictures it was made from.
        made_at: aware.
        app_version: of the studio that wrote it.
    """

    prompt: str = ""
    negative: str = ""
    model_id: str | None = None
    connection_name: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    parents: tuple[str, ...] = ()
    made_at: datetime | None = None
    app_version: str = ""


class NewPicture(Struct, frozen=True):
    """A picture that stands in no message: imported, or made outside a conversation.

    Attributes:
        kind: `made` with parents counts as edited.
        at: since when it is in the gallery.
        alt: alternative text, or the file name of an import.
        cost_usd: decimal text of the whole request, as reported.
        parents: sha256 of the pictures it was made from.
        made_at: when a file says it was made.
        connection_name: when the connection is not one of this studio.
    """

    blob: BlobRef
    kind: PictureKind
    at: datetime
    alt: str = ""
    prompt: str = ""
    revised_prompt: str = ""
    model_id: str | None = None
    connection_id: ConnectionId | None = None
    connection_name: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    cost_usd: str | None = None
    took_s: float | None = None
    draft: bool = False
    parents: tuple[str, ...] = ()
    made_at: datetime | None = None


class PicturePlace(Struct, frozen=True):
    """One place where a picture stands, and how it came there.

    Attributes:
        origin: where in the answer; None outside messages.
        conversation_id, message_id, position: None outside messages.
        in_trash: its message or conversation is in the trash.
        prompt: text of the turn it answers (at most 4,000 characters).
        parameters: what was sent with the request.
        cost_usd: of the whole request, as reported.
        images_of_request: how many final images the request gave.
        took_s: from sending to the end of the reply.
        parents: sha256 of the pictures that went along with the request.
        compared: its message is an answer of a comparison or a run.
    """

    kind: PictureKind
    created_at: datetime
    origin: ImageOrigin | None = None
    conversation_id: ConversationId | None = None
    message_id: MessageId | None = None
    position: int | None = None
    in_trash: bool = False
    alt: str = ""
    draft: bool = False
    prompt: str = ""
    revised_prompt: str = ""
    model_id: str | None = None
    connection_id: ConnectionId | None = None
    connection_name: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    cost_usd: str | None = None
    images_of_request: int = 1
    took_s: float | None = None
    parents: tuple[str, ...] = ()
    made_at: datetime | None = None
    compared: bool = False


class Relative(Struct, frozen=True):
    """A picture of the family of another.

    Attributes:
        key, blob: None when it is not in this library (any more).
        deleted: it is in the trash.
        parents, children: sha256 of those that belong to the family.
        generation: 0 for the one asked about, negative before it, positive after it.
    """

    sha256: str
    key: PictureKey | None = None
    blob: BlobRef | None = None
    created_at: datetime | None = None
    deleted: bool = False
    parents: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    generation: int = 0


class PictureDetails(Struct, frozen=True):
    """Everything about one picture.

    Attributes:
        places: where it stands; the first is the one whose prompt and model are shown.
        alt: written by a person, else what it came with.
        own_alt: written by a person, or None.
        albums: those that have it.
        parents, children: what it was made from, and what was made from it.
        perceptual_hash: 64 bits, or None while it was not looked at.
        deleted_at: when it went into the trash, or None.
    """

    key: PictureKey
    blob: BlobRef
    kind: PictureKind
    created_at: datetime
    places: tuple[PicturePlace, ...] = ()
    rating: int = 0
    favourite: bool = False
    tags: tuple[str, ...] = ()
    albums: tuple[AlbumId, ...] = ()
    note: str = ""
    alt: str = ""
    own_alt: str | None = None
    draft: bool = False
    parents: tuple[Relative, ...] = ()
    children: tuple[Relative, ...] = ()
    perceptual_hash: int | None = None
    deleted_at: datetime | None = None

    @property
    def place(self) -> PicturePlace | None:
        """The place whose prompt and model are shown."""
        return self.places[0] if self.places else None


class SearchHit(Struct, frozen=True):
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


class ModelList(Struct, frozen=True):
    """The models of a connection as last fetched; `fetched_at` is None when never."""

    models: tuple[ModelInfo, ...] = ()
    fetched_at: datetime | None = None

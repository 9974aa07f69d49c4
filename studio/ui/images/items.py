"""`ImageItem`: one image with what is known about it, as pages hand it to one another."""

from datetime import datetime
from typing import Protocol

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from studio.core.exporting import PictureToExport
from studio.core.ids import ConversationId, MessageId, is_batch, is_comparing
from studio.core.parts import BlobRef
from studio.core.records import PictureMetadata


class ImageItem(Struct, frozen=True):
    """An image and where it came from; "" and None mean that it is not known.

    Attributes:
        name: a file name for copies.
        alt: what the image shows, in words.
        prompt: the turn that asked for it.
        model_id: the model that made it, "" for an attached one.
        took_s: how long making it took.
        cost_usd: decimal text, as it was reported.
        parameters: further names and values, e.g. ("seed", "880213").
        conversation_title: of the chat that it stands in.
        compared: it is known to be an answer of a comparison.
        facts: what copies of its file say about themselves; None: nothing.
    """

    blob: BlobRef
    name: str
    alt: str = ""
    prompt: str = ""
    model_id: str = ""
    created_at: datetime | None = None
    took_s: float | None = None
    cost_usd: str | None = None
    parameters: tuple[tuple[str, str], ...] = ()
    conversation_id: ConversationId | None = None
    message_id: MessageId | None = None
    conversation_title: str = ""
    facts: PictureMetadata | None = None
    compared: bool = False


def open_words(conversation_id: str, *, compared: bool = False) -> tuple[str, str]:
    """What leads from an image to where it stands: words and icon.

    Args:
        compared: it is an answer of a comparison, of a chat that is compared where it stands too.
    """
    if is_batch(conversation_id):
        return QCoreApplication.translate("Images", "Open run"), "rows-3"
    if compared or is_comparing(conversation_id):
        return QCoreApplication.translate("Images", "Open comparison"), "columns-3"
    return QCoreApplication.translate("Images", "Open chat"), "message-square"


def picture_to_export(item: ImageItem) -> PictureToExport:
    """What an export needs to know of an image."""
    return PictureToExport(item.blob, item.facts or PictureMetadata(), item.alt or item.name)


class ImageItems(Protocol):
    """Images in order, read one by one when they are needed; a tuple is one, too."""

    def __len__(self) -> int:
        """How many there are."""
        ...

    def __getitem__(self, index: int, /) -> ImageItem:
        """The one at a place, counted from 0."""
        ...

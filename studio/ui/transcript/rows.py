"""What the transcript view is given: messages of one path, and where image files are."""

from datetime import datetime
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from studio.core.messages import Message
from studio.core.parts import BlobRef
from studio.core.records import PictureMetadata


class ImageSource(Protocol):
    """Knows the files of kept images."""

    def path(self, blob: BlobRef) -> Path:
        """The file of a blob; it may be missing."""
        ...


class ImageFiles(Protocol):
    """Gives out copies of kept images under names that tell what they show."""

    def named_copy(
        self, blob: BlobRef, name: str, metadata: PictureMetadata | None = None
    ) -> Path | None:
        """A copy of a blob's file that may tell about itself; None when it can't be made."""
        ...


class VersionFacts(Struct, frozen=True):
    """What one of several versions is.

    Attributes:
        number: from 1.
        tokens: as the gateway counted them, or None.
        characters: of its text.
    """

    number: int
    created_at: datetime
    tokens: int | None = None
    characters: int = 0
    model_id: str | None = None


class ToolResult(Struct, frozen=True):
    """What a tool gave; shown in the card of the call."""

    call_id: str
    text: str


class MessageRow(Struct, frozen=True):
    """One message as the view shows it.

    Attributes:
        message: the value; while it runs its parts may be older than what was streamed.
        version: place among its versions, from 1.
        versions: how many versions of this turn exist.
        running: a run is writing it now.
        previous, shown, following: the version before, this one, and the one after it; None:
            there is none, or this is the only version.
        results: of the tool calls of this message.
        bare: what is around the view says who answered and what can be done: text alone.
    """

    message: Message
    version: int = 1
    versions: int = 1
    running: bool = False
    previous: VersionFacts | None = None
    shown: VersionFacts | None = None
    following: VersionFacts | None = None
    results: tuple[ToolResult, ...] = ()
    bare: bool = False

    def result_of(self, call_id: str | None) -> str | None:
        """The result of a tool call, or None while there is none."""
        found = (each.text for each in self.results if call_id and each.call_id == call_id)
        return next(found, None)

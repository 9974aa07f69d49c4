"""What the transcript view is given: messages of one path, and where image files are."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from studio.core.messages import Message
from studio.core.parts import BlobRef


class ImageSource(Protocol):
    """Knows the files of kept images."""

    def path(self, blob: BlobRef) -> Path:
        """The file of a blob; it may be missing."""
        ...


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message as the view shows it.

    Attributes:
        message: the value; while it runs its parts may be older than what was streamed.
        version: place among its versions, from 1.
        versions: how many versions of this turn exist.
        running: a run is writing it now.
    """

    message: Message
    version: int = 1
    versions: int = 1
    running: bool = False

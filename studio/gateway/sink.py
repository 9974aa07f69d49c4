"""Collects the events of one feed, neighbouring text of one choice joined."""

from msgspec import Struct

from studio.core.events import ReasoningDelta, StreamEvent, TextDelta
from studio.core.parts import ImageOrigin


class RawImage(Struct, frozen=True):
    """An image cut out of the answer, not yet kept.

    Attributes:
        partial: a coarse version of an image that is still sharpening (images endpoint).
    """

    choice: int
    data: bytes
    origin: ImageOrigin
    alt: str
    partial: bool = False


RawEvent = StreamEvent | RawImage


class Sink:
    """Takes events in order and hands them out as one list."""

    def __init__(self) -> None:
        self._events: list[RawEvent] = []
        self._chunks: list[str] = []
        self._choice = 0
        self._reasons = False

    def text(self, choice: int, text: str) -> None:
        """Adds visible text."""
        if self._chunks and (choice != self._choice or self._reasons):
            self._join()
        self._choice = choice
        self._reasons = False
        self._chunks.append(text)

    def reasoning(self, choice: int, text: str) -> None:
        """Adds reasoning."""
        if self._chunks and (choice != self._choice or not self._reasons):
            self._join()
        self._choice = choice
        self._reasons = True
        self._chunks.append(text)

    def add(self, event: RawEvent) -> None:
        """Adds any other event."""
        self._join()
        self._events.append(event)

    def take(self) -> list[RawEvent]:
        """All events since the last call."""
        self._join()
        events, self._events = self._events, []
        return events

    def _join(self) -> None:
        if not self._chunks:
            return
        text = "".join(self._chunks)
        self._chunks.clear()
        if text:
            kind = ReasoningDelta if self._reasons else TextDelta
            self._events.append(kind(self._choice, text))

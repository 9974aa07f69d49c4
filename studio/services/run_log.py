"""What came during a run and when, for people who look into a request. In memory only."""

from msgspec import Struct
from msgspec.structs import replace

from studio.core.events import (
    Finished,
    ImageProgress,
    ImageReceived,
    ModelReported,
    ReasoningDelta,
    RemoteImageFound,
    ResponseStarted,
    StreamEvent,
    TextDelta,
    ToolCallDelta,
    UsageReported,
)

MOST_GROUPS = 200
MOST_RUNS = 50
"""Of so many last runs the events are remembered."""


class LoggedEvent(Struct, frozen=True):
    """Neighbouring events of one kind.

    Attributes:
        name: `sent`, `response`, `model`, `reasoning`, `text`, `image`, `tool_call`, `usage`,
            `finish`, `more` (of many kinds, when there are too many to tell apart), `end`.
        first_s, last_s: seconds since the request was sent.
        count: how many there were.
        characters: of text.
        size_bytes: of an image.
        detail: name of a tool, a model or a finish reason, a request's id.
    """

    name: str
    first_s: float
    last_s: float
    count: int = 1
    characters: int = 0
    size_bytes: int = 0
    detail: str = ""


class RunLog:
    """Groups events as they come; its size does not grow with the answer."""

    def __init__(self) -> None:
        self._groups: list[LoggedEvent] = [LoggedEvent("sent", 0.0, 0.0)]
        # More of the last group, which most events belong to: a value for each would cost more
        # than all else that is done with the event.
        self._texts = self._characters = 0
        self._text_s = 0.0

    def events(self) -> tuple[LoggedEvent, ...]:
        """All groups so far, in order."""
        self._settle()
        return tuple(self._groups)

    def note(self, batch: tuple[StreamEvent, ...], at_s: float) -> None:
        """Events came."""
        for event in batch:
            if type(event) is TextDelta and self._groups[-1].name == "text":
                self._texts += 1
                self._characters += len(event.text)
                self._text_s = at_s
                continue
            self._settle()
            self._add(_logged(event, at_s))

    def end(self, outcome: str, at_s: float) -> None:
        """The run is over."""
        self._settle()
        self._groups.append(LoggedEvent("end", at_s, at_s, detail=outcome))

    def _settle(self) -> None:
        if self._texts:
            last = self._groups[-1]
            self._groups[-1] = replace(
                last,
                last_s=self._text_s,
                count=last.count + self._texts,
                characters=last.characters + self._characters,
            )
            self._texts = self._characters = 0

    def _add(self, new: LoggedEvent) -> None:
        last = self._groups[-1]
        full = len(self._groups) >= MOST_GROUPS
        if full and last.name != "more":
            self._groups.append(replace(new, name="more", detail=""))
            return
        if not full and last.name != new.name:
            self._groups.append(new)
            return
        self._groups[-1] = replace(
            last,
            last_s=new.last_s,
            count=last.count + 1,
            characters=last.characters + new.characters,
            size_bytes=max(last.size_bytes, new.size_bytes),
            detail=last.detail or new.detail,
        )


def _logged(event: StreamEvent, at_s: float) -> LoggedEvent:
    one = LoggedEvent("text", at_s, at_s)
    if isinstance(event, TextDelta):
        return replace(one, characters=len(event.text))
    if isinstance(event, ReasoningDelta):
        return replace(one, name="reasoning", characters=len(event.text))
    if isinstance(event, ResponseStarted):
        return replace(one, name="response", detail=event.request_id or "")
    if isinstance(event, ModelReported):
        return replace(one, name="model", detail=event.model_id)
    if isinstance(event, ImageProgress):
        return replace(one, name="image", size_bytes=event.received_bytes)
    if isinstance(event, ImageReceived):
        return replace(one, name="image", size_bytes=event.blob.size_bytes)
    if isinstance(event, RemoteImageFound):
        return replace(one, name="image")
    if isinstance(event, ToolCallDelta):
        return replace(one, name="tool_call", detail=event.name)
    if isinstance(event, UsageReported):
        return replace(one, name="usage")
    assert isinstance(event, Finished)
    return replace(one, name="finish", detail=event.reason)

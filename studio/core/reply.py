"""Folds stream events into the parts of one reply.

The same folding serves the window, the headless `ask`, and the tests: streamed and
non-streamed answers end in the same parts.
"""

from collections.abc import Iterable

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
from studio.core.messages import Timing, Usage
from studio.core.models import sends_drafts
from studio.core.parts import (
    ImageOrigin,
    ImagePart,
    Part,
    PendingImagePart,
    ReasoningPart,
    RemoteImagePart,
    TextPart,
    ToolCallPart,
)


class TextAppended(Struct, frozen=True):
    """More text at the end of the text or reasoning part at `part_index`."""

    part_index: int
    text: str


class PartSet(Struct, frozen=True):
    """The part at `part_index` is new (one behind the last) or has a new value."""

    part_index: int
    part: Part


PartChange = TextAppended | PartSet


class _Text:
    """Growing text as chunks: appending never copies what is already there."""

    def __init__(self, first: str) -> None:
        self._chunks = [first]

    def append(self, text: str) -> None:
        self._chunks.append(text)

    def value(self) -> str:
        if len(self._chunks) > 1:
            self._chunks = ["".join(self._chunks)]
        return self._chunks[0]


class Reply:
    """One choice of one answer, growing.

    Args:
        choice: index of the choice; events of other choices are ignored.
        model_id: the model that was asked (some models send drafts before the image).
        first: parts of an earlier answer that this one goes on with.

    Attributes:
        timing: seconds since sending, filled from the `at_s` of `fold`.
    """

    def __init__(self, choice: int = 0, model_id: str = "", first: tuple[Part, ...] = ()) -> None:
        self.choice = choice
        self.model_id = model_id
        self.served_model: str | None = None
        self.request_id: str | None = None
        self.finish_reason: str | None = None
        self.usage: Usage | None = None
        self.timing = Timing()
        self._parts: list[Part | _Text] = []
        self._reasoning_at: int | None = None
        self._reasoning: _Text | None = None
        self._reasoning_began_s = 0.0
        self._reasoning_s: float | None = None
        self._pending_at: int | None = None
        self._partial_at: int | None = None
        self._tool_calls: dict[int, int] = {}
        self._urls: set[str] = set()
        self._resumes = bool(first)
        for part in first:
            self._resume(part)

    def _resume(self, part: Part) -> None:
        """Takes a part of an earlier answer; its text and its reasoning may grow."""
        if isinstance(part, TextPart):
            self._parts.append(_Text(part.text))
        elif isinstance(part, ReasoningPart) and self._reasoning is None:
            self._reasoning_at, self._reasoning_s = len(self._parts), part.duration_s or 0.0
            self._reasoning = _Text(part.text)
            self._parts.append(self._reasoning)
        elif not isinstance(part, PendingImagePart):
            self._parts.append(part)

    @property
    def has_content(self) -> bool:
        """Whether anything worth keeping came (retries end here)."""
        return any(not isinstance(part, PendingImagePart) for part in self._parts)

    def fold(self, events: Iterable[StreamEvent], at_s: float) -> tuple[PartChange, ...]:
        """Takes a batch of events and says how the parts changed.

        Args:
            events: a batch, in order.
            at_s: seconds since the request was sent.

        Returns:
            Changes that turn the parts before into the parts after, neighbouring text joined.
        """
        changes: list[PartChange] = []
        for event in events:
            if isinstance(event, ResponseStarted):
                self.request_id = event.request_id or self.request_id
                if self.timing.first_byte_s is None:
                    self.timing = replace(self.timing, first_byte_s=at_s)
            elif isinstance(event, UsageReported):
                self.usage = event.usage
            elif isinstance(event, ModelReported):
                self.served_model = event.model_id
            elif event.choice == self.choice:
                self._fold_choice(event, at_s, changes)
        return tuple(changes)

    def parts(self) -> tuple[Part, ...]:
        """All parts so far, an image under way included."""
        return tuple(self._value(index) for index in range(len(self._parts)))

    def finish(self, at_s: float) -> tuple[Part, ...]:
        """Ends the reply: nothing pending stays, drafts are marked.

        A reply without an image of its own gets the last image of its reasoning.

        Returns:
            The final parts; empty text is left out.
        """
        self._close_reasoning(at_s)
        self.timing = replace(self.timing, total_s=at_s)
        parts: list[Part] = [
            part
            for part in self.parts()
            if not isinstance(part, PendingImagePart)
            and not (isinstance(part, TextPart | ReasoningPart) and not part.text)
        ]
        return tuple(_mark_drafts(parts, self.served_model or self.model_id))

    def _fold_choice(self, event: StreamEvent, at_s: float, changes: list[PartChange]) -> None:
        if isinstance(event, Finished):
            self.finish_reason = event.reason
            return
        if not isinstance(event, ImageProgress) and self.timing.first_token_s is None:
            self.timing = replace(self.timing, first_token_s=at_s)
        if isinstance(event, ReasoningDelta):
            self._add_reasoning(event.text, at_s, changes)
            return
        if not isinstance(event, ImageReceived) or event.origin is not ImageOrigin.REASONING:
            self._end_reasoning(at_s, changes)
        if isinstance(event, TextDelta):
            self._add_text(event.text, changes)
        elif isinstance(event, ImageProgress):
            self._set_pending(event, changes)
        elif isinstance(event, ImageReceived):
            self._add_image(event, changes)
        elif isinstance(event, RemoteImageFound):
            if event.url not in self._urls:
                self._urls.add(event.url)
                self._append(RemoteImagePart(event.url, event.origin, event.alt), changes)
        elif isinstance(event, ToolCallDelta):
            self._add_tool_call(event, changes)

    def _add_reasoning(self, text: str, at_s: float, changes: list[PartChange]) -> None:
        if self._reasoning is None:
            self._reasoning = _Text(text)
            self._reasoning_began_s = at_s
            self._reasoning_at = self._insert(self._reasoning, ReasoningPart(text), changes)
        else:
            assert self._reasoning_at is not None
            if self._resumes and self._reasoning_s is not None:
                self._reasoning_began_s = at_s - self._reasoning_s
                self._reasoning_s = None  # it thinks again
                text = "\n\n" + text
            self._reasoning.append(text)
            _append_text(changes, self._reasoning_at, text)

    def _end_reasoning(self, at_s: float, changes: list[PartChange]) -> None:
        if self._reasoning_at is not None and self._reasoning_s is None:
            self._close_reasoning(at_s)
            changes.append(PartSet(self._reasoning_at, self._value(self._reasoning_at)))

    def _close_reasoning(self, at_s: float) -> None:
        if self._reasoning is not None and self._reasoning_s is None:
            self._reasoning_s = max(0.0, at_s - self._reasoning_began_s)

    def _add_text(self, text: str, changes: list[PartChange]) -> None:
        if not text:
            return
        at = self._next_index() - 1
        if self._resumes and at > 0 and self._parts[at] is self._reasoning:
            at -= 1  # new thoughts came first: the sentence that was cut goes on all the same
        last = self._parts[at] if at >= 0 else None
        if isinstance(last, _Text) and last is not self._reasoning:
            last.append(text)
            _append_text(changes, at, text)
        else:
            self._insert(_Text(text), TextPart(text), changes)

    def _set_pending(self, event: ImageProgress, changes: list[PartChange]) -> None:
        pending = PendingImagePart(event.received_bytes)
        if self._pending_at is None:
            self._pending_at = len(self._parts)
            self._parts.append(pending)
        else:
            self._parts[self._pending_at] = pending
        changes.append(PartSet(self._pending_at, pending))

    def _add_image(self, event: ImageReceived, changes: list[PartChange]) -> None:
        if any(
            isinstance(part, ImagePart)
            and part.blob.sha256 == event.blob.sha256
            and not (part.draft and not event.partial)
            for part in self._parts
        ):
            return
        draft = event.partial or event.origin is ImageOrigin.REASONING
        image = ImagePart(event.blob, event.origin, event.alt, draft=draft)
        at = self._partial_at if self._partial_at is not None else self._pending_at
        if at is None:
            at = self._append(image, changes)
        else:
            self._parts[at] = image
            changes.append(PartSet(at, image))
        self._pending_at = None
        self._partial_at = at if event.partial else None

    def _add_tool_call(self, event: ToolCallDelta, changes: list[PartChange]) -> None:
        at = self._tool_calls.get(event.index)
        if at is None:
            call = ToolCallPart(event.index, event.call_id or None, event.name, event.arguments)
            self._tool_calls[event.index] = self._append(call, changes)
            return
        old = self._parts[at]
        assert isinstance(old, ToolCallPart)
        call = ToolCallPart(
            event.index,
            event.call_id or old.call_id,
            event.name or old.name,
            old.arguments + event.arguments,
        )
        self._parts[at] = call
        changes.append(PartSet(at, call))

    def _append(self, part: Part, changes: list[PartChange]) -> int:
        return self._insert(part, part, changes)

    def _next_index(self) -> int:
        """Where a new part goes: at the end, but before an image that is under way there.

        An image is announced while its line is still arriving, so what stands before it in
        that line comes after the announcement.
        """
        end = len(self._parts)
        return end - 1 if self._pending_at is not None and self._pending_at == end - 1 else end

    def _insert(self, kept: Part | _Text, value: Part, changes: list[PartChange]) -> int:
        at = self._next_index()
        if at < len(self._parts):
            pending = self._parts[at]
            assert isinstance(pending, PendingImagePart)
            self._parts.append(pending)
            self._pending_at = at + 1
            self._parts[at] = kept
            changes += [PartSet(at, value), PartSet(at + 1, pending)]
        else:
            self._parts.append(kept)
            changes.append(PartSet(at, value))
        return at

    def _value(self, index: int) -> Part:
        part = self._parts[index]
        if part is self._reasoning:
            return ReasoningPart(self._reasoning.value(), self._reasoning_s)
        if isinstance(part, _Text):
            return TextPart(part.value())
        return part


def apply_changes(parts: tuple[Part, ...], changes: Iterable[PartChange]) -> tuple[Part, ...]:
    """The parts after some changes; for views that hold their own copy."""
    result = list(parts)
    for change in changes:
        if isinstance(change, TextAppended):
            old = result[change.part_index]
            assert isinstance(old, TextPart | ReasoningPart)
            result[change.part_index] = replace(old, text=old.text + change.text)
        elif change.part_index == len(result):
            result.append(change.part)
        else:
            result[change.part_index] = change.part
    return tuple(result)


def _append_text(changes: list[PartChange], index: int, text: str) -> None:
    last = changes[-1] if changes else None
    if isinstance(last, TextAppended) and last.part_index == index:
        changes[-1] = TextAppended(index, last.text + text)
    else:
        changes.append(TextAppended(index, text))


def _mark_drafts(parts: list[Part], model_id: str) -> list[Part]:
    images = [p for p in parts if isinstance(p, ImagePart)]
    own = [p for p in images if p.origin is not ImageOrigin.REASONING]
    if not own and images and not any(isinstance(p, RemoteImagePart) for p in parts):
        at = parts.index(images[-1])
        parts[at] = replace(images[-1], draft=False)
        return parts
    # The images endpoint says which are interim; several of it are as many as were asked for.
    sketched = [p for p in own if p.origin is not ImageOrigin.ENDPOINT]
    if len(sketched) > 1 and sends_drafts(model_id):
        for image in sketched[:-1]:
            parts[parts.index(image)] = replace(image, draft=True)
    return parts

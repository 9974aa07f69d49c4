"""One choice of an answer: its text, reasoning, images and tool calls, growing."""

from collections.abc import Callable
from typing import Any

from studio.core.events import Finished, ImageProgress, RemoteImageFound
from studio.core.parts import ImageOrigin
from studio.gateway.image_entries import image_event
from studio.gateway.json_values import dict_of, list_of, text_of
from studio.gateway.long_lines import Runs
from studio.gateway.open_image import OpenImage
from studio.gateway.reasoning import part_reasoning, reasoning_text
from studio.gateway.sink import RawEvent, Sink
from studio.gateway.text_scanner import TextScanner
from studio.gateway.thinking import ThinkSplitter
from studio.gateway.tool_calls import ToolCalls

_TEXT_TYPES = {"text", "output_text", "input_text"}
_REASONING_TYPES = {"thinking", "reasoning", "reasoning_content"}


class ChoiceAssembler:
    """Turns the deltas of one choice into events.

    Attributes:
        finished: a finish reason came, or the message came whole.
        has_content: anything at all came.
    """

    def __init__(self, index: int, sink: Sink) -> None:
        self.finished = False
        self.has_content = False
        self.finish_reason = ""
        self._index = index
        self._sink = sink
        self._content = TextScanner(index, sink)
        self._reasoning = TextScanner(index, sink, in_reasoning=True)
        self._think = ThinkSplitter(self._answer, self._reason)
        self._reasons = False
        self._tool_calls = ToolCalls(index)
        self._progress_bytes: int | None = None

    def text(self, text: str) -> None:
        """Takes visible text: the common delta."""
        if self._think.done:
            self._answer(text)
        else:
            self._think.feed(text)
        self.has_content = True

    def delta(self, delta: dict[str, Any], runs: Runs | None) -> None:
        """Takes a delta, or a whole message."""
        reasoning = reasoning_text(delta)
        if reasoning:
            self.has_content = True
            self._pieces(self._reason, self._reasoning, reasoning, runs)
        content = delta.get("content")
        if isinstance(content, str):
            self._text_with_runs(content, runs)
        elif isinstance(content, list):
            for part in content:
                self._part(part, runs, skip_reasoning=bool(reasoning))
        elif isinstance(content, dict):
            self._part(content, runs, skip_reasoning=bool(reasoning))
        for said in (delta.get("refusal"), dict_of(delta.get("audio")).get("transcript")):
            self._text_with_runs(text_of(said), runs)
        self._image_fields(delta, runs)
        for call in self._tool_calls.read(delta, runs):
            self._other_content()
            self._sink.add(call)

    def addresses(self, entries: list[Any], runs: Runs | None) -> None:
        """Takes `media.outputs`: addresses or data URIs of images."""
        found = [image_event(e, self._index, ImageOrigin.IMAGES, runs) for e in entries]
        self._content.addresses |= {e.url for e in found if isinstance(e, RemoteImageFound)}
        self._other_content()
        for event in found:
            self._add_image(event)

    def finish(self, reason: str) -> None:
        """Takes the finish reason; what was held back comes out first."""
        self.close()
        if not self.finished or not self.finish_reason:
            self.finish_reason = reason
            self._sink.add(Finished(self._index, reason))
        self.finished = True

    def close(self) -> None:
        """Ends the text; nothing stays held back."""
        self._think.close()
        self._reasoning.close()
        self._content.close()

    @property
    def image(self) -> OpenImage | None:
        """The image that is arriving in the text, or None."""
        return self._content.image or self._reasoning.image

    def report_progress(self) -> None:
        """Says how far an image in the text has come, when it is growing."""
        image = self.image
        size = None if image is None else image.received_bytes
        if size != self._progress_bytes:
            self._progress_bytes = size
            if size is not None:
                self._sink.add(ImageProgress(self._index, size))

    def _reason(self, text: str) -> None:
        self._reasons = True
        self._reasoning.feed(text)

    def _answer(self, text: str) -> None:
        if self._reasons:
            self._end_reasoning()
        self._content.feed(text)

    def _end_reasoning(self) -> None:
        self._reasons = False
        self._reasoning.settle()

    def _text_with_runs(self, text: str, runs: Runs | None) -> None:
        if not text:
            return
        self.has_content = True
        if runs is None:
            self.text(text)
            return
        scanner = self._reasoning if self._think.inside else self._content
        self._pieces(self.text, scanner, text, runs)

    def _pieces(
        self, feed: Callable[[str], None], scanner: TextScanner, text: str, runs: Runs | None
    ) -> None:
        for piece in [text] if runs is None else runs.split(text):
            if isinstance(piece, str):
                feed(piece)
            else:
                scanner.feed_run(piece)

    def _image_fields(self, delta: dict[str, Any], runs: Runs | None) -> None:
        images = delta.get("images")
        entries = [*list_of(images), delta.get("image")]
        if isinstance(images, dict | str):
            entries.insert(0, images)
        for entry in entries:
            event = image_event(entry, self._index, ImageOrigin.IMAGES, runs)
            if event is not None:
                self._other_content()
                self._add_image(event)

    def _part(self, part: Any, runs: Runs | None, *, skip_reasoning: bool) -> None:
        if isinstance(part, str):
            self._text_with_runs(part, runs)
            return
        fields = dict_of(part)
        kind = text_of(fields.get("type"))
        thought = fields.get("thought") is True
        if kind in _REASONING_TYPES or (thought and "text" in fields):
            reasoning = "" if skip_reasoning else part_reasoning(fields)
            self._pieces(self._reason, self._reasoning, reasoning, runs)
            self.has_content = self.has_content or bool(reasoning)
            return
        if kind in _TEXT_TYPES or (not kind and "text" in fields):
            text = fields.get("text")
            self._text_with_runs(text_of(dict_of(text).get("value") or text), runs)
            return
        if kind == "refusal":
            self._text_with_runs(text_of(fields.get("refusal")), runs)
            return
        origin = ImageOrigin.REASONING if thought else ImageOrigin.PART
        event = image_event(fields, self._index, origin, runs)
        if event is not None:
            self._other_content()
            self._add_image(event)

    def _other_content(self) -> None:
        """Something else than text comes: text before it must come out before it."""
        self.has_content = True
        self._think.skip()
        self._reasoning.settle()
        self._content.settle()

    def _add_image(self, event: RawEvent | str | None) -> None:
        if isinstance(event, str):
            self._sink.text(self._index, event)
        elif event is not None:
            self._sink.add(event)

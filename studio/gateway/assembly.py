"""Turns decoded payloads of a chat answer, streamed or whole, into events."""

from typing import Any

from studio.core.events import ModelReported, UsageReported
from studio.core.messages import Usage
from studio.gateway.choice import ChoiceAssembler
from studio.gateway.json_values import count_of, dict_of, list_of, text_of
from studio.gateway.long_lines import Runs
from studio.gateway.sink import Sink
from studio.gateway.usage import read_usage

_MOST_CHOICES = 128  # new-api allows no more; each one becomes a message
_NO_REASON = {"", "null", "none", "None"}


class ChatAssembler:
    """Takes payloads in order.

    Args:
        sink: takes the events.
        only_choice: one choice was asked for; whatever number it comes with, it is the first.

    Attributes:
        choices: every choice seen, by index.
        saw_blocked: a chunk came whose list of choices was empty and that was no usage
            report: new-api sends that, and nothing else, for a blocked prompt.
    """

    def __init__(self, sink: Sink, *, only_choice: bool = False) -> None:
        self.choices: dict[int, ChoiceAssembler] = {}
        self._only_choice = only_choice
        self._first = 0  # the number that the first choice came with
        self.saw_blocked = False
        self._sink = sink
        self._model = ""
        self._usage: Usage | None = None

    @property
    def finished(self) -> bool:
        """Whether every choice seen has ended."""
        return bool(self.choices) and all(c.finished for c in self.choices.values())

    def ordinary(self, payload: dict[str, Any]) -> bool:
        """Takes a chunk that holds a little text and nothing else; says whether it did.

        Nearly all chunks are of this kind: this path costs a third of the general one.
        """
        choices = payload.get("choices")
        if type(choices) is not list or len(choices) != 1 or type(choices[0]) is not dict:
            return False
        choice = choices[0]
        delta = choice.get("delta")
        if type(delta) is not dict or (len(delta) > 1 and (len(delta) > 2 or "role" not in delta)):
            return False
        text = delta.get("content")
        index = choice.get("index")
        if type(text) is not str or type(index) is not int or payload.get("model") != self._model:
            return False
        get = payload.get
        if choice.get("finish_reason") or get("usage") or get("error") or get("media"):
            return False
        state = self.choices.get(index) if not self._first else None
        if state is None or "error" in choice or "usage" in choice:
            return False
        if text:
            state.text(text)
        return True

    def payload(self, payload: dict[str, Any], runs: Runs | None) -> bool:
        """Takes one object; returns whether it belonged to a chat answer."""
        choices = payload.get("choices")
        usage = payload.get("usage")
        model = payload.get("model")
        if model and model != self._model and isinstance(model, str):
            self._model = model
            self._sink.add(ModelReported(model))
        if usage:
            self._usage = read_usage(dict_of(usage)) or self._usage
        media = payload.get("media")
        outputs = list_of(dict_of(media).get("outputs")) if media else None
        if isinstance(choices, list) and choices:
            for choice in choices:
                if isinstance(choice, dict):
                    self._choice(choice, runs, outputs)
                    outputs = None
        elif outputs:
            self._assembler(0).addresses(outputs, runs)
        elif choices == [] and not usage:
            self.saw_blocked = True
        return "choices" in payload or bool(usage) or media is not None

    def index_of(self, number: object) -> int:
        """The index of a choice by the number that it came with."""
        index = min(count_of(number) or 0, _MOST_CHOICES - 1)
        if self._only_choice and not self.choices:
            self._first = index
        return {self._first: 0, 0: self._first}.get(index, index)

    def report(self, pending_choice: int | None = None) -> None:
        """Reports what is told once per feed: progress of images, the latest usage.

        Args:
            pending_choice: its progress is told by the caller.
        """
        for index, choice in self.choices.items():
            if index != pending_choice:
                choice.report_progress()
        if self._usage is not None:
            self._sink.add(UsageReported(self._usage))
            self._usage = None

    def open_image_bytes(self, index: int) -> int:
        """Encoded bytes so far of the image that is arriving in a choice's text, or 0."""
        choice = self.choices.get(index)
        return 0 if choice is None or choice.image is None else choice.image.received_bytes

    def close(self) -> None:
        """Ends all choices; nothing stays held back."""
        for choice in self.choices.values():
            choice.close()

    def _assembler(self, index: int) -> ChoiceAssembler:
        found = self.choices.get(index)
        if found is None:
            found = self.choices[index] = ChoiceAssembler(index, self._sink)
        return found

    def _choice(self, choice: dict[str, Any], runs: Runs | None, outputs: list[Any] | None) -> None:
        index = self.index_of(choice.get("index"))
        state = self.choices.get(index) or self._assembler(index)
        delta = choice.get("delta")
        if isinstance(delta, dict):
            state.delta(delta, runs)
        elif isinstance(message := choice.get("message"), dict):
            state.delta(message, runs)
            state.finished = True
        elif text_of(choice.get("text")):
            state.delta({"content": choice["text"]}, runs)
        if outputs:
            state.addresses(outputs, runs)
        if "usage" in choice:
            self._usage = read_usage(dict_of(choice["usage"])) or self._usage
        reason = choice.get("finish_reason")
        if reason and isinstance(reason, str) and reason not in _NO_REASON:
            state.finish(reason)
        elif state.finished:
            state.close()

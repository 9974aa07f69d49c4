"""What a model does to answer, as data: steps on a timeline.

One script serves streamed and whole answers, so both end in the same values.
"""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

_TOKEN = re.compile(r"\s*[A-Za-z0-9]{1,6}|\s*[^\sA-Za-z0-9]{1,2}|\s+")


class Text(Struct, frozen=True):
    """Visible text, said at `rate` tokens per second (0: at once)."""

    text: str
    rate: float = 0.0


class Thought(Struct, frozen=True):
    """Reasoning, said at `rate` tokens per second (0: at once)."""

    text: str
    rate: float = 0.0


class Pause(Struct, frozen=True):
    """Silence."""

    seconds: float


class Picture(Struct, frozen=True):
    """An image, made when its turn comes.

    Attributes:
        make: gives the bytes; called on a worker thread with a function that says whether
            the client has left, in which case it should raise `PaintingStopped`.
        in_reasoning: goes out among the reasoning (Gemini 3 drafts).
        alt: its alternative text; new-api's.
        tokens: what it counts as.
    """

    make: "Callable[[Callable[[], bool]], bytes]"
    mime: str = "image/png"
    in_reasoning: bool = False
    alt: str = "image"
    tokens: int = 1290


class ToolCall(Struct, frozen=True):
    """A call of a tool; its arguments are said in pieces."""

    index: int
    call_id: str
    name: str
    arguments: str
    rate: float = 0.0


Step = Text | Thought | Pause | Picture | ToolCall


class Ending(StrEnum):
    """How an answer ends when it does not end well."""

    NORMAL = "normal"
    ERROR_CHUNK = "error_chunk"
    DISCONNECT = "disconnect"
    STALL = "stall"


class Script(Struct, frozen=True):
    """All that one choice says, and how it ends."""

    steps: tuple[Step, ...]
    finish_reason: str = "stop"
    ending: Ending = Ending.NORMAL

    def limited(self, max_tokens: int | None, stop: tuple[str, ...]) -> "Script":
        """The script cut at a number of tokens and at the first stop text."""
        script = self._cut_at(stop) if stop else self
        if max_tokens is None:
            return script
        left = max_tokens
        steps: list[Step] = []
        for step in script.steps:
            if isinstance(step, Text | Thought):
                tokens = split_tokens(step.text)
                if len(tokens) > left:
                    steps.append(replace(step, text="".join(tokens[:left])))
                    return Script(tuple(steps), "length")
                left -= len(tokens)
            steps.append(step)
        return Script(tuple(steps), script.finish_reason, script.ending)

    def _cut_at(self, stop: tuple[str, ...]) -> "Script":
        steps: list[Step] = []
        for step in self.steps:
            if isinstance(step, Text):
                at = min((i for word in stop if (i := step.text.find(word)) >= 0), default=-1)
                if at >= 0:
                    steps.append(replace(step, text=step.text[:at]))
                    return Script(tuple(steps))
            steps.append(step)
        return Script(tuple(steps), self.finish_reason, self.ending)


class Piece(Struct, frozen=True):
    """One delta of a choice: exactly one of the fields says something."""

    text: str = ""
    thought: str = ""
    picture: Picture | None = None
    call: ToolCall | None = None
    tokens: int = 0


def split_tokens(text: str) -> list[str]:
    """Cuts text into pieces of a few characters, as a model says it; nothing is lost."""
    return _TOKEN.findall(text)


def count_tokens(text: str) -> int:
    """How many tokens a text is, by the demo's own count."""
    return len(split_tokens(text))


def timeline(script: Script) -> Iterator[tuple[float, Piece]]:
    """The pieces of a script with the second (from the start) at which each is due."""
    at_s = 0.0
    for step in script.steps:
        if isinstance(step, Pause):
            at_s += step.seconds
        elif isinstance(step, Picture):
            yield at_s, Piece(picture=step)
        elif isinstance(step, ToolCall):
            for call in _call_pieces(step):
                at_s += 1 / step.rate if step.rate else 0.0
                yield at_s, Piece(call=call, tokens=1)
        elif step.text and not step.rate:
            yield at_s, _piece(step, step.text, count_tokens(step.text))
        else:
            for token in split_tokens(step.text):
                at_s += 1 / step.rate
                yield at_s, _piece(step, token, 1)


def _piece(step: Text | Thought, text: str, tokens: int) -> Piece:
    if isinstance(step, Thought):
        return Piece(thought=text, tokens=tokens)
    return Piece(text=text, tokens=tokens)


def _call_pieces(step: ToolCall) -> Iterator[ToolCall]:
    yield replace(step, arguments="")
    for token in split_tokens(step.arguments):
        yield ToolCall(step.index, "", "", token)

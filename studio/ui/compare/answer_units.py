"""The words of an answer as it is shown, and which of them are different elsewhere.

Reasoning and tool calls are left out: models are compared by what they say.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from studio.core.messages import Message
from studio.core.parts import Part, TextPart
from studio.services.comparing.word_differences import Spans, Steps, joined, words_of
from studio.ui.transcript.blocks import split_blocks
from studio.ui.transcript.finding.texts import Place, Unit, units_of
from studio.ui.transcript.rows import MessageRow

_T = TypeVar("_T")
_SLICE_S = 0.002
_LEAST_FOLDED_CHARS = 60
_FOLD_SIGN = "⋯"


async def in_slices(steps: Steps[_T]) -> _T:
    """Does some steps in each turn of the event loop, so that the window never waits."""
    until_s = time.perf_counter() + _SLICE_S
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: _T = end.value
            return found
        if time.perf_counter() > until_s:
            await asyncio.sleep(0)
            until_s = time.perf_counter() + _SLICE_S


class AnswerWords(Struct):
    """An answer, unit by unit, with the words of each.

    Attributes:
        words: of all units, one after the other.
        starts: number of the first word of each unit.
    """

    units: list[Unit] = field(default_factory=list)
    spans: list[Spans] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def add(self, unit: Unit) -> None:
        """Takes the next unit."""
        spans = words_of(unit.text)
        self.units.append(unit)
        self.spans.append(spans)
        self.starts.append(len(self.words))
        self.words += [unit.text[start:end] for start, end in spans]

    def runs(self, changed: Sequence[bool]) -> Steps[list[Spans]]:
        """The changed runs of each unit, as characters of its element."""
        found: list[Spans] = []
        for unit, spans, start in zip(self.units, self.spans, self.starts, strict=True):
            own = changed[start : start + len(spans)]
            runs = joined(spans, own, unit.text)
            found.append([(a + unit.offset, b + unit.offset) for a, b in runs])
            yield
        return found


def words_of_answer(message: Message) -> Steps[AnswerWords]:
    """Reads an answer."""
    found = AnswerWords()
    for unit in units_of(MessageRow(message), message.parts):
        if unit is not None and unit.key.startswith("text"):
            found.add(unit)
        yield
    return found


class MarkedAnswer(Struct, frozen=True):
    """An answer with its differences.

    Attributes:
        message: as it is shown; with identical parts folded its text is shorter.
        runs: changed characters by the place of their unit.
        stops: the changed runs in reading order.
        is_folded: whether identical parts are.
    """

    message: Message
    runs: dict[Place, Spans]
    stops: list[tuple[Unit, tuple[int, int]]]
    is_folded: bool = False


def marked_answer(
    message: Message,
    words: AnswerWords,
    changed: Sequence[bool],
    folds: tuple[str, str] | None = None,
) -> Steps[MarkedAnswer]:
    """The answer as it is shown.

    Args:
        folds: what stands for one block that is the same elsewhere, and for several (with
            `{count}`); None: nothing is folded.
    """
    runs = yield from words.runs(changed)
    if folds is None:
        return _marked(message, words.units, runs)
    shown = _folded(message, words, runs, folds)
    yield
    again = yield from words_of_answer(shown)
    placed = _placed(words.units, runs, again.units)
    yield
    return replace(_marked(shown, again.units, placed), is_folded=True)


def _placed(units: Sequence[Unit], runs: Sequence[Spans], kept: Sequence[Unit]) -> list[Spans]:
    """The runs of the units that are still there after others were folded."""
    placed: list[Spans] = []
    at = 0
    for unit in kept:
        if unit.text.startswith(_FOLD_SIGN):
            placed.append([])
            continue
        while at < len(units) and units[at].text != unit.text:
            at += 1
        placed.append(runs[at] if at < len(units) else [])
        at += 1
    return placed


def _marked(message: Message, units: Sequence[Unit], runs: Sequence[Spans]) -> MarkedAnswer:
    by_place: dict[Place, Spans] = {}
    stops: list[tuple[Unit, tuple[int, int]]] = []
    for unit, own in zip(units, runs, strict=True):
        if own:
            by_place.setdefault(unit.place, []).extend(own)
            stops += [(unit, run) for run in own]
    return MarkedAnswer(message, by_place, stops)


def _folded(
    message: Message, words: AnswerWords, runs: Sequence[Spans], notes: tuple[str, str]
) -> Message:
    """The message with a line in the place of blocks in which nothing is different."""
    different = {unit.place[:2] for unit, own in zip(words.units, runs, strict=True) if own}
    parts: list[Part] = []
    for index, part in enumerate(message.parts):
        if isinstance(part, TextPart):
            part = TextPart(_folded_text(part.text, f"text{index}", different, notes))
        parts.append(part)
    return replace(message, parts=tuple(parts))


def _folded_text(
    text: str, key: str, different: set[tuple[str, int]], notes: tuple[str, str]
) -> str:
    blocks = split_blocks(text)
    kept: list[str] = []
    same: list[str] = []

    def close() -> None:
        if sum(map(len, same)) >= _LEAST_FOLDED_CHARS:
            note = notes[0] if len(same) == 1 else notes[1].format(count=len(same))
            kept.append(f"*{_FOLD_SIGN} {note}*")
        else:
            kept.extend(same)
        same.clear()

    for number, block in enumerate(blocks):
        if (key, number) in different:
            close()
            kept.append(block.source)
        else:
            same.append(block.source)
    close()
    return "\n\n".join(kept)

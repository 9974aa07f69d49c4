"""`ToolSection`: a tool call as pieces: its head, and opened its arguments and its result."""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from studio.core.parts import ToolCallPart
from studio.ui.transcript.element import Element
from studio.ui.transcript.heights import Heights
from studio.ui.transcript.kit import Kit
from studio.ui.transcript.parts.plain import chunks_of
from studio.ui.transcript.parts.tool_card import (
    FOLD_PX,
    HEAD_PX,
    PAD_Y_PX,
    ToolChunk,
    ToolHead,
    pretty,
)
from studio.ui.transcript.pieces import UNMEASURED, Section
from studio.ui.transcript.state import ItemState

_FOLD_OVER_LINES, _FOLDED_LINES, _FOLDED_CHARS = 24, 20, 2400
_CHARS_A_LINE = 96  # about
_ALL = ":all"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)


class ToolValue(Struct, frozen=True):
    """What a tool section shows.

    Attributes:
        result: what the tool gave, or None while there is nothing.
        running: the message is being written.
        is_open: arguments and result are shown.
        is_whole: all of a long result is.
    """

    call: ToolCallPart
    result: str | None
    running: bool
    is_open: bool
    is_whole: bool

    @classmethod
    def of(
        cls, key: str, call: ToolCallPart, result: str | None, running: bool, state: ItemState
    ) -> "ToolValue":
        """The value of a part, opened as a person left it."""
        opened = state.open_parts
        return cls(call, result, running, key in opened, key + _ALL in opened)


def tool_texts(call: ToolCallPart, result: str | None) -> list[str]:
    """The texts of the pieces of an opened tool call: its name, then the chunks."""
    return [call.name, *_chunks(call.arguments), *(_chunks(result) if result else ())]


def _chunks(text: str) -> list[str]:
    shown = pretty(text)
    return chunks_of(shown) if shown else []


class _Chunk(Struct, frozen=True):
    text: str
    first: bool
    last: bool
    fold: str = ""


class ToolSection(Section):
    """A tool call that follows its newer values in place."""

    def __init__(self, key: str, value: ToolValue, kit: Kit, width: float) -> None:
        super().__init__(key, value, kit)
        self._shown = value
        self._width = width
        self._chunks: list[_Chunk] = []
        self._arrange()

    def adapt(self, value: object, kit: Kit) -> bool:
        """More of the arguments, a result, or opened or folded."""
        if not isinstance(value, ToolValue):
            return False
        self.value = self._shown = value
        self._arrange()
        return True

    def open_for(self, state: ItemState, piece: int, end: int) -> bool:
        """Opens what hides a character of a piece; True when something has to be opened.

        Args:
            piece, end: as in `tool_texts`.
        """
        if piece == 0:
            return False
        wanted = {self.key}
        arguments = len(_chunks(self._shown.call.arguments))
        folded = _folded(pretty(self._shown.result or ""))
        if (
            piece > arguments
            and folded is not None
            and (piece > arguments + 1 or end > len(folded))
        ):
            wanted.add(self.key + _ALL)
        missing = wanted - state.open_parts
        state.open_parts |= missing
        return bool(missing)

    def _arrange(self) -> None:
        shown, self.pieces = self._shown, {}
        self._chunks = []
        if shown.is_open:
            self._add(pretty(shown.call.arguments))
            self._add_result(pretty(shown.result or ""))
        kit, line = self.kit, self.kit.theme.line_px("code_small")
        strip = 0 if shown.is_open or shown.result is None else line + 2 * kit.px(PAD_Y_PX)
        heights = [float(kit.px(HEAD_PX + 8) + strip)]
        for chunk in self._chunks:
            lines = chunk.text.count("\n") + 1 + len(chunk.text) / _CHARS_A_LINE / 2
            pads = kit.px(PAD_Y_PX) * (chunk.first + chunk.last)
            heights.append(
                float(round(lines * line + pads + (kit.px(FOLD_PX) if chunk.fold else 0)))
            )
        self.heights = Heights(heights)
        self.measured = [UNMEASURED] * len(heights)

    def _add_result(self, text: str) -> None:
        folded = _folded(text)
        if folded is None:
            self._add(text)
        elif self._shown.is_whole:
            self._add(text, _tr("Show fewer lines"))
        else:
            more = text.count("\n") - folded.count("\n")
            label = _tr("Show {count} more lines").format(count=more) if more else _tr("Show all")
            self._add(folded, label)

    def _add(self, text: str, fold: str = "") -> None:
        chunks = chunks_of(text) if text else []
        for number, chunk in enumerate(chunks):
            last = number == len(chunks) - 1
            self._chunks.append(_Chunk(chunk, number == 0, last, fold if last else ""))

    def make(self, index: int) -> Sequence[Element]:
        """The head, or a chunk of what is opened."""
        shown = self._shown
        if index == 0:
            head = ToolHead(
                self.kit, self.key, shown.call, shown.result,
                running=shown.running, is_open=shown.is_open, alone=not self._chunks,
            )  # fmt: skip
            return (head,)
        chunk = self._chunks[index - 1]
        element = ToolChunk(
            self.kit, chunk.text, first=chunk.first, last=chunk.last,
            ends=index == len(self._chunks), fold=chunk.fold, fold_key=self.key + _ALL,
        )  # fmt: skip
        return (element,)

    def text(self) -> str:
        """The call as code."""
        call = self._shown.call
        return f"```json\n{call.name}: {call.arguments}\n```"


def _folded(text: str) -> str | None:
    """The beginning of a long text; None of one that is short enough."""
    if text.count("\n") < _FOLD_OVER_LINES and len(text) <= _FOLDED_CHARS * 2:
        return None
    lines = text[: _FOLDED_CHARS * 2].split("\n")[:_FOLDED_LINES]
    return "\n".join(lines)[:_FOLDED_CHARS]

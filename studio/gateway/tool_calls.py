"""Tool calls, in pieces, found again by their index."""

import json
from typing import Any

from msgspec import Struct

from studio.core.events import ToolCallDelta
from studio.gateway.json_values import count_of, dict_of, list_of, text_of
from studio.gateway.long_lines import Runs


class _Begun(Struct):
    """A call of which something came."""

    call_id: str = ""
    name: str = ""
    has_arguments: bool = False


class ToolCalls:
    """Gives every piece of a tool call of one choice its index.

    Pieces without an index are followed by the call's id, else by their position, or go on with
    the call before. An index that a server gives to several calls (older Ollama, Google: always
    0) is kept for the first of them.
    """

    def __init__(self, choice: int) -> None:
        self._choice = choice
        self._begun: dict[int, _Begun] = {}
        self._of_id: dict[str, int] = {}
        self._of_number: dict[int, int] = {}  # by the index that the server gave
        self._last = 0

    def read(self, delta: dict[str, Any], runs: Runs | None) -> list[ToolCallDelta]:
        """The pieces of tool calls in a delta or message."""
        calls = [
            (position, call)
            for position, call in enumerate(list_of(delta.get("tool_calls")))
            if isinstance(call, dict)
        ]
        alone = len(calls) == 1
        pieces = [self._piece(call, None if alone else at, runs) for at, call in calls]
        legacy = delta.get("function_call")
        if isinstance(legacy, dict):
            pieces.append(self._piece({"index": 0, "function": legacy}, None, runs))
        return [piece for piece in pieces if piece.call_id or piece.name or piece.arguments]

    def _piece(
        self, call: dict[str, Any], position: int | None, runs: Runs | None
    ) -> ToolCallDelta:
        function = dict_of(call.get("function")) or call
        arguments = function.get("arguments")
        if isinstance(arguments, dict | list):
            arguments = json.dumps(arguments, default=float, ensure_ascii=False)
        arguments = text_of(arguments)
        if runs is not None:
            arguments = runs.restored(arguments)
        call_id, name = text_of(call.get("id")), text_of(function.get("name"))
        index = self._index(count_of(call.get("index")), position, call_id, name)
        begun = self._begun.setdefault(index, _Begun())
        begun.call_id, begun.name = call_id or begun.call_id, name or begun.name
        begun.has_arguments = begun.has_arguments or bool(arguments)
        self._last = index
        return ToolCallDelta(self._choice, index, call_id, name, arguments)

    def _index(self, number: int | None, position: int | None, call_id: str, name: str) -> int:
        """The index of the call that a piece belongs to, by all that it says of itself."""
        index = self._of_id.get(call_id) if call_id else None
        if index is None:
            if number is not None:
                index = self._of_number.get(number, number)
            else:
                index = self._last if position is None else position
            begun = self._begun.get(index)
            if begun is not None and _is_another(begun, call_id, name, numbered=number is not None):
                index = max(self._begun) + 1
        if number is not None:
            self._of_number[number] = index
        if call_id:
            self._of_id[call_id] = index
        return index


def _is_another(begun: _Begun, call_id: str, name: str, *, numbered: bool) -> bool:
    """Whether a piece begins a call, although one was begun in its place.

    Only what has a name does: some servers make a new id for every piece.
    """
    if not name:
        return False
    if call_id and begun.call_id:
        return call_id != begun.call_id
    return begun.has_arguments and not (numbered and name == begun.name)

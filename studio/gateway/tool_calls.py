"""Tool calls, in pieces, found again by their index."""

import json
from typing import Any

from studio.core.events import ToolCallDelta
from studio.gateway.json_values import count_of, dict_of, list_of, text_of
from studio.gateway.long_lines import Runs


class ToolCalls:
    """Gives every piece of a tool call of one choice its index.

    Servers that send no index are followed by the call's id, else by its position.
    """

    def __init__(self, choice: int) -> None:
        self._choice = choice
        self._indexes: dict[str, int] = {}

    def read(self, delta: dict[str, Any], runs: Runs | None) -> list[ToolCallDelta]:
        """The pieces of tool calls in a delta or message."""
        pieces = [
            self._piece(dict_of(call), position, runs)
            for position, call in enumerate(list_of(delta.get("tool_calls")))
            if isinstance(call, dict)
        ]
        legacy = delta.get("function_call")
        if isinstance(legacy, dict):
            pieces.append(self._piece({"index": 0, "function": legacy}, 0, runs))
        return [piece for piece in pieces if piece.call_id or piece.name or piece.arguments]

    def _piece(self, call: dict[str, Any], position: int, runs: Runs | None) -> ToolCallDelta:
        function = dict_of(call.get("function")) or call
        call_id = text_of(call.get("id"))
        arguments = function.get("arguments")
        if isinstance(arguments, dict | list):
            arguments = json.dumps(arguments, default=float, ensure_ascii=False)
        arguments = text_of(arguments)
        if runs is not None:
            arguments = runs.restored(arguments)
        index = self._index(count_of(call.get("index")), call_id, position)
        return ToolCallDelta(self._choice, index, call_id, text_of(function.get("name")), arguments)

    def _index(self, index: int | None, call_id: str, position: int) -> int:
        if index is None:
            index = self._indexes.get(call_id) if call_id else None
        if index is None:
            taken = set(self._indexes.values())
            index = position
            if call_id and index in taken:
                index = max(taken) + 1
        if call_id:
            self._indexes[call_id] = index
        return index

"""Which messages of a path are results of tools, and to which calls they belong."""

from collections.abc import Sequence

from msgspec import Struct, field

from studio.core.ids import MessageId
from studio.core.messages import Message, Role
from studio.core.parts import ToolCallPart
from studio.ui.transcript.rows import ToolResult


class ToolAnswers(Struct, frozen=True):
    """The results of the tools of one path.

    Attributes:
        callers: the message with the call, by the message with the result.
        results: by the message with the calls.
    """

    callers: dict[MessageId, MessageId] = field(default_factory=dict)
    results: dict[MessageId, tuple[ToolResult, ...]] = field(default_factory=dict)


def answers_of(path: Sequence[Message]) -> ToolAnswers:
    """The results of tools on a path; those whose call is not there are left out."""
    found = ToolAnswers()
    if all(message.role is not Role.TOOL for message in path):
        return found
    calls: dict[str, MessageId] = {}
    for message in path:
        call_id = message.tool_call_id
        if message.role is Role.TOOL and call_id in calls:
            caller = found.callers[message.id] = calls[call_id]
            result = ToolResult(call_id, message.text)
            found.results[caller] = (*found.results.get(caller, ()), result)
        for part in message.parts:
            if isinstance(part, ToolCallPart) and part.call_id:
                calls[part.call_id] = message.id
    return found

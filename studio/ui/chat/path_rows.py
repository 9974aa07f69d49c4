"""The rows of the transcript: the path of a conversation with its versions and live parts."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QObject

from studio.core.ids import MessageId
from studio.core.messages import Message, Role
from studio.core.parts import TextPart, ToolCallPart
from studio.core.tokens import attachment_parts_tokens, text_tokens
from studio.core.tree import ConversationTree
from studio.services.runs import RunService
from studio.ui.chat.in_turns import in_turns
from studio.ui.chat.texts import decimal_of
from studio.ui.chat.tool_results import answers_of
from studio.ui.transcript.rows import MessageRow, VersionFacts

# Of so many messages the rows are made in a turn of their own.
_MANY = 2000


class PathRows:
    """The rows of one conversation's path; those that say the same as before stay the same.

    A conversation of 10,000 messages is asked for after every change of it: what did not
    change is told by being the same object, and costs the view nothing.
    """

    def __init__(self) -> None:
        self._known: dict[MessageId, MessageRow] = {}

    def prepare(
        self, tree: ConversationTree, runs: RunService, owner: QObject, then: Callable[[], None]
    ) -> None:
        """Calls `then`; for a very long conversation later, when its rows are there."""
        if len(tree) > _MANY:
            in_turns(owner, partial(self.read, tree, runs), then)
        else:
            then()

    def read(self, tree: ConversationTree, runs: RunService) -> list[MessageRow]:
        """The messages of the path that is shown, in order; results of tools with their calls."""
        rows: list[MessageRow] = []
        path = tree.path()
        answers = answers_of(path)
        known, callers = self._known.get, answers.callers
        special = tree.branching() | runs.writing() | answers.results.keys()
        for message in path:
            if message.id in callers:
                continue
            row = known(message.id)
            if message.id in special:
                results = answers.results.get(message.id, ())
                newer = replace(row_of(tree, message, runs), results=results)
                row = row if row == newer else newer
            elif (
                row is None
                or row.message is not message
                or row.versions > 1
                or row.running
                or row.results
            ):
                row = MessageRow(message)
            rows.append(row)
        self._known = {row.message.id: row for row in rows}
        return rows


def shown_row(tree: ConversationTree, message: Message, runs: RunService) -> MessageRow:
    """The row in which a message of the path is shown: its own, or that of the tool's caller."""
    has_calls = any(isinstance(part, ToolCallPart) for part in message.parts)
    if message.role is not Role.TOOL and not has_calls:
        return row_of(tree, message, runs)
    answers = answers_of(tree.path())
    shown = tree[answers.callers.get(message.id, message.id)]
    return replace(row_of(tree, shown, runs), results=answers.results.get(shown.id, ()))


def row_of(tree: ConversationTree, message: Message, runs: RunService) -> MessageRow:
    """One message; while a run writes it, with the parts that came so far."""
    live = runs.live(message.id)
    if live is not None:
        message = replace(message, parts=live.parts(message.id))
    version, count = tree.version(message.id)
    row = MessageRow(message, version, count, running=live is not None)
    if count == 1:
        return row
    versions, at = tree.siblings(message.id), version - 1
    return replace(
        row,
        previous=_facts(tree[versions[at - 1]], at) if at else None,
        shown=_facts(message, at + 1),
        following=_facts(tree[versions[at + 1]], at + 2) if at + 1 < len(versions) else None,
    )


def _facts(message: Message, number: int) -> VersionFacts:
    usage = message.usage
    return VersionFacts(
        number,
        message.created_at,
        usage.completion_tokens if usage is not None else None,
        sum(len(part.text) for part in message.parts if isinstance(part, TextPart)),
        message.model_id,
    )


def last_question(tree: ConversationTree) -> Message | None:
    """The last own message of the path."""
    return _last(tree, Role.USER)


def last_answer(tree: ConversationTree) -> Message | None:
    """The last answer of the path."""
    return _last(tree, Role.ASSISTANT)


def path_cost(path: tuple[Message, ...]) -> Decimal | None:
    """What the replies of a path cost together, or None when none is known."""
    costs = [decimal_of(each.usage.cost_usd) for each in path if each.usage is not None]
    known = [cost for cost in costs if cost is not None]
    return sum(known, Decimal(0)) if known else None


def context_tokens(path: tuple[Message, ...]) -> int:
    """About how many tokens of context a path fills.

    The gateway's own count is taken where the last answers have one; what came after it is
    estimated.
    """
    tokens = 0
    for message in reversed(path):
        if message.usage is not None and message.usage.total_tokens:
            return tokens + message.usage.total_tokens
        tokens += text_tokens(message.text) + attachment_parts_tokens(message.parts)
    return tokens


def _last(tree: ConversationTree, role: Role) -> Message | None:
    return next((each for each in reversed(tree.path()) if each.role is role), None)

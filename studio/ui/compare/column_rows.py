"""The rows of a column's transcript: its path, without what stands around it on the page."""

from msgspec.structs import replace

from studio.core.comparing import ComparedColumn, Comparison, path_of, questions_of
from studio.core.ids import MessageId
from studio.core.messages import Message, MessageState, Role
from studio.core.tree import ConversationTree
from studio.services.comparing.runner import ComparisonRunner
from studio.services.runs import RunService
from studio.ui.chat.tool_results import answers_of
from studio.ui.transcript.rows import MessageRow


def column_rows(
    tree: ConversationTree,
    comparison: Comparison,
    column: ComparedColumn,
    runs: RunService,
    runner: ComparisonRunner,
) -> list[MessageRow]:
    """The messages of a column; a first question stands above all columns, and not in them."""
    path = path_of(tree, column)
    answers = answers_of(path)
    alone = len(questions_of(path)) == 1
    rows: list[MessageRow] = []
    for message in path:
        if message.id in answers.callers or (alone and message.role is Role.USER):
            continue
        row = row_in_column(tree, comparison, column, message, runs, runner)
        rows.append(replace(row, results=answers.results.get(message.id, ())))
    return rows


def row_in_column(
    tree: ConversationTree,
    comparison: Comparison,
    column: ComparedColumn,
    message: Message,
    runs: RunService,
    runner: ComparisonRunner,
) -> MessageRow:
    """One message of a column; while a run writes it, with the parts that came so far."""
    live = runs.live(message.id)
    if live is not None:
        parts = live.parts(message.id)
        message = replace(message, parts=parts, state=MessageState.STREAMING)
    running = live is not None or runner.is_busy(message.id)
    if message.id != column.leaf_id:
        return MessageRow(message, running=running, bare=True)
    versions = own_versions(tree, comparison, column)
    at = versions.index(message.id) + 1 if message.id in versions else 1
    return MessageRow(message, at, max(1, len(versions)), running=running, bare=True)


def own_versions(
    tree: ConversationTree, comparison: Comparison, column: ComparedColumn
) -> tuple[MessageId, ...]:
    """The versions of a column's last answer: siblings of the same model in no other column."""
    if column.leaf_id is None or column.leaf_id not in tree:
        return ()
    leaf = tree[column.leaf_id]
    elsewhere = {
        message_id
        for other in comparison.columns
        if other.id != column.id
        for message_id in (*(each.id for each in path_of(tree, other)), *other.replies)
    }
    return tuple(
        each
        for each in tree.siblings(leaf.id)
        if each == leaf.id or (each not in elsewhere and tree[each].model_id == leaf.model_id)
    )

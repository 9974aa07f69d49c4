"""Comparisons as values: which models answer one question side by side, and where each stands.

No second data model: the question is one message of a conversation's tree, the answers are its
siblings below it, and a column is a path of that tree, named by its leaf. What is compared
outside a chat stands in a conversation of its own; its id says so (`core.ids.is_comparing`).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from studio.core.ids import ConversationId, MessageId, new_id
from studio.core.messages import Message, Role
from studio.core.models import short_model_name
from studio.core.tree import ConversationTree

LEAST_COLUMNS, MOST_COLUMNS = 2, 12


class ColumnSetup(Struct, frozen=True):
    """Who answers in a column, and how it is asked.

    Attributes:
        connection_id: "" for the default connection.
        system_prompt: "" for none.
        parameters: JSON object of `core.requests.Parameters`; `n` is how many images are wanted.
        way: of the wire, for models that draw (`core.making.Way`); "" for what suits the model.
    """

    model_id: str
    connection_id: str = ""
    system_prompt: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    way: str = ""


class ComparedColumn(Struct, frozen=True):
    """One column.

    Attributes:
        id: stays the same while the column is moved, set up anew and goes on.
        leaf_id: the end of its path in the tree; None before its first question.
        replies: siblings that were asked for at once, in order, when several images were wanted
            of a model that draws one at a time; the leaf is one of them. () : the leaf alone.
    """

    id: str
    setup: ColumnSetup
    leaf_id: MessageId | None = None
    replies: tuple[MessageId, ...] = ()


class Comparison(Struct, frozen=True):
    """A conversation seen as columns.

    Attributes:
        columns: from left to right.
        base_id: the answer that all columns go on from with the next question; None: each goes
            on with its own.
        shows: `images` or `texts`, as a person chose; "" for what suits the answers.
    """

    conversation_id: ConversationId
    columns: tuple[ComparedColumn, ...]
    updated_at: datetime
    base_id: MessageId | None = None
    shows: str = ""

    def column(self, column_id: str) -> ComparedColumn | None:
        """The column of an id, or None."""
        return next((each for each in self.columns if each.id == column_id), None)

    def with_column(self, changed: ComparedColumn) -> "Comparison":
        """The same with a newer value of one column."""
        columns = tuple(changed if each.id == changed.id else each for each in self.columns)
        return replace(self, columns=columns)

    def start_of(self, column: ComparedColumn) -> MessageId | None:
        """What the next question of a column hangs below."""
        return self.base_id or column.leaf_id


class LineUp(Struct, frozen=True):
    """Models that a person compares often, under a name."""

    id: str
    name: str
    columns: tuple[ColumnSetup, ...]


def new_column(setup: ColumnSetup, leaf_id: MessageId | None = None) -> ComparedColumn:
    """A column with an id of its own."""
    return ComparedColumn(new_id(), setup, leaf_id)


def setup_of(message: Message) -> ColumnSetup:
    """Who wrote an answer, and how it was asked (its system prompt is not kept with it)."""
    return ColumnSetup(
        message.model_id or message.served_model or "",
        message.connection_id or "",
        parameters=message.parameters,
    )


def names_of(setups: Sequence[ColumnSetup], *, short: bool = False) -> tuple[str, ...]:
    """Model ids; those that stand there more than once are numbered from left to right.

    Args:
        short: without the provider.
    """
    ids = [short_model_name(each.model_id) if short else each.model_id for each in setups]
    several = {each for each, count in Counter(ids).items() if count > 1}
    seen: Counter[str] = Counter()
    names: list[str] = []
    for each in ids:
        seen[each] += 1
        names.append(f"{each} ({seen[each]})" if each in several else each)
    return tuple(names)


def answer_of(tree: ConversationTree, column: ComparedColumn) -> Message | None:
    """The last answer of a column, or None before its first question."""
    message = tree.get(column.leaf_id) if column.leaf_id is not None else None
    return message if message is not None and message.role is Role.ASSISTANT else None


def replies_of(tree: ConversationTree, column: ComparedColumn) -> tuple[Message, ...]:
    """The last answer of a column with those that were asked for along with it, in order."""
    answer = answer_of(tree, column)
    if answer is None:
        return ()
    if answer.id not in column.replies:
        return (answer,)
    return tuple(found for each in column.replies if (found := tree.get(each)) is not None)


def with_leaf(column: ComparedColumn, leaf_id: MessageId) -> ComparedColumn:
    """A column that shows another answer; the others of its round stay with it."""
    return replace(
        column, leaf_id=leaf_id, replies=column.replies if leaf_id in column.replies else ()
    )


def answered(
    column: ComparedColumn, own: Sequence[MessageId], again: MessageId | None
) -> ComparedColumn:
    """A column with new replies; or with one of them in the place of `again`."""
    if again is None:
        return replace(column, leaf_id=own[0], replies=tuple(own) if len(own) > 1 else ())
    replies = tuple(own[0] if each == again else each for each in column.replies)
    leaf_id = own[0] if column.leaf_id == again else column.leaf_id
    return replace(column, leaf_id=leaf_id, replies=replies)


def path_of(tree: ConversationTree, column: ComparedColumn) -> tuple[Message, ...]:
    """The messages of a column; () before its first question."""
    # Not `tree.path`: it remembers one path, and the chat asks for its own all the time.
    found: list[Message] = []
    at = column.leaf_id
    while at is not None and (message := tree.get(at)) is not None and len(found) <= len(tree):
        found.append(message)
        at = message.parent_id
    return tuple(reversed(found))


def questions_of(path: Sequence[Message]) -> tuple[Message, ...]:
    """A person's messages of a path."""
    return tuple(message for message in path if message.role is Role.USER)


def shared_question(tree: ConversationTree, columns: Sequence[ComparedColumn]) -> Message | None:
    """The last question that all columns answer with the same history, or None."""
    paths = [path for path in (path_of(tree, each) for each in columns) if path]
    if not paths:
        return None
    found: Message | None = None
    for same in zip(*paths, strict=False):
        if any(message.id != same[0].id for message in same):
            break
        if same[0].role is Role.USER:
            found = same[0]
    return found


def next_question(
    tree: ConversationTree, columns: Sequence[ComparedColumn], column: ComparedColumn
) -> Message | None:
    """What the others were asked already and a column, added later, was not; or None."""
    asked = len(questions_of(path_of(tree, column)))
    for other in columns:
        questions = questions_of(path_of(tree, other))
        if len(questions) > asked:
            return questions[asked]
    return None

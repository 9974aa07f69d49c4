"""Makes the replies that are asked for, with the requests that go out for them: values alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from studio.core.comparing import Comparison, answered
from studio.core.ids import MessageId, new_id
from studio.core.messages import Message, MessageState, Role
from studio.core.requests import ChatRequest, ImageRequest
from studio.core.sent import SentRequest
from studio.core.tree import ConversationTree
from studio.services.asking import prepared
from studio.services.comparing.requests import ColumnRequests

Asked = tuple[Message, ChatRequest | ImageRequest]


class MadeReplies(Struct, frozen=True):
    """What a question becomes.

    Attributes:
        comparison: with the columns standing at their new replies.
        replies: waiting, each with its request, in the order in which they go out.
        records: what will be sent for each.
    """

    comparison: Comparison
    replies: list[Asked]
    records: dict[MessageId, SentRequest]


def make_replies(
    comparison: Comparison,
    asked: Mapping[str, MessageId | None],
    *,
    tree: ConversationTree,
    new: Sequence[Message],
    requests: ColumnRequests,
    now: datetime,
    partial: Message | None = None,
    again: MessageId | None = None,
) -> MadeReplies:
    """Makes replies for some columns.

    Args:
        asked: the question of each column.
        new: questions that are not in the tree yet.
        partial: an answer to go on with.
        again: the only one of a column's replies that is asked for again.
    """
    fresh = {message.id: message for message in new}
    replies: list[Asked] = []
    records: dict[MessageId, SentRequest] = {}
    for column in comparison.columns:
        question_id = asked.get(column.id)
        if question_id is None:
            continue
        wanted = requests.make_all(column.setup, _history(tree, question_id, fresh))
        if again is not None:
            place = column.replies.index(again)
            wanted = (wanted[min(place, len(wanted) - 1)],)
        elif partial is not None:
            wanted = wanted[:1]
        own: list[MessageId] = []
        for request in wanted:
            reply = _reply(comparison, question_id, request, now)
            reply, asking, records[reply.id] = prepared(reply, request, partial)
            replies.append((reply, asking))
            own.append(reply.id)
        comparison = comparison.with_column(answered(column, own, again))
    return MadeReplies(comparison, replies, records)


def _reply(
    comparison: Comparison,
    question_id: MessageId,
    request: ChatRequest | ImageRequest,
    now: datetime,
) -> Message:
    return Message(
        id=MessageId(new_id()),
        conversation_id=comparison.conversation_id,
        parent_id=question_id,
        role=Role.ASSISTANT,
        parts=(),
        created_at=now,
        state=MessageState.WAITING,
        model_id=request.model_id or None,
        connection_id=request.connection.id,
        parameters=request.parameters.as_dict(),
    )


def _history(
    tree: ConversationTree, question_id: MessageId, fresh: Mapping[MessageId, Message]
) -> tuple[Message, ...]:
    """The path up to and with a question that may not be in the tree yet."""
    question = fresh.get(question_id)
    if question is None:
        return tree.path(question_id)
    before = tree.path(question.parent_id) if question.parent_id is not None else ()
    return (*before, question)

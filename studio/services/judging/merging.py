"""One answer from all: a model reads the answers of a comparison and writes its own."""

import secrets
from collections.abc import Sequence

from msgspec.structs import replace

from studio.core.comparing import MOST_COLUMNS, ColumnSetup, new_column
from studio.core.ids import MessageId, new_id
from studio.core.judging.judge_prompt import merge_parts
from studio.core.messages import Message, MessageState, Role
from studio.core.parts import TextPart
from studio.core.ports import Clock
from studio.core.requests import ChatRequest
from studio.core.sent import record_of
from studio.services.comparing import Comparing
from studio.services.conversations import ConversationStore


class Merging:
    """Asks for merged answers.

    The merged answer is one more sibling of the answers, in a column of its own. What the model
    was told beside the question is kept with its request (`SentRequest.closing`).
    """

    def __init__(
        self, *, comparing: Comparing, conversations: ConversationStore, clock: Clock
    ) -> None:
        self._comparing = comparing
        self._conversations = conversations
        self._clock = clock

    def merge(
        self, question: Message, answers: Sequence[Message], setup: ColumnSetup
    ) -> MessageId | None:
        """Asks a model for one answer from all, and shows it as a column at the right.

        Args:
            question: with its (loaded) tree in a kept comparison.

        Returns:
            The reply, which is a run from now on; None when there is nothing to merge, or no
            room for a column.
        """
        cid = question.conversation_id
        comparison = self._comparing.store.get(cid)
        tree = self._conversations.tree(cid)
        full = comparison is not None and len(comparison.columns) >= MOST_COLUMNS
        if comparison is None or tree is None or full or not answers or question.id not in tree:
            return None
        added = merge_parts(answers, secrets.token_hex(8))
        path = tree.path(question.id)
        asked = replace(question, parts=(*question.parts, *added))
        request = self._comparing.requests.make(setup, (*path[:-1], asked))
        if not isinstance(request, ChatRequest):
            return None
        closing = "".join(part.text for part in added if isinstance(part, TextPart))
        reply = Message(
            id=MessageId(new_id()),
            conversation_id=cid,
            parent_id=question.id,
            role=Role.ASSISTANT,
            parts=(),
            created_at=self._clock.now(),
            state=MessageState.WAITING,
            model_id=request.model_id or None,
            connection_id=request.connection.id,
            parameters=request.parameters.as_dict(),
        )
        record = replace(record_of(request), closing=closing)
        self._conversations.add_messages(cid, [reply], show=False, requests={reply.id: record})
        column = new_column(setup, reply.id)
        self._comparing.store.put(replace(comparison, columns=(*comparison.columns, column)))
        self._comparing.runner.parallel.add([(reply, request)])
        return reply.id

"""Asking several models the same: one question, one reply for each column, each a run of its own.

The life of a question: it and its waiting replies go into the tree of the conversation in one
transaction (see `core.comparing`); as many requests as a connection takes at once begin, the
rest wait and say so; a run that ends lets the next one begin. A column that was added later
answers what the others were asked, one question after the other.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from studio.core.comparing import (
    MOST_COLUMNS,
    ColumnSetup,
    ComparedColumn,
    Comparison,
    answer_of,
    new_column,
    next_question,
    path_of,
    questions_of,
    replies_of,
    shared_question,
    with_leaf,
)
from studio.core.errors import StorageError
from studio.core.ids import ConversationId, MessageId, new_comparing_id, new_id
from studio.core.messages import Attachment, Conversation, Draft, Message, MessageState, Role
from studio.core.ports import Clock
from studio.core.tree import ConversationTree
from studio.services.asking import make_question, title_from
from studio.services.comparing.parallel import ParallelRuns
from studio.services.comparing.preparing import make_replies
from studio.services.comparing.requests import ColumnRequests
from studio.services.comparing.store import ComparisonStore
from studio.services.conversations import ConversationStore
from studio.services.runs import RunService
from studio.services.tasks import TaskScope
from studio.services.versions import edited_version


class ComparisonRunner(QObject):
    """Asks, stops and asks again, column by column.

    Signals:
        queue_changed: conversation id; the message that waits for the answers is new, sent or
            taken back.
    """

    queue_changed = Signal(str)

    def __init__(
        self,
        *,
        store: ComparisonStore,
        conversations: ConversationStore,
        runs: RunService,
        requests: ColumnRequests,
        parallel: ParallelRuns,
        scope: TaskScope,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._conversations = conversations
        self._runs = runs
        self._requests = requests
        self.parallel = parallel
        self._scope = scope
        self._clock = clock
        self._queued: dict[ConversationId, Draft] = {}
        parallel.ended.connect(self._on_parallel_ended)

    # What is under way

    def is_running(self, conversation_id: str) -> bool:
        """Whether an answer is being written in a conversation, or waits for its turn."""
        waiting = self.parallel.is_waiting(conversation_id)
        return waiting or self._runs.is_running(conversation_id)

    def queued(self, conversation_id: str) -> Draft | None:
        """The message that goes out after the answers, or None."""
        return self._queued.get(ConversationId(conversation_id))

    # Asking

    def begin(
        self, setups: Iterable[ColumnSetup], text: str, attachments: tuple[Attachment, ...] = ()
    ) -> ConversationId:
        """Asks a first question in a new comparison. Returns its conversation."""
        cid = self.keep_new(map(new_column, setups))
        self.send(cid, text, attachments)
        return cid

    def keep_new(
        self, columns: Iterable[ComparedColumn], draft: Draft | None = None
    ) -> ConversationId:
        """Keeps a comparison in which nothing was asked yet. Returns its conversation."""
        now = self._clock.now()
        cid = new_comparing_id()
        conversation = Conversation(cid, now, now, draft=draft or Draft())
        self._conversations.add_conversation(conversation, ())
        comparison = Comparison(cid, tuple(columns), now)
        self._store.put(comparison)
        self._store.set_current(each.setup for each in comparison.columns)
        return cid

    def compare_answer(
        self, message: Message, own: ColumnSetup, others: Iterable[ColumnSetup]
    ) -> None:
        """Sets an answer of a (loaded) conversation beside those of other models.

        Args:
            message: an answer, or a question.
            own: who wrote the answer; not asked again.
            others: who answers the same question.
        """
        cid = message.conversation_id
        is_answer = message.role is Role.ASSISTANT
        question_id = message.parent_id if is_answer else message.id
        columns = [new_column(own, message.id)] if is_answer else []
        new = [new_column(setup, question_id) for setup in others][: MOST_COLUMNS - len(columns)]
        comparison = Comparison(cid, (*columns, *new), self._clock.now())
        self._store.put(comparison)
        self._ask(comparison, {each.id: question_id for each in new}, [])

    def compare_in_chat(
        self,
        conversation_id: str,
        setups: Iterable[ColumnSetup],
        text: str,
        attachments: tuple[Attachment, ...] = (),
    ) -> None:
        """Asks several models the next question of a (loaded) chat, with its history.

        What the chat has set holds where a setup sets nothing of its own.
        """
        conversation = self._conversations.get(conversation_id)
        tree = self._conversations.tree(conversation_id)
        if conversation is None or tree is None or self.is_running(conversation_id):
            return
        leaf_id = tree.leaf_id
        columns = [new_column(in_chat(setup, conversation), leaf_id) for setup in setups][
            :MOST_COLUMNS
        ]
        self._store.put(Comparison(conversation.id, tuple(columns), self._clock.now()))
        self.send(conversation_id, text, attachments)

    def send(
        self, conversation_id: str, text: str, attachments: tuple[Attachment, ...] = ()
    ) -> None:
        """Asks all columns, or queues the message while answers are being written."""
        cid = ConversationId(conversation_id)
        if self._store.get(cid) is None or not (text.strip() or attachments):
            return
        if self.is_running(cid):
            draft = self._queued.get(cid, Draft()).joined(Draft(text, attachments))
            self._queued[cid] = draft
            self._conversations.set_queued(cid, draft)
            self.queue_changed.emit(cid)
        elif self._conversations.tree(cid) is None:
            self._scope.start(self._send_loaded(cid, text, attachments), name="send to all")
        else:
            self._post(cid, Draft(text, attachments), clear_draft=True)

    def edit(self, conversation_id: str, text: str) -> None:
        """Asks all columns an edited last question, beside the old one; its files go along."""
        comparison = self._store.get(conversation_id)
        tree = self._conversations.tree(conversation_id)
        if comparison is None or tree is None or self.is_running(conversation_id):
            return
        edited: dict[MessageId, Message] = {}
        asked: dict[str, MessageId | None] = {}
        for column in comparison.columns:
            questions = questions_of(path_of(tree, column))
            if questions:
                old = questions[-1]
                if old.id not in edited:
                    edited[old.id] = edited_version(old, text, None, self._clock.now())
                asked[column.id] = edited[old.id].id
        if asked:
            self._ask(replace(comparison, base_id=None), asked, list(edited.values()))

    def add_column(self, conversation_id: str, setup: ColumnSetup) -> None:
        """Adds a column at the right; it answers what the others were asked."""
        comparison = self._store.get(conversation_id)
        if comparison is None or len(comparison.columns) >= MOST_COLUMNS:
            return
        column = new_column(setup)
        tree = self._conversations.tree(conversation_id)
        asked = shared_question(tree, comparison.columns) if tree is not None else None
        comparison = replace(comparison, columns=(*comparison.columns, column))
        self._put_line_up(comparison)
        if asked is not None:
            self._ask(comparison, {column.id: asked.id}, [])

    def retry(self, conversation_id: str, column_id: str) -> None:
        """Asks a column its last question again; what came before stays as a version."""
        comparison = self._store.get(conversation_id)
        column = comparison.column(column_id) if comparison is not None else None
        tree = self._conversations.tree(conversation_id)
        replies = replies_of(tree, column) if tree is not None and column is not None else ()
        if comparison is None or not replies or any(self.is_busy(each.id) for each in replies):
            return
        self._ask(comparison, {column_id: replies[0].parent_id}, [])

    def retry_reply(self, conversation_id: str, column_id: str, message_id: str) -> None:
        """Asks again for one of several images that a column was asked for; the others stay."""
        comparison = self._store.get(conversation_id)
        column = comparison.column(column_id) if comparison is not None else None
        tree = self._conversations.tree(conversation_id)
        replies = replies_of(tree, column) if tree is not None and column is not None else ()
        reply = next((each for each in replies if each.id == message_id), None)
        if comparison is None or reply is None or self.is_busy(reply.id):
            return
        again = reply.id if len(replies) > 1 else None
        self._ask(comparison, {column_id: reply.parent_id}, [], again=again)

    def continue_answer(self, conversation_id: str, column_id: str) -> None:
        """Goes on with a column's answer that was cut off, in a version that begins with it."""
        comparison = self._store.get(conversation_id)
        column = comparison.column(column_id) if comparison is not None else None
        tree = self._conversations.tree(conversation_id)
        answer = answer_of(tree, column) if tree is not None and column is not None else None
        if comparison is None or answer is None or self.is_busy(answer.id):
            return
        self._ask(comparison, {column_id: answer.parent_id}, [], partial=answer)

    def retry_all(self, conversation_id: str, *, failed_only: bool = False) -> None:
        """Asks every column that is not being written again; or those without an answer."""
        comparison = self._store.get(conversation_id)
        tree = self._conversations.tree(conversation_id)
        for column in comparison.columns if comparison is not None else ():
            replies = replies_of(tree, column) if tree is not None else ()
            bad = [each for each in replies if each.state is not MessageState.COMPLETE]
            if replies and not (failed_only and len(bad) < len(replies)):
                self.retry(conversation_id, column.id)
            elif failed_only:
                for each in bad:
                    self.retry_reply(conversation_id, column.id, each.id)

    def is_busy(self, message_id: str) -> bool:
        """Whether an answer is being written or waits for its turn."""
        return self.parallel.place_of(message_id) > 0 or self._runs.live(message_id) is not None

    # Stopping

    def stop(self, message_id: str) -> None:
        """Stops one answer; what came is kept, the others go on."""
        if not self.parallel.drop(message_id):
            self._runs.stop_reply(message_id)

    def stop_all(self, conversation_id: str) -> None:
        """Stops all answers of a comparison, those that wait first."""
        self.parallel.drop_all(conversation_id)
        self._runs.stop(conversation_id)

    def unqueue(self, conversation_id: str) -> Draft | None:
        """Takes the queued message back, to go on editing it."""
        draft = self._queued.pop(ConversationId(conversation_id), None)
        if draft is not None:
            self._conversations.set_queued(ConversationId(conversation_id), None)
            self.queue_changed.emit(conversation_id)
        return draft

    # Columns

    def remove_column(self, conversation_id: str, column_id: str) -> None:
        """Takes a column away and stops its answer; its messages stay in the tree."""
        comparison = self._store.get(conversation_id)
        column = comparison.column(column_id) if comparison is not None else None
        if comparison is None or column is None:
            return
        rest = tuple(each for each in comparison.columns if each.id != column_id)
        self._put_line_up(replace(comparison, columns=rest))
        kept = {message_id for each in rest for message_id in (each.leaf_id, *each.replies)}
        for message_id in dict.fromkeys((column.leaf_id, *column.replies)):
            if message_id is not None and message_id not in kept:
                self.stop(message_id)

    def put_columns(self, conversation_id: str, columns: Sequence[ComparedColumn]) -> None:
        """Takes columns in another order, or set up anew."""
        comparison = self._store.get(conversation_id)
        if comparison is not None and tuple(columns) != comparison.columns:
            self._put_line_up(replace(comparison, columns=tuple(columns)))

    def show_leaf(self, conversation_id: str, column_id: str, leaf_id: MessageId) -> None:
        """Shows another version of a column's answer."""
        comparison = self._store.get(conversation_id)
        column = comparison.column(column_id) if comparison is not None else None
        if comparison is not None and column is not None:
            self._store.put(comparison.with_column(with_leaf(column, leaf_id)))

    def show_as(self, conversation_id: str, shows: str) -> None:
        """Shows a comparison as `images` or `texts`; "": as suits its answers."""
        comparison = self._store.get(conversation_id)
        if comparison is not None and comparison.shows != shows:
            self._store.put(replace(comparison, shows=shows))

    def continue_from(self, conversation_id: str, message_id: MessageId | None) -> None:
        """All columns go on from one answer with the next question; None: each from its own."""
        comparison = self._store.get(conversation_id)
        if comparison is not None and comparison.base_id != message_id:
            self._store.put(replace(comparison, base_id=message_id))

    # Inside

    def _put_line_up(self, comparison: Comparison) -> None:
        """A person chose these columns: they are asked next, too."""
        self._store.put(comparison)
        self._store.set_current(each.setup for each in comparison.columns)

    async def _send_loaded(
        self, cid: ConversationId, text: str, attachments: tuple[Attachment, ...]
    ) -> None:
        try:
            await self._conversations.ensure_tree(cid)
        except StorageError:
            return  # told by the store; the text is still the draft on disk
        self.send(cid, text, attachments)

    def _post(self, cid: ConversationId, message: Draft, *, clear_draft: bool) -> None:
        comparison = self._store.get(cid)
        assert comparison is not None
        now = self._clock.now()
        tree = self._conversations.tree(cid)
        assert tree is not None
        questions: dict[MessageId | None, Message] = {}
        for column in comparison.columns:
            start = comparison.start_of(column)
            start = start if start in tree else None
            if start not in questions:
                questions[start] = make_question(cid, start, message.text, message.attachments, now)
        asked: dict[str, MessageId | None] = {}
        for column in comparison.columns:
            start = comparison.start_of(column)
            asked[column.id] = questions[start if start in tree else None].id
        self._conversations.set_auto_title(cid, title_from(message.text, now.astimezone()))
        comparison = replace(comparison, base_id=None)
        self._ask(comparison, asked, list(questions.values()), clear_draft=clear_draft)

    def _ask(
        self,
        comparison: Comparison,
        asked: Mapping[str, MessageId | None],
        new: Sequence[Message],
        *,
        clear_draft: bool = False,
        partial: Message | None = None,
        again: MessageId | None = None,
    ) -> None:
        """Makes replies for some columns, stores all, and lines up their runs.

        Args:
            asked: the question of each column.
            new: questions that are not in the tree yet.
            partial: an answer to go on with.
            again: the only one of a column's replies that is asked for again.
        """
        cid = comparison.conversation_id
        tree = self._conversations.tree(cid)
        assert tree is not None
        made = make_replies(
            comparison, asked, tree=tree, new=new, requests=self._requests,
            now=self._clock.now(), partial=partial, again=again,
        )  # fmt: skip
        replies = made.replies
        rows = [*new, *(message for message, _ in replies)]
        self._conversations.add_messages(
            cid, rows, show=False, clear_draft=clear_draft, requests=made.records
        )
        self._store.put(made.comparison)
        if replies:
            self._conversations.show_version(cid, replies[0][0].id)
        self.parallel.add(replies)

    def _on_parallel_ended(self, conversation_id: str, message_id: str) -> None:
        comparison = self._store.get(conversation_id)
        tree = self._conversations.tree(conversation_id)
        if comparison is None or tree is None:
            return
        for column in comparison.columns:
            if message_id in column.replies:
                self._stand_in(comparison, tree, column)
        reply = tree.get(MessageId(message_id))
        if reply is not None and reply.state is MessageState.COMPLETE:
            for column in comparison.columns:
                if column.leaf_id == message_id:
                    self._catch_up(comparison, tree, column)
        if not self.is_running(conversation_id):
            self._send_queued(comparison, tree)

    def _stand_in(
        self, comparison: Comparison, tree: ConversationTree, column: ComparedColumn
    ) -> None:
        """Where the first of several images failed, the column stands for one that came."""
        replies = replies_of(tree, column)
        answer = next((each for each in replies if each.id == column.leaf_id), None)
        whole = next((each for each in replies if each.state is MessageState.COMPLETE), None)
        if answer is not None and answer.failure is not None and whole is not None:
            self._store.put(comparison.with_column(with_leaf(column, whole.id)))

    def _catch_up(
        self, comparison: Comparison, tree: ConversationTree, column: ComparedColumn
    ) -> None:
        """Asks a column that was added later what the others were asked next."""
        missed = next_question(tree, comparison.columns, column)
        if missed is None:
            return
        question = replace(
            missed,
            id=MessageId(new_id()),
            parent_id=column.leaf_id,
            created_at=self._clock.now(),
        )
        self._ask(comparison, {column.id: question.id}, [question])

    def _send_queued(self, comparison: Comparison, tree: ConversationTree) -> None:
        """The answers are there: the next question goes out.

        Not when a person stopped one, nor when all failed: the page takes it back into the box.
        """
        cid = comparison.conversation_id
        answers = [each for column in comparison.columns for each in replies_of(tree, column)]
        states = {each.state for each in answers}
        if MessageState.STOPPED in states or MessageState.COMPLETE not in states:
            return
        draft = self._queued.pop(cid, None)
        if draft is not None:
            self._conversations.set_queued(cid, None, write=False)
            self._post(cid, draft, clear_draft=False)
            self.queue_changed.emit(cid)


def in_chat(setup: ColumnSetup, conversation: Conversation) -> ColumnSetup:
    """A setup for a chat: what the chat has set holds where it sets nothing of its own."""
    return replace(
        setup,
        system_prompt=setup.system_prompt or conversation.system_prompt,
        parameters={**conversation.parameters, **setup.parameters},
    )

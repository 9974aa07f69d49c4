"""All runs of the application: sending, regenerating, editing, stopping, queueing."""

import asyncio
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from studio.core.errors import StudioError
from studio.core.ids import ConnectionId, ConversationId, MessageId, is_making, new_id
from studio.core.messages import (
    Attachment,
    Conversation,
    Draft,
    Message,
    MessageState,
    Role,
)
from studio.core.ports import Clock
from studio.core.requests import ChatRequest, Connection, ImageRequest, Parameters
from studio.services.catalogue import ModelCatalogue
from studio.services.connections import ConnectionStore
from studio.services.conversations import ConversationStore
from studio.services.network import NetworkThread
from studio.services.preferences import Preferences
from studio.services.run import Run
from studio.services.tasks import TaskScope

if TYPE_CHECKING:
    from studio.services.run_log import LoggedEvent, RunLog

NO_CONNECTION = Connection(id=ConnectionId(""), name="", base_url="")


class RunService(QObject):
    """Starts runs and knows those under way.

    Signals:
        run_started: conversation id, message id of the reply.
        run_advanced: a `RunAdvanced`, at most every 66 ms per run.
        run_finished: conversation id, message id of the reply (read its state there).
        queue_changed: conversation id; its queued message is new, sent or taken back.
    """

    run_started = Signal(str, str)
    run_advanced = Signal(object)
    run_finished = Signal(str, str)
    queue_changed = Signal(str)

    def __init__(
        self,
        *,
        conversations: ConversationStore,
        connections: ConnectionStore,
        catalogue: ModelCatalogue,
        preferences: Preferences,
        network: NetworkThread,
        scope: TaskScope,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._conversations = conversations
        self._connections = connections
        self._catalogue = catalogue
        self._preferences = preferences
        self._network = network
        self._scope = scope
        self._clock = clock
        self._runs: dict[MessageId, tuple[Run, asyncio.Task[None]]] = {}
        self._queued: dict[ConversationId, Draft] = {}
        self._shown: set[str] = set()
        self._logs: dict[MessageId, RunLog] = {}

    # What is under way

    def is_running(self, conversation_id: str) -> bool:
        """Whether a reply is being written in a conversation."""
        return any(run.conversation_id == conversation_id for run, _ in self._runs.values())

    def running(self) -> tuple[ConversationId, ...]:
        """Conversations in which a reply is being written."""
        return tuple(dict.fromkeys(run.conversation_id for run, _ in self._runs.values()))

    def live(self, message_id: str) -> Run | None:
        """The run that writes a message, or None when it is not being written."""
        for run, _ in self._runs.values():
            if message_id in run.message_ids():
                return run
        return None

    def writing(self) -> frozenset[str]:
        """The messages that are being written now."""
        return frozenset(each for run, _ in self._runs.values() for each in run.message_ids())

    def set_shown(self, conversation_ids: set[str]) -> None:
        """What panes show now: replies that end elsewhere are marked unread."""
        self._shown = set(conversation_ids)

    # Asking

    async def ask_once(self, request: ChatRequest) -> str:
        """The text that answers a request outside of any chat; nothing of it is kept.

        Raises:
            GatewayError: there is no whole answer.
        Cancel: closes the connection.
        """
        from studio.services.asking_once import answer_of

        return await answer_of(request, self._connections, self._network)

    def send(
        self, conversation_id: str, text: str, attachments: tuple[Attachment, ...] = ()
    ) -> None:
        """Sends a message, or queues it (one) while a reply is being written."""
        conversation = self._conversations.get(conversation_id)
        if conversation is None or not (text.strip() or attachments):
            return
        if self.is_running(conversation_id):
            self._queue(conversation.id, Draft(text, attachments))
            return
        if self._conversations.tree(conversation_id) is None:
            self._scope.start(self._send_loaded(conversation.id, text, attachments), name="send")
            return
        self._post(conversation.id, Draft(text, attachments), clear_draft=True)

    def regenerate(
        self,
        conversation_id: str,
        message_id: str,
        model_id: str | None = None,
        connection_id: str | None = None,
    ) -> None:
        """Writes another version of a reply (or a reply to a question), as a sibling.

        Args:
            model_id, connection_id: another model than that of the conversation.
        """
        conversation = self._conversations.get(conversation_id)
        tree = self._conversations.tree(conversation_id)
        message = tree.get(MessageId(message_id)) if tree else None
        if conversation is None or message is None:
            return
        question_id = message.id if message.role is Role.USER else message.parent_id
        failure, is_other = message.failure, model_id not in (None, message.model_id)
        is_gone = failure is not None and failure.kind == "model_unavailable"
        if is_gone and is_other and conversation.model_id == message.model_id:
            # The next message would be refused, too.
            connection = self._connection_for(conversation, connection_id)
            self._conversations.set_model(conversation_id, connection.id, model_id)
        if question_id is not None:
            self._ask(conversation.id, question_id, model_id=model_id, connection_id=connection_id)

    def retry(self, conversation_id: str, message_id: str) -> None:
        """Asks again what failed, with the model that was asked then."""
        tree = self._conversations.tree(conversation_id)
        message = tree.get(MessageId(message_id)) if tree else None
        if message is not None:
            known = self._connections.get(message.connection_id)
            self.regenerate(
                conversation_id,
                message_id,
                message.model_id if known else None,
                message.connection_id if known else None,
            )

    def edit(
        self,
        conversation_id: str,
        message_id: str,
        text: str,
        attachments: tuple[Attachment, ...] | None = None,
    ) -> None:
        """Asks an edited question, as a sibling of the old one.

        Args:
            attachments: None keeps those of the old question.
        """
        from studio.services.versions import edited_version

        tree = self._conversations.tree(conversation_id)
        old = tree.get(MessageId(message_id)) if tree else None
        if old is None or old.role is not Role.USER:
            return
        question = edited_version(old, text, attachments, self._clock.now())
        self._ask(old.conversation_id, question.id, new=question)

    def continue_answer(self, conversation_id: str, message_id: str) -> None:
        """Goes on with an answer that was cut off, in a sibling that begins with what there is.

        The model that wrote it is asked, if its connection still exists.
        """
        tree = self._conversations.tree(conversation_id)
        message = tree.get(MessageId(message_id)) if tree else None
        if message is None or message.parent_id is None or self.live(message_id) is not None:
            return
        known = self._connections.get(message.connection_id)
        self._ask(
            message.conversation_id,
            message.parent_id,
            model_id=message.model_id if known else None,
            connection_id=message.connection_id if known else None,
            partial=message,
        )

    def leave_out_and_retry(self, conversation_id: str, message_id: str) -> None:
        """Never sends the parameter that the server refused to this model again, and retries."""
        tree = self._conversations.tree(conversation_id)
        message = tree.get(MessageId(message_id)) if tree else None
        if message is not None and message.failure is not None and message.failure.parameter:
            self.leave_out(message)
            self.retry(conversation_id, message_id)

    def leave_out(self, message: Message) -> None:
        """Never sends the parameter that the server refused to this model again."""
        connection = self._connections.get(message.connection_id)
        refused = message.failure.parameter if message.failure is not None else None
        if connection is None or not message.model_id or not refused:
            return
        names = connection.left_out.get(message.model_id, ())
        left_out = {
            **connection.left_out,
            message.model_id: tuple(dict.fromkeys((*names, refused))),
        }
        self._connections.update(replace(connection, left_out=left_out))

    # Stopping and queueing

    def stop(self, conversation_id: str) -> None:
        """Stops what is being written in a conversation; what came is kept."""
        for run, task in list(self._runs.values()):
            if run.conversation_id == conversation_id:
                task.cancel()

    def stop_reply(self, message_id: str) -> None:
        """Stops one reply; what came is kept."""
        for run, task in list(self._runs.values()):
            if message_id in run.message_ids():
                task.cancel()

    def stop_all(self) -> None:
        """Stops every run."""
        for _, task in list(self._runs.values()):
            task.cancel()

    def queued(self, conversation_id: str) -> Draft | None:
        """The message that goes out after the answer, or None."""
        return self._queued.get(ConversationId(conversation_id))

    def unqueue(self, conversation_id: str) -> Draft | None:
        """Takes the queued message back, to go on editing it."""
        draft = self._queued.pop(ConversationId(conversation_id), None)
        if draft is not None:
            self._conversations.set_queued(ConversationId(conversation_id), None)
            self.queue_changed.emit(conversation_id)
        return draft

    # Inside

    def _queue(self, cid: ConversationId, draft: Draft) -> None:
        draft = self._queued.get(cid, Draft()).joined(draft)
        self._queued[cid] = draft
        self._conversations.set_queued(cid, draft)
        self.queue_changed.emit(cid)

    def _post(self, cid: ConversationId, message: Draft, *, clear_draft: bool) -> None:
        from studio.services.asking import make_question, title_from

        tree = self._conversations.tree(cid)
        assert tree is not None
        now = self._clock.now()
        question = make_question(cid, tree.leaf_id, message.text, message.attachments, now)
        self._conversations.set_auto_title(cid, title_from(message.text, now.astimezone()))
        self._ask(cid, question.id, new=question, clear_draft=clear_draft)

    async def _send_loaded(
        self, cid: ConversationId, text: str, attachments: tuple[Attachment, ...]
    ) -> None:
        await self._conversations.ensure_tree(cid)
        self.send(cid, text, attachments)

    def _ask(
        self,
        cid: ConversationId,
        question_id: MessageId,
        *,
        new: Message | None = None,
        model_id: str | None = None,
        connection_id: str | None = None,
        clear_draft: bool = False,
        partial: Message | None = None,
    ) -> None:
        """Makes a reply and starts the run that fills it.

        Args:
            new: a question that is not in the tree yet.
            partial: an answer to go on with.
        """
        from studio.services.asking import make_request, prepared

        conversation = self._conversations.get(cid)
        tree = self._conversations.tree(cid)
        assert conversation is not None
        assert tree is not None
        connection = self._connection_for(conversation, connection_id)
        model = model_id or conversation.model_id or self._catalogue.default_model(connection.id)
        parameters = Parameters.from_dict(conversation.parameters)
        history = (*tree.path(new.parent_id), new) if new else tree.path(question_id)
        if new is not None and new.parent_id is None:
            history = (new,)
        request = make_request(
            connection,
            self._catalogue.get(connection.id, model or ""),
            history,
            conversation.system_prompt,
            parameters,
            self._preferences.values,
        )
        reply = Message(
            id=MessageId(new_id()),
            conversation_id=cid,
            parent_id=question_id,
            role=Role.ASSISTANT,
            parts=(),
            created_at=self._clock.now(),
            state=MessageState.STREAMING,
            model_id=model,
            connection_id=connection.id,
            parameters=parameters.as_dict(),
        )
        reply, request, record = prepared(reply, request, partial)
        rows = [new, reply] if new else [reply]
        self._conversations.add_messages(
            cid, rows, clear_draft=clear_draft, requests={reply.id: record}
        )
        self._note_model(conversation, connection, model)
        self._start(reply, request)

    def _connection_for(self, conversation: Conversation, connection_id: str | None) -> Connection:
        return (
            self._connections.get(connection_id)
            or self._connections.get(conversation.connection_id)
            or self._connections.default()
            or NO_CONNECTION
        )

    def _note_model(
        self, conversation: Conversation, connection: Connection, model: str | None
    ) -> None:
        if not model:
            return
        self._catalogue.note_used(model)
        if conversation.model_id is None:
            # From now on the chat stays with the model that answered first.
            self._conversations.set_model(conversation.id, connection.id, model)

    def events_of(self, message_id: str) -> "tuple[LoggedEvent, ...]":
        """What came for a reply and when, of the last runs of this session; else ()."""
        log = self._logs.get(MessageId(message_id))
        return log.events() if log is not None else ()

    def begin(self, reply: Message, request: ChatRequest | ImageRequest) -> None:
        """Starts the run that fills a reply, which is in its (loaded) tree already."""
        self._start(reply, request)

    def _log_for(self, message_id: MessageId) -> "RunLog":
        from studio.services.run_log import MOST_RUNS, RunLog

        log = self._logs[message_id] = RunLog()
        while len(self._logs) > MOST_RUNS:
            del self._logs[next(iter(self._logs))]
        return log

    def _start(self, reply: Message, request: ChatRequest | ImageRequest) -> None:
        run = Run(
            reply,
            request,
            conversations=self._conversations,
            connections=self._connections,
            network=self._network,
            clock=self._clock,
            announce=self.run_advanced.emit,
            log=self._log_for(reply.id),
        )
        task = self._scope.start(self._execute(run), name=f"run {reply.id}")
        self._runs[reply.id] = (run, task)
        task.add_done_callback(self._on_task_done)
        self.run_started.emit(run.conversation_id, reply.id)

    async def _execute(self, run: Run) -> None:
        try:
            await run.execute()
        finally:
            self._end(run)
        if run.state is MessageState.COMPLETE:
            self._send_queued(run.conversation_id)
            await self._fetch_cost(run)

    def _end(self, run: Run) -> None:
        self._runs.pop(run.message_id, None)
        unread = run.conversation_id not in self._shown and not is_making(run.conversation_id)
        failed = run.state is MessageState.FAILED
        self._conversations.set_unread(run.conversation_id, unread, failed=failed)
        self.run_finished.emit(run.conversation_id, run.message_id)

    def _on_task_done(self, task: "asyncio.Task[None]") -> None:
        # A task that is cancelled before its first step never gets to its own clean-up.
        for run, running in list(self._runs.values()):
            if running is task:
                run.finish(MessageState.STOPPED)
                self._end(run)

    def _send_queued(self, cid: ConversationId) -> None:
        draft = self._queued.get(cid)
        if draft is None or self.is_running(cid):
            return
        del self._queued[cid]
        # What is being typed meanwhile stays the draft; one transaction stores the message
        # and takes it out of the queue.
        self._conversations.set_queued(cid, None, write=False)
        self._post(cid, draft, clear_draft=False)
        self.queue_changed.emit(cid)

    async def _fetch_cost(self, run: Run) -> None:
        """Asks for the billing record, where the gateway has one and did not say the cost."""
        tree = self._conversations.tree(run.conversation_id)
        message = tree.get(run.message_id) if tree else None
        connection = run.request.connection
        if message is None or not message.request_id or connection.preset not in {"dgrid", "demo"}:
            return
        if message.usage is not None and message.usage.cost_usd is not None:
            return
        request_id = message.request_id
        try:
            key = await self._connections.key_for(connection)
            record = await self._network.call(
                lambda gateway: gateway.billing(connection, key, request_id)
            )
        except StudioError:
            return  # the cost stays unknown, and is shown as unknown
        tree = self._conversations.tree(run.conversation_id)
        message = tree.get(run.message_id) if tree else None
        if record is not None and message is not None and message.usage is not None:
            usage = replace(message.usage, cost_usd=record.total_cost_usd)
            self._conversations.update_message(replace(message, usage=usage))

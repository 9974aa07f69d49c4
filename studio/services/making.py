"""Making images outside a chat: a queue of jobs, each a run that fills a reply.

The life of an order: its question and its replies (waiting) go into today's conversation for
made images, one transaction; as many jobs per connection as `MOST_AT_ONCE` begin their runs; a
run saves as it goes, and its job tells what came. Jobs are forgotten at the end of the program,
their messages and images are not.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from studio.core.errors import StudioError
from studio.core.ids import ConversationId, MessageId, new_id
from studio.core.making import (
    ImageOrder,
    Way,
    is_making,
    makes_one_at_a_time,
    new_making_id,
    parts_of,
    version_seed,
    way_of,
)
from studio.core.messages import Attachment, Conversation, Message, MessageState, Role
from studio.core.parts import ImageOrigin, ImagePart
from studio.core.ports import Clock
from studio.core.prompt_variables import expand
from studio.core.requests import ChatRequest, Connection, ImageRequest
from studio.core.sent import SentRequest, record_of
from studio.services.catalogue import ModelCatalogue
from studio.services.connections import ConnectionStore
from studio.services.conversations import ConversationStore
from studio.services.image_orders import order_parameters, order_request
from studio.services.making_jobs import JobState, MakingJob, cost_of, ended, pictures_of
from studio.services.prompt_history import PromptHistory
from studio.services.run import RunAdvanced
from studio.services.runs import NO_CONNECTION, RunService
from studio.services.tasks import TaskScope

MOST_AT_ONCE = 3
"""Requests to one connection at a time; more wait."""

_TOKENS_PER_IMAGE = 1290
"""What image models that are paid by the token count for an image of about a megapixel."""


class MakingService(QObject):
    """The queue.

    Signals:
        job_added, job_changed, job_removed: job id.
        batch_finished: batch id; all its jobs are over.
    """

    job_added = Signal(str)
    job_changed = Signal(str)
    job_removed = Signal(str)
    batch_finished = Signal(str)

    def __init__(
        self,
        *,
        conversations: ConversationStore,
        runs: RunService,
        connections: ConnectionStore,
        catalogue: ModelCatalogue,
        history: PromptHistory,
        scope: TaskScope,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._conversations = conversations
        self._runs = runs
        self._connections = connections
        self._catalogue = catalogue
        self.history = history
        self._scope = scope
        self._clock = clock
        self._jobs: dict[str, MakingJob] = {}
        self._requests: dict[str, ChatRequest | ImageRequest] = {}
        self._ready: set[str] = set()
        runs.run_advanced.connect(self._on_runs_run_advanced)
        runs.run_finished.connect(self._on_runs_run_finished)
        conversations.message_changed.connect(self._on_conversations_message_changed)

    # Reading

    def jobs(self) -> tuple[MakingJob, ...]:
        """All jobs of this session that were not put away, oldest first."""
        return tuple(self._jobs.values())

    def job(self, job_id: str) -> MakingJob | None:
        """One job, or None."""
        return self._jobs.get(job_id)

    def batch(self, batch: str) -> tuple[MakingJob, ...]:
        """The jobs of one order."""
        return tuple(job for job in self._jobs.values() if job.batch == batch)

    def elapsed_s(self, job_id: str) -> float:
        """Seconds since it was sent; 0 while it waits."""
        job = self._jobs.get(job_id)
        run = self._runs.live(job.message_id) if job is not None else None
        return run.elapsed_s() if run is not None else 0.0

    def model_for_drawing(self, connection_id: str) -> str | None:
        """The model to begin with: drew last, is a favourite, or the first that can draw."""
        listed = {model.id for model in self._catalogue.models(connection_id)}
        ids = [
            m for m in (*self._catalogue.recents(), *self._catalogue.favourites()) if m in listed
        ]
        for model_id in (*ids, *(m.id for m in self._catalogue.models(connection_id))):
            if self._catalogue.get(connection_id, model_id).draws_images:
                return model_id
        return None

    def way_for(self, connection_id: str, model_id: str) -> Way:
        """The way that the catalogue suggests."""
        return way_of(self._catalogue.get(connection_id, model_id))

    def estimate_usd(self, connection_id: str, model_id: str, images: int) -> Decimal | None:
        """About what images will cost: as the last ones did, else by the listed price.

        Returns:
            None when nothing is known.
        """
        each = self.history.cost_per_image(model_id)
        if each is None:
            price = self._catalogue.get(connection_id, model_id).price_completion_usd_per_token
            each = Decimal(price) * _TOKENS_PER_IMAGE if price else None
        return each * images if each is not None else None

    # Asking

    def make(self, order: ImageOrder, *, keep_prompt: bool = True) -> str:
        """Asks for images: variables of the prompt are expanded, each version is asked for.

        Args:
            keep_prompt: remember the prompt in the history.

        Returns:
            The batch: all jobs of this order.
        """
        if keep_prompt:
            self.history.add(order.prompt)
        prompts = expand(order.prompt)
        return self.make_all([replace(order, prompt=prompt) for prompt in prompts])

    def make_all(self, orders: Iterable[ImageOrder]) -> str:
        """Asks for images of prompts that are taken as they are. Returns the batch."""
        batch = new_id()
        self._scope.start(self._enter(batch, tuple(orders)), name="make images")
        return batch

    async def keep(self, words: str, source: Attachment, made: Attachment) -> None:
        """Keeps an image that was made here from another, as an answer to what was done."""
        order = ImageOrder(words, "", images=(source,))
        cid, is_new = await self._place()
        now = self._clock.now()
        parts = parts_of(order, Way.CHAT)
        question = Message(MessageId(new_id()), cid, None, Role.USER, parts, now)
        part = ImagePart(made.blob, ImageOrigin.PART, made.name)
        answer = Message(
            MessageId(new_id()), cid, question.id, Role.ASSISTANT, (part,), now,
            finish_reason="stop",
        )  # fmt: skip
        self._store(cid, is_new, [question, answer], {})

    def stop(self, job_id: str) -> None:
        """Stops a job; what came is kept."""
        job = self._jobs.get(job_id)
        if job is None or job.is_over:
            return
        if job.state is JobState.RUNNING:
            self._runs.stop_reply(job.message_id)
            return
        self._ready.discard(job_id)
        self._end_waiting(job)
        self._change(replace(job, state=JobState.STOPPED))

    def stop_all(self) -> None:
        """Stops everything, what waits first."""
        for state in (JobState.WAITING, JobState.RUNNING):
            for job in self.jobs():
                if job.state is state:
                    self.stop(job.id)

    def retry(self, job_id: str) -> None:
        """Asks again, as a version beside the one that failed."""
        job, request = self._jobs.get(job_id), self._requests.get(job_id)
        if job is None or request is None or not job.is_over:
            return
        known = self._connections.get(request.connection.id)
        if known is not None:  # its address or time limits may be others by now
            request = replace(request, connection=known)
        self._requests[job_id] = request
        again = replace(
            job, message_id=MessageId(new_id()), state=JobState.WAITING, pictures=(),
            failure=None, took_s=None, cost_usd=None,
        )  # fmt: skip
        self._jobs[job_id] = again
        self.job_changed.emit(job_id)
        self._scope.start(self._enter_again(job, again, request), name="make images again")

    def put_away(self, job_id: str) -> None:
        """Takes a job that is over out of the queue; its images stay."""
        job = self._jobs.get(job_id)
        if job is not None and job.is_over:
            del self._jobs[job_id]
            self._requests.pop(job_id, None)
            self.job_removed.emit(job_id)

    def put_away_finished(self) -> None:
        """Takes all jobs that are over out of the queue."""
        for job in self.jobs():
            self.put_away(job.id)

    # Inside

    async def _enter(self, batch: str, orders: tuple[ImageOrder, ...]) -> None:
        """Stores questions and waiting replies, and lines up their jobs."""
        cid, is_new = await self._place()
        messages: list[Message] = []
        jobs: list[MakingJob] = []
        for order in orders:
            question, replies = self._messages(cid, batch, order)
            messages += [question, *(reply for reply, _ in replies)]
            jobs += [job for _, job in replies]
        records = {job.message_id: record_of(self._requests[job.id]) for job in jobs}
        self._store(cid, is_new, messages, records)
        for job in jobs:
            self._jobs[job.id] = job
            self._ready.add(job.id)
            self._catalogue.note_used(job.order.model_id)
            self.job_added.emit(job.id)
        self._begin_waiting()

    async def _enter_again(
        self, old: MakingJob, job: MakingJob, request: ChatRequest | ImageRequest
    ) -> None:
        tree = await self._conversations.ensure_tree(job.conversation_id)
        before = tree.get(old.message_id)
        if before is None:
            self._change(replace(old, state=JobState.STOPPED))
            return
        reply = self._reply(job, before.parent_id, request)
        self._conversations.add_messages(
            job.conversation_id, [reply], requests={reply.id: record_of(request)}
        )
        self._ready.add(job.id)
        self._begin_waiting()

    async def _place(self) -> tuple[ConversationId, bool]:
        """The (loaded) conversation to keep things in, and whether it is still to be made."""
        cid, is_new = self._todays()
        if is_new:
            return cid, True
        try:
            await self._conversations.ensure_tree(cid)
        except StudioError:
            return new_making_id(), True  # said already; images need a place all the same
        gone = self._conversations.get(cid) is None  # deleted meanwhile
        return (new_making_id(), True) if gone else (cid, False)

    def _store(
        self,
        cid: ConversationId,
        is_new: bool,
        messages: Sequence[Message],
        records: Mapping[MessageId, SentRequest],
    ) -> None:
        if is_new:
            now = self._clock.now()
            conversation = Conversation(cid, now, now, leaf_id=messages[-1].id)
            self._conversations.add_conversation(conversation, messages, records)
        else:
            self._conversations.add_messages(cid, messages, requests=records)

    def _todays(self) -> tuple[ConversationId, bool]:
        today = self._clock.now().astimezone().date()
        for each in self._conversations.all():
            if is_making(each.id) and each.created_at.astimezone().date() == today:
                return each.id, False
        return new_making_id(), True

    def _messages(
        self, cid: ConversationId, batch: str, order: ImageOrder
    ) -> tuple[Message, list[tuple[Message, MakingJob]]]:
        connection = self._connection(order)
        way = order.way or self.way_for(connection.id, order.model_id)
        question = Message(
            MessageId(new_id()), cid, None, Role.USER, parts_of(order, way), self._clock.now()
        )
        alone = makes_one_at_a_time(order.model_id, way)
        replies: list[tuple[Message, MakingJob]] = []
        for version in range(order.versions if alone else 1):
            one = replace(
                order,
                versions=1 if alone else order.versions,
                way=way,
                seed=version_seed(order.seed, version),
            )
            job = MakingJob(new_id(), batch, one, cid, MessageId(new_id()))
            request = order_request(connection, one, question, way)
            self._requests[job.id] = request
            replies.append((self._reply(job, question.id, request), job))
        return question, replies

    def _reply(
        self,
        job: MakingJob,
        question_id: MessageId | None,
        request: ChatRequest | ImageRequest,
    ) -> Message:
        return Message(
            id=job.message_id,
            conversation_id=job.conversation_id,
            parent_id=question_id,
            role=Role.ASSISTANT,
            parts=(),
            created_at=self._clock.now(),
            state=MessageState.WAITING,
            model_id=request.model_id,
            connection_id=request.connection.id,
            parameters=order_parameters(job.order).as_dict(),
        )

    def _connection(self, order: ImageOrder) -> Connection:
        return (
            self._connections.get(order.connection_id)
            or self._connections.default()
            or NO_CONNECTION
        )

    def _begin_waiting(self) -> None:
        """Begins as many waiting jobs as each connection takes at once."""
        if self._scope.is_closed:
            return
        under_way: dict[str, int] = {}
        for job_id, job in self._jobs.items():
            if job.state is JobState.RUNNING:
                to = self._requests[job_id].connection.id
                under_way[to] = under_way.get(to, 0) + 1
        for job_id, job in list(self._jobs.items()):
            if job_id not in self._ready:
                continue
            to = self._requests[job_id].connection.id
            if under_way.get(to, 0) < MOST_AT_ONCE:
                under_way[to] = under_way.get(to, 0) + 1
                self._ready.discard(job_id)
                self._change(replace(job, state=JobState.RUNNING))
                self._scope.start(self._begin(job_id), name="make image")

    async def _begin(self, job_id: str) -> None:
        job = self._jobs[job_id]
        # The tree may have been let go while the job waited.
        tree = await self._conversations.ensure_tree(job.conversation_id)
        reply = tree.get(job.message_id)
        if reply is None or self._jobs.get(job_id) is not job:
            self._change(replace(job, state=JobState.STOPPED))
            self._begin_waiting()
            return
        self._runs.begin(replace(reply, state=MessageState.STREAMING), self._requests[job_id])
        self.job_changed.emit(job_id)

    def _end_waiting(self, job: MakingJob) -> None:
        tree = self._conversations.tree(job.conversation_id)
        reply = tree.get(job.message_id) if tree is not None else None
        if reply is not None:
            self._conversations.update_message(replace(reply, state=MessageState.STOPPED))

    def _change(self, job: MakingJob) -> None:
        was = self._jobs.get(job.id)
        if was is None or was == job:
            return
        self._jobs[job.id] = job
        self.job_changed.emit(job.id)
        if job.is_over and not was.is_over and all(j.is_over for j in self.batch(job.batch)):
            self.batch_finished.emit(job.batch)

    def _job_of(self, message_id: str) -> MakingJob | None:
        return next((j for j in self._jobs.values() if j.message_id == message_id), None)

    # Slots

    def _on_runs_run_advanced(self, advanced: RunAdvanced) -> None:
        job = self._job_of(advanced.message_id)
        run = self._runs.live(advanced.message_id) if job is not None else None
        if job is not None and run is not None:
            self._change(replace(job, pictures=pictures_of(run.parts(job.message_id))))

    def _on_runs_run_finished(self, conversation_id: str, message_id: str) -> None:
        job = self._job_of(message_id)
        tree = self._conversations.tree(conversation_id)
        reply = tree.get(MessageId(message_id)) if tree is not None else None
        if job is None:
            return
        if reply is None:  # its conversation was deleted meanwhile
            self._change(replace(job, state=JobState.STOPPED))
        else:
            self._take_end(job, reply)
        self._begin_waiting()

    def _take_end(self, job: MakingJob, reply: Message) -> None:
        self._change(ended(job, reply))
        self._note_cost(self._jobs.get(job.id))

    def _on_conversations_message_changed(self, _conversation_id: str, message_id: str) -> None:
        job = self._job_of(message_id)
        if job is None or not job.is_over or job.cost_usd is not None:
            return
        tree = self._conversations.tree(job.conversation_id)
        reply = tree.get(job.message_id) if tree is not None else None
        if reply is not None and cost_of(reply) is not None:
            self._change(replace(job, cost_usd=cost_of(reply)))
            self._note_cost(self._jobs.get(job.id))

    def _note_cost(self, job: MakingJob | None) -> None:
        if job is not None and job.cost_usd is not None and job.state is JobState.DONE:
            final = [each for each in job.pictures if not each.draft]
            self.history.note_cost(job.order.model_id, job.cost_usd, len(final))

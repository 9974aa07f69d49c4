"""Asking all cells of a batch: in the background, so many at a time, never twice by accident.

The life of a cell: its question (the row's, when it is not there yet), its empty reply and the
record that it is *sent* are on disk before the request goes out; what came of it is written after
the reply. A crash in between leaves a cell that is *unsure*: it may have been charged, and only a
person has it asked again. Cells without a record were never asked.
"""

import asyncio
import secrets
from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct, field
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from studio.core.batch_totals import Estimate, Totals
from studio.core.batches import (
    Batch,
    BatchState,
    Cell,
    CellState,
    Check,
    CheckKind,
    Outcome,
    Plan,
    as_decimal,
)
from studio.core.errors import StorageError
from studio.core.ids import ConversationId, MessageId, new_id
from studio.core.judging.judge_prompt import check_text, read_check
from studio.core.messages import Message, MessageState, Role, attachment_parts
from studio.core.models import ModelInfo
from studio.core.parts import TextPart
from studio.core.ports import Clock
from studio.core.requests import ChatRequest, ImageRequest
from studio.core.sent import record_of
from studio.services.asking import make_question
from studio.services.batches.results import cost_of, result_of
from studio.services.batches.store import BatchStore
from studio.services.catalogue import ModelCatalogue
from studio.services.comparing.requests import ColumnRequests
from studio.services.conversations import ConversationStore
from studio.services.judging.asking_once import AskingOnce
from studio.services.runs import RunService
from studio.services.tasks import TaskScope


class _Work(Struct):
    """A batch that is being worked on.

    Attributes:
        waiting: places in order, the next one last.
        asked: what each cell under way is expected to cost.
    """

    waiting: list[int]
    asked: dict[int, Decimal] = field(default_factory=dict)
    pausing: bool = False
    limited: bool = False


class BatchRunner(QObject):
    """Starts, pauses and goes on with batches.

    Signals:
        failed: conversation id, a `Failure`; the batch is paused because the disk is full or so.
    """

    failed = Signal(str, object)

    def __init__(
        self,
        *,
        store: BatchStore,
        conversations: ConversationStore,
        runs: RunService,
        requests: ColumnRequests,
        catalogue: ModelCatalogue,
        asking: AskingOnce,
        scope: TaskScope,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._conversations = conversations
        self._runs = runs
        self._requests = requests
        self._catalogue = catalogue
        self._asking = asking
        self._scope = scope
        self._clock = clock
        self._work: dict[ConversationId, _Work] = {}
        self._ends: dict[MessageId, asyncio.Future[Message | None]] = {}
        self._places: dict[MessageId, tuple[ConversationId, int]] = {}
        runs.run_finished.connect(self._on_runs_run_finished)
        conversations.message_changed.connect(self._on_conversations_message_changed)

    # Looking

    def is_running(self, conversation_id: str) -> bool:
        """Whether cells of a batch are being asked."""
        return conversation_id in self._work

    def is_pausing(self, conversation_id: str) -> bool:
        """Whether a batch only waits for the answers under way."""
        work = self._work.get(ConversationId(conversation_id))
        return work is not None and work.pausing

    def models(self, plan: Plan) -> list[ModelInfo]:
        """What is known of the models of the columns."""
        return [
            self._catalogue.get(self._requests.connection_of(setup).id, setup.model_id)
            for setup in plan.columns
        ]

    def judge_model(self, plan: Plan) -> ModelInfo | None:
        """What is known of the judge; None without one."""
        if plan.judge is None:
            return None
        connection = self._requests.connection_of(plan.judge)
        return self._catalogue.get(connection.id, plan.judge.model_id)

    def estimate(self, plan: Plan) -> Estimate:
        """About what a plan, or the rest of a kept one, will cost and take; judges too."""
        totals = self._store.totals(plan.conversation_id) or Totals(plan)
        return totals.estimate(self.models(plan), self.judge_model(plan))

    # Acting

    def start(self, conversation_id: str) -> None:
        """Asks the cells that were never asked; nothing else is ever asked by itself."""
        cid = ConversationId(conversation_id)
        work = self._work.get(cid)
        if work is not None:
            work.pausing = False
            self._store.set_state(cid, BatchState.RUNNING)
        elif self._store.get(cid) is not None:
            self._work[cid] = _Work([])
            self._scope.start(self._run(cid), name="batch")

    def pause(self, conversation_id: str) -> None:
        """Begins no further cell; answers under way come to their end, as they are paid for."""
        work = self._work.get(ConversationId(conversation_id))
        if work is not None:
            work.pausing = True
            self._store.set_state(ConversationId(conversation_id), BatchState.PAUSED)

    def ask_again(self, conversation_id: str, places: Iterable[int]) -> None:
        """Asks cells anew that failed or are unsure; a person knows that they may cost again."""
        cid = ConversationId(conversation_id)
        cells = self._store.cells(cid) or {}
        again = [
            Cell(place)
            for place in places
            if place in cells and cells[place].state in (CellState.FAILED, CellState.UNSURE)
        ]
        if not again:
            return
        self._store.put_cells(cid, again)
        work = self._work.get(cid)
        if work is not None:
            work.waiting = sorted({*work.waiting, *(cell.place for cell in again)}, reverse=True)
        self.start(cid)

    def check_again(self, conversation_id: str) -> None:
        """Does the checks that are not done, and asks the judge where it gave no answer.

        A judge that was under way at a crash may have been charged: only a person calls this.
        """
        cid = ConversationId(conversation_id)
        if cid not in self._work and self._store.get(cid) is not None:
            self._work[cid] = _Work([])
            self._scope.start(self._check_all(cid), name="check batch")

    # The work

    async def _run(self, cid: ConversationId) -> None:
        work = self._work[cid]
        try:
            await self._store.opened(cid)
            batch, cells = self._store.get(cid), self._store.cells(cid)
            if batch is None or cells is None:
                return
            work.waiting = [
                place
                for place in range(batch.plan.cells - 1, -1, -1)
                if place not in cells or cells[place].state is CellState.WAITING
            ]
            self._store.set_state(cid, BatchState.RUNNING)
            # Again as long as more was put into the queue, or a pause was taken back, meanwhile.
            while work.waiting and not work.pausing and not work.limited:
                workers = max(1, min(batch.plan.at_once, len(work.waiting)))
                await asyncio.gather(*(self._ask_in_turn(cid, work) for _ in range(workers)))
        finally:
            self._end(cid, work)

    async def _check_all(self, cid: ConversationId) -> None:
        work = self._work[cid]
        try:
            await self._store.opened(cid)
            batch, cells = self._store.get(cid), self._store.cells(cid)
            if batch is None or cells is None:
                return
            plan = batch.plan
            waiting = [cell for cell in list(cells.values()) if plan.is_unjudged(cell)]
            self._store.set_state(cid, BatchState.RUNNING)

            async def check_in_turn() -> None:
                while waiting and not work.pausing and not work.limited:
                    cell = waiting.pop(0)
                    work.asked[cell.place] = self._expected_judge(batch, cell.place)
                    try:
                        await self._check(batch, cell, work)
                    finally:
                        work.asked.pop(cell.place, None)

            await asyncio.gather(*(check_in_turn() for _ in range(max(1, plan.at_once))))
        except StorageError as exc:
            self.failed.emit(cid, exc.as_failure())
        finally:
            self._end(cid, work)

    async def _check(self, batch: Batch, cell: Cell, work: _Work) -> None:
        """Checks an answer that is there. Raises: StorageError."""
        plan = batch.plan
        tree = await self._conversations.ensure_tree(plan.conversation_id)
        message = tree.get(cell.message_id)
        if message is None:  # deleted by a person
            return
        outcomes = await self._checked(batch, plan.row_of(cell.place), message.text)
        cell = replace(cell, outcomes=outcomes)
        self._store.put_cells(plan.conversation_id, [cell])
        await self._judge(batch, cell, message, work)

    def _end(self, cid: ConversationId, work: _Work) -> None:
        # First: whoever hears of the state may start it again.
        self._work.pop(cid, None)
        batch, state = self._store.get(cid), self._end_of(cid, work)
        if batch is not None and batch.state is state:
            # It was paused before the last answers under way came: now it is not even pausing.
            self._store.batch_changed.emit(cid)
        self._store.set_state(cid, state)

    def _end_of(self, cid: ConversationId, work: _Work) -> BatchState:
        if work.limited:
            return BatchState.LIMITED
        return BatchState.DONE if self._store.is_over(cid) else BatchState.PAUSED

    async def _ask_in_turn(self, cid: ConversationId, work: _Work) -> None:
        while work.waiting and not work.pausing and not work.limited:
            batch = self._store.get(cid)
            if batch is None:  # in the trash
                work.pausing = True
                return
            place = work.waiting[-1]
            cost = self._expected(batch, place) + self._expected_judge(batch, place)
            if self._is_too_much(batch, work, cost):
                # What is under way may turn out cheaper: it is seen again after that.
                work.limited = not work.asked
                return
            work.waiting.pop()
            work.asked[place] = cost
            try:
                await self._ask(batch, place, work)
            except StorageError as exc:
                work.pausing = True
                self.failed.emit(cid, exc.as_failure())
            finally:
                work.asked.pop(place, None)

    def _expected(self, batch: Batch, place: int) -> Decimal:
        """What a cell will cost; 0 when nothing is known of its price."""
        totals = self._store.totals(batch.plan.conversation_id)
        column = batch.plan.column_of(place)
        model = self.models(batch.plan)[column]
        return (totals.expected_usd(column, model) if totals is not None else None) or Decimal(0)

    def _expected_judge(self, batch: Batch, place: int) -> Decimal:
        """What the judge of a cell will cost; 0 when nothing is known of its price."""
        totals = self._store.totals(batch.plan.conversation_id)
        if totals is None:
            return Decimal(0)
        judge, column = self.judge_model(batch.plan), batch.plan.column_of(place)
        return totals.expected_judge_usd(column, judge) or Decimal(0)

    def _is_too_much(self, batch: Batch, work: _Work, cost: Decimal) -> bool:
        limit = as_decimal(batch.plan.limit_usd)
        totals = self._store.totals(batch.plan.conversation_id)
        if limit is None or totals is None:
            return False
        under_way = sum(work.asked.values(), Decimal(0))
        return totals.spent_usd + under_way + cost > limit

    async def _ask(self, batch: Batch, place: int, work: _Work) -> None:
        """Asks one cell. Raises: StorageError, before anything is sent."""
        plan, cid = batch.plan, batch.plan.conversation_id
        tree = await self._conversations.ensure_tree(cid)
        row = plan.row_of(place)
        question = tree.get(plan.question_id(row))
        is_new = question is None
        if question is None:
            asked = plan.prompt_of(row)
            made = make_question(cid, None, asked.text, asked.attachments, self._clock.now())
            question = replace(made, id=plan.question_id(row))
        request = self._requests.make(plan.columns[plan.column_of(place)], (question,))
        reply = self._reply(question, request)
        rows = [question, reply] if is_new else [reply]
        self._conversations.add_messages(
            cid, rows, show=False, requests={reply.id: record_of(request)}
        )
        sent = Cell(place, CellState.SENT, reply.id)
        self._store.put_cells(cid, [sent])
        try:
            await self._conversations.flush()
        except StorageError:
            self._conversations.update_message(replace(reply, state=MessageState.STOPPED))
            self._store.put_cells(cid, [Cell(place)])
            raise
        message = await self._answer(reply, request)
        if message is None:
            return
        self._places[reply.id] = (cid, place)
        model = self.models(plan)[plan.column_of(place)]
        done = result_of(sent, message, model)
        if done.state is CellState.DONE and plan.checks:
            done = replace(done, outcomes=await self._checked(batch, row, message.text))
        self._store.put_cells(cid, [done])
        if done.state is CellState.DONE:
            await self._judge(batch, done, message, work)

    async def _answer(self, reply: Message, request: ChatRequest | ImageRequest) -> Message | None:
        """Runs a request to its end. Returns: the reply then; None when its chat is gone."""
        ended: asyncio.Future[Message | None] = asyncio.get_running_loop().create_future()
        self._ends[reply.id] = ended
        self._runs.begin(replace(reply, state=MessageState.STREAMING), request)
        try:
            return await ended
        finally:
            self._ends.pop(reply.id, None)

    def _reply(self, question: Message, request: ChatRequest | ImageRequest) -> Message:
        return Message(
            id=MessageId(new_id()),
            conversation_id=question.conversation_id,
            parent_id=question.id,
            role=Role.ASSISTANT,
            parts=(),
            created_at=self._clock.now(),
            state=MessageState.WAITING,
            model_id=request.model_id or None,
            connection_id=request.connection.id,
            parameters=request.parameters.as_dict(),
        )

    # Checks

    async def _checked(self, batch: Batch, row: int, text: str) -> tuple[Outcome, ...]:
        expected = batch.plan.prompt_of(row).expected
        return await asyncio.to_thread(_outcomes, batch.plan.checks, text, expected)

    async def _judge(self, batch: Batch, cell: Cell, message: Message, work: _Work) -> None:
        """Has the rules for a judge checked; until then they are not decided, on disk too."""
        plan, judge = batch.plan, self.judge_model(batch.plan)
        if plan.judge is None or judge is None:
            return
        rules = [at for at, each in enumerate(plan.checks) if each.kind is CheckKind.JUDGE]
        expected = self._expected_judge(batch, cell.place)
        for number, at in enumerate(rules):
            work.asked[cell.place] = expected * (len(rules) - number) / len(rules)
            if self._is_too_much(self._store.get(plan.conversation_id) or batch, work, Decimal(0)):
                work.limited = True  # the answer cost more than expected: it is not judged
                return
            prompt = plan.prompt_of(plan.row_of(cell.place))
            mark = secrets.token_hex(8)
            text = check_text(
                plan.checks[at].value, prompt.text, prompt.expected, message.text, mark
            )
            parts = (TextPart(text), *attachment_parts(prompt.attachments))
            answer = await self._asking.ask(plan.judge, parts)
            passed, words = read_check(answer.text)
            if answer.failure is not None:
                words = answer.failure.kind.replace("_", " ")
            outcomes = list(cell.outcomes)
            outcomes[at] = Outcome(passed, words[:300])
            cost = as_decimal(cell.judge_cost_usd) or Decimal(0)
            own = cost_of(answer.usage, judge)
            cell = replace(
                cell,
                outcomes=tuple(outcomes),
                judge_cost_usd=f"{cost + own:f}" if own is not None else cell.judge_cost_usd,
            )
            self._store.put_cells(plan.conversation_id, [cell])

    # Hearing

    def _on_runs_run_finished(self, conversation_id: str, message_id: str) -> None:
        ended = self._ends.get(MessageId(message_id))
        if ended is not None and not ended.done():
            tree = self._conversations.tree(conversation_id)
            ended.set_result(tree.get(MessageId(message_id)) if tree is not None else None)

    def _on_conversations_message_changed(self, conversation_id: str, message_id: str) -> None:
        """The billing record comes after the answer."""
        known = self._places.get(MessageId(message_id))
        tree = self._conversations.tree(conversation_id)
        message = tree.get(MessageId(message_id)) if tree is not None else None
        if known is None or message is None or message.usage is None:
            return
        cid, place = known
        cell = (self._store.cells(cid) or {}).get(place)
        cost = message.usage.cost_usd
        if cell is None or cost is None or cell.message_id != message_id:
            return
        if cell.cost_usd != cost or cell.cost_is_listed:
            self._store.put_cells(cid, [replace(cell, cost_usd=cost, cost_is_listed=False)])


def _outcomes(checks: tuple[Check, ...], text: str, expected: str) -> tuple[Outcome, ...]:
    """Does checks. Thread: a worker, which also imports what checks need."""
    from studio.services.batches.checks import outcome_of

    return tuple(outcome_of(check, text, expected) for check in checks)

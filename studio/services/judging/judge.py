"""A model as judge: asked twice, with the answers in opposite orders."""

import random
import secrets
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from studio.core.comparing import ColumnSetup
from studio.core.ids import new_id
from studio.core.judging.judge_prompt import Rubric, judge_parts, read_round
from studio.core.judging.judgements import Judgement, Round, mean_scores, verdict_of
from studio.core.judging.votes import Candidate, Verdict, Vote, new_vote
from studio.core.messages import Message
from studio.core.parts import ImagePart
from studio.core.ports import Clock
from studio.services.conversations import ConversationStore
from studio.services.judging.asking_once import AskingOnce
from studio.services.judging.votes import VoteStore
from studio.services.tasks import TaskScope


class JudgeJob(Struct, frozen=True):
    """What a judge is asked.

    Attributes:
        question, answers: of one conversation; two answers at least.
    """

    id: str
    question: Message
    answers: tuple[Message, ...]
    setup: ColumnSetup
    rubric: Rubric


class Judge(QObject):
    """Asks judges, and hands what they say to the vote store.

    Models prefer what they read first (or last): the order is drawn by lot, and turned round for
    the second time of asking. An answer is only better when it is both times.

    Signals:
        began: id of a job.
        ended: id of a job, id of its judgement ("" when it was stopped).
    """

    began = Signal(str)
    ended = Signal(str, str)

    def __init__(
        self,
        *,
        votes: VoteStore,
        asking: AskingOnce,
        conversations: ConversationStore,
        scope: TaskScope,
        clock: Clock,
        chance: random.Random | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._votes = votes
        self._asking = asking
        self._conversations = conversations
        self._scope = scope
        self._clock = clock
        self._chance = chance or random.Random()
        self._jobs: dict[str, JudgeJob] = {}

    def running(self) -> tuple[JudgeJob, ...]:
        """What is being judged."""
        return tuple(self._jobs.values())

    def judge(
        self,
        question: Message,
        answers: Sequence[Message],
        setup: ColumnSetup,
        rubric: Rubric | None = None,
    ) -> JudgeJob:
        """Asks a model which answer is better; `ended` tells when there is a judgement.

        Args:
            rubric: None for the kept one.
        """
        job = JudgeJob(new_id(), question, tuple(answers), setup, rubric or self._votes.rubric)
        self._jobs[job.id] = job
        self._scope.start(self._work(job), name="judge")
        self.began.emit(job.id)
        return job

    async def judged(self, job: JudgeJob) -> Judgement:
        """Asks both times and gives what they say together; keeps nothing."""
        order = list(range(len(job.answers)))
        self._chance.shuffle(order)
        rounds = [await self._round(job, order)]
        if rounds[0].is_read:
            rounds.append(await self._round(job, order[::-1]))
        said = verdict_of(rounds) if len(rounds) == 2 else None
        judgement = Judgement(
            id=new_id(),
            at=self._clock.now(),
            question_id=job.question.id,
            judge_model_id=job.setup.model_id,
            rubric=job.rubric.text,
            rounds=tuple(rounds),
        )
        if said is None:
            return judgement
        scores = mean_scores(rounds, len(job.answers))
        vote = new_vote(
            judgement.at,
            job.question.conversation_id,
            job.question.id,
            job.question.text,
            candidates_of(job.answers),
            *said,
        )
        vote = replace(
            vote,
            scores=scores,
            judge_model_id=job.setup.model_id,
            is_blind=True,
            makes_images=are_images(job.answers),
        )
        return replace(judgement, vote=vote)

    async def _work(self, job: JudgeJob) -> None:
        kept = ""
        try:
            judgement = await self.judged(job)
            self._votes.put_judgement(judgement)
            kept = judgement.id
        finally:
            self._jobs.pop(job.id, None)
            self.ended.emit(job.id, kept)

    async def _round(self, job: JudgeJob, order: Sequence[int]) -> Round:
        mark = secrets.token_hex(8)
        parts = judge_parts(job.question, job.answers, order, job.rubric, mark)
        answer = await self._asking.ask(job.setup, parts)
        cost = answer.usage.cost_usd if answer.usage is not None else None
        if answer.failure is not None:
            return Round(tuple(order), text=answer.text, failure=answer.failure, cost_usd=cost)
        return replace(read_round(answer.text, order, job.rubric), cost_usd=cost)


def candidates_of(answers: Sequence[Message]) -> list[Candidate]:
    """Answers as candidates of a vote."""
    return [Candidate(each.id, each.model_id or each.served_model or "") for each in answers]


def are_images(answers: Sequence[Message]) -> bool:
    """Whether answers are images above all: they have a table of their own."""
    return bool(answers) and all(
        any(isinstance(part, ImagePart) for part in each.parts) for each in answers
    )


def vote_of_person(
    clock: Clock, question: Message, answers: Sequence[Message], *, is_blind: bool
) -> Vote:
    """A vote without a verdict yet (a tie), to be filled in with `replace`."""
    vote = new_vote(
        clock.now(),
        question.conversation_id,
        question.id,
        question.text,
        candidates_of(answers),
        Verdict.TIE,
    )
    return replace(vote, is_blind=is_blind, makes_images=are_images(answers))

"""Votes and judgements: what views read, and where their changes go to disk."""

import asyncio
import logging

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from studio.core.judging.judge_prompt import DEFAULT_RUBRIC, Rubric
from studio.core.judging.judgements import Judgement
from studio.core.judging.leaderboard import Standing, VoteFilter, leaderboard
from studio.core.judging.votes import Vote, newest_of_each
from studio.core.ports import Clock
from studio.services.conversations import ConversationStore
from studio.services.kept import KeptStore
from studio.services.tasks import TaskScope
from studio.storage.database import DatabaseThread
from studio.storage.library import Library
from studio.storage.texts import from_json, to_json

logger = logging.getLogger(__name__)

_RUBRIC = "judge_rubric"


class _Kept(Struct, frozen=True):
    votes: tuple[Vote, ...]
    judgements: tuple[Judgement, ...]
    rubric: str | None


class VoteStore(KeptStore):
    """All votes of a person, all judgements of models, and the rubric of the latter.

    Signals:
        votes_changed: a vote was given or taken back.
        judgements_changed: a judge came to an end, or its result was removed.
    """

    votes_changed = Signal()
    judgements_changed = Signal()

    def __init__(
        self,
        *,
        database: DatabaseThread,
        conversations: ConversationStore,
        scope: TaskScope,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(
            conversations=conversations,
            database=database,
            scope=scope,
            clock=clock,
            parent=parent,
        )
        self._votes: dict[str, Vote] = {}
        self._judgements: dict[str, Judgement] = {}
        self._rubric: Rubric | None = None

    # Reading

    def votes(self) -> tuple[Vote, ...]:
        """All votes of a person, the oldest first."""
        return tuple(self._votes.values())

    def judgements(self) -> tuple[Judgement, ...]:
        """All judgements, the oldest first."""
        return tuple(self._judgements.values())

    def vote_on(self, question_id: str, message_ids: frozenset[str]) -> Vote | None:
        """The newest vote of a person on exactly these answers, or None."""
        wanted = (question_id, message_ids, "")
        # Asked often, of thousands of votes: the question alone tells nearly all apart.
        about = [each for each in self._votes.values() if each.question_id == question_id]
        same = [each for each in about if each.subject == wanted]
        return newest_of_each(same)[0] if same else None

    def by_message(self) -> dict[str, Vote]:
        """The newest vote of a person on each answer that was voted on."""
        found: dict[str, Vote] = {}
        for vote in newest_of_each(self._votes.values()):
            for candidate in vote.candidates:
                found[candidate.message_id] = vote
        return found

    def judgement_on(self, question_id: str, message_ids: frozenset[str]) -> Judgement | None:
        """The newest judgement on exactly these answers, or None."""
        for each in reversed(self._judgements.values()):
            if each.question_id != question_id or each.vote is None:
                continue
            if each.vote.subject[:2] == (question_id, message_ids):
                return each
        return None

    def tags(self) -> tuple[str, ...]:
        """All tags of votes, the most used first."""
        count: dict[str, int] = {}
        for vote in self._votes.values():
            for tag in vote.tags:
                count[tag] = count.get(tag, 0) + 1
        return tuple(sorted(count, key=lambda tag: (-count[tag], tag.casefold())))

    async def standings(self, wanted: VoteFilter) -> tuple[Standing, ...]:
        """The table of who is better, of the votes that are wanted; worked out on a thread."""
        votes = [each.vote for each in self._judgements.values() if each.vote is not None]
        listed = votes if wanted.judges else list(self._votes.values())
        return await asyncio.to_thread(leaderboard, listed, wanted)

    @property
    def rubric(self) -> Rubric:
        """What a judge looks at."""
        return self._rubric or DEFAULT_RUBRIC

    # Changing

    def put(self, vote: Vote) -> None:
        """Gives a vote; one of the same id is replaced."""
        self._votes[vote.id] = vote
        self._write(lambda library: library.judging.put_vote(vote))
        self.votes_changed.emit()

    def remove(self, vote_id: str) -> Vote | None:
        """Takes a vote back. Returns it, for `put`.

        Older votes on the same answers go too: none of them was meant to count again.
        """
        gone = self._votes.get(vote_id)
        if gone is not None:
            same = [each.id for each in self._votes.values() if each.subject == gone.subject]
            for each in same:
                self._forget(each)
            self.votes_changed.emit()
        return gone

    def _forget(self, vote_id: str) -> None:
        del self._votes[vote_id]
        self._write(lambda library: library.judging.remove_vote(vote_id))

    def put_judgement(self, judgement: Judgement) -> None:
        """Keeps what a judge said, apart from the votes of a person."""
        self._judgements[judgement.id] = judgement
        self._write(lambda library: library.judging.put_judgement(judgement))
        self.judgements_changed.emit()

    def remove_judgement(self, judgement_id: str) -> Judgement | None:
        """Forgets a judgement. Returns it, for `put_judgement`."""
        gone = self._judgements.pop(judgement_id, None)
        if gone is not None:
            self._write(lambda library: library.judging.remove_judgement(judgement_id))
            self.judgements_changed.emit()
        return gone

    def set_rubric(self, rubric: Rubric) -> None:
        """What judges look at from now on."""
        if rubric == self.rubric:
            return
        self._rubric = None if rubric == DEFAULT_RUBRIC else rubric
        text = None if self._rubric is None else to_json(self._rubric)
        self._write(lambda library: library.set_meta(_RUBRIC, text))

    # Inside

    async def _load_kept(self) -> None:
        def read(library: Library) -> _Kept:
            tables = library.judging
            return _Kept(tuple(tables.votes()), tuple(tables.judgements()), library.meta(_RUBRIC))

        kept = await self._read(read) or _Kept((), (), None)
        self._votes = {each.id: each for each in kept.votes} | self._votes
        self._judgements = {each.id: each for each in kept.judgements} | self._judgements
        if self._rubric is None and kept.rubric:
            try:
                self._rubric = from_json(kept.rubric, Rubric)
            except ValueError:
                logger.info("the kept rubric can't be read")

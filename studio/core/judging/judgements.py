"""What a model that was asked to judge said, as values; kept apart from a person's votes."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from studio.core.errors import Failure
from studio.core.judging.votes import Score, Verdict, Vote


class Round(Struct, frozen=True):
    """One time of asking.

    Attributes:
        order: places of the candidates as they were shown, first to last.
        ranking: places of the candidates, the best first; () when the reply could not be read.
        tied: the judge found that none is better than the others.
        scores: as in a vote, by place of the candidate.
        text: what the judge wrote.
        failure: why there is no reply, or None.
        cost_usd: decimal text as the gateway reported it, or None.
    """

    order: tuple[int, ...]
    ranking: tuple[int, ...] = ()
    tied: bool = False
    scores: tuple[Score, ...] = ()
    text: str = ""
    failure: Failure | None = None
    cost_usd: str | None = None

    @property
    def best(self) -> int | None:
        """Place of the answer that this round found best; None for a tie or no result."""
        return self.ranking[0] if self.ranking and not self.tied else None

    @property
    def is_read(self) -> bool:
        """Whether the judge came to a result."""
        return self.tied or bool(self.ranking)


class Judgement(Struct, frozen=True):
    """A judge's result on the answers to one question.

    Attributes:
        vote: the same as a vote (of `judge_model_id`); None: there is no result.
        rubric: what the judge was told to look at.
        rounds: the same answers in different orders.
    """

    id: str
    at: datetime
    question_id: str
    judge_model_id: str
    rubric: str
    rounds: tuple[Round, ...]
    vote: Vote | None = None

    @property
    def depends_on_order(self) -> bool:
        """Whether the rounds found different answers best: then it counts as a tie."""
        return len({each.best for each in self.rounds if each.is_read}) > 1


def verdict_of(rounds: Sequence[Round]) -> tuple[Verdict, int | None] | None:
    """What rounds say together: an answer is better only when every one of them says so.

    Returns:
        The verdict and the place of the winner; None when a round has no result.
    """
    if not rounds or not all(each.is_read for each in rounds):
        return None
    best = {each.best for each in rounds}
    winner = best.pop() if len(best) == 1 else None
    return (Verdict.TIE, None) if winner is None else (Verdict.BETTER, winner)


def mean_scores(rounds: Sequence[Round], candidates: int) -> tuple[Score, ...]:
    """Points over all rounds, rounded; a criterion counts where every round has it."""
    by_name: dict[str, list[Score]] = {}
    for each in rounds:
        for score in each.scores:
            by_name.setdefault(score.criterion, []).append(score)
    return tuple(
        Score(
            name,
            tuple(
                round(sum(each.points[at] for each in scores) / len(scores))
                for at in range(candidates)
            ),
        )
        for name, scores in by_name.items()
        if len(scores) == len(rounds) and all(len(each.points) == candidates for each in scores)
    )

"""The table of who is better, worked out from votes."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from studio.core.judging.bradley_terry import fit
from studio.core.judging.votes import Verdict, Vote, newest_of_each

PRIOR_DEVIATION = 2.0
"""Before the first game strengths are thought to be some 350 points apart: a model that won all
of its few games is good, and not infinitely good. After twenty games it hardly shows."""

POINTS_PER_LOGIT = 400 / math.log(10)
"""As chess counts: 400 points more are ten wins to one."""
MIDDLE = 1000.0
_Z95 = 1.959963984540054


class VoteFilter(Struct, frozen=True):
    """Which votes count.

    Attributes:
        judges: votes of models instead of a person's.
        images: votes on images instead of texts.
        tags: a vote has at least one of them; () for all votes.
        since, until: moments; `until` itself is not in it.
        but_question_id: votes on answers to this question don't count; "": all do.
    """

    judges: bool = False
    images: bool = False
    tags: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    but_question_id: str = ""

    def takes(self, vote: Vote) -> bool:
        """Whether a vote counts."""
        return (
            bool(vote.judge_model_id) == self.judges
            and vote.makes_images == self.images
            and (not self.tags or not set(self.tags).isdisjoint(vote.tags))
            and (self.since is None or vote.at >= self.since)
            and (self.until is None or vote.at < self.until)
            and (not self.but_question_id or vote.question_id != self.but_question_id)
        )


class Standing(Struct, frozen=True):
    """One model in the table.

    Attributes:
        rank: 1 and one more for each model that is better beyond doubt (whose interval lies
            above this one's), so that several may share it.
        rating, low, high: points and their 95 % interval; the mean of all is 1000.
        games: pairs of answers in which it stood, ties too.
        both_bad: ties in which no answer was any good.
        mean_points: of its scores, 1 to 5; None without any.
    """

    model_id: str
    rank: int
    rating: float
    low: float
    high: float
    games: int
    wins: int
    losses: int
    ties: int
    both_bad: int = 0
    mean_points: float | None = None


ALL_VOTES = VoteFilter()


def leaderboard(votes: Iterable[Vote], wanted: VoteFilter = ALL_VOTES) -> tuple[Standing, ...]:
    """The table, the best first.

    A vote for one of several answers is a win of its model over each of the others; a tie and
    "all bad" are ties of each with each. Where only points were given, more points win. Two
    answers of one model don't play.
    """
    counted = newest_of_each(vote for vote in votes if wanted.takes(vote))
    wins: dict[tuple[str, str], float] = defaultdict(float)
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    points: dict[str, list[float]] = defaultdict(list)
    for vote in counted:
        for one, other, result in _games(vote):
            wins[one, other] += result
            wins[other, one] += 1 - result
            tally[one][_outcome(result, vote)] += 1
            tally[other][_outcome(1 - result, vote)] += 1
        for place, candidate in enumerate(vote.candidates):
            given = vote.points_of(place)
            if given is not None:
                points[candidate.model_id].append(given)
    models = sorted(tally)
    number = {model: at for at, model in enumerate(models)}
    found = fit(
        len(models),
        {(number[one], number[other]): count for (one, other), count in wins.items()},
        PRIOR_DEVIATION,
    )
    rows = [
        (
            model,
            MIDDLE + POINTS_PER_LOGIT * found.strengths[at],
            POINTS_PER_LOGIT * found.error(at) * _Z95,
        )
        for model, at in number.items()
    ]
    rows.sort(key=lambda row: (-row[1], row[0]))
    return tuple(
        _standing(model, rating, half, rows, tally[model], points.get(model, []))
        for model, rating, half in rows
    )


def _games(vote: Vote) -> Iterator[tuple[str, str, float]]:
    """Pairs of models with what the first got: 1, 0.5 or 0."""
    for one, first in enumerate(vote.candidates):
        for other in range(one + 1, len(vote.candidates)):
            second = vote.candidates[other]
            result = _result(vote, one, other)
            if result is not None and first.model_id != second.model_id:
                yield first.model_id, second.model_id, result


def _result(vote: Vote, one: int, other: int) -> float | None:
    """What the first of two got; None where the vote says nothing of the two."""
    if vote.verdict is Verdict.BETTER:
        return 1.0 if vote.winner == one else 0.0 if vote.winner == other else None
    if vote.verdict is Verdict.SCORED:
        mine, theirs = vote.points_of(one), vote.points_of(other)
        if mine is None or theirs is None:
            return None
        return 0.5 if mine == theirs else float(mine > theirs)
    return 0.5


def _outcome(result: float, vote: Vote) -> str:
    if result == 0.5:
        return "both_bad" if vote.verdict is Verdict.BOTH_BAD else "tie"
    return "win" if result else "loss"


def _standing(
    model: str,
    rating: float,
    half: float,
    rows: list[tuple[str, float, float]],
    tally: Counter[str],
    points: list[float],
) -> Standing:
    better = sum(1 for _, other, other_half in rows if other - other_half > rating + half)
    return Standing(
        model,
        1 + better,
        rating,
        rating - half,
        rating + half,
        games=tally.total(),
        wins=tally["win"],
        losses=tally["loss"],
        ties=tally["tie"] + tally["both_bad"],
        both_bad=tally["both_bad"],
        mean_points=sum(points) / len(points) if points else None,
    )

"""The Bradley-Terry fit against published numbers, and the leaderboard that uses it."""

import math
import random
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from studio.core.ids import ConversationId, MessageId
from studio.core.judging.bradley_terry import NoEstimate, fit
from studio.core.judging.leaderboard import Standing, VoteFilter, leaderboard
from studio.core.judging.votes import (
    Candidate,
    Score,
    Verdict,
    Vote,
    cleaned_tags,
    new_vote,
    newest_of_each,
)

# American League (East), 1987: wins of the home team (row) and of the away team (column).
# Source: Agresti, Categorical Data Analysis, 2nd ed. (2002), table 10.11; the same numbers are
# the data set `baseball` of the R package BradleyTerry2.
TEAMS = ["Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore"]
GAMES = """
 -  4-3 4-2 4-3 6-1 4-2 6-0
3-3  -  4-2 4-3 6-0 6-1 4-3
2-5 4-3  -  2-4 4-3 4-2 6-0
3-3 5-1 2-5  -  4-3 4-2 6-1
5-1 2-5 3-3 4-2  -  5-2 6-0
2-5 3-3 3-4 4-3 4-2  -  2-4
2-5 1-5 1-6 2-4 1-6 3-4  -
"""
# Estimates and standard errors against Baltimore, of `summary(baseballModel1)` in the vignette
# of BradleyTerry2 (Turner and Firth, Journal of Statistical Software 48(9), 2012, section 2).
PUBLISHED = {
    "Boston": (1.1077, 0.3339),
    "Cleveland": (0.6839, 0.3319),
    "Detroit": (1.4364, 0.3396),
    "Milwaukee": (1.5814, 0.3433),
    "New York": (1.2476, 0.3359),
    "Toronto": (1.2945, 0.3367),
}
AT = datetime(2026, 11, 1, tzinfo=UTC)


def baseball() -> dict[tuple[int, int], float]:
    wins: dict[tuple[int, int], float] = {}
    for home, line in enumerate(GAMES.strip().split("\n")):
        for away, cell in enumerate(line.split()):
            if cell != "-":
                won, lost = map(int, cell.split("-"))
                wins[home, away] = wins.get((home, away), 0) + won
                wins[away, home] = wins.get((away, home), 0) + lost
    return wins


def test_baseball_of_1987_comes_out_as_published() -> None:
    found = fit(len(TEAMS), baseball())
    base = TEAMS.index("Baltimore")
    for team, (estimate, error) in PUBLISHED.items():
        at = TEAMS.index(team)
        assert found.strengths[at] - found.strengths[base] == pytest.approx(estimate, abs=5e-5)
        assert found.error_between(at, base) == pytest.approx(error, abs=5e-5)
    assert sum(found.strengths) == pytest.approx(0, abs=1e-9)


def test_a_weak_prior_hardly_moves_many_games() -> None:
    plain, drawn = fit(7, baseball()), fit(7, baseball(), 2.0)
    for one, other in zip(plain.strengths, drawn.strengths, strict=True):
        assert abs(one) >= abs(other)
        assert one == pytest.approx(other, abs=0.06)


def test_two_players_are_the_log_of_their_odds() -> None:
    found = fit(2, {(0, 1): 30, (1, 0): 10})
    assert found.strengths[0] - found.strengths[1] == pytest.approx(math.log(3))
    assert found.error_between(0, 1) == pytest.approx(math.sqrt(1 / 30 + 1 / 10))


def test_what_can_not_be_known_is_no_number() -> None:
    with pytest.raises(NoEstimate, match="never met"):
        fit(4, {(0, 1): 1, (1, 0): 1, (2, 3): 1, (3, 2): 1})
    with pytest.raises(NoEstimate):
        fit(2, {(0, 1): 5})
    certain = fit(2, {(0, 1): 5}, 2.0)
    assert 0 < certain.strengths[0] < 2
    assert fit(0, {}, 2.0).strengths == ()


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    chance = random.Random(7)
    truth = [1.0, 0.4, -0.2, -1.2]
    held = total = 0
    for _ in range(300):
        wins: dict[tuple[int, int], float] = {}
        for one in range(4):
            for other in range(one + 1, 4):
                for _ in range(20):
                    p = 1 / (1 + math.exp(truth[other] - truth[one]))
                    pair = (one, other) if chance.random() < p else (other, one)
                    wins[pair] = wins.get(pair, 0) + 1
        found = fit(4, wins, 2.0)
        for at in range(4):
            held += abs(found.strengths[at] - truth[at]) <= 1.96 * found.error(at)
            total += 1
    assert 0.92 <= held / total <= 0.98


def vote(
    number: int, models: str, winner: int | None = 0, verdict: Verdict = Verdict.BETTER, **more
) -> Vote:
    ids = [Candidate(MessageId(f"{number}-{at}"), model) for at, model in enumerate(models)]
    made = new_vote(
        AT + timedelta(hours=number), ConversationId("c"), MessageId(f"q{number}"), "Why?", ids,
        verdict, winner if verdict is Verdict.BETTER else None,
    )  # fmt: skip
    return replace(made, **more)


def row(table: tuple[Standing, ...], model: str) -> Standing:
    return next(each for each in table if each.model_id == model)


def test_the_table_counts_games_and_ranks_by_doubt() -> None:
    votes = [vote(n, "ab") for n in range(30)] + [vote(100 + n, "bc") for n in range(30)]
    votes += [vote(200, "ab", verdict=Verdict.TIE), vote(201, "bc", verdict=Verdict.BOTH_BAD)]
    votes += [vote(300 + n, "cd", n % 2) for n in range(2)]
    table = leaderboard(votes)
    assert [each.model_id for each in table][:2] == ["a", "b"]
    assert [each.rank for each in table][:2] == [1, 2]
    b = row(table, "b")
    assert (b.games, b.wins, b.losses, b.ties, b.both_bad) == (62, 30, 30, 2, 1)
    assert all(each.low < each.rating < each.high for each in table)
    assert sum(each.rating for each in table) == pytest.approx(4000)
    c, d = row(table, "c"), row(table, "d")
    assert d.high - d.low > c.high - c.low  # two games say little
    assert d.rank == 2  # not worse than b beyond doubt


def test_one_of_many_beats_all_others_and_a_twin_does_not_play() -> None:
    table = leaderboard([vote(1, "aabc", 0)])
    a, b = row(table, "a"), row(table, "b")
    assert (a.games, a.wins, b.games, b.losses) == (2, 2, 1, 1)


def test_points_decide_where_nothing_else_was_said() -> None:
    scores = (Score("right", (5, 3, 0)), Score("clear", (4, 4, 0)))
    table = leaderboard([vote(1, "abc", verdict=Verdict.SCORED, scores=scores)])
    assert [each.model_id for each in table] == ["a", "b"]  # nothing was said of c
    assert (table[0].wins, table[0].mean_points) == (1, 4.5)


def test_a_changed_mind_counts_once() -> None:
    first = vote(1, "ab", 0)
    second = replace(vote(1, "ab", 1), at=AT + timedelta(days=1))
    assert newest_of_each([second, first]) == [second]
    table = leaderboard([second, first])
    assert (row(table, "a").wins, row(table, "b").wins) == (0, 1)


def test_the_table_is_of_the_votes_that_are_wanted() -> None:
    votes = [
        vote(1, "ab", 0, tags=("code",)),
        vote(2, "ab", 1, tags=("prose", "long")),
        vote(3, "ab", 1, judge_model_id="j"),
        vote(4, "xy", 0, makes_images=True),
    ]

    def wins(**fields) -> dict[str, int]:
        return {each.model_id: each.wins for each in leaderboard(votes, VoteFilter(**fields))}

    assert wins() == {"a": 1, "b": 1}
    assert wins(tags=("code",)) == {"a": 1, "b": 0}
    assert wins(tags=("long", "code")) == {"a": 1, "b": 1}
    assert wins(judges=True) == {"a": 0, "b": 1}
    assert wins(images=True) == {"x": 1, "y": 0}
    assert wins(since=AT + timedelta(hours=2)) == {"a": 0, "b": 1}
    assert wins(until=AT + timedelta(hours=2)) == {"a": 1, "b": 0}
    assert wins(tags=("none",)) == {}


def test_a_vote_needs_two_answers_and_a_winner_among_them() -> None:
    for models, winner in (("a", 0), ("ab", 2), ("ab", None)):
        with pytest.raises(ValueError):
            vote(1, models, winner)


def test_tags_are_cleaned() -> None:
    assert cleaned_tags(" code,  long   text ,code,, ") == ("code", "long text")

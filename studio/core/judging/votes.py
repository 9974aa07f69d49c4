"""Votes: which of several answers to one question is better, as values.

A vote names the models and keeps the beginning of the question, so that it still says something
when the messages are long gone. Of several votes of one voter on the same answers the newest
counts; the older ones stay on disk.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from studio.core.ids import ConversationId, MessageId, new_id

QUESTION_CHARS = 500
MOST_NOTE_CHARS = 4_000
MOST_TAGS, MOST_TAG_CHARS = 20, 60
POINTS = range(1, 6)


class Verdict(StrEnum):
    """What a vote says: one answer is better than all others, they are equally good, none is
    any good, or only points were given.
    """

    BETTER = "better"
    TIE = "tie"
    BOTH_BAD = "both_bad"
    SCORED = "scored"


class Candidate(Struct, frozen=True):
    """One of the answers that are voted on.

    Attributes:
        image: sha256 of one of several images of the answer, when that alone is voted on.
    """

    message_id: MessageId
    model_id: str
    image: str = ""

    @property
    def subject_id(self) -> str:
        """What is voted on: the answer, or one image of it."""
        return f"{self.message_id}/{self.image}" if self.image else self.message_id


class Score(Struct, frozen=True):
    """Points of one criterion, one for each candidate: 1 to 5; 0: not given."""

    criterion: str
    points: tuple[int, ...]


class Vote(Struct, frozen=True):
    """One vote.

    Attributes:
        question: its beginning.
        winner: place of the better answer among the candidates; None unless `BETTER`.
        judge_model_id: "" for a person.
        is_blind: the voter did not see who wrote what.
        makes_images: the answers are images; they have a table of their own.
    """

    id: str
    at: datetime
    conversation_id: ConversationId
    question_id: MessageId
    question: str
    candidates: tuple[Candidate, ...]
    verdict: Verdict
    winner: int | None = None
    scores: tuple[Score, ...] = ()
    note: str = ""
    tags: tuple[str, ...] = ()
    judge_model_id: str = ""
    is_blind: bool = False
    makes_images: bool = False

    @property
    def subject(self) -> tuple[str, frozenset[str], str]:
        """Who votes on what: of votes with the same subject the newest counts."""
        ids = frozenset(each.subject_id for each in self.candidates)
        return self.question_id, ids, self.judge_model_id

    def points_of(self, place: int) -> float | None:
        """The mean of the points of a candidate over the criteria, or None without any."""
        given = [each.points[place] for each in self.scores if each.points[place : place + 1]]
        given = [points for points in given if points in POINTS]
        return sum(given) / len(given) if given else None


def new_vote(
    at: datetime,
    conversation_id: ConversationId,
    question_id: MessageId,
    question: str,
    candidates: Iterable[Candidate],
    verdict: Verdict,
    winner: int | None = None,
) -> Vote:
    """A vote with an id of its own.

    Raises:
        ValueError: there are fewer than two candidates, or the winner is none of them.
    """
    listed = tuple(candidates)
    if len(listed) < 2 or (verdict is Verdict.BETTER) != (winner in range(len(listed))):
        raise ValueError("a vote needs two answers, and its winner is one of them")
    text = question[:QUESTION_CHARS]
    return Vote(new_id(), at, conversation_id, question_id, text, listed, verdict, winner)


def in_order(vote: Vote, subject_ids: Sequence[str]) -> Vote:
    """A vote with its candidates in another order; as it is when they are others.

    Args:
        subject_ids: see `Candidate.subject_id`.
    """
    now = [each.subject_id for each in vote.candidates]
    if sorted(now) != sorted(subject_ids):
        return vote
    order = [now.index(each) for each in subject_ids]
    return replace(
        vote,
        candidates=tuple(vote.candidates[at] for at in order),
        winner=None if vote.winner is None else order.index(vote.winner),
        scores=tuple(
            replace(each, points=tuple(each.points[at] for at in order)) for each in vote.scores
        ),
    )


def cleaned_tags(text: str) -> tuple[str, ...]:
    """Tags as they are typed: with commas between them; each once, in order."""
    tags = (" ".join(tag.split())[:MOST_TAG_CHARS] for tag in text.split(","))
    return tuple(dict.fromkeys(tag for tag in tags if tag))[:MOST_TAGS]


def newest_of_each(votes: Iterable[Vote]) -> list[Vote]:
    """The votes that count, the oldest first."""
    newest: dict[tuple[str, frozenset[str], str], Vote] = {}
    for vote in sorted(votes, key=lambda each: each.at):
        newest.pop(vote.subject, None)
        newest[vote.subject] = vote
    return list(newest.values())

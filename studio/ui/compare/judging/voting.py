"""Votes of a person on the answers that stand side by side."""

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.core.judging.votes import Score, Verdict, Vote, in_order
from studio.core.messages import Message, MessageState
from studio.services.app import AppServices
from studio.services.judging.judge import vote_of_person
from studio.ui.compare.column import CompareColumn
from studio.ui.compare.judging.vote_bar import VoteBar
from studio.ui.theme import ThemeStore

if TYPE_CHECKING:
    from studio.ui.compare.judging.points_popup import PointsPopup
    from studio.ui.compare.page import ComparePage


class Voting(QObject):
    """Takes votes, and shows on columns and bar what was voted."""

    def __init__(self, page: "ComparePage", *, services: AppServices, theme: ThemeStore) -> None:
        super().__init__(page)
        self._page, self._board, self._services = page, page.board, services
        self._theme = theme
        self._votes = services.judging().votes
        self._points: PointsPopup | None = None
        self.blinding = page.board.blinding
        self.bar = VoteBar(theme)
        self.bar.hide()
        self._board.states_changed.connect(self.show_vote)
        self._votes.votes_changed.connect(self.show_vote)
        self._votes.loaded.connect(self.show_vote)
        self.blinding.changed.connect(self.show_vote)
        self.bar.tie_requested.connect(self.vote_tie)
        self.bar.all_bad_requested.connect(self.vote_all_bad)
        self.bar.points_requested.connect(self.open_points)
        self.bar.reveal_requested.connect(self.blinding.reveal)

    # What is voted on

    def judged(self) -> list[tuple[CompareColumn, Message]]:
        """Columns with a whole answer, from left to right; not before all have ended."""
        found = []
        for column in self._board.columns():
            answer = column.answer
            if answer is None:
                continue
            waiting = (MessageState.WAITING, MessageState.STREAMING)
            if answer.state in waiting or self._board.is_busy(column):
                return []
            if answer.state is MessageState.COMPLETE and answer.parts:
                found.append((column, answer))
        return found

    def question(self) -> Message | None:
        """What the answers answer."""
        tree, judged = self._board.tree(), self.judged()
        if tree is None or not judged or judged[0][1].parent_id is None:
            return None
        return tree.get(judged[0][1].parent_id)

    def hidden_question_id(self) -> str:
        """The question whose answers are judged blind now; "" for none."""
        question = self.question() if self.blinding.hides else None
        return question.id if question is not None else ""

    @property
    def can_vote(self) -> bool:
        """Whether there are answers to vote on."""
        return len(self.judged()) > 1

    def vote(self) -> Vote | None:
        """What was voted on them, or None."""
        judged, question = self.judged(), self.question()
        if question is None:
            return None
        return self._votes.vote_on(question.id, frozenset(answer.id for _, answer in judged))

    # Voting

    def pick(self, column: CompareColumn) -> None:
        """An answer is better than all others; picked once more, the vote is taken back."""
        vote, answers = self.vote(), [answer for _, answer in self.judged()]
        if column.answer is None or column.answer not in answers:
            return
        if vote is not None and _winner(vote) == column.answer.id:
            self._take_back(vote)
        else:
            self._put(Verdict.BETTER, column.answer)

    def vote_tie(self) -> None:
        """All are equally good."""
        self._toggle(Verdict.TIE)

    def vote_all_bad(self) -> None:
        """None is any good."""
        self._toggle(Verdict.BOTH_BAD)

    def open_points(self, anchor: QWidget) -> None:
        """Asks for points, a note and tags."""
        if not self.can_vote:
            return
        if self._points is None:
            from studio.ui.compare.judging.points_popup import PointsPopup

            self._points = PointsPopup(theme=self._theme, window=self._page.window())
            self._points.saved.connect(self._on_points_saved)
        vote = self.vote()
        shown = _in_order(vote, [answer for _, answer in self.judged()]) if vote else None
        names = [column.name for column, _ in self.judged()]
        self._points.open_for(anchor, names, self._votes.rubric.criteria, shown)

    def _toggle(self, verdict: Verdict) -> None:
        vote = self.vote()
        if vote is not None and vote.verdict is verdict:
            self._take_back(vote)
        else:
            self._put(verdict)

    def _put(self, verdict: Verdict, winner: Message | None = None) -> None:
        question, answers = self.question(), [answer for _, answer in self.judged()]
        if question is None or len(answers) < 2:
            return
        made = vote_of_person(self._services.clock, question, answers, is_blind=self.blinding.hides)
        old = self.vote()
        if old is not None:
            old = _in_order(old, answers)
            made = replace(
                made,
                scores=old.scores,
                note=old.note,
                tags=old.tags,
                is_blind=old.is_blind and self.blinding.hides,
            )
        place = answers.index(winner) if winner is not None else None
        self._votes.put(replace(made, verdict=verdict, winner=place))

    def _take_back(self, vote: Vote) -> None:
        """The pick goes; points, note and tags stay when there are any."""
        if vote.scores or vote.note or vote.tags:
            self._votes.put(replace(vote, verdict=Verdict.SCORED, winner=None))
        else:
            self._votes.remove(vote.id)

    def _on_points_saved(self, scores: tuple[Score, ...], note: str, tags: tuple[str, ...]) -> None:
        vote = self.vote()
        if vote is None:
            self._put(Verdict.SCORED)
            vote = self.vote()
        if vote is None:
            return
        vote = _in_order(vote, [answer for _, answer in self.judged()])
        vote = replace(vote, scores=scores, note=note, tags=tags)
        if vote.verdict is Verdict.SCORED and not (scores or note or tags):
            self._votes.remove(vote.id)
        else:
            self._votes.put(vote)

    # Showing

    def show_vote(self) -> None:
        """Shows on the columns and in the bar what was voted."""
        vote, can_vote = self.vote(), self.can_vote
        winner = _winner(vote) if vote is not None else ""
        for column in self._board.columns():
            own = column.answer
            judged = can_vote and own is not None and own.state is MessageState.COMPLETE
            column.show_pick(own is not None and own.id == winner, judged)
        if self.show_bar():
            self.bar.show_vote(
                self.vote_text(vote),
                tie=vote is not None and vote.verdict is Verdict.TIE,
                all_bad=vote is not None and vote.verdict is Verdict.BOTH_BAD,
                can_vote=can_vote,
                hides=self.blinding.hides,
            )

    def show_bar(self) -> bool:
        """Shows the bar while one judges blind, and tells so; chosen images have another one."""
        blind = self.blinding.is_on and len(self._board.columns()) > 1
        self.bar.setVisible(blind and not self._page.images.has_choice)
        return blind

    def vote_text(self, vote: Vote | None) -> str:
        """A vote in words."""
        if vote is None:
            if not self.can_vote:
                return self.tr("Names and figures are hidden until you reveal them")
            return self.tr("Which answer is better?")
        if vote.verdict is Verdict.TIE:
            return self.tr("You found them equally good")
        if vote.verdict is Verdict.BOTH_BAD:
            return self.tr("You found none of them good")
        if vote.verdict is Verdict.SCORED:
            return self.tr("You gave points")
        winner = _winner(vote)
        name = next((c.name for c, answer in self.judged() if answer.id == winner), "")
        return self.tr("You picked {name}").format(name=name)


def _winner(vote: Vote) -> str:
    """The message that a vote is for, or ""."""
    return vote.candidates[vote.winner].message_id if vote.winner is not None else ""


def _in_order(vote: Vote, answers: list[Message]) -> Vote:
    """The same vote with its candidates in the order in which the answers stand."""
    return in_order(vote, [answer.id for answer in answers])

"""Votes of a person on images that are chosen in the grid."""

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.core.judging.votes import Candidate, Score, Verdict, Vote, in_order, new_vote
from studio.core.messages import Message
from studio.ui.compare.images.cells import Cell
from studio.ui.images.judging import LETTERS, NONE, TIE

if TYPE_CHECKING:
    from studio.ui.compare.images.judged import ChosenJudging
    from studio.ui.compare.images.view import ImagesView
    from studio.ui.compare.judging.points_popup import PointsPopup


class ImageVoting(QObject):
    """Takes them; what was said of the chosen ones is shown in the bar."""

    def __init__(self, view: "ImagesView") -> None:
        super().__init__(view)
        self._view, self._grid, self._bar = view, view.grid, view.bar
        self._board = view.page.board
        self._votes = view.services.judging().votes
        self._points: PointsPopup | None = None
        self._judging: ChosenJudging | None = None
        self._grid.chosen_changed.connect(self.show_choice)
        self._votes.votes_changed.connect(view.show_images)
        self._votes.loaded.connect(view.show_images)
        self._bar.voted.connect(self.vote)
        self._bar.clear_requested.connect(self._grid.choose_none)
        self._bar.reveal_requested.connect(self._board.blinding.reveal)

    # What is voted on

    def chosen(self) -> list[Cell]:
        """The cells that are chosen, A first."""
        cells = {cell.key: cell for cell in self._grid.cells()}
        return [cells[key] for key in self._grid.choice.keys if key in cells]

    def candidates(self) -> tuple[Candidate, ...]:
        """The chosen images; () when they can't be voted on: two of one model say nothing.

        While names are hidden they can be: or a person would be told that they are of one model.
        """
        cells, tree = self.chosen(), self._board.tree()
        found: list[Candidate] = []
        for cell in cells:
            reply = tree.get(cell.message_id) if tree is not None else None  # type: ignore[arg-type]
            if reply is None or cell.blob is None:
                return ()
            several = sum(c.message_id == cell.message_id for c in self._grid.cells()) > 1
            model_id = reply.model_id or reply.served_model or ""
            found.append(Candidate(reply.id, model_id, cell.blob.sha256 if several else ""))
        models = {each.model_id for each in found}
        tells = len(models) == len(found) or self._board.blinding.hides
        return tuple(found) if len(found) > 1 and tells else ()

    def question(self) -> Message | None:
        """What the chosen images answer."""
        tree, cells = self._board.tree(), self.chosen()
        reply = tree.get(cells[0].message_id) if tree is not None and cells else None  # type: ignore[arg-type]
        if tree is None or reply is None or reply.parent_id is None:
            return None
        return tree.get(reply.parent_id)

    def shown_vote(self) -> Vote | None:
        """What was said of the chosen images, or None."""
        candidates, question = self.candidates(), self.question()
        if not candidates or question is None:
            return None
        ids = frozenset(each.subject_id for each in candidates)
        return self._votes.vote_on(question.id, ids)

    # Voting

    def vote(self, said: str) -> None:
        """Says which is better (a letter), `tie` or `none`; said once more it is taken back."""
        candidates, question = self.candidates(), self.question()
        if not candidates or question is None:
            return
        before = self.shown_vote()
        if before is not None and self._said(before, candidates) == said:
            self._take_back(before)
            return
        winner = LETTERS.index(said) if said and said in LETTERS else None
        verdict = {TIE: Verdict.TIE, NONE: Verdict.BOTH_BAD}.get(said, Verdict.BETTER)
        made = self._new(question, candidates, verdict, winner)
        if before is not None:
            before = in_order(before, [each.subject_id for each in candidates])
            made = replace(
                made, scores=before.scores, note=before.note, tags=before.tags,
                is_blind=made.is_blind and before.is_blind,
            )  # fmt: skip
        self._votes.put(made)

    def _new(
        self,
        question: Message,
        candidates: tuple[Candidate, ...],
        verdict: Verdict,
        winner: int | None = None,
    ) -> Vote:
        made = new_vote(
            self._view.services.clock.now(), question.conversation_id, question.id,
            question.text, candidates, verdict, winner,
        )  # fmt: skip
        return replace(made, makes_images=True, is_blind=self._board.blinding.hides)

    def _take_back(self, vote: Vote) -> None:
        """The pick goes; points, note and tags stay when there are any."""
        if vote.scores or vote.note or vote.tags:
            self._votes.put(replace(vote, verdict=Verdict.SCORED, winner=None))
        else:
            self._votes.remove(vote.id)

    def said(self) -> str:
        """What was said of the chosen images, as the bar says it; "" for nothing."""
        vote = self.shown_vote()
        return self._said(vote, self.candidates()) if vote is not None else ""

    def judging(self) -> "ChosenJudging | None":
        """Votes on the chosen images where they are laid over one another; None without some."""
        from studio.ui.compare.images.judged import ChosenJudging

        if self._judging is not None:
            self._judging.deleteLater()
        keys = self._grid.choice.keys
        self._judging = ChosenJudging(self, keys, self._votes) if len(keys) > 1 else None
        return self._judging

    def open_points(self, anchor: QWidget) -> None:
        """Asks for points, a note and tags of the chosen images."""
        candidates, vote = self.candidates(), self.shown_vote()
        if not candidates:
            return
        if self._points is None:
            from studio.ui.compare.judging.points_popup import PointsPopup

            self._points = PointsPopup(theme=self._view.theme, window=anchor.window())
            self._points.saved.connect(self._on_points_saved)
        if vote is not None:
            vote = in_order(vote, [each.subject_id for each in candidates])
        names = {group.column_id: group.name for group in self._grid.groups}
        named = [names.get(cell.column_id, "") for cell in self.chosen()]
        self._points.open_for(anchor, named, self._votes.rubric.criteria, vote)

    def _on_points_saved(self, scores: tuple[Score, ...], note: str, tags: tuple[str, ...]) -> None:
        candidates, question, vote = self.candidates(), self.question(), self.shown_vote()
        if not candidates or question is None:
            return
        vote = vote or self._new(question, candidates, Verdict.SCORED)
        vote = in_order(vote, [each.subject_id for each in candidates])
        vote = replace(vote, scores=scores, note=note, tags=tags)
        if vote.verdict is Verdict.SCORED and not (scores or note or tags):
            self._votes.remove(vote.id)
        else:
            self._votes.put(vote)

    def _said(self, vote: Vote, candidates: tuple[Candidate, ...]) -> str:
        """A vote as the bar says it."""
        if vote.verdict is Verdict.TIE:
            return TIE
        if vote.verdict is Verdict.BOTH_BAD:
            return NONE
        if vote.winner is None:
            return ""
        won = vote.candidates[vote.winner].subject_id
        places = [each.subject_id for each in candidates]
        return LETTERS[places.index(won)] if won in places else ""

    # Showing

    def show_choice(self) -> None:
        """Shows in the bar what is chosen and what was said of it."""
        names = {group.column_id: group.name for group in self._grid.groups}
        cells, candidates, said = self.chosen(), self.candidates(), self.said()
        # While one judges blind and nothing is chosen, the bar of whole answers is there instead.
        self._bar.setVisible(bool(cells) or not self._board.blinding.is_on)
        self._view.page.voting.show_bar()
        self._bar.show_choice(
            [names.get(cell.column_id, "") for cell in cells],
            self._text(cells, said, names, can_vote=bool(candidates)),
            can_vote=bool(candidates),
            voted=said,
            hides=self._board.blinding.hides,
        )

    def _text(self, cells: list[Cell], said: str, names: dict[str, str], *, can_vote: bool) -> str:
        if len(cells) == 1:
            return self.tr("Choose another image to compare with")
        if len(cells) > 1 and not can_vote:
            return self.tr("Images of different models can be voted on")
        if len(cells) > 1:
            if said and said in LETTERS:
                winner = names.get(cells[LETTERS.index(said)].column_id, "")
                return self.tr("You picked {name}").format(name=winner)
            known = {TIE: self.tr("You found them equally good")}
            known[NONE] = self.tr("You found none of them good")
            pointed = self.shown_vote() is not None
            asked = self.tr("Which of the chosen images is better?")
            return known.get(said, self.tr("You gave points") if pointed else asked)
        if sum(cell.is_image for cell in self._grid.cells()) < 2:
            return self.tr("Two to four images can be compared")
        return self.tr("Click images to compare them · Space to look closer · 1 to 9 to pick")

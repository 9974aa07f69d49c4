"""Votes of a person on images that are chosen in the grid."""

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject

from studio.core.judging.votes import Candidate, Verdict, Vote, new_vote
from studio.core.messages import Message
from studio.ui.compare.images.cells import Cell
from studio.ui.compare.images.choice import LETTERS
from studio.ui.compare.images.choice_bar import NONE, TIE

if TYPE_CHECKING:
    from studio.ui.compare.images.view import ImagesView


class ImageVoting(QObject):
    """Takes them; what was said of the chosen ones is shown in the bar."""

    def __init__(self, view: "ImagesView") -> None:
        super().__init__(view)
        self._view, self._grid, self._bar = view, view.grid, view.bar
        self._board = view.page.board
        self._votes = view.services.judging().votes
        self._grid.chosen_changed.connect(self.show_choice)
        self._votes.votes_changed.connect(view.show_images)
        self._votes.loaded.connect(view.show_images)
        self._bar.voted.connect(self.vote)
        self._bar.clear_requested.connect(self._grid.choose_none)
        self._bar.reveal_requested.connect(self._board.blinding.reveal)

    # What is voted on

    def _chosen(self) -> list[Cell]:
        cells = {cell.key: cell for cell in self._grid.cells()}
        return [cells[key] for key in self._grid.choice.keys if key in cells]

    def candidates(self) -> tuple[Candidate, ...]:
        """The chosen images; () when they can't be voted on: two of one model say nothing."""
        cells, tree = self._chosen(), self._board.tree()
        found: list[Candidate] = []
        for cell in cells:
            reply = tree.get(cell.message_id) if tree is not None else None  # type: ignore[arg-type]
            if reply is None or cell.blob is None:
                return ()
            several = sum(c.message_id == cell.message_id for c in self._grid.cells()) > 1
            model_id = reply.model_id or reply.served_model or ""
            found.append(Candidate(reply.id, model_id, cell.blob.sha256 if several else ""))
        models = {each.model_id for each in found}
        return tuple(found) if len(found) > 1 and len(models) == len(found) else ()

    def question(self) -> Message | None:
        """What the chosen images answer."""
        tree, cells = self._board.tree(), self._chosen()
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
            self._votes.remove(before.id)
            return
        winner = LETTERS.index(said) if said and said in LETTERS else None
        verdict = {TIE: Verdict.TIE, NONE: Verdict.BOTH_BAD}.get(said, Verdict.BETTER)
        made = new_vote(
            self._view.services.clock.now(), question.conversation_id, question.id,
            question.text, candidates, verdict, winner,
        )  # fmt: skip
        made = replace(made, makes_images=True, is_blind=self._board.blinding.hides)
        if before is not None:
            made = replace(
                made, note=before.note, tags=before.tags,
                is_blind=made.is_blind and before.is_blind,
            )  # fmt: skip
        self._votes.put(made)

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
        cells, candidates, vote = self._chosen(), self.candidates(), self.shown_vote()
        said = self._said(vote, candidates) if vote is not None else ""
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
            return known.get(said, self.tr("Which of the chosen images is better?"))
        if sum(cell.is_image for cell in self._grid.cells()) < 2:
            return self.tr("Two to four images can be compared")
        return self.tr("Click images to compare them · Space to look closer · 1 to 9 to pick")

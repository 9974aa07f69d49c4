"""`ChosenJudging`: the chosen images of the grid, voted on where they lie over one another."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio.services.judging.votes import VoteStore

if TYPE_CHECKING:
    from studio.ui.compare.images.voting import ImageVoting


class ChosenJudging(QObject):
    """See `studio.ui.images.judging.Judging`; blind votes stay blind.

    Args:
        voting: of the grid.
        keys: of the cells that were chosen, A first.

    Signals:
        changed: something else was said.
    """

    changed = Signal()

    def __init__(self, voting: "ImageVoting", keys: tuple[str, ...], votes: VoteStore) -> None:
        super().__init__(voting)
        self._voting, self._keys = voting, keys
        votes.votes_changed.connect(self.changed)

    @property
    def can_vote(self) -> bool:
        """Whether they are of different models, and still those that are chosen."""
        same = tuple(cell.key for cell in self._voting.chosen()) == self._keys
        return same and bool(self._voting.candidates())

    @property
    def said(self) -> str:
        """The letter of the better one, `tie`, `none`, or ""."""
        return self._voting.said() if self.can_vote else ""

    @property
    def has_points(self) -> bool:
        """Whether points, a note or tags were given."""
        vote = self._voting.shown_vote() if self.can_vote else None
        return vote is not None and bool(vote.scores or vote.note or vote.tags)

    def vote(self, said: str) -> None:
        """Says it; said once more it is taken back."""
        if self.can_vote:
            self._voting.vote(said)

    def open_points(self, anchor: QWidget) -> None:
        """Asks for points, a note and tags."""
        if self.can_vote:
            self._voting.open_points(anchor)

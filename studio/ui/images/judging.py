"""`Judging`: what a person says of images that are compared, wherever they are looked at."""

from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

LETTERS = "ABCD"
TIE, NONE = "tie", "none"


class Judging(Protocol):
    """Takes votes on some images; the first of them is A, whatever their order is elsewhere."""

    @property
    def changed(self) -> SignalInstance:
        """Something else was said."""
        ...

    @property
    def can_vote(self) -> bool:
        """Whether something can be said of them: two of one model say nothing."""
        ...

    @property
    def said(self) -> str:
        """The letter of the better one, `tie`, `none`, or ""."""
        ...

    @property
    def has_points(self) -> bool:
        """Whether points, a note or tags were given."""
        ...

    def vote(self, said: str) -> None:
        """Says it; said once more it is taken back."""
        ...

    def open_points(self, anchor: QWidget) -> None:
        """Asks for points, a note and tags."""
        ...

"""Work that is too long for one turn of the event loop, done in several."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def in_turns(owner: QObject, *steps: Callable[[], object]) -> None:
    """Does each step in a turn of its own, so that keys and painting come in between.

    Args:
        owner: when it goes, what is left is not done.
    """
    if not steps:
        return
    first, rest = steps[0], steps[1:]

    def step() -> None:
        first()
        in_turns(owner, *rest)

    QTimer.singleShot(0, owner, step)

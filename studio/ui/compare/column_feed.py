"""`ColumnFeed`: brings streamed text to the columns, each in its turn, in a share of the frame.

Twelve models write at once. What came for a column waits here; in every frame columns take
theirs one after the other until the frame's time is used up, and the next frame begins with
those that were left. What nobody sees is not laid out: a column takes the whole answer so far
when it comes onto the screen.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

from studio.core.reply import PartChange

FRAME_MS = 33
BUDGET_S = 0.006

Advance = Callable[[str, tuple[PartChange, ...]], None]


class ColumnFeed(QObject):
    """Gives what came to those who show it.

    Args:
        is_seen: whether the column that shows a message is on the screen.
        advance: takes changes of a message.
    """

    def __init__(
        self,
        is_seen: Callable[[str], bool],
        advance: Advance,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._is_seen = is_seen
        self._advance = advance
        self._waiting: dict[str, list[PartChange]] = {}
        self._behind: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._on_frame_due)

    def take(self, message_id: str, changes: tuple[PartChange, ...]) -> None:
        """More of an answer came."""
        if message_id in self._behind:
            return
        if not self._is_seen(message_id):
            self._behind.add(message_id)
            self._waiting.pop(message_id, None)
            return
        self._waiting.setdefault(message_id, []).extend(changes)
        if not self._timer.isActive():
            self._timer.start()

    def is_behind(self, message_id: str) -> bool:
        """Whether the column that shows a message lacks a part of it."""
        return message_id in self._behind

    def caught_up(self, message_id: str) -> None:
        """A column was given the whole answer so far."""
        self._behind.discard(message_id)
        self._waiting.pop(message_id, None)

    def clear(self) -> None:
        """Nothing is shown any more."""
        self._waiting.clear()
        self._behind.clear()
        self._timer.stop()

    def _on_frame_due(self) -> None:
        began_s = time.perf_counter()
        for message_id in list(self._waiting):
            changes = self._waiting.pop(message_id)
            self._advance(message_id, tuple(changes))
            if time.perf_counter() - began_s > BUDGET_S:
                break
        if self._waiting:
            self._timer.start()

"""`LinkedScrolling`: the other columns follow the one that a person scrolls."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

from studio.ui.compare.column import CompareColumn
from studio.ui.compare.scroll_map import mapped, marks_of
from studio.ui.transcript.view import TranscriptView

_FRAME_MS = 16


class LinkedScrolling(QObject):
    """Moves columns that are on the screen; what is being written stays free to follow its end.

    Args:
        columns: all columns.
        is_seen: whether a column is on the screen.
    """

    def __init__(
        self,
        columns: Callable[[], list[CompareColumn]],
        is_seen: Callable[[CompareColumn], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = columns
        self._is_seen = is_seen
        self.is_on = True
        self._leader: TranscriptView | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._on_frame_due)

    def watch(self, column: CompareColumn) -> None:
        """A column was made."""
        column.transcript.moved.connect(self._on_transcript_moved)

    def forget(self) -> None:
        """Other columns are shown now."""
        self._leader = None
        self._timer.stop()

    def _on_transcript_moved(self) -> None:
        view = self.sender()
        if self.is_on and isinstance(view, TranscriptView):
            self._leader = view
            if not self._timer.isActive():
                self._timer.start()

    def _on_frame_due(self) -> None:
        leader, self._leader = self._leader, None
        columns = self._columns()
        if (
            leader is None
            or not self.is_on
            or all(column.transcript is not leader for column in columns)
        ):
            return
        flow = leader.flow
        here, most, at_end = flow.scroll_y, flow.most_y, flow.below_px < 1
        marks = marks_of(leader)
        for column in columns:
            view = column.transcript
            if view is leader or not self._is_seen(column):
                continue
            if at_end:
                view.jump_to_latest(animated=False)
                continue
            y = mapped(here, most, marks, view.flow.most_y, marks_of(view))
            view.set_following(False)
            view.flow.scroll_to(y)
            view.refresh()

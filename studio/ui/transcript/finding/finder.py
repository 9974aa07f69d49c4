"""`Finder`: finds in a transcript view, a few milliseconds at a time."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QTimer, Signal

from studio.ui.transcript.finding.index import Entry, Index, Match, Spot
from studio.ui.transcript.finding.marks import FoundMarks
from studio.ui.transcript.finding.query import Query
from studio.ui.transcript.finding.reveal import reveal
from studio.ui.transcript.kinds import as_text

if TYPE_CHECKING:
    from studio.ui.transcript.view import TranscriptView

_SLICE_S = 0.002
_TELL_S = 0.05
_LIVE_MS = 200


class Finder(QObject):
    """Finds text in all messages of a view, folded parts included.

    It reads and counts in slices of 2 ms between events: a key waits for no more than that,
    and drops what was being counted. Text that is streamed is read at most every 200 ms, and
    never moves the view.

    Signals:
        changed: other counts, or another current match.
    """

    changed = Signal()

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view)
        self._view = view
        self._index = Index()
        self._query = Query("")
        self._work: Iterator[Entry | None] | None = None
        self._from: Spot | None = None  # where the next match is looked for
        self._seeks = False  # the first match from there is wanted
        self._steps = 0  # asked for, but not known yet where to
        self._counted = False  # something since the last look at it
        self._told_s = 0.0
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(0)
        self._late.timeout.connect(view.viewport().update)
        self._marks = FoundMarks(self._index, self._late.start)
        self._slices = QTimer(self)
        self._slices.setSingleShot(True)
        self._slices.timeout.connect(self._on_slice)
        self._live = QTimer(self)
        self._live.setSingleShot(True)
        self._live.setInterval(_LIVE_MS)
        self._live.timeout.connect(self._on_live)

    # What is known.

    @property
    def query(self) -> Query:
        """What is looked for."""
        return self._query

    @property
    def total(self) -> int:
        """How many matches were found so far."""
        return self._index.total(self._query)

    @property
    def ordinal(self) -> int:
        """The number of the current match, from 1; 0: there is none."""
        current = self._marks.current
        return (self._index.ordinal(self._query, current) or 0) if current is not None else 0

    @property
    def is_complete(self) -> bool:
        """Whether all messages were looked at."""
        return self._work is None

    # Acts.

    def begin(self) -> None:
        """Starts to read the messages."""
        view = self._view
        view.content_changed.connect(self._on_view_content_changed)
        view.framed.connect(self._on_view_framed)
        view.marks.found = self._marks
        self._index.notice(view.items().sources())
        self._restart(None)

    def end(self) -> None:
        """Marks nothing and forgets what was read."""
        view = self._view
        view.content_changed.disconnect(self._on_view_content_changed)
        view.framed.disconnect(self._on_view_framed)
        view.marks.found = None
        self._slices.stop()
        self._live.stop()
        self._late.stop()
        self._work = None
        self._index = Index()
        self._query = Query("")
        self._marks = FoundMarks(self._index, self._late.start)
        view.viewport().update()

    def set_query(self, query: Query, *, seeks: bool = True) -> None:
        """Finds something else, from the current match or from what is read on.

        Args:
            seeks: goes to a match; otherwise they are only marked and counted.
        """
        if query == self._query:
            return
        self._from = self._here()
        self._query = query
        self._marks.set_query(query)
        self._seeks, self._steps = seeks and not query.is_empty, 0
        if self._seeks:
            self._view.set_following(False)
        self._restart(self._from)
        self._view.viewport().update()
        self.changed.emit()

    def step(self, by: int) -> None:
        """Goes to the next (1) or previous (-1) match, around the ends."""
        if self._query.is_empty or self._seeks:
            return
        if self._marks.current is None:
            self._from = self._here()
            self._seeks = True
        else:
            self._steps += by
        self._go_on()
        self.changed.emit()

    def go_to(self, ordinal: int) -> None:
        """Goes to the match of a number, from 1, that was found already."""
        self._seeks, self._steps = False, 0
        self._show(self._index.match(self._query, ordinal))
        self._view.viewport().update()

    def leave(self) -> None:
        """No match is the current one; all stay marked."""
        self._seeks, self._steps = False, 0
        self._marks.current = None
        self._view.viewport().update()

    # Inside.

    def _here(self) -> Spot | None:
        """The current match, else the first line on the screen."""
        view, current = self._view, self._marks.current
        if current is not None:
            item = view.item_of(current.message_id)
            keys = tuple(section.key for section in (item.sections or ())) if item else ()
            offset = self._index.offset_of(self._query, current)
            return Spot(current.message_id, current.place, offset, keys)
        target = view.canvas.nearest(QPointF(view.canvas.left, 0.0))
        if target is None:
            return self._from
        keys = tuple(section.key for section in target.item.sections or ())
        text = as_text(target.element)
        offset = text.position_at(QPointF(-1e6, target.pos.y())) if text is not None else 0
        place = (target.item.section(target.spot).key, target.spot[1], target.number)
        return Spot(target.item.id, place, offset, keys)

    def _restart(self, spot: Spot | None) -> None:
        """Begins to count again; what was read stays."""
        spot = spot or self._here()
        ids = [entry.id for entry in self._index.entries]
        first = ids.index(spot.message_id) if spot is not None and spot.message_id in ids else 0
        self._counted = False
        self._work = self._index.work(self._query, first)
        self._slices.start(0)

    def _on_slice(self) -> None:
        if self._work is None:
            return
        if self._counted:  # in a turn of its own: showing takes as long as a slice
            self._counted = False
            self._go_on()
            self._tell()
            self._slices.start(0)
            return
        until = time.perf_counter() + _SLICE_S
        for entry in self._work:
            self._counted = self._counted or entry is not None
            if time.perf_counter() > until:
                self._slices.start(0)
                return
        self._work = None
        self._go_on()
        self._tell()

    def _go_on(self) -> None:
        """Takes the steps that can be taken with what is known by now."""
        if self._seeks and self._from is not None:
            found = self._index.first_from(self._query, self._from)
            if found is None and self.is_complete and self.total:
                found = 1
            if found is not None:
                self._show(self._index.match(self._query, found))
            self._seeks = self._seeks and not self.is_complete and found is None
        while self._steps and self._take_step(1 if self._steps > 0 else -1):
            pass

    def _take_step(self, by: int) -> bool:
        current, total = self._marks.current, self.total
        at = self.ordinal
        if current is None or not at:
            self._steps = 0
            return False
        wanted = at + by
        if not 1 <= wanted <= total:
            if not self.is_complete:
                return False
            wanted = 1 if by > 0 else total
        match = self._index.match(self._query, wanted)
        if match is None:
            self._steps = 0
            return False
        ends = current.message_id, match.message_id
        if not self.is_complete and not self._index.is_counted(self._query, *ends):
            return False
        self._steps -= by
        self._show(match)
        return True

    def _show(self, match: Match | None) -> None:
        self._marks.current = match
        if match is not None:
            spans = self._marks.spans_of(match.unit)
            if match.nth < len(spans):
                reveal(self._view, match, spans[match.nth])

    def _tell(self) -> None:
        now = time.perf_counter()
        if self.is_complete or now - self._told_s > _TELL_S:
            self._told_s = now
            self._view.viewport().update()
            self.changed.emit()

    # Slots.

    def _on_view_content_changed(self) -> None:
        if self._index.notice(self._view.items().sources()):
            self._restart(None)

    def _on_view_framed(self, _took_ms: float) -> None:
        if not self._live.isActive():
            self._live.start()

    def _on_live(self) -> None:
        if self._index.notice_running(self._view.items().sources()):
            self._restart(None)

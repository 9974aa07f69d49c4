"""`Ahead`: what is done in idle time, so that the next frame finds it ready.

What is visible is coloured first. Then what is next to it, in the direction of travel, is
parsed, laid out and made ready to be painted. While the bar is dragged, frames are of places far
from one another: there the place that the bar will reach if it goes on like this is prepared.
"""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from studio.ui.transcript.element import Element
from studio.ui.transcript.flow import Flow, Place
from studio.ui.transcript.kinds import as_preparing

if TYPE_CHECKING:
    from studio.ui.transcript.view import TranscriptView

_SLICE_MS, _BREATH_MS, _LATER_MS, _REST_MS = 3.0, 1, 20, 60
_UNPAINTED_MS = 16
_MOST_KNOWN = 1_000
_ROUNDS = 3  # heights that become known move the place that the bar means


class Ahead(QObject):
    """Works in slices when the event loop has nothing else to do; rests when all is done.

    Between them the loop sleeps, so that whoever waits for the processor or the interpreter lock
    gets it.
    """

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view)
        self._view = view
        self._upwards = False
        self._waits = False  # for the frame to be painted
        self._goal = _BarGoal()
        self._known: set[int] = set()  # layouts that are ready to be painted
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def is_resting(self) -> bool:
        """Whether all is done that can be foreseen."""
        return self._goal.value is None and (self._is_dragged or not self._timer.isActive())

    @property
    def _is_dragged(self) -> bool:
        return self._view.verticalScrollBar().isSliderDown()

    def painted(self, *, unlit: bool) -> None:
        """A frame was painted: what waited for it begins.

        Args:
            unlit: something on the screen is to be coloured.
        """
        if self._waits:
            self._begin()
        elif unlit and not self._timer.isActive():
            self._timer.start(_REST_MS if self._is_dragged else _BREATH_MS)

    def moved(self, by_px: float = 0.0) -> None:
        """A person scrolled, upwards where the distance is negative."""
        if by_px:
            self._upwards = by_px < 0
        bar = self._view.verticalScrollBar()
        if self._is_dragged:
            room = self._view.flow.view_height / 2
            self._goal.moved_to(bar.value(), bar.maximum(), room)
        else:
            self._goal.forget()
        # A timer that is due would be served together with the frame, and maybe before it.
        self._waits = True
        self._timer.start(_UNPAINTED_MS)

    def _begin(self) -> None:
        self._waits = False
        jumps = self._goal.value is None and self._is_dragged
        self._timer.start(_REST_MS if jumps else _BREATH_MS)

    def _on_timeout(self) -> None:
        if self._waits:  # there was nothing to paint
            self._begin()
            return
        until_s = time.perf_counter() + _SLICE_MS / 1000
        view = self._view
        if self._goal.value is not None:
            if self._prepare_goal(self._goal.value, until_s):
                self._timer.start(_BREATH_MS)
            else:
                self._goal.value = None
                self._timer.start(_REST_MS)
            return
        unlit, rect = view.canvas.highlight_visible(_SLICE_MS)
        if rect is not None:
            view.update_rect(rect)
            self._timer.start(_BREATH_MS)
        elif self._prepare_neighbours(until_s):
            self._timer.start(_BREATH_MS)
        else:
            view.show_position()
            if unlit:
                self._timer.start(_LATER_MS)

    def _prepare_neighbours(self, until_s: float) -> bool:
        """Prepares a screen on either side; whether the time was up before all was done."""
        flow = self._view.flow
        if not flow.visible:
            return False
        first, last = flow.visible[0].place, flow.visible[-1].place
        sides = [(first, True), (last, False)] if self._upwards else [(last, False), (first, True)]
        return any(
            self._walk(flow.before(place) if up else flow.after(place), until_s, up=up, paint=paint)
            for paint in (False, True)  # all of it is laid out before any is made ready to paint
            for place, up in sides
        )

    def _prepare_goal(self, value: int, until_s: float) -> bool:
        """Prepares the screen that a position of the bar stands for."""
        flow, bar = self._view.flow, self._view.verticalScrollBar()
        if not flow.items:
            return False
        for number in range(_ROUNDS):
            place, offset = flow.place_at(flow.most_y * value / max(1, bar.maximum()))
            paint = number == _ROUNDS - 1
            if number and self._walk(place, until_s, up=False, paint=paint, more_px=offset):
                return True
        return False

    def _walk(
        self, place: Place | None, until_s: float, *, up: bool, paint: bool, more_px: float = 0.0
    ) -> bool:
        """Lays out a screen from a piece on, or makes it ready to be painted."""
        flow = self._view.flow
        left_px = flow.view_height + more_px
        while place is not None and left_px > 0:
            if not flow.is_ready(place):
                if time.perf_counter() > until_s:
                    return True
                flow.measure(place)
            if paint and not self._make_paintable(flow, place, until_s, from_end=up):
                return True
            left_px -= flow.height_of(place)
            place = flow.before(place) if up else flow.after(place)
        return False

    def _make_paintable(self, flow: Flow, place: Place, until_s: float, *, from_end: bool) -> bool:
        """Whether all elements of a piece could be made ready in time."""
        piece = flow.piece_at(place)
        if piece.serial in self._known:
            return True
        if not all(_prepare(element, until_s, from_end) for element in piece.elements):
            return False
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        self._known.add(piece.serial)
        return True


def _prepare(element: Element, until_s: float, from_end: bool) -> bool:
    preparing = as_preparing(element)
    return preparing is None or preparing.prepare(until_s, from_end=from_end)


class _BarGoal:
    """Where the bar will be at its next step.

    Attributes:
        value: of the bar; None where its last steps don't tell.
    """

    def __init__(self) -> None:
        self.value: int | None = None
        self._last: int | None = None
        self._step: int | None = None

    def forget(self) -> None:
        """The bar was let go."""
        self.value = self._last = self._step = None

    def moved_to(self, value: int, most: int, room: float) -> None:
        """The bar moved; its steps are even if they differ by no more than `room`."""
        step = None if self._last is None else value - self._last
        even = step and self._step and abs(step - self._step) <= room
        goal = value + step if even and step else None
        self.value = goal if goal is not None and 0 < goal < most else None
        self._last, self._step = value, step

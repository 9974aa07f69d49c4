"""`Selecting`: the mouse selects by characters, words and lines, and goes on beyond the edge."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt, QTimer
from PySide6.QtWidgets import QApplication

from studio.ui.transcript.canvas import Target
from studio.ui.transcript.dragging import start_text_drag
from studio.ui.transcript.element import ScrollingElement
from studio.ui.transcript.places import (
    Unit,
    cursor_near,
    cursor_of,
    is_on_selection,
    unit_around,
)

if TYPE_CHECKING:
    from studio.ui.transcript.view import TranscriptView

_AUTO_SCROLL_MS = 30
_MOST_STEP_PX = 120.0


class Selecting(QObject):
    """What happens between a press and a release of the left button."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view)
        self._view = view
        self._unit = Unit.CHARACTER
        self._held = False
        self._moved = False
        self._on_selection: Target | None = None
        self._press_at = QPointF()
        self._last = QPointF()
        self._double_at: tuple[float, QPointF] | None = None
        self._auto = QTimer(self)
        self._auto.setInterval(_AUTO_SCROLL_MS)
        self._auto.timeout.connect(self._on_auto_scroll)

    @property
    def is_held(self) -> bool:
        """Whether the button is down since a press on the content."""
        return self._held

    # Acts

    def press(self, pos: QPointF, target: Target | None, *, extend: bool) -> None:
        """The button went down; `extend`: with Shift, the selection goes on to here."""
        view = self._view
        self._held, self._moved, self._on_selection = True, False, None
        self._press_at = self._last = pos
        if self._is_third_click(pos) and target is not None:
            self._take_unit(target, Unit.LINE)
            return
        self._double_at = None
        self._unit = Unit.CHARACTER
        if extend and view.selection.head is not None:
            self._go(pos)
            return
        if target is not None and is_on_selection(view, target):
            self._on_selection = target  # it may be dragged away; else the release clears it
            return
        self._begin(target)

    def double_click(self, pos: QPointF, target: Target) -> None:
        """The second press: a word."""
        self._held, self._on_selection = True, None
        self._press_at = self._last = pos
        self._double_at = (time.monotonic(), pos)
        self._take_unit(target, Unit.WORD)

    def drag(self, pos: QPointF) -> None:
        """The pointer moved with the button down."""
        self._last = pos
        far = (pos - self._press_at).manhattanLength() >= QApplication.startDragDistance()
        if not self._moved and not far:
            return
        if self._on_selection is not None:
            self._on_selection, self._held = None, False
            start_text_drag(self._view)
            return
        self._go(pos)
        self._scroll_if_outside(pos)

    def release(self) -> bool:
        """The button came up; True when it was more than a click."""
        self._auto.stop()
        self._held = False
        pressed, self._on_selection = self._on_selection, None
        if pressed is not None and not self._moved:
            self._begin(pressed)
        return self._moved

    def cancel(self) -> None:
        """The press was about something else."""
        self._auto.stop()
        self._held = self._moved = False
        self._on_selection = None

    # Inside

    def _is_third_click(self, pos: QPointF) -> bool:
        if self._double_at is None:
            return False
        when, where = self._double_at
        soon = time.monotonic() - when < QApplication.doubleClickInterval() / 1000
        return soon and (pos - where).manhattanLength() < QApplication.startDragDistance()

    def _take_unit(self, target: Target, unit: Unit) -> None:
        self._unit = unit
        found = unit_around(target, unit)
        if found is not None:
            self._moved = True
            self._view.selection.select(*found)
            self._changed()

    def _begin(self, target: Target | None) -> None:
        view = self._view
        if view.selection.clear():
            view.viewport().update()
        cursor = cursor_of(target) or cursor_near(view, self._press_at)
        if cursor is not None:
            view.selection.begin(cursor)

    def _go(self, pos: QPointF) -> None:
        """The selection goes on to a point."""
        view = self._view
        if not self._moved:
            self._moved = True
            view.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        if self._unit is not Unit.CHARACTER:
            target = view.canvas.nearest(pos)
            found = unit_around(target, self._unit) if target is not None else None
            if found is not None:
                if view.selection.extend(*found):
                    self._changed()
                return
        cursor = cursor_near(view, pos)
        if cursor is not None and view.selection.extend(cursor):
            self._changed()

    def _changed(self) -> None:
        self._view.marks.caret = None
        self._view.set_following(False)
        self._view.viewport().update()

    # Beyond the edge

    def _scroll_if_outside(self, pos: QPointF) -> None:
        outside = pos.y() < 0 or pos.y() > self._view.flow.view_height
        if outside or self._side_step(pos):
            if not self._auto.isActive():
                self._auto.start()
        else:
            self._auto.stop()

    def _side_step(self, pos: QPointF) -> float:
        """How far content that scrolls sideways should go, in px."""
        target = self._view.canvas.nearest(pos)
        if target is None or not isinstance(target.element, ScrollingElement):
            return 0.0
        if target.element.scroll_range_px() <= 0:
            return 0.0
        rect = target.rect
        if pos.x() < rect.left():
            return _step(pos.x() - rect.left()) if target.element.scroll_x_px() > 0 else 0.0
        if pos.x() > rect.right():
            left = target.element.scroll_range_px() - target.element.scroll_x_px()
            return _step(pos.x() - rect.right()) if left > 0 else 0.0
        return 0.0

    def _on_auto_scroll(self) -> None:
        view, pos = self._view, self._last
        over = pos.y() if pos.y() < 0 else max(0.0, pos.y() - view.flow.view_height)
        side = self._side_step(pos)
        if not over and not side:
            self._auto.stop()
            return
        if over:
            bar = view.verticalScrollBar()
            bar.setValue(bar.value() + round(_step(over)))
        edge = min(max(pos.y(), 1.0), view.flow.view_height - 1)
        at = QPointF(pos.x(), edge)
        target = view.canvas.nearest(at)
        if side and target is not None and isinstance(target.element, ScrollingElement):
            target.element.scroll_to(target.element.scroll_x_px() + side)
            view.viewport().update()
        self._go(at)


def _step(over: float) -> float:
    """How far to scroll in one tick: the further out, the faster."""
    return max(-_MOST_STEP_PX, min(_MOST_STEP_PX, over / 2 or over))

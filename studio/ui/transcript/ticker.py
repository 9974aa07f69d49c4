"""`Ticker`: turns spinners and counts seconds, only while one of them is on the screen."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from studio.ui.transcript.element import Element
from studio.ui.transcript.flow import Visible
from studio.ui.transcript.item import MessageItem
from studio.ui.transcript.parts.footer import StatusLine
from studio.ui.transcript.parts.reasoning import Reasoning
from studio.ui.transcript.parts.tool_card import ToolHead

if TYPE_CHECKING:
    from studio.ui.transcript.view import TranscriptView

_STEP_MS = 100
_DUE_S = 0.09


class Ticker(QObject):
    """A timer that runs while a status line or growing reasoning is visible."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view)
        self._view = view
        self._timer = QTimer(self)
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self._on_step)
        self._stepped_s = 0.0
        # What the next frame of a stream paints: whole status lines, or only their spinners.
        self._waiting: dict[MessageItem, bool] = {}

    def follow_visible(self) -> None:
        """Starts with what is visible; the next step finds out whether anything still ticks."""
        if not self._timer.isActive() and self._view.isVisible() and self._tick(0):
            self._timer.start()

    def paint_turned(self) -> None:
        """A frame is painted: what is due to turn, or has changed, comes with it."""
        if self._timer.isActive():
            self._timer.start()  # it need not wake the window while frames come
            if time.monotonic() - self._stepped_s > _DUE_S:
                self._step()
        for item, is_whole in self._waiting.items():
            self._update_status(item, only_spinner=not is_whole)
        self._waiting.clear()

    def status_changed(self, item: MessageItem) -> None:
        """Paints the status line of a message again, and no more of it."""
        if self._timer.isActive() and self._view.is_busy_painting:
            self._waiting[item] = True
        else:
            self._update_status(item)

    def _update_status(self, item: MessageItem, *, only_spinner: bool = False) -> None:
        for visible in reversed(self._view.flow.visible):  # it is the last of its message
            if visible.place.item is item:
                for number, element in enumerate(visible.piece.elements):
                    if isinstance(element, StatusLine):
                        self._update(visible, number, element if only_spinner else None)
                        return

    def _update(self, visible: Visible, number: int, turned: Element | None) -> None:
        """Paints an element again; of a status line that turned only the spinner."""
        rect = self._view.canvas.rect_of(visible, number)
        if isinstance(turned, StatusLine):
            rect = turned.spinner_rect().translated(rect.topLeft())
        self._view.update_rect(rect)

    def _on_step(self) -> None:
        self._step()
        if self._waiting and not self._view.is_busy_painting:
            self.paint_turned()  # the frame that they waited for did not come

    def _step(self) -> None:
        self._stepped_s = time.monotonic()
        if not (self._view.isVisible() and self._tick(1)):
            self._timer.stop()

    def _tick(self, step: int) -> bool:
        """Moves everything that ticks on; False when nothing does."""
        found = False
        now = time.monotonic()
        moves = self._view.theme.current.duration_ms(1) > 0
        for visible in self._view.flow.visible:
            item = visible.place.item
            if not item.row.running:
                continue
            for number, element in enumerate(visible.piece.elements):
                kind = type(element)  # asked in every frame
                if kind is not StatusLine and kind is not Reasoning and kind is not ToolHead:
                    continue
                if isinstance(element, StatusLine) and moves:
                    found = True
                    item.state.spinner = (item.state.spinner + step) % 8
                    if self._view.is_busy_painting:
                        if step:
                            self._waiting.setdefault(item, False)
                        continue  # the next frame of the stream paints it too
                elif isinstance(element, ToolHead) and element.is_running and moves:
                    found = True
                elif isinstance(element, Reasoning) and element.is_counting:
                    found = True
                    element.count(now)
                else:
                    continue
                if step:
                    self._update(visible, number, element)
        return found

"""`Keyboard`: scrolling keys, walking messages and their actions, zoom."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QScrollBar

from studio.ui.transcript.canvas import Target
from studio.ui.transcript.element import Hit, ScrollingElement
from studio.ui.transcript.item import MessageItem, Spot

if TYPE_CHECKING:
    from studio.ui.transcript.caret import Caret
    from studio.ui.transcript.view import TranscriptView

_Key = Qt.Key
_ZOOM_STEP = 10
_FAR_PX = 1e9
# How far these keys scroll a focused element sideways.
_SIDEWAYS = {
    int(_Key.Key_Left): -48.0,
    int(_Key.Key_Right): 48.0,
    int(_Key.Key_Home): -_FAR_PX,
    int(_Key.Key_End): _FAR_PX,
}
_TAB_REASONS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)

FocusedHit = tuple[MessageItem, Spot, int, Hit]


class Keyboard(QObject):
    """The keyboard on the transcript.

    Alt+Up and Alt+Down walk the messages, Tab the actions of the focused message.
    """

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view)
        self._view = view
        self._caret: Caret | None = None

    @property
    def caret(self) -> "Caret":
        """The end of the selection that keys move; made at the first need."""
        if self._caret is None:
            from studio.ui.transcript.caret import Caret

            self._caret = Caret(self._view)
        return self._caret

    # Keys.

    def press(self, event: QKeyEvent) -> bool:
        """Handles a key; False when it is none of ours."""
        view, key, mods = self._view, event.key(), event.modifiers()
        control = bool(mods & Qt.KeyboardModifier.ControlModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            return self._copy()
        if self._act(event) or self._select(event):
            return True
        if mods & Qt.KeyboardModifier.AltModifier and key in (_Key.Key_Up, _Key.Key_Down):
            self.walk_messages(1 if key == _Key.Key_Down else -1)
            return True
        if control and key in (_Key.Key_Equal, _Key.Key_Plus, _Key.Key_Minus, _Key.Key_0):
            if key == _Key.Key_0:
                self.zoom_by(100 - view.zoom_percent)
            else:
                self.zoom_by(-_ZOOM_STEP if key == _Key.Key_Minus else _ZOOM_STEP)
            return True
        presses = key in (_Key.Key_Return, _Key.Key_Enter, _Key.Key_Space) and not control
        if presses and self._activate():
            return True
        shift = mods & Qt.KeyboardModifier.ShiftModifier
        if key == _Key.Key_Menu or (key == _Key.Key_F10 and shift):
            self.open_menu()
            return True
        if key == _Key.Key_Escape and (view.marks.focused_item or not view.selection.is_empty):
            self.clear()
            view.marks.caret = None
            view.selection.clear()
            view.viewport().update()
            return True
        return self._scroll_sideways(int(key)) or self._scroll(key, mods)

    def _scroll_sideways(self, key: int) -> bool:
        """Left, right, Home and End scroll the focused code, table or formula."""
        focused = self._view.marks.focused
        if focused is None or key not in _SIDEWAYS:
            return False
        item, spot, number, _ = focused
        elements = self._view.flow.piece_of(item, spot).elements
        element = elements[number] if number < len(elements) else None
        if not isinstance(element, ScrollingElement) or element.scroll_range_px() <= 0:
            return False
        step = _SIDEWAYS[key]
        if element.scroll_to(step if abs(step) > _FAR_PX / 2 else element.scroll_x_px() + step):
            self._view.viewport().update()
        return True

    def _act(self, event: QKeyEvent) -> bool:
        """Keys of actions act on the focused message."""
        item = self._view.marks.focused_item
        if item is None:
            return False
        from studio.ui.transcript.message_menu import action_for

        action = action_for(event.keyCombination(), item.row)
        if action == "more_actions":
            self.open_menu()
        elif action:
            self._view.acts.request(item, action)
        return bool(action)

    def _select(self, event: QKeyEvent) -> bool:
        """Keys with Shift select, and Ctrl+A does."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        may = shift or event.matches(QKeySequence.StandardKey.SelectAll)
        return may and self.caret.press(event)

    def _scroll(self, key: int, mods: Qt.KeyboardModifier) -> bool:
        view, bar = self._view, self._view.verticalScrollBar()
        if key == _Key.Key_Home:
            view.flow.scroll_to(0)
            view.user_moved()
            return True
        if key == _Key.Key_End:
            view.jump_to_latest(animated=False)
            view.user_moved()
            return True
        back = bool(mods & Qt.KeyboardModifier.ShiftModifier)
        steps = {
            int(_Key.Key_Up): -bar.singleStep(),
            int(_Key.Key_Down): bar.singleStep(),
            int(_Key.Key_PageUp): -self._page(bar),
            int(_Key.Key_PageDown): self._page(bar),
            int(_Key.Key_Space): -self._page(bar) if back else self._page(bar),
        }
        step = steps.get(int(key))
        if step is None:
            return False
        view.smooth.stop()
        view.flow.scroll_by(step)
        view.user_moved()
        return True

    def _page(self, bar: QScrollBar) -> int:
        """A page less two lines, so that the eye finds its place."""
        return max(bar.singleStep(), bar.pageStep() - 44)

    def _copy(self) -> bool:
        if self._view.acts.copy():
            return True
        item = self._view.marks.focused_item
        if item is None:
            return False
        self._view.acts.request(item, "copy_message")
        return True

    def zoom_by(self, percent: int) -> None:
        """Changes the text zoom as a person's act."""
        view, before = self._view, self._view.zoom_percent
        view.set_zoom(before + percent)
        if view.zoom_percent != before:
            view.zoom_changed.emit(view.zoom_percent)

    # Messages.

    def walk_messages(self, step: int) -> None:
        """Focuses the next or previous message; the first time one that is visible."""
        view = self._view
        items, focused = view.flow.items, view.marks.focused_item
        if not items:
            return
        if focused is None:
            shown = [visible.place.item for visible in view.flow.visible]
            item = (shown[-1] if step < 0 else shown[0]) if shown else items[-1]
        else:
            item = items[max(0, min(len(items) - 1, focused.index + step))]
        self.focus_message(item)

    def focus_message(self, item: MessageItem | None) -> None:
        """Puts the ring around a message and brings it into view."""
        view, old = self._view, self._view.marks.focused_item
        if old is not None:
            old.state.focused = False
        view.marks.focused_item, view.marks.focused = item, None
        if item is not None:
            item.state.focused = True
            self._reveal_item(item)
            view.tell_focus(item)
        view.viewport().update()

    def clear(self) -> None:
        """No message is focused."""
        if self._view.marks.focused_item is not None:
            self.focus_message(None)

    def drop_missing(self) -> None:
        """Of a focused message that is not shown any more the ring goes to what took its place.

        So a version can be followed by the next, and a deletion by another. Nothing scrolls.
        """
        view, marks = self._view, self._view.marks
        marks.focused, gone = None, marks.focused_item
        if gone is None or view.item_of(gone.id) is not None:
            return
        gone.state.focused = False
        marks.focused_item, items = None, view.flow.items
        near = items[min(gone.index, len(items) - 1)] if len(items) else None
        cid = gone.row.message.conversation_id
        if near is not None and near.row.message.conversation_id == cid:
            marks.focused_item = near
            near.state.focused = True
            view.tell_focus(near)

    def _reveal_item(self, item: MessageItem) -> None:
        view = self._view
        rect = view.canvas.rect_of_item(item)
        whole = not rect.isNull() and rect.top() >= 0 and rect.bottom() <= view.flow.view_height
        covers = not rect.isNull() and rect.top() <= 8 and rect.bottom() >= view.flow.view_height
        if whole or covers:
            return
        view.smooth.stop()
        view.flow.to_item(item)
        view.user_moved()

    # Actions of the focused message.

    def walk_hits(self, forward: bool) -> bool:
        """Focuses the next action of the focused message; False at its end."""
        view = self._view
        item = view.marks.focused_item
        if item is None:
            return False
        following = next(self._hits_from(item, view.marks.focused, forward), None)
        if following is None:
            if view.marks.focused is not None and not forward:
                view.marks.focused = None  # back to the message itself
                view.viewport().update()
                return True
            self.clear()
            return False
        self.focus_hit(following)
        return True

    def focus_hit(self, hit: FocusedHit) -> None:
        """Puts the ring around an action of the focused message, and brings it into view."""
        view = self._view
        view.marks.focused = hit
        self._reveal_hit(hit)
        view.tell_focus(hit[0])
        view.viewport().update()

    def _hits_from(
        self, item: MessageItem, current: FocusedHit | None, forward: bool
    ) -> Iterator[FocusedHit]:
        """Hits behind (or in front of) the current one; measures pieces on the way."""
        from studio.ui.transcript.acting import next_acting

        view = self._view
        if not item.is_open:
            item.open(view.flow.width)
        spot = item.first() if current is None else current[1]
        if spot is None or (current is None and not forward) or not _is_there(item, spot):
            return
        start = current[2:] if current is not None else None
        while spot is not None:
            for number, hit in view.flow.hits_from(item, spot, start, forward=forward):
                yield item, spot, number, hit
            start = None
            spot = next_acting(item, spot, forward=forward)

    def _activate(self) -> bool:
        focused = self._view.marks.focused
        if focused is None:
            return False
        item, spot, number, hit = focused
        rect = self.rect_of(focused)
        at = self._view.viewport().mapToGlobal(rect.bottomLeft().toPoint())
        self._view.acts.run(item, spot, number, hit, at)
        return True

    def rect_of(self, focused: FocusedHit) -> QRectF:
        """Where a hit is in the viewport; empty when it is out of sight."""
        item, spot, number, hit = focused
        for visible in self._view.flow.visible:
            if visible.place.item is item and visible.place.spot == spot:
                origin = self._view.canvas.rect_of(visible, number).topLeft()
                return (hit.rect or QRectF()).translated(origin)
        return QRectF()

    def _reveal_hit(self, focused: FocusedHit) -> None:
        view = self._view
        rect = self.rect_of(focused)
        if not rect.isNull() and rect.top() >= 0 and rect.bottom() <= view.flow.view_height:
            return
        view.smooth.stop()
        item, spot, number, hit = focused
        tops = view.flow.piece_of(item, spot).tops  # a table may be higher than the window
        inside = tops[number] + (hit.rect.top() if hit.rect is not None else 0.0)
        view.flow.to_item(item, spot, inside - view.flow.view_height / 3)
        view.user_moved()

    def open_menu(self) -> None:
        """Opens the menu of the selection, the focused message, or the last one visible."""
        view = self._view
        head = self.caret.rect() if not view.selection.is_empty else QRectF()
        target = view.canvas.target_at(head.center()) if not head.isNull() else None
        if target is not None:
            at = view.viewport().mapToGlobal(head.bottomLeft().toPoint())
            view.acts.open_menu(target.item, None, at, target)
            return
        item = view.marks.focused_item
        if item is None and view.flow.visible:
            item = view.flow.visible[-1].place.item
        if item is None:
            return
        rect = view.canvas.rect_of_item(item)
        top = min(max(rect.top(), 0.0), view.flow.view_height - 40)
        at = view.viewport().mapToGlobal(QPointF(view.canvas.left + 24, top + 24).toPoint())
        focused = view.marks.focused
        view.acts.open_menu(item, focused[3] if focused else None, at, self._target_of(focused))

    def _target_of(self, focused: FocusedHit | None) -> Target | None:
        """The element of the focused action, while it is on the screen."""
        if focused is None:
            return None
        item, spot, number, hit = focused
        for visible in self._view.flow.visible:
            if visible.place.item is item and visible.place.spot == spot:
                element = visible.piece.elements[number]
                rect = self._view.canvas.rect_of(visible, number)
                return Target(item, spot, number, element, rect, QPointF(), hit)
        return None

    # Focus of the view.

    def focus_in(self, event: QFocusEvent) -> None:
        """Tab into the view focuses the last visible message."""
        if event.reason() in _TAB_REASONS and self._view.marks.focused_item is None:
            self.walk_messages(-1)

    def focus_out(self, event: QFocusEvent) -> None:
        """The ring goes with the focus, except while a menu is open."""
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            self.clear()


def _is_there(item: MessageItem, spot: Spot) -> bool:
    sections = item.sections or []
    return spot[0] < len(sections) and spot[1] < sections[spot[0]].count

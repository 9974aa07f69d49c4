"""`Caret`: selecting with the keyboard, from the focused message or an existing selection on."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from studio.ui.transcript.carets import rect_at
from studio.ui.transcript.copying.cutting import sign_length
from studio.ui.transcript.kinds import as_text, selectable_text
from studio.ui.transcript.paragraph import is_right_to_left
from studio.ui.transcript.places import cursor_near
from studio.ui.transcript.selection import Cursor, end_of, start_of
from studio.ui.transcript.text_walk import TextWalk
from studio.ui.transcript.words import line_at, next_char, next_word, previous_char, previous_word

if TYPE_CHECKING:
    from studio.ui.transcript.view import TranscriptView

_Key = Qt.Key
_MARGIN_PX = 24
_FAR_PX = 1e6
_FORWARD = (_Key.Key_Right, _Key.Key_Down, _Key.Key_End, _Key.Key_PageDown)
_KEYS = (*_FORWARD, _Key.Key_Left, _Key.Key_Up, _Key.Key_Home, _Key.Key_PageUp)


class Caret(QObject):
    """The end of the selection that keys move."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view)
        self._view = view
        self._walk = TextWalk(view.flow)
        self._goal_x: float | None = None  # where Up and Down want to be

    def press(self, event: QKeyEvent) -> bool:
        """Handles a key that selects; False when it is none."""
        mods = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
            return True
        control = bool(mods & Qt.KeyboardModifier.ControlModifier)
        shift = Qt.KeyboardModifier.ShiftModifier
        if mods & ~Qt.KeyboardModifier.ControlModifier != shift or event.key() not in _KEYS:
            return False
        if self._view.marks.caret is None:  # the mouse was here
            self._goal_x = None
        head = self._head(_Key(event.key()))
        if head is None:
            return False
        moved = self._moved(head, _Key(event.key()), control=control)
        if event.key() not in (_Key.Key_Up, _Key.Key_Down) or control:
            self._goal_x = None
        if moved is not None:
            self._view.selection.extend(moved)
            self._view.set_following(False)
            self._show(moved)
        return True

    def select_all(self) -> None:
        """Everything of the path, however long: nothing is laid out for it."""
        view = self._view
        self._goal_x, view.marks.caret = None, None
        view.selection.select_all(view.flow.items)
        view.set_following(False)
        view.viewport().update()

    def rect(self) -> QRectF:
        """Where the head of the selection is in the viewport; empty when out of sight."""
        head = self._view.selection.head
        return self._rect_of(head) if head is not None else QRectF()

    # Where it is

    def _head(self, key: Qt.Key) -> Cursor | None:
        """The place to go on from; the selection begins there if there is none."""
        view, head = self._view, self._view.selection.head
        if head is not None and head.is_end:
            return self._walk.edge(head.item, last=True)
        if head is not None:
            return self._walk.edge(head.item, last=False) if head.is_start else head
        item = view.marks.focused_item
        cursor = self._walk.edge(item, last=False) if item else self._first_visible()
        if cursor is None:
            return None
        sideways = key in (_Key.Key_Left, _Key.Key_Right)
        element = self._walk.element(cursor) if sideways else None
        backward = key not in _FORWARD
        if element is not None and is_right_to_left(selectable_text(element)):
            backward = not backward
        if item is not None and backward:
            cursor = self._walk.edge(item, last=True) or cursor
        view.selection.begin(cursor)
        return cursor

    def _first_visible(self) -> Cursor | None:
        for visible in self._view.flow.visible:
            for number, element in enumerate(visible.piece.elements):
                if selectable_text(element) and visible.top + visible.piece.tops[number] >= 0:
                    return Cursor(visible.place.item, visible.place.spot, number, 0)
        return None

    # Moving

    def _moved(self, head: Cursor, key: Qt.Key, *, control: bool) -> Cursor | None:
        step = 1 if key in _FORWARD else -1
        if key in (_Key.Key_PageUp, _Key.Key_PageDown):
            return self._by_page(head, step)
        if key in (_Key.Key_Home, _Key.Key_End):
            items = self._view.flow.items
            if control:
                return start_of(items[0]) if step < 0 else end_of(items[-1])
            return self._line_edge(head, step)
        if key in (_Key.Key_Up, _Key.Key_Down):
            return self._by_paragraph(head, step) if control else self._by_line(head, step)
        element = self._walk.element(head)
        if element is None:
            return None
        text = selectable_text(element)
        first, last = line_at(text, min(head.at, len(text)))
        if is_right_to_left(text[first:last]):
            step = -step
        return self._by_character(head, text, step, sign_length(element), word=control)

    def _by_character(
        self, head: Cursor, text: str, step: int, sign: int, *, word: bool
    ) -> Cursor | None:
        if step > 0:
            if head.at >= len(text):
                return self._walk.neighbour(head, 1)
            at = next_word(text, head.at) if word else next_char(text, head.at)
        else:
            if head.at <= sign:
                return self._walk.neighbour(head, -1)
            at = max(sign, previous_word(text, head.at) if word else previous_char(text, head.at))
        return Cursor(head.item, head.spot, head.element, at)

    def _by_paragraph(self, head: Cursor, step: int) -> Cursor | None:
        element = self._walk.element(head)
        if element is None:
            return None
        length, sign = len(selectable_text(element)), sign_length(element)
        if step > 0 and head.at < length:
            return Cursor(head.item, head.spot, head.element, length)
        if step < 0 and head.at > sign:
            return Cursor(head.item, head.spot, head.element, sign)
        found = self._walk.neighbour(head, step)
        if found is None:
            return None
        element = self._walk.element(found)
        if element is None:
            return found
        at = len(selectable_text(element)) if step > 0 else sign_length(element)
        return Cursor(found.item, found.spot, found.element, at)

    def _by_line(self, head: Cursor, step: int) -> Cursor | None:
        element = self._walk.element(head)
        if element is None:
            return None
        rect = rect_at(element, head.at)
        if rect is not None:
            if self._goal_x is None:
                self._goal_x = rect.center().x()
            edge = rect_at(
                element, len(selectable_text(element)) if step > 0 else sign_length(element)
            )
            inside = edge is not None and (
                rect.top() < edge.top() - 1 if step > 0 else rect.top() > edge.top() + 1
            )
            if inside:
                y = (
                    rect.bottom() + rect.height() / 2
                    if step > 0
                    else rect.top() - rect.height() / 2
                )
                at = element.position_at(QPointF(self._goal_x, y))
                return Cursor(head.item, head.spot, head.element, at)
        found = self._walk.neighbour(head, step)
        if found is None:
            at = len(selectable_text(element)) if step > 0 else sign_length(element)
            return Cursor(head.item, head.spot, head.element, at)
        other = self._walk.element(found)
        edge = rect_at(other, found.at) if other is not None else None
        if other is None or edge is None or self._goal_x is None:
            return found
        at = other.position_at(QPointF(self._goal_x, edge.center().y()))
        return Cursor(found.item, found.spot, found.element, at)

    def _line_edge(self, head: Cursor, step: int) -> Cursor | None:
        """The beginning or end of the line on the screen."""
        element = self._walk.element(head)
        rect = rect_at(element, head.at) if element is not None else None
        if element is None or rect is None:
            return None
        text = selectable_text(element)
        side = -step if is_right_to_left(text) else step
        at = element.position_at(QPointF(side * _FAR_PX, rect.center().y()))
        return Cursor(head.item, head.spot, head.element, max(at, sign_length(element)))

    def _by_page(self, head: Cursor, step: int) -> Cursor | None:
        """The place a page further, which stands at the same height of the viewport."""
        view = self._view
        self._reveal(head)
        rect = self._rect_of(head)
        before = view.flow.scroll_y
        page = max(40.0, view.flow.view_height - 44)
        view.smooth.stop()
        view.flow.scroll_by(step * page)
        view.user_moved()
        if abs(view.flow.scroll_y - before) < page / 2:
            # The end: the rest of the way without scrolling.
            items = view.flow.items
            target = start_of(items[0]) if step < 0 else end_of(items[-1])
            return target if view.flow.scroll_y == before else cursor_near(view, rect.center())
        return cursor_near(view, rect.center())

    # Showing

    def _show(self, cursor: Cursor) -> None:
        view = self._view
        if cursor.is_end:
            view.jump_to_latest(animated=False)
            view.set_following(False)
        elif cursor.is_start:
            view.flow.scroll_to(0)
            view.user_moved()
        else:
            self._reveal(cursor)
        view.marks.caret = cursor
        view.viewport().update()

    def _rect_of(self, cursor: Cursor) -> QRectF:
        view = self._view
        for visible in view.flow.visible:
            if visible.place.item is cursor.item and visible.place.spot == cursor.spot:
                if cursor.element >= len(visible.piece.elements):
                    break
                element = as_text(visible.piece.elements[cursor.element])
                rect = rect_at(element, cursor.at) if element is not None else None
                if rect is not None:
                    return rect.translated(view.canvas.rect_of(visible, cursor.element).topLeft())
        return QRectF()

    def _reveal(self, cursor: Cursor) -> None:
        """Scrolls as little as needed to see a place."""
        view = self._view
        rect = self._rect_of(cursor)
        if rect.isNull():
            view.smooth.stop()
            view.flow.to_item(cursor.item, cursor.spot, -view.flow.view_height / 3)
            rect = self._rect_of(cursor)
        top, bottom = rect.top() - _MARGIN_PX, rect.bottom() + _MARGIN_PX
        over = top if top < 0 else max(0.0, bottom - view.flow.view_height)
        if over and not rect.isNull():
            view.smooth.stop()
            view.flow.scroll_by(over)
        view.user_moved()
        view.set_following(False)

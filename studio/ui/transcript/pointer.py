"""`Pointer`: hover, clicks, selection, tooltips and sideways scrolling of the transcript."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip

from studio.ui.transcript.actions import tooltip_of
from studio.ui.transcript.canvas import Target
from studio.ui.transcript.element import ScrollingElement, TextElement
from studio.ui.transcript.parts.reasoning import Reasoning
from studio.ui.transcript.selection import Cursor

if TYPE_CHECKING:
    from studio.ui.transcript.view import TranscriptView

_ZOOM_STEP = 10
_AUTO_SCROLL_MS = 30


class Pointer(QObject):
    """The mouse on the transcript."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view)
        self._view = view
        self._pressed: Target | None = None
        self._press_at = QPointF()
        self._selecting = False
        self._thumb: tuple[ScrollingElement, float, float] | None = None
        self._last = QPointF(-1, -1)
        self._auto = QTimer(self)
        self._auto.setInterval(_AUTO_SCROLL_MS)
        self._auto.timeout.connect(self._on_auto_scroll)

    # Moving.

    def move(self, pos: QPointF, buttons: Qt.MouseButton) -> None:
        """The pointer is at a point of the viewport."""
        self._last = pos
        if buttons & Qt.MouseButton.LeftButton:
            if self._thumb is not None:
                self._drag_thumb(pos)
                return
            if self._pressed is not None or self._selecting:
                self._drag(pos)
                return
        self._hover(self._view.canvas.target_at(pos))

    def content_moved(self) -> None:
        """The content scrolled below the pointer."""
        if self._view.viewport().underMouse() and self._last.x() >= 0 and not self._selecting:
            self._hover(self._view.canvas.target_at(self._last))

    def leave(self) -> None:
        """The pointer left."""
        self._last = QPointF(-1, -1)
        self._hover(None)

    def _hover(self, target: Target | None) -> None:
        view, old = self._view, self._view.marks.hover
        view.marks.hover = target
        old_item = old.item if old else None
        item = target.item if target else None
        if old_item is not item:
            for each, on in ((old_item, False), (item, True)):
                if each is not None:
                    each.state.hovered = on
                    view.update_item(each)
        if old is not None and not old.same_as(target):
            view.update_rect(old.rect)
        if target is not None and not target.same_as(old):
            view.update_rect(target.rect)
            view.viewport().setCursor(self._cursor_for(target))
        elif target is None:
            view.viewport().setCursor(Qt.CursorShape.ArrowCursor)

    def _cursor_for(self, target: Target) -> Qt.CursorShape:
        hit = target.hit
        if hit is not None and hit.action:
            links = ("link", "image", "remote_image")
            is_link = hit.action in links
            return Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.ArrowCursor
        if isinstance(target.element, TextElement) and (hit is not None or _has_text_at(target)):
            return Qt.CursorShape.IBeamCursor
        return Qt.CursorShape.ArrowCursor

    # Pressing.

    def press(self, event: QMouseEvent) -> None:
        """A button went down."""
        view = self._view
        if event.button() != Qt.MouseButton.LeftButton:
            return
        view.keyboard.clear()
        self._press_at = event.position()
        target = view.canvas.target_at(event.position())
        if target is not None and self._grab_thumb(target):
            return
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if extend and not view.selection.is_empty:
            self._selecting = True
            self._drag(event.position())
            return
        if view.selection.clear():
            view.viewport().update()
        self._pressed = target
        cursor = self._cursor_at(target)
        if cursor is not None:
            view.selection.begin(cursor)

    def release(self, event: QMouseEvent) -> None:
        """A button came up: a click on a hit, or the end of a selection."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        pressed, self._pressed = self._pressed, None
        selecting, self._selecting = self._selecting, False
        self._thumb = None
        self._auto.stop()
        if selecting or pressed is None or pressed.hit is None:
            return
        target = self._view.canvas.target_at(event.position())
        if target is not None and pressed.same_as(target):
            self._view.acts.activate(target, pressed.hit)

    def double_click(self, event: QMouseEvent) -> None:
        """Selects a word, or clicks again."""
        view = self._view
        target = view.canvas.target_at(event.position())
        if target is None or (target.hit is not None and target.hit.action):
            self.press(event)
            return
        if not isinstance(target.element, TextElement):
            return
        text = target.element.plain_text()
        at = min(target.element.position_at(target.pos), len(text))
        start = end = at
        while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_"):
            start -= 1
        while end < len(text) and (text[end].isalnum() or text[end] == "_"):
            end += 1
        base = (target.item, target.spot, target.number)
        view.selection.select(Cursor(*base, start), Cursor(*base, max(end, start + 1)))
        view.set_following(False)
        view.viewport().update()

    def _cursor_at(self, target: Target | None) -> Cursor | None:
        if target is None or not isinstance(target.element, TextElement):
            return None
        at = target.element.position_at(target.pos)
        return Cursor(target.item, target.spot, target.number, at)

    def _drag(self, pos: QPointF) -> None:
        view = self._view
        moved = (pos - self._press_at).manhattanLength()
        if not self._selecting and moved < QApplication.startDragDistance():
            return
        target = view.canvas.nearest(pos)
        cursor = self._cursor_at(target)
        if cursor is not None:
            if not self._selecting:
                self._selecting = True
                view.set_following(False)
                view.viewport().setCursor(Qt.CursorShape.IBeamCursor)
            if view.selection.extend(cursor):
                view.viewport().update()
        outside = pos.y() < 0 or pos.y() > view.flow.view_height
        if self._selecting and outside and not self._auto.isActive():
            self._auto.start()
        elif not outside:
            self._auto.stop()

    def _on_auto_scroll(self) -> None:
        """The selection goes on beyond the edge."""
        view = self._view
        y = self._last.y()
        over = y if y < 0 else y - view.flow.view_height
        bar = view.verticalScrollBar()
        bar.setValue(bar.value() + round(max(-60.0, min(60.0, over / 2))))
        edge = min(max(y, 1.0), view.flow.view_height - 1)
        cursor = self._cursor_at(view.canvas.nearest(QPointF(self._last.x(), edge)))
        if cursor is not None and view.selection.extend(cursor):
            view.viewport().update()

    # Sideways scrolling, wheel.

    def _grab_thumb(self, target: Target) -> bool:
        element = target.element
        if not isinstance(element, ScrollingElement):
            return False
        thumb = element.scrollbar_rect()
        if thumb is None or not thumb.adjusted(0, -4, 0, 4).contains(target.pos):
            return False
        self._thumb = (element, self._press_at.x(), element.scroll_x_px())
        return True

    def _drag_thumb(self, pos: QPointF) -> None:
        assert self._thumb is not None
        element, from_x, from_px = self._thumb
        thumb = element.scrollbar_rect()
        if thumb is None:
            return
        free = max(1.0, self._view.flow.width - thumb.width())
        wanted = from_px + (pos.x() - from_x) * element.scroll_range_px() / free
        if element.scroll_to(wanted):
            self._view.viewport().update()

    def wheel(self, event: QWheelEvent) -> bool:
        """Zooms with Ctrl, scrolls code sideways and open reasoning; True when it did."""
        view, angle = self._view, event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if angle.y():
                view.keyboard.zoom_by(_ZOOM_STEP if angle.y() > 0 else -_ZOOM_STEP)
            return True
        target = view.canvas.target_at(event.position())
        if target is None:
            return False
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        sideways = angle.x() or (angle.y() if shift else 0)
        element = target.element
        if sideways and isinstance(element, ScrollingElement) and element.scroll_range_px() > 0:
            if element.scroll_to(element.scroll_x_px() - sideways / 2):
                view.update_rect(target.rect)
            return True
        if (
            isinstance(element, Reasoning)
            and element.body_contains(target.pos.y())
            and element.scroll_by(-angle.y() * 0.8)
        ):
            view.update_rect(target.rect)
            view.set_following(False)
            return True
        return False

    # Tooltips, menus.

    def tooltip(self, event: QEvent) -> bool:
        """Shows the name of what is under the pointer; the address of a link."""
        if not isinstance(event, QHelpEvent):
            return False
        target = self._view.canvas.target_at(QPointF(event.pos()))
        text = tooltip_of(target.hit, target.item.row) if target and target.hit else ""
        if not text or target is None or target.hit is None:
            QToolTip.hideText()
            event.ignore()
            return True
        rect = target.hit.rect or QRectF()
        area = rect.translated(target.rect.topLeft()).toAlignedRect()
        QToolTip.showText(event.globalPos(), text, self._view.viewport(), area)
        return True

    def context_menu(self, event: QContextMenuEvent) -> None:
        """Opens the menu of what is under the pointer, or of the focused message."""
        view = self._view
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            view.keyboard.open_menu()
            return
        target = view.canvas.target_at(QPointF(event.pos()))
        if target is not None:
            view.acts.open_menu(target.item, target.hit, event.globalPos())


def _has_text_at(target: Target) -> bool:
    element = target.element
    if not isinstance(element, TextElement):
        return False
    length = len(element.plain_text())
    at = element.position_at(target.pos)
    near = element.selection_rects(max(0, at - 1), min(length, at + 1))
    return any(rect.adjusted(-4, -4, 8, 4).contains(target.pos) for rect in near)

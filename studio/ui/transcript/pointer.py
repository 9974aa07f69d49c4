"""`Pointer`: hover, clicks, selection, tooltips and sideways scrolling of the transcript."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip

from studio.ui.transcript.actions import refusal_of, tooltip_of
from studio.ui.transcript.canvas import Target
from studio.ui.transcript.element import ScrollingElement
from studio.ui.transcript.parts.reasoning import Reasoning
from studio.ui.widgets.themed import plain_tip

if TYPE_CHECKING:
    from studio.ui.transcript.selecting import Selecting
    from studio.ui.transcript.view import TranscriptView

_ZOOM_STEP = 10


class Pointer(QObject):
    """The mouse on the transcript."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view)
        self._view = view
        self._pressed: Target | None = None
        self._press_at = QPointF()
        self._selecting: Selecting | None = None
        self._thumb: tuple[ScrollingElement, float, float] | None = None
        self._last = QPointF(-1, -1)

    @property
    def selecting(self) -> "Selecting":
        """Selecting with the mouse; made at the first press."""
        if self._selecting is None:
            from studio.ui.transcript.selecting import Selecting

            self._selecting = Selecting(self._view)
        return self._selecting

    @property
    def _is_held(self) -> bool:
        return self._selecting is not None and self._selecting.is_held

    # Moving.

    def move(self, pos: QPointF, buttons: Qt.MouseButton) -> None:
        """The pointer is at a point of the viewport."""
        self._last = pos
        if buttons & Qt.MouseButton.LeftButton:
            if self._thumb is not None:
                self._drag_thumb(pos)
                return
            if self._is_held:
                self._drag(pos)
                return
        self._hover(self._view.canvas.target_at(pos))

    def content_moved(self) -> None:
        """The content scrolled below the pointer."""
        here = self._view.viewport().underMouse() and self._last.x() >= 0
        if here and not self._is_held:
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
        from studio.ui.transcript.places import is_on_text, text_target

        hit = target.hit
        if hit is not None and hit.action:
            links = ("link", "image", "remote_image")
            is_link = hit.action in links
            return Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.ArrowCursor
        if (hit is not None and text_target(target) is not None) or is_on_text(target):
            return Qt.CursorShape.IBeamCursor
        return Qt.CursorShape.ArrowCursor

    # Pressing.

    def press(self, event: QMouseEvent) -> None:
        """A button went down."""
        view, pos = self._view, event.position()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        view.keyboard.clear()
        self._press_at = pos
        target = view.canvas.target_at(pos)
        if target is not None and self._grab_thumb(target):
            return
        self._pressed = target
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.selecting.press(pos, target, extend=extend)

    def release(self, event: QMouseEvent) -> None:
        """A button came up: a click on a hit, or the end of a selection."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        pressed, self._pressed = self._pressed, None
        self._thumb = None
        if self.selecting.release() or pressed is None or pressed.hit is None:
            return
        target = self._view.canvas.target_at(event.position())
        if target is not None and pressed.same_as(target):
            self._view.acts.activate(target, pressed.hit)

    def double_click(self, event: QMouseEvent) -> None:
        """Selects a word, or clicks again."""
        target = self._view.canvas.target_at(event.position())
        if target is None or (target.hit is not None and target.hit.action):
            self.press(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.selecting.double_click(event.position(), target)

    def _drag(self, pos: QPointF) -> None:
        pressed = self._pressed
        if pressed is not None and pressed.hit is not None and pressed.hit.action == "image":
            moved = (pos - self._press_at).manhattanLength()
            if moved >= QApplication.startDragDistance():
                self._pressed = None
                self.selecting.cancel()
                from studio.ui.transcript.dragging import start_image_drag

                start_image_drag(self._view, pressed)
            return
        self.selecting.drag(pos)

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
        if target and target.hit and (refused := refusal_of(target.hit, self._view.loader)):
            text = refused
        if not text or target is None or target.hit is None:
            QToolTip.hideText()
            event.ignore()
            return True
        rect = target.hit.rect or QRectF()
        area = rect.translated(target.rect.topLeft()).toAlignedRect()
        QToolTip.showText(event.globalPos(), plain_tip(text), self._view.viewport(), area)
        return True

    def context_menu(self, event: QContextMenuEvent) -> None:
        """Opens the menu of what is under the pointer, or of the focused message."""
        view = self._view
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            view.keyboard.open_menu()
            return
        target = view.canvas.target_at(QPointF(event.pos()))
        if target is not None:
            view.acts.open_menu(target.item, target.hit, event.globalPos(), target)

"""Links, images and buttons of a message for assistive tools; and what all interfaces share."""

from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleInterface,
)

from studio.ui.transcript.actions import refusal_of
from studio.ui.transcript.element import Element, Hit
from studio.ui.transcript.item import MessageItem, Spot
from studio.ui.widgets.painted_interface import PaintedInterface, pointer_of

if TYPE_CHECKING:
    from studio.ui.transcript.view import TranscriptView

_Role, _Text = QAccessible.Role, QAccessible.Text
_ROLES = {"link": _Role.Link, "image": _Role.Graphic, "remote_image": _Role.Link}


class ViewInterface(PaintedInterface):
    """What all interfaces of a transcript share."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view, view.theme)
        self._view = view


class OwnerInterface(ViewInterface):
    """The interface of a message.

    Attributes:
        item: the message.
    """

    item: MessageItem

    def element_of(self, spot: Spot, number: int) -> tuple[Element | None, QPointF]:
        """An element, laid out, and where its corner is in the viewport."""
        return None, QPointF()

    def area_of(self, spot: Spot, number: int) -> QRectF:
        """Where an element is in the viewport."""
        return QRectF()

    def count_made(self) -> None:
        """One more interface was made for what is in it."""

    def reveal(self, spot: Spot) -> None:
        """Brings a piece of it into view."""
        flow = self._view.flow
        self._view.smooth.stop()
        flow.to_item(self.item, spot, -flow.view_height / 3)
        self._view.user_moved()

    def focus(self, spot: Spot, number: int, hit: Hit) -> None:
        """Puts the keyboard on one of its actions."""
        self._view.setFocus()
        self._view.keyboard.focus_message(self.item)
        self._view.keyboard.focus_hit((self.item, spot, number, hit))


class HitAccessible(ViewInterface):
    """A link, an image or a button of a message."""

    def __init__(self, view: "TranscriptView", owner: OwnerInterface) -> None:
        super().__init__(view)
        self._owner = owner
        self._spot: Spot = (0, 0)
        self._number = 0
        self._hit = Hit("")
        self._actions = _Press(self)

    def set_hit(self, spot: Spot, number: int, hit: Hit) -> None:
        """Where it is now."""
        self._spot, self._number, self._hit = spot, number, hit

    def press(self) -> None:
        """Does what a click does."""
        if self.isValid():
            self._view.acts.run(self._owner.item, self._spot, self._number, self._hit)

    def take_focus(self) -> None:
        """Puts the keyboard on it."""
        if self.isValid():
            self._owner.focus(self._spot, self._number, self._hit)

    # Qt

    def isValid(self) -> bool:
        return self._owner.isValid()

    def parent(self) -> QAccessibleInterface:
        return self._owner

    def role(self) -> QAccessible.Role:
        return _ROLES.get(self._hit.action, _Role.Button)

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        if self.isValid():
            state.focusable = True
            state.linked = self._hit.action == "link"
            versions = self._hit.action in ("previous_version", "next_version")
            refused = bool(refusal_of(self._hit, self._view.loader))
            state.disabled = (versions and not self._hit.target) or refused
            focused = self._view.marks.focused
            state.focused = focused is not None and focused[3] == self._hit
        return state

    def text(self, kind: QAccessible.Text) -> str:
        if kind == _Text.Name:
            return self._hit.name
        if kind != _Text.Description:
            return ""
        return self._hit.target if self._is_link else refusal_of(self._hit, self._view.loader)

    @property
    def _is_link(self) -> bool:
        return self.role() == _Role.Link

    def rect(self) -> QRect:
        if not self.isValid() or self._hit.rect is None:
            return QRect()
        flow, item = self._view.flow, self._owner.item
        number, piece = self._spot
        sections = item.sections or []
        if number >= len(sections) or piece >= sections[number].count:
            return QRect()
        tops = item.section(self._spot).piece(piece).tops
        top = flow.top_of_item(item) + item.top_of(self._spot) - flow.scroll_y
        top += tops[self._number] if self._number < len(tops) else 0.0
        return self.on_screen(self._hit.rect.translated(self._view.canvas.left, top))

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        if kind == QAccessible.InterfaceType.ActionInterface:
            return pointer_of(self._actions)
        return shiboken6.VoidPtr(0)


class _Press(QAccessibleActionInterface):
    """The one action of a hit."""

    def __init__(self, owner: HitAccessible) -> None:
        super().__init__()
        self._owner = owner

    # Qt

    def actionNames(self) -> list[str]:
        return [QAccessibleActionInterface.pressAction()]

    def doAction(self, name: str) -> None:
        if name == QAccessibleActionInterface.pressAction():
            self._owner.press()
        elif name == QAccessibleActionInterface.setFocusAction():
            self._owner.take_focus()

    def keyBindingsForAction(self, name: str) -> list[str]:
        return []

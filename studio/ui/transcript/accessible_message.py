"""A message for assistive tools: who says what, and what is in it."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleInterface,
)

from studio.core.messages import MessageState
from studio.ui.transcript.accessible_hits import HitAccessible, OwnerInterface
from studio.ui.transcript.accessible_text import MessageText
from studio.ui.transcript.element import Element, Hit
from studio.ui.transcript.item import MessageItem, Spot
from studio.ui.transcript.kinds import has_many_hits, hits_from
from studio.ui.transcript.sections import speaker_of
from studio.ui.widgets.painted_interface import dispose, pointer_of

if TYPE_CHECKING:
    from studio.ui.transcript.accessible import ListAccessible
    from studio.ui.transcript.accessible_nodes import NodeAccessible
    from studio.ui.transcript.structure import Node
    from studio.ui.transcript.view import TranscriptView

_Role, _Text, _Kind = QAccessible.Role, QAccessible.Text, QAccessible.InterfaceType

# Of a message with more pieces, or a higher one, only those are told of that are laid out.
_ALL_PIECES, _ALL_PX = 40, 6000
# Of more links and buttons the rest is left out: it is in the text, and Tab comes to it.
_MOST_HITS = 400


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)


class MessageAccessible(OwnerInterface):
    """A message; its headings, lists, tables, code, links, images and buttons are children."""

    def __init__(self, view: "TranscriptView", owner: "ListAccessible", item: MessageItem) -> None:
        super().__init__(view)
        self.item = item
        self._owner = owner
        self._made: dict[tuple[object, ...], HitAccessible | NodeAccessible] = {}
        self._shown: list[HitAccessible | NodeAccessible] = []
        self._reader = MessageText(self)
        self._actions = _Focus(self)

    @property
    def view(self) -> "TranscriptView":
        """That shows it."""
        return self._view

    @property
    def has_children(self) -> bool:
        """Whether interfaces were made for what is in it."""
        return bool(self._made)

    def count_made(self) -> None:
        """One more interface was made."""
        self._owner.count_made(self)

    # What is in it.

    def contents(self) -> list["HitAccessible | NodeAccessible"]:
        """What is in it now, in reading order."""
        if not self.isValid():
            return []
        self._open()
        self._shown = [
            self._node(*entry) if len(entry) == 2 else self._hit(*entry)
            for entry in self._entries()
        ]
        return self._shown

    def _open(self) -> None:
        flow, item = self._view.flow, self.item
        if not item.is_open:
            item.open(flow.width)
            flow.item_changed(item)

    def _spots(self) -> Iterator[Spot]:
        """Pieces that are told of."""
        item, width = self.item, self._view.flow.width
        sections = item.sections or []
        is_long = any(section.is_long for section in sections)
        every = (
            not is_long
            and sum(section.count for section in sections) <= _ALL_PIECES
            and sum(section.total for section in sections) <= _ALL_PX
        )
        for number, section in enumerate(list(sections)):
            if every or (not section.is_long and section.count == 1):
                indexes = list(range(section.count))
            else:
                indexes = section.ready(width)
                if section.key in ("bubble", "bubble.0") and 0 not in indexes:
                    indexes.insert(0, 0)  # it has the actions
            for index in indexes:
                yield number, index

    def _entries(self) -> Iterator[tuple[Any, ...]]:
        from studio.ui.transcript.structure import nodes_of

        hits, places = self._inside()
        nodes: dict[tuple[Spot, int], Node] = {
            (node.spot, node.number): node for node in nodes_of(places)
        }
        for spot, number, _ in places:
            node = nodes.get((spot, number))
            if node is not None:
                yield self.item.section(spot).key, node
            for of_number, hit in hits[spot]:
                if of_number == number:
                    yield spot, number, hit

    def _inside(
        self,
    ) -> tuple[dict[Spot, list[tuple[int, Hit]]], list[tuple[Spot, int, Element]]]:
        """Links and buttons by piece, those on the screen first; and all elements in order."""
        flow, item = self._view.flow, self.item
        hits: dict[Spot, list[tuple[int, Hit]]] = {}
        places: list[tuple[Spot, int, Element]] = []
        for spot in list(self._spots()):
            elements = flow.piece_of(item, spot).elements
            places += [(spot, number, element) for number, element in enumerate(elements)]
            hits[spot] = []
        seen = [each.place.spot for each in flow.visible if each.place.item is item]
        left = _MOST_HITS
        for spot in dict.fromkeys([*(each for each in seen if each in hits), *hits]):
            for number, element in enumerate(flow.piece_of(item, spot).elements):
                found = hits_from(element, None, forward=True)
                if has_many_hits(element):
                    told = list(islice(found, left))
                    left -= len(told)
                else:
                    told = list(found)  # buttons
                hits[spot] += [(number, hit) for hit in told if hit.action]
        return hits, places

    def _hit(self, spot: Spot, number: int, hit: Hit) -> HitAccessible:
        key = (self.item.section(spot).key, spot[1], number, hit.action, hit.target, hit.name)
        found = self._made.get(key)
        if not isinstance(found, HitAccessible):
            found = HitAccessible(self._view, self)
            self._keep(key, found)
        found.set_hit(spot, number, hit)
        return found

    def _node(self, section_key: str, node: "Node") -> "NodeAccessible":
        from studio.ui.transcript.accessible_nodes import NodeAccessible

        key = (section_key, node.spot[1], node.number, node.role, node.name)
        found = self._made.get(key)
        if not isinstance(found, NodeAccessible):
            found = NodeAccessible(self._view, self, self, node)
            self._keep(key, found)
        return found

    def _keep(self, key: tuple[object, ...], found: "HitAccessible | NodeAccessible") -> None:
        QAccessible.registerAccessibleInterface(found)
        self._made[key] = found
        self.count_made()

    def element_of(self, spot: Spot, number: int) -> tuple[Element | None, QPointF]:
        """An element, laid out, and where its corner is in the viewport."""
        self._open()
        flow, item = self._view.flow, self.item
        sections = item.sections or []
        if spot[0] >= len(sections) or spot[1] >= sections[spot[0]].count:
            return None, QPointF()
        piece = flow.piece_of(item, spot)
        if number >= len(piece.elements):
            return None, QPointF()
        top = flow.top_of_item(item) + item.top_of(spot) - flow.scroll_y + piece.tops[number]
        return piece.elements[number], QPointF(self._view.canvas.left, top)

    def area_of(self, spot: Spot, number: int) -> QRectF:
        """Where an element is in the viewport."""
        element, corner = self.element_of(spot, number)
        if element is None:
            return QRectF()
        width = self._view.flow.width
        return QRectF(corner.x(), corner.y(), width, element.height_for(width))

    # Taking back.

    def purge(self) -> None:
        """Forgets what was not there at the last look."""
        shown = {id(found) for found in self._shown}
        for key, found in list(self._made.items()):
            if id(found) not in shown:
                _dispose(found)
                del self._made[key]

    def dispose_children(self) -> None:
        """Nobody looked into it for long."""
        for found in self._made.values():
            _dispose(found)
        self._made.clear()
        self._shown = []

    def dispose_all(self) -> None:
        """The message is gone."""
        self.dispose_children()
        dispose(self)

    # Qt

    def isValid(self) -> bool:
        return self.is_alive and self._view.item_of(self.item.id) is self.item

    def parent(self) -> QAccessibleInterface:
        return self._owner

    def role(self) -> QAccessible.Role:
        return _Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        if not self.isValid():
            state.invalid = True
            return state
        state.focusable = True
        state.readOnly = True
        state.busy = self.item.row.running
        state.focused = self._view.marks.focused_item is self.item
        state.offscreen = self._view.canvas.rect_of_item(self.item).isNull()
        return state

    def text(self, kind: QAccessible.Text) -> str:
        if not self.isValid():
            return ""
        if kind == _Text.Name:
            return f"{speaker_of(self.item.row.message)}: {self.item.plain_text()}"
        return _state_words(self.item) if kind == _Text.Description else ""

    def rect(self) -> QRect:
        if not self.isValid():
            return QRect()
        flow = self._view.flow
        top = flow.top_of_item(self.item) - flow.scroll_y
        left = self._view.canvas.left
        return self.on_screen(QRectF(left, top, flow.width, self.item.height))

    def childCount(self) -> int:
        return len(self.contents())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        contents = self.contents()
        return contents[index] if 0 <= index < len(contents) else None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        point = QPoint(x, y)
        contents = self.contents()
        found = [each for each in contents if each.rect().contains(point)]
        hits = [each for each in found if isinstance(each, HitAccessible)]
        return (hits or found)[-1] if found else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        contents: list[Any] = self.contents()
        return contents.index(child) if child in contents else -1

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        focused = self._view.marks.focused
        if focused is None:
            return self
        return self._hit(*focused[1:])

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        if kind == _Kind.TextInterface:
            return pointer_of(self._reader)
        if kind == _Kind.ActionInterface:
            return pointer_of(self._actions)
        return shiboken6.VoidPtr(0)


class _Focus(QAccessibleActionInterface):
    """Puts the ring around a message, or opens its menu."""

    def __init__(self, owner: MessageAccessible) -> None:
        super().__init__()
        self._owner = owner

    # Qt

    def actionNames(self) -> list[str]:
        names = QAccessibleActionInterface
        return [names.setFocusAction(), names.showMenuAction()]

    def doAction(self, name: str) -> None:
        owner = self._owner
        if not owner.isValid():
            return
        if name == QAccessibleActionInterface.setFocusAction():
            owner.view.setFocus()
            owner.view.keyboard.focus_message(owner.item)
        elif name == QAccessibleActionInterface.showMenuAction():
            owner.view.keyboard.focus_message(owner.item)
            owner.view.keyboard.open_menu()

    def keyBindingsForAction(self, name: str) -> list[str]:
        return []


def _dispose(found: "HitAccessible | NodeAccessible") -> None:
    if isinstance(found, HitAccessible):
        dispose(found)
    else:
        found.dispose_all()


def _state_words(item: MessageItem) -> str:
    message = item.row.message
    if item.row.running:
        return _tr("Waiting") if message.state is MessageState.WAITING else _tr("Streaming")
    words = {
        MessageState.FAILED: _tr("Failed"),
        MessageState.STOPPED: _tr("Stopped"),
        MessageState.INTERRUPTED: _tr("Interrupted"),
    }
    return words.get(message.state, "")

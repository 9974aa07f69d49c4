"""Headings, lists, tables and code of an answer for assistive tools."""

from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAttributesInterface,
    QAccessibleInterface,
    QAccessibleTextInterface,
)

from studio.ui.transcript.accessible_hits import OwnerInterface, ViewInterface
from studio.ui.transcript.structure import Node
from studio.ui.widgets.painted_interface import dispose, pointer_of

if TYPE_CHECKING:
    from studio.ui.transcript.view import TranscriptView

_Role, _Text, _Kind = QAccessible.Role, QAccessible.Text, QAccessible.InterfaceType
_HOLDERS = (_Role.List, _Role.Table, _Role.Row)


class NodeAccessible(ViewInterface):
    """One of them. What is in it is made when it is asked for.

    Args:
        message: that it belongs to.
        parent: the message, or what it stands in.
    """

    def __init__(
        self,
        view: "TranscriptView",
        message: OwnerInterface,
        parent: QAccessibleInterface,
        node: Node,
    ) -> None:
        super().__init__(view)
        self.node = node
        self._message = message
        self._parent = parent
        self._children: list[NodeAccessible] | None = None
        self._attributes = _Level(node.level)
        self._reader = _NodeText(self)

    def own_text(self) -> str:
        """All of its text."""
        if self.node.role != QAccessible.Role.Section:
            return self.node.name
        element, _ = self._message.element_of(self.node.spot, self.node.number)
        return element.plain_text() if element is not None else ""

    def children(self) -> "list[NodeAccessible]":
        """What is in it."""
        if self._children is None:
            self._children = [
                NodeAccessible(self._view, self._message, self, node)
                for node in self.node.children()
            ]
            for child in self._children:
                QAccessible.registerAccessibleInterface(child)
                self._message.count_made()
        return self._children

    def dispose_all(self) -> None:
        """Takes it and what is in it back."""
        for child in self._children or ():
            child.dispose_all()
        self._children = None
        dispose(self)

    def reveal(self) -> None:
        """Brings it into view."""
        if self.isValid() and not self._is_in_view():
            self._message.reveal(self.node.spot)

    # Qt

    def isValid(self) -> bool:
        return self._message.isValid()

    def parent(self) -> QAccessibleInterface:
        return self._parent

    def role(self) -> QAccessible.Role:
        return self.node.role

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.readOnly = True
        state.offscreen = not self.isValid() or not self._is_in_view()
        return state

    def _is_in_view(self) -> bool:
        viewport = self._view.viewport()
        shown = viewport.rect().translated(viewport.mapToGlobal(QPoint(0, 0)))
        return shown.intersects(self.rect())

    def text(self, kind: QAccessible.Text) -> str:
        return self.node.name if kind == _Text.Name else ""

    def rect(self) -> QRect:
        if not self.isValid():
            return QRect()
        areas = [
            self._message.area_of(*place)
            for place in ((self.node.spot, self.node.number), self.node.last)
        ]
        return self.on_screen(areas[0].united(areas[1]))

    def childCount(self) -> int:
        return len(self.children()) if self.isValid() else 0

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        children = self.children() if self.isValid() else []
        return children[index] if 0 <= index < len(children) else None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        children = self._children or []
        return children.index(child) if isinstance(child, NodeAccessible) else -1

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        if kind == _Kind.TextInterface and self.node.role not in _HOLDERS:
            return pointer_of(self._reader)
        if kind == _Kind.AttributesInterface and self.node.level:
            return pointer_of(self._attributes)
        return shiboken6.VoidPtr(0)


class _Level(QAccessibleAttributesInterface):
    """Tells the level of a heading."""

    def __init__(self, level: int) -> None:
        super().__init__()
        self._level = level

    # Qt

    def attributeKeys(self) -> list[QAccessible.Attribute]:
        return [QAccessible.Attribute.Level]

    def attributeValue(self, key: QAccessible.Attribute) -> Any:
        return self._level if key == QAccessible.Attribute.Level else None


class _NodeText(QAccessibleTextInterface):
    """Reads a heading, an item, a cell or code."""

    def __init__(self, owner: NodeAccessible) -> None:
        super().__init__()
        self._owner = owner
        self._cursor = 0

    # Qt

    def text(self, startOffset: int, endOffset: int) -> str:
        units = self._owner.own_text().encode("utf-16-le", "surrogatepass")
        end = len(units) if endOffset < 0 else 2 * endOffset
        return units[2 * max(0, startOffset) : end].decode("utf-16-le", "replace")

    def characterCount(self) -> int:
        return len(self._owner.own_text().encode("utf-16-le", "surrogatepass")) // 2

    def characterRect(self, offset: int) -> QRect:
        return self._owner.rect()

    def offsetAtPoint(self, point: QPoint) -> int:
        return -1

    def cursorPosition(self) -> int:
        return self._cursor

    def setCursorPosition(self, position: int) -> None:
        self._cursor = position

    def selectionCount(self) -> int:
        return 0

    def addSelection(self, startOffset: int, endOffset: int) -> None:
        """Text is selected in the message."""

    def setSelection(self, selectionIndex: int, startOffset: int, endOffset: int) -> None:
        """Text is selected in the message."""

    def removeSelection(self, selectionIndex: int) -> None:
        """Text is selected in the message."""

    def scrollToSubstring(self, startIndex: int, endIndex: int) -> None:
        self._owner.reveal()

"""The transcript for assistive tools: a list of messages with their text and actions.

Interfaces are made when a tool asks for them. Qt keeps those that are registered, by id, and
may be asked for an old id at any time: so they are taken out of its cache (`dispose`) before
the last reference goes, never while Qt is inside a call, and say `isValid` truthfully.
"""

from collections import OrderedDict
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QWidget

from studio.ui.transcript.accessible_hits import ViewInterface
from studio.ui.transcript.accessible_message import MessageAccessible
from studio.ui.transcript.item import MessageItem

if TYPE_CHECKING:
    from studio.ui.transcript.view import TranscriptView

_Role, _Text = QAccessible.Role, QAccessible.Text

# Interfaces that exist at most: of messages, and of what is in them.
_MOST_MESSAGES, _MOST_INSIDE = 4000, 2000


@lru_cache(maxsize=1)
def install_accessibility() -> None:
    """Lets Qt ask here for the interfaces of transcript views. Cheap when repeated."""
    QAccessible.installFactory(_make)


def _make(_class_name: str, owner: QObject) -> QAccessibleInterface | None:
    from studio.ui.transcript.view import TranscriptView

    if not isinstance(owner, TranscriptView):
        return None
    found = ListAccessible(owner)
    owner.accessible = found
    return found


def tell_reordered(view: "TranscriptView") -> None:
    """Messages came or went."""
    if isinstance(view.accessible, ListAccessible):
        view.accessible.purge()
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(view, QAccessible.Event.ObjectReorder))


def tell_focus(view: "TranscriptView", item: MessageItem) -> None:
    """A message, or an action of it, has the keyboard focus."""
    if not QAccessible.isActive() or not isinstance(view.accessible, ListAccessible):
        return
    event = QAccessibleEvent(view, QAccessible.Event.Focus)
    event.setChild(item.index)
    QAccessible.updateAccessibility(event)


class ListAccessible(ViewInterface):
    """The view: a list with one item per message, then the widgets that lie over it."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view)
        self._messages: OrderedDict[str, MessageAccessible] = OrderedDict()
        self._inside: OrderedDict[str, int] = OrderedDict()  # interfaces made, by message
        self._trims = False
        view.destroyed.connect(self.dispose)

    def purge(self) -> None:
        """Forgets interfaces of messages and actions that are gone."""
        for key, found in list(self._messages.items()):
            if not found.isValid():
                found.dispose_all()
                del self._messages[key]
                self._inside.pop(key, None)
            else:
                found.purge()

    def dispose(self) -> None:
        """The view is gone."""
        for found in self._messages.values():
            found.dispose_all()
        self._messages.clear()

    def count_made(self, message: MessageAccessible) -> None:
        """One more interface was made for what is in a message."""
        key = message.item.id
        self._inside[key] = self._inside.get(key, 0) + 1
        self._inside.move_to_end(key)
        if sum(self._inside.values()) > _MOST_INSIDE:
            self._trim_soon()

    @property
    def made_count(self) -> int:
        """How many interfaces there are, more or less."""
        return 1 + len(self._messages) + sum(self._inside.values())

    def _trim_soon(self) -> None:
        # Qt is inside a call of what may go.
        if not self._trims:
            self._trims = True
            QTimer.singleShot(0, self._trim)

    def _trim(self) -> None:
        """Takes back what nobody asked for for the longest time."""
        self._trims = False
        if not self.is_alive:
            return
        focused = self._view.marks.focused_item
        kept = focused.id if focused is not None else ""
        for key in list(self._inside):
            if sum(self._inside.values()) <= _MOST_INSIDE * 3 // 4:
                break
            if key != kept and key in self._messages:
                self._messages[key].dispose_children()
                del self._inside[key]
        for key in list(self._messages)[: max(0, len(self._messages) - _MOST_MESSAGES)]:
            if key != kept:
                self._messages.pop(key).dispose_all()
                self._inside.pop(key, None)

    def message(self, item: MessageItem) -> MessageAccessible:
        """The interface of a message."""
        found = self._messages.get(item.id)
        if found is None or found.item is not item:
            found = MessageAccessible(self._view, self, item)
            QAccessible.registerAccessibleInterface(found)
            self._messages[item.id] = found
            if len(self._messages) > _MOST_MESSAGES:
                self._trim_soon()
        return found

    # Qt

    def object(self) -> QObject | None:  # type: ignore[override]
        return self._view if self.is_alive else None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        owner = self._view.parentWidget() if self.is_alive else None
        return QAccessible.queryAccessibleInterface(owner) if owner is not None else None

    def role(self) -> QAccessible.Role:
        return _Role.List

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        if self.is_alive:
            state.focusable = True
            state.focused = self._view.hasFocus()
            state.invisible = not self._view.isVisible()
        return state

    def text(self, kind: QAccessible.Text) -> str:
        if not self.is_alive:
            return ""
        if kind == _Text.Name:
            return self._view.accessibleName()
        return self._view.accessibleDescription() if kind == _Text.Description else ""

    def rect(self) -> QRect:
        view = self._view
        if not self.is_alive:
            return QRect()
        return QRect(view.mapToGlobal(QPoint(0, 0)), view.size())

    def childCount(self) -> int:
        if not self.is_alive:
            return 0
        return len(self._view.items()) + len(self._widgets())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        if not self.is_alive or index < 0:
            return None
        items = self._view.items()
        if index < len(items):
            return self.message(items[index])
        widgets = self._widgets()
        if index < len(items) + len(widgets):
            return QAccessible.queryAccessibleInterface(widgets[index - len(items)])
        return None

    def _widgets(self) -> list[QWidget]:
        """What lies over the messages: the editor of one, the jump button."""
        editing, pill = self._view.editing, self._view.pill
        found = [editing.widget] if editing is not None else []
        return [*found, pill] if pill.isVisible() else found

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        if not self.is_alive:
            return None
        pos = self._view.viewport().mapFromGlobal(QPoint(x, y))
        target = self._view.canvas.target_at(QPointF(pos))
        return self.message(target.item) if target is not None else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if isinstance(child, MessageAccessible):
            return child.item.index if child.isValid() else -1
        widgets = self._widgets() if self.is_alive else []
        owner = child.object()
        return len(self._view.items()) + widgets.index(owner) if owner in widgets else -1

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        if not self.is_alive:
            return None
        item = self._view.marks.focused_item
        return self.message(item).focusChild() if item is not None else None

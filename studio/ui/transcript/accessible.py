"""The transcript for assistive tools: a list of messages with their text and actions.

Interfaces are made when a tool asks for them. Qt keeps those that are registered, by id, and
may be asked for an old id at any time: so they are taken out of its cache (`dispose`) before
the last reference goes, never while Qt is inside a call, and say `isValid` truthfully.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
)

from studio.core.messages import MessageState
from studio.ui.transcript.accessible_hits import (
    HitAccessible,
    OwnerInterface,
    PaintedInterface,
    dispose,
)
from studio.ui.transcript.element import Hit
from studio.ui.transcript.item import MessageItem, Spot
from studio.ui.transcript.pieces import ElementSection
from studio.ui.transcript.sections import speaker_of

if TYPE_CHECKING:
    from studio.ui.transcript.view import TranscriptView

_Role, _Text = QAccessible.Role, QAccessible.Text


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)


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


def announce(view: "TranscriptView", item: MessageItem) -> None:
    """An answer came to its end."""
    if not QAccessible.isActive():
        return
    failed = item.row.message.state is MessageState.FAILED
    text = _tr("The answer failed") if failed else _tr("The answer is complete")
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, text))


class ListAccessible(PaintedInterface):
    """The view: a list with one item per message, then the jump button while it is shown."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view)
        self._messages: dict[str, MessageAccessible] = {}
        view.destroyed.connect(self.dispose)

    def purge(self) -> None:
        """Forgets interfaces of messages and actions that are gone."""
        for key, found in list(self._messages.items()):
            if not found.isValid():
                found.dispose_all()
                del self._messages[key]
            else:
                found.purge()

    def dispose(self) -> None:
        """The view is gone."""
        for found in self._messages.values():
            found.dispose_all()
        self._messages.clear()

    def message(self, item: MessageItem) -> "MessageAccessible":
        """The interface of a message."""
        found = self._messages.get(item.id)
        if found is None or found.item is not item:
            found = MessageAccessible(self._view, self, item)
            QAccessible.registerAccessibleInterface(found)
            self._messages[item.id] = found
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
        return len(self._view.items()) + self._view.pill.isVisible()

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        if not self.is_alive or index < 0:
            return None
        items = self._view.items()
        if index < len(items):
            return self.message(items[index])
        if index == len(items) and self._view.pill.isVisible():
            return QAccessible.queryAccessibleInterface(self._view.pill)
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        if not self.is_alive:
            return None
        pos = self._view.viewport().mapFromGlobal(QPoint(x, y))
        target = self._view.canvas.target_at(QPointF(pos))
        return self.message(target.item) if target is not None else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if isinstance(child, MessageAccessible):
            return child.item.index if child.isValid() else -1
        return len(self._view.items()) if self.is_alive and self._view.pill.isVisible() else -1

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        if not self.is_alive:
            return None
        item = self._view.marks.focused_item
        return self.message(item).focusChild() if item is not None else None


class MessageAccessible(OwnerInterface):
    """A message: who says what; its links, images and buttons are its children."""

    def __init__(self, view: "TranscriptView", owner: ListAccessible, item: MessageItem) -> None:
        super().__init__(view)
        self.item = item
        self._owner = owner
        self._hits: dict[tuple[object, ...], HitAccessible] = {}
        self._shown: list[HitAccessible] = []

    def hits(self) -> list["HitAccessible"]:
        """Its links, images and buttons that exist now, in reading order."""
        if not self.isValid():
            return []
        flow, item = self._view.flow, self.item
        if not item.is_open:
            item.open(flow.width)
            flow.item_changed(item)
        self._shown = []
        for spot in list(item.spots()):
            section = item.section(spot)
            known = isinstance(section, ElementSection) or section.key == "bubble"
            if (known and spot[1] == 0) or section.is_ready(spot[1], flow.width):
                for number, hit in flow.hits_of(item, spot):
                    self._shown.append(self._of(spot, number, hit))
        return self._shown

    def _of(self, spot: Spot, number: int, hit: Hit) -> "HitAccessible":
        key = (self.item.section(spot).key, spot[1], number, hit.action, hit.target, hit.name)
        found = self._hits.get(key)
        if found is None:
            found = HitAccessible(self._view, self)
            QAccessible.registerAccessibleInterface(found)
            self._hits[key] = found
        found.set_hit(spot, number, hit)
        return found

    def purge(self) -> None:
        """Forgets actions that were not there at the last look."""
        for key, found in list(self._hits.items()):
            if found not in self._shown:
                dispose(found)
                del self._hits[key]

    def dispose_all(self) -> None:
        """The message is gone."""
        for found in self._hits.values():
            dispose(found)
        self._hits.clear()
        self._shown = []
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
        outside = self._view.canvas.rect_of_item(self.item).isNull()
        state.offscreen = outside
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
        return len(self.hits())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        hits = self.hits()
        return hits[index] if 0 <= index < len(hits) else None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        point = QPoint(x, y)
        return next((hit for hit in reversed(self.hits()) if hit.rect().contains(point)), None)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        hits = self.hits()
        return hits.index(child) if isinstance(child, HitAccessible) and child in hits else -1

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        focused = self._view.marks.focused
        if focused is None:
            return self
        return self._of(*focused[1:])


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

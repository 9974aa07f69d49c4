"""The images for assistive tools: a list with one item per image, made when it is asked for.

Qt keeps interfaces by id and may ask for an old one at any time: those of images that are gone
are taken out of its cache before the last reference goes, and say `isValid` truthfully.
"""

from collections import OrderedDict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleEvent,
    QAccessibleInterface,
)

from studio.ui.gallery.texts import card_text
from studio.ui.widgets.painted_interface import PaintedInterface, dispose, pointer_of

if TYPE_CHECKING:
    from studio.ui.gallery.grid import ImageGrid

_Role, _Text = QAccessible.Role, QAccessible.Text
_MOST_ITEMS = 2000


@lru_cache(maxsize=1)
def install_accessibility() -> None:
    """Lets Qt ask here for the interfaces of grids. Cheap when repeated."""
    QAccessible.installFactory(_make)


def _make(_class_name: str, owner: QObject) -> QAccessibleInterface | None:
    from studio.ui.gallery.grid import ImageGrid

    if not isinstance(owner, ImageGrid):
        return None
    found = GridAccessible(owner)
    owner.accessible = found
    return found


def tell_reordered(grid: "ImageGrid") -> None:
    """Other images are in the list."""
    if isinstance(grid.accessible, GridAccessible):
        grid.accessible.purge()
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(grid, QAccessible.Event.ObjectReorder))


def tell_focus(grid: "ImageGrid") -> None:
    """Another image has the keyboard, or is selected."""
    place = grid.chosen.current_place
    if place < 0 or not QAccessible.isActive() or not grid.hasFocus():
        return
    event = QAccessibleEvent(grid, QAccessible.Event.Focus)
    event.setChild(place)
    QAccessible.updateAccessibility(event)


class GridAccessible(PaintedInterface):
    """The list."""

    def __init__(self, grid: "ImageGrid") -> None:
        super().__init__(grid, grid.theme_store)
        self.grid = grid
        self._items: OrderedDict[int, ImageAccessible] = OrderedDict()
        self._focusing = _Focusing(self)
        grid.destroyed.connect(self.dispose)

    def take_focus(self) -> None:
        """Puts the keyboard into the images."""
        if self.is_alive:
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def dispose(self) -> None:
        """The grid is gone."""
        for item in self._items.values():
            dispose(item)
        self._items.clear()

    def purge(self) -> None:
        """Forgets the interfaces of images that are not in the list any more."""
        for key, item in list(self._items.items()):
            if not item.isValid():
                del self._items[key]
                dispose(item)

    def item(self, place: int) -> "ImageAccessible":
        """The interface of an image."""
        key = self.grid.chosen.keys[place]
        found = self._items.get(key)
        if found is None:
            found = self._items[key] = ImageAccessible(self, key)
            QAccessible.registerAccessibleInterface(found)
            if len(self._items) > _MOST_ITEMS:
                # Qt is inside a call of what may go.
                QTimer.singleShot(0, self._trim)
        return found

    def _trim(self) -> None:
        while len(self._items) > _MOST_ITEMS:
            dispose(self._items.popitem(last=False)[1])

    # Qt

    def object(self) -> QObject | None:  # type: ignore[override]
        return self.grid if self.is_alive else None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        owner = self.grid.parentWidget() if self.is_alive else None
        return QAccessible.queryAccessibleInterface(owner) if owner is not None else None

    def role(self) -> QAccessible.Role:
        return _Role.List

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        if self.is_alive:
            state.focusable = state.multiSelectable = True
            state.focused = self.grid.hasFocus()
            state.invisible = not self.grid.isVisible()
        return state

    def text(self, kind: QAccessible.Text) -> str:
        return self.grid.accessibleName() if self.is_alive and kind == _Text.Name else ""

    def rect(self) -> QRect:
        if not self.is_alive:
            return QRect()
        return QRect(self.grid.mapToGlobal(QPoint(0, 0)), self.grid.size())

    def childCount(self) -> int:
        return len(self.grid.chosen.keys) if self.is_alive else 0

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return self.item(index) if 0 <= index < self.childCount() else None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        if not self.is_alive:
            return None
        place = self.grid.image_at(self.grid.viewport().mapFromGlobal(QPoint(x, y)))
        return self.item(place) if place >= 0 else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if self.is_alive and isinstance(child, ImageAccessible):
            return self.grid.chosen.place_of(child.key)
        return -1

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        if kind == QAccessible.InterfaceType.ActionInterface:
            return pointer_of(self._focusing)
        return shiboken6.VoidPtr(0)

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        place = self.grid.chosen.current_place if self.is_alive else -1
        return self.item(place) if place >= 0 else None


class ImageAccessible(PaintedInterface):
    """One image; pressing it opens it."""

    def __init__(self, owner: GridAccessible, key: int) -> None:
        super().__init__(owner.grid, owner.grid.theme_store)
        self.grid = owner.grid
        self.key = key
        self._owner = owner
        self._actions = _Actions(self)

    @property
    def place(self) -> int:
        """Where it stands, or -1."""
        return self.grid.chosen.place_of(self.key) if self.is_alive else -1

    def choose(self) -> None:
        """Selects it alone and brings it into view."""
        if self.isValid():
            self._owner.take_focus()
            self.grid.chosen.only(self.place)
            self.grid.bring_into_view(self.place)
            self.grid.tell_chosen()

    def open(self) -> None:
        """Does what Enter does."""
        self.choose()
        if self.isValid():
            self.grid.act_requested.emit("open")

    # Qt

    def isValid(self) -> bool:
        return self.is_alive and self.place >= 0

    def parent(self) -> QAccessibleInterface:
        return self._owner

    def role(self) -> QAccessible.Role:
        return _Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        if self.isValid():
            chosen = self.grid.chosen
            state.selectable = state.focusable = True
            state.selected = self.key in chosen.selected
            state.focused = self.grid.hasFocus() and chosen.current == self.key
            state.offscreen = self.place not in self.grid.visible_places()
        return state

    def text(self, kind: QAccessible.Text) -> str:
        card = self.grid.card(self.key) if self.isValid() else None
        if card is None or kind != _Text.Name:
            return ""
        file = self.grid.file_state(card.blob.sha256)
        alike = self.grid.alike.get(self.key, 0)
        name = self.grid.name_of(self.key)
        return card_text(card, name, selected=False, file=file, alike=alike)

    def rect(self) -> QRect:
        if not self.isValid():
            return QRect()
        return self.on_screen(QRectF(self.grid.rect_of(self.place)))

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        if kind == QAccessible.InterfaceType.ActionInterface:
            return pointer_of(self._actions)
        return shiboken6.VoidPtr(0)


class _Focusing(QAccessibleActionInterface):
    """The list takes the keyboard."""

    def __init__(self, owner: GridAccessible) -> None:
        super().__init__()
        self._owner = owner

    # Qt

    def actionNames(self) -> list[str]:
        return [QAccessibleActionInterface.setFocusAction()]

    def doAction(self, name: str) -> None:
        if name == QAccessibleActionInterface.setFocusAction():
            self._owner.take_focus()

    def keyBindingsForAction(self, name: str) -> list[str]:
        return []


class _Actions(QAccessibleActionInterface):
    """Press opens, focus selects."""

    def __init__(self, owner: ImageAccessible) -> None:
        super().__init__()
        self._owner = owner

    # Qt

    def actionNames(self) -> list[str]:
        return [
            QAccessibleActionInterface.pressAction(),
            QAccessibleActionInterface.setFocusAction(),
        ]

    def doAction(self, name: str) -> None:
        if name == QAccessibleActionInterface.pressAction():
            self._owner.open()
        elif name == QAccessibleActionInterface.setFocusAction():
            self._owner.choose()

    def keyBindingsForAction(self, name: str) -> list[str]:
        return []

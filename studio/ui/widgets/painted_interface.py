"""What is painted, for assistive tools: interfaces of things that are no widgets.

Qt keeps interfaces by id and may ask for an old one at any time: `dispose` takes one out of its
cache before the last reference goes, never while Qt is inside a call of it.
"""

from typing import Any, cast

import shiboken6
from PySide6.QtCore import QObject, QPoint, QRect, QRectF
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor, QWindow
from PySide6.QtWidgets import QAbstractScrollArea

from studio.ui.theme import ThemeStore


def dispose(found: QAccessibleInterface) -> None:
    """Takes an interface out of Qt's cache; its C++ half is gone after this."""
    if shiboken6.isValid(found):
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(found))


def pointer_of(found: object) -> Any:
    """An interface as Qt wants to be given it."""
    return shiboken6.VoidPtr(cast("Any", shiboken6.getCppPointer(cast("Any", found)))[0])


class PaintedInterface(QAccessibleInterface):
    """What all of them share: no object, nothing in it, no text to set, colours of the theme.

    Args:
        area: the view that paints it.
    """

    def __init__(self, area: QAbstractScrollArea, theme: ThemeStore) -> None:
        super().__init__()
        self._area, self._theme = area, theme

    @property
    def is_alive(self) -> bool:
        """Whether the view still exists."""
        return shiboken6.isValid(self._area)

    def on_screen(self, rect: QRectF) -> QRect:
        """A rectangle of the viewport in coordinates of the screen."""
        if not self.is_alive:
            return QRect()
        corner = self._area.viewport().mapToGlobal(QPoint(0, 0))
        return rect.toAlignedRect().translated(corner)

    # Qt

    def isValid(self) -> bool:
        return self.is_alive

    def object(self) -> QObject | None:  # type: ignore[override]
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]
        return self._area.window().windowHandle() if self.is_alive else None

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Nothing here can be edited."""

    def foregroundColor(self) -> QColor:
        return self._theme.current.color("text") if self.is_alive else QColor()

    def backgroundColor(self) -> QColor:
        return self._theme.current.color("base") if self.is_alive else QColor()

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        # WORKAROUND(PySide6 crashes on int and None here, until it does not): a VoidPtr.
        return shiboken6.VoidPtr(0)

    def childCount(self) -> int:
        return 0

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

"""`ScrollArea`: a scroll area that a screen reader can ask for what is in it at any time."""

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QScrollArea, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QAccessibleInterface


class ScrollArea(QScrollArea):
    """Qt's scroll area with what is in it told in another way.

    WORKAROUND(Qt 6: `QAccessibleAbstractScrollArea::child` crashes for a child that is no more,
    until it does not): a scroll bar that hides takes a child away, and a screen reader that has
    just counted them asks for it. All children of a plain widget stay, hidden or not.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        _install()
        super().__init__(parent)


@cache
def _install() -> None:
    from PySide6.QtGui import QAccessible

    QAccessible.installFactory(_make_interface)


def _make_interface(class_name: str, source: QObject) -> "QAccessibleInterface | None":
    """Called by Qt for every object that has no interface yet; Qt owns what is returned."""
    if class_name != "QScrollArea" or not isinstance(source, QWidget):
        return None
    from PySide6.QtGui import QAccessible
    from PySide6.QtWidgets import QAccessibleWidget

    return QAccessibleWidget(source, QAccessible.Role.Client)

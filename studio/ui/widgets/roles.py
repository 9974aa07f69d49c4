"""Roles for assistive tools, for plain widgets that stand for something else."""

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_PROPERTY = "accessibleRole"


def give_role(widget: QWidget, role: QAccessible.Role, name: str) -> None:
    """Lets a widget be announced as e.g. a list, instead of as a mere area."""
    _install()
    widget.setProperty(_PROPERTY, int(role.value))
    widget.setAccessibleName(name)


@cache
def _install() -> None:
    QAccessible.installFactory(_make_interface)


def _make_interface(_class_name: str, source: QObject) -> QAccessibleInterface | None:
    """Called by Qt for every object that has no interface yet; Qt owns what is returned."""
    if not isinstance(source, QWidget):
        return None
    role = source.property(_PROPERTY)
    if role is None:
        return None
    return QAccessibleWidget(source, QAccessible.Role(role), source.accessibleName())

"""From widget to widget in the order of Tab."""

from PySide6.QtWidgets import QWidget


def next_in_chain(widget: QWidget) -> QWidget:
    """What Tab comes to after a widget, whether it stops there or not."""
    return _with_its_own_parent(widget.nextInFocusChain() or widget)


def previous_in_chain(widget: QWidget) -> QWidget:
    """What Tab comes to before a widget, whether it stops there or not."""
    return _with_its_own_parent(widget.previousInFocusChain() or widget)


def _with_its_own_parent(found: QWidget) -> QWidget:
    # WORKAROUND(PySide takes a widget for the parent of what comes next to it in the chain, seen
    # with 6.11.3 and 6.12.0): when that widget went, all that lies in the other was forgotten, or
    # freed twice. Qt itself does nothing when the parent stays; PySide notes it again.
    found.setParent(found.parentWidget())
    return found

"""F6 and Shift+F6: the keyboard goes from one part of the window to the next."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from studio.ui.shell.main_window import MainWindow

Part = tuple[QWidget, QWidget]
"""An area, and what in it takes the keyboard (or the first in that that can)."""


def step(window: "MainWindow", by: int) -> None:
    """Puts the focus into the part after (1) or before (-1) the one that has it."""
    parts = [part for part in _parts(window) if part[0].isVisible()]
    focused = window.focusWidget()
    at = [n for n, (area, _) in enumerate(parts) if _holds(area, focused)]
    first = at[-1] + by if at else min(0, by)
    for turn in range(len(parts)):
        target = _taker(parts[(first + turn * by) % len(parts)][1])
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return


def _parts(window: "MainWindow") -> Iterator[Part]:
    """From left to right, and down."""
    yield window.rail, window.rail
    if window.page == "chat":
        yield from window.chat.parts()
    else:
        yield window.shown_page, window.shown_page


def _holds(area: QWidget, focused: QWidget | None) -> bool:
    return focused is not None and (area is focused or area.isAncestorOf(focused))


def _taker(target: QWidget) -> QWidget | None:
    for widget in (target, *target.findChildren(QWidget)):
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes and widget.isVisible() and widget.isEnabled():
            return widget
    return None

"""The menus of the compare page: of a column, of all columns, of line-ups."""

from collections.abc import Callable, Sequence

from msgspec import Struct
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor, QKeySequence
from PySide6.QtWidgets import QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Menu


class Entry(Struct, frozen=True):
    """One row of a menu; without a label a line between rows.

    Attributes:
        act: what it does.
        keys: portable key text, shown and not bound.
        checked: None: it is no switch.
        rows: of a menu of its own that it opens.
        refused: why it can't be done now.
    """

    label: str = ""
    act: Callable[[], None] | None = None
    icon: str = ""
    keys: str = ""
    checked: bool | None = None
    enabled: bool = True
    rows: "tuple[Entry, ...]" = ()
    refused: str = ""


def open_menu(
    anchor: QWidget, theme: ThemeStore, entries: Sequence[Entry], *, object_name: str = ""
) -> Menu:
    """Opens a menu under a widget; it deletes itself when it closes."""
    menu = _menu(anchor, theme, entries, object_name)
    menu.popup_under(anchor)
    return menu


def open_menu_at(
    owner: QWidget, at: QPoint, theme: ThemeStore, entries: Sequence[Entry], *, object_name: str
) -> Menu:
    """Opens a menu at a global point."""
    menu = _menu(owner, theme, entries, object_name)
    menu.popup(at)
    return menu


def open_menu_at_pointer(
    owner: QWidget, theme: ThemeStore, entries: Sequence[Entry], *, object_name: str = ""
) -> Menu:
    """Opens a menu at the pointer, or in the middle of its owner when that is elsewhere."""
    menu = _menu(owner, theme, entries, object_name)
    at = QCursor.pos()
    inside = owner.rect().contains(owner.mapFromGlobal(at))
    menu.popup(at if inside else owner.mapToGlobal(owner.rect().center()))
    return menu


def _menu(parent: QWidget, theme: ThemeStore, entries: Sequence[Entry], object_name: str) -> Menu:
    menu = Menu(parent)
    menu.setObjectName(object_name)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    _fill(menu, theme, entries)
    return menu


def _fill(menu: Menu, theme: ThemeStore, entries: Sequence[Entry]) -> None:
    for entry in entries:
        if not entry.label:
            menu.addSeparator()
            continue
        label = entry.label.replace("&", "&&")
        if entry.rows:
            inner = Menu(menu)
            inner.setTitle(label)
            _fill(inner, theme, entry.rows)
            action = menu.addMenu(inner)
        else:
            action = menu.addAction(label)
        if entry.icon:
            action.setIcon(theme.current.icon(entry.icon))
        if entry.keys:
            action.setShortcut(QKeySequence(entry.keys))
        if entry.checked is not None:
            action.setCheckable(True)
            action.setChecked(entry.checked)
        action.setEnabled(entry.enabled and (entry.act is not None or bool(entry.rows)))
        if entry.refused:
            menu.refuse(action, entry.refused)
        if entry.act is not None:
            action.triggered.connect(_without_arguments(entry.act))


def _without_arguments(act: Callable[[], None]) -> Callable[[], None]:
    """Qt passes whether a row is checked; acts ask for what they need."""

    def run() -> None:
        act()

    return run

"""The menu of the image that is looked at: what the bar and the keys do, by the pointer."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from studio.ui.images.items import ImageItem, open_words
from studio.ui.images.refusing import why_not_edited
from studio.ui.theme import ThemeStore
from studio.ui.viewer.keys import WALKING
from studio.ui.widgets import Menu


def _tr(text: str) -> str:
    return QCoreApplication.translate("Viewer", text)


def open_menu(
    parent: QWidget,
    theme: ThemeStore,
    at: QPoint,
    item: ImageItem,
    acts: Mapping[str, Callable[[], None]],
    *,
    can_compare: bool,
    can_edit: bool,
    can_delete: bool,
    is_readable: bool,
) -> Menu:
    """Opens the menu at a point of the screen; it goes when something was chosen.

    Args:
        acts: bound methods by name.
        is_readable: whether there are pixels to work on.
    """
    menu = Menu(parent)
    menu.setObjectName("viewer_menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def add(act: str, text: str, icon: str) -> QAction:
        action = menu.addAction(theme.current.icon(icon), text)
        # Shown only: the page binds it, and two bindings of one key would cancel out.
        keys = WALKING.get(act, "").split(" ")[0]
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.setShortcutVisibleInContextMenu(True)
        action.triggered.connect(acts[act])
        return action

    add("copy", _tr("Copy image"), "copy")
    add("save", _tr("Save as…"), "download")
    if item.prompt:
        add("copy_prompt", _tr("Copy prompt"), "type")
        add("reuse", _tr("Use prompt and settings again"), "image-plus")
    add("show_in_folder", _tr("Show in folder"), "folder-open")
    if item.message_id is not None:
        add("open_chat", *open_words(item.conversation_id or "", compared=item.compared))
    menu.addSeparator()
    if can_edit:
        edit = add("edit", _tr("Edit"), "brush")
        if not is_readable:
            menu.refuse(edit, why_not_edited())
    add("favourite", _tr("Favourite"), "heart")
    add("turn", _tr("Turn clockwise"), "rotate-cw")
    add("turn_back", _tr("Turn counter-clockwise"), "rotate-ccw")
    menu.addSeparator()
    if can_compare:
        add("mark", _tr("Mark for comparing"), "check")
        add("compare", _tr("Compare with…"), "blend")
    add("compare_other", _tr("Compare with another image…"), "images")
    if can_delete:
        menu.addSeparator()
        add("delete", _tr("Move to the trash"), "trash-2")
    menu.popup(at)
    return menu

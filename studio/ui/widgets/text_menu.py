"""The menu of a text field: Qt's own acts, in the look of the studio's menus."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent
    from PySide6.QtWidgets import QMenu

    class _Text(Protocol):
        def createStandardContextMenu(self) -> QMenu:
            """Qt: undo, cut, copy, paste."""


class TextMenu:
    """To be inherited before a text widget of Qt, whose own menu has square corners."""

    def contextMenuEvent(self: "_Text", event: "QContextMenuEvent") -> None:
        """Qt: the menu is asked for by the pointer or a key."""
        from PySide6.QtCore import Qt

        from studio.ui.widgets.popup import make_round

        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        make_round(menu)
        menu.popup(event.globalPos())
        event.accept()

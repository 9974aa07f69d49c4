"""The menu of a text that can be selected: Qt's own would copy what is shown, not what is said."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeySequence

from studio.ui.widgets.popup import Menu

if TYPE_CHECKING:
    from studio.ui.widgets.labels import Label


def open_menu(label: "Label", place: QPoint) -> Menu:
    """Offers to copy what is selected, and to select all, at a place on the screen."""
    menu = Menu(label)
    copy = menu.addAction(label.tr("Copy"), label.copy_selected)
    copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
    copy.setEnabled(label.hasSelectedText())
    everything = menu.addAction(label.tr("Select all"), label.select_all)
    everything.setShortcut(QKeySequence(QKeySequence.StandardKey.SelectAll))
    everything.setEnabled(bool(label.text()))
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(place)
    return menu

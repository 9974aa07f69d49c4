"""The look of Qt's own file dialog, which is seen where the system has none."""

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QToolButton, QWidget

from studio.ui.theme import ThemeStore

THEME_STORE = "theme_store"
"""Property of a window: the `ThemeStore` of its dialogs."""

_ICONS = {
    "backButton": "chevron-left",
    "forwardButton": "chevron-right",
    "toParentButton": "arrow-up",
    "newFolderButton": "folder-plus",
    "listModeButton": "layout-grid",
    "detailModeButton": "rows-3",
}
_WIDTH_PX, _HEIGHT_PX = 760, 520


def dress(dialog: QFileDialog) -> None:
    """Icons of the studio, and room for the names; a dialog of the system stays as it is."""
    store = _theme_store(dialog)
    buttons = {name: dialog.findChild(QToolButton, name) for name in _ICONS}
    if store is None or not any(buttons.values()):
        return
    theme = store.current
    for name, button in buttons.items():
        if button is not None:
            button.setIcon(theme.icon(_ICONS[name], "text"))
    for box in dialog.findChildren(QDialogButtonBox):
        for each in box.buttons():
            each.setIcon(QIcon())
    dialog.resize(theme.scaled(_WIDTH_PX), theme.scaled(_HEIGHT_PX))


def _theme_store(widget: QWidget) -> ThemeStore | None:
    at: QWidget | None = widget
    while at is not None:
        found = at.property(THEME_STORE)
        if isinstance(found, ThemeStore):
            return found
        at = at.parentWidget()
    return None

"""The system's own light or dark."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication


class SystemScheme(QObject):
    """What the desktop is set to, and telling it what this program wants.

    Signals:
        changed: the person switched the desktop between light and dark.
    """

    changed = Signal()

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hints = app.styleHints()
        self._hints.colorSchemeChanged.connect(self._on_scheme_changed)

    def is_dark(self) -> bool:
        """Whether the desktop is dark; False when it does not say."""
        return self._hints.colorScheme() == Qt.ColorScheme.Dark

    def tell(self, mode: str) -> None:
        """Lets the system's parts (title bar, file dialogs) follow `light`, `dark`, `system`."""
        if mode == "system":
            self._hints.unsetColorScheme()
        else:
            dark = mode == "dark"
            self._hints.setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)

    def _on_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        self.changed.emit()

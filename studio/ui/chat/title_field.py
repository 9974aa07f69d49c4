"""The field in which a chat is renamed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from studio.ui.widgets import TextField


class TitleField(TextField):
    """The field over the title.

    Signals:
        left: Escape: keep the old title.
    """

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Escape leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

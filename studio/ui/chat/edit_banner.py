"""The line over the text that says that an older message is being edited."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label, TextButton


class EditBanner(QWidget):
    """Names what is being edited and leads out of it.

    Signals:
        cancel_requested: leave the message as it was.
    """

    cancel_requested = Signal()

    def __init__(self, *, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("edit_banner")
        self._label = Label(
            theme, self.tr("Editing your message"), style="small", weight=500, token="text2"
        )
        self._cancel = TextButton(theme, self.tr("Cancel"), compact=True)
        self._cancel.setObjectName("cancel_edit")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._label)
        row.addStretch(1)
        row.addWidget(self._cancel)
        self._cancel.clicked.connect(self.cancel_requested)
        self.hide()

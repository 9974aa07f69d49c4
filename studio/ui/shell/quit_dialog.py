"""Asks before quitting while answers are being written."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label, PrimaryButton, SecondaryButton


class QuitDialog(QDialog):
    """Stop and quit, or go on. Opened with `open()`; `accepted` means quit."""

    def __init__(self, *, theme: ThemeStore, running: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("quit_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Quit DGrid Studio"))
        title = self.tr("An answer is being written")
        line = self.tr("Quitting stops it. What has come so far is kept.")
        if running > 1:
            title = self.tr("{count} answers are being written").format(count=running)
            line = self.tr("Quitting stops them. What has come so far is kept.")
        self._stop = SecondaryButton(theme, self.tr("Stop and quit"))
        self._stop.setObjectName("stop_and_quit")
        self._stay = PrimaryButton(theme, self.tr("Keep writing"))
        self._stay.setObjectName("keep_writing")
        self._stay.setDefault(True)
        s = theme.current.scaled
        buttons = QHBoxLayout()
        buttons.setSpacing(s(8))
        buttons.addStretch(1)
        buttons.addWidget(self._stop)
        buttons.addWidget(self._stay)
        column = QVBoxLayout(self)
        column.setContentsMargins(s(24), s(20), s(24), s(20))
        column.setSpacing(s(8))
        column.addWidget(Label(theme, title, style="title"))
        column.addWidget(Label(theme, line, token="text2", wrap=True))
        column.addSpacing(s(12))
        column.addLayout(buttons)
        self.setMinimumWidth(s(400))
        self._stop.clicked.connect(self.accept)
        self._stay.clicked.connect(self.reject)
        self._stay.setFocus()

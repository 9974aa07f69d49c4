"""A question before something that can't be taken back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets.buttons import PrimaryButton, SecondaryButton
from studio.ui.widgets.labels import Label


class QuestionDialog(QDialog):
    """Do it, or leave it (which has the keyboard). Opened with `open()`; `accepted` means do it.

    Args:
        line: what will happen.
        act, leave: what the buttons say.
        names: object names of the dialog and of its buttons.
    """

    def __init__(
        self,
        *,
        theme: ThemeStore,
        heading: str,
        title: str,
        line: str,
        act: str,
        leave: str,
        names: tuple[str, str, str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(names[0])
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(heading)
        self._act = SecondaryButton(theme, act)
        self._act.setObjectName(names[1])
        self._leave = PrimaryButton(theme, leave)
        self._leave.setObjectName(names[2])
        self._leave.setDefault(True)
        s = theme.current.scaled
        buttons = QHBoxLayout()
        buttons.setSpacing(s(8))
        buttons.addStretch(1)
        buttons.addWidget(self._act)
        buttons.addWidget(self._leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(s(24), s(20), s(24), s(20))
        column.setSpacing(s(8))
        column.addWidget(Label(theme, title, style="title", wrap=True))
        column.addWidget(Label(theme, line, token="text2", wrap=True))
        column.addSpacing(s(12))
        column.addLayout(buttons)
        self.setMinimumWidth(s(400))
        self._act.clicked.connect(self.accept)
        self._leave.clicked.connect(self.reject)
        self._leave.setFocus()

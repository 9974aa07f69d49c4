"""What is sent with each message of the chat: a tab of the inspector."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.parameters.form import ParametersForm
from studio.ui.theme import ThemeStore
from studio.ui.widgets import HLine, TextButton, Themed
from studio.ui.widgets.scroll_area import ScrollArea


class ParametersView(Themed, QWidget):
    """The form, and the way back to nothing set.

    Signals:
        reset_requested: leave everything to the model.
    """

    reset_requested = Signal()

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = ParametersForm(theme)
        self._reset = TextButton(theme, self.tr("Reset"), compact=True)
        self._reset.setObjectName("reset_parameters")
        self._reset.setToolTip(
            self.tr("Reset   no system prompt, everything else as the model has it")
        )
        area = ScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.form)
        area.viewport().setAutoFillBackground(False)
        self.form.setAutoFillBackground(False)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self._reset)
        self._foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(area, 1)
        column.addWidget(HLine(theme))
        column.addLayout(self._foot)
        self._reset.clicked.connect(self.reset_requested)
        self._use_theme(theme)

    def show_reset(self, *, on: bool) -> None:
        """Whether anything is set."""
        self._reset.setEnabled(on)

    def _show_theme(self) -> None:
        s = self.theme.scaled
        self._foot.setContentsMargins(s(8), s(12), s(16), s(12))

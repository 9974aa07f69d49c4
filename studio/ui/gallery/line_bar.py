"""A line between the filters and the images, inset as the images are."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Banner, Surface


class LineBar(Surface):
    """Hidden while it has nothing to say.

    Signals:
        action_triggered: its action was chosen.
    """

    action_triggered = Signal()

    def __init__(
        self, theme: ThemeStore, text: str = "", *, action: str = "", name: str, act_name: str
    ) -> None:
        super().__init__(theme)
        self.setObjectName(name)
        self.banner = Banner(theme, text, action=action)
        self.banner.button.setObjectName(act_name)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.banner)
        self.banner.action_triggered.connect(self.action_triggered)
        theme.changed.connect(self._apply_theme)
        self.hide()
        self._apply_theme()

    def show_line(self, text: str, action: str | None = None) -> None:
        """Says something.

        Args:
            action: what can be done about it; "": nothing, None: what could be done before.
        """
        self.banner.set_text(text)
        if action is not None:
            self.banner.button.setText(action)
            self.banner.button.setVisible(bool(action))
        self.show()

    def _apply_theme(self) -> None:
        scaled = self.theme.scaled
        self._column.setContentsMargins(scaled(12), scaled(8), scaled(12), 0)

"""The painted parts around the controls of the composer."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from studio.ui.theme import ThemeStore, rounded_box, vline
from studio.ui.widgets.themed import POPUP_HOST, Themed


class ComposerBox(Themed, QWidget):
    """The box around text, chips and buttons; its border shows where typing goes."""

    def __init__(self, theme: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._focused = False
        self.setProperty(POPUP_HOST, True)
        self._use_theme(theme)

    def set_focused(self, focused: bool) -> None:
        """Whether the text has the focus."""
        self._focused = focused
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: fill and border."""
        theme = self.theme
        border = theme.color("accent" if self._focused else "lineStrong")
        width = theme.focus_ring_px if self._focused else 1
        fill = theme.color("raised")
        box = QRectF(self.rect())
        rounded_box(QPainter(self), box, theme.scaled(12), fill, border, width)


class BarSeparator(Themed, QWidget):
    """A short line between groups of the bar."""

    def __init__(self, theme: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._use_theme(theme)

    def _show_theme(self) -> None:
        self.setFixedSize(self.theme.scaled(17), self.theme.scaled(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the line."""
        vline(QPainter(self), self.width() // 2, 0, self.height(), self.theme.color("line"))

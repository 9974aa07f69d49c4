"""One step of the first-run page: a numbered disc, a title, a line, and what is to do."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import HLine, Label, Themed


class _Disc(Themed, QWidget):
    """The number: filled for the current step, outlined later, a check when done."""

    def __init__(self, theme_store: ThemeStore, number: int) -> None:
        super().__init__()
        self._number = number
        self._state = "later"
        self._use_theme(theme_store)

    def set_state(self, state: str) -> None:
        """`current`, `later` or `done`."""
        self._state = state
        self.update()

    def _show_theme(self) -> None:
        side = self.theme.scaled(28)
        self.setFixedSize(QSize(side, side))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        box, radius = QRectF(self.rect()), self.width() / 2
        if self._state == "done":
            rounded_box(painter, box, radius, theme.color("okSoft"))
            side = theme.scaled(16)
            pixmap = theme.pixmap("check", side, "ok", self.devicePixelRatioF())
            gap = (self.width() - side) // 2
            painter.drawPixmap(gap, gap, pixmap)
            return
        current = self._state == "current"
        if current:
            rounded_box(painter, box, radius, theme.color("accent"))
        else:
            rounded_box(painter, box, radius, None, theme.color("control"))
        painter.setFont(theme.font("ui", weight=600))
        painter.setPen(theme.color("onAccent" if current else "text2"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self._number))


class WelcomeStep(Themed, QWidget):
    """A step; its body shows only while it is the current one.

    Attributes:
        body: where its controls go.
    """

    def __init__(self, theme_store: ThemeStore, number: int, title: str, line: str) -> None:
        super().__init__()
        self._number = number
        self._titles = title
        self._disc = _Disc(theme_store, number)
        self._title = Label(theme_store, title, style="h3", wrap=True)
        self._line = Label(theme_store, line, token="text2", wrap=True)
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self._texts = QVBoxLayout()
        self._texts.addWidget(self._title)
        self._texts.addWidget(self._line)
        self._texts.addWidget(self._content)
        self._row = QHBoxLayout()
        self._row.addWidget(self._disc, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(self._texts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(HLine(theme_store))
        column.addLayout(self._row)
        self._use_theme(theme_store)

    def set_state(self, state: str) -> None:
        """`current`, `later` or `done`."""
        words = {"current": self.tr("current"), "later": "", "done": self.tr("done")}
        self._disc.set_state(state)
        self._title.set_token("text" if state != "later" else "text2")
        self._title.setAccessibleName(
            " ".join(t for t in (f"{self._number}.", self._titles, words[state]) if t)
        )
        self._content.setVisible(state == "current")

    @property
    def line(self) -> str:
        """What stands under the title."""
        return self._line.text()

    def set_line(self, line: str) -> None:
        """Says something else under the title."""
        self._line.set_text(line)

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        self._row.setContentsMargins(0, scaled(20), 0, scaled(20))
        self._row.setSpacing(scaled(16))
        self._texts.setContentsMargins(0, scaled(3), 0, 0)  # the title stands beside the disc
        self._texts.setSpacing(scaled(4))
        self.body.setContentsMargins(0, scaled(8), 0, 0)
        self.body.setSpacing(scaled(4))

"""What is seen while an export runs, and after one that had problems."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from studio.core.exporting import NotExported
from studio.ui.failure_texts import failure_text
from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.transcript.parts.formats import count
from studio.ui.widgets import Label, Themed
from studio.ui.widgets.scroll_area import ScrollArea

_LINE_PX = 4
_MOST_SHOWN = 200


class ProgressLine(Themed, QWidget):
    """How much is done, as a line that fills."""

    def __init__(self, theme_store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = 0.0
        self._use_theme(theme_store)

    def set_part(self, part: float) -> None:
        """0 to 1."""
        self._part = min(max(part, 0.0), 1.0)
        self.update()

    def _show_theme(self) -> None:
        self.setFixedHeight(self.theme.scaled(_LINE_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        box, radius = QRectF(self.rect()), self.height() / 2
        rounded_box(painter, box, radius, theme.color("lineStrong"))
        if self._part:
            filled = QRectF(box)
            filled.setWidth(max(box.width() * self._part, box.height()))
            rounded_box(painter, filled, radius, theme.color("accent"))


class RunningView(Themed, QWidget):
    """How far an export is."""

    def __init__(self, theme_store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Label(theme_store, "", tabular=True)
        self._words.setObjectName("export_progress")
        self._line = ProgressLine(theme_store)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._words)
        self._column.addWidget(self._line)
        self._use_theme(theme_store)

    def show_progress(self, done: int, total: int) -> None:
        """How many of how many were looked at."""
        text = self.tr("{done} of {total}").format(done=count(done), total=count(total))
        self._words.set_text(text)
        self._line.set_part(done / max(total, 1))

    def show_stopping(self) -> None:
        """The picture that is being written is the last."""
        self._words.set_text(self.tr("Stopping after this image"))

    def _show_theme(self) -> None:
        self._column.setSpacing(self.theme.scaled(8))


class ReportView(Themed, QWidget):
    """Which images were not written, or not as wished, and why."""

    def __init__(self, theme_store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = QWidget()
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._area = ScrollArea()
        self._area.setObjectName("export_report")
        self._area.setAccessibleName(self.tr("Problems"))
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(self._list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self._use_theme(theme_store)

    def show_problems(self, problems: tuple[NotExported, ...]) -> None:
        """Lists them; of very many the first."""
        store = self.theme_store
        for each in problems[:_MOST_SHOWN]:
            reason = failure_text(each.failure).title
            if each.written:
                reason = self.tr("Written without its prompt: {reason}").format(reason=reason)
            self._rows.addWidget(Label(store, each.name, weight=500, elide=True))
            self._rows.addWidget(Label(store, reason, style="small", token="text3", wrap=True))
            self._rows.addSpacing(store.current.scaled(8))
        rest = len(problems) - _MOST_SHOWN
        if rest > 0:
            more = self.tr("{0} more").format(count(rest))
            self._rows.addWidget(Label(store, more, style="small", token="text3"))

    def _show_theme(self) -> None:
        self._rows.setSpacing(0)

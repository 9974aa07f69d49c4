"""The busy sign: eight strokes that turn in steps; a clock when nothing may move."""

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QWidget

from studio.ui.theme import Theme, ThemeStore
from studio.ui.widgets.themed import Themed

STEPS = 8
_STEP_MS = 100


class SpinnerTicker(QObject):
    """Counts the steps of a spinner while started; stands still with reduced motion.

    Signals:
        ticked: `step` is another one, 0 to 7.
    """

    ticked = Signal()

    def __init__(self, theme_store: ThemeStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = theme_store
        self._timer = QTimer(self)
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self._on_timeout)
        self.step = 0

    @property
    def is_running(self) -> bool:
        """Whether steps are being counted."""
        return self._timer.isActive()

    def start(self) -> None:
        """Begins to count, unless motion is reduced."""
        if not self._store.current.reduced_motion:
            self._timer.start()

    def stop(self) -> None:
        """Ends counting."""
        self._timer.stop()

    def _on_timeout(self) -> None:
        self.step = (self.step + 1) % STEPS
        self.ticked.emit()


def paint_spinner(painter: QPainter, rect: QRectF, theme: Theme, token: str, step: int) -> None:
    """Paints the busy sign for lists and buttons.

    Args:
        step: 0 to 7, of a `SpinnerTicker`; unused with reduced motion.
    """
    size = min(rect.width(), rect.height())
    if theme.reduced_motion:
        dpr = painter.device().devicePixelRatio()
        painter.drawPixmap(rect.topLeft(), theme.pixmap("clock", int(size), token, dpr))
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center())
    color = QColor(theme.color(token))
    outer, inner = size * 0.44, size * 0.25
    for stroke in range(STEPS):
        age = (step - stroke) % STEPS
        color.setAlphaF(1.0 - 0.8 * age / (STEPS - 1))
        pen = QPen(color, size * 0.094)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.save()
        painter.rotate(stroke * 360 / STEPS)
        painter.drawLine(QPointF(0, -outer), QPointF(0, -inner))
        painter.restore()
    painter.restore()


class Spinner(Themed, QWidget):
    """A busy sign; runs only while it is visible.

    Args:
        size_px: in the 100 % design.
        token: its colour.
    """

    def __init__(
        self,
        theme_store: ThemeStore,
        *,
        size_px: int = 16,
        token: str = "text2",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._size_px, self._token = size_px, token
        self._ticker = SpinnerTicker(theme_store, self)
        self._ticker.ticked.connect(self.update)
        self.setAccessibleName(self.tr("Busy"))
        self._use_theme(theme_store)

    def _show_theme(self) -> None:
        side = self.theme.scaled(self._size_px)
        self.setFixedSize(QSize(side, side))
        if self.isVisible():
            self._ticker.stop()
            self._ticker.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ticker.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticker.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_spinner(
            QPainter(self), QRectF(self.rect()), self.theme, self._token, self._ticker.step
        )

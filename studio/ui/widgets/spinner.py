"""The busy sign: eight strokes that turn in steps; a clock when nothing may move."""

import time

from PySide6.QtCore import QObject, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from studio.ui.theme import Theme, ThemeStore
from studio.ui.theme.icons import SPINNER_STEPS
from studio.ui.widgets.themed import Themed

_STEP_MS = 100
_DUE_S = 0.09


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
        self._stepped_s = 0.0
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

    def step_along(self) -> None:
        """The window is awake and will be painted: a step that is due comes now, not by itself."""
        if self._timer.isActive():
            self._timer.start()
            if time.monotonic() - self._stepped_s > _DUE_S:
                self._on_timeout()

    def _on_timeout(self) -> None:
        self._stepped_s = time.monotonic()
        self.step = (self.step + 1) % SPINNER_STEPS
        self.ticked.emit()


def paint_spinner(painter: QPainter, rect: QRectF, theme: Theme, token: str, step: int) -> None:
    """Paints the busy sign for lists and buttons.

    Args:
        step: 0 to 7, of a `SpinnerTicker`; unused with reduced motion.
    """
    size = min(rect.width(), rect.height())
    dpr = painter.device().devicePixelRatio()
    if theme.reduced_motion:
        painter.drawPixmap(rect.topLeft(), theme.pixmap("clock", int(size), token, dpr))
        return
    painter.drawPixmap(rect.topLeft(), theme.icons.spinner(int(size), theme.hex(token), step, dpr))


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

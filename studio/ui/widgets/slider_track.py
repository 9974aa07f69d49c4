"""A horizontal slider painted from tokens; Qt's own keys and roles."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider

from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets.themed import FocusRinged


class SliderTrack(FocusRinged, QSlider):
    """A track of 4 px and a knob of 14 px.

    Args:
        steps: how many there are; a page is a tenth of them.
        width_px: in the 100 % design; 0: as wide as there is room.
        knob_token: the colour inside the knob.
    """

    ring_radius_px = 8

    def __init__(
        self, theme: ThemeStore, *, steps: int, width_px: int = 0, knob_token: str = "base"
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._width_px, self._knob_token = width_px, knob_token
        self._muted = False
        self.setRange(0, steps)
        self.setPageStep(max(1, steps // 10))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._use_theme(theme)

    def set_muted(self, muted: bool) -> None:
        """Whether the value stands for nothing: the knob is there to be moved, no more."""
        if muted != self._muted:
            self._muted = muted
            self.update()

    def _show_theme(self) -> None:
        height = self.theme.scaled(24)
        if self._width_px:
            self.setFixedSize(self.theme.scaled(self._width_px), height)
        else:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.setFixedHeight(height)

    def _knob_x(self) -> float:
        room = self.width() - self.theme.scaled(16)
        return self.theme.scaled(8) + room * self.value() / max(1, self.maximum())

    def _take(self, x: float) -> None:
        room = max(1, self.width() - self.theme.scaled(16))
        self.setValue(round((x - self.theme.scaled(8)) / room * self.maximum()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._take(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._take(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Scrolling a page over a slider must not change what it stands for.
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        s = theme.scaled
        middle, x, thick = self.height() / 2, self._knob_x(), s(4)
        track = QRectF(0, middle - thick / 2, self.width(), thick)
        rounded_box(painter, track, thick / 2, theme.color("lineStrong"))
        if not self._muted:
            done = QRectF(0, middle - thick / 2, x, thick)
            rounded_box(painter, done, thick / 2, theme.color("accent"))
        knob = QRectF(0, 0, s(14), s(14))
        knob.moveCenter(QPointF(x, middle))
        edge = theme.color("control" if self._muted else "accent")
        rounded_box(painter, knob, knob.width() / 2, theme.color(self._knob_token), edge, 2)

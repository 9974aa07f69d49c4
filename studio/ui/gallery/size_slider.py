"""The slider of a header: a thin track with a ringed thumb."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSlider, QWidget

from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import FocusRinged, set_names

_TRACK_PX, _THUMB_PX, _AREA_PX = 4, 14, 28


class SizeSlider(FocusRinged, QSlider):
    """A horizontal slider; a press anywhere moves the thumb there.

    Args:
        name: accessible name and tooltip.
    """

    ring_gap_px = 0

    def __init__(
        self,
        theme_store: ThemeStore,
        name: str,
        least: int,
        most: int,
        *,
        width_px: int = 96,
        object_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._width_px = width_px
        self.setRange(least, most)
        self.setSingleStep(max(1, (most - least) // 28))
        self.setPageStep(max(1, (most - least) // 7))
        set_names(self, name, object_name=object_name)
        self._use_theme(theme_store)

    def _show_theme(self) -> None:
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(self.theme.scaled(self._width_px), self.theme.scaled(_AREA_PX))

    def _thumb_x(self) -> float:
        half = self.theme.scaled(_THUMB_PX) / 2
        part = (self.value() - self.minimum()) / max(1, self.maximum() - self.minimum())
        return half + part * (self.width() - 2 * half)

    def _go_to(self, x: float) -> None:
        half = self.theme.scaled(_THUMB_PX) / 2
        part = (x - half) / max(1.0, self.width() - 2 * half)
        part = max(0.0, min(1.0, part))
        self.setValue(round(self.minimum() + part * (self.maximum() - self.minimum())))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._go_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._go_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.setValue(self.value() + self.singleStep())
        elif event.key() == Qt.Key.Key_Minus:
            self.setValue(self.value() - self.singleStep())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        thick, thumb = theme.scaled(_TRACK_PX), theme.scaled(_THUMB_PX)
        middle, x = self.height() / 2, self._thumb_x()
        track = QRectF(0, middle - thick / 2, self.width(), thick)
        rounded_box(painter, track, thick / 2, theme.color("lineStrong"))
        done = QRectF(0, track.top(), x, thick)
        rounded_box(painter, done, thick / 2, theme.color("accent"))
        box = QRectF(0, 0, thumb, thumb)
        box.moveCenter(QPointF(x, middle))
        rounded_box(painter, box, thumb / 2, theme.color("base"), theme.color("accent"), 2)

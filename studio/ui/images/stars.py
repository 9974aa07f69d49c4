"""The rating of an image: five stars that are one control."""

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSlider, QWidget

from studio.ui.theme import Theme, ThemeStore
from studio.ui.widgets import FocusRinged, set_names

STARS = 5
_NONE, _Key = Qt.KeyboardModifier.NoModifier, Qt.Key
_OWN_KEYS = {
    _Key.Key_0, _Key.Key_1, _Key.Key_2, _Key.Key_3, _Key.Key_4, _Key.Key_5,
    _Key.Key_Left, _Key.Key_Right, _Key.Key_Up, _Key.Key_Down,
}  # fmt: skip
_WIDTH_PX, _HEIGHT_PX = 96, 28


class Stars(FocusRinged, QSlider):
    """Set by click or by the keys 0 to 5; a click on the star that is on takes it away.

    Signals:
        rated(int): a person chose.
    """

    rated = Signal(int)
    ring_gap_px = 0

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None, *, tip: str = "") -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._aimed = 0
        self.setRange(0, STARS)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_names(self, self.tr("Rating"), object_name="rating")
        self.setToolTip(tip or self.tr("Rating   0 to 5"))
        self._use_theme(theme)

    def _show_theme(self) -> None:
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(self.theme.scaled(_WIDTH_PX), self.theme.scaled(_HEIGHT_PX))

    def _star_at(self, x: float) -> int:
        return max(1, min(STARS, 1 + int(x * STARS / max(1, self.width()))))

    def _rate(self, rating: int) -> None:
        if rating != self.value():
            self.setValue(rating)
            self.rated.emit(rating)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            star = self._star_at(event.position().x())
            self._rate(0 if star == self.value() else star)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._aimed = self._star_at(event.position().x())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def leaveEvent(self, event: object) -> None:
        self._aimed = 0
        self.update()

    def event(self, event: QEvent) -> bool:
        """Qt: its own keys are not those of the page while it has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (_NONE, Qt.KeyboardModifier.KeypadModifier)
            if plain and event.key() in _OWN_KEYS:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if Qt.Key.Key_0 <= key <= Qt.Key.Key_5:
            self._rate(key - Qt.Key.Key_0)
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Up):
            self._rate(min(STARS, self.value() + 1))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Down):
            self._rate(max(0, self.value() - 1))
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        box = QRect(0, 0, self.width(), self.height())
        paint_stars(QPainter(self), self.theme, box, self._aimed or self.value())


def paint_stars(
    painter: QPainter, theme: Theme, box: QRect, rating: int, *, on_overlay: bool = False
) -> None:
    """Five stars side by side in a box, so many of them filled."""
    side, step = theme.scaled(16), box.width() / STARS
    dpr = painter.device().devicePixelRatioF()
    full, empty = ("overlayStar", "overlayStarEmpty") if on_overlay else ("star", "control")
    for number in range(STARS):
        is_on = number < rating
        name, token = ("star-filled", full) if is_on else ("star", empty)
        icon = theme.pixmap(name, side, token, dpr)
        left = box.left() + number * step + (step - side) / 2
        painter.drawPixmap(QPointF(left, box.center().y() + 1 - side / 2), icon)

"""What the built-in demo can paint, small."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from studio.resources import asset
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Themed

_WIDTH_PX, _HEIGHT_PX, _RADIUS_PX = 72, 56, 6


class DemoPicture(Themed, QWidget):
    """A painting of the demo with round corners, 72 x 56 px; decoration only."""

    def __init__(self, theme_store: ThemeStore) -> None:
        super().__init__()
        self._picture = QPixmap(str(asset("demo", "painting.jpg")))
        self._use_theme(theme_store)

    def _show_theme(self) -> None:
        self.setFixedSize(self.theme.scaled(_WIDTH_PX), self.theme.scaled(_HEIGHT_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the painting fills the box."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        radius = self.theme.scaled(_RADIUS_PX)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), radius, radius)
        painter.setClipPath(path)
        filling = self._picture.size().scaled(
            self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding
        )
        box = QRectF(0, 0, filling.width(), filling.height())
        box.moveCenter(QRectF(self.rect()).center())
        painter.drawPixmap(box, self._picture, QRectF(self._picture.rect()))

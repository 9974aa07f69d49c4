"""The coloured letter of a model's provider."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from studio.ui.theme import Theme, ThemeStore, rounded_box
from studio.ui.widgets.themed import Themed


def paint_provider_tile(painter: QPainter, rect: QRectF, theme: Theme, model_id: str) -> None:
    """Paints the tile of a model id into a square, for lists and messages."""
    fill, letter = theme.provider_colors(model_id)
    rounded_box(painter, rect, theme.scaled(5), fill)
    font = theme.font("micro", weight=600)
    font.setPixelSize(max(8, round(rect.height() * 0.55)))
    painter.save()
    painter.setFont(font)
    painter.setPen(letter)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, (model_id[:1] or "?").upper())
    painter.restore()


class ProviderTile(Themed, QWidget):
    """The tile as a widget; 20 px beside messages, 24 px in compare."""

    def __init__(
        self,
        theme_store: ThemeStore,
        model_id: str = "",
        *,
        size_px: int = 20,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model_id, self._size_px = model_id, size_px
        self._use_theme(theme_store)

    def set_model(self, model_id: str) -> None:
        """Shows the tile of another model."""
        self._model_id = model_id
        self.update()

    def _show_theme(self) -> None:
        side = self.theme.scaled(self._size_px)
        self.setFixedSize(QSize(side, side))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_provider_tile(QPainter(self), QRectF(self.rect()), self.theme, self._model_id)

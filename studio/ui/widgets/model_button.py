"""The button that shows which model is asked."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets.provider_tile import paint_provider_tile
from studio.ui.widgets.themed import POPUP_OPEN, FocusRinged, set_names

_TILE_PX, _CHEVRON_PX, _PADDING_PX = 20, 14, 8


class ModelButton(FocusRinged, QAbstractButton):
    """Shows the model that answers next, and asks for the picker when pressed."""

    ring_gap_px = 0

    def __init__(self, *, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model_id = ""
        set_names(self, self.tr("Model"), "Ctrl+L", object_name="model")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._use_theme(theme)

    @property
    def model_id(self) -> str:
        """The id shown; "" when none is chosen."""
        return self._model_id

    def set_model(self, model_id: str) -> None:
        """Shows a model id, or that none is chosen when it is ""."""
        self._model_id = model_id
        self.setAccessibleDescription(model_id)
        self.updateGeometry()
        self.update()

    def _label(self) -> str:
        return self._model_id or self.tr("Choose a model")

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self.theme.font("small", weight=500))

    def _text_x(self) -> int:
        theme = self.theme
        return theme.scaled(_PADDING_PX + (_TILE_PX + 6 if self._model_id else 0))

    def sizeHint(self) -> QSize:
        """Qt: room for the whole id."""
        theme = self.theme
        width = self._text_x() + self._metrics().horizontalAdvance(self._label())
        # Two more: metrics in whole pixels may be short of what the text really takes.
        return QSize(width + 2 + theme.scaled(6 + _CHEVRON_PX + _PADDING_PX), theme.scaled(28))

    def minimumSizeHint(self) -> QSize:
        """Qt: the id may be elided."""
        theme = self.theme
        return QSize(theme.scaled(90), theme.scaled(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: tile, id, chevron."""
        theme = self.theme
        painter = QPainter(self)
        chosen_now = bool(self.property(POPUP_OPEN))
        if chosen_now:
            rounded_box(painter, QRectF(self.rect()), theme.scaled(6), theme.color("accentSoft"))
        elif self.isDown() or self.underMouse():
            fill = theme.color("raisedPressed" if self.isDown() else "raisedHover")
            rounded_box(painter, QRectF(self.rect()), theme.scaled(6), fill)
        middle = self.height() / 2
        if self._model_id:
            side = theme.scaled(_TILE_PX)
            tile = QRectF(theme.scaled(_PADDING_PX), middle - side / 2, side, side)
            paint_provider_tile(painter, tile, theme, self._model_id)
        side = theme.scaled(_CHEVRON_PX)
        right = self.width() - theme.scaled(_PADDING_PX) - side
        x = self._text_x()
        width = right - theme.scaled(6) - x
        painter.setFont(theme.font("small", weight=500))
        painter.setPen(theme.color("accentText" if chosen_now else "text"))
        label = self._metrics().elidedText(self._label(), Qt.TextElideMode.ElideMiddle, width)
        painter.drawText(
            QRectF(x, 0, width + 1, self.height()), Qt.AlignmentFlag.AlignVCenter, label
        )
        token = "accentText" if chosen_now else "text2"
        icon = theme.pixmap("chevron-down", side, token, self.devicePixelRatioF())
        painter.drawPixmap(right, round(middle - side / 2), icon)

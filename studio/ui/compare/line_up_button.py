"""The button of the composer that says who is asked, and opens the menu of line-ups."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import FocusRinged, paint_provider_tile, set_names

_TILE_PX, _STEP_PX, _CHEVRON_PX, _PADDING_PX = 20, 24, 14, 8
_MOST_TILES = 4


class LineUpButton(FocusRinged, QAbstractButton):
    """Tiles and a count."""

    ring_gap_px = 0

    def __init__(self, *, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models: tuple[str, ...] = ()
        set_names(self, self.tr("Line-up"), "Ctrl+L", object_name="line_up")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._use_theme(theme)

    def show_models(self, models: Sequence[str]) -> None:
        """Shows who is asked."""
        self._models = tuple(models)
        self.setAccessibleDescription(", ".join(models))
        self.updateGeometry()
        self.update()

    def _label(self) -> str:
        count = len(self._models)
        if not count:
            return self.tr("Choose models")
        word = self.tr("{count} model") if count == 1 else self.tr("{count} models")
        return word.format(count=count)

    def _most_tiles(self) -> int:
        return min(len(self._models), _MOST_TILES)

    def tiles(self) -> int:
        """How many tiles are shown: all that leave room for the label."""
        tiles = self._most_tiles()
        while tiles and self._width_with(tiles) > self.width():
            tiles -= 1
        return tiles

    def _text_x(self, tiles: int) -> int:
        s = self.theme.scaled
        return s(_PADDING_PX) + (s(_STEP_PX) * tiles + s(2) if tiles else 0)

    def _width_with(self, tiles: int) -> int:
        theme = self.theme
        text = QFontMetrics(theme.font("small", weight=500)).horizontalAdvance(self._label())
        return self._text_x(tiles) + text + theme.scaled(6 + _CHEVRON_PX + _PADDING_PX) + 2

    def sizeHint(self) -> QSize:
        """Qt: tiles, label, chevron."""
        return QSize(self._width_with(self._most_tiles()), self.theme.scaled(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: tiles, label, chevron."""
        theme, painter = self.theme, QPainter(self)
        s = theme.scaled
        if self.isDown() or self.underMouse():
            fill = theme.color("raisedPressed" if self.isDown() else "raisedHover")
            rounded_box(painter, QRectF(self.rect()), s(6), fill)
        middle, side, tiles = self.height() / 2, s(_TILE_PX), self.tiles()
        for number in range(tiles):
            x = s(_PADDING_PX) + number * s(_STEP_PX)
            box = QRectF(x, middle - side / 2, side, side)
            paint_provider_tile(painter, box, theme, self._models[number])
        painter.setFont(theme.font("small", weight=500))
        painter.setPen(theme.color("text"))
        chevron = s(_CHEVRON_PX)
        right = self.width() - s(_PADDING_PX) - chevron
        left = self._text_x(tiles)
        text = QRectF(left, 0, right - left, self.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, self._label())
        icon = theme.pixmap("chevron-down", chevron, "text2", self.devicePixelRatioF())
        painter.drawPixmap(right, round(middle - chevron / 2), icon)

"""The button that tells what is set besides the model."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets.themed import FocusRinged, set_names

_ICON_PX, _PADDING_PX, _GAP_PX = 16, 8, 6


class ParametersButton(FocusRinged, QAbstractButton):
    """An icon, and words where something is set and there is room."""

    ring_gap_px = 0

    def __init__(self, *, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_wide = True
        set_names(self, self.tr("Parameters"), "Ctrl+Shift+P", object_name="parameters")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._use_theme(theme)

    def set_summary(self, text: str) -> None:
        """Shows what is set; "" for nothing."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleDescription(text or self.tr("Nothing is set"))
            self.updateGeometry()
            self.update()

    def set_wide(self, wide: bool) -> None:
        """Whether there is room for words."""
        if wide != self._is_wide:
            self._is_wide = wide
            self.updateGeometry()
            self.update()

    def _words(self) -> str:
        return self.text() if self._is_wide else ""

    def _show_theme(self) -> None:
        self.setFont(self.theme.font("small", weight=500))

    def sizeHint(self) -> QSize:
        """Qt: room for the words."""
        s = self.theme.scaled
        words = self._words()
        width = s(_PADDING_PX * 2 + _ICON_PX)
        if words:
            width += s(_GAP_PX) + self.fontMetrics().horizontalAdvance(words) + 2
        return QSize(width, s(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: icon and words."""
        theme, painter = self.theme, QPainter(self)
        s = theme.scaled
        if self.isDown() or self.underMouse():
            fill = theme.color("raisedPressed" if self.isDown() else "raisedHover")
            rounded_box(painter, QRectF(self.rect()), s(6), fill)
        side = s(_ICON_PX)
        token = "accentText" if self.text() and not self._is_wide else "text2"
        icon = theme.pixmap("sliders-horizontal", side, token, self.devicePixelRatioF())
        painter.drawPixmap(s(_PADDING_PX), round((self.height() - side) / 2), icon)
        painter.setPen(theme.color("text2"))
        x = s(_PADDING_PX + _ICON_PX + _GAP_PX)
        box = QRectF(x, 0, self.width() - x, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._words())

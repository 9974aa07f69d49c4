"""The head of a connection in the list: opens and closes its form."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from studio.core.requests import Connection
from studio.ui.settings.status_texts import StatusText
from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import FocusRinged
from studio.ui.widgets.labels import BADGE_KINDS

_ICONS = {
    "dgrid": "mark",
    "demo": "book-open",
    "ollama": "server",
    "lmstudio": "server",
    "llamacpp": "server",
}
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class ConnectionHead(FocusRinged, QPushButton):
    """Tile, name, address or note, state, and a chevron while closed; 56 px high."""

    ring_gap_px = 0

    def __init__(self, theme_store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = "plug"
        self._note = ""
        self._note_is_code = False
        self._is_default = False
        self._badge, self._badge_kind = "", "neutral"
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._use_theme(theme_store)

    def show_connection(
        self, connection: Connection, *, is_default: bool, status: StatusText
    ) -> None:
        """Shows a connection as it is now."""
        self._icon_name = _ICONS.get(connection.preset, "plug")
        self._is_default = is_default
        if connection.is_demo:
            self._note = self.tr("Answers from sample data. No key, no network.")
        elif is_default and self.isChecked():
            self._note = self.tr("Default connection")
        else:
            self._note = connection.base_url or self.tr("No address yet")
        self._note_is_code = self._note == connection.base_url
        self._badge, self._badge_kind = status.badge, status.badge_kind
        self.setText(connection.name)
        self.setAccessibleName(connection.name)
        default = self.tr("Default connection") if is_default else ""
        facts = (default, self._note, self._badge)
        self.setAccessibleDescription(", ".join(dict.fromkeys(t for t in facts if t)))
        opens = self.tr("Hide settings") if self.isChecked() else self.tr("Show settings")
        self.setToolTip(opens)
        self.update()

    def _show_theme(self) -> None:
        self.setFixedHeight(self.theme.scaled(56))

    def sizeHint(self) -> QSize:
        return QSize(self.theme.scaled(320), self.theme.scaled(56))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.scaled(160), self.theme.scaled(56))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        if self.underMouse() and not self.isChecked():
            # The hover fill stays inside the lines above and below.
            inside = QRectF(self.rect()).adjusted(0, 1, 0, -1)
            rounded_box(painter, inside, theme.scaled(6), theme.color("hover"))
        self._paint_tile(painter)
        # The chevron stands where the button of an open card does, the badge at the same place.
        right = self.width() - theme.scaled(12)
        if not self.isChecked():
            side = theme.scaled(16)
            left = self.width() - theme.scaled(14) - side / 2
            pixmap = theme.pixmap("chevron-down", side, "text2", self.devicePixelRatioF())
            painter.drawPixmap(QPointF(left, (self.height() - side) / 2), pixmap)
            right -= theme.scaled(28)
        right = self._paint_badge(painter, right)
        box = QRect(theme.scaled(44), theme.scaled(8), 0, theme.scaled(20))
        box.setRight(right - theme.scaled(12))
        self._paint_text(painter, box, self.text(), "body", "text", 500)
        box.translate(0, theme.scaled(20))
        style = "code_small" if self._note_is_code else "small"
        self._paint_text(painter, box, self._note, style, "text3", None)

    def _paint_tile(self, painter: QPainter) -> None:
        theme = self.theme
        side, mark = theme.scaled(32), theme.scaled(18)
        strong = self._is_default
        box = QRectF(0, (self.height() - side) / 2, side, side)
        fill = theme.color("accentSoft" if strong else "sunken")
        rounded_box(painter, box, theme.scaled(6), fill)
        token = "accentText" if strong else "text2"
        pixmap = theme.pixmap(self._icon_name, mark, token, self.devicePixelRatioF())
        gap = (side - mark) / 2
        painter.drawPixmap(QPointF(box.left() + gap, box.top() + gap), pixmap)

    def _paint_badge(self, painter: QPainter, right: int) -> int:
        """Paints the state word; returns its left edge."""
        if not self._badge:
            return right
        theme = self.theme
        fill, token = BADGE_KINDS[self._badge_kind]
        painter.setFont(theme.font("small", weight=500))
        width = painter.fontMetrics().horizontalAdvance(self._badge) + theme.scaled(16)
        height = theme.scaled(22)
        box = QRect(right - width, (self.height() - height) // 2, width, height)
        rounded_box(painter, QRectF(box), theme.scaled(4), theme.color(fill))
        painter.setPen(theme.color(token))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._badge)
        return box.left()

    def _paint_text(
        self, painter: QPainter, box: QRect, text: str, style: str, token: str, weight: int | None
    ) -> None:
        painter.setFont(self.theme.font(style, weight=weight))
        painter.setPen(self.theme.color(token))
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, box.width()))
        painter.drawText(box, _LEFT, shown)

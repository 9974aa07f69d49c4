"""One short notice with at most one action."""

from PySide6.QtCore import QPointF, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QEnterEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.theme import ThemeStore, draw_shadow, rounded_box
from studio.ui.widgets.buttons import TextButton
from studio.ui.widgets.fading import Fader
from studio.ui.widgets.labels import Label
from studio.ui.widgets.themed import RING_HOST, Themed
from studio.ui.widgets.toasts import SHADOW_PX

TIMEOUT_MS = 5000
_FADE_MS = 140


class Toast(Themed, QWidget):
    """One notice. It waits while the pointer or the keyboard is on it.

    Signals:
        action_triggered: the action was chosen.
        closed: it is gone.
    """

    action_triggered = Signal()
    closed = Signal()

    def __init__(
        self,
        theme_store: ThemeStore,
        text: str,
        *,
        icon: str = "circle-check",
        token: str = "ok",
        action: str = "",
        timeout_ms: int = TIMEOUT_MS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name, self._token = icon, token
        self.setObjectName("toast")
        self.setProperty(RING_HOST, True)
        self.setAccessibleName(text)
        self._label = Label(theme_store, text)
        self.button = TextButton(theme_store, action, kind="link", compact=True) if action else None
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._label)
        if self.button is not None:
            self.button.setObjectName("toast_action")
            self.button.clicked.connect(self._on_action_clicked)
            self._row.addWidget(self.button)
        self._fader = Fader(self)
        self._fader.faded_out.connect(self._on_faded_out)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(timeout_ms)
        self._timer.timeout.connect(self._on_timeout)
        self._use_theme(theme_store)

    @property
    def text(self) -> str:
        """What it says."""
        return self._label.text()

    @property
    def icon_name(self) -> str:
        """The icon beside it."""
        return self._icon_name

    def begin(self) -> None:
        """Shows it and starts its time."""
        self._fader.fade_in(self.theme.duration_ms(_FADE_MS))
        self._timer.start()
        event = QAccessibleAnnouncementEvent(self, self.text)
        QAccessible.updateAccessibility(event)

    def dismiss(self) -> None:
        """Takes it away."""
        self._timer.stop()
        self._fader.fade_out(self.theme.duration_ms(_FADE_MS))

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        left = SHADOW_PX + scaled(14 + 18 + 8)
        right = SHADOW_PX + scaled(8 if self.button is not None else 16)
        self.setFixedHeight(scaled(44) + 2 * SHADOW_PX)
        self._row.setContentsMargins(left, SHADOW_PX, right, SHADOW_PX)
        self._row.setSpacing(scaled(8))

    def _on_action_clicked(self) -> None:
        self.action_triggered.emit()
        self.dismiss()

    def _on_timeout(self) -> None:
        focused = self.button is not None and self.button.hasFocus()
        if self.underMouse() or focused:
            self._timer.start()
        else:
            self.dismiss()

    def _on_faded_out(self) -> None:
        self.closed.emit()

    def sizeHint(self) -> QSize:
        width = self._row.sizeHint().width()
        return QSize(width, self.theme.scaled(44) + 2 * SHADOW_PX)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._timer.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        edge = SHADOW_PX
        box = self.rect().adjusted(edge, edge, -edge, -edge)
        radius = theme.scaled(8)
        shadow = theme.color("shadowToast")
        draw_shadow(painter, box, radius, shadow, blur_px=12, down_px=4)
        rounded_box(painter, QRectF(box), radius, theme.color("raised"), theme.color("lineStrong"))
        side = theme.scaled(18)
        pixmap = theme.pixmap(self._icon_name, side, self._token, self.devicePixelRatioF())
        top = box.top() + (box.height() - side) / 2
        painter.drawPixmap(QPointF(box.left() + theme.scaled(14), top), pixmap)

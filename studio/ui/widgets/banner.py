"""A line above content that stays until its cause is gone; and a result panel."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets.buttons import TextButton
from studio.ui.widgets.labels import Label
from studio.ui.widgets.spinner import SpinnerTicker, paint_spinner
from studio.ui.widgets.themed import Themed

_BANNERS = {
    "warn": ("warnSoft", "warn", "triangle-alert"),
    "danger": ("dangerSoft", "danger", "circle-alert"),
    "neutral": ("sunken", "text2", "info"),
    "offline": ("sunken", "text2", "wifi-off"),
    "ok": ("okSoft", "ok", "circle-check"),
}
_PANELS = {**_BANNERS, "busy": ("sunken", "text2", "")}


class Banner(Themed, QWidget):
    """36 px high; icon, one line, at most one action.

    Args:
        kind: warn, danger, neutral, offline or ok.
    Signals:
        action_triggered: the action was chosen.
    """

    action_triggered = Signal()

    def __init__(
        self,
        theme_store: ThemeStore,
        text: str,
        *,
        kind: str = "neutral",
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._label = Label(theme_store, text, elide=True)
        # Without a parent it would be a window of its own when it is shown.
        self.button = TextButton(theme_store, action, kind="link", compact=True, parent=self)
        self.button.setObjectName("banner_action")
        self.button.setVisible(bool(action))
        self.button.clicked.connect(self.action_triggered)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._label, 1)
        self._row.addWidget(self.button)
        self.setAccessibleName(text)
        self._use_theme(theme_store)

    def set_text(self, text: str, *, kind: str | None = None) -> None:
        """Says something else."""
        self._kind = kind or self._kind
        self._label.set_text(text)
        self.setAccessibleName(text)
        self.update()

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        self.setFixedHeight(scaled(36))
        self._row.setContentsMargins(scaled(12 + 16 + 8), 0, scaled(4), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        fill, token, icon = _BANNERS[self._kind]
        rounded_box(painter, QRectF(self.rect()), theme.scaled(6), theme.color(fill))
        side = theme.scaled(16)
        pixmap = theme.pixmap(icon, side, token, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(theme.scaled(12), (self.height() - side) / 2), pixmap)


class ResultPanel(Themed, QWidget):
    """What an act led to: icon, title, one or two lines of facts, at most one action.

    The title and the facts together are one accessible label.

    Signals:
        action_triggered: the action was chosen.
    """

    action_triggered = Signal()

    def __init__(
        self,
        theme_store: ThemeStore,
        name: str,
        *,
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind = "neutral"
        self._name = name
        self._ticker = SpinnerTicker(theme_store, self)
        self._ticker.ticked.connect(self.update)
        self._title = Label(theme_store, weight=500)
        self._title.setAccessibleName(name)
        self._facts = Label(theme_store, style="small", token="text2", wrap=True, selectable=True)
        self._facts.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = QVBoxLayout()
        self._column.addWidget(self._title)
        self._column.addWidget(self._facts)
        self._row = QHBoxLayout(self)
        self._row.addLayout(self._column, 1)
        if action:
            self.button = TextButton(theme_store, action, kind="link", compact=True, parent=self)
            self.button.setObjectName("panel_action")
            self.button.clicked.connect(self.action_triggered)
            self._row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self._use_theme(theme_store)

    @property
    def kind(self) -> str:
        """ok, danger, warn, neutral or busy."""
        return self._kind

    @property
    def text(self) -> str:
        """Title and facts as shown."""
        return f"{self._title.text()}\n{self._facts.text()}".strip()

    def set_result(self, kind: str, title: str, facts: str = "") -> None:
        """Shows a result.

        Args:
            kind: ok, danger, warn, neutral, or busy (with a spinner).
        """
        self._kind = kind
        self._title.set_text(title)
        self._title.setAccessibleName(self._name)
        self._title.setAccessibleDescription(f"{title}. {facts}" if facts else title)
        self._facts.set_text(facts)
        self._facts.setVisible(bool(facts))
        if kind == "busy":
            self._ticker.start()
        else:
            self._ticker.stop()
        self.updateGeometry()
        self.update()

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        left = scaled(12 + 18 + 12)
        self._row.setContentsMargins(left, scaled(6), scaled(4), 0)
        self._row.setSpacing(scaled(4))
        self._column.setContentsMargins(0, scaled(4), scaled(8), scaled(8))
        self._column.setSpacing(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        fill, token, icon = _PANELS[self._kind]
        rounded_box(painter, QRectF(self.rect()), theme.scaled(8), theme.color(fill))
        side = theme.scaled(18)
        spot = QRectF(theme.scaled(12), theme.scaled(11), side, side)
        if icon:
            pixmap = theme.pixmap(icon, side, token, self.devicePixelRatioF())
            painter.drawPixmap(spot.topLeft(), pixmap)
        else:
            paint_spinner(painter, spot, theme, token, self._ticker.step)

"""What a place says while nothing is in it."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from studio.ui.theme import ThemeStore, hline, rounded_box
from studio.ui.widgets.labels import Label
from studio.ui.widgets.themed import FocusRinged, Themed


class _ActionRow(FocusRinged, QPushButton):
    """One act, 44 px high, with a line under it."""

    ring_radius_px = 6
    ring_gap_px = 0

    def __init__(self, theme_store: ThemeStore, text: str, icon: str) -> None:
        super().__init__(text)
        self._icon_name = icon
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(text)
        self._use_theme(theme_store)

    def _show_theme(self) -> None:
        self.setFont(self.theme.font("ui", weight=500))
        self.setFixedHeight(self.theme.scaled(44))

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(width + self.theme.scaled(48), self.theme.scaled(44))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.scaled(120), self.theme.scaled(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        if self.underMouse() or self.isDown():
            fill = theme.color("pressed" if self.isDown() else "hover")
            rounded_box(painter, QRectF(self.rect()), theme.scaled(6), fill)
        hline(painter, 0, self.height() - 1, self.width(), theme.color("line"))
        x, side = theme.scaled(8), theme.scaled(16)
        pixmap = theme.pixmap(self._icon_name, side, "text2", self.devicePixelRatioF())
        painter.drawPixmap(QPointF(x, (self.height() - side) / 2), pixmap)
        painter.setPen(theme.color("text"))
        x += theme.scaled(28)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        box = QRect(x, 0, self.width() - x, self.height())
        elided = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, box.width()
        )
        painter.drawText(box, flags, elided)


class EmptyState(Themed, QWidget):
    """Title, one line, up to four acts; left-aligned, a third of the way down.

    Args:
        actions: id, label and icon of each act.
        width_px: of the block, in the 100 % design.
    Signals:
        action_triggered: id of the chosen act.
    """

    action_triggered = Signal(str)

    def __init__(
        self,
        theme_store: ThemeStore,
        title: str,
        line: str = "",
        actions: tuple[tuple[str, str, str], ...] = (),
        *,
        width_px: int = 480,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._width_px = width_px
        self._title = Label(theme_store, title, style="title", wrap=True)
        self._line = Label(theme_store, line, token="text2", wrap=True)
        self._ids: dict[_ActionRow, str] = {}
        self._column = QVBoxLayout(self)
        self._column.addStretch(1)
        self._column.addWidget(self._title)
        self._column.addWidget(self._line)
        self._line.setVisible(bool(line))  # inside: alone it would be a window for a moment
        self._column.addSpacing(theme_store.current.scaled(8))
        for action_id, text, icon in actions:
            row = _ActionRow(theme_store, text, icon)
            row.setObjectName(f"empty_{action_id}")
            row.clicked.connect(self._on_row_clicked)
            self._ids[row] = action_id
            self._column.addWidget(row)
        self._column.addStretch(2)
        self._use_theme(theme_store)

    def set_text(self, title: str, line: str = "") -> None:
        """Says something else."""
        self._title.set_text(title)
        self._line.set_text(line)
        self._line.setVisible(bool(line))

    def _on_row_clicked(self) -> None:
        row = self.sender()
        if isinstance(row, _ActionRow):
            self.action_triggered.emit(self._ids[row])

    def _show_theme(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(self.theme.scaled(4))
        self.setMaximumWidth(self.theme.scaled(self._width_px))

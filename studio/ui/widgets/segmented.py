"""A group of segments: one of a few."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets.themed import FocusRinged, Themed


class _Segment(FocusRinged, QPushButton):
    """One option of a segmented group."""

    ring_radius_px = 5
    ring_gap_px = 0

    def __init__(self, theme_store: ThemeStore, text: str, icon: str) -> None:
        super().__init__(text)
        self._icon_name = icon
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setToolTip(text)
        self.setAccessibleName(text)
        self._use_theme(theme_store)

    def _show_theme(self) -> None:
        self.setFont(self.theme.font("ui", weight=500))
        self.setFixedHeight(self.theme.scaled(28))

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + self.theme.scaled(24)
        lead = self.theme.scaled(22) if self._icon_name else 0
        return QSize(width + lead, self.theme.scaled(28))

    def minimumSizeHint(self) -> QSize:
        """Qt: where room is short, first its margins go, then the end of the text."""
        least = self.theme.scaled(44 if self._icon_name else 22)
        return QSize(min(least, self.sizeHint().width()), self.theme.scaled(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        label = "accentText" if self.isChecked() else "text2"
        if self.isChecked():
            fill = "accentSoft" if self.isEnabled() else "fill"
            rounded_box(painter, QRectF(self.rect()), theme.scaled(5), theme.color(fill))
        elif self.underMouse() and self.isEnabled():
            label = "text"
            rounded_box(painter, QRectF(self.rect()), theme.scaled(5), theme.color("raisedHover"))
        label = label if self.isEnabled() else "disabled"
        spare = self.sizeHint().width() - self.width()
        x = max(theme.scaled(4), theme.scaled(12) - max(0, spare) // 2)
        if self._icon_name:
            side = theme.scaled(16)
            pixmap = theme.pixmap(self._icon_name, side, label, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(x, (self.height() - side) / 2), pixmap)
            x += theme.scaled(22)
        painter.setPen(theme.color(label))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        box = QRect(x, 0, self.width() - x, self.height())
        room = box.width() - theme.scaled(3)
        text = self.text()
        if spare > 0:
            text = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, flags, text)


class Segmented(Themed, QWidget):
    """A row of options of which exactly one is on.

    Args:
        options: value, text and icon name (or "") of each.
    Signals:
        chosen: a person picked another value.
    """

    chosen = Signal(str)

    def __init__(
        self,
        theme_store: ThemeStore,
        name: str,
        options: tuple[tuple[str, str, str], ...],
        *,
        object_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setObjectName(object_name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._values = tuple(value for value, _, _ in options)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._row = QHBoxLayout(self)
        for index, (value, text, icon) in enumerate(options):
            button = _Segment(theme_store, text, icon)
            button.setObjectName(f"{object_name}_{value}")
            self._group.addButton(button, index)
            self._row.addWidget(button)
        self._group.idClicked.connect(self._on_clicked)
        self._use_theme(theme_store)

    @property
    def value(self) -> str:
        """The value that is on."""
        return self._values[max(self._group.checkedId(), 0)]

    def set_value(self, value: str) -> None:
        """Switches to a value without a signal."""
        self._group.button(self._values.index(value)).setChecked(True)

    def _on_clicked(self, index: int) -> None:
        self.chosen.emit(self._values[index])

    def _show_theme(self) -> None:
        gap = self.theme.scaled(2)
        self._row.setContentsMargins(gap, gap, gap, gap)
        self._row.setSpacing(gap)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.theme
        rounded_box(
            QPainter(self),
            QRectF(self.rect()),
            theme.scaled(6),
            theme.color("raised"),
            theme.color("lineStrong"),
        )

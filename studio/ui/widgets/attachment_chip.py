"""One chip of the composer: an attached picture or file, or a message that waits."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets.buttons import TextButton
from studio.ui.widgets.icon_button import IconButton
from studio.ui.widgets.spinner import Spinner
from studio.ui.widgets.themed import plain_tip

_NAME_WIDTH_PX = 160
_ICON_X_PX, _ICON_PX = 12, 16
_THUMBNAIL_X_PX, THUMBNAIL_PX = 4, 28


class AttachmentChip(QWidget):
    """A thumbnail or icon, a name, a detail in grey, and buttons.

    Signals:
        remove_requested: the remove button was used.
        action_requested: the text button was used (see `set_action`).
    """

    remove_requested = Signal()
    action_requested = Signal()

    def __init__(
        self,
        *,
        theme: ThemeStore,
        name: str,
        icon: str,
        remove_label: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._detail = ""
        self._icon = icon
        self._thumbnail: QPixmap | None = None
        self._build(remove_label)
        self.apply_theme()

    def _build(self, remove_label: str) -> None:
        self.setObjectName("chip")
        self.setAccessibleName(self._name)
        self.setToolTip(plain_tip(self._name))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        self._spinner = Spinner(self._theme, parent=self)
        self._spinner.hide()
        self._action = TextButton(self._theme, "", parent=self)
        self._action.setObjectName("chip_action")
        self._action.hide()
        self._action.clicked.connect(self.action_requested)
        self._remove = IconButton(self._theme, "x", remove_label, parent=self)
        self._remove.setObjectName("remove")
        self._remove.clicked.connect(self.remove_requested)
        self._row.addStretch(1)
        self._row.addWidget(self._action)
        self._row.addWidget(self._remove)

    def apply_theme(self) -> None:
        """Takes the lengths of the current theme."""
        theme = self._theme.current
        self._row.setContentsMargins(0, 0, theme.scaled(4), 0)
        middle = (theme.scaled(36) - self._spinner.sizeHint().height()) // 2
        self._spinner.move(theme.scaled(_ICON_X_PX), middle)
        self._fit()

    def set_busy(self, busy: bool) -> None:
        """Shows a spinner in place of the icon."""
        self._spinner.setVisible(busy)
        self.update()

    def set_detail(self, text: str) -> None:
        """The grey text after the name."""
        self._detail = text
        self.setAccessibleDescription(text)
        self._fit()

    def set_action(self, label: str) -> None:
        """Shows a text button."""
        self._action.setText(label)
        self._action.setAccessibleName(label)
        self._action.show()
        self._fit()

    def set_thumbnail(self, image: QImage) -> None:
        """Shows a small square picture in place of the icon."""
        self._thumbnail = QPixmap.fromImage(image)
        self._fit()

    def _fit(self) -> None:
        self.updateGeometry()
        self.resize(self.sizeHint())
        self.update()

    def _metrics(self, weight: int | None = None) -> QFontMetrics:
        return QFontMetrics(self._theme.current.font("small", weight=weight))

    def _name_x(self) -> int:
        if self._thumbnail is not None:
            return self._theme.current.scaled(_THUMBNAIL_X_PX + THUMBNAIL_PX + 8)
        return self._theme.current.scaled(_ICON_X_PX + _ICON_PX + 8)

    def _shown_name(self) -> str:
        width = self._theme.current.scaled(_NAME_WIDTH_PX)
        return self._metrics(500).elidedText(self._name, Qt.TextElideMode.ElideMiddle, width)

    def _paint_lead(self, painter: QPainter) -> None:
        theme = self._theme.current
        if self._thumbnail is not None:
            side = theme.scaled(THUMBNAIL_PX)
            box = QRectF(theme.scaled(_THUMBNAIL_X_PX), (self.height() - side) / 2, side, side)
            path = QPainterPath()
            path.addRoundedRect(box, theme.scaled(5), theme.scaled(5))
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipPath(path)
            painter.drawPixmap(box, self._thumbnail, QRectF(self._thumbnail.rect()))
            painter.restore()
        elif self._spinner.isHidden():
            side = theme.scaled(_ICON_PX)
            icon = theme.pixmap(self._icon, side, "text2", self.devicePixelRatioF())
            painter.drawPixmap(theme.scaled(_ICON_X_PX), (self.height() - side) // 2, icon)

    def sizeHint(self) -> QSize:
        """Qt: as wide as its content."""
        theme = self._theme.current
        width = self._name_x() + self._metrics(500).horizontalAdvance(self._shown_name())
        if self._detail:
            width += theme.scaled(8) + self._metrics().horizontalAdvance(self._detail)
        if not self._action.isHidden():
            width += theme.scaled(4) + self._action.sizeHint().width()
        return QSize(width + theme.scaled(16 + 28 + 4), theme.scaled(36))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: frame, picture, name, detail."""
        theme = self._theme.current
        painter = QPainter(self)
        rounded_box(painter, QRectF(self.rect()), theme.scaled(8), None, theme.color("line"))
        self._paint_lead(painter)
        x, name = self._name_x(), self._shown_name()
        line = QRectF(x, 0, self.width() - x, self.height())
        painter.setFont(theme.font("small", weight=500))
        painter.setPen(theme.color("text"))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, name)
        line.setLeft(x + self._metrics(500).horizontalAdvance(name) + theme.scaled(8))
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("text3"))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self._detail)

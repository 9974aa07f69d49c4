"""The place of the transcript in a chat without messages."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from studio.ui.theme import ThemeStore, hline, rounded_box
from studio.ui.widgets import FocusRinged, HLine, Label, key_text

_WIDTH_PX, _ROW_PX = 480, 44


class _Row(FocusRinged, QPushButton):
    """One way to begin, with a hint at the right."""

    ring_gap_px = 0

    def __init__(self, theme: ThemeStore, icon: str, text: str, hint: str) -> None:
        super().__init__(text)
        self._icon_name = icon
        self._hint = hint
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(text)
        self.setAccessibleDescription(hint)
        self.setToolTip(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._use_theme(theme)

    def set_hint(self, hint: str) -> None:
        """Shows another hint."""
        self._hint = hint
        self.setAccessibleDescription(hint)
        self.update()

    def _show_theme(self) -> None:
        self.setFont(self.theme.font("body"))
        self.setFixedHeight(self.theme.scaled(_ROW_PX))

    def sizeHint(self) -> QSize:
        """Qt: any width."""
        return QSize(self.theme.scaled(200), self.theme.scaled(_ROW_PX))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: icon, label, hint, line."""
        theme, painter = self.theme, QPainter(self)
        if self.underMouse() or self.isDown():
            fill = theme.color("pressed" if self.isDown() else "hover")
            rounded_box(painter, QRectF(self.rect()), theme.scaled(6), fill)
        hline(painter, 0, self.height() - 1, self.width(), theme.color("line"))
        side = theme.scaled(16)
        icon = theme.pixmap(self._icon_name, side, "text2", self.devicePixelRatioF())
        painter.drawPixmap(theme.scaled(1), (self.height() - side) // 2, icon)
        left = theme.scaled(30)
        box = QRect(left, 0, self.width() - left, self.height())
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text"))
        middle, end = Qt.AlignmentFlag.AlignVCenter, Qt.TextElideMode.ElideRight
        metrics = painter.fontMetrics()
        text = metrics.elidedText(self.text(), end, box.width())
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignLeft, text)
        room = box.width() - metrics.horizontalAdvance(text) - theme.scaled(16)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("text3"))
        hint = painter.fontMetrics().elidedText(self._hint, end, max(0, room))
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, hint)


class EmptyChat(QWidget):
    """Title, one line, and the ways to begin that exist.

    Signals:
        picture_requested: choose a picture to attach.
        image_requested: take a model that makes images.
    """

    picture_requested = Signal()
    image_requested = Signal()

    def __init__(self, *, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("empty_chat")
        title = Label(
            theme, self.tr("Start with a question or a picture"), style="title", wrap=True
        )
        line = Label(
            theme,
            self.tr("Anything you drop in this window is attached to the message."),
            token="text2",
            wrap=True,
        )
        hint = self.tr("Or paste with {keys}").format(keys=key_text("Ctrl+V"))
        text = self.tr("Drop in a picture and ask about it")
        self._picture = _Row(theme, "image-plus", text, hint)
        self._picture.setObjectName("empty_picture")
        self._image = _Row(theme, "brush", self.tr("Make an image"), "")
        self._image.setObjectName("empty_image")
        self._block = QWidget()
        column = QVBoxLayout(self._block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(title)
        column.addSpacing(4)
        column.addWidget(line)
        column.addSpacing(12)
        column.addWidget(HLine(theme))
        column.addWidget(self._picture)
        column.addWidget(self._image)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self._block, 100)
        across.addStretch(1)
        rows = QVBoxLayout(self)
        rows.addStretch(1)
        rows.addLayout(across)
        rows.addStretch(2)
        self._picture.clicked.connect(self.picture_requested)
        self._image.clicked.connect(self.image_requested)
        theme.changed.connect(self._apply_theme)
        self._apply_theme()

    def set_image_model(self, short_name: str) -> None:
        """The model that makes images, or "" when none is known."""
        self._image.setVisible(bool(short_name))
        self._image.set_hint(short_name)

    def _apply_theme(self) -> None:
        self._block.setMaximumWidth(self._theme.current.scaled(_WIDTH_PX))

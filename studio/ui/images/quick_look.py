"""Space: the image large over the page, until Space or Esc; arrows walk on."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from studio.core.parts import BlobRef
from studio.services.images import ImageLibrary
from studio.ui.images.loader import ImageLoader
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Themed

_EDGE_PX = 32
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class HasBlob(Protocol):
    """An image, as whoever shows it knows it."""

    @property
    def blob(self) -> BlobRef:
        """Its file."""
        ...


class QuickLook(Themed, QWidget):
    """Covers its parent while it is open.

    Signals:
        stepped(int): the next (1) or previous (-1) image is wanted.
        act_requested(str): `open`, or `rate0` to `rate5`, `favourite`, `delete`.
        closed: it is gone.
    """

    stepped = Signal(int)
    act_requested = Signal(str)
    closed = Signal()

    def __init__(self, theme: ThemeStore, images: ImageLibrary, parent: QWidget) -> None:
        super().__init__(parent)
        self._card: HasBlob | None = None
        self._loader = ImageLoader(images, parent=self)
        self._loader.loaded.connect(self._on_loader_loaded)
        self.file_words: Callable[[str], str] = _nothing  # what became of the file of an image
        self.setObjectName("quick_look")
        self.setAccessibleName(self.tr("Quick look"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()
        self._use_theme(theme)

    @property
    def is_open(self) -> bool:
        """Whether an image is looked at."""
        return not self.isHidden()

    def toggle(self, card: HasBlob) -> None:
        """Opens with an image, or closes."""
        if self.is_open:
            self.close_look()
        else:
            self.show_card(card)

    def show_card(self, card: HasBlob) -> None:
        """Shows an image."""
        self._card = card
        self._describe()
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update()

    def close_look(self) -> None:
        """Goes away."""
        if self.is_open:
            self.hide()
            self.closed.emit()

    def _broken_text(self) -> str:
        return self.tr("The image can't be read. Enter: open it and see why")

    def _on_loader_loaded(self, _sha256: str) -> None:
        self._describe()
        self.update()

    def _describe(self) -> None:
        card = self._card
        if card is not None:
            words = self.file_words(card.blob.sha256)
            broken = self._loader.is_broken(card.blob)
            self.setAccessibleDescription(self._broken_text() if broken else words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: walks, rates, opens, closes."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Escape):
            self.close_look()
        elif key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close_look()
            self.act_requested.emit("open")
        elif Qt.Key.Key_0 <= key <= Qt.Key.Key_5:
            self.act_requested.emit(f"rate{key - Qt.Key.Key_0}")
        elif key == Qt.Key.Key_S:
            self.act_requested.emit("favourite")
        elif key == Qt.Key.Key_Delete:
            self.close_look()
            self.act_requested.emit("delete")
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a press anywhere closes."""
        event.accept()
        self.close_look()

    def paintEvent(self, _event: object) -> None:
        """Qt: the image on the viewer's ground."""
        theme, painter, card = self.theme, QPainter(self), self._card
        painter.fillRect(self.rect(), theme.color("viewer"))
        if card is None:
            return
        edge, dpr = theme.scaled(_EDGE_PX), self.devicePixelRatioF()
        room = self.rect().adjusted(edge, edge, -edge, -edge)
        pixmap = self._loader.pixmap(
            card.blob, max(1, round(room.width() * dpr)), max(1, round(room.height() * dpr))
        )
        if pixmap is not None:
            width, height = pixmap.width() / dpr, pixmap.height() / dpr
            middle = QRectF(room).center()
            box = QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
            painter.drawPixmap(box, pixmap, QRectF(pixmap.rect()))
            self._paint_words(painter, self.file_words(card.blob.sha256))
        elif self._loader.is_broken(card.blob):
            side = theme.scaled(24)
            icon = theme.pixmap("image-off", side, "onOverlay", dpr)
            painter.drawPixmap(QRectF(room).center() - QPointF(side / 2, side / 2), icon)
            painter.setFont(theme.font("ui"))
            painter.setPen(theme.color("onOverlay"))
            below = QRectF(room).adjusted(0, room.height() / 2 + side, 0, 0)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            painter.drawText(below, flags | Qt.TextFlag.TextWordWrap, self._broken_text())

    def _paint_words(self, painter: QPainter, words: str) -> None:
        """What became of the file, below the image."""
        if words:
            theme = self.theme
            painter.setFont(theme.font("small"))
            painter.setPen(theme.color("onOverlay"))
            edge = theme.scaled(_EDGE_PX)
            below = QRectF(0, self.height() - edge, self.width(), edge)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, words)


def _nothing(_sha256: str) -> str:
    return ""

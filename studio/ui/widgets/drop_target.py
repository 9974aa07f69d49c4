"""What is shown over the page while something is dragged over it."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from studio.ui.theme import ThemeStore, rounded_box

_INSET_PX = 12


class DropTarget(QWidget):
    """A dashed frame that says what a drop does; takes no input itself.

    Args:
        text: what a drop does; "": it attaches.
    """

    def __init__(self, *, theme: ThemeStore, parent: QWidget, text: str = "") -> None:
        super().__init__(parent)
        self._text = text or self.tr("Drop to attach")
        self._theme = theme
        self.setObjectName("drop_target")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_over(self) -> None:
        """Covers its parent."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: frame and words."""
        theme = self._theme.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset = theme.scaled(_INSET_PX)
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        veil = theme.color("base")
        veil.setAlphaF(0.86)
        painter.fillRect(self.rect(), veil)
        pen = QPen(theme.color("accent"), 2, Qt.PenStyle.DashLine)
        path = QPainterPath()
        path.addRoundedRect(box.adjusted(1, 1, -1, -1), theme.scaled(12), theme.scaled(12))
        painter.setPen(pen)
        painter.drawPath(path)
        text = self._text
        painter.setFont(theme.font("title"))
        words = QRectF(painter.fontMetrics().boundingRect(text))
        plate = words.adjusted(
            -theme.scaled(20), -theme.scaled(12), theme.scaled(20), theme.scaled(12)
        )
        plate.moveCenter(box.center())
        rounded_box(painter, plate, theme.scaled(10), theme.color("accentSoft"))
        painter.setPen(theme.color("accentText"))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


def takes(data: QMimeData) -> bool:
    """Whether a drag holds something that can be attached or inserted."""
    return bool(dropped_files(data)) or data.hasImage() or data.hasText()


def dropped_files(data: QMimeData, *, folders: bool = False) -> tuple[Path, ...]:
    """The files of a drag or paste.

    Args:
        folders: whether folders are wanted as well.
    """
    paths = (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    return tuple(path for path in paths if folders or not path.is_dir())


def dropped_image(data: QMimeData) -> QImage | None:
    """The picture of a drag, if it holds one."""
    if not data.hasImage():
        return None
    image = QImage(data.imageData())
    return None if image.isNull() else image

"""The picture at the top of the details; a press opens it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from studio.core.parts import BlobRef
from studio.ui.gallery.making_thumbnails import Thumb
from studio.ui.gallery.thumbnails import ThumbnailLoader
from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import FocusRinged, set_names

_HEIGHT_PX = 191


class Preview(FocusRinged, QPushButton):
    """Fitted on the sunken ground."""

    ring_gap_px = 0

    def __init__(
        self, theme: ThemeStore, thumbnails: ThumbnailLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._blob: BlobRef | None = None
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        set_names(self, self.tr("Open image"), "Return", object_name="preview")
        thumbnails.loaded.connect(self._on_thumbnails_loaded)
        self._use_theme(theme)

    def show_blob(self, blob: BlobRef | None) -> None:
        """Shows another picture."""
        self._blob = blob
        self.update()

    def _show_theme(self) -> None:
        self.setFixedHeight(self.theme.scaled(_HEIGHT_PX))

    def sizeHint(self) -> QSize:
        return QSize(self.theme.scaled(200), self.theme.scaled(_HEIGHT_PX))

    def _on_thumbnails_loaded(self, sha256: str) -> None:
        if self._blob is not None and self._blob.sha256 == sha256:
            self.update()

    def paintEvent(self, _event: object) -> None:
        """Qt: the picture."""
        theme, painter, blob = self.theme, QPainter(self), self._blob
        rounded_box(painter, QRectF(self.rect()), theme.scaled(8), theme.color("sunken"))
        if blob is None:
            return
        dpr = self.devicePixelRatioF()
        thumb = Thumb(blob, round(self.width() * dpr), round(self.height() * dpr))
        found = self._thumbnails.get(thumb)
        pixmap = found.pixmap if found is not None else self._thumbnails.stand_in(blob.sha256)
        if found is None:
            self._thumbnails.want("preview", [thumb])
        if pixmap is None or pixmap.isNull():
            if self._thumbnails.is_broken(blob.sha256):
                icon = theme.pixmap("image-off", theme.scaled(18), "text3", dpr)
                middle = QPointF(self.width() / 2 - 9, self.height() / 2 - 9)
                painter.drawPixmap(middle, icon)
            return
        size = pixmap.size().scaled(self.size() * dpr, Qt.AspectRatioMode.KeepAspectRatio)
        if found is not None:
            size = pixmap.size()
        width, height = size.width() / dpr, size.height() / dpr
        box = QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(box, pixmap, QRectF(pixmap.rect()))

"""Attachments in cells of tables: a small image, or the icon of a file."""

import asyncio

from PySide6.QtCore import QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPixmap
from shiboken6 import isValid

from studio.core.messages import Attachment
from studio.services.app import AppServices
from studio.ui.images.thumbnails import square_thumbnail
from studio.ui.theme import ThemeStore

_SIDE_PX, _GAP_PX, _ICON_PX, _NAME_PX = 24, 6, 16, 140
_MOST_KEPT, _MOST_SHOWN = 400, 3


class SmallImages(QObject):
    """Paints what goes along with prompts; images are decoded beside the GUI thread.

    Signals:
        arrived: an image can be painted that could not be before.
    """

    arrived = Signal()

    def __init__(self, owner: QObject, *, services: AppServices, theme: ThemeStore) -> None:
        super().__init__(owner)
        self._services, self._store = services, theme
        self._known: dict[tuple[str, int], QPixmap] = {}  # null: there is nothing to show
        self._asked: set[tuple[str, int]] = set()

    def paint(
        self, painter: QPainter, box: QRect, attachments: tuple[Attachment, ...], *, names: bool
    ) -> int:
        """Paints some attachments from the left of a box.

        Args:
            names: with the name behind each.

        Returns:
            How many px of the width were taken.
        """
        theme, metrics = self._store.current, painter.fontMetrics()
        side, gap = theme.scaled(_SIDE_PX), theme.scaled(_GAP_PX)
        x = box.left() + gap
        for at, attachment in enumerate(attachments):
            rest = f"+{len(attachments) - at}"
            is_last = at == len(attachments) - 1
            end = box.right() - (0 if is_last else metrics.horizontalAdvance(rest) + gap)
            if at == _MOST_SHOWN or x + side > end:
                painter.setPen(theme.color("text3"))
                return self._paint_text(painter, box, x, rest) + gap - box.left()
            square = QRect(x, box.top() + (box.height() - side) // 2, side, side)
            self._paint_one(painter, square, attachment)
            x += side + gap
            room = min(theme.scaled(_NAME_PX), end - x)
            if names and room >= theme.scaled(_NAME_PX) // 2:
                painter.setPen(theme.color("text2"))
                shown = metrics.elidedText(attachment.name, Qt.TextElideMode.ElideMiddle, room)
                x = self._paint_text(painter, box, x, shown) + gap
        return x - box.left()

    def _paint_text(self, painter: QPainter, box: QRect, x: int, text: str) -> int:
        """Paints a text on one line. Returns: where it ends."""
        metrics = painter.fontMetrics()
        y = box.top() + (box.height() - 1 + metrics.ascent() - metrics.descent()) // 2
        painter.drawText(x, y, text)
        return x + metrics.horizontalAdvance(text)

    def _paint_one(self, painter: QPainter, square: QRect, attachment: Attachment) -> None:
        theme, ratio = self._store.current, painter.device().devicePixelRatioF()
        image = self._image_of(attachment, round(square.width() * ratio))
        if image is None or image.isNull():
            icon = "image" if attachment.blob.mime.startswith("image/") else "file-text"
            size = theme.scaled(_ICON_PX)
            pixmap = theme.pixmap(icon, size, "text2", ratio)
            at = (square.width() - size) // 2
            painter.drawPixmap(square.left() + at, square.top() + at, pixmap)
            return
        path = QPainterPath()
        path.addRoundedRect(QRectF(square), theme.scaled(4), theme.scaled(4))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipPath(path)
        painter.drawPixmap(square, image)
        painter.restore()

    def _image_of(self, attachment: Attachment, side_px: int) -> QPixmap | None:
        """The image when it is there; else it is fetched."""
        blob, images = attachment.blob, self._services.images
        if not blob.mime.startswith("image/") or images.is_deleted(blob):
            return None
        key = (blob.sha256, side_px)
        found = self._known.get(key)
        if found is None and key not in self._asked:
            self._asked.add(key)
            self._services.scope.start(self._fetch(attachment, key), name="small image")
        return found

    async def _fetch(self, attachment: Attachment, key: tuple[str, int]) -> None:
        path = self._services.images.path(attachment.blob)
        image = await asyncio.to_thread(square_thumbnail, path, key[1])
        if not isValid(self):
            return
        self._asked.discard(key)
        while len(self._known) >= _MOST_KEPT:
            self._known.pop(next(iter(self._known)))
        self._known[key] = QPixmap.fromImage(image)
        self.arrived.emit()

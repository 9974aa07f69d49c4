"""Small pictures for chips, decoded off the GUI thread as `QImage`."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter


def square_thumbnail(path: Path, side_px: int) -> QImage:
    """The middle of a picture as a square; a null image when it can't be decoded.

    Thread: any (it blocks while it decodes).

    Args:
        side_px: device pixels.
    """
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(
            size.scaled(QSize(side_px, side_px), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        )
    image = reader.read()
    if image.isNull():
        return image
    left, top = (image.width() - side_px) // 2, (image.height() - side_px) // 2
    return image.copy(QRect(max(0, left), max(0, top), side_px, side_px))


def png_bytes(image: QImage) -> bytes:
    """A picture of the clipboard as PNG. Thread: any."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    buffer.close()
    return bytes(data.data())

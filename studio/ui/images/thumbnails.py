"""Small pictures for chips, decoded off the GUI thread as `QImage`."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, Qt
from PySide6.QtGui import QImage, QImageWriter

from studio.ui.images.decode import decode_scaled

# Made here and not by several threads at once; see `decode`.
_FILL = Qt.AspectRatioMode.IgnoreAspectRatio
_SMOOTH = Qt.TransformationMode.SmoothTransformation
_WRITE_ONLY = QIODevice.OpenModeFlag.WriteOnly
_LONGEST_RATIO = 4
"""Pictures that are longer than this are shown less sharp."""


def square_thumbnail(path: Path, side_px: int) -> QImage:
    """The middle of a picture as a square; a null image when it can't be decoded.

    Thread: any (it blocks while it decodes).

    Args:
        side_px: device pixels.
    """
    box_px = side_px * _LONGEST_RATIO
    image = decode_scaled(path, box_px, box_px)
    if image.isNull():
        return image
    side = min(image.width(), image.height())
    left, top = (image.width() - side) // 2, (image.height() - side) // 2
    middle = image.copy(QRect(left, top, side, side))
    return middle.scaled(side_px, side_px, _FILL, _SMOOTH)


def png_bytes(image: QImage) -> bytes:
    """A picture of the clipboard as PNG. Thread: any."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(_WRITE_ONLY)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    buffer.close()
    return bytes(data.data())

"""Scaled decoding of image files, safe for files that nobody trusts. Thread: any."""

from pathlib import Path
from threading import Lock

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

# An image with more pixels than this is not decoded at all.
MOST_PIXELS = 200_000_000
# Larger ones are decoded one at a time, so that memory stays bounded.
_LARGE_PIXELS = 20_000_000
_large = Lock()

# WORKAROUND(PySide: enums are made when they are first met, and two threads that meet one at
# once crash, seen with 6.11): all that the decoding threads meet are made here.
_KEEP_RATIO = Qt.AspectRatioMode.KeepAspectRatio
_SMOOTH = Qt.TransformationMode.SmoothTransformation
_PREMULTIPLIED = QImage.Format.Format_ARGB32_Premultiplied
_TURNED = QImageIOHandler.Transformation.TransformationRotate90.value
QImageReader().transformation()


def decode_scaled(path: Path, width_px: int, height_px: int) -> QImage:
    """Decodes an image so that it covers at most a box, keeping its ratio.

    Args:
        path: of the file; its extension does not matter.
        width_px, height_px: the box, in device px. Smaller images keep their size.

    Returns:
        The image, premultiplied or opaque; a null image when it can't be decoded
        (missing, damaged, no image, or too large).
    """
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    pixels = size.width() * size.height()
    if size.isValid() and (pixels > MOST_PIXELS or pixels <= 0):
        return QImage()
    turned = bool(reader.transformation().value & _TURNED)
    box = QSize(height_px, width_px) if turned else QSize(width_px, height_px)
    if size.isValid() and (size.width() > box.width() or size.height() > box.height()):
        wanted = size.scaled(box, _KEEP_RATIO)
        reader.setScaledSize(wanted.expandedTo(QSize(1, 1)))
    image = _read(reader, large=pixels > _LARGE_PIXELS)
    if image.isNull():
        return image
    if image.width() > width_px or image.height() > height_px:
        image = image.scaled(width_px, height_px, _KEEP_RATIO, _SMOOTH)
    return image.convertToFormat(_PREMULTIPLIED)


def _read(reader: QImageReader, *, large: bool) -> QImage:
    if not large:
        return reader.read()
    with _large:
        return reader.read()


def allow_large_images() -> None:
    """Lets Qt decode up to `MOST_PIXELS`; its own limit is for the whole process."""
    QImageReader.setAllocationLimit(MOST_PIXELS * 4 // (1024 * 1024) + 1)

"""What is left of an image whose file stops before its end. Thread: any."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

from studio.core.cut_off_png import whole_rows

MOST_PIXELS = 4_000_000
"""A part is shown with no more than this: nobody works with it."""

# WORKAROUND(PySide: enums are made when they are first met, and two threads that meet one at
# once crash, seen with 6.11): made here.
_READ_ONLY = QIODevice.OpenModeFlag.ReadOnly
_CLEAR = QImage.Format.Format_ARGB32_Premultiplied
_UPRIGHT = QImageIOHandler.Transformation.TransformationNone


class PartReader:
    """Reads what there is of a PNG that can't be read whole; others show it by themselves.

    Args:
        reader: that is about to read.
        wanted: size of the whole picture then, made smaller where that is too much.
    """

    def __init__(self, reader: QImageReader, wanted: QSize) -> None:
        self._reader, self._wanted, self._size = reader, wanted, reader.size()
        is_png = bytes(reader.format().data()) == b"png"
        self._can_read = is_png and reader.transformation() == _UPRIGHT and wanted.isValid()

    def read(self) -> QImage:
        """The part, the rest clear; null when there is nothing."""
        found = whole_rows(self._data()) if self._can_read else None
        if found is None:
            return QImage()
        data, rows = found
        wanted = self._wanted
        factor = min(1.0, (MOST_PIXELS / max(1, wanted.width() * wanted.height())) ** 0.5)
        width, height = (max(1, int(each * factor)) for each in wanted.toTuple())
        kept = QByteArray(data)
        buffer = QBuffer(kept)
        buffer.open(_READ_ONLY)
        reader = QImageReader(buffer)
        # WORKAROUND(PySide: `read` lets other threads go on in Python): Qt then chose the decoder
        # under a lock of its own and asked the buffer, which is Python's; whoever held Python
        # and wanted to choose a decoder as well waited for ever. Here Python is held meanwhile.
        reader.format()
        reader.setScaledSize(QSize(width, max(1, height * rows // self._size.height())))
        image = reader.read()
        if image.isNull():
            return image
        return image.convertToFormat(_CLEAR).copy(QRect(0, 0, width, height))

    def _data(self) -> bytes:
        device = self._reader.device()
        if isinstance(device, QBuffer):
            return bytes(device.data().data())
        if device is None or not device.seek(0):
            return b""
        return bytes(device.readAll().data())

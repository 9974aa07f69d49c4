"""AVIF, which Qt can't read everywhere: decoded by Pillow, handed on as a PNG. Thread: any."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImageReader

from studio.core.errors import StorageError

# WORKAROUND(PySide: enums are made when they are first met, and two threads that meet one at
# once crash, seen with 6.11): made here.
_READ_ONLY = QIODevice.OpenModeFlag.ReadOnly


class AvifReader(QImageReader):
    """Reads the first picture of an AVIF, upright, with its profile."""

    def __init__(self, png: bytes) -> None:
        self._bytes = QByteArray(png)
        self._buffer = QBuffer(self._bytes)
        self._buffer.open(_READ_ONLY)
        super().__init__(self._buffer)

    @classmethod
    def of(cls, data: bytes) -> "AvifReader | None":
        """A reader for the bytes of a file; None when they can't be decoded or are too many."""
        from studio.services.image_pixels import upright_png

        try:
            return cls(upright_png(data))
        except StorageError:
            return None

"""Decoding of image files, safe for files that nobody trusts. Thread: any."""

from pathlib import Path
from threading import Lock

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

from studio.core.parts import MAX_PIXELS
from studio.core.sniff import is_avif
from studio.ui.images.cut_off import PartReader
from studio.ui.images.strips import for_screen

# Larger ones are decoded one at a time, so that memory stays bounded.
_LARGE_PIXELS = 20_000_000
_large = Lock()
_HEAD_BYTES = 64
# What Qt may decode; SVG and PDF are programs, not images.
_FORMATS = frozenset(
    {"png", "jpeg", "jpg", "jfif", "webp", "gif", "bmp", "tiff", "tif", "avif", "heic", "heif"}
)

# WORKAROUND(PySide: enums are made when they are first met, and two threads that meet one at
# once crash, seen with 6.11): all that the decoding threads meet are made here.
KEEP_RATIO = Qt.AspectRatioMode.KeepAspectRatio
_SMOOTH = Qt.TransformationMode.SmoothTransformation
_PREMULTIPLIED = QImage.Format.Format_ARGB32_Premultiplied
_READ_ONLY = QIODevice.OpenModeFlag.ReadOnly
_TURNED = QImageIOHandler.Transformation.TransformationRotate90.value
QImageReader().transformation()


def image_reader(path: Path) -> QImageReader | None:
    """A reader that goes by the bytes, not the name; None when they are no image."""
    reader = QImageReader(str(path))
    if _is_known(reader):
        return reader
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
            if not is_avif(head):
                return None
            return _avif_reader(head + file.read())
    except OSError:
        return None


def _avif_reader(data: bytes) -> QImageReader | None:
    from studio.ui.images.avif import AvifReader

    reader = AvifReader.of(data)
    return reader if reader is not None and _is_known(reader) else None


def _is_known(reader: QImageReader) -> bool:
    """Prepares a reader; whether it has an image that may be decoded."""
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    return bytes(reader.format().data()).decode("ascii", "replace").lower() in _FORMATS


def upright_size(reader: QImageReader) -> QSize:
    """Width and height as the orientation in the file wants the picture shown."""
    size = reader.size()
    return size.transposed() if _is_turned(reader) else size


def read_image(reader: QImageReader, wanted: QSize | None = None) -> QImage:
    """The picture, upright; null when it can't be decoded, a part of it when it is cut off.

    Args:
        wanted: its size then, or None for all its pixels.
    """
    size = reader.size()
    if wanted is not None:
        reader.setScaledSize(wanted.transposed() if _is_turned(reader) else wanted)
    box = wanted if wanted is not None else size
    if size.width() * size.height() <= _LARGE_PIXELS:
        return _read(reader, box)
    with _large:
        return _read(reader, box)


def _read(reader: QImageReader, wanted: QSize) -> QImage:
    part = PartReader(reader, wanted)  # a reader that failed knows nothing any more
    image = reader.read()
    return part.read() if image.isNull() else image


def decode_scaled(path: Path, width_px: int, height_px: int) -> QImage:
    """Decodes an image so that it covers at most a box, keeping its ratio.

    Args:
        path: of the file; its extension does not matter.
        width_px, height_px: the box, in device px. Smaller images keep their size.

    Returns:
        The image in sRGB, premultiplied; a null image when it can't be decoded
        (missing, damaged, no image, or too large).
    """
    reader = image_reader(path)
    return QImage() if reader is None else _scaled(reader, width_px, height_px)


def decode_scaled_bytes(data: bytes, width_px: int, height_px: int) -> QImage:
    """The same of the bytes of a file."""
    kept = QByteArray(data)
    buffer = QBuffer(kept)
    buffer.open(_READ_ONLY)
    reader: QImageReader | None = QImageReader(buffer)
    if reader is not None and not _is_known(reader):
        reader = _avif_reader(data) if is_avif(data[:_HEAD_BYTES]) else None
    return QImage() if reader is None else _scaled(reader, width_px, height_px)


def _scaled(reader: QImageReader, width_px: int, height_px: int) -> QImage:
    """The image of a reader so that it covers at most a box."""
    size = upright_size(reader)
    pixels = size.width() * size.height()
    if size.isValid() and (pixels > MAX_PIXELS or pixels <= 0):
        return QImage()
    wanted = None
    if size.isValid() and (size.width() > width_px or size.height() > height_px):
        wanted = size.scaled(width_px, height_px, KEEP_RATIO).expandedTo(QSize(1, 1))
    image = read_image(reader, wanted)
    if image.isNull():
        return image
    if image.width() > width_px or image.height() > height_px:
        image = image.scaled(width_px, height_px, KEEP_RATIO, _SMOOTH)
    return for_screen(image).convertToFormat(_PREMULTIPLIED)


def _is_turned(reader: QImageReader) -> bool:
    return bool(reader.transformation().value & _TURNED)


def allow_large_images() -> None:
    """Lets Qt decode up to `MAX_PIXELS`; its own limit is for the whole process."""
    QImageReader.setAllocationLimit(MAX_PIXELS * 4 // (1024 * 1024) + 1)

"""Whole images changed in strips. Thread: any.

PySide holds the interpreter lock while an image is converted, scaled or turned: a picture of
67 megapixels at once would stop the window for half a second, a strip takes 2 ms.
"""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QPainter, QTransform

_STRIP_PIXELS = 256 * 1024
_TILE_PX = 384
_SOURCE = QPainter.CompositionMode.CompositionMode_Source
_SMOOTH = Qt.TransformationMode.SmoothTransformation
_IGNORE_RATIO = Qt.AspectRatioMode.IgnoreAspectRatio
_OPAQUE, _CLEAR = QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied
_SRGB = QColorSpace(QColorSpace.NamedColorSpace.SRgb)

Stop = Callable[[], bool]


def never() -> bool:
    """For work that nobody ends early."""
    return False


def for_screen(image: QImage, stop: Stop = never) -> QImage:
    """The image in sRGB and in a format that paints fast; null when it was stopped.

    The embedded profile is applied, 16 bit and CMYK become 8 bit RGB.
    """
    wanted = _CLEAR if image.hasAlphaChannel() else _OPAQUE
    space = image.colorSpace()
    converts = space.isValid() and space != _SRGB
    if not converts and image.format() == wanted:
        return image

    def change(strip: QImage) -> QImage:
        if converts:
            managed = strip.convertedToColorSpace(_SRGB)
            strip = strip if managed.isNull() else managed
        return strip.convertToFormat(wanted)

    rows = _rows(image.width())
    made = QImage(image.size(), wanted)
    painter = _painter(made)
    for top in range(0, image.height(), rows):
        if stop():
            break
        strip = change(image.copy(0, top, image.width(), min(rows, image.height() - top)))
        painter.drawImage(0, top, strip)
    painter.end()
    return QImage() if stop() else made


def half(image: QImage, stop: Stop = never) -> QImage:
    """The image at half its size (rounded up), smoothly; null when it was stopped."""
    width, height = (image.width() + 1) // 2, (image.height() + 1) // 2
    rows = max(2, _rows(image.width()) // 2 * 2)
    made = QImage(QSize(width, height), image.format())
    painter = _painter(made)
    for top in range(0, image.height(), rows):
        if stop():
            break
        strip = image.copy(0, top, image.width(), min(rows, image.height() - top))
        lines = (strip.height() + 1) // 2
        painter.drawImage(0, top // 2, strip.scaled(width, lines, _IGNORE_RATIO, _SMOOTH))
    painter.end()
    return QImage() if stop() else made


def turned(image: QImage, quarters: int, stop: Stop = never) -> QImage:
    """The image turned clockwise by quarters of a circle; null when it was stopped."""
    quarters %= 4
    if not quarters:
        return image
    turn = QTransform().rotate(90 * quarters)
    size = image.size() if quarters == 2 else image.size().transposed()
    made = QImage(size, image.format())
    painter = _painter(made)
    # Square tiles: a strip would become a column, and touch all of the new image's memory.
    for top in range(0, image.height(), _TILE_PX):
        for left in range(0, image.width(), _TILE_PX):
            if stop():
                break
            width = min(_TILE_PX, image.width() - left)
            height = min(_TILE_PX, image.height() - top)
            from_right, from_below = image.width() - left - width, image.height() - top - height
            x, y = {1: (from_below, left), 2: (from_right, from_below), 3: (top, from_right)}[
                quarters
            ]
            painter.drawImage(x, y, image.copy(left, top, width, height).transformed(turn))
    painter.end()
    return QImage() if stop() else made


def _rows(width_px: int) -> int:
    return max(1, _STRIP_PIXELS // max(1, width_px))


def _painter(image: QImage) -> QPainter:
    painter = QPainter(image)
    painter.setCompositionMode(_SOURCE)
    return painter

"""`Pyramid`: a picture in halving sizes, so that painting costs what is seen. Thread: any."""

from enum import StrEnum
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QImageReader

from studio.core.parts import MAX_PIXELS
from studio.core.sniff import UNKNOWN_MIME, Sniffed, sniff
from studio.services.cut_off_files import is_file_cut_off
from studio.ui.images.decode import KEEP_RATIO, image_reader, read_image, upright_size
from studio.ui.images.strips import Stop, for_screen, half, never, turned

SMALL_PIXELS = 4_000_000
"""A picture with less is decoded whole at once; a larger one first as a preview."""

_LEAST_LEVEL_PX = 256
_HEAD_BYTES = 1024 * 1024


class Trouble(StrEnum):
    """Why a picture can't be shown."""

    MISSING = "missing"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    DAMAGED = "damaged"
    NOT_AN_IMAGE = "not_an_image"


class Pyramid(Struct, frozen=True, eq=False, weakref=True):
    """The pixels of one picture, upright.

    Attributes:
        width_px, height_px: of the file's picture before `turns`, after its orientation.
        levels: sharpest first; each about half as wide as the one before it.
        is_preview: a sharper one is still to come.
        turns: quarters clockwise that the levels are turned by.
        frames: more than 1 when the file moves.
        is_cut_off: the file stops before its end; what is missing is clear or grey.
    """

    width_px: int
    height_px: int
    levels: tuple[QImage, ...]
    is_preview: bool = False
    turns: int = 0
    frames: int = 1
    is_cut_off: bool = False

    @property
    def size(self) -> QSize:
        """Of the picture as the levels show it."""
        size = QSize(self.width_px, self.height_px)
        return size.transposed() if self.turns % 2 else size

    @property
    def has_alpha(self) -> bool:
        """Whether something may shine through."""
        return self.levels[0].hasAlphaChannel()

    @property
    def size_bytes(self) -> int:
        """What the pixels take."""
        return sum(level.sizeInBytes() for level in self.levels)

    @property
    def sharpness(self) -> float:
        """Pixels of the best level per pixel of the file; 1 when all are there."""
        return self.levels[0].width() / self.size.width()

    def level_for(self, scale: float) -> QImage:
        """The smallest level that has all that can be seen.

        Args:
            scale: device px per pixel of the picture.
        """
        needed = self.size.width() * scale * 0.999
        for level in reversed(self.levels):
            if level.width() >= needed:
                return level
        return self.levels[0]


def decode_preview(path: Path, box: QSize, stop: Stop = never) -> Pyramid | Trouble | None:
    """Decodes a picture no larger than a box, or whole when it is small.

    Returns:
        None when it was stopped.
    """
    reader = checked_reader(path)
    if isinstance(reader, Trouble):
        return reader
    size = upright_size(reader)
    if size.width() * size.height() <= SMALL_PIXELS:
        return _told(path, _decode(reader, size, size, stop, levels=True))
    fitted = size.scaled(box.boundedTo(size), KEEP_RATIO).expandedTo(QSize(1, 1))
    return _told(path, _decode(reader, size, fitted, stop, levels=False))


def decode_whole(path: Path, most_pixels: int, stop: Stop = never) -> Pyramid | Trouble | None:
    """Decodes a picture with all its pixels, or smaller when it has over `most_pixels`.

    Returns:
        None when it was stopped.
    """
    reader = checked_reader(path)
    if isinstance(reader, Trouble):
        return reader
    size = upright_size(reader)
    pixels = size.width() * size.height()
    wanted = size
    if pixels > most_pixels:
        factor = (most_pixels / pixels) ** 0.5
        wanted = QSize(max(1, int(size.width() * factor)), max(1, int(size.height() * factor)))
    return _told(path, _decode(reader, size, wanted, stop, levels=True))


def turn_pyramid(pyramid: Pyramid, quarters: int, stop: Stop = never) -> Pyramid | None:
    """The same pixels turned clockwise; None when it was stopped."""
    levels = []
    for level in pyramid.levels:
        made = turned(level, quarters, stop)
        if made.isNull():
            return None
        levels.append(made)
    return Pyramid(
        pyramid.width_px,
        pyramid.height_px,
        tuple(levels),
        pyramid.is_preview,
        (pyramid.turns + quarters) % 4,
        pyramid.frames,
        pyramid.is_cut_off,
    )


def checked_reader(path: Path) -> QImageReader | Trouble:
    """A reader for a file, or why there is none."""
    try:
        size_bytes = path.stat().st_size
    except OSError:
        return Trouble.MISSING
    if not size_bytes:
        return Trouble.EMPTY
    reader = image_reader(path)
    if reader is None:
        return _why_unknown(path)
    size = reader.size()
    if size.isValid() and size.width() * size.height() > MAX_PIXELS:
        return Trouble.TOO_LARGE
    return Trouble.DAMAGED if size.isValid() and size.isEmpty() else reader


def _told(path: Path, decoded: Pyramid | Trouble | None) -> Pyramid | Trouble | None:
    """The same, with what only the file says.

    Too large instead of damaged where the head says so (Qt knows a GIF's frame); cut off.
    """
    if isinstance(decoded, Pyramid) and is_file_cut_off(path):
        return replace(decoded, is_cut_off=True)
    if decoded is not Trouble.DAMAGED:
        return decoded
    return Trouble.TOO_LARGE if _is_too_large(_seen(path)) else decoded


def _why_unknown(path: Path) -> Trouble:
    """No reader takes a file: an AVIF is damaged, anything else is none of ours."""
    seen = _seen(path)
    if _is_too_large(seen):
        return Trouble.TOO_LARGE
    return Trouble.DAMAGED if seen.mime == "image/avif" else Trouble.NOT_AN_IMAGE


def _seen(path: Path) -> Sniffed:
    try:
        with path.open("rb") as file:
            return sniff(file.read(_HEAD_BYTES))
    except OSError:
        return Sniffed(UNKNOWN_MIME)


def _is_too_large(seen: Sniffed) -> bool:
    return (seen.width_px or 0) * (seen.height_px or 0) > MAX_PIXELS


def _decode(
    reader: QImageReader, size: QSize, wanted: QSize, stop: Stop, *, levels: bool
) -> Pyramid | Trouble | None:
    frames = max(1, reader.imageCount()) if reader.supportsAnimation() else 1
    read = read_image(reader, wanted if wanted != size else None)
    if read.isNull():
        return Trouble.DAMAGED
    image = for_screen(read, stop)
    del read
    made = [image]
    while levels and not stop() and max(made[-1].width(), made[-1].height()) > _LEAST_LEVEL_PX:
        made.append(half(made[-1], stop))
    if stop():
        return None
    if not size.isValid():
        size = image.size()
    is_preview = not levels and image.width() < size.width()
    return Pyramid(size.width(), size.height(), tuple(made), is_preview, frames=frames)

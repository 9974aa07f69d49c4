"""One thumbnail: from the cache folder, else from the original file. Thread: any."""

import os
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QImageWriter, QPainter, QPainterPath

from studio.core.parts import BlobRef
from studio.ui.images.decode import decode_scaled

BUCKETS_PX = (128, 256, 512, 1024)
"""Longest sides of the thumbnails that are kept on disk."""

_QUALITY = 88
# WORKAROUND(PySide: enums are made when they are first met, and two threads that meet one at
# once crash, seen with 6.11): all that the threads meet are made here.
_RGB, _ARGB = QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied
_BLACK = QBrush(Qt.GlobalColor.black)
_TAKE_AWAY = QPainter.CompositionMode.CompositionMode_DestinationOut
_ANTIALIASING = QPainter.RenderHint.Antialiasing
_WAYS = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation


class Thumb(Struct, frozen=True):
    """One image in one size.

    Attributes:
        width_px, height_px: the box that it is fitted into, in device px.
        radius_px: of its corners, in device px.
    """

    blob: BlobRef
    width_px: int
    height_px: int
    radius_px: int = 0


def make_thumbnail(source: Path, folder: Path, wanted: Thumb) -> QImage:
    """The picture for a tile, its corners round; a null image when it can't be had."""
    image = _from_folder(folder, wanted)
    if image.isNull():
        image = _from_source(source, folder, wanted)
    return _rounded(image, wanted.radius_px) if wanted.radius_px else image


def _bucket(wanted: Thumb) -> int:
    side = max(wanted.width_px, wanted.height_px)
    return next((bucket for bucket in BUCKETS_PX if bucket >= side), 0)


def _file(folder: Path, sha256: str, bucket: int, kind: str) -> Path:
    return folder / sha256[:2] / f"{sha256[2:]}-{bucket}.{kind}"


def _from_folder(folder: Path, wanted: Thumb) -> QImage:
    least = _bucket(wanted)
    for bucket in BUCKETS_PX:
        if not least or bucket < least:
            continue
        for kind in ("jpg", "png"):
            file = _file(folder, wanted.blob.sha256, bucket, kind)
            if file.is_file():
                return decode_scaled(file, wanted.width_px, wanted.height_px)
    return QImage()


def _from_source(source: Path, folder: Path, wanted: Thumb) -> QImage:
    bucket = _bucket(wanted)
    longest = max(wanted.blob.width_px or 0, wanted.blob.height_px or 0)
    if not bucket or 0 < longest <= bucket:
        return decode_scaled(source, wanted.width_px, wanted.height_px)
    image = decode_scaled(source, bucket, bucket)
    if image.isNull():
        return image
    _keep(image, folder, wanted.blob.sha256, bucket)
    fits = image.width() <= wanted.width_px and image.height() <= wanted.height_px
    return image if fits else image.scaled(wanted.width_px, wanted.height_px, *_WAYS)


def _keep(image: QImage, folder: Path, sha256: str, bucket: int) -> None:
    """Writes it into the cache; a cache that can't be written is only slower."""
    opaque = image.convertToFormat(_RGB)
    is_opaque = opaque.convertToFormat(_ARGB) == image
    target = _file(folder, sha256, bucket, "jpg" if is_opaque else "png")
    part = target.with_suffix(f".{os.getpid()}.part")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        writer = QImageWriter(str(part), b"jpg" if is_opaque else b"png")
        writer.setQuality(_QUALITY if is_opaque else -1)
        if writer.write(opaque if is_opaque else image):
            part.replace(target)
        else:
            part.unlink(missing_ok=True)
    except OSError:
        return


def _rounded(image: QImage, radius_px: int) -> QImage:
    """Takes the corners away; nothing else is painted, PySide holds the interpreter lock."""
    if image.isNull():
        return image
    area, inner = QPainterPath(), QPainterPath()
    area.addRect(QRectF(image.rect()))
    inner.addRoundedRect(QRectF(image.rect()), radius_px, radius_px)
    painter = QPainter(image)
    painter.setRenderHint(_ANTIALIASING)
    painter.setCompositionMode(_TAKE_AWAY)
    painter.fillPath(area.subtracted(inner), _BLACK)
    painter.end()
    return image

"""Scaled decoding beside the GUI thread."""

import struct
import threading
import zlib
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QPixmap
from pytestqt.qtbot import QtBot

from studio.core.parts import BlobRef
from studio.ui.images import decode
from studio.ui.images.decode import decode_scaled
from studio.ui.images.loader import ImageLoader

from .samples import Blobs


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and has no pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", len(head))
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
    )


def test_an_image_is_scaled_into_its_box(blobs: Blobs, qapp: object) -> None:
    blob = blobs.picture(1200, 800, "#112233", "#ddeeff")
    assert decode_scaled(blobs.path(blob), 480, 480).size().toTuple() == (480, 320)
    assert decode_scaled(blobs.path(blob), 4000, 4000).size().toTuple() == (1200, 800)


@pytest.mark.parametrize("size", [(60_000, 60_000), (2_000_000_000, 1), (14_200, 14_200)])
def test_a_bomb_is_not_decoded(
    blobs: Blobs, qapp: object, size: tuple[int, int], capfd: object
) -> None:
    path = blobs.path(blobs.put(png_header(*size), "image/png", None, None))
    assert decode_scaled(path, 400, 400).isNull()


def test_a_missing_file_and_rubbish_are_null_images(tmp_path: Path, qapp: object) -> None:
    assert decode_scaled(tmp_path / "none", 10, 10).isNull()
    (tmp_path / "x").write_bytes(b"<html>")
    assert decode_scaled(tmp_path / "x", 10, 10).isNull()


def load(qtbot: QtBot, loader: ImageLoader, blob: BlobRef, side: int = 64) -> QPixmap | None:
    found = loader.pixmap(blob, side, side)
    if found is None and not loader.is_broken(blob):
        with qtbot.waitSignal(loader.loaded):
            pass
        found = loader.pixmap(blob, side, side)
    return found


def test_pixmaps_come_later_and_stay(qtbot: QtBot, blobs: Blobs) -> None:
    loader = ImageLoader(blobs)
    blob = blobs.picture(640, 480, "#102030", "#203040")
    assert loader.pixmap(blob, 64, 64) is None
    found = load(qtbot, loader, blob)
    assert found is not None
    assert found.size().toTuple() == (64, 48)
    assert loader.pixmap(blob, 64, 64) is found


def test_the_least_recently_used_is_forgotten(qtbot: QtBot, blobs: Blobs) -> None:
    loader = ImageLoader(blobs, cache_bytes=64 * 64 * 4 * 3)
    pictures = [blobs.picture(64, 64, f"#00000{i:x}", "#ffffff") for i in range(5)]
    for picture in pictures[:3]:
        assert load(qtbot, loader, picture) is not None
    assert loader.pixmap(pictures[0], 64, 64) is not None
    assert load(qtbot, loader, pictures[3]) is not None
    assert loader.pixmap(pictures[0], 64, 64) is not None
    assert loader.pixmap(pictures[1], 64, 64) is None
    with qtbot.waitSignal(loader.loaded):
        pass


def test_what_is_seen_now_comes_first(
    qtbot: QtBot, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decode, "_LARGE_PIXELS", 0)  # decoded one at a time
    loader = ImageLoader(blobs)
    pictures = [blobs.picture(900, 900, f"#0000{i:02x}", "#ffffff") for i in range(40)]
    order: list[str] = []
    loader.loaded.connect(order.append)
    with decode._large:  # nothing is decoded before all is asked for
        for picture in pictures:
            loader.begin_frame()
            loader.pixmap(picture, 90, 90)
    qtbot.waitUntil(lambda: len(order) == 40)
    place = {sha: index for index, sha in enumerate(order)}
    early = [place[p.sha256] for p in pictures[4:14]]
    late = [place[p.sha256] for p in pictures[-10:]]
    assert sum(late) < sum(early)


def test_each_image_is_decoded_once(qtbot: QtBot, blobs: Blobs) -> None:
    loader = ImageLoader(blobs)
    blob = blobs.picture(900, 900, "#010203", "#ffffff")
    order: list[str] = []
    loader.loaded.connect(order.append)
    for _ in range(50):
        loader.begin_frame()
        loader.pixmap(blob, 90, 90)
    other = blobs.picture(900, 900, "#010204", "#ffffff")
    loader.pixmap(other, 90, 90)
    qtbot.waitUntil(lambda: len(order) == 2)
    qtbot.waitUntil(lambda: not any(t.name == "image-decoder" for t in threading.enumerate()))
    assert sorted(order) == sorted((blob.sha256, other.sha256))


def test_a_turned_photo_keeps_its_ratio(tmp_path: Path, qapp: object) -> None:
    """An orientation in the file swaps width and height."""
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    plain = tmp_path / "plain.jpg"
    image.save(str(plain), "JPG")
    data = plain.read_bytes()
    tiff = b"MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00"
    exif = b"Exif\x00\x00" + tiff + b"\x00\x00\x00\x00"
    turned = tmp_path / "turned.jpg"
    turned.write_bytes(data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:])
    assert decode_scaled(turned, 100, 100).size().toTuple() == (50, 100)

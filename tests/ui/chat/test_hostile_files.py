"""Attachments nobody should have made, through the real page: told, or shown as a box."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.core.parts import FilePart, ImagePart
from studio.ui.images.thumbnails import square_thumbnail
from tests.ui.chat.conftest import ChatBench
from tests.ui.chat.hostile_files import make_hostile_files, make_refused_files
from tests.ui.conftest import Until

# What Qt itself says about damaged files goes to the log.
pytestmark = pytest.mark.qt_log_ignore(".*", extend=True)


def paste_files(chat: ChatBench, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    QApplication.clipboard().setMimeData(data)
    QTest.keyClick(chat.edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_every_file_is_attached_sent_and_shown(
    chat: ChatBench, until: Until, tmp_path: Path
) -> None:
    files = make_hostile_files(tmp_path)
    strip = chat.page.pane.composer.attachments
    paste_files(chat, *files.values())
    until(lambda: len(strip.attachments()) == len(files))
    until(lambda: not strip.being_read())
    chat.window.grab()
    chat.answers("Seen")
    began_s = time.monotonic()
    chat.send("What is this?")
    until(lambda: len(chat.path()) == 2 and not chat.services.runs.running())
    chat.window.grab()
    assert time.monotonic() - began_s < 5
    kinds = {
        part.alt if isinstance(part, ImagePart) else part.name: type(part)
        for part in chat.path()[0].parts
        if isinstance(part, ImagePart | FilePart)
    }
    assert kinds["drawing.svg"] is FilePart
    assert kinds["page.html"] is FilePart
    assert kinds["named like a picture.png"] is FilePart
    assert kinds["bomb.png"] is ImagePart
    assert kinds["gnp.exe"] is FilePart
    assert len(kinds) == len(files)


def test_what_is_refused_is_told_by_its_reason(
    chat: ChatBench, until: Until, tmp_path: Path
) -> None:
    strip = chat.page.pane.composer.attachments
    for name, (path, reason) in make_refused_files(tmp_path).items():
        paste_files(chat, path)
        until(lambda: chat.toasts.toasts and not strip.being_read())
        assert chat.toasts.toasts[-1].accessibleName() == f"{name}: {reason}"
        chat.toasts.toasts[-1].dismiss()
        assert strip.attachments() == ()
    chat.answers("Still here")
    chat.send("Go on")
    until(lambda: len(chat.path()) == 2 and not chat.services.runs.running())


def test_a_picture_without_preview_says_so(chat: ChatBench, until: Until, tmp_path: Path) -> None:
    files = make_hostile_files(tmp_path)
    strip = chat.page.pane.composer.attachments
    paste_files(chat, files["torn.webp"])
    until(lambda: any("no preview" in chip.accessibleDescription() for chip in strip._chips()))
    paste_files(chat, files["cmyk.jpg"], files["deep.png"], files["moving.gif"])
    until(lambda: len(strip.attachments()) == 4)
    until(lambda: sum(chip._thumbnail is not None for chip in strip._chips()) == 3)


def test_thumbnails_are_small_whatever_the_shape(tmp_path: Path) -> None:
    files = make_hostile_files(tmp_path)
    for name in ("tall.png", "cmyk.jpg", "deep.png", "moving.gif"):
        image = square_thumbnail(files[name], 48)
        assert (name, image.width(), image.height()) == (name, 48, 48)
    huge = make_refused_files(tmp_path)["huge.png"][0]
    began_s = time.thread_time()
    assert square_thumbnail(huge, 48).isNull()
    assert time.thread_time() - began_s < 0.2


def test_images_that_are_deleted_or_changed_outside_are_boxes(
    chat: ChatBench, until: Until, tmp_path: Path
) -> None:
    path = tmp_path / "fox.png"
    for number in range(3):
        image = QImage(64 + number, 48, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.darkCyan)
        image.save(str(path))
        paste_files(chat, path)
        until(lambda n=number: len(chat.page.pane.composer.attachments.attachments()) == n + 1)  # type: ignore[misc]
    blobs = [each.blob for each in chat.page.pane.composer.attachments.attachments()]
    chat.services.images.path(blobs[0]).unlink()
    chat.services.images.path(blobs[1]).write_bytes(b"changed")
    chat.answers("Seen")
    chat.send("Look")
    until(lambda: len(chat.path()) == 2 and not chat.services.runs.running())
    view = chat.page.pane.transcript
    chat.window.grab()
    until(lambda: view.loader.is_broken(blobs[0]) and view.loader.is_broken(blobs[1]))
    assert not view.loader.is_broken(blobs[2])
    chat.window.grab()

"""Hostile pictures that somebody wants to edit: a mask over them, or the trouble in words."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.core.parts import BlobRef
from studio.core.sniff import sniff
from studio.storage.blobs import BlobStore
from studio.ui.editing_images.tools import Tool
from studio.ui.images.items import ImageItem
from tests.hostile_pictures import REFUSED, SHOWN, hostile_pictures
from tests.ui.conftest import Until
from tests.ui.making.conftest import make_shell, studio
from tests.ui.shell.conftest import Shell

__all__ = ["make_shell", "studio"]

# What Qt itself says about damaged files goes to the log.
pytestmark = pytest.mark.qt_log_ignore(".*", extend=True)
Run = Callable[..., Any]


def test_each_is_edited_or_its_trouble_is_told(studio: Shell, until: Until) -> None:
    store = BlobStore(studio.bench.folder / "images")
    editor = studio.window.editor
    for name, data in hostile_pictures().items():
        if not data:
            continue
        seen, kept = sniff(data), store.put(data)
        blob = BlobRef(kept.sha256, seen.mime, len(data), seen.width_px, seen.height_px)
        editor.open(ImageItem(blob, name))
        page = editor.page
        until(lambda: page.loader.is_idle)  # noqa: B023
        words = page._trouble.text() if not page._trouble.isHidden() else ""
        if name in SHOWN:
            assert (name, words) == (name, "")
            assert page.canvas.marks is not None
            size = page.canvas.marks.size
            assert (name, size.width(), size.height()) == (name, *SHOWN[name])
        elif name in REFUSED:
            assert page.canvas.marks is None
            assert words, name
        else:
            assert words or page.canvas.marks is not None, name
        studio.window.grab()
    editor.close()


def test_a_damaged_picture_is_not_cut_and_says_why(studio: Shell, until: Until) -> None:
    data = hostile_pictures()["torn at 60.png"]
    kept = BlobStore(studio.bench.folder / "images").put(data)
    blob = BlobRef(kept.sha256, "image/png", len(data), 200, 150)
    editor, notices = studio.window.editor, []
    editor.page.notice.connect(notices.append)
    editor.open(ImageItem(blob, "torn.png"))
    until(lambda: editor.page.loader.is_idle)
    if editor.page.canvas.marks is None:
        return  # this Qt shows nothing of it
    editor.page.set_tool(Tool.CROP)
    QTest.mouseClick(editor.page.crop.chips["1:1"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(editor.page.crop.crop, Qt.MouseButton.LeftButton)
    until(lambda: notices)
    assert editor.title.endswith("torn.png")

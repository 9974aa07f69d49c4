"""The menus of selected text, links, code, tables and pictures; dragging out."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QDrag, QGuiApplication, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolTip
from pytestqt.qtbot import QtBot

from studio.core.parts import BlobRef, ImageOrigin, ImagePart, RemoteImagePart, TextPart
from studio.core.records import PictureMetadata
from studio.ui.transcript.dragging import image_mime
from studio.ui.transcript.view import TranscriptView

from .conftest import click, clipboard, hits_of
from .samples import Blobs, reply, rows, user
from .selecting import LEFT, SHIFT, drag_on, place_of, select

_Key = Qt.Key
TEXT = (
    "See [the notes](https://example.org/n) for more.\n\n```python\nprint(1)\n```\n\n"
    "| a | b |\n|---|---|\n| x<br>y | **z** |"
)


def menu_at(view: TranscriptView, qtbot: QtBot, at: QPoint) -> QMenu:
    """Right-clicks, once an earlier menu is gone."""
    qtbot.waitUntil(lambda: view.findChild(QMenu, "message-menu") is None)
    QTest.mousePress(view.viewport(), Qt.MouseButton.RightButton, pos=at)
    outer = view.viewport().mapToGlobal(at)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, outer)
    QGuiApplication.sendEvent(view.viewport(), event)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.RightButton, pos=at)
    return shown_menu(view, qtbot)


def shown_menu(view: TranscriptView, qtbot: QtBot) -> QMenu:
    menu = view.findChild(QMenu, "message-menu")
    assert menu is not None
    qtbot.waitUntil(menu.isVisible)
    return menu


def labels(menu: QMenu) -> list[str]:
    """Texts with their shortcuts, up to the first separator."""
    found = []
    for action in menu.actions():
        if action.isSeparator():
            break
        keys = action.shortcut().toString()
        found.append(f"{action.text()} [{keys}]" if keys else action.text())
    return found


def choose(menu: QMenu, label: str) -> None:
    """Walks down to a row and presses Enter."""
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    for _ in range(texts.index(label) + 1):
        QTest.keyClick(menu, _Key.Key_Down)
    QTest.keyClick(menu, _Key.Key_Return)


SELECTION = [
    "Copy [Ctrl+C]",
    "Copy as plain text",
    "Quote in message",
    "Translate",
    "Search the web",
]


def test_the_menu_of_selected_text(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_path(rows(reply("a", TextPart("Some **bold** words\n\nand more"))))
    select(view, "Some", "more")
    menu = menu_at(view, qtbot, place_of(view, "words"))
    assert not view.selection.is_empty, "a right click keeps the selection"
    assert labels(menu) == SELECTION
    choose(menu, "Copy as plain text")
    assert clipboard() == "Some bold words\n\nand more"
    for label, action in (
        ("Quote in message", "quote"),
        ("Translate", "translate"),
        ("Search the web", "search_web"),
    ):
        menu = menu_at(view, qtbot, place_of(view, "words"))
        with qtbot.waitSignal(view.action_requested) as caught:
            choose(menu, label)
        assert caught.args == [action, "a", "Some **bold** words\n\nand more"]


@pytest.mark.parametrize(
    ("pressed", "mods"), [(_Key.Key_Menu, Qt.KeyboardModifier.NoModifier), (_Key.Key_F10, SHIFT)]
)
def test_keys_open_the_menu_of_the_selection(
    view: TranscriptView, qtbot: QtBot, pressed: _Key, mods: Qt.KeyboardModifier
) -> None:
    view.set_path(rows(reply("a", TextPart("Some words"))))
    select(view, "Some", "words")
    QTest.keyClick(view, pressed, mods)
    menu = shown_menu(view, qtbot)
    assert labels(menu) == SELECTION
    QTest.keyClick(menu, _Key.Key_Escape)
    qtbot.waitUntil(lambda: view.findChild(QMenu, "message-menu") is None)


def test_the_menu_of_a_link(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_path(rows(reply("a", TextPart(TEXT))))
    menu = menu_at(view, qtbot, place_of(view, "notes"))
    assert labels(menu) == ["Open link", "Copy link"]
    choose(menu, "Copy link")
    assert clipboard() == "https://example.org/n"


def test_the_menu_of_code(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_path(rows(reply("a", TextPart(TEXT))))
    menu = menu_at(view, qtbot, place_of(view, "print"))
    assert labels(menu)[0] == "Copy code"
    choose(menu, "Copy code")
    assert clipboard() == "print(1)"
    assert view.marks.copied == "print(1)"


def test_the_menu_of_a_table(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_path(rows(reply("a", TextPart(TEXT))))
    menu = menu_at(view, qtbot, place_of(view, "z"))
    assert labels(menu) == ["Copy table for a spreadsheet", "Copy table as Markdown"]
    choose(menu, "Copy table for a spreadsheet")
    assert clipboard() == "a\tb\nx y\tz"
    choose(menu_at(view, qtbot, place_of(view, "z")), "Copy table as Markdown")
    assert clipboard() == "| a | b |\n| --- | --- |\n| x<br>y | **z** |"


def test_the_menu_of_a_picture(view: TranscriptView, qtbot: QtBot, blobs: Blobs) -> None:
    picture = blobs.picture(300, 200, "#334455", "#aabbcc")
    view.set_path(rows(user("u", "Draw"), reply("a", ImagePart(picture, ImageOrigin.CONTENT))))
    at = next(pos for hit, pos in hits_of(view, "a") if hit.action == "image")
    wanted = {
        "Open image": "open_image",
        "Edit image": "edit_image",
        "Compare with…": "compare_image",
        "Copy image": "copy_image",
        "Save image": "save_image",
        "Show in folder": "show_in_folder",
        "Use as input": "use_as_input",
        "Copy prompt": "copy_prompt",
        "Use prompt and settings again": "reuse_image",
    }
    menu = menu_at(view, qtbot, at)
    assert labels(menu) == list(wanted)
    QTest.keyClick(menu, _Key.Key_Escape)
    for label, action in wanted.items():
        menu = menu_at(view, qtbot, at)
        with qtbot.waitSignal(view.action_requested) as caught:
            choose(menu, label)
        assert caught.args == [action, "a", picture.sha256]


def test_a_picture_that_cant_be_read_cant_be_edited(
    view: TranscriptView, qtbot: QtBot, blobs: Blobs
) -> None:
    torn = blobs.put(b"\x89PNG\r\n\x1a\n torn", "image/png", 300, 200)
    view.set_path(rows(user("u", "Draw"), reply("a", ImagePart(torn, ImageOrigin.CONTENT))))
    view.grab()
    qtbot.waitUntil(lambda: view.loader.is_broken(torn))
    places = {hit.action: pos for hit, pos in hits_of(view, "a")}
    menu = menu_at(view, qtbot, places["image"])
    row = next(each for each in menu.actions() if each.text() == "Edit image")
    assert not row.isEnabled()
    assert "can't be edited" in row.toolTip()
    QTest.keyClick(menu, _Key.Key_Escape)
    at = places["edit_image"]
    event = QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
    QGuiApplication.sendEvent(view.viewport(), event)
    qtbot.waitUntil(lambda: "can't be edited" in QToolTip.text())
    with qtbot.assertNotEmitted(view.action_requested):
        click(view, "a", "edit_image")
    QToolTip.hideText()


def test_the_menu_of_an_address_of_an_image(view: TranscriptView, qtbot: QtBot) -> None:
    url = "https://example.org/x.png"
    view.set_path(rows(reply("a", RemoteImagePart(url, ImageOrigin.CONTENT))))
    at = next(pos for hit, pos in hits_of(view, "a") if hit.action == "load_remote_image")
    menu = menu_at(view, qtbot, at)
    assert labels(menu) == ["Load image", "Copy image address"]
    choose(menu, "Copy image address")
    assert clipboard() == url


def test_a_message_is_copied_in_one_format(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_path(rows(reply("a", TextPart("Some words"))))
    for down, action in enumerate(("copy_as_markdown", "copy_as_plain", "copy_as_rich")):
        menu = menu_at(view, qtbot, QPoint(round(view.canvas.left) + 4, 40))
        inner = next(a.menu() for a in menu.actions() if a.text() == "Copy as")
        assert isinstance(inner, QMenu)
        assert [a.text() for a in inner.actions()] == ["Markdown", "Plain text", "Rich text"]
        QTest.keyClick(menu, _Key.Key_Down)
        QTest.keyClick(menu, _Key.Key_Down)
        QTest.keyClick(menu, _Key.Key_Right)
        qtbot.waitUntil(inner.isVisible)
        for _ in range(down):
            QTest.keyClick(inner, _Key.Key_Down)
        with qtbot.waitSignal(view.action_requested) as caught:
            QTest.keyClick(inner, _Key.Key_Return)
        assert caught.args == [action, "a", ""]


# Dragging out.


class Folder:
    """Named copies in a folder."""

    def __init__(self, blobs: Blobs, folder: Path) -> None:
        self._blobs = blobs
        self._folder = folder
        self.told: list[PictureMetadata | None] = []

    def named_copy(
        self, blob: BlobRef, name: str, metadata: PictureMetadata | None = None
    ) -> Path | None:
        self.told.append(metadata)
        target = self._folder / name
        target.write_bytes(self._blobs.path(blob).read_bytes())
        return target


def test_an_image_is_dragged_as_a_file_with_a_telling_name(
    view: TranscriptView, blobs: Blobs, tmp_path: Path
) -> None:
    picture = blobs.picture(300, 200, "#334455", "#aabbcc")
    part = ImagePart(picture, ImageOrigin.CONTENT, "a quiet dune")
    view.set_path(rows(reply("a", part)))
    view.image_files = Folder(blobs, tmp_path)
    mime = image_mime(view, part, "")
    path = Path(mime.urls()[0].toLocalFile())
    assert path.name == f"a-quiet-dune-{picture.sha256[:6]}.png"
    assert path.read_bytes() == blobs.path(picture).read_bytes()
    assert bytes(mime.data("image/png").data()) == path.read_bytes()
    assert mime.hasImage()


class _Drops:
    """Stands in for the system's dragging: the offscreen platform has none."""

    def __init__(self, view: TranscriptView, monkeypatch: pytest.MonkeyPatch) -> None:
        self.dragged: list[QMimeData] = []

        def run(drag: QDrag, _actions: Qt.DropAction) -> Qt.DropAction:
            self.dragged.append(drag.mimeData())
            return Qt.DropAction.CopyAction

        monkeypatch.setattr(QDrag, "exec", run)


def test_dragging_selected_text_takes_it_away(
    view: TranscriptView, monkeypatch: pytest.MonkeyPatch
) -> None:
    drops = _Drops(view, monkeypatch)
    view.set_path(rows(reply("a", TextPart("Some **bold** words"))))
    select(view, "Some", "words")
    start = place_of(view, "bold")
    QTest.mousePress(view.viewport(), LEFT, pos=start)
    drag_on(view, start, start + QPoint(0, 120))
    QTest.mouseRelease(view.viewport(), LEFT, pos=start)
    assert drops.dragged[0].text() == "Some **bold** words"
    assert drops.dragged[0].html() == "<p>Some <strong>bold</strong> words</p>"
    assert len(drops.dragged) == 1
    assert not view.selection.is_empty


def test_dragging_a_picture_takes_its_file(
    view: TranscriptView,
    blobs: Blobs,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    drops = _Drops(view, monkeypatch)
    folder = view.image_files = Folder(blobs, tmp_path)
    picture = blobs.picture(300, 200, "#334455", "#aabbcc")
    view.set_path(rows(user("u", "Dune"), reply("a", ImagePart(picture, ImageOrigin.CONTENT))))
    at = next(pos for hit, pos in hits_of(view, "a") if hit.action == "image")
    QTest.mousePress(view.viewport(), LEFT, pos=at)
    with qtbot.assertNotEmitted(view.action_requested):
        drag_on(view, at, at + QPoint(60, 10))
        QTest.mouseRelease(view.viewport(), LEFT, pos=at + QPoint(60, 10))
    assert Path(drops.dragged[0].urls()[0].toLocalFile()).name.startswith("dune-")
    assert [said.prompt for said in folder.told if said is not None] == ["Dune"]
    assert view.selection.is_empty

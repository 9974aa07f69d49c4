"""An image of a chat is looked at, and the chat is as it was afterwards."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.core.events import Finished, ImageReceived, TextDelta
from studio.core.parts import BlobRef, ImageOrigin
from studio.ui.images.thumbnails import png_bytes
from tests.ui.chat.conftest import Run
from tests.ui.conftest import Until
from tests.ui.shell.conftest import Shell

Key = Qt.Key


@pytest.fixture
def blobs(shell: Shell, run: Run, until: Until) -> list[BlobRef]:
    """A chat with two questions, each answered by an image."""
    made = []
    pane = shell.window.chat.pane
    for color in (Qt.GlobalColor.darkGreen, Qt.GlobalColor.darkBlue):
        image = QImage(64, 48, QImage.Format.Format_RGB32)
        image.fill(color)
        blob = run(shell.services.images.import_bytes(png_bytes(image), "x.png")).blob
        made.append(blob)
        shell.bench.gateway.scripts.append(
            [
                (TextDelta(0, "Here: "), ImageReceived(0, blob, ImageOrigin.IMAGES)),
                (Finished(0, "stop"),),
            ]
        )
        QTest.keyClicks(pane.composer.edit, "A field, please")
        QTest.keyClick(pane.composer.edit, Key.Key_Return)
        until(lambda: not shell.services.runs.running())
        until(lambda: len(path(shell)) == 2 * len(made))
    shell.window.activateWindow()
    until(shell.window.isActiveWindow)
    return made


def path(shell: Shell):
    tree = shell.services.conversations.tree(shell.window.chat.pane.conversation_id)
    return tree.path() if tree is not None else ()


def look(shell: Shell, blob: BlobRef) -> None:
    message = next(m for m in path(shell) if any(getattr(p, "blob", 0) == blob for p in m.parts))
    shell.window.chat.pane.transcript.action_requested.emit("open_image", message.id, blob.sha256)


def test_the_viewer_covers_the_window_and_goes_back_to_where_one_was(
    shell: Shell, blobs: list[BlobRef]
) -> None:
    window, pane = shell.window, shell.window.chat.pane
    pane.transcript.setFocus()
    size, anchor = pane.size(), pane.transcript.scroll_anchor()
    look(shell, blobs[0])
    page = window.viewer.page
    assert page.isVisible()
    assert page.size() == window.size()
    assert window.page == "viewer"
    assert window.windowTitle().startswith("a-field-please-")
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Right)
    assert page.item is not None
    assert page.item.blob == blobs[1]
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    assert window.page == "chat"
    assert window.rail.isVisible()
    assert not page.isVisible()
    assert QApplication.focusWidget() is pane.transcript
    assert (pane.size(), pane.transcript.scroll_anchor()) == (size, anchor)


def test_open_chat_shows_the_message(shell: Shell, blobs: list[BlobRef]) -> None:
    look(shell, blobs[1])
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Left)
    shell.window.new_chat()
    assert shell.window.page == "chat", "another page ends looking"
    shell.window.chat.step(1)
    look(shell, blobs[0])
    QTest.mouseClick(shell.button("Open chat"), Qt.MouseButton.LeftButton)
    focused = shell.window.chat.pane.transcript.marks.focused_item
    assert focused is not None
    assert focused.id == path(shell)[1].id


def test_the_windows_zoom_keys_zoom_the_picture(shell: Shell, blobs: list[BlobRef]) -> None:
    look(shell, blobs[0])
    control, text = Qt.KeyboardModifier.ControlModifier, shell.services.preferences
    before = text.values.text_zoom_percent
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Equal, control)
    assert shell.window.viewer.page.stage.canvas.placement.scale == 1.5
    QTest.keyClick(QApplication.focusWidget(), Key.Key_0, control)
    assert shell.window.viewer.page.stage.canvas.placement.scale == 1
    assert text.values.text_zoom_percent == before


def test_full_screen_shows_the_picture_alone(
    shell: Shell, blobs: list[BlobRef], until: Until
) -> None:
    look(shell, blobs[0])
    page = shell.window.viewer.page
    QTest.keyClick(QApplication.focusWidget(), Key.Key_F11)
    assert shell.window.isFullScreen()
    assert not page.bar.isVisible()
    until(lambda: page.stage.size() == page.size())
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    assert not shell.window.isFullScreen()
    assert page.bar.isVisible()
    QTest.keyClick(QApplication.focusWidget(), Key.Key_F)
    assert shell.window.isFullScreen()
    shell.window.show_page("settings")
    assert not shell.window.isFullScreen()


def test_looking_is_imported_when_it_is_first_wanted(shell: Shell) -> None:
    import subprocess
    import sys

    code = (
        "import sys, studio.ui.shell.main_window\n"
        "bad = [m for m in sys.modules if m.startswith('studio.ui.viewer')]\n"
        "assert not bad, bad"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_comparing_goes_back_to_the_viewer_and_then_to_the_chat(
    shell: Shell, blobs: list[BlobRef]
) -> None:
    look(shell, blobs[0])
    QTest.keyClick(QApplication.focusWidget(), Key.Key_C)
    assert shell.window.windowTitle().startswith("Compare")
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    page = shell.window.viewer.page
    assert page.isVisible()
    assert page.item is not None
    assert page.item.blob == blobs[0]
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    assert shell.window.page == "chat"
    assert shell.window.rail.isVisible()


def test_full_screen_left_while_comparing_is_left_in_the_viewer_too(
    shell: Shell, blobs: list[BlobRef]
) -> None:
    look(shell, blobs[0])
    page = shell.window.viewer.page
    QTest.keyClick(QApplication.focusWidget(), Key.Key_F)
    QTest.keyClick(QApplication.focusWidget(), Key.Key_C)
    QTest.keyClick(QApplication.focusWidget(), Key.Key_F11)
    assert not shell.window.isFullScreen()
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    assert page.isVisible()
    assert page.bar.isVisible()


def test_a_chat_that_was_deleted_meanwhile_is_told(shell: Shell, blobs: list[BlobRef]) -> None:
    look(shell, blobs[0])
    gone = shell.window.chat.pane.conversation_id
    item = shell.window.viewer.page.item
    assert item is not None
    shell.window.viewer.message_requested.emit("nowhere", item.message_id)
    assert "not there any more" in shell.window.toasts.toasts[-1].text
    assert shell.window.chat.pane.conversation_id == gone

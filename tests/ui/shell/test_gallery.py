"""The gallery in the main window."""

import subprocess
import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from studio.core.events import Finished, ImageReceived, TextDelta
from studio.core.parts import ImageOrigin
from studio.itemmodels.models import Skill
from studio.storage.blobs import BlobStore
from studio.ui.chat.inspector.request_view import RequestView
from studio.ui.gallery.page import GalleryPage
from studio.ui.picker.picker import ModelPicker
from tests.ui.conftest import Until
from tests.ui.gallery.conftest import picture
from tests.ui.shell.conftest import Shell

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


def draw(shell: Shell, number: int, prompt: str) -> None:
    """Asks for a picture in the chat; the gateway gives one."""
    blob = BlobStore(shell.bench.folder / "images").put(picture(number, 300, 200))
    shell.bench.gateway.scripts.append(
        [
            (TextDelta(0, "Here: "), ImageReceived(0, blob, ImageOrigin.CONTENT, "")),
            (Finished(0, "stop"),),
        ]
    )
    edit = shell.window.chat.pane.composer.edit
    QTest.keyClicks(edit, prompt)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def test_ctrl_2_shows_what_chats_made_and_what_comes(shell: Shell, until: Until) -> None:
    draw(shell, 1, "Draw the tide")
    until(lambda: not shell.services.runs.running())
    QTest.keyClick(shell.window, Qt.Key.Key_2, CTRL)
    assert shell.window.page == "gallery"
    assert shell.window.windowTitle() == "Gallery – DGrid Studio"
    assert shell.window.rail.gallery.is_current
    page = shell.window.gallery
    until(lambda: len(page.grid.list) == 1)
    draw(shell, 2, "Draw another tide")
    until(lambda: len(page.grid.list) == 2)
    until(lambda: not shell.services.runs.running())
    until(lambda: page.thumbnails.is_idle)
    shell.window.activateWindow()
    until(shell.window.isActiveWindow)
    QTest.keyClick(shell.window, Qt.Key.Key_F, CTRL)
    until(page.header.search.hasFocus)
    QTest.keyClick(shell.window, Qt.Key.Key_1, CTRL)
    assert shell.window.page == "chat"


def looked_at(shell: Shell, until: Until) -> GalleryPage:
    """A chat drew an image; the gallery shows its details."""
    draw(shell, 1, "Draw the tide")
    until(lambda: not shell.services.runs.running())
    shell.window.resize(1500, 900)
    shell.window.show_page("gallery")
    page = shell.window.gallery
    until(lambda: len(page.grid.list) == 1)
    QTest.mouseClick(page.grid.viewport(), LEFT, pos=page.grid.rect_of(0).center())
    until(lambda: page.details.details is not None)
    until(page.details.body.describe.isVisible)
    return page


def test_the_request_of_an_image_is_shown_without_its_key(shell: Shell, until: Until) -> None:
    page = looked_at(shell, until)
    QTest.mouseClick(shell.button("Request", page.details), LEFT)
    until(lambda: page.details.findChild(RequestView) is not None)
    view = page.details.findChild(RequestView)
    assert view is not None
    until(view.isVisible)
    assert "Draw the tide" in view.body.toPlainText()
    assert shell.window.page == "gallery"
    QTest.mouseClick(shell.button("Copy as cURL", view), LEFT)
    until(lambda: "curl" in QGuiApplication.clipboard().text())
    until(lambda: page.thumbnails.is_idle)


def test_describe_asks_for_a_model_that_sees_and_writes_its_answer_as_note(
    shell: Shell, until: Until
) -> None:
    page = looked_at(shell, until)
    asked = len(shell.bench.gateway.requests)
    QTest.mouseClick(page.details.body.describe, LEFT)
    picker = shell.window.findChild(ModelPicker, "model_picker")
    assert picker is not None
    until(picker.isVisible)
    assert Skill.SEES in picker.filters.skills
    assert len(shell.bench.gateway.requests) == asked
    shell.bench.gateway.scripts.append(
        [(TextDelta(0, "The sea at low tide."),), (Finished(0, "stop"),)]
    )
    connection = shell.services.connections.all()[0]
    picker.model_chosen.emit(connection.id, "a/one")
    picker.hide()
    until(lambda: page.details.body.note.toPlainText() == "The sea at low tide.")
    assert len(shell.bench.gateway.requests) == asked + 1
    until(lambda: page.thumbnails.is_idle)


def test_the_first_window_imports_nothing_of_the_gallery() -> None:
    code = (
        "import sys, studio.bootstrap, studio.ui.shell.main_window\n"
        "bad = [m for m in sys.modules if 'gallery' in m and m != 'studio.core.gallery']\n"
        "assert not [m for m in bad if m.startswith(('studio.ui', 'studio.itemmodels'))], bad\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_first_look_answers_at_once_while_the_modules_of_the_page_come() -> None:
    """In a process of its own: here they are imported already."""
    code = (
        "import asyncio, os, sys, tempfile\n"
        "os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        "from pathlib import Path\n"
        "from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget\n"
        "import qasync\n"
        "app = QApplication([])\n"
        "from studio.services.tasks import TaskScope\n"
        "from studio.ui.shell import late_page\n"
        "from studio.ui.theme import ThemeStore\n"
        "class Window:\n"
        "    shown = 0\n"
        "    def __init__(self): self.pages = QStackedWidget(); self.gallery = QWidget()\n"
        "    def show_page(self, name):\n"
        "        assert late_page.is_imported('gallery')\n"
        "        self.shown += 1\n"
        "        self.pages.addWidget(self.gallery)\n"
        "        self.pages.setCurrentWidget(self.gallery)\n"
        "async def main():\n"
        "    scope = TaskScope('test', loop=asyncio.get_running_loop())\n"
        "    window, theme = Window(), ThemeStore(app, mode='light')\n"
        "    blank = late_page.page_or_blank(window, 'gallery', window.pages, scope, theme)\n"
        "    assert blank is not window.gallery and not late_page.is_imported('gallery')\n"
        "    window.pages.setCurrentWidget(blank)\n"
        "    while not window.shown: await asyncio.sleep(0.01)\n"
        "    assert window.pages.currentWidget() is window.gallery\n"
        "    again = late_page.page_or_blank(window, 'gallery', window.pages, scope, theme)\n"
        "    assert again is window.gallery and window.pages.count() == 1\n"
        "    await scope.close()\n"
        "    os._exit(0)\n"
        "loop = qasync.QEventLoop(app)\n"
        "loop.run_until_complete(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

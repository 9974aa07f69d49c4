"""What is selected or pointed at goes into the box, to the web, to a folder, to the clipboard."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from studio.core.events import Finished, ImageReceived, TextDelta
from studio.core.parts import BlobRef, ImageOrigin
from studio.ui.images.thumbnails import png_bytes
from studio.ui.widgets.message_edit import LONG_TEXT_CHARACTERS
from tests.ui.chat.conftest import ChatBench, Run

Until = Callable[[Callable[[], object]], None]


class Opener(QObject):
    """Stands in for the system's browser and file manager."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[QUrl] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url)


@pytest.fixture
def opener() -> Iterator[Opener]:
    opener = Opener()
    for scheme in ("file", "https"):
        QDesktopServices.setUrlHandler(scheme, opener, "open")  # type: ignore[call-overload]
    yield opener
    for scheme in ("file", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


@pytest.fixture
def blob(chat: ChatBench, run: Run, until: Until) -> BlobRef:
    """A chat whose answer is text and a picture."""
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    attachment = run(chat.services.images.import_bytes(png_bytes(image), "x.png"))
    received = ImageReceived(0, attachment.blob, ImageOrigin.IMAGES)
    text = TextDelta(0, "Here **it** is:\n\n- one\n- two")
    chat.gateway.scripts.append([(text, received), (Finished(0, "stop"),)])
    chat.send("A green field, please")
    until(lambda: chat.path() and not chat.services.runs.running())
    return attachment.blob


def act(chat: ChatBench, action: str, target: str = "") -> None:
    chat.page.pane.transcript.action_requested.emit(action, chat.path()[-1].id, target)


def mime_text(kind: str) -> str:
    return bytes(QApplication.clipboard().mimeData().data(kind).data()).decode()


def test_a_quote_goes_below_what_is_typed(chat: ChatBench, blob: BlobRef) -> None:
    QTest.keyClicks(chat.edit, "Look at")
    act(chat, "quote", "one\n\n**two**")
    assert chat.edit.toPlainText() == "Look at\n\n> one\n>\n> **two**\n\n"
    assert chat.edit.hasFocus()
    QTest.keyClicks(chat.edit, "Why?")
    assert chat.edit.toPlainText().endswith("> **two**\n\nWhy?")
    QTest.keyClick(chat.edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(chat.edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert chat.edit.toPlainText() == "Look at"


def test_translate_puts_a_question_in_the_box(chat: ChatBench, blob: BlobRef) -> None:
    act(chat, "translate", "Guten Tag")
    assert chat.edit.toPlainText().startswith("Translate into ")
    assert chat.edit.toPlainText().endswith(":\n\nGuten Tag")
    assert len(chat.path()) == 2, "nothing is sent"


def test_a_very_long_quote_becomes_an_attachment(
    chat: ChatBench, blob: BlobRef, until: Until
) -> None:
    act(chat, "quote", "long " * LONG_TEXT_CHARACTERS)
    until(lambda: chat.page.pane.composer.attachments.attachments())
    assert chat.edit.toPlainText() == ""


def test_a_search_shows_its_address_first(
    chat: ChatBench, blob: BlobRef, opener: Opener, until: Until
) -> None:
    act(chat, "search_web", "a & b\n= ü?")
    popup = chat.window.findChild(QWidget, "link_popup")
    assert popup is not None
    until(popup.isVisible)
    address = popup.findChild(QLabel, "link_address")
    assert address is not None
    assert address.accessibleName() == "https://duckduckgo.com/?q=a+%26+b+%3D+%C3%BC%3F"
    assert opener.opened == []
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    until(lambda: not popup.isVisible())


def test_a_picture_becomes_input(chat: ChatBench, blob: BlobRef) -> None:
    act(chat, "use_as_input", blob.sha256)
    attachments = chat.page.pane.composer.attachments.attachments()
    assert [each.blob for each in attachments] == [blob]
    assert attachments[0].name == f"a-green-field-please-{blob.sha256[:6]}.png"


def test_a_folder_with_a_copy_of_the_picture_is_shown(
    chat: ChatBench, blob: BlobRef, opener: Opener, tmp_path: Path
) -> None:
    act(chat, "show_in_folder", blob.sha256)
    folder = Path(opener.opened[0].toLocalFile())
    assert folder.is_relative_to(tmp_path / "cache")
    copies = list(folder.iterdir())
    assert [each.name for each in copies] == [f"a-green-field-please-{blob.sha256[:6]}.png"]
    original = chat.services.images.path(blob)
    before = original.read_bytes()
    copies[0].write_bytes(b"another program wrote here")
    assert original.read_bytes() == before


def test_a_missing_picture_is_told(chat: ChatBench, blob: BlobRef, opener: Opener) -> None:
    chat.services.images.path(blob).unlink()
    act(chat, "show_in_folder", blob.sha256)
    act(chat, "use_as_input", blob.sha256)
    assert opener.opened == []
    assert chat.page.pane.composer.attachments.attachments() == ()
    assert "missing" in chat.toasts.toasts[-1].text


def test_the_prompt_of_a_picture_is_copied(chat: ChatBench, blob: BlobRef) -> None:
    act(chat, "copy_prompt", blob.sha256)
    assert QApplication.clipboard().text() == "A green field, please"


def test_a_copied_message_has_all_formats(chat: ChatBench, blob: BlobRef) -> None:
    act(chat, "copy_message")
    name = f"a-green-field-please-{blob.sha256[:6]}.png"
    source = f"Here **it** is:\n\n- one\n- two\n\n![A green field, please]({name})"
    assert QApplication.clipboard().text() == source
    assert mime_text("text/markdown") == source
    assert "<ul><li>one</li><li>two</li></ul>" in mime_text("text/html")


def test_a_message_is_copied_as_one_format_alone(chat: ChatBench, blob: BlobRef) -> None:
    act(chat, "copy_as_markdown")
    assert not QApplication.clipboard().mimeData().hasHtml()
    assert QApplication.clipboard().text().startswith("Here **it** is:\n\n- one")
    act(chat, "copy_as_plain")
    assert QApplication.clipboard().mimeData().formats() == ["text/plain"]
    assert QApplication.clipboard().text().startswith("Here it is:\n\n• one\n• two")
    act(chat, "copy_as_rich")
    assert "<strong>it</strong>" in mime_text("text/html")
    assert QApplication.clipboard().text().startswith("Here it is:")


def test_a_copied_picture_is_pixels_and_a_file(
    chat: ChatBench, blob: BlobRef, until: Until
) -> None:
    QApplication.clipboard().clear()
    act(chat, "copy_image", blob.sha256)
    until(lambda: not QApplication.clipboard().image().isNull())
    url = QApplication.clipboard().mimeData().urls()[0]
    assert Path(url.toLocalFile()).name == f"a-green-field-please-{blob.sha256[:6]}.png"
    original = chat.services.images.path(blob)
    assert QImage(url.toLocalFile()) == QImage(str(original))

"""Actions on images and links, with real files and dialogs."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QLineEdit, QWidget

from studio.core.events import Finished, ImageReceived, TextDelta
from studio.core.parts import BlobRef, ImageOrigin
from studio.storage.picture_metadata import read_metadata
from studio.ui.images.items import ImageItem
from studio.ui.images.thumbnails import png_bytes
from tests.ui.chat.conftest import ChatBench, Run

Until = Callable[[Callable[[], object]], None]


class Opener(QObject):
    """Stands in for the system's browser and viewer."""

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
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    attachment = run(chat.services.images.import_bytes(png_bytes(image), "x.png"))
    chat.gateway.scripts.append(
        [
            (TextDelta(0, "Here: "), ImageReceived(0, attachment.blob, ImageOrigin.IMAGES)),
            (Finished(0, "stop"),),
        ]
    )
    chat.send("A green field, please")
    until(lambda: chat.path() and not chat.services.runs.running())
    return attachment.blob


def act(chat: ChatBench, action: str, target: str = "") -> None:
    chat.page.pane.transcript.action_requested.emit(action, chat.path()[-1].id, target)


def test_an_image_is_copied_as_pixels(chat: ChatBench, blob: BlobRef, until: Until) -> None:
    QApplication.clipboard().clear()
    act(chat, "copy_image", blob.sha256)
    until(lambda: not QApplication.clipboard().image().isNull())
    assert QApplication.clipboard().image().width() == 64


def test_an_image_is_saved_where_a_person_says(
    chat: ChatBench, blob: BlobRef, until: Until, tmp_path: Path
) -> None:
    act(chat, "save_image", blob.sha256)
    dialog = chat.window.findChild(QFileDialog, "file_dialog")
    assert dialog is not None
    until(dialog.isVisible)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    assert name.text() == f"a-green-field-please-{blob.sha256[:6]}.png"
    target = tmp_path / "saved.png"
    name.setText(str(target))
    QTest.keyClick(name, Qt.Key.Key_Return)
    until(target.exists)
    until(lambda: chat.toasts.toasts and "saved.png" in chat.toasts.toasts[-1].text)
    said = read_metadata(target.read_bytes())
    assert said is not None
    assert said.prompt == "A green field, please"
    assert said.model_id == chat.path()[-1].model_id
    assert QImage(str(target)) == QImage(str(chat.services.images.path(blob)))


def test_a_saved_image_is_the_original_where_a_person_wants_that(
    chat: ChatBench, blob: BlobRef, until: Until, tmp_path: Path
) -> None:
    chat.services.preferences.set(share_metadata=False)
    act(chat, "save_image", blob.sha256)
    dialog = chat.window.findChild(QFileDialog, "file_dialog")
    assert dialog is not None
    until(dialog.isVisible)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    name.setText(str(tmp_path / "saved.png"))
    QTest.keyClick(name, Qt.Key.Key_Return)
    until(lambda: chat.toasts.toasts and "saved.png" in chat.toasts.toasts[-1].text)
    original = chat.services.images.path(blob).read_bytes()
    assert (tmp_path / "saved.png").read_bytes() == original


def test_a_copied_image_is_a_file_that_explains_itself(
    chat: ChatBench, blob: BlobRef, until: Until
) -> None:
    QApplication.clipboard().clear()
    original = chat.services.images.path(blob).read_bytes()
    act(chat, "copy_image", blob.sha256)
    until(lambda: not QApplication.clipboard().image().isNull())
    copy = Path(QApplication.clipboard().mimeData().urls()[0].toLocalFile())
    said = read_metadata(copy.read_bytes())
    assert said is not None
    assert said.prompt == "A green field, please"
    assert said.made_at == chat.path()[-1].created_at
    assert chat.services.images.path(blob).read_bytes() == original


def test_an_image_asks_to_be_looked_at_among_all_of_the_path(
    chat: ChatBench, blob: BlobRef
) -> None:
    asked: list[tuple[tuple[ImageItem, ...], int]] = []
    chat.page.images_requested.connect(lambda *found: asked.append(found))
    act(chat, "open_image", blob.sha256)
    ((items, index),) = asked
    item = items[index]
    assert item.blob.sha256 == blob.sha256
    assert item.prompt == "A green field, please"
    assert item.name == f"a-green-field-please-{blob.sha256[:6]}.png"
    assert (item.conversation_id, item.message_id) == (chat.id, chat.path()[-1].id)


def test_a_missing_file_is_told(chat: ChatBench, blob: BlobRef) -> None:
    chat.services.images.path(blob).unlink()
    act(chat, "copy_image", blob.sha256)
    assert "missing" in chat.toasts.toasts[-1].text


def test_copied_markdown_names_images_by_file(chat: ChatBench, blob: BlobRef) -> None:
    act(chat, "copy_message")
    text = QApplication.clipboard().text()
    assert text.startswith("Here:")
    assert f"{blob.sha256[:6]}.png)" in text
    assert "base64" not in text


def test_a_link_is_opened_only_after_its_address_was_shown(
    chat: ChatBench, blob: BlobRef, opener: Opener, until: Until
) -> None:
    act(chat, "open_link", "https://example.org/a?b=c")
    popup = chat.window.findChild(QWidget, "link_popup")
    assert popup is not None
    until(popup.isVisible)
    address = popup.findChild(QLabel, "link_address")
    assert address is not None
    assert address.accessibleName() == "https://example.org/a?b=c"
    assert opener.opened == []
    button = popup.findChild(QAbstractButton, "link_open")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert opener.opened == [QUrl("https://example.org/a?b=c")]
    until(lambda: not popup.isVisible())


def test_a_local_address_in_an_answer_is_never_opened(
    chat: ChatBench, blob: BlobRef, opener: Opener, until: Until
) -> None:
    act(chat, "open_link", "file:///etc/passwd")
    popup = chat.window.findChild(QWidget, "link_popup")
    assert popup is not None
    until(popup.isVisible)
    button = popup.findChild(QAbstractButton, "link_open")
    assert button is not None
    assert not button.isEnabled()
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    until(lambda: not popup.isVisible())
    assert opener.opened == []


def test_editing_the_question_of_an_answer_keeps_its_pictures(
    chat: ChatBench, blob: BlobRef, until: Until, tmp_path: Path
) -> None:
    path = tmp_path / "in.png"
    path.write_bytes(chat.services.images.path(blob).read_bytes())
    chat.page.pane.composer.attachments.add_files((path,))
    until(lambda: chat.page.pane.composer.attachments.attachments())
    chat.answers("seen", "seen again")
    chat.send("What is this?")
    until(lambda: len(chat.path()) == 4 and not chat.services.runs.running())
    act(chat, "edit_question")
    edits = chat.page.pane.reader.edits
    assert edits is not None
    assert edits.editor is not None
    assert edits.editor.edit.toPlainText() == "What is this?"
    assert len(edits.editor.attachments.attachments()) == 1
    QTest.keyClick(edits.editor.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(lambda: chat.path()[-1].text == "seen again" and not chat.services.runs.running())
    assert chat.path()[-2].parts[0].blob == blob  # type: ignore[union-attr]

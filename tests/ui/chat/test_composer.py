"""The composer, by keys, clicks, pastes and input method events."""

import asyncio
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QImage, QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from studio.core.messages import Draft
from studio.services.images import ImageLibrary
from studio.services.tasks import TaskScope
from studio.storage.blobs import BlobStore
from studio.ui.chat.composer import Composer
from studio.ui.chat.composer_buttons import SendButton
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label
from tests.ui.heartbeat import Heartbeat

Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def scope(loop: asyncio.AbstractEventLoop) -> Iterator[TaskScope]:
    scope = TaskScope("test", loop=loop)
    yield scope
    loop.run_until_complete(scope.close())


@pytest.fixture
def composer(
    qtbot: QtBot, theme_store: ThemeStore, scope: TaskScope, tmp_path: Path
) -> Iterator[Composer]:
    window = QWidget()
    composer = Composer(
        theme=theme_store, images=ImageLibrary(BlobStore(tmp_path / "images")), scope=scope
    )
    column = QVBoxLayout(window)
    column.addStretch(1)
    column.addWidget(composer)
    window.resize(800, 600)
    composer.set_model("demo/writer", "writer")
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    composer.edit.setFocus()
    yield composer
    window.close()


@pytest.fixture
def sent(composer: Composer) -> list[tuple[str, object]]:
    got: list[tuple[str, object]] = []
    composer.send_requested.connect(lambda text, files: got.append((text, files)))
    return got


def send_button(composer: Composer) -> QAbstractButton:
    found = composer.findChild(QAbstractButton, "send")
    assert found is not None
    return found


def compose(composer: Composer, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(composer.edit, event)


def test_enter_sends_and_empties_the_box(composer: Composer, sent: list) -> None:
    QTest.keyClicks(composer.edit, "Hello there")
    QTest.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == [("Hello there", ())]
    assert composer.edit.toPlainText() == ""
    assert composer.draft().is_empty


def test_shift_enter_breaks_the_line(composer: Composer, sent: list) -> None:
    QTest.keyClicks(composer.edit, "a")
    QTest.keyClick(composer.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(composer.edit, "b")
    assert composer.edit.toPlainText() == "a\nb"
    assert sent == []


def test_ctrl_enter_sends_by_preference(composer: Composer, sent: list) -> None:
    composer.edit.insert_text("x")
    button = composer.findChild(SendButton)
    assert button.toolTip() == "Send  Enter"
    composer.set_send_key(ctrl_enter=True)
    assert button.toolTip() == "Send  Ctrl+Enter"
    composer.edit.clear()
    QTest.keyClicks(composer.edit, "a")
    QTest.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == []
    assert composer.edit.toPlainText() == "a\n"
    QTest.keyClick(composer.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sent == [("a", ())]


def test_enter_never_sends_while_text_is_composed(composer: Composer, sent: list) -> None:
    compose(composer, "にほん")
    assert composer.edit.is_composing()
    QTest.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == []
    compose(composer, "", "日本")
    assert not composer.edit.is_composing()
    assert composer.edit.toPlainText() == "日本"
    QTest.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == [("日本", ())]


def test_a_commit_that_goes_on_composing_does_not_send(composer: Composer, sent: list) -> None:
    compose(composer, "한")
    compose(composer, "그", "한")
    QTest.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == []
    compose(composer, "", "그")
    QTest.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == [("한그", ())]


def test_a_cancelled_composition_does_not_block_sending(composer: Composer, sent: list) -> None:
    QTest.keyClicks(composer.edit, "x")
    compose(composer, "に")
    compose(composer, "")
    QTest.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == [("x", ())]


def test_up_while_composing_in_an_empty_box_edits_nothing(composer: Composer) -> None:
    asked: list[bool] = []
    composer.edit_last_requested.connect(lambda: asked.append(True))
    compose(composer, "に")
    QTest.keyClick(composer.edit, Qt.Key.Key_Up)
    assert asked == []
    compose(composer, "")
    QTest.keyClick(composer.edit, Qt.Key.Key_Up)
    assert asked == [True]


def test_up_with_text_moves_the_cursor(composer: Composer) -> None:
    asked: list[bool] = []
    composer.edit_last_requested.connect(lambda: asked.append(True))
    QTest.keyClicks(composer.edit, "x")
    QTest.keyClick(composer.edit, Qt.Key.Key_Up)
    assert asked == []


def test_the_hint_stays_on_one_line(composer: Composer) -> None:
    assert composer.edit.placeholderText() == "Message writer"
    composer.set_model("demo/long", "long-name-" * 30)
    assert composer.edit.placeholderText().endswith("…")
    composer.set_zoom(85)
    composer.window().resize(4000, 600)
    assert composer.edit.placeholderText() == "Message " + "long-name-" * 30


def test_send_is_disabled_with_the_reason(composer: Composer) -> None:
    button = send_button(composer)
    assert not button.isEnabled()
    assert "Type a message" in button.toolTip()
    QTest.keyClicks(composer.edit, "  ")
    assert not button.isEnabled()
    QTest.keyClicks(composer.edit, "x")
    assert button.isEnabled()
    composer.set_blocked("No connection")
    assert not button.isEnabled()
    assert button.toolTip() == "No connection"


def test_several_models_are_asked_without_one_of_the_chat(composer: Composer) -> None:
    asked: list[tuple[str, object]] = []
    composer.compare_requested.connect(lambda text, files: asked.append((text, files)))
    composer.offer_comparing()
    composer.set_blocked("No model is chosen", "model")
    QTest.keyClicks(composer.edit, "Hello")
    QTest.keyClick(composer.edit, Qt.Key.Key_Return)
    assert composer.edit.toPlainText() == "Hello"
    QTest.keyClick(composer.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert asked == [("Hello", ())]
    assert composer.edit.is_empty()
    composer.set_blocked("There is no connection", "connection")
    QTest.keyClicks(composer.edit, "Hello")
    QTest.keyClick(composer.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(asked) == 1
    assert composer.edit.toPlainText() == "Hello"


def test_enter_says_why_nothing_is_sent_and_offers_the_step(composer: Composer, sent: list) -> None:
    hint = composer.findChild(Label, "hint")
    assert hint is not None
    keys = hint.accessibleName()
    steps: list[object] = []
    composer.model_picker_requested.connect(steps.append)
    composer.connection_requested.connect(steps.append)
    QTest.keyClicks(composer.edit, "Hello")
    composer.set_blocked("No model is chosen", "model")
    QTest.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == []
    assert hint.accessibleName() == "No model is chosen"
    step = composer.findChild(QAbstractButton, "composer_step")
    assert step is not None
    assert step.isVisible()
    assert step.text() == "Choose a model"
    QTest.mouseClick(step, Qt.MouseButton.LeftButton)
    assert steps == [composer.model_button]
    composer.set_blocked("")
    assert not step.isVisible()
    assert hint.accessibleName() == keys
    composer.set_blocked("There is no connection", "connection")
    QTest.keyClick(composer.edit, Qt.Key.Key_Return)
    assert step.text() == "Add a connection"
    QTest.mouseClick(step, Qt.MouseButton.LeftButton)
    assert steps[1:] == [""]
    QTest.keyClicks(composer.edit, "!")
    assert hint.accessibleName() == keys
    assert composer.draft().text == "Hello!"


def test_the_button_stops_while_an_answer_runs(composer: Composer, sent: list) -> None:
    stopped: list[bool] = []
    composer.stop_requested.connect(lambda: stopped.append(True))
    composer.set_running(True)
    button = send_button(composer)
    assert button.accessibleName() == "Stop"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert stopped == [True]
    QTest.keyClicks(composer.edit, "next")
    QTest.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == [("next", ())]
    composer.set_running(False)
    assert button.accessibleName() == "Send"


def test_it_grows_to_twelve_lines_then_scrolls(composer: Composer, qtbot: QtBot) -> None:
    line = composer.edit.fontMetrics().lineSpacing()
    heights = []
    for count in range(1, 16):
        heights.append(composer.edit.wanted_height())
        if count < 15:
            QTest.keyClick(composer.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert [b - a for a, b in pairwise(heights)][:11] == [line] * 11
    assert heights[11:] == [heights[11]] * 4
    scrolls = Qt.ScrollBarPolicy.ScrollBarAsNeeded
    assert composer.edit.verticalScrollBarPolicy() == scrolls
    composer.set_draft(Draft())
    assert composer.edit.wanted_height() == heights[0]


def first_line_is_seen(composer: Composer) -> bool:
    """Whether the box shows its text from the first line, and all of it."""
    edit = composer.edit
    layout, block = edit.document().documentLayout(), edit.document().begin()
    height = 0.0
    while block.isValid():
        height += layout.blockBoundingRect(block).height()
        block = block.next()
    return edit.verticalScrollBar().value() == 0 and edit.viewport().height() >= height


def test_lines_of_another_script_may_be_higher(composer: Composer, until: Until) -> None:
    edit = composer.edit
    edit.insert_text("今天\n明天")
    first = edit.document().begin()
    height = edit.document().documentLayout().blockBoundingRect(first).height()
    assert height > edit.fontMetrics().lineSpacing(), "this needs a Chinese font"
    until(lambda: first_line_is_seen(composer))
    for count in range(3, 13):
        composer.edit.insert_text("\n第三行")
        until(lambda: first_line_is_seen(composer))
        assert composer.edit.document().blockCount() == count
    composer.edit.insert_text("\n第十三行")
    until(lambda: composer.edit.verticalScrollBar().value() > 0)


def test_one_line_becomes_higher_by_what_is_typed_into_it(composer: Composer, until: Until) -> None:
    QTest.keyClicks(composer.edit, "today")
    before = composer.edit.wanted_height()
    composer.edit.insert_text("今天")
    assert composer.edit.wanted_height() > before
    until(lambda: first_line_is_seen(composer))
    composer.edit.replace_text("today")
    assert composer.edit.wanted_height() == before


def test_a_long_line_wraps_and_grows(composer: Composer) -> None:
    before = composer.edit.height()
    QTest.keyClicks(composer.edit, "word " * 40)
    assert composer.edit.wanted_height() > before


def mime(text: str = "") -> QMimeData:
    data = QMimeData()
    if text:
        data.setText(text)
    return data


def paste(composer: Composer, data: QMimeData) -> None:
    QApplication.clipboard().setMimeData(data)
    QTest.keyClick(composer.edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_a_pasted_image_becomes_an_attachment(composer: Composer, until: Until) -> None:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    data = QMimeData()
    data.setImageData(image)
    paste(composer, data)
    until(lambda: composer.attachments.attachments())
    (attachment,) = composer.attachments.attachments()
    assert attachment.blob.mime == "image/png"
    assert (attachment.blob.width_px, attachment.blob.height_px) == (300, 200)
    assert send_button(composer).isEnabled()


def test_pasted_files_become_attachments_and_can_be_removed(
    composer: Composer, until: Until, tmp_path: Path
) -> None:
    path = tmp_path / "notes.md"
    path.write_text("# Notes\n")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    paste(composer, data)
    until(lambda: composer.attachments.attachments())
    (attachment,) = composer.attachments.attachments()
    assert attachment.name == "notes.md"
    remove = composer.attachments.findChild(QAbstractButton, "remove")
    assert remove is not None
    assert remove.accessibleName() == "Remove notes.md"
    QTest.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert composer.attachments.attachments() == ()


def test_a_file_that_cannot_be_read_is_told(
    composer: Composer, until: Until, tmp_path: Path
) -> None:
    failed: list[tuple[str, object]] = []
    composer.attach_failed.connect(lambda name, failure: failed.append((name, failure)))
    composer.attachments.add_files((tmp_path / "gone.txt",))
    until(lambda: failed)
    assert failed[0][0] == "gone.txt"
    assert composer.attachments.attachments() == ()
    assert composer.attachments.being_read() == ""


def test_long_pasted_text_becomes_a_file_and_can_be_put_back(
    composer: Composer, until: Until
) -> None:
    text = "line of text\n" * 1000
    paste(composer, mime(text))
    assert composer.edit.toPlainText() == ""
    until(lambda: composer.attachments.attachments())
    back = composer.attachments.findChild(QAbstractButton, "chip_action")
    assert back is not None
    assert back.isVisible()
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    assert composer.edit.toPlainText() == text
    assert composer.attachments.attachments() == ()


def test_plain_paste_keeps_long_text_in_the_box(composer: Composer) -> None:
    text = "x" * 9000
    QApplication.clipboard().setMimeData(mime(text))
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(composer.edit, Qt.Key.Key_V, modifiers)
    assert composer.edit.toPlainText() == text


def test_a_text_that_would_make_each_key_slow_stays_a_file(
    composer: Composer, until: Until
) -> None:
    QApplication.clipboard().setMimeData(mime("word " * 250_000))
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(composer.edit, Qt.Key.Key_V, modifiers)
    assert composer.edit.toPlainText() == ""
    until(lambda: composer.attachments.attachments())
    back = composer.attachments.findChild(QAbstractButton, "chip_action")
    assert back is None or not back.isVisible()
    beats = Heartbeat()
    QTest.keyClicks(composer.edit, "still quick")
    assert beats.stop() < 0.05 * len("still quick")


def test_the_hint_is_as_large_as_the_text(composer: Composer, theme_store: ThemeStore) -> None:
    theme_store.set_scale(150)
    assert composer.edit.viewport().font().pixelSize() == composer.edit.font().pixelSize() == 21
    theme_store.set_scale(100)


def test_undo_works_across_pastes(composer: Composer) -> None:
    QTest.keyClicks(composer.edit, "a")
    paste(composer, mime("bcd"))
    assert composer.edit.toPlainText() == "abcd"
    QTest.keyClick(composer.edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert composer.edit.toPlainText() == "a"


def test_the_draft_follows_a_moment_later(composer: Composer, until: Until) -> None:
    drafts: list[Draft] = []
    composer.draft_changed.connect(lambda: drafts.append(composer.draft()))
    QTest.keyClicks(composer.edit, "half a thought")
    assert drafts == []
    assert composer.is_draft_waiting()
    until(lambda: drafts)
    assert drafts == [Draft("half a thought")]


def test_a_sent_text_never_becomes_a_draft(composer: Composer, sent: list, until: Until) -> None:
    drafts: list[Draft] = []
    composer.draft_changed.connect(lambda: drafts.append(composer.draft()))
    QTest.keyClicks(composer.edit, "sent")
    QTest.keyClick(composer.edit, Qt.Key.Key_Return)
    assert not composer.is_draft_waiting()
    QTest.keyClicks(composer.edit, "n")
    until(lambda: drafts)
    assert drafts == [Draft("n")]


def test_escape_goes_on_to_the_pane(composer: Composer) -> None:
    escaped: list[bool] = []
    composer.escape_pressed.connect(lambda: escaped.append(True))
    QTest.keyClicks(composer.edit, "kept")
    QTest.keyClick(composer.edit, Qt.Key.Key_Escape)
    assert escaped == [True]
    assert composer.edit.toPlainText() == "kept"


def test_a_queued_message_can_be_taken_back(composer: Composer) -> None:
    taken: list[bool] = []
    composer.unqueue_requested.connect(lambda: taken.append(True))
    composer.set_queued(Draft("and then this"))
    chip = composer.findChild(QWidget, "queued")
    assert chip is not None
    assert chip.isVisible()
    assert chip.accessibleDescription() == "Queued"
    button = chip.findChild(QAbstractButton, "remove")
    assert button is not None
    assert button.accessibleName() == "Take back"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert taken == [True]
    composer.set_queued(None)
    composer.add_draft(Draft("and then this"))
    assert composer.edit.toPlainText() == "and then this"


def test_names_and_tooltips_on_every_control(composer: Composer) -> None:
    names = set()
    for button in composer.findChildren(QAbstractButton):
        if button.isVisible():
            names.add(button.accessibleName())
            assert button.accessibleName()
            assert button.toolTip()
            assert button.objectName()
    assert {"Attach", "Model", "Send"} <= names
    assert composer.edit.accessibleName() == "Message"
    model = composer.findChild(QAbstractButton, "model")
    assert model is not None
    assert model.accessibleDescription() == "demo/writer"


def test_undo_is_left_to_the_window_when_there_is_nothing_to_undo(composer: Composer) -> None:
    def override() -> bool:
        event = QKeyEvent(
            QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier
        )
        event.ignore()
        QApplication.sendEvent(composer.edit, event)
        return event.isAccepted()

    assert not override()
    QTest.keyClicks(composer.edit, "x")
    assert override()


def test_clicking_the_space_around_the_text_focuses_it(composer: Composer) -> None:
    composer.model_button.setFocus()
    QTest.mouseClick(composer.edit, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert composer.edit.hasFocus()

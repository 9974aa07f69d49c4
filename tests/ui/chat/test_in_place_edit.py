"""Editing messages where they stand, by real keys, clicks and input methods."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from studio.core.events import Finished, TextDelta
from studio.core.parts import ImagePart
from studio.ui.chat.message_editor import MessageEditor
from studio.ui.images.thumbnails import png_bytes
from studio.ui.transcript.view import TranscriptView
from tests.ui.chat.conftest import ChatBench, Run
from tests.ui.transcript_view.conftest import click, line_on_screen

Until = Callable[[Callable[[], object]], None]
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def idle(chat: ChatBench) -> Callable[[], bool]:
    return lambda: not chat.services.runs.running() and chat.path() != ()


def view_of(chat: ChatBench) -> TranscriptView:
    return chat.page.pane.transcript


def editor_of(chat: ChatBench) -> MessageEditor:
    edits = chat.page.pane.reader.edits
    assert edits is not None
    assert edits.editor is not None
    return edits.editor


def is_editing(chat: ChatBench) -> bool:
    edits = chat.page.pane.reader.edits
    return edits is not None and edits.editor is not None


def asked(chat: ChatBench, until: Until, question: str = "Frist", answer: str = "one") -> None:
    chat.answers(answer)
    chat.send(question)
    until(idle(chat))
    until(lambda: view_of(chat).flow.visible)


def press(chat: ChatBench, name: str) -> None:
    button = next(
        each
        for each in editor_of(chat).findChildren(QAbstractButton)
        if name in (each.text(), each.accessibleName())
    )
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_edit_opens_over_the_message_and_ctrl_enter_asks_anew(
    chat: ChatBench, until: Until
) -> None:
    asked(chat, until)
    QTest.keyClicks(chat.edit, "my draft")
    top = line_on_screen(view_of(chat), "Frist")
    click(view_of(chat), chat.path()[0].id, "edit")
    editor = editor_of(chat)
    assert editor.edit.hasFocus()
    assert editor.edit.toPlainText() == "Frist"
    at = editor.mapTo(view_of(chat).viewport(), QPoint(0, 0))
    assert abs(at.y() - top) < 24, "the editor is where the message was"
    assert at.x() == round(view_of(chat).canvas.left)
    assert chat.edit.toPlainText() == "my draft"
    editor.edit.selectAll()
    QTest.keyClicks(editor.edit, "First")
    QTest.keyClick(editor.edit, Qt.Key.Key_Return)
    QTest.keyClicks(editor.edit, "line")
    chat.answers("two")
    QTest.keyClick(editor.edit, Qt.Key.Key_Return, CONTROL)
    assert not is_editing(chat)
    until(lambda: [m.text for m in chat.path()] == ["First\nline", "two"])
    until(idle(chat))
    tree = chat.services.conversations.tree(chat.id)
    assert tree is not None
    assert len(tree.siblings(chat.path()[0].id)) == 2
    assert chat.edit.toPlainText() == "my draft"


def test_save_keeps_a_version_and_asks_nothing(chat: ChatBench, until: Until) -> None:
    asked(chat, until)
    old = chat.path()[0]
    click(view_of(chat), old.id, "edit")
    QTest.keyClicks(editor_of(chat).edit, "!")
    press(chat, "Save")
    assert [m.text for m in chat.path()] == ["Frist!"]
    assert not chat.services.runs.running()
    assert len(chat.gateway.requests) == 1
    assert view_of(chat).items()[0].row.versions == 2
    chat.page.undo_last()
    assert [m.text for m in chat.path()] == ["Frist", "one"]
    assert chat.path()[0].id == old.id


def test_an_answer_is_edited_into_a_version_of_its_own(chat: ChatBench, until: Until) -> None:
    asked(chat, until, "Q", "It is **wrogn**")
    view = view_of(chat)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Up, ALT)
    QTest.keyClick(view, Qt.Key.Key_E, CONTROL)
    editor = editor_of(chat)
    assert editor.edit.toPlainText() == "It is **wrogn**"
    assert "Save and rerun" not in [b.text() for b in editor.findChildren(QAbstractButton)]
    editor.edit.selectAll()
    QTest.keyClicks(editor.edit, "It is right")
    QTest.keyClick(editor.edit, Qt.Key.Key_S, CONTROL)
    assert chat.path()[-1].text == "It is right"
    row = view.items()[-1].row
    assert (row.version, row.versions) == (2, 2)
    assert "It is right" in view.items()[-1].plain_text()
    assert len(chat.gateway.requests) == 1
    assert view.hasFocus()
    QTest.keyClick(view, Qt.Key.Key_Left, ALT)
    assert chat.path()[-1].text == "It is **wrogn**"


def test_escape_cancels_and_keeps_what_was_typed(chat: ChatBench, until: Until) -> None:
    asked(chat, until)
    message = chat.path()[0]
    QTest.keyClick(chat.edit, Qt.Key.Key_Up)
    QTest.keyClicks(editor_of(chat).edit, " of all")
    QTest.keyClick(editor_of(chat).edit, Qt.Key.Key_Escape)
    assert not is_editing(chat)
    assert [m.text for m in chat.path()] == ["Frist", "one"]
    assert line_on_screen(view_of(chat), "Frist")
    assert chat.edit.hasFocus(), "back where it was begun"
    click(view_of(chat), message.id, "edit")
    edit = editor_of(chat).edit
    assert edit.toPlainText() == "Frist of all"
    QTest.keyClick(edit, Qt.Key.Key_Z, CONTROL)
    assert edit.toPlainText() == "Frist"
    press(chat, "Cancel")
    click(view_of(chat), message.id, "edit")
    assert editor_of(chat).edit.toPlainText() == "Frist"


def test_another_chat_puts_the_edit_away_and_it_comes_back(chat: ChatBench, until: Until) -> None:
    asked(chat, until)
    first, message = chat.id, chat.path()[0]
    click(view_of(chat), message.id, "edit")
    QTest.keyClicks(editor_of(chat).edit, " typed")
    chat.page.new_chat()
    assert not is_editing(chat)
    chat.page.open(first)
    until(lambda: chat.path() != () and view_of(chat).flow.visible)
    click(view_of(chat), message.id, "edit")
    assert editor_of(chat).edit.toPlainText() == "Frist typed"


def test_keys_of_an_input_method_neither_save_nor_cancel(chat: ChatBench, until: Until) -> None:
    asked(chat, until)
    click(view_of(chat), chat.path()[0].id, "edit")
    edit = editor_of(chat).edit
    QApplication.sendEvent(edit, QInputMethodEvent("nihon", []))
    QTest.keyClick(edit, Qt.Key.Key_Return, CONTROL)
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    QTest.keyClick(edit, Qt.Key.Key_S, CONTROL)
    assert is_editing(chat)
    done = QInputMethodEvent()
    done.setCommitString("日本")
    QApplication.sendEvent(edit, done)
    assert edit.toPlainText() == "Frist日本"
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert not is_editing(chat)


def test_the_editor_grows_and_stays_in_sight(chat: ChatBench, until: Until) -> None:
    asked(chat, until, "Q", "word " * 2000)
    view = view_of(chat)
    view.flow.to_item(view.items()[0])
    view.user_moved()
    click(view, chat.path()[0].id, "edit")
    editor = editor_of(chat)
    before = editor.height()
    for _ in range(60):
        QTest.keyClick(editor.edit, Qt.Key.Key_Return)
    assert editor.height() > before
    assert editor.height() < view.viewport().height()
    assert editor.geometry().bottom() <= view.viewport().height()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    assert not editor.geometry().intersects(view.viewport().rect())
    QTest.keyClicks(editor.edit, "x")
    assert view.viewport().rect().contains(editor.geometry())


def test_the_editor_follows_the_width(chat: ChatBench, until: Until) -> None:
    asked(chat, until, "word " * 200)
    click(view_of(chat), chat.path()[0].id, "edit")
    editor = editor_of(chat)
    wide = (editor.width(), editor.height())
    chat.window.resize(1000, 900)
    until(lambda: editor.width() < wide[0])
    assert editor.width() == round(view_of(chat).flow.width)
    assert editor.height() > wide[1]


def test_pictures_of_a_question_can_be_taken_away_or_kept(
    chat: ChatBench, until: Until, run: Run, tmp_path: Path
) -> None:
    for number, name in enumerate(("a.png", "b.png")):
        image = QImage(40 + number, 30, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.blue)
        (tmp_path / name).write_bytes(png_bytes(image))
    paths = (tmp_path / "a.png", tmp_path / "b.png")
    chat.page.pane.composer.attachments.add_files(paths)
    until(lambda: len(chat.page.pane.composer.attachments.attachments()) == 2)
    asked(chat, until, "What are these?")
    kept = chat.path()[0].parts[1]
    click(view_of(chat), chat.path()[0].id, "edit")
    assert len(editor_of(chat).attachments.attachments()) == 2
    press(chat, "Remove a.png")
    chat.answers("one picture")
    press(chat, "Save and rerun")
    until(lambda: chat.path()[-1].text == "one picture" and not chat.services.runs.running())
    images = [part for part in chat.path()[0].parts if isinstance(part, ImagePart)]
    assert images == [kept]


def test_nothing_can_be_saved_as_nothing(chat: ChatBench, until: Until) -> None:
    asked(chat, until)
    click(view_of(chat), chat.path()[0].id, "edit")
    editor = editor_of(chat)
    editor.edit.selectAll()
    QTest.keyClick(editor.edit, Qt.Key.Key_Delete)
    QTest.keyClick(editor.edit, Qt.Key.Key_Return, CONTROL)
    assert is_editing(chat)
    assert len(chat.path()) == 2


def test_another_version_puts_the_editor_away(chat: ChatBench, until: Until) -> None:
    asked(chat, until)
    chat.gateway.scripts.append([(TextDelta(0, "two"), Finished(0, "stop"))])
    chat.page.pane.regenerate_last()
    until(lambda: chat.path()[-1].text == "two" and not chat.services.runs.running())
    message = chat.path()[-1]
    chat.page.pane.reader.actions.run("edit", message.id)
    QTest.keyClicks(editor_of(chat).edit, " typed")
    chat.page.pane.reader.actions.run("previous_version", message.id)
    assert not is_editing(chat)
    chat.page.pane.reader.actions.run("next_version", chat.path()[-1].id)
    chat.page.pane.reader.actions.run("edit", message.id)
    assert editor_of(chat).edit.toPlainText() == "two typed"


def test_chinese_lines_fit_into_the_editor(chat: ChatBench, until: Until) -> None:
    asked(chat, until)
    view = view_of(chat)
    view.action_requested.emit("edit", view.items()[0].id, "")
    edit = editor_of(chat).edit
    edit.insert_text(" 今天\n明天\n后天")
    layout = edit.document().documentLayout()
    blocks = [edit.document().findBlockByNumber(number) for number in range(3)]
    until(
        lambda: (
            edit.viewport().height()
            >= sum(layout.blockBoundingRect(block).height() for block in blocks)
        )
    )
    assert edit.verticalScrollBar().value() == 0

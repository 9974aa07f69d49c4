"""Continuing, forking, other versions and copying code, by real keys and clicks."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from studio.core.events import Finished, TextDelta
from studio.core.messages import MessageState
from studio.ui.transcript.view import TranscriptView
from tests.services.fakes import Hold
from tests.ui.chat.conftest import ChatBench
from tests.ui.transcript_view.conftest import click

Until = Callable[[Callable[[], object]], None]
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def idle(chat: ChatBench) -> Callable[[], bool]:
    return lambda: not chat.services.runs.running() and chat.path() != ()


def view_of(chat: ChatBench) -> TranscriptView:
    return chat.page.pane.transcript


def test_a_stopped_answer_is_continued_by_its_button(chat: ChatBench, until: Until) -> None:
    hold = Hold()
    chat.gateway.scripts.append([(TextDelta(0, "Half of"),), hold])
    chat.gateway.scripts.append([(TextDelta(0, " it"), Finished(0, "stop"))])
    chat.send("Go")
    until(lambda: hold.reached)
    until(lambda: "Half" in view_of(chat).items()[-1].plain_text())
    QTest.mouseClick(chat.button("Stop"), Qt.MouseButton.LeftButton)
    until(idle(chat))
    old = chat.path()[-1]
    assert old.state is MessageState.STOPPED
    until(lambda: "Stopped" in view_of(chat).items()[-1].plain_text())
    click(view_of(chat), old.id, "continue")
    until(lambda: chat.path()[-1].text == "Half of it" and not chat.services.runs.running())
    row = view_of(chat).items()[-1].row
    assert (row.version, row.versions) == (2, 2)
    assert "Half of it" in view_of(chat).items()[-1].plain_text()
    QTest.keyClick(view_of(chat), Qt.Key.Key_Up, ALT)
    QTest.keyClick(view_of(chat), Qt.Key.Key_Left, ALT)
    assert chat.path()[-1].id == old.id
    assert chat.path()[-1].text == "Half of"


def test_forking_opens_a_copy_and_undo_goes_back(chat: ChatBench, until: Until) -> None:
    chat.answers("one", "two")
    chat.send("First")
    until(idle(chat))
    chat.send("Second")
    until(lambda: len(chat.path()) == 4 and not chat.services.runs.running())
    source = chat.id
    until(lambda: view_of(chat).flow.visible)
    click(view_of(chat), chat.path()[1].id, "fork")
    assert chat.id != source
    assert [m.text for m in chat.path()] == ["First", "one"]
    assert chat.page.pane.title() == "First (fork)"
    undo = next(
        button
        for button in chat.window.findChildren(QAbstractButton)
        if button.isVisible() and "Undo" in (button.text(), button.accessibleName())
    )
    QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert chat.id == source
    assert len(chat.path()) == 4
    assert [c.title for c in chat.services.conversations.all()] == ["First"]


def test_a_fork_goes_on_by_itself(chat: ChatBench, until: Until) -> None:
    chat.answers("one", "fork answer")
    chat.send("First")
    until(idle(chat))
    source = chat.id
    QTest.keyClick(view_of(chat), Qt.Key.Key_Up, ALT)
    QTest.keyClick(view_of(chat), Qt.Key.Key_B, CONTROL | SHIFT)
    assert chat.id != source
    chat.send("Only here")
    until(lambda: len(chat.path()) == 4 and not chat.services.runs.running())
    tree = chat.services.conversations.tree(source)
    assert tree is not None
    assert [m.text for m in tree.path()] == ["First", "one"]


def test_another_model_is_asked_for_the_focused_answer(chat: ChatBench, until: Until) -> None:
    asked: list[str] = []
    chat.page.model_picker_requested.connect(lambda _anchor, message_id: asked.append(message_id))
    chat.answers("one", "other")
    chat.send("First")
    until(idle(chat))
    QTest.keyClick(view_of(chat), Qt.Key.Key_Up, ALT)
    QTest.keyClick(view_of(chat), Qt.Key.Key_R, CONTROL | SHIFT)
    assert asked == [chat.path()[-1].id]
    connection = chat.services.connections.default()
    assert connection is not None
    chat.page.pane.use_model(connection.id, "b/two", asked[0])
    until(lambda: chat.path()[-1].text == "other" and not chat.services.runs.running())
    assert chat.path()[-1].model_id == "b/two"
    assert view_of(chat).items()[-1].row.versions == 2


def test_delete_key_deletes_the_focused_message_with_undo(chat: ChatBench, until: Until) -> None:
    chat.answers("one")
    chat.send("First")
    until(idle(chat))
    QTest.keyClick(view_of(chat), Qt.Key.Key_Up, ALT)
    QTest.keyClick(view_of(chat), Qt.Key.Key_Delete)
    assert [m.text for m in chat.path()] == ["First"]
    chat.page.undo_last()
    assert [m.text for m in chat.path()] == ["First", "one"]


def test_the_last_code_block_is_copied(chat: ChatBench, until: Until) -> None:
    chat.answers(
        "```py\nprint(1)\n```\nthen\n\n- in a list:\n\n  ```\n  two\n  ```\n\nend", "no code"
    )
    chat.send("First")
    until(idle(chat))
    chat.send("Second")
    until(lambda: len(chat.path()) == 4 and not chat.services.runs.running())
    chat.page.pane.copy_last_code()
    assert QGuiApplication.clipboard().text().strip() == "two"

"""Going through the window by keys: F6, typing over the messages, and being called back."""

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from studio.core.events import Finished, TextDelta
from studio.ui.shell.attention import Attention
from tests.ui.conftest import Until
from tests.ui.shell.conftest import Shell

SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


def with_an_answer(shell: Shell, until: Until) -> str:
    cid = shell.window.chat.pane.conversation_id
    shell.bench.gateway.scripts.append([(TextDelta(0, "Hi"),), (Finished(0, "stop"),)])
    shell.services.runs.send(cid, "Hello")
    until(lambda: not shell.services.runs.is_running(cid))
    return cid


def focused(shell: Shell) -> QWidget:
    widget = shell.window.focusWidget()
    assert widget is not None
    return widget


def test_f6_walks_the_parts_of_the_window_and_back(shell: Shell, until: Until) -> None:
    with_an_answer(shell, until)
    window, chat = shell.window, shell.window.chat
    window.resize(1440, 900)
    until(chat.is_list_shown)
    chat.pane.focus_box()
    walk = [window.rail.chat, chat.list.view, chat.pane.transcript, chat.pane.composer.edit]
    for expected in (*walk, walk[0]):
        QTest.keyClick(focused(shell), Qt.Key.Key_F6)
        assert focused(shell) is expected
    for expected in (walk[3], walk[2], walk[1], walk[0]):
        QTest.keyClick(focused(shell), Qt.Key.Key_F6, SHIFT)
        assert focused(shell) is expected
    chat.toggle_parameters()
    chat.pane.focus_box()
    QTest.keyClick(focused(shell), Qt.Key.Key_F6)
    assert chat.inspector.panel.isAncestorOf(focused(shell))


def test_f6_leaves_out_what_is_not_there(shell: Shell) -> None:
    chat = shell.window.chat
    shell.window.resize(960, 700)
    assert not chat.is_list_shown()
    chat.pane.focus_box()
    QTest.keyClick(focused(shell), Qt.Key.Key_F6)
    assert focused(shell) is shell.window.rail.chat
    QTest.keyClick(focused(shell), Qt.Key.Key_F6)
    assert focused(shell) is chat.pane.composer.edit


def test_f6_on_another_page(shell: Shell) -> None:
    shell.window.show_page("settings")
    QTest.keyClick(focused(shell), Qt.Key.Key_F6)
    assert shell.window.rail.isAncestorOf(focused(shell))
    QTest.keyClick(focused(shell), Qt.Key.Key_F6)
    assert shell.window.shown_page.isAncestorOf(focused(shell))


def test_typing_over_the_messages_goes_on_in_the_box(shell: Shell, until: Until) -> None:
    with_an_answer(shell, until)
    pane = shell.window.chat.pane
    pane.composer.edit.insert_text("one ")
    pane.transcript.setFocus()
    QTest.keyClick(pane.transcript, Qt.Key.Key_T)
    assert pane.composer.edit.hasFocus()
    QTest.keyClicks(pane.composer.edit, "wo")
    assert pane.composer.edit.toPlainText() == "one two"
    pane.transcript.setFocus()
    data = QMimeData()
    data.setText(" three")
    QGuiApplication.clipboard().setMimeData(data)
    QTest.keyClick(pane.transcript, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert pane.composer.edit.toPlainText() == "one two three"


def test_keys_of_the_messages_stay_theirs(shell: Shell, until: Until) -> None:
    with_an_answer(shell, until)
    pane = shell.window.chat.pane
    pane.transcript.setFocus()
    for key, modifiers in (
        (Qt.Key.Key_Space, NONE), (Qt.Key.Key_Home, NONE), (Qt.Key.Key_Delete, NONE),
        (Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier), (Qt.Key.Key_Tab, NONE),
    ):  # fmt: skip
        QTest.keyClick(pane.transcript, key, modifiers)
        assert pane.composer.edit.toPlainText() == ""


def test_an_answer_calls_back_who_looks_elsewhere(shell: Shell, until: Until) -> None:
    called: list[QWidget] = []
    Attention(shell.window, shell.services.runs, called.append)
    until(shell.window.isActiveWindow)
    with_an_answer(shell, until)
    assert called == []
    other = QWidget()
    other.show()
    other.activateWindow()
    until(lambda: not shell.window.isActiveWindow())
    with_an_answer(shell, until)
    assert called == [shell.window]
    other.close()

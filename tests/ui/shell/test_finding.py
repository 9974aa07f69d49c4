"""Ctrl+F and what follows, by real keys in the main window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from studio.core.events import Finished, TextDelta
from studio.ui.chat.find_bar import FindBar
from studio.ui.transcript.view import TranscriptView
from tests.ui.conftest import Until
from tests.ui.shell.conftest import Shell

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def chat(shell: Shell, until: Until) -> Shell:
    text = "\n\n".join(f"Line {n}: the **Tide** turns." for n in range(40))
    shell.bench.gateway.scripts.append([(TextDelta(0, text),), (Finished(0, "stop"),)])
    edit = shell.window.chat.pane.composer.edit
    QTest.keyClicks(edit, "Tell me of the tide")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    until(lambda: not shell.services.runs.running() and "Line 39" in text_of(shell))
    return shell


def text_of(shell: Shell) -> str:
    return "".join(item.plain_text() for item in shell.window.chat.pane.transcript.items())


def bar_of(shell: Shell) -> FindBar:
    found = shell.window.findChild(FindBar)
    assert found is not None
    return found


def find(shell: Shell, text: str, until: Until) -> FindBar:
    QTest.keyClick(shell.window, Qt.Key.Key_F, CTRL)
    bar = bar_of(shell)
    until(bar.field.hasFocus)
    QTest.keyClicks(bar.field, text)
    until(lambda: "of" in bar.count.text() or bar.count.text() == "No matches")
    return bar


def test_opens_finds_goes_on_and_gives_the_focus_back(chat: Shell, until: Until) -> None:
    edit = chat.window.chat.pane.composer.edit
    edit.setFocus()
    bar = find(chat, "the tide turns", until)
    assert bar.isVisible()
    until(lambda: bar.count.text().endswith("of 40"))
    first = int(bar.count.text().split()[0])
    QTest.keyClick(bar.field, Qt.Key.Key_Return, SHIFT)
    assert bar.count.text() == f"{first - 1} of 40"
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    QTest.keyClick(chat.window, Qt.Key.Key_F3)
    assert bar.count.text() == f"{first % 40 + 1} of 40"
    QTest.keyClick(chat.window, Qt.Key.Key_F3, SHIFT)
    assert bar.count.text() == f"{first} of 40"
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert edit.hasFocus()
    assert chat.window.chat.pane.transcript.marks.found is None


def test_case_and_words_have_keys_and_buttons(chat: Shell, until: Until) -> None:
    bar = find(chat, "tide", until)
    until(lambda: bar.count.text().endswith("of 41"))
    QTest.keyClick(bar.field, Qt.Key.Key_C, ALT)
    until(lambda: bar.count.text().endswith("of 1"))
    QTest.mouseClick(chat.button("Match case", bar), Qt.MouseButton.LeftButton)
    until(lambda: bar.count.text().endswith("of 41"))
    bar.field.setFocus()
    QTest.keyClick(bar.field, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(bar.field, "tid")
    until(lambda: bar.count.text().endswith("of 41"))
    QTest.keyClick(bar.field, Qt.Key.Key_W, ALT)
    until(lambda: bar.count.text() == "No matches")
    assert not chat.button("Next match", bar).isEnabled()
    assert "Alt" in chat.button("Whole words", bar).toolTip()
    assert "F3" in chat.button("Next match", bar).toolTip()


def test_names_on_the_screen(chat: Shell, until: Until) -> None:
    bar = find(chat, "tide", until)
    assert bar.field.accessibleName() == "Find in chat"
    assert isinstance(bar.field, QLineEdit)
    for name in ("Next match", "Previous match", "Match case", "Whole words", "Close"):
        assert chat.button(name, bar).accessibleName() == name
    QTest.mouseClick(chat.button("Close", bar), Qt.MouseButton.LeftButton)
    assert not bar.isVisible()


def test_selected_text_prefills_the_field(chat: Shell, until: Until) -> None:
    view = chat.window.chat.pane.transcript
    view.restore_anchor(f"{view.items()[1].id}|text0|3|0")
    visible = view.flow.visible[0]
    at = view.canvas.rect_of(visible, 0).topLeft().toPoint()
    word = visible.piece.elements[0].selection_rects(5, 12)[0]
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at + word.center().toPoint())
    assert not view.selection.is_empty
    QTest.keyClick(chat.window, Qt.Key.Key_F, CTRL)
    bar = bar_of(chat)
    until(lambda: "of" in bar.count.text())
    assert bar.field.text().strip(" :")
    assert bar.field.selectedText() == bar.field.text()


def test_the_query_is_kept_and_another_chat_closes_the_bar(chat: Shell, until: Until) -> None:
    bar = find(chat, "turns", until)
    QTest.keyClick(chat.window, Qt.Key.Key_N, CTRL)
    assert not bar.isVisible()
    QTest.keyClick(chat.window, Qt.Key.Key_F, CTRL)
    assert not bar.isVisible()  # nothing to find in
    QTest.keyClick(chat.window, Qt.Key.Key_Tab, CTRL)
    view: TranscriptView = chat.window.chat.pane.transcript
    until(lambda: bool(view.items()))
    QTest.keyClick(chat.window, Qt.Key.Key_F3)
    assert bar.isVisible()
    assert bar.field.text() == "turns"
    until(lambda: bar.count.text().endswith("of 40"))


def test_tab_goes_through_the_bar(chat: Shell, until: Until, qtbot: QtBot) -> None:
    bar = find(chat, "tide", until)
    names = []
    for _ in range(6):
        focused = chat.window.focusWidget()
        names.append(focused.accessibleName() if focused else "")
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert names == [
        "Find in chat", "Match case", "Whole words", "Previous match", "Next match", "Close",
    ]  # fmt: skip
    assert bar.isVisible()


def test_the_bar_fits_a_narrow_window_and_stays_in_its_corner(chat: Shell, until: Until) -> None:
    bar = find(chat, "tide", until)
    pane = chat.window.chat.pane
    for width in (960, 1400):
        chat.window.resize(width, 700)
        until(lambda: pane.rect().contains(bar.geometry().adjusted(12, 12, -12, -12)))
        right = bar.geometry().right()
        assert pane.width() - right < 60

"""What is copied from a text is what it says, not what was put into long words to wrap them."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label
from studio.ui.widgets.popup import Menu

LONG = "https://example.org/" + "a" * 60 + " end"
OWN = "ភាសា\u200bខ្មែរ 🙂🙂 " + "b" * 40 + "\u200b" + "c" * 40


@pytest.fixture
def label(qtbot: QtBot, theme_store: ThemeStore) -> Label:
    made = Label(theme_store, LONG, wrap=True, selectable=True)
    qtbot.addWidget(made)
    made.resize(200, 200)
    made.show()
    made.setFocus()
    return made


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


@pytest.mark.parametrize("text", [LONG, OWN])
def test_the_key_copies_what_it_says(label: Label, text: str) -> None:
    label.set_text(text)
    assert label.text() == text
    QTest.keyClick(label, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard() == text


def test_a_part_is_copied_as_it_is_said(label: Label) -> None:
    label.set_text(OWN)
    start = OWN.index("b")
    # In units of UTF-16 the two faces before it take four; a place to break follows 12 letters.
    label.setSelection(start + 2, 20)
    assert label.selectedText() == OWN[start : start + 19]
    label.copy_selected()
    assert clipboard() == OWN[start : start + 19]


def test_the_menu_copies_what_it_says(label: Label, qtbot: QtBot) -> None:
    label.select_all()
    spot = QPoint(10, 10)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, label.mapToGlobal(spot))
    QApplication.sendEvent(label, event)
    menu = label.findChild(Menu)
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Copy", "Select all"]
    menu.actions()[0].trigger()
    assert clipboard() == LONG
    menu.close()

"""The list of keys, and that it lists what there is."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from studio.ui.settings.keyboard import KeyboardSection, groups
from studio.ui.transcript.message_menu import KEYS
from studio.ui.viewer.keys import WALKING
from studio.ui.widgets import KeyCap, key_text
from tests.ui.conftest import Until
from tests.ui.shell.conftest import Shell

CTRL = Qt.KeyboardModifier.ControlModifier
OTHERWISE_KNOWN = {"Ctrl++", "Shift+F10"}


def listed(heading: str = "") -> set[str]:
    rows = [row for title, rows in groups() for row in rows if heading in ("", title)]
    return {key for keys, _ in rows for key in keys.split(" ")}


def test_f1_and_ctrl_slash_list_the_keys(shell: Shell) -> None:
    box = shell.window.chat.pane.composer.edit
    box.insert_text("half a thought")
    for key, modifier in (
        (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Slash, CTRL),
    ):
        QTest.keyClick(shell.window, key, modifier)
        assert shell.window.page == "settings"
        section = shell.window.findChild(KeyboardSection)
        assert section is not None
        assert section.isVisible()
        caps = {cap.text() for cap in section.findChildren(KeyCap) if not cap.isHidden()}
        assert {key_text("Ctrl+Shift+C"), "Enter", key_text("F11")} <= caps
        QTest.keyClick(shell.window, Qt.Key.Key_Escape)
        assert shell.window.page == "chat"
    assert box.toPlainText() == "half a thought"


def test_the_list_follows_the_key_that_sends(shell: Shell) -> None:
    shell.services.preferences.set(send_with="ctrl_enter")
    QTest.keyClick(shell.window, Qt.Key.Key_F1)
    section = shell.window.findChild(KeyboardSection)
    assert section is not None
    caps = [cap.text() for cap in section.findChildren(KeyCap) if not cap.isHidden()]
    assert "Ctrl Shift Enter" in caps


def test_every_key_of_the_window_is_in_the_list(shell: Shell) -> None:
    window = shell.window
    bound = {each.key().toString() for each in window._page_keys.shortcuts}
    assert bound - listed() - OTHERWISE_KNOWN == set()
    assert set(KEYS.values()) - listed() - OTHERWISE_KNOWN <= {"Shift+F10"}
    for keys in listed():
        if not re.fullmatch("send|compare", keys):
            assert QKeySequence(keys).toString(), keys


def test_the_keys_of_the_viewer_are_those_that_are_bound() -> None:
    bound = {key for keys in WALKING.values() for key in keys.split(" ")}
    bound |= {f"Alt+{rating}" for rating in range(6)}  # see `viewer.culling`
    assert listed("Looking at an image") - {"M"} <= bound


def test_a_search_in_the_settings_finds_a_key_by_what_it_does(shell: Shell, until: Until) -> None:
    QTest.keyClick(shell.window, Qt.Key.Key_Comma, CTRL)
    until(lambda: shell.window.findChild(KeyboardSection))  # sections are made one by one
    section = shell.window.findChild(KeyboardSection)
    assert section is not None
    assert "regenerate the last answer" in section.words()
    assert not section.isVisible()


def test_ctrl_bracket_is_the_list_too(shell: Shell) -> None:
    shown = shell.window.chat.is_list_shown()
    QTest.keyClick(shell.window, Qt.Key.Key_BracketLeft, CTRL)
    assert shell.window.chat.is_list_shown() != shown

"""Ctrl+K in the main window, over real services."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.core.events import Finished, TextDelta
from studio.core.messages import Draft
from studio.ui.palette.entries import Kind
from studio.ui.palette.palette import CommandPalette
from tests.ui.conftest import Until
from tests.ui.shell.conftest import MakeShell, Shell

CTRL = Qt.KeyboardModifier.ControlModifier


def opened(shell: Shell) -> CommandPalette:
    focused = shell.window.focusWidget() or shell.window
    QTest.keyClick(focused, Qt.Key.Key_K, CTRL)
    palette = shell.window.findChild(CommandPalette)
    assert palette is not None
    assert palette.is_open
    return palette


def run(shell: Shell, words: str) -> None:
    palette = opened(shell)
    QTest.keyClicks(palette.field, words)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert not palette.is_open


def texts(palette: CommandPalette) -> list[str]:
    return [row.entry.text for row in palette._rows.rows if row.entry is not None]


def three_chats(shell: Shell) -> list[str]:
    store = shell.services.conversations
    ids = []
    for title in ("Alpha rivers", "Beta dunes", "Gamma harbour"):
        made = store.new()
        store.save_draft(made.id, Draft("x"))
        store.rename(made.id, title)
        ids.append(made.id)
    return ids


def test_it_opens_from_the_box_and_takes_nothing_from_it(shell: Shell) -> None:
    box = shell.window.chat.pane.composer.edit
    box.setFocus()
    box.insert_text("half a thought")
    box.moveCursor(box.textCursor().MoveOperation.Start)
    palette = opened(shell)
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert box.toPlainText() == "half a thought"
    assert box.hasFocus()


def test_it_opens_from_a_search_field(shell: Shell) -> None:
    shell.window.chat.search_chats()
    QTest.keyClicks(shell.window.focusWidget(), "dune")
    QTest.keyClick(shell.window.focusWidget(), Qt.Key.Key_Home)
    opened(shell)
    assert shell.window.chat.list.search.text() == "dune"


def test_going_to_a_chat_from_any_page(shell: Shell) -> None:
    _, beta, gamma = three_chats(shell)
    run(shell, "dunes")
    assert shell.window.chat.pane.conversation_id == beta
    shell.window.show_page("settings")
    run(shell, "#gam")
    assert shell.window.page == "chat"
    assert shell.window.chat.pane.conversation_id == gamma
    assert texts(opened(shell))[:2] == ["Beta dunes", "Alpha rivers"]  # the others, newest first


def test_choosing_a_model(shell: Shell) -> None:
    run(shell, "@b/two")
    assert shell.button("Model").accessibleDescription() == "b/two"
    assert shell.window.chat.pane.composer.edit.hasFocus()
    palette = opened(shell)
    QTest.keyClicks(palette.field, "@b/two")
    (row,) = (row for row in palette._rows.rows if row.entry is not None)
    assert row.note == "In use"


def test_running_an_act_and_its_key_is_told(shell: Shell) -> None:
    palette = opened(shell)
    QTest.keyClicks(palette.field, "go to settings")
    entry = palette._rows.rows[1].entry
    assert entry is not None
    assert (entry.text, entry.keys) == ("Go to Settings", "Ctrl+,")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert shell.window.page == "settings"
    run(shell, "dark theme")
    assert shell.services.preferences.values.theme == "dark"
    run(shell, "appearance")
    assert shell.window._settings is not None
    section = shell.window._settings._stack.currentWidget()
    assert section.title == "Appearance"  # type: ignore[attr-defined]
    run(shell, "new chat")
    assert shell.window.page == "chat"


def test_acts_of_the_chat_are_there_when_they_can_be_done(shell: Shell, until: Until) -> None:
    assert "Regenerate the last answer" not in texts(opened(shell))
    QTest.keyClick(shell.window.focusWidget(), Qt.Key.Key_Escape)
    assert "Delete this chat" not in texts(opened(shell))
    QTest.keyClick(shell.window.focusWidget(), Qt.Key.Key_Escape)
    cid = shell.window.chat.pane.conversation_id
    shell.bench.gateway.scripts = [[(TextDelta(0, "Hi"),), (Finished(0, "stop"),)]]
    shell.services.runs.send(cid, "Hello")
    until(lambda: not shell.services.runs.is_running(cid))
    offered = texts(opened(shell))
    QTest.keyClick(shell.window.focusWidget(), Qt.Key.Key_Escape)
    assert {"Regenerate the last answer", "Delete this chat", "Find in this chat"} <= set(offered)
    run(shell, "pin this")
    conversation = shell.services.conversations.get(cid)
    assert conversation is not None
    assert conversation.pinned
    run(shell, "delete this chat")
    assert shell.services.conversations.get(cid) is None


def test_every_command_of_every_page_has_an_icon_and_can_be_run(shell: Shell, until: Until) -> None:
    for page in ("chat", "settings", "gallery", "compare"):
        shell.window.show_page(page)
        until(lambda name=page: shell.window.page == name)
        palette = opened(shell)
        entries = [row.entry for row in palette._entries.rows(">") if row.entry is not None]
        assert len({entry.id for entry in entries}) == len(entries) > 8
        for entry in entries:
            assert not shell.window._theme.current.pixmap(entry.icon, 16, "text2", 1.0).isNull()
        QTest.keyClick(palette.field, Qt.Key.Key_Escape)


def test_before_there_is_a_connection_it_offers_looks_alone(make_shell: MakeShell) -> None:
    shell = make_shell(connected=False)
    assert shell.window.page == "welcome"
    offered = texts(opened(shell))
    assert "Dark theme" in offered
    assert "New chat" not in offered


def test_going_to_a_message_by_its_words(shell: Shell, until: Until) -> None:
    chat = shell.window.chat
    first = chat.pane.conversation_id
    answer = [(TextDelta(0, "The lighthouse keeps no diary."),), (Finished(0, "stop"),)]
    shell.bench.gateway.scripts = [answer]
    shell.services.runs.send(first, "Hello")
    until(lambda: not shell.services.runs.is_running(first))
    chat.new_chat()
    assert chat.pane.conversation_id != first
    palette = opened(shell)
    QTest.keyClicks(palette.field, "house keeps")
    until(lambda: "Messages" in [row.label for row in palette._rows.rows])
    (row,) = (row for row in palette._rows.rows if row.entry and row.entry.kind is Kind.MESSAGE)
    assert row.note == "Hello"
    assert "lighthouse keeps" in row.entry.text
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert chat.pane.conversation_id == first
    until(lambda: chat.pane.transcript.marks.focused_item is not None)
    item = chat.pane.transcript.marks.focused_item
    assert item is not None
    assert "no diary" in item.plain_text()

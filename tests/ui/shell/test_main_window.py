"""The main window by clicks and keys."""

from PySide6.QtCore import (
    QMimeData,
    QPointF,
    Qt,
    QUrl,
)
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QWidget

from studio.core.errors import DiskFull
from studio.core.events import Finished, TextDelta
from studio.core.messages import Draft
from studio.options import StartOptions
from tests.services.fakes import Hold
from tests.ui.chat.conftest import Run
from tests.ui.conftest import Until
from tests.ui.dragging import DRAG_POINT
from tests.ui.shell.conftest import MakeShell, Shell, close_shell

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def send(shell: Shell, text: str) -> None:
    edit = shell.window.chat.pane.composer.edit
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def answer(shell: Shell, until: Until, question: str) -> str:
    shell.bench.gateway.scripts.append([(TextDelta(0, "ok"),), (Finished(0, "stop"),)])
    send(shell, question)
    until(lambda: not shell.services.runs.running() and shell.window.chat.pane.title() == question)
    return shell.window.chat.pane.conversation_id


def test_it_starts_with_an_empty_chat_and_the_cursor_in_the_box(shell: Shell) -> None:
    assert shell.window.page == "chat"
    assert shell.window.windowTitle() == "New chat – DGrid Studio"
    assert shell.window.chat.pane.composer.edit.hasFocus()
    assert (shell.window.minimumWidth(), shell.window.minimumHeight()) == (960, 600)


def test_the_title_follows_the_chat(shell: Shell, until: Until) -> None:
    answer(shell, until, "Dunes")
    assert shell.window.windowTitle() == "Dunes – DGrid Studio"
    shell.window.chat.pane.header.renamed.emit("Renamed")
    assert shell.window.windowTitle() == "Renamed – DGrid Studio"


def test_the_rail_goes_from_page_to_page(shell: Shell) -> None:
    QTest.mouseClick(shell.button("Settings"), Qt.MouseButton.LeftButton)
    assert shell.window.page == "settings"
    assert shell.window.rail.settings.is_current
    QTest.keyClick(shell.window, Qt.Key.Key_Escape)
    assert shell.window.page == "chat"
    QTest.keyClick(shell.window, Qt.Key.Key_Comma, CTRL)
    assert shell.window.page == "settings"
    QTest.mouseClick(shell.button("Chat"), Qt.MouseButton.LeftButton)
    assert shell.window.page == "chat"
    assert shell.window.rail.chat.is_current


def test_the_connection_tile_tells_and_leads(shell: Shell) -> None:
    tile = shell.button("Connection")
    assert "Test gateway" in tile.toolTip()
    assert "connected, 2 models" in tile.toolTip()
    QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert shell.window.page == "settings"


def test_without_a_connection_there_is_the_welcome(make_shell: MakeShell, until: Until) -> None:
    shell = make_shell(connected=False)
    assert shell.window.page == "welcome"
    QTest.keyClick(shell.window, Qt.Key.Key_N, CTRL)
    assert shell.window.page == "welcome"
    QTest.mouseClick(shell.button("Try the built-in demo"), Qt.MouseButton.LeftButton)
    assert shell.window.page == "chat"
    default = shell.services.connections.default()
    assert default is not None
    assert default.is_demo
    until(lambda: shell.services.catalogue.models(default.id))
    badge = shell.window.findChild(QWidget, "demo_badge")
    assert badge is not None
    assert badge.isVisible()
    search = shell.window.chat.list.findChild(QWidget, "search")  # made later at a start
    assert search is not None
    assert search.isVisibleTo(shell.window.chat.list)
    answer(shell, until, "Hello demo")


def test_keys_for_chats(shell: Shell, until: Until) -> None:
    first = answer(shell, until, "First")
    QTest.keyClick(shell.window, Qt.Key.Key_N, CTRL)
    second = answer(shell, until, "Second")
    assert first != second
    chat = shell.window.chat
    QTest.keyClick(shell.window, Qt.Key.Key_Tab, CTRL)
    assert chat.pane.conversation_id == first
    QTest.keyClick(shell.window, Qt.Key.Key_Backtab, CTRL | SHIFT)
    assert chat.pane.conversation_id == second
    QTest.keyClick(shell.window, Qt.Key.Key_C, CTRL | SHIFT)
    assert QApplication.clipboard().text() == "ok"
    shell.bench.gateway.scripts.append([(TextDelta(0, "again"),), (Finished(0, "stop"),)])
    QTest.keyClick(shell.window, Qt.Key.Key_R, CTRL)
    until(lambda: not shell.services.runs.running())
    tree = shell.services.conversations.tree(second)
    assert tree is not None
    assert tree.path()[-1].text == "again"
    chat.delete(second)
    assert chat.pane.conversation_id == first
    chat.list.view.setFocus()
    QTest.keyClick(chat.list.view, Qt.Key.Key_Z, CTRL)
    assert chat.pane.conversation_id == second


def test_ctrl_z_in_the_box_undoes_typing_first(shell: Shell, until: Until) -> None:
    first = answer(shell, until, "First")
    shell.window.chat.delete(first)
    edit = shell.window.chat.pane.composer.edit
    edit.setFocus()
    QTest.keyClicks(edit, "typed")
    QTest.keyClick(edit, Qt.Key.Key_Z, CTRL)
    assert edit.toPlainText() == ""
    assert shell.services.conversations.get(first) is None
    QTest.keyClick(edit, Qt.Key.Key_Z, CTRL)
    assert shell.services.conversations.get(first) is not None


def test_the_list_column_hides_by_key_and_in_narrow_windows(shell: Shell, until: Until) -> None:
    chat = shell.window.chat
    shell.window.resize(1400, 800)
    until(chat.is_list_shown)
    QTest.keyClick(shell.window, Qt.Key.Key_B, CTRL)
    assert not chat.is_list_shown()
    QTest.keyClick(shell.window, Qt.Key.Key_B, CTRL)
    assert chat.is_list_shown()
    shell.window.resize(1000, 700)
    until(lambda: not chat.is_list_shown())
    button = shell.button("Show chats")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert chat.is_list_shown()
    QTest.keyClick(chat.list.view, Qt.Key.Key_Escape)
    assert not chat.is_list_shown()
    shell.window.resize(1300, 700)
    until(chat.is_list_shown)


def test_f2_renames_in_the_list_or_in_the_header(shell: Shell, until: Until) -> None:
    shell.window.resize(1400, 800)
    answer(shell, until, "First")
    view = shell.window.chat.list.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_F2)
    assert view.findChild(QLineEdit, "rename") is not None
    QTest.keyClick(view.findChild(QLineEdit, "rename"), Qt.Key.Key_Escape)
    shell.window.chat.pane.focus_box()
    QTest.keyClick(shell.window, Qt.Key.Key_F2)
    field = shell.window.findChild(QLineEdit, "title_field")
    assert field is not None
    assert field.isVisible()


def test_zoom_by_keys_is_kept(shell: Shell) -> None:
    pane = shell.window.chat.pane
    before = pane.composer.edit.font().pixelSize()
    QTest.keyClick(shell.window, Qt.Key.Key_Equal, CTRL)
    assert shell.services.preferences.values.text_zoom_percent == 107
    assert pane.composer.edit.font().pixelSize() == before + 1
    QTest.keyClick(shell.window, Qt.Key.Key_Minus, CTRL)
    QTest.keyClick(shell.window, Qt.Key.Key_Minus, CTRL)
    assert shell.services.preferences.values.text_zoom_percent == 93
    QTest.keyClick(shell.window, Qt.Key.Key_0, CTRL)
    assert shell.services.preferences.values.text_zoom_percent == 100


def test_the_model_picker_opens_by_key_and_its_choice_counts(shell: Shell, until: Until) -> None:
    QTest.keyClick(shell.window, Qt.Key.Key_L, CTRL)
    picker = shell.window.findChild(QWidget, "model_picker")
    assert picker is not None
    until(picker.isVisible)
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, "two")
    QTest.keyClick(focused, Qt.Key.Key_Return)
    assert shell.button("Model").accessibleDescription() == "b/two"
    until(lambda: not picker.isVisible())
    assert shell.window.chat.pane.composer.edit.hasFocus()


def test_escape_closes_the_picker_before_it_stops_an_answer(shell: Shell, until: Until) -> None:
    hold = Hold()
    shell.bench.gateway.scripts.append([(TextDelta(0, "x"),), hold])
    send(shell, "Go")
    until(lambda: hold.reached)
    QTest.keyClick(shell.window, Qt.Key.Key_L, CTRL)
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Escape)
    assert shell.services.runs.running()
    transcript = shell.window.chat.pane.transcript
    transcript.setFocus()
    QTest.keyClick(transcript, Qt.Key.Key_Escape)
    until(lambda: not shell.services.runs.running())


def test_closing_an_idle_window_asks_to_quit(shell: Shell) -> None:
    shell.window.close()
    assert shell.quits == [True]
    assert shell.window.isVisible()


def test_closing_while_an_answer_is_written_asks_first(shell: Shell, until: Until) -> None:
    hold = Hold()
    shell.bench.gateway.scripts.append([(TextDelta(0, "x"),), hold])
    send(shell, "Go")
    until(lambda: hold.reached)
    shell.window.close()
    dialog = shell.window.findChild(QDialog, "quit_dialog")
    assert dialog is not None
    until(dialog.isVisible)
    assert shell.quits == []
    QTest.mouseClick(shell.button("Keep writing", dialog), Qt.MouseButton.LeftButton)
    until(lambda: shell.window.findChild(QDialog, "quit_dialog") is None)
    assert shell.services.runs.running()
    assert shell.quits == []
    shell.window.close()
    dialog = shell.window.findChild(QDialog, "quit_dialog")
    assert dialog is not None
    QTest.mouseClick(shell.button("Stop and quit", dialog), Qt.MouseButton.LeftButton)
    assert shell.quits == [True]


def test_the_next_start_is_as_this_one_was_left(
    make_shell: MakeShell, run: Run, until: Until
) -> None:
    shell = make_shell()
    first = answer(shell, until, "Left open")
    answer_draft = "half a thought"
    QTest.keyClicks(shell.window.chat.pane.composer.edit, answer_draft)
    shell.window.resize(1234, 777)
    until(shell.window.chat.is_list_shown)
    shell.window.chat.splitter.setSizes([340, 2000])
    shell.window.chat.splitter.splitterMoved.emit(340, 1)
    shell.window.resize(960, 666)  # fits the small screen of the test platform
    close_shell(shell, run)
    again = make_shell()
    assert again.window.chat.pane.conversation_id == first
    assert again.window.chat.pane.composer.draft() == Draft(answer_draft)
    assert (again.window.width(), again.window.height()) == (960, 666)
    again.window.resize(1234, 777)
    until(again.window.chat.is_list_shown)
    assert abs(again.window.chat.splitter.sizes()[0] - 340) <= 1
    until(lambda: again.window.windowTitle() == "Left open – DGrid Studio")


def test_safe_mode_opens_no_earlier_chat(make_shell: MakeShell, run: Run, until: Until) -> None:
    shell = make_shell()
    first = answer(shell, until, "Not again")
    close_shell(shell, run)
    again = make_shell(options=StartOptions(theme="light", safe_mode=True))
    assert again.window.chat.pane.conversation_id != first
    assert again.window.windowTitle() == "New chat – DGrid Studio"


def test_shift_held_at_the_start_is_safe_mode(
    make_shell: MakeShell, run: Run, until: Until
) -> None:
    shell = make_shell()
    first = answer(shell, until, "Not again")
    QTest.keyPress(shell.window, Qt.Key.Key_Shift, SHIFT)
    close_shell(shell, run)
    again = make_shell()
    QTest.keyRelease(again.window, Qt.Key.Key_Shift)
    assert again.window.chat.pane.conversation_id != first
    close_shell(again, run)
    as_ever = make_shell()
    until(lambda: as_ever.window.chat.pane.conversation_id == first)


def test_a_model_of_the_command_line_is_used_first(make_shell: MakeShell) -> None:
    shell = make_shell(options=StartOptions(theme="light", model="x/from-outside"))
    assert shell.button("Model").accessibleDescription() == "x/from-outside"


def test_failures_of_the_studio_are_told_until_dismissed(shell: Shell) -> None:
    shell.services.conversations.storage_failed.emit(DiskFull("no space").as_failure())
    assert shell.window.notices.isVisible()
    QTest.mouseClick(shell.button("Dismiss"), Qt.MouseButton.LeftButton)
    assert not shell.window.notices.isVisible()


def test_files_dropped_anywhere_are_attached(shell: Shell, until: Until, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "dropped.txt"
    path.write_text("words")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    page = shell.window.chat
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    left = Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(DRAG_POINT(50, 50), copy, data, left, none)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    target = page.findChild(QWidget, "drop_target")
    assert target is not None
    assert target.isVisible()
    QApplication.sendEvent(page, QDropEvent(QPointF(50, 50), copy, data, left, none))
    assert not target.isVisible()
    composer = page.pane.composer
    until(lambda: composer.attachments.attachments())
    assert composer.attachments.attachments()[0].name == "dropped.txt"


def test_every_visible_button_has_a_name_and_a_tooltip(shell: Shell, until: Until) -> None:
    answer(shell, until, "First")
    for button in shell.window.findChildren(QAbstractButton):
        if button.isVisible():
            assert button.accessibleName() or button.text(), button.objectName()
            assert button.toolTip(), button.objectName()


def test_the_list_of_keys_is_read_without_a_mouse(shell: Shell, until: Until) -> None:
    window = shell.window
    window.resize(1000, 620)
    window.activateWindow()
    until(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.page == "settings"
    settings = window._settings
    assert settings is not None
    area = settings._pages[settings.sections.currentRow()].scroll_area
    until(lambda: area.verticalScrollBar().maximum() > 0)
    settings.sections.setFocus()
    QTest.keyClick(settings.sections, Qt.Key.Key_Tab)
    assert area.hasFocus()
    assert area.shows_focus_ring
    QTest.keyClick(area, Qt.Key.Key_PageDown)
    assert area.verticalScrollBar().value() > 0
    QTest.keyClick(area, Qt.Key.Key_End)
    assert area.verticalScrollBar().value() == area.verticalScrollBar().maximum()

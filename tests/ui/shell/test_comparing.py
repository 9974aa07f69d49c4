"""Comparing from the chat: Ctrl+Enter, and "Compare with…" on an answer."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from studio.core.comparing import ColumnSetup
from studio.core.events import Finished, ImageReceived, TextDelta
from studio.core.gallery import GalleryFilter
from studio.core.parts import ImageOrigin
from studio.core.requests import ChatRequest
from studio.storage.blobs import BlobStore
from tests.services.fakes import Hold, Step
from tests.ui.conftest import Until
from tests.ui.gallery.conftest import picture
from tests.ui.shell.conftest import MakeShell, Shell, close_shell

Run = Callable[..., Any]
CTRL = Qt.KeyboardModifier.ControlModifier
PAIR = (ColumnSetup("a/one"), ColumnSetup("b/two"))


def answer(text: str) -> list[Step]:
    return [(TextDelta(0, text),), (Finished(0, "stop"),)]


def choose(until: Until, name: str) -> None:
    until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    (action,) = [each for each in menu.actions() if each.text() == name]
    menu.setActiveAction(action)
    QTest.keyClick(menu, Qt.Key.Key_Return)


def type_and(shell: Shell, text: str, modifiers: Qt.KeyboardModifier) -> None:
    edit = shell.window.chat.pane.composer.edit
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return, modifiers)


def texts(shell: Shell) -> list[str]:
    answers = shell.window.compare.page.board.answers()
    return [each.text if each is not None else "" for each in answers]


def ask_in_chat(shell: Shell, until: Until, text: str, reply: str) -> str:
    shell.bench.gateway.scripts.append(answer(reply))
    type_and(shell, text, Qt.KeyboardModifier.NoModifier)
    chat = shell.window.chat.pane.conversation_id
    until(lambda: not shell.bench.runs.is_running(chat))
    return chat


@pytest.mark.parametrize("send_with", ["enter", "ctrl_enter"])
def test_another_key_sends_to_the_line_up(shell: Shell, until: Until, send_with: str) -> None:
    chat = ask_in_chat(shell, until, "What is it?", "First")
    shell.bench.preferences.set(send_with=send_with)
    shell.services.comparing().store.set_current(PAIR)
    shell.bench.gateway.scripts += [answer("Of one"), answer("Of two")]
    key = Qt.KeyboardModifier.ControlModifier
    if send_with == "ctrl_enter":
        key |= Qt.KeyboardModifier.ShiftModifier
    type_and(shell, "And then?", key)
    until(lambda: shell.window.page == "compare")
    assert shell.window.compare.page.conversation_id == chat
    until(lambda: texts(shell) == ["Of one", "Of two"])
    until(lambda: not shell.services.comparing().runner.is_running(chat))
    for request in shell.bench.gateway.requests[1:]:
        assert isinstance(request, ChatRequest)
        assert [m.text for m in request.history] == ["What is it?", "First", "And then?"]
    shell.window.show_page("chat")
    rows = [item.row for item in shell.window.chat.pane.transcript.items()]
    assert [(row.message.text, row.versions) for row in rows[-2:]] == [
        ("And then?", 1), ("Of one", 2),
    ]  # fmt: skip
    assert shell.window.chat.pane.composer.draft().is_empty


def test_ctrl_tab_goes_through_the_comparisons(shell: Shell, until: Until) -> None:
    shell.services.comparing().store.set_current(PAIR)
    seen = []
    for question in ("First?", "Second?"):
        shell.bench.gateway.scripts += [answer("Of one"), answer("Of two")]
        shell.window.new_chat()
        type_and(shell, question, Qt.KeyboardModifier.ControlModifier)
        until(lambda: shell.window.page == "compare" and texts(shell) == ["Of one", "Of two"])
        seen.append(shell.window.compare.page.conversation_id)
    page = shell.window.compare.page
    for modifiers in (CTRL, CTRL | Qt.KeyboardModifier.ShiftModifier):
        for wanted in seen:
            QTest.keyClick(shell.window, Qt.Key.Key_Tab, modifiers)
            assert page.conversation_id == wanted


def test_what_the_chat_has_set_goes_along(shell: Shell, until: Until) -> None:
    chat = ask_in_chat(shell, until, "What is it?", "First")
    shell.bench.conversations.set_system_prompt(chat, "Be brief.")
    own = ColumnSetup("b/two", system_prompt="Be long.", parameters={"temperature": 0.3})
    shell.services.comparing().store.set_current((PAIR[0], own))
    shell.bench.gateway.scripts += [answer("Of one"), answer("Of two")]
    type_and(shell, "And then?", Qt.KeyboardModifier.ControlModifier)
    until(lambda: texts(shell) == ["Of one", "Of two"])
    first, second = shell.bench.gateway.requests[1:]
    assert isinstance(first, ChatRequest)
    assert isinstance(second, ChatRequest)
    assert (first.system_prompt, second.system_prompt) == ("Be brief.", "Be long.")
    assert second.parameters.temperature == 0.3


def test_without_a_line_up_the_question_waits_for_models(shell: Shell, until: Until) -> None:
    type_and(shell, "What is it?", Qt.KeyboardModifier.ControlModifier)
    until(lambda: shell.window.page == "compare")
    page = shell.window.compare.page
    assert page.composer.draft().text == "What is it?"
    assert page.board.setups() == ()
    assert shell.bench.gateway.requests == []


def test_while_an_answer_is_written_nothing_is_lost(shell: Shell, until: Until) -> None:
    shell.services.comparing().store.set_current(PAIR)
    hold = Hold()
    shell.bench.gateway.scripts.append([hold, *answer("First")])
    type_and(shell, "What is it?", Qt.KeyboardModifier.NoModifier)
    until(lambda: hold.reached)
    type_and(shell, "And then?", Qt.KeyboardModifier.ControlModifier)
    until(lambda: shell.window.chat.pane.composer.draft().text == "And then?")
    assert shell.window.page == "chat"
    hold.go()


def test_an_answer_is_compared_with_that_of_another_model(shell: Shell, until: Until) -> None:
    chat = ask_in_chat(shell, until, "What is it?", "Of the chat")
    shell.services.comparing().store.save_line_up("My pair", PAIR)
    pane = shell.window.chat.pane
    reply = pane.transcript.items()[-1].id
    shell.bench.gateway.scripts.append(answer("Of the other"))
    pane.reader.actions.run("compare_with", reply)
    choose(until, "My pair")
    until(lambda: shell.window.page == "compare")
    until(lambda: texts(shell) == ["Of the chat", "Of the other"])
    models = [column.column.setup.model_id for column in shell.window.compare.page.board.columns()]
    assert models == ["a/one", "b/two"]
    assert len(shell.bench.gateway.requests) == 2
    assert shell.bench.conversations.get(chat) is not None


def test_a_question_is_compared_from_the_answer_it_has(shell: Shell, until: Until) -> None:
    ask_in_chat(shell, until, "What is it?", "Of the chat")
    shell.services.comparing().store.set_current(PAIR)
    pane = shell.window.chat.pane
    question = pane.transcript.items()[0].id
    shell.bench.gateway.scripts.append(answer("Of the other"))
    pane.reader.actions.run("compare_with", question)
    choose(until, "one, two")
    until(lambda: texts(shell) == ["Of the chat", "Of the other"])


def test_the_page_and_its_draft_are_there_after_a_restart(
    make_shell: MakeShell, run: Run, until: Until
) -> None:
    shell = make_shell()
    shell.services.comparing().store.set_current(PAIR)
    shell.window.show_page("compare")
    page = shell.window.compare.page
    until(lambda: page.board.setups() == PAIR)
    shell.bench.gateway.scripts += [answer("Of one"), answer("Of two")]
    QTest.keyClicks(page.composer.edit, "What is it?")
    QTest.keyClick(page.composer.edit, Qt.Key.Key_Return)
    until(lambda: texts(shell) == ["Of one", "Of two"])
    until(lambda: not shell.services.comparing().runner.is_running(page.conversation_id))
    QTest.keyClicks(page.composer.edit, "Half a thou")
    close_shell(shell, run)

    again = make_shell()
    again.window.show_page("compare")
    until(lambda: texts(again) == ["Of one", "Of two"])
    assert again.window.compare.page.composer.draft().text == "Half a thou"
    assert again.window.windowTitle().startswith("What is it?")
    assert again.bench.conversations.all()[0].unread is False


def test_comparisons_are_not_listed_among_chats(shell: Shell, until: Until) -> None:
    shell.services.comparing().store.set_current(PAIR)
    shell.bench.gateway.scripts += [answer("Of one"), answer("Of two")]
    cid = shell.services.comparing().runner.begin(PAIR, "What is it?")
    until(lambda: not shell.services.comparing().runner.is_running(cid))
    assert shell.window.chat.list.model.row_of(cid) == -1
    shell.window.chat.list.model.set_filter("what")
    assert shell.window.chat.list.model.row_of(cid) == -1
    assert shell.window.compare.page.list.model.row_of(cid) >= 0


def test_chats_are_not_listed_among_comparisons(shell: Shell, until: Until) -> None:
    shell.bench.gateway.scripts.append(answer("Hi"))
    chat = shell.window.chat.pane.conversation_id
    shell.services.runs.send(chat, "Hello")
    until(lambda: not shell.services.runs.is_running(chat))
    shell.window.show_page("compare")
    until(lambda: shell.window.page == "compare")
    assert shell.window.compare.page.list.model.row_of(chat) == -1
    shell.window.compare.page.list.model.set_filter("hello")
    shell.window.compare.page.list.model.set_filter("")
    assert shell.window.compare.page.list.model.row_of(chat) == -1


def drawn(shell: Shell, number: int) -> list[Step]:
    blob = BlobStore(shell.bench.folder / "images").put(picture(number, 300, 200))
    return [(ImageReceived(0, blob, ImageOrigin.PART, ""),), (Finished(0, "stop"),)]


def test_an_image_of_a_comparison_is_found_in_the_gallery_and_leads_back(
    shell: Shell, until: Until, run: Run
) -> None:
    window = shell.window
    window.resize(1500, 900)
    window.show_page("compare")
    page = window.compare.page
    setups = (ColumnSetup("a/one-image"), ColumnSetup("b/two-image"))
    shell.bench.gateway.scripts += [drawn(shell, 1), drawn(shell, 2)]
    cid = shell.services.comparing().runner.begin(setups, "A lighthouse")
    page.open(cid)
    until(lambda: not shell.services.comparing().runner.is_running(cid))
    until(lambda: all(cell.is_image for cell in page.images.grid.cells()))
    second = page.images.grid.cells()[1]
    compared = run(shell.services.gallery().find(GalleryFilter(comparisons=True)))
    assert {card.blob for card in compared} == {c.blob for c in page.images.grid.cells()}
    window.show_page("chat")
    shell.bench.gateway.scripts.append(drawn(shell, 9))
    type_and(shell, "Draw the tide", Qt.KeyboardModifier.NoModifier)
    until(lambda: not shell.services.runs.running())
    assert len(run(shell.services.gallery().find(GalleryFilter(comparisons=True)))) == 2
    assert len(run(shell.services.gallery().find(GalleryFilter()))) == 3
    window.show_page("compare")
    page.new_comparison()
    page.open(cid)
    until(lambda: page.images.is_shown)
    page.images.acts.act("gallery", second.key)
    until(lambda: window.page == "gallery")
    gallery = window.gallery
    until(lambda: len(gallery.grid.list) == 3 and gallery.grid.chosen.selected)
    until(lambda: gallery.details.body.comparison.isVisible())
    assert gallery.details.details is not None
    assert second.blob is not None
    assert gallery.details.details.blob.sha256 == second.blob.sha256
    page.new_comparison()
    link = shell.button("Open comparison: A lighthouse")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    until(lambda: window.page == "compare" and page.conversation_id == cid)
    until(lambda: page.images.grid.focused_key() == second.key)

    window.show_page("gallery")
    window.viewer.open((page.images.acts.items()[second.key],), 0)
    until(lambda: window.page == "viewer")
    window.viewer.page.message_requested.emit(cid, second.message_id)
    assert window.page == "compare"
    until(lambda: page.images.grid.focused_key() == second.key)


def test_an_older_version_of_an_image_is_shown_when_one_comes_from_the_gallery(
    shell: Shell, until: Until
) -> None:
    window, runner = shell.window, shell.services.comparing().runner
    window.show_page("compare")
    page = window.compare.page
    setups = (ColumnSetup("a/one-image"), ColumnSetup("b/two-image"))
    shell.bench.gateway.scripts += [drawn(shell, 1), drawn(shell, 2), drawn(shell, 3)]
    cid = runner.begin(setups, "A lighthouse")
    page.open(cid)
    until(lambda: not runner.is_running(cid))
    until(lambda: all(cell.is_image for cell in page.images.grid.cells()))
    before = page.images.grid.cells()[0]
    runner.retry(cid, before.column_id)
    until(lambda: not runner.is_running(cid))
    until(lambda: page.images.grid.cells()[0].is_image)
    assert page.images.grid.cells()[0].message_id != before.message_id
    assert before.blob is not None
    window.compare.show_image(cid, before.message_id, before.blob.sha256)
    until(lambda: page.images.grid.focused_key() == before.key)


def test_the_first_look_and_the_first_question_wait_for_no_import_at_once() -> None:
    """In a process of its own: here the page is imported already."""
    code = (
        "import asyncio, os, sys, time, tempfile\n"
        "os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        "from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget\n"
        "import qasync\n"
        "app = QApplication([])\n"
        "from studio.services.tasks import TaskScope\n"
        "from studio.ui.shell import late_page\n"
        "from studio.ui.theme import ThemeStore\n"
        "class Fake: pass\n"
        "asked = []\n"
        "window = Fake()\n"
        "window.compare, window.chat = Fake(), Fake()\n"
        "window.compare.page = QWidget()\n"
        "window.compare.ask_in_chat = lambda *given: asked.append(given)\n"
        "window.chat.pane = Fake()\n"
        "window.chat.pane.conversation_id = 'c1'\n"
        "pages = QStackedWidget()\n"
        "def show_page(name):\n"
        "    assert late_page.is_imported(name)\n"
        "    pages.addWidget(window.compare.page)\n"
        "    pages.setCurrentWidget(window.compare.page)\n"
        "window.show_page = show_page\n"
        "async def main():\n"
        "    scope = TaskScope('t', loop=asyncio.get_running_loop())\n"
        "    theme = ThemeStore(app, mode='light')\n"
        "    blank = late_page.page_or_blank(window, 'compare', pages, scope, theme)\n"
        "    late_page.ask_in_chat(window, scope, 'Why?', ())\n"
        "    window.chat.pane.conversation_id = 'c2'\n"
        "    assert not late_page.is_imported('compare') and not asked\n"
        "    pages.setCurrentWidget(blank)\n"
        "    while not asked or pages.currentWidget() is blank: await asyncio.sleep(0.01)\n"
        "    assert asked == [('c1', 'Why?', ())]\n"
        "    await scope.close()\n"
        "    os._exit(0)\n"
        "qasync.QEventLoop(app).run_until_complete(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_keys_find_in_the_answers(shell: Shell, until: Until) -> None:
    shell.services.comparing().store.set_current(PAIR)
    shell.bench.gateway.scripts += [answer("Of one"), answer("Of two")]
    type_and(shell, "First?", CTRL)
    until(lambda: shell.window.page == "compare" and texts(shell) == ["Of one", "Of two"])
    QTest.keyClick(shell.window, Qt.Key.Key_F, CTRL)
    bar = shell.window.compare.page.finding.bar
    until(bar.field.hasFocus)
    QTest.keyClicks(bar.field, "of")
    until(lambda: bar.count.text() == "1 of 2")
    QTest.keyClick(bar.field, Qt.Key.Key_F3)
    assert bar.count.text() == "2 of 2"
    QTest.keyClick(bar.field, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert bar.count.text() == "1 of 2"
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    QTest.keyClick(shell.window, Qt.Key.Key_F3)
    until(bar.isVisible)

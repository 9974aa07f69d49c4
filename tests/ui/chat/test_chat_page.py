"""The chat page by real keys and clicks, over real services and a scripted gateway."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from studio.core.errors import ServerFailed
from studio.core.events import Finished, TextDelta
from studio.core.messages import Draft, MessageState
from tests.services.fakes import Hold
from tests.ui.chat.conftest import ChatBench

Until = Callable[[Callable[[], object]], None]


def idle(chat: ChatBench) -> Callable[[], bool]:
    return lambda: not chat.services.runs.running() and chat.path() != ()


def titles(chat: ChatBench) -> list[str]:
    model = chat.page.list.model
    return [str(model.index(row).data()) for row in range(model.rowCount()) if model.id_at(row)]


def test_a_question_is_sent_and_answered(chat: ChatBench, until: Until) -> None:
    chat.answers("Hello **you**")
    assert chat.page.pane.empty.isVisible()
    chat.send("Hi there")
    assert chat.edit.toPlainText() == ""
    until(idle(chat))
    assert [m.text for m in chat.path()] == ["Hi there", "Hello **you**"]
    assert chat.page.pane.transcript.isVisible()
    assert chat.page.pane.title() == "Hi there"
    assert titles(chat) == ["Hi there"]
    conversation = chat.services.conversations.get(chat.id)
    assert conversation is not None
    assert conversation.draft.is_empty
    assert not conversation.unread


def test_streamed_text_reaches_the_transcript(chat: ChatBench, until: Until) -> None:
    hold = Hold()
    chat.gateway.scripts.append(
        [(TextDelta(0, "First part. "),), hold, (TextDelta(0, "Second part."),),
         (Finished(0, "stop"),)]
    )  # fmt: skip
    chat.send("Go")
    until(lambda: hold.reached)
    until(lambda: "First part" in chat.page.pane.transcript.items()[-1].plain_text())
    assert chat.button("Stop").isEnabled()
    hold.go()
    until(idle(chat))
    assert "Second part" in chat.page.pane.transcript.items()[-1].plain_text()
    assert chat.button("Send") is not None


def test_stop_keeps_what_came(chat: ChatBench, until: Until) -> None:
    hold = Hold()
    chat.gateway.scripts.append([(TextDelta(0, "Half of it"),), hold])
    chat.send("Go")
    until(lambda: hold.reached)
    until(lambda: chat.services.runs.is_running(chat.id))
    QTest.mouseClick(chat.button("Stop"), Qt.MouseButton.LeftButton)
    until(idle(chat))
    assert chat.path()[-1].state is MessageState.STOPPED
    assert chat.path()[-1].text == "Half of it"


def test_escape_stops_and_then_goes_to_the_box(chat: ChatBench, until: Until) -> None:
    hold = Hold()
    chat.gateway.scripts.append([(TextDelta(0, "x"),), hold])
    chat.send("Go")
    until(lambda: hold.reached)
    QTest.keyClicks(chat.edit, "kept")
    QTest.keyClick(chat.edit, Qt.Key.Key_Escape)
    until(idle(chat))
    assert chat.edit.toPlainText() == "kept"
    assert chat.path()[-1].state is MessageState.STOPPED


def test_one_message_waits_for_the_answer(chat: ChatBench, until: Until) -> None:
    hold = Hold()
    chat.gateway.scripts.append([(TextDelta(0, "one"),), hold, (Finished(0, "stop"),)])
    chat.answers("two")
    chat.send("First")
    until(lambda: hold.reached)
    chat.send("Second")
    assert chat.services.runs.queued(chat.id) == Draft("Second")
    assert chat.edit.toPlainText() == ""
    assert chat.button("Take back") is not None
    hold.go()
    until(lambda: [m.text for m in chat.path()] == ["First", "one", "Second", "two"])
    until(idle(chat))


def test_a_waiting_message_comes_back_when_the_answer_fails(chat: ChatBench, until: Until) -> None:
    hold = Hold()
    chat.gateway.scripts.append([hold, ServerFailed("boom", status=503)])
    chat.send("First")
    until(lambda: hold.reached)
    chat.send("Second")
    hold.go()
    until(idle(chat))
    assert chat.path()[-1].state is MessageState.FAILED
    assert chat.edit.toPlainText() == "Second"
    assert chat.services.runs.queued(chat.id) is None


def test_up_edits_the_last_question_into_a_sibling(chat: ChatBench, until: Until) -> None:
    chat.answers("one", "two")
    chat.send("Frist")
    until(idle(chat))
    QTest.keyClick(chat.edit, Qt.Key.Key_Up)
    edits = chat.page.pane.reader.edits
    assert edits is not None
    assert edits.editor is not None
    edit = edits.editor.edit
    assert edit.toPlainText() == "Frist"
    edit.selectAll()
    QTest.keyClicks(edit, "First")
    QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(lambda: [m.text for m in chat.path()] == ["First", "two"])
    until(idle(chat))
    tree = chat.services.conversations.tree(chat.id)
    assert tree is not None
    assert len(tree.siblings(chat.path()[0].id)) == 2
    assert chat.edit.toPlainText() == ""
    assert chat.edit.hasFocus()


def test_regenerate_and_versions(chat: ChatBench, until: Until) -> None:
    chat.answers("one", "two")
    chat.send("Go")
    until(idle(chat))
    chat.page.pane.regenerate_last()
    until(lambda: len(chat.path()) == 2 and chat.path()[-1].text == "two")
    until(idle(chat))
    actions = chat.page.pane.reader.actions
    actions.run("previous_version", chat.path()[-1].id)
    assert chat.path()[-1].text == "one"
    actions.run("next_version", chat.path()[-1].id)
    assert chat.path()[-1].text == "two"


def test_copying_the_last_answer(chat: ChatBench, until: Until) -> None:
    chat.answers("Some **markdown**")
    chat.send("Go")
    until(idle(chat))
    chat.page.pane.copy_last()
    assert QApplication.clipboard().text() == "Some **markdown**"


def test_deleting_a_message_and_undo(chat: ChatBench, until: Until) -> None:
    chat.answers("one")
    chat.send("Go")
    until(idle(chat))
    chat.page.pane.reader.actions.run("delete", chat.path()[-1].id)
    assert [m.text for m in chat.path()] == ["Go"]
    chat.page.undo_last()
    assert [m.text for m in chat.path()] == ["Go", "one"]


def test_deleting_while_it_is_written_keeps_what_came_for_undo(
    chat: ChatBench, until: Until
) -> None:
    hold = Hold()
    chat.gateway.scripts.append([(TextDelta(0, "Half"),), hold])
    chat.send("Go")
    until(lambda: hold.reached)
    until(lambda: "Half" in chat.page.pane.transcript.items()[-1].plain_text())
    chat.page.pane.reader.actions.run("delete", chat.path()[0].id)
    until(lambda: not chat.path())
    chat.page.undo_last()
    assert [m.text for m in chat.path()] == ["Go", "Half"]
    assert chat.path()[-1].state is MessageState.STOPPED


def test_drafts_stay_with_their_chats(chat: ChatBench, until: Until) -> None:
    chat.answers("one")
    chat.send("First chat")
    until(idle(chat))
    first = chat.id
    QTest.keyClicks(chat.edit, "unfinished")
    QTest.mouseClick(chat.button("New chat"), Qt.MouseButton.LeftButton)
    assert chat.id != first
    assert chat.edit.toPlainText() == ""
    QTest.keyClicks(chat.edit, "other")
    click_row(chat, first)
    assert chat.id == first
    assert chat.edit.toPlainText() == "unfinished"
    kept = chat.services.conversations.get(first)
    assert kept is not None
    assert kept.draft == Draft("unfinished")


def test_an_answer_in_another_chat_is_unread(chat: ChatBench, until: Until) -> None:
    hold = Hold()
    chat.gateway.scripts.append([hold, (TextDelta(0, "late"),), (Finished(0, "stop"),)])
    chat.send("Slow one")
    until(lambda: hold.reached)
    first = chat.id
    QTest.mouseClick(chat.button("New chat"), Qt.MouseButton.LeftButton)
    hold.go()
    until(lambda: not chat.services.runs.running())
    conversation = chat.services.conversations.get(first)
    assert conversation is not None
    assert conversation.unread
    click_row(chat, first)
    conversation = chat.services.conversations.get(first)
    assert conversation is not None
    assert not conversation.unread
    assert "late" in chat.page.pane.transcript.items()[-1].plain_text()


def test_coming_back_into_the_middle_of_an_answer(chat: ChatBench, until: Until) -> None:
    hold = Hold()
    chat.gateway.scripts.append(
        [(TextDelta(0, "Begin. "),), hold, (TextDelta(0, "End."),), (Finished(0, "stop"),)]
    )
    chat.send("Go")
    first = chat.id
    until(lambda: hold.reached)
    until(lambda: "Begin" in chat.page.pane.transcript.items()[-1].plain_text())
    QTest.mouseClick(chat.button("New chat"), Qt.MouseButton.LeftButton)
    click_row(chat, first)
    assert "Begin" in chat.page.pane.transcript.items()[-1].plain_text()
    hold.go()
    until(idle(chat))
    assert chat.page.pane.transcript.items()[-1].plain_text().count("Begin") == 1
    assert "End." in chat.page.pane.transcript.items()[-1].plain_text()


def click_row(chat: ChatBench, conversation_id: str) -> None:
    view, model = chat.page.list.view, chat.page.list.model
    rect = view.visualRect(model.index(model.row_of(conversation_id)))
    at = QPoint(rect.left() + 40, rect.center().y())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def three_chats(chat: ChatBench, until: Until) -> list[str]:
    ids = []
    for name in ("Alpha", "Beta", "Gamma"):
        chat.answers("ok")
        chat.page.new_chat()
        chat.send(name)
        until(idle(chat))
        ids.append(chat.id)
    assert titles(chat) == ["Gamma", "Beta", "Alpha"]
    return ids


def test_walking_the_list_by_keys(chat: ChatBench, until: Until) -> None:
    alpha, beta, gamma = three_chats(chat, until)
    view = chat.page.list.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert chat.id == beta
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert chat.id == alpha
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert chat.id == gamma
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert chat.edit.hasFocus()


def test_deleting_a_chat_goes_to_the_neighbour_and_undo_brings_it_back(
    chat: ChatBench, until: Until
) -> None:
    alpha, beta, _ = three_chats(chat, until)
    click_row(chat, beta)
    QTest.keyClick(chat.page.list.view, Qt.Key.Key_Delete)
    assert chat.id == alpha
    assert titles(chat) == ["Gamma", "Alpha"]
    toast = chat.toasts.toasts[-1]
    assert toast.button is not None
    QTest.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    assert titles(chat) == ["Gamma", "Beta", "Alpha"]
    assert chat.id == beta


def click_with(chat: ChatBench, conversation_id: str, key: Qt.KeyboardModifier) -> None:
    view = chat.page.list.view
    rect = view.visualRect(chat.page.list.model.index(chat.page.list.model.row_of(conversation_id)))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, key, rect.center())


def test_several_chats_are_deleted_and_come_back_in_one_act(chat: ChatBench, until: Until) -> None:
    alpha, beta, gamma = three_chats(chat, until)
    view = chat.page.list.view
    click_row(chat, beta)
    click_with(chat, gamma, Qt.KeyboardModifier.ControlModifier)
    assert chat.id == beta  # what is read stays
    assert view.selected_ids() == (gamma, beta)
    chat.services.conversations.set_pinned(alpha, True)  # rows move, the choice stays
    assert set(view.selected_ids()) == {gamma, beta}
    rect = view.visualRect(chat.page.list.model.index(chat.page.list.model.row_of(beta)))
    at = rect.center()
    where = view.viewport().mapToGlobal(at)
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(view.viewport(), QContextMenuEvent(reason, at, where))
    menu = view.findChild(QMenu, "row_menu")
    assert menu is not None
    (delete,) = [each for each in menu.actions() if each.text() == "Delete 2 chats"]
    delete.trigger()
    menu.close()
    assert titles(chat) == ["Alpha"]
    assert chat.id == alpha
    assert len(chat.toasts.toasts) == 1
    chat.page.undo_last()
    assert titles(chat) == ["Alpha", "Gamma", "Beta"]
    assert chat.id == beta
    assert view.selected_ids() == (beta,)


def test_shift_and_ctrl_a_choose_and_a_key_goes_back_to_one(chat: ChatBench, until: Until) -> None:
    alpha, beta, gamma = three_chats(chat, until)
    view = chat.page.list.view
    click_row(chat, gamma)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert (chat.id, view.selected_ids()) == (gamma, (gamma, beta))
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert view.selected_ids() == (gamma, beta, alpha)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert titles(chat) == []
    assert chat.page.pane.empty.isVisible()
    chat.page.undo_last()
    assert titles(chat) == ["Gamma", "Beta", "Alpha"]
    click_row(chat, beta)
    assert (chat.id, view.selected_ids()) == (beta, (beta,))
    click_with(chat, alpha, Qt.KeyboardModifier.ControlModifier)
    click_with(chat, alpha, Qt.KeyboardModifier.ControlModifier)
    assert (chat.id, view.selected_ids()) == (beta, (beta,))
    click_with(chat, alpha, Qt.KeyboardModifier.ControlModifier)
    click_with(chat, beta, Qt.KeyboardModifier.ControlModifier)
    assert (chat.id, view.selected_ids()) == (alpha, (alpha,))


def test_deleting_the_only_chat_leaves_a_new_one(chat: ChatBench, until: Until) -> None:
    chat.answers("ok")
    chat.send("Only")
    until(idle(chat))
    only = chat.id
    chat.page.delete(only)
    assert chat.id != only
    assert titles(chat) == []
    assert chat.page.pane.empty.isVisible()
    chat.page.undo_last()
    assert chat.id == only


def test_renaming_in_the_row(chat: ChatBench, until: Until) -> None:
    alpha, *_ = three_chats(chat, until)
    click_row(chat, alpha)
    view = chat.page.list.view
    QTest.keyClick(view, Qt.Key.Key_F2)
    editor = view.findChild(QLineEdit, "rename")
    assert editor is not None
    assert editor.text() == "Alpha"
    QTest.keyClicks(editor, "Renamed")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    until(lambda: titles(chat) == ["Gamma", "Beta", "Renamed"])
    assert chat.page.pane.title() == "Renamed"


def test_renaming_in_the_header(chat: ChatBench, until: Until) -> None:
    three_chats(chat, until)
    chat.page.rename_current()
    field = chat.page.pane.header.findChild(QLineEdit, "title_field")
    assert field is not None
    assert field.isVisible()
    QTest.keyClicks(field, "From the header")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert chat.page.pane.title() == "From the header"
    chat.page.rename_current()
    QTest.keyClicks(field, "Never mind")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert chat.page.pane.title() == "From the header"


def test_the_keyboard_is_back_in_the_box_after_renaming(chat: ChatBench, until: Until) -> None:
    three_chats(chat, until)
    chat.edit.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        chat.page.rename_current()
        field = chat.page.pane.header.findChild(QLineEdit, "title_field")
        assert field is not None
        assert field.hasFocus()
        QTest.keyClick(field, key)
        assert chat.edit.hasFocus()


def test_alt_up_in_the_box_walks_the_messages(chat: ChatBench, until: Until) -> None:
    QTest.keyClick(chat.edit, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert chat.edit.hasFocus()  # nothing to walk yet
    chat.answers("one", "two")
    for text in ("First", "Second"):
        chat.send(text)
        until(idle(chat))
    QTest.keyClick(chat.edit, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    view = chat.page.pane.transcript
    assert view.hasFocus()
    assert view.marks.focused_item is not None
    assert view.marks.focused_item.id == chat.path()[-1].id
    QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert view.marks.focused_item.id == chat.path()[-2].id
    QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    chat.page.escape()
    assert chat.edit.hasFocus()


def test_pinning_by_the_menu_of_a_row(chat: ChatBench, until: Until) -> None:
    alpha, *_ = three_chats(chat, until)
    view, model = chat.page.list.view, chat.page.list.model
    rect = view.visualRect(model.index(model.row_of(alpha)))
    ellipsis = view.itemDelegate().menu_rect(rect).center()  # type: ignore[attr-defined]
    QTest.mouseMove(view.viewport(), ellipsis)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=ellipsis)
    menu = view.findChild(QMenu, "row_menu")
    assert menu is not None
    until(menu.isVisible)
    pin = next(action for action in menu.actions() if action.text() == "Pin")
    pin.trigger()
    menu.close()
    assert titles(chat) == ["Alpha", "Gamma", "Beta"]


def test_searching_the_list(chat: ChatBench, until: Until) -> None:
    alpha, *_ = three_chats(chat, until)
    search = chat.page.list.search
    search.setFocus()
    QTest.keyClicks(search, "alp")
    assert titles(chat) == ["Alpha"]
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert chat.id == alpha
    QTest.keyClicks(search, "zzz")
    assert titles(chat) == []
    assert not chat.page.list.view.isVisible()
    QTest.mouseClick(chat.button("Clear filters"), Qt.MouseButton.LeftButton)
    assert titles(chat) == ["Gamma", "Beta", "Alpha"]


def test_streaming_elsewhere_never_moves_the_choice(chat: ChatBench, until: Until) -> None:
    alpha, beta, _ = three_chats(chat, until)
    hold = Hold()
    chat.gateway.scripts.append([hold, (TextDelta(0, "x"),), (Finished(0, "stop"),)])
    click_row(chat, alpha)
    chat.edit.setFocus()
    chat.send("again")
    until(lambda: hold.reached)
    assert titles(chat) == ["Alpha", "Gamma", "Beta"]
    click_row(chat, beta)
    hold.go()
    until(lambda: not chat.services.runs.running())
    assert chat.id == beta
    assert chat.page.list.view.chosen_id() == beta


def test_choosing_another_model(chat: ChatBench, until: Until) -> None:
    asked: list[tuple] = []
    chat.page.model_picker_requested.connect(lambda *args: asked.append(args))
    QTest.mouseClick(chat.button("Model"), Qt.MouseButton.LeftButton)
    assert asked[0][0] is chat.page.pane.composer.model_button
    connection = chat.services.connections.default()
    assert connection is not None
    chat.page.pane.use_model(connection.id, "b/two")
    assert chat.button("Model").accessibleDescription() == "b/two"
    chat.answers("ok")
    chat.send("Hi")
    until(idle(chat))
    assert chat.gateway.requests[-1].model_id == "b/two"


def test_a_new_chat_takes_the_model_used_last(chat: ChatBench, until: Until) -> None:
    connection = chat.services.connections.default()
    assert connection is not None
    first = chat.id
    chat.page.pane.use_model(connection.id, "a/one")
    chat.answers("ok")
    chat.send("Hi")
    until(idle(chat))
    chat.page.new_chat()
    assert chat.button("Model").accessibleDescription() == "a/one"
    click_row(chat, first)
    chat.page.pane.use_model(connection.id, "b/two")
    chat.answers("ok")
    chat.send("Hi again")
    until(idle(chat))
    chat.page.new_chat()  # the empty one of before
    assert chat.button("Model").accessibleDescription() == "b/two"
    chat.page.pane.use_model(connection.id, "a/one")
    chat.page.new_chat()  # here already: what was chosen stays
    assert chat.button("Model").accessibleDescription() == "a/one"


def test_the_last_chat_comes_back_at_the_next_start(chat: ChatBench, until: Until) -> None:
    alpha, *_ = three_chats(chat, until)
    click_row(chat, alpha)
    assert chat.services.preferences.values.last_conversation_id == alpha

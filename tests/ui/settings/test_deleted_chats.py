"""What was deleted in an earlier session comes back by a click."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from studio.core.ids import ConversationId, MessageId, new_id
from studio.core.messages import Conversation, Message, MessageState, Role
from studio.core.parts import TextPart
from studio.storage.library import Library
from studio.ui.settings.deleted_chats import DeletedChatsSection
from studio.ui.widgets import SecondaryButton
from tests.ui.settings.test_connections import Desk
from tests.ui.settings.test_other_sections import open_section

NOW = datetime.now(UTC)


@pytest.fixture
def desk(qtbot, theme_store, live, until, tmp_path) -> Desk:
    return Desk(qtbot, theme_store, live, until, tmp_path)


def kept(library: Library, title: str, hours_ago: float | None) -> ConversationId:
    """A chat with one message, deleted so many hours ago (None: not)."""
    chat = Conversation(id=ConversationId(new_id()), created_at=NOW, updated_at=NOW, title=title)
    message = Message(
        id=MessageId(new_id()),
        conversation_id=chat.id,
        parent_id=None,
        role=Role.USER,
        parts=(TextPart(f"said in {title}"),),
        created_at=NOW,
        state=MessageState.COMPLETE,
    )
    library.put_messages([message], conversation=chat)
    if hours_ago is not None:
        library.delete_conversation(chat.id, NOW - timedelta(hours=hours_ago))
    return chat.id


def earlier(desk: Desk, chats: dict[str, float | None]) -> list[ConversationId]:
    """Chats of an earlier session: only the disk knows them."""
    work = desk.live.database.submit(
        lambda library: [kept(library, title, hours) for title, hours in chats.items()]
    )
    return work.result(60)


def buttons(desk: Desk) -> list[SecondaryButton]:
    listed = desk.page.findChild(QWidget, "deleted_chats")
    return [b for b in listed.findChildren(SecondaryButton) if b.isVisible()]


def names(desk: Desk) -> list[str]:
    return [button.accessibleName() for button in buttons(desk)]


def test_a_chat_deleted_before_the_last_restart_comes_back(desk: Desk, run) -> None:
    old, _, _ = earlier(desk, {"Old": 48, "Recent": 1, "Kept": None})
    store = desk.live.conversations
    run(store.load())
    open_section(desk, "Deleted chats")
    desk.until(lambda: names(desk) == ["Restore: Recent", "Restore: Old"])
    desk.click(buttons(desk)[1])
    assert store.get(old) is not None
    assert names(desk) == ["Restore: Recent"]
    assert buttons(desk)[0].hasFocus()
    tree = run(store.ensure_tree(old))
    assert [message.parts for message in tree.path()] == [(TextPart("said in Old"),)]
    run(store.flush())
    there = desk.live.database.submit(lambda library: library.conversations()).result(60)
    assert {each.title for each in there} == {"Old", "Kept"}


def test_a_chat_deleted_just_now_is_there_too(desk: Desk, run) -> None:
    (kept_id,) = earlier(desk, {"Kept": None})
    store = desk.live.conversations
    run(store.load())
    section = desk.page.findChild(DeletedChatsSection)
    open_section(desk, "Deleted chats")
    desk.until(lambda: section.empty.isVisible())
    open_section(desk, "About")
    store.delete(kept_id)
    open_section(desk, "Deleted chats")
    desk.until(lambda: names(desk) == ["Restore: Kept"])
    buttons(desk)[0].setFocus()
    desk.qtbot.keyClick(buttons(desk)[0], Qt.Key.Key_Space)
    assert store.get(kept_id) is not None
    assert section.empty.isVisible()


def test_hundreds_are_shown_in_parts(desk: Desk, run) -> None:
    earlier(desk, {f"Chat {n}": n for n in range(120)})
    run(desk.live.conversations.load())
    open_section(desk, "Deleted chats")
    desk.until(lambda: len(buttons(desk)) == 50)
    more = desk.page.findChild(QWidget, "more_deleted_chats")
    for shown in (100, 120):
        more.setFocus()
        desk.qtbot.keyClick(more, Qt.Key.Key_Space)
        desk.until(lambda shown=shown: len(buttons(desk)) == shown)
    assert not more.isVisible()
    assert names(desk)[0] == "Restore: Chat 0"
    assert buttons(desk)[100].hasFocus()

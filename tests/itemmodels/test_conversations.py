"""The chat list model: sections, order, filter, single steps, states."""

import asyncio
import random
import time
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt

from studio.core.ids import ConversationId
from studio.core.messages import Conversation, Draft
from studio.itemmodels.conversations import ConversationListModel, ConversationRole
from studio.services.conversations import ConversationStore
from studio.storage.database import DatabaseThread
from studio.storage.library import Library
from tests.itemmodels.conftest import NOON, Chats


async def test_sections_by_day_newest_first(chats: Chats) -> None:
    chats.add("Last year", days_ago=400)
    chats.add("October", days_ago=40)
    chats.add("Monday", days_ago=4)
    chats.add("Early today", days_ago=0.2)
    chats.add("Yesterday", days_ago=1)
    chats.add("Just now")
    assert chats.texts() == [
        "# Today", "Just now", "Early today",
        "# Yesterday", "Yesterday",
        "# Previous 7 days", "Monday",
        "# October", "October",
        "# October 2024", "Last year",
    ]  # fmt: skip
    assert chats.resets == []


async def test_pinned_chats_stand_first(chats: Chats) -> None:
    old = chats.add("Old", days_ago=40)
    chats.add("New")
    chats.store.set_pinned(old, True)
    assert chats.texts() == ["# Pinned", "Old", "# Today", "New"]
    chats.store.set_pinned(old, False)
    assert chats.texts() == ["# Today", "New", "# October", "Old"]
    assert chats.resets == []


async def test_a_used_chat_moves_to_the_top(chats: Chats) -> None:
    first = chats.add("First", days_ago=3)
    second = chats.add("Second", days_ago=0.1)
    chats.add("Third", days_ago=0.05)
    await chats.store.ensure_tree(chats.conversation(second))
    chats.store.add_messages(chats.conversation(second), [])
    assert chats.texts()[:4] == ["# Today", "Second", "Third", "# Previous 7 days"]
    await chats.store.ensure_tree(chats.conversation(first))
    chats.clock.at += timedelta(minutes=1)
    chats.store.add_messages(chats.conversation(first), [])
    assert chats.texts() == ["# Today", "First", "Second", "Third"]
    assert chats.resets == []


async def test_deleting_takes_an_empty_section_along(chats: Chats) -> None:
    gone = chats.add("Gone", days_ago=1)
    stays = chats.add("Stays")
    chats.store.delete(gone)
    assert chats.texts() == ["# Today", "Stays"]
    chats.store.restore(gone)
    assert chats.texts() == ["# Today", "Stays", "# Yesterday", "Gone"]
    assert chats.model.neighbour_of(gone) == stays
    assert chats.model.neighbour_of(stays) == gone


async def test_a_new_chat_enters_with_its_first_draft(chats: Chats) -> None:
    made = chats.store.new()
    chats.store.set_model(made.id, None, "demo/writer")
    assert chats.texts() == []
    chats.store.save_draft(made.id, Draft("half a"))
    assert chats.texts() == ["# Today", "New chat"]


async def test_filter_by_words_of_the_title(chats: Chats) -> None:
    chats.add("Palette from the dunes")
    chats.add("Retry policy", days_ago=1)
    dunes = chats.add("Dunes at night", days_ago=2)
    chats.model.set_filter("DUNES")
    assert chats.texts() == [
        "# Today", "Palette from the dunes", "# Previous 7 days", "Dunes at night",
    ]  # fmt: skip
    chats.model.set_filter("night du")
    assert chats.texts() == ["# Previous 7 days", "Dunes at night"]
    chats.store.rename(dunes, "Something else")
    assert chats.texts() == []
    chats.add("New dunes at night")
    assert chats.texts() == ["# Today", "New dunes at night"]
    chats.model.set_filter("")
    assert len(chats.texts()) == 7
    assert chats.resets == []


async def test_whatever_happens_the_list_is_what_a_fresh_one_would_be(chats: Chats) -> None:
    chance = random.Random(3)
    ids = [
        chats.add(
            f"{chance.choice(('dune', 'fox', 'Dune fox'))} {n}", days_ago=chance.random() * 60
        )
        for n in range(60)
    ]
    for _ in range(250):
        one = chance.choice(ids)
        match chance.randrange(6):
            case 0:
                chats.store.rename(one, chance.choice(("fox", "DUNE", "night")))
            case 1:
                chats.store.set_pinned(one, chance.random() < 0.5)
            case 2:
                chats.store.delete(one)
            case 3:
                chats.store.restore(one)
            case _:
                chats.model.set_filter(chance.choice(("", "dune", "fox", "fox d", "x", "1")))
        fresh = ConversationListModel(chats.store, chats.runs, chats.clock)
        fresh.set_filter(chats.model._filter)
        assert list(chats.model._rows) == list(fresh._rows)
        fresh.deleteLater()


async def test_a_further_key_of_a_filter_prepares_no_title_again(chats: Chats) -> None:
    ids = [chats.add(f"Dune {n}") for n in range(20)]
    chats.model.set_filter("d")
    before = dict(chats.model._worked_out)
    assert set(before) == set(ids)
    for text in ("du", "dun", "dune 1", "", "f", "dune"):
        chats.model.set_filter(text)
    assert all(chats.model._worked_out[each] is before[each] for each in ids)
    chats.store.rename(ids[3], "Fox")
    chats.model.set_filter("fox")
    assert chats.model._worked_out[ids[3]] is not before[ids[3]]
    assert chats.texts() == ["# Today", "Fox"]


async def test_states_are_roles_and_spoken_words(chats: Chats) -> None:
    one = chats.add("Answer", model_id="anthropic/claude-sonnet-4.5")
    row = chats.model.row_of(one)
    index = chats.model.index(row)
    assert str(index.data(ConversationRole.SUBTITLE)).startswith("claude-sonnet-4.5 · ")
    chats.store.set_unread(one, True, failed=True)
    chats.store.set_pinned(one, True)
    index = chats.model.index(chats.model.row_of(one))
    assert index.data(ConversationRole.UNREAD) is True
    assert index.data(ConversationRole.FAILED) is True
    assert index.data(ConversationRole.PINNED) is True
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Answer, Failed, Unread, Pinned, claude-sonnet-4.5")


async def test_a_run_shows_as_streaming(chats: Chats) -> None:
    one = chats.add("Answer")
    await chats.store.ensure_tree(chats.conversation(one))
    changed: list[int] = []
    chats.model.dataChanged.connect(lambda index, _: changed.append(index.row()))
    chats.runs.send(one, "Hello")
    index = chats.model.index(chats.model.row_of(one))
    assert index.data(ConversationRole.RUNNING) is True
    assert index.data(ConversationRole.SUBTITLE) == "writer · streaming"
    assert "Streaming" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert changed
    chats.runs.stop(one)


async def test_renaming_through_the_model(chats: Chats) -> None:
    one = chats.add("Old name")
    index = chats.model.index(chats.model.row_of(one))
    assert index.flags() & Qt.ItemFlag.ItemIsEditable
    assert chats.model.setData(index, "  New   name ")
    conversation = chats.store.get(one)
    assert conversation is not None
    assert conversation.title == "New name"
    assert not chats.model.setData(index, "   ")


async def test_sections_cannot_be_chosen(chats: Chats) -> None:
    one = chats.add("One")
    two = chats.add("Two", days_ago=1)
    assert chats.model.index(0).flags() == Qt.ItemFlag.NoItemFlags
    assert chats.model.step(one, 1) == two
    assert chats.model.step(two, 1) == one
    assert chats.model.step(one, -1) == two
    assert chats.model.step("", 1) == one


async def test_the_day_goes_on(chats: Chats) -> None:
    chats.add("Late", days_ago=-0.4)
    assert chats.texts() == ["# Today", "Late"]
    chats.clock.at += timedelta(hours=14)
    chats.model._on_midnight_timer_timeout()
    assert chats.texts() == ["# Yesterday", "Late"]


async def test_five_thousand_chats_without_lag(chats: Chats, tmp_path: Path) -> None:
    made = [
        Conversation(
            id=ConversationId(f"c{n}"),
            created_at=NOON,
            updated_at=NOON - timedelta(hours=n),
            title=f"Chat {n} dune" if n % 3 else f"Chat {n}",
            model_id="demo/writer",
        )
        for n in range(5000)
    ]

    def write(library: Library) -> None:
        for conversation in made:
            library.put_conversation(conversation)

    database = DatabaseThread(tmp_path / "many.db", tmp_path / "backups", chats.clock)
    await asyncio.wrap_future(database.start())
    await asyncio.wrap_future(database.submit(write))
    store = ConversationStore(database=database, scope=chats.bench.scope, clock=chats.clock)
    model = ConversationListModel(store, chats.runs, chats.clock)
    await store.load()
    assert model.rowCount() > 5000
    began = time.thread_time()
    model.set_filter("dune")
    model.set_filter("")
    filter_s = time.thread_time() - began
    began = time.thread_time()
    for conversation in made[:50]:
        store.set_unread(conversation.id, True)
    change_s = (time.thread_time() - began) / 50
    await store.flush()
    database.close()
    model.deleteLater()
    # Generous: a machine that is busy with other things must not fail here.
    assert filter_s < 1.0, filter_s
    assert change_s < 0.02, change_s

"""What is kept when the disk, another program or a person gets in the way."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from studio.core.errors import DiskFull, Failure
from studio.core.events import Finished, TextDelta
from studio.core.ids import ConversationId
from studio.core.messages import Draft, MessageState
from tests.services.conftest import Bench, make_bench
from tests.services.fakes import Hold, until
from tests.services.test_runs import idle, path, start_chat
from tests.small_disk import SmallDisk, small_disk

MEGABYTE = 1024 * 1024
DONE = (Finished(0, "stop"),)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", 3 * MEGABYTE) as made:
        yield made


def failures_of(bench: Bench) -> list[Failure]:
    told: list[Failure] = []
    bench.conversations.storage_failed.connect(told.append)
    return told


def on_disk(folder: Path, cid: ConversationId) -> list[tuple[str, str]]:
    """State and text of the messages of a conversation, as another program reads them."""
    with closing(sqlite3.connect(f"file:{folder / 'library.db'}?mode=ro", uri=True)) as db:
        rows = db.execute(
            "SELECT m.state, group_concat(p.text, '') || coalesce((SELECT group_concat(s.text, '') "
            "FROM part_pieces s WHERE s.message_seq = m.seq), '') FROM messages m "
            "JOIN conversations c ON c.seq = m.conversation_seq "
            "LEFT JOIN parts p ON p.message_seq = m.seq WHERE c.id = ? "
            "AND m.deleted_at_us IS NULL GROUP BY m.seq ORDER BY m.seq",
            (cid,),
        ).fetchall()
    db.close()
    return [(state, text or "") for state, text in rows]


@pytest.mark.expects_log
async def test_a_disk_that_is_full_from_the_question_on_loses_nothing_once_there_is_room(
    disk: SmallDisk, qapp: object
) -> None:
    bench = await make_bench(disk.folder)
    told = failures_of(bench)
    cid = start_chat(bench)
    await bench.conversations.flush()
    disk.fill()
    words = "word " * 40_000
    hold = Hold()
    bench.gateway.scripts = [[(TextDelta(0, words),), hold, (TextDelta(0, "end"),), DONE]]
    bench.runs.send(cid, "Write a lot")
    await until(lambda: told)
    assert {failure.kind for failure in told} == {"disk_full"}
    hold.go()
    await idle(bench, cid)
    assert path(bench, cid)[1].text == words + "end"
    disk.free()
    await until(lambda: len(on_disk(disk.folder, cid)) == 2)
    await bench.conversations.flush()
    assert on_disk(disk.folder, cid) == [
        (MessageState.COMPLETE, "Write a lot"),
        (MessageState.COMPLETE, words + "end"),
    ]
    # One notice for one trouble, not one for every half second of it.
    assert len(told) == 1
    await bench.close()


@pytest.mark.expects_log
async def test_a_library_that_another_program_holds_is_written_as_soon_as_it_is_free(
    bench: Bench, tmp_path: Path
) -> None:
    told = failures_of(bench)
    cid = start_chat(bench)
    bench.conversations.save_draft(cid, Draft("first"))
    await bench.conversations.flush()
    other = sqlite3.connect(tmp_path / "library.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    hold = Hold()
    bench.gateway.scripts = [
        [(TextDelta(0, "a"),), *([(TextDelta(0, "b"),)] * 50), hold, (TextDelta(0, "c"),), DONE]
    ]
    bench.runs.send(cid, "Go")
    await until(lambda: told)
    assert told[0].kind == "database_locked"
    hold.go()
    await idle(bench, cid)
    other.execute("ROLLBACK")
    other.close()
    # What piled up meanwhile is a few writes, not one for every half second.
    await until(lambda: bench.conversations.unsaved is None)
    assert on_disk(tmp_path, cid)[1] == (MessageState.COMPLETE, "a" + "b" * 50 + "c")


@pytest.mark.expects_log
async def test_deletions_and_their_undo_survive_a_full_disk(disk: SmallDisk, qapp: object) -> None:
    bench = await make_bench(disk.folder)
    cid = start_chat(bench)
    bench.gateway.scripts = [[(TextDelta(0, "Hello"),), DONE], [(TextDelta(0, "Ho"),), DONE]]
    bench.runs.send(cid, "Hi")
    await idle(bench, cid)
    bench.runs.regenerate(cid, path(bench, cid)[1].id)
    await idle(bench, cid)
    await bench.conversations.flush()
    told = failures_of(bench)
    disk.fill()
    gone = bench.conversations.delete_message(cid, path(bench, cid)[1].id)
    bench.conversations.save_draft(cid, Draft("long " * 200_000))
    with pytest.raises(DiskFull):
        await bench.conversations.flush()
    assert bench.conversations.unsaved is not None
    assert [failure.kind for failure in told] == ["disk_full"]
    bench.conversations.restore_messages(cid, gone)
    bench.conversations.delete_message(cid, gone[0].id)
    bench.conversations.set_pinned(cid, True)
    disk.free()
    await bench.conversations.flush()
    assert bench.conversations.unsaved is None
    assert [text for _, text in on_disk(disk.folder, cid)] == ["Hi", "Hello"]
    bench.conversations.delete(cid)
    bench.conversations.restore(cid)
    await bench.conversations.flush()
    kept = bench.database.submit(lambda library: library.conversation(cid)).result(60)
    assert kept == bench.conversations.get(cid)
    assert kept is not None
    assert kept.pinned
    await bench.close()


async def test_two_thousand_chats_are_deleted_and_come_back(bench: Bench) -> None:
    made = []
    for number in range(2000):
        conversation = bench.conversations.new(model_id="a/one")
        bench.conversations.save_draft(conversation.id, Draft(f"draft {number}"))
        made.append(conversation.id)
    before = bench.conversations.all()
    for cid in made:
        bench.conversations.delete(cid)
    await bench.conversations.flush()
    kept = bench.database.submit(lambda library: library.conversations()).result(60)
    assert kept == []
    for cid in reversed(made):
        bench.conversations.restore(cid)
    await bench.conversations.flush()
    kept = bench.database.submit(lambda library: library.conversations()).result(60)
    assert {c.id: c for c in kept} == {c.id: c for c in before}


async def test_what_is_not_on_disk_is_never_forgotten_to_save_memory(
    bench: Bench, tmp_path: Path
) -> None:
    """Trees of idle chats are dropped; one with unsaved messages is not idle."""
    chats: list[ConversationId] = []
    for number in range(20):
        cid = start_chat(bench)
        bench.gateway.scripts = [[(TextDelta(0, f"answer {number}"),), DONE]]
        bench.runs.send(cid, f"question {number}")
        await idle(bench, cid)
        chats.append(cid)
    bench.conversations.release(())
    await bench.conversations.flush()
    for number, cid in enumerate(chats):
        assert [text for _, text in on_disk(tmp_path, cid)] == [
            f"question {number}",
            f"answer {number}",
        ]


async def test_the_last_words_before_quitting_are_kept(bench: Bench, tmp_path: Path) -> None:
    cid = start_chat(bench)
    hold = Hold()
    bench.gateway.scripts = [[(TextDelta(0, "almost"),), hold]]
    bench.runs.send(cid, "Go")
    await until(lambda: hold.reached)
    bench.conversations.save_draft(cid, Draft("next question"))
    await bench.close()
    assert on_disk(tmp_path, cid)[1] == (MessageState.STOPPED, "almost")
    again = await make_bench(tmp_path)
    await again.conversations.load()
    kept = again.conversations.get(cid)
    assert kept is not None
    assert kept.draft == Draft("next question")
    await again.close()


async def test_a_chat_that_is_deleted_while_it_loads_is_no_error(bench: Bench) -> None:
    cid = start_chat(bench)
    bench.gateway.scripts = [[(TextDelta(0, "Hello"),), DONE]]
    bench.runs.send(cid, "Hi")
    await idle(bench, cid)
    await bench.conversations.flush()
    store = bench.conversations
    # As after a restart: the tree is not there yet.
    store._trees.release(set(), kept=0)
    store.open(cid)
    store.delete(cid)
    await until(lambda: store.tree(cid) is not None)
    store.restore(cid)
    assert [message.text for message in path(bench, cid)] == ["Hi", "Hello"]

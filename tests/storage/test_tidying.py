import os
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from studio.core.batches import Batch, Plan
from studio.core.comparing import ColumnSetup
from studio.core.messages import Attachment, Draft
from studio.core.parts import ImageOrigin, ImagePart
from studio.core.prompt_lists import ListedPrompt
from studio.storage.blobs import BlobStore
from studio.storage.database import DatabaseThread
from studio.storage.library import Library
from studio.storage.tidying import tidy_up
from tests.storage.library_kit import FixedClock, conversation, faults_of, message, png


def test_a_month_after_deletion_all_is_gone_and_no_day_earlier(
    tmp_path: Path, clock: FixedClock
) -> None:
    blobs = BlobStore(tmp_path / "images")
    kept, trashed, drafted, loose, shared = (blobs.put(png(8, colour)) for colour in range(5))
    for blob in (kept, trashed, drafted, loose, shared):
        long_ago = (clock.now() - timedelta(days=300)).timestamp()
        os.utime(blobs.path(blob), (long_ago, long_ago))
    database = DatabaseThread(tmp_path / "library.db", tmp_path / "backups", clock)
    database.start().result(60)

    def pictures(*of: int) -> tuple[ImagePart, ...]:
        each = (kept, trashed, drafted, loose, shared)
        return tuple(ImagePart(each[n], ImageOrigin.CONTENT) for n in of)

    mine = replace(conversation(1), draft=Draft("", (Attachment(drafted, "d.png"),)))
    other = conversation(2)
    theirs = message(2, pictures(1, 4), conversation_id=other.id)
    database.submit(lambda lib: lib.put_messages([message(1, pictures(0, 4))], conversation=mine))
    database.submit(lambda lib: lib.put_messages([theirs], conversation=other))
    deleted_at = clock.now()
    database.submit(lambda lib: lib.delete_conversation(other.id, deleted_at)).result(60)

    def there() -> list[bool]:
        return [blobs.exists(blob) for blob in (kept, trashed, drafted, loose, shared)]

    clock.go_on(days=29)
    assert tidy_up(database, blobs, clock) == 1
    assert there() == [True, True, True, False, True]
    clock.go_on(days=2)
    assert tidy_up(database, blobs, clock) == 1
    assert there() == [True, False, True, False, True]
    assert database.submit(lambda lib: lib.conversations(deleted=True)).result(60) == [mine]
    assert tidy_up(database, blobs, clock) == 0
    database.close()


def test_what_waits_in_a_run_stays(tmp_path: Path, clock: FixedClock) -> None:
    blobs = BlobStore(tmp_path / "images")
    blob = blobs.put(png(8, 1))
    long_ago = (clock.now() - timedelta(days=300)).timestamp()
    os.utime(blobs.path(blob), (long_ago, long_ago))
    database = DatabaseThread(tmp_path / "library.db", tmp_path / "backups", clock)
    database.start().result(60)
    mine = conversation(1)
    prompt = ListedPrompt("What is this?", attachments=(Attachment(blob, "a.png"),))
    plan = Plan(mine.id, "Test", clock.now(), (prompt,), (ColumnSetup("a/one"),))
    database.submit(lambda lib: lib.put_messages([], conversation=mine)).result(60)
    database.submit(lambda lib: lib.batches.put(Batch(plan))).result(60)
    assert tidy_up(database, blobs, clock) == 0
    assert blobs.exists(blob)
    (kept,) = database.submit(lambda lib: lib.batches.all()).result(60)
    assert kept.plan == plan
    database.close()


def test_a_full_trash_is_emptied_in_small_pieces(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.storage.library._PURGED_AT_ONCE", 10)
    monkeypatch.setattr("studio.storage.library._PURGED_MOST", 40)
    library = Library.open(tmp_path / "library.db", tmp_path / "backups", clock)
    for chat, count in enumerate([3] * 20 + [100, 5]):
        each = [
            message(1000 * chat + n, f"banana {n}", conversation_id=conversation(chat).id)
            for n in range(count)
        ]
        library.put_messages(each, conversation=conversation(chat))
        if chat < 21:
            library.delete_conversation(conversation(chat).id, clock.now())
        else:
            library.delete_messages([each[0].id], clock.now())
    clock.go_on(days=31)
    gone = []
    while some := library.purge_some_trash(clock.now()):
        gone.append(some)
    assert sum(gone) == 20 * 4 + 101 + 1
    assert max(gone) <= 40 + 10
    assert len(gone) > 8
    (kept,) = library.conversations(deleted=True)
    assert kept.id == conversation(21).id
    assert len(library.messages(kept.id)) == len(library.search("banana")) == 4
    library.close()
    assert faults_of(tmp_path / "library.db") == []


def test_the_trash_is_emptied_although_the_search_index_is_damaged(
    tmp_path: Path, clock: FixedClock
) -> None:
    library = Library.open(tmp_path / "library.db", tmp_path / "backups", clock)
    talks = [message(n, f"banana number {n}") for n in range(40)]
    library.put_messages(talks, conversation=conversation(1))
    library.delete_messages([each.id for each in talks[:30]], clock.now())
    library._db.execute("DELETE FROM message_index_data WHERE id > 10")
    clock.go_on(days=31)
    assert library.purge_trash(clock.now()) == 30
    assert len(library.search("banana")) == 10
    library.close()


def test_others_have_their_turn_while_the_trash_is_emptied(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.storage.library._PURGED_AT_ONCE", 10)
    database = DatabaseThread(tmp_path / "library.db", tmp_path / "backups", clock)
    database.start().result(60)
    left = []

    def fill(library: Library) -> None:
        for chat in range(1, 31):
            own = conversation(chat)
            texts = [message(chat * 100 + n, "x", conversation_id=own.id) for n in range(10)]
            library.put_messages(texts, conversation=own)
            library.delete_conversation(own.id, clock.now())

    def note(library: Library) -> None:
        left.append(len(library.conversations(deleted=True)))
        if left[-1]:
            database.submit(note)

    tidy_up(database, BlobStore(tmp_path / "images"), clock)
    clock.go_on(days=1)
    database.submit(fill).result(60)
    clock.go_on(days=1)
    tidy_up(database, BlobStore(tmp_path / "images"), clock)
    clock.go_on(days=31)
    database.submit(note)
    tidy_up(database, BlobStore(tmp_path / "images"), clock)
    database.submit(note).result(60)
    assert len(set(left)) > 10
    database.close()


def test_a_clock_that_is_put_right_empties_no_trash_of_today(
    tmp_path: Path, clock: FixedClock
) -> None:
    blobs = BlobStore(tmp_path / "images")
    database = DatabaseThread(tmp_path / "library.db", tmp_path / "backups", clock)
    database.start().result(60)
    for chat in (1, 2):
        own = conversation(chat)
        each = [message(chat, "kept", conversation_id=own.id)]
        database.submit(lambda lib, each=each, own=own: lib.put_messages(each, conversation=own))
    tidy_up(database, blobs, clock)
    one, other, right = conversation(1).id, conversation(2).id, clock.at
    clock.at = right - timedelta(days=400)  # the clock of a machine without a battery
    tidy_up(database, blobs, clock)
    database.submit(lambda lib: lib.delete_conversation(one, clock.now())).result(60)
    clock.at = right
    tidy_up(database, blobs, clock)
    database.submit(lambda lib: lib.restore_conversation(one)).result(60)
    (back,) = database.submit(lambda lib: lib.messages(one)).result(60)
    assert back.text == "kept"
    database.submit(lambda lib: lib.delete_conversation(other, clock.now())).result(60)
    for _ in range(3):
        clock.go_on(days=31)
        tidy_up(database, blobs, clock)
    left = database.submit(lambda lib: lib.conversations(deleted=True)).result(60)
    assert [each.id for each in left] == [one]
    database.close()

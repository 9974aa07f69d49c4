import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from studio.core.comparing import ColumnSetup, ComparedColumn, Comparison, LineUp
from studio.core.errors import (
    DatabaseDamaged,
    DatabaseLocked,
    DatabaseTooNew,
    DiskFull,
    StorageError,
)
from studio.core.sent import SentRequest
from studio.storage import opening
from studio.storage.backups import list_backups, restore_newest_backup
from studio.storage.library import Library
from studio.storage.schema import APPLICATION_ID, MIGRATIONS
from tests.storage.library_kit import FixedClock, conversation, faults_of, message


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "data"


def opened(home: Path, clock: FixedClock) -> Library:
    return Library.open(home / "library.db", home / "backups", clock)


def fill(home: Path, clock: FixedClock, count: int = 200) -> None:
    library = opened(home, clock)
    library.put_messages(
        [message(number, f"text {number} " * 50) for number in range(count)],
        conversation=conversation(1),
    )
    library.close()


def backup_now(home: Path, clock: FixedClock) -> Path:
    """A backup as the daily one makes it."""
    from studio.storage.backups import DailyBackup

    job = DailyBackup(home / "library.db", home / "backups", clock)
    job.start()
    made = job.join()
    assert made is not None
    return made


def test_a_new_library_has_the_promised_format(home: Path, clock: FixedClock) -> None:
    library = opened(home, clock)
    with closing(sqlite3.connect(home / "library.db")) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert db.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    own = library._db.execute("PRAGMA foreign_keys").fetchone()
    assert own == (1,)
    assert library._db.execute("PRAGMA synchronous").fetchone() == (1,)
    library.close()
    library.close()
    assert sorted(path.name for path in home.iterdir()) == ["library.db"]


@pytest.mark.parametrize("amid", ["before anything", "the first transaction"])
def test_a_first_start_that_was_killed_is_no_damage(
    home: Path, clock: FixedClock, tmp_path: Path, amid: str
) -> None:
    begun = tmp_path / "begun"
    begun.mkdir()
    home.mkdir()
    with closing(sqlite3.connect(begun / "library.db", isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL").fetchall()
        if amid != "before anything":
            db.execute("BEGIN IMMEDIATE")
            db.execute("CREATE TABLE meta (key TEXT)")
        for path in begun.iterdir():  # as a kill leaves them
            shutil.copy(path, home / path.name)
    assert (home / "library.db").stat().st_size > 0
    opened(home, clock).close()
    assert sorted(path.name for path in home.iterdir()) == ["library.db"]


def test_a_database_of_another_program_is_no_library(home: Path, clock: FixedClock) -> None:
    home.mkdir()
    with closing(sqlite3.connect(home / "library.db", isolation_level=None)) as db:
        db.execute("CREATE TABLE theirs (key TEXT)")
    with pytest.raises(DatabaseDamaged):
        opened(home, clock)


def test_a_newer_library_is_refused_untouched(home: Path, clock: FixedClock) -> None:
    fill(home, clock)
    path = home / "library.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    before = path.read_bytes(), path.stat().st_mtime_ns
    with pytest.raises(DatabaseTooNew) as caught:
        opened(home, clock)
    assert caught.value.code == "99"
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert sorted(p.name for p in home.iterdir()) == ["library.db"]


def test_a_newer_library_after_a_crash_is_refused_untouched(
    home: Path, clock: FixedClock, tmp_path: Path
) -> None:
    fill(home, clock)
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    with closing(sqlite3.connect(home / "library.db")) as db:
        db.execute("PRAGMA user_version = 99")
        for name in ("library.db", "library.db-wal"):
            shutil.copy(home / name, crashed / name)
    before = [(crashed / name).read_bytes() for name in ("library.db", "library.db-wal")]
    with pytest.raises(DatabaseTooNew):
        opened(crashed, clock)
    after = [(crashed / name).read_bytes() for name in ("library.db", "library.db-wal")]
    assert after == before


@pytest.mark.parametrize("harm", ["text", "zeros", "short", "cut", "middle", "foreign"])
def test_a_damaged_library_is_set_aside(home: Path, clock: FixedClock, harm: str) -> None:
    fill(home, clock)
    kept = backup_now(home, clock)
    path = home / "library.db"
    raw = path.read_bytes()
    if harm == "foreign":
        path.unlink()
        with closing(sqlite3.connect(path)) as db:
            db.execute("CREATE TABLE t (x)")
    else:
        path.write_bytes(
            {
                "text": b"This is no database at all. " * 400,
                "zeros": bytes(len(raw)),
                "short": raw[:50],
                "cut": raw[: len(raw) // 2],
                "middle": raw[:8192] + b"\xa5" * 40_000 + raw[48_192:],
            }[harm]
        )
    bad = path.read_bytes()
    clock.go_on(days=8)
    with pytest.raises(DatabaseDamaged) as caught:
        opened(home, clock)
    aside = caught.value.set_aside
    assert aside is not None
    assert aside.name == f"library-damaged-{clock.now():%Y%m%d-%H%M%S}.db"
    assert aside.read_bytes() == bad
    assert caught.value.newest_backup == kept
    assert not path.exists()

    empty = opened(home, clock)
    assert empty.conversations() == []
    empty.close()
    assert restore_newest_backup(path, home / "backups", clock) == kept
    library = opened(home, clock)
    assert len(library.messages(conversation(1).id)) == 200
    assert len(library.search("text 7 ")) > 0
    library.close()
    names = {p.name for p in home.iterdir()}
    assert aside.name in names
    assert f"library-replaced-{clock.now():%Y%m%d-%H%M%S}.db" in names


def test_damage_is_found_after_a_crash_and_the_log_is_kept(
    home: Path, clock: FixedClock, tmp_path: Path
) -> None:
    fill(home, clock)
    library = opened(home, clock)
    library.put_messages([message(1, "changed")])
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for name in ("library.db", "library.db-wal"):
        shutil.copy(home / name, crashed / name)
    library.close()
    raw = bytearray((crashed / "library.db").read_bytes())
    raw[-40_000:] = b"\xa5" * 40_000
    (crashed / "library.db").write_bytes(raw)
    with pytest.raises(DatabaseDamaged) as caught:
        opened(crashed, clock)
    assert caught.value.set_aside is not None
    assert caught.value.set_aside.with_name(caught.value.set_aside.name + "-wal").exists()
    assert caught.value.newest_backup is None
    with pytest.raises(StorageError) as none:
        restore_newest_backup(crashed / "library.db", crashed / "backups", clock)
    assert none.value.code == "no_backup"


def test_a_damaged_backup_is_passed_over(home: Path, clock: FixedClock) -> None:
    fill(home, clock)
    good = backup_now(home, clock)
    clock.go_on(days=1)
    bad = backup_now(home, clock)
    bad.write_bytes(bad.read_bytes()[:9000])
    assert restore_newest_backup(home / "library.db", home / "backups", clock) == good


def test_an_older_library_is_copied_then_migrated(home: Path, clock: FixedClock) -> None:
    fill(home, clock)
    steps = (*MIGRATIONS, ("ALTER TABLE conversations ADD COLUMN folder TEXT",))
    connection, _ = opening.open_database(home / "library.db", home / "backups", clock, steps)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(steps),)
    assert connection.execute("SELECT count(folder) FROM conversations").fetchone() == (0,)
    connection.close()
    (copy,) = list_backups(home / "backups", clock.now())
    assert copy.name == f"library-{clock.now():%Y%m%d-%H%M%S}.db"
    with pytest.raises(DatabaseTooNew):
        opened(home, clock)
    assert restore_newest_backup(home / "library.db", home / "backups", clock) == copy
    library = opened(home, clock)
    assert len(library.messages(conversation(1).id)) == 200
    library.close()


def test_a_failed_migration_changes_nothing(home: Path, clock: FixedClock) -> None:
    fill(home, clock)
    steps = (*MIGRATIONS, ("ALTER TABLE conversations ADD COLUMN folder TEXT", "NONSENSE"))
    with pytest.raises(StorageError):
        opening.open_database(home / "library.db", home / "backups", clock, steps)
    library = opened(home, clock)
    assert len(library.messages(conversation(1).id)) == 200
    library.close()


def test_the_whole_file_is_checked_once_a_week(home: Path, clock: FixedClock) -> None:
    def last_check() -> str | None:
        library = opened(home, clock)
        checked = library.meta("checked_at_us")
        library.close()
        return checked

    first = last_check()
    clock.go_on(days=6)
    assert last_check() == first
    clock.go_on(days=2)
    assert last_check() != first


def test_another_program_may_hold_the_library(
    home: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.storage.connecting._BUSY_S", 0.05)
    library = opened(home, clock)
    with closing(sqlite3.connect(home / "library.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseLocked) as caught:
            library.put_conversation(conversation(1))
        assert caught.value.retryable
        other.execute("ROLLBACK")
    library.put_conversation(conversation(1))
    library.close()


def test_a_full_disk_is_named_and_nothing_is_lost(home: Path, clock: FixedClock) -> None:
    library = opened(home, clock)
    library.put_messages([message(1, "kept")], conversation=conversation(1))
    pages = library._db.execute("PRAGMA page_count").fetchone()[0]
    library._db.execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(DiskFull):
        library.put_messages([message(2, "x" * 200_000)])
    library._db.execute("PRAGMA max_page_count = 1000000")
    assert [m.text for m in library.messages(conversation(1).id)] == ["kept"]
    library.put_messages([message(2, "x" * 200_000)])
    library.close()


def test_a_folder_that_cannot_be_made(tmp_path: Path, clock: FixedClock) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError) as caught:
        Library.open(tmp_path / "file" / "library.db", tmp_path / "backups", clock)
    assert caught.value.code == "io_error"


def test_daily_backups_keep_five(home: Path, clock: FixedClock) -> None:
    from studio.storage.backups import DailyBackup

    empty = opened(home, clock)
    job = DailyBackup(home / "library.db", home / "backups", clock)
    job.start()
    assert job.join() is None
    empty.close()
    fill(home, clock)
    made = []
    for _ in range(7):
        made.append(backup_now(home, clock))
        again = DailyBackup(home / "library.db", home / "backups", clock)
        again.start()
        assert again.join() is None
        clock.at += timedelta(days=1)
    assert list_backups(home / "backups", clock.now()) == made[:1:-1]
    assert sorted(p.name for p in (home / "backups").iterdir()) == sorted(p.name for p in made[2:])


def test_a_clock_that_was_wrong_costs_no_backup(home: Path, clock: FixedClock) -> None:
    fill(home, clock)
    right = clock.at
    for days in range(5):
        clock.at = right + timedelta(days=30_000 + days)
        backup_now(home, clock)
    made = []
    for days in range(3):
        clock.at = right + timedelta(days=days)
        made.append(backup_now(home, clock))
    assert list_backups(home / "backups", clock.now())[:3] == made[::-1]
    assert restore_newest_backup(home / "library.db", home / "backups", clock) == made[-1]
    clock.at = right - timedelta(days=15_000)  # and one that starts in the past
    early = backup_now(home, clock)
    assert early.exists()
    assert restore_newest_backup(home / "library.db", home / "backups", clock) == early


def test_a_library_of_the_first_schema_is_copied_and_then_keeps_requests(
    home: Path, clock: FixedClock
) -> None:
    connection, _ = opening.open_database(
        home / "library.db", home / "backups", clock, MIGRATIONS[:1]
    )
    old = Library(connection, home / "library.db")
    old.put_messages([message(1, "kept")], conversation=conversation(1))
    old.close()

    library = opened(home, clock)
    (copy,) = list_backups(home / "backups", clock.now())
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
    (kept,) = library.messages(conversation(1).id)
    assert kept.text == "kept"
    assert library.request(kept.id) is None
    record = SentRequest("chat", "https://a.test/v1", "m", system_prompt="Be brief. " * 20_000)
    library.put_request(kept.id, record)
    library.close()

    library = opened(home, clock)
    assert library.request(kept.id) == record
    library.delete_messages([kept.id], clock.now())
    assert library.request(kept.id) == record
    clock.go_on(days=40)
    library.purge_trash(clock.now())
    assert library.request(kept.id) is None
    assert faults_of(home / "library.db") == []
    library.close()
    with closing(sqlite3.connect(home / "library.db")) as db:
        assert db.execute("SELECT count(*) FROM more").fetchone() == (0,)


def test_a_request_that_writes_of_encoded_images_breaks_no_promise(
    home: Path, clock: FixedClock
) -> None:
    library = opened(home, clock)
    library.put_messages([message(1, "x")], conversation=conversation(1))
    record = SentRequest(
        "chat", "https://a.test/v1", "m", parameters={"x": "data:image/png;base64,AAAA"}
    )
    library.put_request(message(1, "x").id, record)
    assert library.request(message(1, "x").id) == record
    library.close()
    assert faults_of(home / "library.db") == []


def test_a_library_without_comparisons_is_copied_and_then_keeps_them(
    home: Path, clock: FixedClock
) -> None:
    connection, _ = opening.open_database(
        home / "library.db", home / "backups", clock, MIGRATIONS[:3]
    )
    old = Library(connection, home / "library.db")
    old.put_messages([message(1, "kept")], conversation=conversation(1))
    old.close()

    library = opened(home, clock)
    (copy,) = list_backups(home / "backups", clock.now())
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (3,)
    long = ColumnSetup("a/one", system_prompt="Be brief;base64,. " * 20_000)
    cid, leaf = conversation(1).id, message(1, "").id
    comparison = Comparison(cid, (ComparedColumn("c1", long, leaf),), clock.now(), leaf)
    line_up = LineUp("l1", "Two writers", (long, ColumnSetup("b/two")))
    library.comparing.put(comparison)
    library.comparing.put_line_up(line_up)
    library.comparing.put(replace(comparison, conversation_id=conversation(2).id))  # not kept
    library.close()

    library = opened(home, clock)
    assert library.comparing.all() == [comparison]
    assert library.comparing.line_ups() == [line_up]
    assert faults_of(home / "library.db") == []
    library.comparing.remove_line_up(line_up.id)
    library.delete_conversation(cid, clock.now())
    assert library.comparing.all() == [comparison]
    clock.go_on(days=40)
    library.purge_trash(clock.now())
    assert library.comparing.all() == []
    library.close()
    with closing(sqlite3.connect(home / "library.db")) as db:
        assert db.execute("SELECT count(*) FROM more").fetchone() == (0,)

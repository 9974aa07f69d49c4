"""The whole file is checked without keeping a person waiting, and damage never spreads."""

import logging
import os
import shutil
import threading
from collections import namedtuple
from pathlib import Path

import pytest

from studio.core.errors import DatabaseDamaged
from studio.storage import backups, opening
from studio.storage.backups import DailyBackup, list_backups, restore_newest_backup
from studio.storage.database import DatabaseThread
from studio.storage.library import Library
from tests.storage.library_kit import FixedClock, conversation, message

PAGE = 4096


def fill(home: Path, clock: FixedClock, count: int = 400) -> None:
    library = Library.open(home / "library.db", home / "backups", clock)
    library.put_messages(
        [message(number, f"text {number} " * 50) for number in range(count)],
        conversation=conversation(1),
    )
    library.close()


def damage(path: Path) -> None:
    """A page in the middle, of messages' texts."""
    raw = bytearray(path.read_bytes())
    at = raw.index(b"text 200 ") // PAGE * PAGE
    raw[at : at + PAGE] = b"\xa5" * PAGE
    path.write_bytes(raw)


def run(home: Path, clock: FixedClock) -> Path | None:
    """A start, long enough for what goes on behind the window, and its end."""
    database = DatabaseThread(home / "library.db", home / "backups", clock)
    database.start().result(60)
    database.submit(lambda library: library.check_is_due).result(60)
    made = database.wait_for_backup(20)
    database.submit(lambda library: library.meta("checked_at_us")).result(60)
    database.close()
    return made


@pytest.fixture
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_AT_ONCE_BYTES", 1000)


@pytest.mark.usefixtures("small_is_large")
def test_a_large_library_opens_before_it_is_checked_and_is_checked_then(
    tmp_path: Path, clock: FixedClock
) -> None:
    fill(tmp_path, clock)
    run(tmp_path, clock)

    def is_due() -> bool:
        library = Library.open(tmp_path / "library.db", tmp_path / "backups", clock)
        library.close()
        return library.check_is_due

    for has_backup in (False, True):
        clock.go_on(days=8)
        if has_backup:
            (old, *_) = list_backups(tmp_path / "backups", clock.now())
            shutil.copy(old, old.with_name(f"library-{clock.now():%Y%m%d}-000000.db"))
        assert is_due()
        assert (run(tmp_path, clock) is None) is has_backup
        assert not is_due()


@pytest.mark.usefixtures("small_is_large")
def test_damage_found_behind_the_window_is_offered_to_be_repaired_at_the_next_start(
    tmp_path: Path, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    fill(tmp_path, clock)
    good = run(tmp_path, clock)
    assert good is not None
    damage(tmp_path / "library.db")
    clock.go_on(days=8)
    with caplog.at_level(logging.CRITICAL):
        assert run(tmp_path, clock) is None
    with pytest.raises(DatabaseDamaged) as caught:
        Library.open(tmp_path / "library.db", tmp_path / "backups", clock)
    assert caught.value.newest_backup == good
    restore_newest_backup(tmp_path / "library.db", tmp_path / "backups", clock)
    library = Library.open(tmp_path / "library.db", tmp_path / "backups", clock)
    assert len(library.messages(conversation(1).id)) == 400
    library.close()


def test_damage_that_is_met_while_working_is_repaired_at_the_next_start(
    tmp_path: Path, clock: FixedClock
) -> None:
    fill(tmp_path, clock)
    good = run(tmp_path, clock)
    damage(tmp_path / "library.db")
    database = DatabaseThread(tmp_path / "library.db", tmp_path / "backups", clock)
    database.start().result(10)  # the last check is not a week ago
    with pytest.raises(DatabaseDamaged) as met:
        database.submit(lambda library: library.messages(conversation(1).id)).result(10)
    assert met.value.code == "at_next_start"
    assert database.submit(Library.conversations).result(10)  # and the rest goes on
    database.close()
    with pytest.raises(DatabaseDamaged) as caught:
        Library.open(tmp_path / "library.db", tmp_path / "backups", clock)
    assert caught.value.set_aside is not None
    assert caught.value.newest_backup == good


def test_a_person_is_asked_again_who_did_not_decide(tmp_path: Path, clock: FixedClock) -> None:
    fill(tmp_path, clock)
    good = run(tmp_path, clock)
    (tmp_path / "library.db").write_bytes(b"no library" * 1000)
    paths = tmp_path / "library.db", tmp_path / "backups"
    asides = []
    for _ in range(3):  # starts of the program, each ended while the question stands
        database = DatabaseThread(*paths, clock, asks_again=True)
        with pytest.raises(DatabaseDamaged) as caught:
            database.start().result(10)
        assert caught.value.newest_backup == good
        asides.append(caught.value.set_aside)
        database.close()
    assert len(set(asides)) == 1
    database = DatabaseThread(*paths, clock, asks_again=True)
    with pytest.raises(DatabaseDamaged):
        database.start().result(10)
    database.start().result(10)  # an empty one, as it was decided
    database.close()
    assert run(tmp_path, clock) is None


def test_copies_of_a_damaged_library_push_no_sound_one_out(
    tmp_path: Path, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    fill(tmp_path, clock)
    good = [run(tmp_path, clock)]
    clock.go_on(days=1)
    good.append(run(tmp_path, clock))
    damage(tmp_path / "library.db")
    with caplog.at_level(logging.CRITICAL):
        for _ in range(6):
            clock.go_on(days=1)
            job = DailyBackup(tmp_path / "library.db", tmp_path / "backups", clock)
            job.start()
            assert job.join(60) is None
    assert list_backups(tmp_path / "backups", clock.now()) == good[::-1]


def test_a_backup_never_takes_the_last_room_on_the_disk(
    tmp_path: Path,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fill(tmp_path, clock)
    usage = namedtuple("usage", "total used free")
    size = os.path.getsize(tmp_path / "library.db")
    free = [size + backups._ROOM_BYTES - 1]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 0, free[0]))
    with caplog.at_level(logging.CRITICAL):
        assert run(tmp_path, clock) is None
    assert list((tmp_path / "backups").iterdir()) == []
    free[0] += 100_000
    assert run(tmp_path, clock) is not None


def test_quitting_waits_for_no_check(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "_STEPS_BETWEEN_QUESTIONS", 10)
    fill(tmp_path, clock)
    run(tmp_path, clock)
    job = DailyBackup(tmp_path / "library.db", tmp_path / "backups", clock, check_is_due=True)
    told: list[list[str]] = []
    job.cancel()
    job.start(told.append)
    assert job.join(60) is None
    assert told == []


def test_a_backup_is_waited_for_that_has_not_begun_yet(tmp_path: Path, clock: FixedClock) -> None:
    fill(tmp_path, clock)
    job = DailyBackup(tmp_path / "library.db", tmp_path / "backups", clock)
    assert job.join(0.001) is None
    threading.Timer(0.05, job.start).start()
    made = job.join(60)
    assert made is not None
    assert made.exists()


def test_a_backup_that_is_cancelled_before_it_begins_looks_for_no_library(
    tmp_path: Path, clock: FixedClock
) -> None:
    job = DailyBackup(tmp_path / "gone.db", tmp_path / "backups", clock, check_is_due=True)
    job.cancel()
    job.start()
    assert job.join(60) is None
    assert list(tmp_path.iterdir()) == []

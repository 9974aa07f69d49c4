"""Libraries in folders of odd names, behind links, and where another program holds on."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from studio.core.errors import BlobMissing, DatabaseDamaged, DatabaseLocked
from studio.core.messages import MessageState
from studio.core.parts import ImageOrigin, ImagePart
from studio.storage import connecting
from studio.storage.backups import list_backups, restore_newest_backup
from studio.storage.blobs import BlobStore
from studio.storage.database import DatabaseThread
from studio.storage.folders import DataFolders
from studio.storage.library import Library
from tests.storage.library_kit import FixedClock, conversation, faults_of, message, png


def whole_life(folders: DataFolders, clock: FixedClock) -> None:
    """Made, filled, copied, damaged, set aside, restored."""
    folders.create()
    blob = BlobStore(folders.images).put(png())
    database = DatabaseThread(folders.database, folders.backups, clock)
    database.start().result(10)
    parts = (ImagePart(blob, ImageOrigin.CONTENT),)
    said = [message(1, "kept"), message(2, parts)]
    database.submit(lambda lib: lib.put_messages(said, conversation=conversation(1))).result(10)
    database.close()
    clock.go_on(days=1)
    database = DatabaseThread(folders.database, folders.backups, clock)
    database.start().result(10)
    database.submit(Library.conversations).result(10)
    made = database.wait_for_backup(10)
    assert made is not None
    database.close()
    folders.database.write_bytes(b"no library" * 1000)
    with pytest.raises(DatabaseDamaged) as caught:
        Library.open(folders.database, folders.backups, clock)
    assert caught.value.set_aside is not None
    assert caught.value.set_aside.exists()
    restore_newest_backup(folders.database, folders.backups, clock)
    library = Library.open(folders.database, folders.backups, clock)
    assert library.messages(conversation(1).id) == said
    assert BlobStore(folders.images).read(blob) == png()
    library.close()
    assert faults_of(folders.database) == []


@pytest.mark.parametrize(
    "name",
    [
        "with spaces",
        "Üml äuße",
        "🦊 资料库",
        "50% #1 ?x=y&z",
        'it\'s "quoted"',
        "a+b%20c",
        "~tilde",
    ],
)
def test_names_of_folders(tmp_path: Path, clock: FixedClock, name: str) -> None:
    whole_life(DataFolders(tmp_path / name), clock)


def test_a_folder_behind_a_link(tmp_path: Path, clock: FixedClock) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    whole_life(DataFolders(tmp_path / "link"), clock)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "library.db").exists()


def test_a_library_behind_a_link_stays_where_it_is(tmp_path: Path, clock: FixedClock) -> None:
    home, disk = tmp_path / "home", tmp_path / "disk"
    home.mkdir()
    disk.mkdir()
    Library.open(disk / "big.db", tmp_path / "backups", clock).close()
    (home / "library.db").symlink_to(disk / "big.db")
    database = DatabaseThread(home / "library.db", tmp_path / "backups", clock)
    database.start().result(10)
    for number in range(3):
        said = [message(number, "kept")]
        put = database.submit(
            lambda lib, said=said: lib.put_messages(said, conversation=conversation(1))
        )
        put.result(10)
    database.close()
    assert (home / "library.db").is_symlink()
    library = Library.open(disk / "big.db", tmp_path / "backups", clock)
    assert len(library.messages(conversation(1).id)) == 3
    library.close()


def test_another_program_that_holds_the_library_at_the_start(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "_BUSY_S", 0.05)
    Library.open(tmp_path / "library.db", tmp_path / "backups", clock).close()
    database = DatabaseThread(tmp_path / "library.db", tmp_path / "backups", clock)
    with closing(sqlite3.connect(tmp_path / "library.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseLocked) as caught:
            database.start().result(10)
        assert caught.value.retryable
        other.execute("ROLLBACK")
    database.start().result(10)
    assert database.submit(Library.conversations).result(10) == []
    database.close()


def test_images_that_are_gone_are_told_apart_from_those_that_were_changed(
    tmp_path: Path, clock: FixedClock
) -> None:
    blobs = BlobStore(tmp_path / "images")
    gone, changed = blobs.put(png(8, 1)), blobs.put(png(8, 2))
    blobs.path(gone).unlink()
    blobs.path(changed).write_bytes(b"x" * changed.size_bytes)
    for blob, code in ((gone, "missing"), (changed, "changed")):
        with pytest.raises(BlobMissing) as caught:
            blobs.read(blob)
        assert caught.value.code == code
    assert blobs.put(png(8, 1)) == gone
    assert blobs.put(png(8, 2)) == changed
    assert blobs.read(changed) == png(8, 2)


@pytest.mark.parametrize("jump_days", [-400, -1, 400, 36_500])
def test_a_clock_that_jumps_loses_nothing(
    tmp_path: Path, clock: FixedClock, jump_days: int
) -> None:
    library = Library.open(tmp_path / "library.db", tmp_path / "backups", clock)
    growing = message(1, "one", state=MessageState.STREAMING)
    library.put_messages([growing], conversation=conversation(1))
    library.close()
    for days in (jump_days, -jump_days):
        clock.go_on(days=days)
        database = DatabaseThread(tmp_path / "library.db", tmp_path / "backups", clock)
        database.start().result(10)
        number = 2 + abs(days) + days
        said = [message(number, "more", created_at=clock.now())]
        database.submit(lambda lib, said=said: lib.put_messages(said)).result(10)
        (*_, last) = database.submit(lambda lib: lib.messages(conversation(1).id)).result(10)
        assert last.text == "more"
        database.wait_for_backup(10)
        database.close()
    library = Library.open(tmp_path / "library.db", tmp_path / "backups", clock)
    assert len(library.messages(conversation(1).id)) == (3 if jump_days else 2)
    library.close()
    assert list_backups(tmp_path / "backups", clock.now())
    assert os.listdir(tmp_path / "backups")

"""Files that someone deletes or replaces while the studio runs."""

import shutil
from pathlib import Path

import pytest

from studio.storage.blobs import BlobStore
from studio.storage.database import DatabaseThread
from studio.storage.library import Library
from tests.storage.library_kit import FixedClock, conversation, faults_of, message, png

C1 = conversation(1).id
# The daily backup, which reads beside all this, may find no file to read.
pytestmark = pytest.mark.expects_log


@pytest.fixture
def database(tmp_path: Path, clock: FixedClock) -> DatabaseThread:
    made = DatabaseThread(tmp_path / "library.db", tmp_path / "backups", clock)
    made.start().result(60)
    put(made, 1)
    return made


def put(database: DatabaseThread, number: int) -> None:
    database.submit(
        lambda library: library.put_messages(
            [message(number, f"text {number}")], conversation=conversation(1)
        )
    ).result(60)


def texts(path: Path, clock: FixedClock) -> list[str]:
    library = Library.open(path, path.parent / "backups", clock)
    found = [each.text for each in library.messages(C1)]
    library.close()
    assert faults_of(path) == []
    return found


@pytest.mark.parametrize("endings", [("",), ("", "-wal", "-shm"), ("-wal",)])
def test_a_library_that_was_deleted_is_put_back(
    database: DatabaseThread, tmp_path: Path, clock: FixedClock, endings: tuple[str, ...]
) -> None:
    for ending in endings:
        (tmp_path / f"library.db{ending}").unlink()
    put(database, 2)
    kept = database.submit(lambda library: library.messages(C1)).result(60)
    assert [each.text for each in kept] == ["text 1", "text 2"]
    put(database, 3)
    # As a kill would leave it; the daily backup may be written meanwhile.
    copied = tmp_path.parent / f"{tmp_path.name}-copy"
    shutil.copytree(tmp_path, copied, ignore=shutil.ignore_patterns("backups"))
    database.close()
    assert texts(tmp_path / "library.db", clock) == ["text 1", "text 2", "text 3"]
    assert texts(copied / "library.db", clock) == ["text 1", "text 2", "text 3"]


def test_a_library_that_was_deleted_at_the_end_is_put_back(
    database: DatabaseThread, tmp_path: Path, clock: FixedClock
) -> None:
    (tmp_path / "library.db").unlink()
    database.close()
    assert texts(tmp_path / "library.db", clock) == ["text 1"]


def test_a_library_that_was_replaced_is_set_aside(
    database: DatabaseThread, tmp_path: Path, clock: FixedClock
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    library = Library.open(other / "library.db", other / "backups", clock)
    library.put_conversation(conversation(7))
    library.close()
    (other / "library.db").replace(tmp_path / "library.db")
    put(database, 2)
    database.close()
    assert texts(tmp_path / "library.db", clock) == ["text 1", "text 2"]
    (aside,) = tmp_path.glob("library-replaced-*.db")
    library = Library.open(aside, tmp_path / "backups", clock)
    assert [each.id for each in library.conversations()] == [conversation(7).id]
    library.close()


def test_a_whole_folder_that_was_deleted_is_made_again(
    database: DatabaseThread, tmp_path: Path, clock: FixedClock
) -> None:
    while tmp_path.exists():  # the daily backup may write into it meanwhile
        shutil.rmtree(tmp_path, ignore_errors=True)
    put(database, 2)
    database.close()
    assert texts(tmp_path / "library.db", clock) == ["text 1", "text 2"]


def test_images_are_kept_when_their_folder_was_deleted(tmp_path: Path) -> None:
    store = BlobStore(tmp_path / "images")
    shutil.rmtree(tmp_path / "images")
    blob = store.put(png())
    assert store.read(blob) == png()
    shutil.rmtree(tmp_path / "images")
    assert not store.exists(blob)
    assert store.collect_garbage(frozenset(), FixedClock().now()) == 0

import hashlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio.core.errors import BlobMissing, DiskFull, StorageError
from studio.core.parts import BlobRef
from studio.storage.blobs import BlobStore
from studio.storage.folders import DataFolders
from tests.storage.library_kit import png


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "images")


def files(root: Path) -> list[str]:
    return sorted(str(p.relative_to(root)) for p in root.rglob("*") if p.is_file())


def test_bytes_are_kept_untouched_under_their_hash(store: BlobStore, tmp_path: Path) -> None:
    data = png()
    blob = store.put(data)
    sha256 = hashlib.sha256(data).hexdigest()
    assert blob == BlobRef(sha256, "image/png", len(data), 4, 4)
    assert store.path(blob) == tmp_path / "images" / sha256[:2] / f"{sha256[2:]}.png"
    assert store.path(blob).read_bytes() == data
    assert store.read(blob) == data
    assert store.exists(blob)
    assert not store.exists(BlobRef("0" * 64, "image/png", 1))
    assert store.put(data) == blob
    assert len(files(tmp_path / "images")) == 1


@pytest.mark.parametrize("data", [b"", b"plain text", b"<svg/>", b"%PDF-1.7 x"])
def test_anything_may_be_kept(store: BlobStore, data: bytes) -> None:
    assert store.read(store.put(data)) == data


def test_a_file_that_is_gone_or_changed(store: BlobStore) -> None:
    data = png()
    blob = store.put(data)
    path = store.path(blob)
    path.write_bytes(data[:-1] + b"?")
    with pytest.raises(BlobMissing) as changed:
        store.read(blob)
    assert changed.value.code == "changed"
    assert store.put(data) == blob
    assert store.read(blob) == data
    path.unlink()
    with pytest.raises(BlobMissing) as gone:
        store.read(blob)
    assert gone.value.code == "missing"
    assert store.put(data) == blob
    assert store.read(blob) == data


def test_many_threads_put_the_same_and_other_bytes(store: BlobStore, tmp_path: Path) -> None:
    pictures = [png(64, colour) + bytes(300_000) for colour in range(6)]
    with ThreadPoolExecutor(8) as pool:
        blobs = list(pool.map(store.put, pictures * 10))
    assert len(set(blobs)) == 6
    assert len(files(tmp_path / "images")) == 6
    assert all(store.read(blob) in pictures for blob in blobs)


def test_half_written_files_of_an_earlier_start_are_removed(tmp_path: Path) -> None:
    root = tmp_path / "images"
    kept = BlobStore(root).put(png())
    (root / ".incoming" / "99999999-abc").write_bytes(b"half")
    store = BlobStore(root)
    assert files(root) == [str(store.path(kept).relative_to(root))]


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    from studio.storage import files as storage_files
    from studio.storage.faults import translated

    target, temporary = tmp_path / "x", tmp_path / "x.part"
    temporary.symlink_to("/dev/full")
    with pytest.raises(DiskFull), translated():
        storage_files.write_durably(target, temporary, [b"data" * 9999])
    assert not target.exists()
    assert not temporary.is_symlink()


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "images").write_text("in the way")
    with pytest.raises(StorageError):
        BlobStore(tmp_path / "images")


def test_only_old_files_without_reference_are_collected(store: BlobStore, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    used, young, old, again = (store.put(png(4, colour)) for colour in range(4))
    long_ago = (now - timedelta(days=60)).timestamp()
    for blob in (used, old, again):
        os.utime(store.path(blob), (long_ago, long_ago))
    store.put(png(4, 3))
    strange = tmp_path / "images" / "notes.txt"
    strange.write_text("not ours")
    removed = store.collect_garbage(frozenset({used.sha256}), now - timedelta(days=30))
    assert removed == 1
    assert [store.exists(blob) for blob in (used, young, old, again)] == [True, True, False, True]
    assert strange.exists()


def test_hashing_and_writing_let_other_threads_run(store: BlobStore) -> None:
    data = png() + os.urandom(20 * 1024 * 1024)
    steps, done = 0, threading.Event()
    worker = threading.Thread(target=lambda: (store.put(data), done.set()))
    worker.start()
    while not done.is_set():
        steps += 1
    worker.join()
    assert steps > 1000


def test_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = DataFolders(tmp_path / "data")
    own.create()
    assert {p.name for p in (tmp_path / "data").iterdir()} == {
        "images",
        "backups",
        "logs",
        "cache",
    }
    assert own.database == tmp_path / "data" / "library.db"
    assert own.settings == tmp_path / "data" / "settings.toml"
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    platform = DataFolders(None)
    assert "dgrid-studio" in str(platform.database)
    platform.create()
    assert platform.cache.is_dir()

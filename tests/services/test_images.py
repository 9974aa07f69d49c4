"""Files that people attach, whatever they are."""

import asyncio
import io
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from studio.core.errors import StorageError
from studio.core.parts import MAX_FILE_BYTES
from studio.core.records import PictureMetadata
from studio.services.images import ImageLibrary
from studio.storage.blobs import BlobStore
from studio.storage.picture_metadata import read_metadata
from tests.small_disk import small_disk
from tests.waiting import WAIT_S


@pytest.fixture
def images(tmp_path: Path) -> ImageLibrary:
    return ImageLibrary(BlobStore(tmp_path / "images"))


async def refusal(images: ImageLibrary, path: Path) -> str | None:
    with pytest.raises(StorageError) as caught:
        async with asyncio.timeout(WAIT_S):
            await images.import_file(path)
    return caught.value.code


async def test_an_empty_file_is_refused(images: ImageLibrary, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    assert await refusal(images, tmp_path / "empty.txt") == "empty"


async def test_a_folder_is_refused(images: ImageLibrary, tmp_path: Path) -> None:
    assert await refusal(images, tmp_path) == "not_a_file"


async def test_a_missing_file_is_refused(images: ImageLibrary, tmp_path: Path) -> None:
    assert await refusal(images, tmp_path / "gone.png") == "unreadable"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
async def test_an_unreadable_file_is_refused(images: ImageLibrary, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "secret").chmod(0)
    assert await refusal(images, tmp_path / "secret") == "unreadable"


async def test_a_large_file_is_refused_unread(images: ImageLibrary, tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    with path.open("wb") as out:
        out.truncate(70 * 1024 * 1024)
    assert await refusal(images, path) == "too_large"
    with path.open("wb") as out:
        out.truncate(MAX_FILE_BYTES)
    kept = await images.import_file(path)
    assert kept.blob.size_bytes == MAX_FILE_BYTES


async def test_what_never_ends_is_not_read(images: ImageLibrary, tmp_path: Path) -> None:
    """A pipe without a writer would hold a thread, and the end of the program, for ever."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert await refusal(images, pipe) == "not_a_file"
    link = tmp_path / "zeros"
    link.symlink_to("/dev/zero")
    assert await refusal(images, link) == "not_a_file"


async def test_the_same_file_twice_is_kept_once(images: ImageLibrary, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("words")
    first, second = await asyncio.gather(images.import_file(path), images.import_file(path))
    assert first == second
    assert images.path(first.blob).read_text() == "words"


def test_others_get_copies_with_telling_names(tmp_path: Path) -> None:
    blobs = BlobStore(tmp_path / "images")
    images = ImageLibrary(blobs, tmp_path / "cache" / "shared")
    blob = blobs.put(b"\x89PNG pixels")
    copy = images.named_copy(blob, "../../a-dune.png")
    assert copy is not None
    assert copy.name == "a-dune.png"
    assert copy.is_relative_to(tmp_path / "cache" / "shared")
    assert copy.read_bytes() == b"\x89PNG pixels"
    assert copy.stat().st_ino != blobs.path(blob).stat().st_ino
    assert images.named_copy(blob, "a-dune.png") == copy
    copy.write_bytes(b"another program was here, at length")
    assert images.named_copy(blob, "a-dune.png").read_bytes() == b"\x89PNG pixels"  # type: ignore[union-attr]
    assert blobs.path(blob).read_bytes() == b"\x89PNG pixels"


def test_copies_of_earlier_weeks_go(tmp_path: Path) -> None:
    blobs = BlobStore(tmp_path / "images")
    images = ImageLibrary(blobs, tmp_path / "shared")
    old = images.named_copy(blobs.put(b"\x89PNG old"), "old.png")
    assert old is not None
    os.utime(old.parent, (1_000_000_000, 1_000_000_000))
    new = images.named_copy(blobs.put(b"\x89PNG new"), "new.png")
    assert new is not None
    assert new.exists()
    assert not old.exists()


def test_the_same_copy_may_be_asked_for_twice_at_once(tmp_path: Path) -> None:
    blobs = BlobStore(tmp_path / "images")
    data = b"\x89PNG" + bytes(2_000_000)
    blob = blobs.put(data)
    with ThreadPoolExecutor(4) as pool:
        for number in range(20):
            shared = tmp_path / f"shared-{number}"
            images = ImageLibrary(blobs, shared)
            copies = list(pool.map(images.named_copy, [blob] * 4, ["a.png"] * 4))
            assert copies[0] is not None
            assert copies == [copies[0]] * 4
            assert copies[0].read_bytes() == data
            assert [each.name for each in shared.rglob("*") if each.is_file()] == ["a.png"]
            shutil.rmtree(shared)


def test_without_a_folder_or_a_file_there_is_no_copy(tmp_path: Path) -> None:
    blobs = BlobStore(tmp_path / "images")
    blob = blobs.put(b"\x89PNG pixels")
    assert ImageLibrary(blobs).named_copy(blob, "x.png") is None
    blobs.path(blob).unlink()
    assert ImageLibrary(blobs, tmp_path / "shared").named_copy(blob, "x.png") is None


SAID = PictureMetadata("A dune", model_id="a/b")


def test_copies_for_others_say_what_they_are_and_originals_stay(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    blobs, wanted = BlobStore(tmp_path / "images"), [True]
    images = ImageLibrary(blobs, tmp_path / "shared", carries_metadata=lambda: wanted[0])
    blob = blobs.put(out.getvalue())
    copy = images.named_copy(blob, "a-dune.png", SAID)
    assert copy is not None
    said = read_metadata(copy.read_bytes())
    assert said is not None
    assert (said.prompt, said.model_id) == ("A dune", "a/b")
    images.save_copy(blob, tmp_path / "saved.png", SAID)
    assert (tmp_path / "saved.png").read_bytes() == copy.read_bytes()
    wanted[0] = False
    assert images.named_copy(blob, "a-dune.png", SAID).read_bytes() == out.getvalue()  # type: ignore[union-attr]
    images.save_copy(blob, tmp_path / "saved.png", SAID)
    assert (tmp_path / "saved.png").read_bytes() == out.getvalue()
    assert blobs.read(blob) == out.getvalue()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["images", "saved.png", "shared"]


def test_what_can_carry_nothing_is_copied_as_it_is(tmp_path: Path) -> None:
    blobs = BlobStore(tmp_path / "images")
    images = ImageLibrary(blobs, tmp_path / "shared")
    for data in (b"\x89PNG\r\n\x1a\n cut off", b"GIF89a" + bytes(20)):
        copy = images.named_copy(blobs.put(data), "x.png", SAID)
        assert copy is not None
        assert copy.read_bytes() == data


def test_a_missing_original_is_told_when_saving(tmp_path: Path) -> None:
    blobs = BlobStore(tmp_path / "images")
    images, blob = ImageLibrary(blobs, tmp_path / "shared"), blobs.put(b"\x89PNG pixels")
    blobs.path(blob).unlink()
    (tmp_path / "saved.png").write_bytes(b"mine")
    with pytest.raises(FileNotFoundError):
        images.save_copy(blob, tmp_path / "saved.png", SAID)
    assert (tmp_path / "saved.png").read_bytes() == b"mine"
    assert images.named_copy(blob, "x.png", SAID) is None


def test_a_full_disk_leaves_no_half_copy(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.effect_noise((400, 400), 80).save(out, "PNG")
    blobs = BlobStore(tmp_path / "images")
    blob = blobs.put(out.getvalue())
    with small_disk(tmp_path / "disk", 64 * 1024) as disk:
        images = ImageLibrary(blobs, disk.folder / "shared")
        assert images.named_copy(blob, "x.png", SAID) is None
        assert images.named_copy(blob, "x.png") is None
        (disk.folder / "mine.png").write_bytes(b"mine")
        with pytest.raises(OSError, match="No space"):
            images.save_copy(blob, disk.folder / "mine.png", SAID)
        assert (disk.folder / "mine.png").read_bytes() == b"mine"
        assert [each.name for each in disk.folder.rglob("*") if each.is_file()] == ["mine.png"]

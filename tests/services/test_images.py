"""Files that people attach, whatever they are."""

import asyncio
import os
from pathlib import Path

import pytest

from studio.core.errors import StorageError
from studio.services.images import MAX_FILE_BYTES, ImageLibrary
from studio.storage.blobs import BlobStore


@pytest.fixture
def images(tmp_path: Path) -> ImageLibrary:
    return ImageLibrary(BlobStore(tmp_path / "images"))


async def refusal(images: ImageLibrary, path: Path) -> str | None:
    with pytest.raises(StorageError) as caught:
        async with asyncio.timeout(5):
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

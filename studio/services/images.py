"""Images and files going into the library, and where they lie."""

import asyncio
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from studio import __version__
from studio.core.errors import BlobMissing, StorageError
from studio.core.messages import Attachment
from studio.core.parts import MAX_FILE_BYTES, MAX_PIXELS, BlobRef
from studio.core.sniff import sniff
from studio.storage.blobs import BlobStore
from studio.storage.files import temporary_beside, write_durably

if TYPE_CHECKING:
    from studio.core.records import PictureMetadata

_KEPT_COPIES_S = 14 * 86400


class ImageLibrary(QObject):
    """Keeps bytes that a person adds, and finds the file of a blob.

    Args:
        shared: a folder for copies with telling names, for other programs; None: no such copies.
        carries_metadata: asked whether copies carry their prompt, model and so on.

    Signals:
        deleted_changed: sha256 of pictures that were deleted from the gallery or came back.
        files_changed: sha256 of pictures whose file is another one than before.
    """

    deleted_changed = Signal(object)
    files_changed = Signal(object)

    def __init__(
        self,
        blobs: BlobStore,
        shared: Path | None = None,
        parent: QObject | None = None,
        *,
        carries_metadata: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__(parent)
        self._blobs = blobs
        self._shared = shared
        self._carries_metadata = carries_metadata
        self._deleted: frozenset[str] = frozenset()

    def note_deleted(self, deleted: frozenset[str], restored: frozenset[str] = frozenset()) -> None:
        """Pictures (by sha256) went into the trash of the gallery, or came out of it."""
        new = (self._deleted | deleted) - restored
        changed, self._deleted = new ^ self._deleted, new
        if changed:
            self.deleted_changed.emit(changed)

    def is_deleted(self, blob: BlobRef) -> bool:
        """Whether a person deleted a picture: messages show a placeholder for it."""
        return blob.sha256 in self._deleted

    def path(self, blob: BlobRef) -> Path:
        """Where the original bytes lie; the file may be gone (see `exists`)."""
        return self._blobs.path(blob)

    def read(self, blob: BlobRef) -> bytes:
        """The original bytes. Raises: BlobMissing. Thread: any."""
        return self._blobs.read(blob)

    def read_to_send(self, blob: BlobRef) -> bytes:
        """The original bytes, for a model; those of a deleted picture are never sent.

        Raises:
            BlobMissing: it is gone, or (`code` "deleted") in the trash.
        Thread: any.
        """
        if self.is_deleted(blob):
            raise BlobMissing("", code="deleted")
        return self._blobs.read(blob)

    def remove(self, blobs: Iterable[BlobRef], untouched_since: datetime) -> int:
        """Removes files that nothing needs, see `BlobStore.remove`. Thread: a worker."""
        return self._blobs.remove(blobs, untouched_since)

    def exists(self, blob: BlobRef) -> bool:
        """Whether the file of a blob is there."""
        return self._blobs.exists(blob)

    def named_copy(
        self, blob: BlobRef, name: str, metadata: "PictureMetadata | None" = None
    ) -> Path | None:
        """A copy of a file under a telling name, alone in a folder of the cache.

        Other programs get copies: what they do to them never reaches the library.

        Args:
            metadata: what the copy says about itself, where a person wants copies to.

        Returns:
            Its path; None when the blob is gone or the copy can't be made.
        Thread: any.
        """
        target = self.place_for_copy(blob, name)
        if target is None:
            return None
        try:
            told = self._told(blob, metadata)
            if told is None:
                return copy_for_others(self._blobs.path(blob), target)
            return _place_for_others(told, target)
        except OSError:
            return None

    def place_for_copy(self, blob: BlobRef, name: str) -> Path | None:
        """Where `named_copy` puts a copy."""
        if self._shared is None:
            return None
        return self._shared / blob.sha256[:12] / (_plain_name(name) or "image")

    def save_copy(
        self, blob: BlobRef, target: Path, metadata: "PictureMetadata | None" = None
    ) -> None:
        """Writes a copy where a person chose; what was there stays until all of it is written.

        Args:
            metadata: as for `named_copy`.

        Raises:
            OSError: the original is gone, or the copy can't be written.
        Thread: a worker.
        """
        pieces = self._told(blob, metadata) or [self._blobs.path(blob).read_bytes()]
        write_durably(target, temporary_beside(target), pieces)

    def _told(
        self, blob: BlobRef, metadata: "PictureMetadata | None"
    ) -> list[bytes | memoryview] | None:
        """The file with its metadata, in pieces; None when it stays as it is.

        Raises:
            OSError: it can't be read.
        """
        if metadata is None or not self._carries_metadata():
            return None
        from studio.storage.picture_metadata import has_content, pieces_with_metadata

        if not has_content(metadata):
            return None
        # Mapped, not read: a drag begins on the window's thread.
        with self._blobs.path(blob).open("rb") as file:
            if not os.fstat(file.fileno()).st_size:
                return None
            data = mmap(file.fileno(), 0, access=ACCESS_READ)
        try:
            return pieces_with_metadata(data, replace(metadata, app_version=__version__))
        except StorageError:
            return None  # a kind of file that carries nothing, or a damaged one: it goes as it is

    async def import_bytes(self, data: bytes, name: str) -> Attachment:
        """Keeps bytes under a name without a folder.

        Raises:
            StorageError: code `too_large` over 64 MB, `too_many_pixels` over 200 megapixels;
                DiskFull.
        """
        if len(data) > MAX_FILE_BYTES:
            raise StorageError("the file is over 64 MB", code="too_large")
        seen = sniff(data)
        if (seen.width_px or 0) * (seen.height_px or 0) > MAX_PIXELS:
            size = f"{seen.width_px} × {seen.height_px} pixels"
            raise StorageError(size, code="too_many_pixels")
        blob = await asyncio.to_thread(self._blobs.put, data)
        return Attachment(blob, _plain_name(name) or "file")

    def keep(self, data: bytes) -> BlobRef:
        """Keeps bytes that were looked at already. Raises: StorageError. Thread: any."""
        return self._blobs.put(data)

    async def put_back(self, blob: BlobRef, data: bytes) -> bool:
        """Keeps the bytes of an image again whose file was lost; False: they are others.

        Raises:
            StorageError: they can't be kept.
        """
        if await asyncio.to_thread(_hash_of, data) != blob.sha256:
            return False
        await asyncio.to_thread(self._blobs.put, data)
        self.files_changed.emit(frozenset({blob.sha256}))
        return True

    async def import_file(self, path: Path) -> Attachment:
        """Keeps a copy of a file.

        Raises:
            StorageError: code `unreadable`, `not_a_file`, `too_large`, `empty`; DiskFull.
        """
        return await self.import_bytes(await self.read_file(path), path.name)

    async def read_file(self, path: Path) -> bytes:
        """The bytes of a file, as `import_file` takes them; it raises the same."""
        return await asyncio.to_thread(_read, path)


def copy_for_others(source: Path, target: Path) -> Path:
    """Copies a file unless it is there already, and drops copies of earlier weeks.

    Raises:
        OSError: it can't be read or written.
    """
    if target.is_file() and target.stat().st_size == source.stat().st_size:
        return target
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _drop_old(target.parent.parent)
    with _part_of(target) as part:
        shutil.copyfile(source, part)
    return target


def _place_for_others(pieces: list[bytes | memoryview], target: Path) -> Path:
    """Writes a file for other programs; who still reads an earlier one keeps that."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _drop_old(target.parent.parent)
    with _part_of(target) as part, part.open("wb") as out:
        out.writelines(pieces)
    return target


@contextmanager
def _part_of(target: Path) -> Iterator[Path]:
    """A name to write to; it becomes the file when all is written, else nothing is left."""
    part = temporary_beside(target)  # its own: the same copy may be asked for twice at once
    try:
        yield part
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _drop_old(shared: Path) -> None:
    until = time.time() - _KEPT_COPIES_S
    for folder in shared.iterdir():
        with suppress(FileNotFoundError):  # another copy's turn has just dropped it
            if folder.stat().st_mtime < until and folder.is_dir():
                shutil.rmtree(folder, ignore_errors=True)


def _hash_of(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def _plain_name(name: str) -> str:
    """The name without its folder, and without marks that would show it backwards."""
    return "".join(each for each in Path(name).name if each.isprintable())


def _read(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            # A pipe or a device may never end.
            raise StorageError(f"{path.name} is no file", code="not_a_file")
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size > MAX_FILE_BYTES:
                raise StorageError(f"{path.name} is over 64 MB", code="too_large")
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as exc:
        raise StorageError(f"{path.name} can't be read", code="unreadable") from exc
    if not data:
        raise StorageError(f"{path.name} is empty", code="empty")
    return data


class SentImages:
    """A `BlobReader` for the gateway: reads what may be sent (see `read_to_send`)."""

    def __init__(self, images: ImageLibrary) -> None:
        self._images = images

    def read(self, blob: BlobRef) -> bytes:
        """The original bytes. Raises: BlobMissing."""
        return self._images.read_to_send(blob)

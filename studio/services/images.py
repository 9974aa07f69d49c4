"""Images and files going into the library, and where they lie."""

import asyncio
import os
from pathlib import Path

from PySide6.QtCore import QObject

from studio.core.errors import StorageError
from studio.core.messages import Attachment
from studio.core.parts import BlobRef
from studio.core.sniff import sniff
from studio.storage.blobs import BlobStore

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_PIXELS = 200_000_000
"""A picture with more is neither shown nor sent, whatever its file's size."""


class ImageLibrary(QObject):
    """Keeps bytes that a person adds, and finds the file of a blob."""

    def __init__(self, blobs: BlobStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._blobs = blobs

    def path(self, blob: BlobRef) -> Path:
        """Where the original bytes lie; the file may be gone (see `exists`)."""
        return self._blobs.path(blob)

    def exists(self, blob: BlobRef) -> bool:
        """Whether the file of a blob is there."""
        return self._blobs.exists(blob)

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

    async def import_file(self, path: Path) -> Attachment:
        """Keeps a copy of a file.

        Raises:
            StorageError: code `unreadable`, `not_a_file`, `too_large`, `empty`; DiskFull.
        """
        data = await asyncio.to_thread(_read, path)
        return await self.import_bytes(data, path.name)


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

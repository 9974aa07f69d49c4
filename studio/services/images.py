"""Images and files going into the library, and where they lie."""

import asyncio
from pathlib import Path

from PySide6.QtCore import QObject

from studio.core.errors import StorageError
from studio.core.messages import Attachment
from studio.core.parts import BlobRef
from studio.storage.blobs import BlobStore

MAX_FILE_BYTES = 64 * 1024 * 1024


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
            StorageError: code `too_large` over 64 MB; DiskFull.
        """
        if len(data) > MAX_FILE_BYTES:
            raise StorageError("the file is over 64 MB", code="too_large")
        blob = await asyncio.to_thread(self._blobs.put, data)
        return Attachment(blob, Path(name).name or "file")

    async def import_file(self, path: Path) -> Attachment:
        """Keeps a copy of a file.

        Raises:
            StorageError: code `unreadable`, `too_large`, `empty`; DiskFull.
        """
        data = await asyncio.to_thread(_read, path)
        return await self.import_bytes(data, path.name)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise StorageError(f"{path.name} is over 64 MB", code="too_large")
        data = path.read_bytes()
    except OSError as exc:
        raise StorageError(f"{path.name} can't be read", code="unreadable") from exc
    if not data:
        raise StorageError(f"{path.name} is empty", code="empty")
    return data

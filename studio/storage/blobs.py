"""Bytes kept once, as files named by their hash: `images/ab/cdef….png`."""

import os
import threading
from collections.abc import Iterable, Iterator, Set
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from studio.core.errors import BlobMissing
from studio.core.parts import BlobRef
from studio.core.sniff import extension_for, sniff
from studio.storage.file_faults import files_translated
from studio.storage.files import write_durably

_SLICE_BYTES = 1024 * 1024
_INCOMING = ".incoming"


class BlobStore:
    """Keeps original bytes untouched; the same bytes are kept once.

    Args:
        root: the `images` folder; made when it is missing. Files that an earlier start
            left half written are removed.

    Raises:
        StorageError: the folder can't be made.
    Thread: any; several may put and read at once.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / _INCOMING
        self._lock = threading.Lock()
        with files_translated():
            self._incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
            for left_over in self._incoming.iterdir():
                if not left_over.name.startswith(f"{os.getpid()}-"):
                    left_over.unlink(missing_ok=True)

    def put(self, data: bytes) -> BlobRef:
        """Keeps bytes and describes them; durable when this returns.

        A file of that name whose content was changed outside is replaced.

        Raises:
            DiskFull: no space; nothing is left behind.
            StorageError: the file can't be written.
        """
        view = memoryview(data)
        seen = sniff(data)
        sha256 = _hash(view)
        blob = BlobRef(sha256, seen.mime, len(data), seen.width_px, seen.height_px)
        target = self.path(blob)
        with files_translated():
            if not self._keep_existing(target, len(data), sha256):
                for folder in (target.parent, self._incoming):
                    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                temporary = self._incoming / f"{os.getpid()}-{uuid4().hex}"
                write_durably(target, temporary, _slices(view))
        return blob

    def read(self, blob: BlobRef) -> bytes:
        """The original bytes.

        Raises:
            BlobMissing: the file is gone (`code` "missing") or not what was kept ("changed").
            StorageError: the file can't be read.
        """
        path = self.path(blob)
        with files_translated():
            try:
                data = path.read_bytes()
            except (FileNotFoundError, NotADirectoryError) as exc:
                raise BlobMissing(path.name, code="missing") from exc
        if _hash(memoryview(data)) != blob.sha256:
            raise BlobMissing(path.name, code="changed")
        return data

    def path(self, blob: BlobRef) -> Path:
        """Where the bytes are, or would be."""
        name = blob.sha256[2:] + extension_for(blob.mime)
        return self._root / blob.sha256[:2] / name

    def exists(self, blob: BlobRef) -> bool:
        """Whether a file of the right name and length is there (its content is not read)."""
        try:
            return self.path(blob).stat().st_size == blob.size_bytes
        except OSError:
            return False

    def collect_garbage(self, referenced: Set[str], untouched_since: datetime) -> int:
        """Removes files that nothing refers to and that are older than a moment.

        Putting the same bytes again makes a file young, so bytes that were just put, and
        that no row speaks of yet, stay.

        Args:
            referenced: sha256 of all blobs in use, asked of the library before this call.
            untouched_since: files put at this moment or later are kept.

        Returns:
            How many files were removed.
        """
        removed, limit_s = 0, untouched_since.timestamp()
        with files_translated():
            for path in self._files():
                if path.parent.name + path.stem in referenced:
                    continue
                with self._lock:
                    if path.stat().st_mtime < limit_s:
                        path.unlink()
                        removed += 1
        return removed

    def remove(self, blobs: Iterable[BlobRef], untouched_since: datetime) -> int:
        """Removes the files of blobs that nothing refers to.

        Args:
            untouched_since: files put at this moment or later are kept: something that came
                meanwhile may want them. They go with the garbage.

        Returns:
            How many files were removed.
        """
        removed, limit_s = 0, untouched_since.timestamp()
        with files_translated():
            for path in map(self.path, blobs):
                with self._lock:
                    if path.is_file() and path.stat().st_mtime < limit_s:
                        path.unlink()
                        removed += 1
        return removed

    def _files(self) -> Iterator[Path]:
        for folder in sorted(self._root.iterdir()) if self._root.is_dir() else ():
            if len(folder.name) == 2 and folder.is_dir():
                yield from (path for path in folder.iterdir() if len(path.stem) == 62)

    def _keep_existing(self, target: Path, size_bytes: int, sha256: str) -> bool:
        """Whether the right bytes are there already; makes their file young if so."""
        with self._lock:
            try:
                if target.stat().st_size != size_bytes:
                    return False
                os.utime(target)
            except FileNotFoundError:
                return False
        with target.open("rb") as kept:
            return _hash(kept) == sha256


def _slices(view: memoryview) -> Iterator[memoryview]:
    for start in range(0, len(view), _SLICE_BYTES):
        yield view[start : start + _SLICE_BYTES]


def _hash(content: memoryview | BinaryIO) -> str:
    """The hash, slice by slice: other threads run in between and meanwhile."""
    import hashlib  # 1 ms, which a start has no use for

    digest = hashlib.sha256()
    if isinstance(content, memoryview):
        pieces: Iterable[bytes | memoryview] = _slices(content)
    else:
        pieces = iter(partial(content.read, _SLICE_BYTES), b"")
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()

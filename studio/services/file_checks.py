"""Image files that are gone, changed by another program, or cut off: noticed when looked at."""

import asyncio
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from studio.core.cut_off import is_cut_off
from studio.core.errors import BlobMissing, StorageError
from studio.core.parts import BlobRef
from studio.services.cut_off_files import is_file_cut_off
from studio.services.images import ImageLibrary
from studio.services.tasks import TaskScope


class FileState(StrEnum):
    """What became of the file of an image."""

    FINE = "fine"
    MISSING = "missing"
    CHANGED = "changed"
    CUT_OFF = "cut_off"
    """It is what was taken, which stops before its end."""


class FileChecks(QObject):
    """Looks at files beside the window.

    What is on the screen is looked at by name and length, and once at its end, which costs
    nothing; the content of one image is read when somebody looks at its details.

    Signals:
        changed: sha256 (a frozenset) of images whose file is in another state than before.
    """

    changed = Signal(object)

    def __init__(self, *, images: ImageLibrary, scope: TaskScope, parent: QObject) -> None:
        super().__init__(parent)
        self._images, self._scope = images, scope
        self._odd: dict[str, FileState] = {}
        self._read_odd: dict[str, FileState] = {}  # of these the length is right
        self._ends_seen: set[str] = set()
        self._wanted: tuple[BlobRef, ...] = ()
        self._task: asyncio.Task[None] | None = None

    def state(self, sha256: str) -> FileState:
        """What is known of a file; fine until somebody looked."""
        return self._odd.get(sha256, FileState.FINE)

    def look(self, blobs: Sequence[BlobRef]) -> None:
        """Looks whether files are there; the newest question wins."""
        self._wanted = tuple(blobs)
        idle = self._task is None or self._task.done()
        if self._wanted and idle and not self._scope.is_closed:
            self._task = self._scope.start(self._look(), name="look at image files")

    async def verify(self, blob: BlobRef) -> FileState:
        """Reads the whole file of one image."""
        found = await asyncio.to_thread(self._read, blob)
        if found in (FileState.CHANGED, FileState.CUT_OFF):
            self._read_odd[blob.sha256] = found
        else:
            self._read_odd.pop(blob.sha256, None)
        self._note({blob.sha256: found})
        return found

    async def put_back(self, blob: BlobRef, path: Path) -> bool:
        """Keeps a file again as the one of an image; False: it is another image.

        Raises:
            StorageError: it can't be read, or not be kept.
        """
        data = await self._images.read_file(path)
        if not await self._images.put_back(blob, data):
            return False
        await self.verify(blob)
        return True

    async def _look(self) -> None:
        looked: tuple[BlobRef, ...] = ()
        while looked != self._wanted:
            looked = self._wanted
            seen = await asyncio.to_thread(self._states, looked)
            # A length that is right does not take back what reading said.
            cut_off = {each for each, state in seen.items() if state is FileState.CUT_OFF}
            self._read_odd.update(dict.fromkeys(cut_off, FileState.CUT_OFF))
            fine = [each for each, state in seen.items() if state is FileState.FINE]
            seen.update({each: self._read_odd[each] for each in fine if each in self._read_odd})
            self._note(seen)

    def _states(self, blobs: Sequence[BlobRef]) -> dict[str, FileState]:
        return {blob.sha256: self._glance(blob) for blob in blobs}

    def _glance(self, blob: BlobRef) -> FileState:
        if self._images.exists(blob):
            if blob.sha256 in self._ends_seen:
                return FileState.FINE
            self._ends_seen.add(blob.sha256)
            cut_off = is_file_cut_off(self._images.path(blob))
            return FileState.CUT_OFF if cut_off else FileState.FINE
        return FileState.CHANGED if self._images.path(blob).is_file() else FileState.MISSING

    def _read(self, blob: BlobRef) -> FileState:
        try:
            data = self._images.read(blob)
        except BlobMissing as exc:
            return FileState.CHANGED if exc.code == "changed" else FileState.MISSING
        except StorageError:
            return FileState.MISSING
        return FileState.CUT_OFF if is_cut_off(data, blob.mime) else FileState.FINE

    def _note(self, states: dict[str, FileState]) -> None:
        new = {sha256 for sha256, found in states.items() if found is not self.state(sha256)}
        for sha256 in new:
            if states[sha256] is FileState.FINE:
                del self._odd[sha256]
            else:
                self._odd[sha256] = states[sha256]
        if new:
            self.changed.emit(frozenset(new))

"""Where files go: a folder, or an archive. Nothing that exists is ever written over."""

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from studio.core.errors import StorageError
from studio.services.exporting.names import free_of, numbered
from studio.storage.file_faults import files_translated

_MOST_NUMBER = 100_000


@contextmanager
def _explained() -> Iterator[None]:
    """As `translated`; that a folder is forbidden says the code."""
    try:
        with files_translated():
            yield
    except StorageError as exc:
        if exc.code == "no_permission":
            raise StorageError(exc.detail, code="folder_not_writable") from exc
        raise


class Sink(Protocol):
    """Takes files under names."""

    def put(self, name: str, data: bytes) -> str:
        """Keeps a file and tells the name it got. Raises: StorageError."""
        ...

    def close(self) -> tuple[Path, ...]:
        """Makes all of it final and tells what is there now. Raises: StorageError."""
        ...

    def abandon(self) -> tuple[Path, ...]:
        """Ends early: whole files stay, halves go. Tells what is there."""
        ...


class FolderSink:
    """Files in a folder, each complete from the moment it is seen.

    Args:
        folder: made when it is missing.
    Raises:
        StorageError: it can't be made.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: list[Path] = []
        with _explained():
            folder.mkdir(parents=True, exist_ok=True)

    def put(self, name: str, data: bytes) -> str:
        """Keeps a file; a name that is taken gets a number."""
        part = self._folder / f".export-{os.getpid()}-{uuid4().hex[:8]}.part"
        with _explained():
            try:
                with part.open("xb") as out:
                    out.write(data)
                made = move_to_free_name(part, self._folder / name)
            finally:
                part.unlink(missing_ok=True)
        self._files.append(made)
        return made.name

    def close(self) -> tuple[Path, ...]:
        """What was written."""
        return tuple(self._files)

    def abandon(self) -> tuple[Path, ...]:
        """What was written: each file is whole."""
        return tuple(self._files)


class ZipSink:
    """One archive. It gets its name when it is complete; before that it can't be mistaken.

    Raises:
        StorageError: it can't be begun.
    """

    def __init__(self, folder: Path, title: str) -> None:
        self._target = folder / f"{title}.zip"
        self._part = folder / f".export-{os.getpid()}-{uuid4().hex[:8]}.part"
        self._taken: set[str] = set()
        with _explained():
            folder.mkdir(parents=True, exist_ok=True)
            # Pictures are packed already: packing them again costs time and saves nothing.
            self._zip = zipfile.ZipFile(self._part, "x", zipfile.ZIP_STORED)

    def put(self, name: str, data: bytes) -> str:
        """Adds a file; a name that is taken gets a number."""
        free = free_of(self._taken, name)
        with _explained():
            self._zip.writestr(free, data)
        return free

    def close(self) -> tuple[Path, ...]:
        """Completes the archive under the first free name."""
        with _explained():
            try:
                self._zip.close()
                return (move_to_free_name(self._part, self._target),)
            finally:
                self._part.unlink(missing_ok=True)

    def abandon(self) -> tuple[Path, ...]:
        """Takes the unfinished archive away."""
        with suppress(OSError):  # on a full disk even closing fails
            if self._zip.fp is not None:
                self._zip.fp.close()
        self._zip.fp = None  # or it would write its end when it is collected
        with suppress(OSError):
            self._part.unlink(missing_ok=True)
        return ()


def move_to_free_name(part: Path, wanted: Path) -> Path:
    """Gives a complete file its name, or the first numbered one that nobody has.

    Raises:
        OSError: it can't be moved.
    """
    for number in range(1, _MOST_NUMBER):
        name = wanted.name if number == 1 else numbered(wanted.name, number)
        target = wanted.with_name(name)
        try:
            # Fails when the name is taken, even when that happened a moment ago.
            os.link(part, target)
        except FileExistsError:
            continue
        except OSError:
            # Some file systems (of memory cards, of networks) have no links.
            if not _claimed(target):
                continue
            try:
                part.replace(target)
            except OSError:
                target.unlink(missing_ok=True)
                raise
        return target
    raise FileExistsError(str(wanted))


def _claimed(target: Path) -> bool:
    """Whether an empty file of that name could be made: the name is ours then."""
    try:
        target.open("xb").close()
    except FileExistsError:
        return False
    return True

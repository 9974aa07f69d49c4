"""Errors of the file system, translated at the edge of this layer. Those of SQLite: `faults`."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from studio.core.errors import DiskFull, StorageError

_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def from_os(error: OSError) -> StorageError:
    """The studio's error for one of the file system."""
    if error.errno in _FULL:
        return DiskFull(words_of(error))
    code = "no_permission" if error.errno in _FORBIDDEN else "io_error"
    return StorageError(words_of(error), code=code)


def words_of(error: OSError) -> str:
    """What the system says, and of which file; `str` would add a number and Python's quotes."""
    words = error.strerror or str(error)
    return words if error.filename is None else f"{words}: {os.fsdecode(error.filename)}"


@contextmanager
def files_translated() -> Iterator[None]:
    """Lets only the studio's own errors out of a block of work on files."""
    try:
        yield
    except OSError as exc:
        raise from_os(exc) from exc

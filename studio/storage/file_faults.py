"""Errors of the file system, translated at the edge of this layer. Those of SQLite: `faults`."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from studio.core.errors import DiskFull, StorageError

_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def from_os(error: OSError) -> StorageError:
    """The studio's error for one of the file system."""
    if error.errno in _FULL:
        return DiskFull(str(error))
    code = "no_permission" if error.errno in _FORBIDDEN else "io_error"
    return StorageError(str(error), code=code)


@contextmanager
def files_translated() -> Iterator[None]:
    """Lets only the studio's own errors out of a block of work on files."""
    try:
        yield
    except OSError as exc:
        raise from_os(exc) from exc

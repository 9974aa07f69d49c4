"""What happens when the file of an open library is deleted or replaced by someone else.

SQLite goes on writing into a file without a name, and at the end all of it would be lost.
"""

import logging
import os
import sqlite3
from datetime import datetime
from pathlib import Path

from studio.storage.backups import copy_database, move_aside
from studio.storage.files import sync_folder, temporary_beside

_log = logging.getLogger(__name__)


class Place:
    """The place of an open library.

    Args:
        path: of the file, just opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._log_path = path.with_name(path.name + "-wal")
        self._file = _identity(path)
        self._log_file = _identity(self._log_path)

    def is_held(self) -> bool:
        """Whether the library's own file (and the log of its last changes) is still there."""
        log_file = _identity(self._log_path)
        self._log_file = self._log_file or log_file  # made with the first change
        return log_file == self._log_file and _identity(self._path) == self._file

    def take_back(self, connection: sqlite3.Connection, now: datetime) -> None:
        """Writes the library to its place again; another file that lies there is set aside.

        Args:
            connection: to the file that has no place any more; of no use afterwards.

        Raises:
            sqlite3.Error, OSError: it could not be written, and may be tried again.
        """
        _log.info("the file of the library is gone or is another one; it is written again")
        path = self._path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = copy_database(connection, temporary_beside(path))
        if _identity(self._log_path) in (None, self._log_file):
            for ending in ("-wal", "-shm"):  # of no use to another library
                path.with_name(path.name + ending).unlink(missing_ok=True)
        if _identity(path) not in (None, self._file):
            move_aside(path, "replaced", now)
        fresh.replace(path)
        sync_folder(path.parent)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino

"""Errors of SQLite and of the file system, translated at the edge of this layer."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from studio.core.errors import DatabaseDamaged, DatabaseLocked, DiskFull, StorageError
from studio.storage.file_faults import from_os

NOT_TEXT = "not_text"
"""Code of the error for a value that is kept as text and is none."""

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_CODES = {
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_CANTOPEN: "cannot_open",
    sqlite3.SQLITE_IOERR: "io_error",
    sqlite3.SQLITE_INTERRUPT: "interrupted",
    sqlite3.SQLITE_CONSTRAINT: "constraint",
    sqlite3.SQLITE_TOOBIG: "too_big",
}


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's primary result code of an error, or 0 when it has none."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error says that the file itself is broken."""
    return primary_code(error) in _DAMAGED


def is_index_damage(error: BaseException | None) -> bool:
    """Whether an error says that only the full-text index is broken."""
    return getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_CORRUPT_VTAB


def from_sqlite(error: sqlite3.Error) -> StorageError:
    """The studio's error for one of SQLite."""
    code = primary_code(error)
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(str(error))
    if code in _BUSY:
        return DatabaseLocked(str(error))
    if code in _DAMAGED:
        return DatabaseDamaged(str(error))
    if not code and "decode to UTF-8" in str(error):  # says the module, not SQLite
        return StorageError("a text in the library is damaged", code=NOT_TEXT)
    return StorageError(str(error), code=_CODES.get(code, "database"))


@contextmanager
def translated() -> Iterator[None]:
    """Lets only the studio's own errors out of a block of storage work."""
    try:
        yield
    except sqlite3.Error as exc:
        raise from_sqlite(exc) from exc
    except OSError as exc:
        raise from_os(exc) from exc

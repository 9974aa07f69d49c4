"""Opening the library file: checks, migration, and what happens to a damaged one."""

import logging
import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from studio.core.errors import DatabaseDamaged, DatabaseTooNew
from studio.core.ports import Clock
from studio.storage.backups import backup_path, copy_database, list_backups, move_aside
from studio.storage.connecting import check_whole_file, connect, require_trigrams, transaction
from studio.storage.faults import is_damage, translated
from studio.storage.schema import APPLICATION_ID, MIGRATIONS
from studio.storage.texts import to_us

_log = logging.getLogger(__name__)

_CHECK_EVERY_US = 7 * 24 * 3600 * 1_000_000
_MAGIC = b"SQLite format 3\0"
DAMAGED = "damaged"
"""In the name of a library that was set aside, and in `meta` of one that is to be checked."""

_CHECKED = "checked_at_us"
_AT_ONCE_BYTES = 64 * 1024 * 1024
"""A file up to this size is checked while it is opened (0.2 s); a larger one behind the window."""
Steps = Sequence[Sequence[str]]


class _Damage(Exception):
    """The file is broken; the argument says how."""


class Inspected(Struct, frozen=True):
    """What an inspection found.

    Attributes:
        version: of the schema.
        checked: the whole file was.
        index_is_damaged: the search index must be made anew.
        check_is_due: the whole file is to be checked, but need not be waited for.
    """

    version: int
    checked: bool = False
    index_is_damaged: bool = False
    check_is_due: bool = False


def open_database(
    path: Path, backups: Path, clock: Clock, steps: Steps = MIGRATIONS
) -> tuple[sqlite3.Connection, Inspected]:
    """Opens, makes or migrates the library file; see `Library.open` for what it raises.

    Args:
        steps: the schema; another one in tests of migrations.

    Returns:
        The connection, and what was found.
    """
    with translated():
        require_trigrams()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            state = _inspect(path, clock.now(), len(steps))
        except _Damage as exc:
            raise _set_aside(path, backups, clock.now(), str(exc)) from exc
        connection = connect(path)
        with ExitStack() as undo:
            undo.callback(connection.close)
            _configure(connection)
            _migrate(connection, state.version, backups, clock.now(), steps)
            if state.checked:
                note_check(connection, clock.now())
            undo.pop_all()
        return connection, state


def refuse_if_undecided(path: Path, backups: Path, clock: Clock) -> None:
    """Asks again about a library that was set aside and has nothing in its place yet.

    The program may have ended while a person was asked, or while a backup was copied: an empty
    library in that place would look like the loss of everything.

    Raises:
        DatabaseDamaged: see `Library.open`.
    """
    if path.exists():
        return
    with translated():
        pattern = f"{path.stem}-{DAMAGED}-*{path.suffix}"
        aside = max(path.parent.glob(pattern), default=None, key=lambda each: each.stat().st_mtime)
        if aside is not None:
            raise _error_of(aside, backups, clock.now(), "it was set aside before")


def _configure(connection: sqlite3.Connection) -> None:
    for setting in (
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        "cache_size = -16000",
        "journal_size_limit = 16777216",
    ):
        connection.execute(f"PRAGMA {setting}").fetchall()


def _inspect(path: Path, now: datetime, newest: int) -> Inspected:
    """Looks at a file without changing it. Raises: DatabaseTooNew, _Damage, sqlite3.Error."""
    if not path.exists() or path.stat().st_size == 0:
        return Inspected(0)
    log = path.with_name(path.name + "-wal")
    unclean = log.exists() and log.stat().st_size > 0
    if not unclean:
        _check_head(path, newest)
    try:
        with closing(connect(path, read_only=True)) as connection:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            mark = int(connection.execute("PRAGMA application_id").fetchone()[0])
            if not (version or mark or _has_tables(connection)):
                return Inspected(0)  # the first start of all was ended before it wrote anything
            _check_version(version, mark, newest)
            if not unclean and not _check_is_due(connection, now):
                return Inspected(version)
            is_large = path.stat().st_size > _AT_ONCE_BYTES and version == newest
            if is_large and not _is_suspect(connection):
                return Inspected(version, check_is_due=True)
            faults = check_whole_file(connection)
    except sqlite3.DatabaseError as exc:
        if is_damage(exc):
            raise _Damage(str(exc)) from exc
        raise
    if faults.in_content:
        raise _Damage("; ".join(faults.in_content))
    return Inspected(version, checked=True, index_is_damaged=bool(faults.in_index))


def _check_head(path: Path, newest: int) -> None:
    """Judges the first 100 bytes; for a file whose log is empty.

    Source: sqlite.org/fileformat2.html, section 1.3.
    """
    with path.open("rb") as file:
        head = file.read(100)
    if len(head) < 100 or not head.startswith(_MAGIC):
        raise _Damage("not a database")
    version, mark = int.from_bytes(head[60:64], "big"), int.from_bytes(head[68:72], "big")
    if version or mark:  # else it may be empty
        _check_version(version, mark, newest)
    page_bytes = int.from_bytes(head[16:18], "big")
    page_bytes = 65536 if page_bytes == 1 else page_bytes
    pages = int.from_bytes(head[28:32], "big")
    if head[24:28] == head[92:96] and pages * page_bytes > path.stat().st_size:
        raise _Damage("the file is cut off")


def _has_tables(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_schema").fetchone() is not None


def _check_version(version: int, mark: int, newest: int) -> None:
    if mark != APPLICATION_ID:
        raise _Damage("not a library of the studio")
    if version > newest:
        raise DatabaseTooNew(f"schema {version}, this studio knows {newest}", code=str(version))


def _check_is_due(connection: sqlite3.Connection, now: datetime) -> bool:
    """Whether the last check of the whole file is a week ago; reads the schema on the way."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (_CHECKED,)).fetchone()
    connection.execute("SELECT max(seq) FROM conversations").fetchone()
    connection.execute("SELECT max(seq) FROM messages").fetchone()
    if row is None or not row[0].isdecimal():
        return True
    return not 0 <= to_us(now) - int(row[0]) < _CHECK_EVERY_US


def _is_suspect(connection: sqlite3.Connection) -> bool:
    """Whether damage was found behind the window, see `note_damage`."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (_CHECKED,)).fetchone()
    return row is not None and row[0] == DAMAGED


def note_check(connection: sqlite3.Connection, now: datetime) -> None:
    """The whole file is sound."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_CHECKED, str(to_us(now))))


def note_damage(connection: sqlite3.Connection) -> None:
    """It is not: the next start checks it before anything else, and offers a backup."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_CHECKED, DAMAGED))


def _migrate(
    connection: sqlite3.Connection, version: int, backups: Path, now: datetime, steps: Steps
) -> None:
    """Brings the schema up to date, in one transaction, after a copy."""
    if version == len(steps):
        return
    if version:
        copy = copy_database(connection, backup_path(backups, now))
        _log.info("copied the library to %s before changing its schema", copy.name)
    with transaction(connection):
        for step in steps[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        if not version:
            note_check(connection, now)


def _set_aside(path: Path, backups: Path, now: datetime, detail: str) -> DatabaseDamaged:
    """Moves a damaged library and its log out of the way; nothing is deleted."""
    return _error_of(move_aside(path, DAMAGED, now), backups, now, detail)


def _error_of(aside: Path, backups: Path, now: datetime, detail: str) -> DatabaseDamaged:
    error = DatabaseDamaged(detail)
    error.set_aside = aside
    kept = list_backups(backups, now)
    error.newest_backup = kept[0] if kept else None
    return error

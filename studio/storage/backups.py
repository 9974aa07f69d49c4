"""Copies of the library: one a day, five kept, each checked; and bringing one back."""

import logging
import os
import re
import shutil
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from studio.core.errors import StorageError
from studio.core.ports import Clock
from studio.storage.connecting import check_whole_file, connect
from studio.storage.faults import is_damage, translated
from studio.storage.files import free_name, sync_folder, temporary_beside
from studio.storage.futures import settling
from studio.storage.schema import APPLICATION_ID, MIGRATIONS

_log = logging.getLogger(__name__)

KEPT = 5
_NAME = re.compile(r"library-(\d{8}-\d{6})(-\d+)?\.db")
_PAGES_AT_ONCE = 2048
_ROOM_BYTES = 64 * 1024 * 1024
"""A backup leaves so much of the disk free: what is being written matters more."""
_STEPS_BETWEEN_QUESTIONS = 200_000


class _Cancelled(Exception):
    """The copy is no longer wanted."""


def backup_path(folder: Path, moment: datetime) -> Path:
    """A free name for a backup made at a moment."""
    return free_name(folder / f"library-{moment.astimezone(UTC):%Y%m%d-%H%M%S}.db")


def list_backups(folder: Path, now: datetime) -> list[Path]:
    """All backups, newest first; [] when the folder is missing. Raises: OSError.

    Those that claim to be of tomorrow or later were made while the clock was wrong. They come
    last: else they would be taken for the newest for years, and those made now be removed.
    """
    if not folder.is_dir():
        return []
    found = [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]
    latest = f"{now.astimezone(UTC) + timedelta(days=1):%Y%m%d-%H%M%S}"

    def age(path: Path) -> tuple[bool, str, int, str]:
        moment = path.name[8:23]
        return moment <= latest, moment, len(path.name), path.name

    return sorted(found, key=age)[::-1]


def prune_backups(folder: Path, now: datetime) -> None:
    """Removes all but the newest five. Raises: OSError."""
    for old in list_backups(folder, now)[KEPT:]:
        old.unlink()


def copy_database(
    source: sqlite3.Connection, target: Path, is_cancelled: Callable[[], bool] | None = None
) -> Path:
    """Copies a database as it is now, durably, without stopping its writers.

    Args:
        target: must not exist; it appears only when it is complete.
        is_cancelled: asked every 8 MB; once it is true the copy ends with an error.

    Returns:
        The target.
    Raises:
        sqlite3.Error, OSError: nothing is left behind.
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = temporary_beside(target)

    def ask(_status: int, _left: int, _all: int) -> None:
        if is_cancelled is not None and is_cancelled():
            raise _Cancelled

    try:
        with closing(sqlite3.connect(temporary, isolation_level=None)) as copy:
            copy.execute("PRAGMA synchronous = FULL")
            source.backup(copy, pages=_PAGES_AT_ONCE, progress=ask)
            # Without a log of its own the copy is one file that can be moved about.
            copy.execute("PRAGMA journal_mode = DELETE").fetchall()
        temporary.replace(target)
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            temporary.with_name(temporary.name + ending).unlink(missing_ok=True)
    sync_folder(target.parent)
    return target


def restore_newest_backup(path: Path, backups: Path, clock: Clock) -> Path:
    """Puts the newest sound backup in the place of the library.

    A library that is there is set aside, never deleted. The database thread must not run.

    Returns:
        The backup that was used; it stays.
    Raises:
        StorageError: `code` is "no_backup" when none is sound; the library was not touched.
    """
    with translated():
        for backup in list_backups(backups, clock.now()):
            if not _is_sound(backup):
                _log.info("the backup %s can't be used", backup.name)
                continue
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = temporary_beside(path)
            with closing(sqlite3.connect(backup, isolation_level=None)) as source:
                copy_database(source, fresh)
            if path.exists():
                _keep_beside(path, clock.now())
            fresh.replace(path)
            sync_folder(path.parent)
            return backup
    raise StorageError("no backup can be used", code="no_backup")


def _is_sound(backup: Path) -> bool:
    try:
        with closing(sqlite3.connect(backup, isolation_level=None)) as connection:
            mark = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            known = mark == APPLICATION_ID and 0 < version <= len(MIGRATIONS)
            return known and not check_whole_file(connection).in_content
    except sqlite3.DatabaseError:
        return False


def move_aside(path: Path, why: str, now: datetime) -> Path:
    """Renames a library with its log to `library-<why>-<moment>.db`. Raises: OSError.

    Returns:
        Its new place.
    """
    target = free_name(path.with_name(f"{path.stem}-{why}-{now:%Y%m%d-%H%M%S}{path.suffix}"))
    for ending in ("-wal", "-shm", ""):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.replace(target.with_name(target.name + ending))
    return target


def _keep_beside(path: Path, now: datetime) -> None:
    """Gives a library that is about to be replaced another name; it has both until then."""
    target = free_name(path.with_name(f"{path.stem}-replaced-{now:%Y%m%d-%H%M%S}{path.suffix}"))
    try:
        os.link(path, target)
    except OSError:  # a file system without links
        move_aside(path, "replaced", now)
        return
    for ending in ("-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.replace(target.with_name(target.name + ending))


class DailyBackup:
    """Makes the backup of the day on a thread of its own, which only reads.

    Nothing is made when there is one of today (UTC) already, no room, or nothing to keep: an
    empty library must not push out the copies of a full one. Nor may a damaged one: a copy is
    checked, and thrown away when it is damaged, before any older one goes.

    Args:
        check_is_due: check the library itself when no copy is made of it.

    Thread: any.
    """

    def __init__(
        self, path: Path, folder: Path, clock: Clock, *, check_is_due: bool = False
    ) -> None:
        self._path = path
        self._folder = folder
        self._clock = clock
        self._check_is_due = check_is_due
        self._report: Callable[[list[str]], None] | None = None
        self._cancelled = threading.Event()
        self._made: Future[Path | None] = Future()
        self._thread = threading.Thread(target=self._run, name="studio-backup", daemon=True)

    def start(self, report: Callable[[list[str]], None] | None = None) -> None:
        """Begins; once only.

        Args:
            report: called on the thread with what is wrong with the library, [] when nothing
                is, once all of it was checked.
        """
        self._report = report
        self._thread.start()

    def cancel(self) -> None:
        """Ends a copy under way within some milliseconds; nothing of it is left."""
        self._cancelled.set()

    def join(self, timeout_s: float | None = None) -> Path | None:
        """Waits for the end, also before the beginning. Returns: the backup made, or None."""
        with suppress(TimeoutError):
            if self._made.exception(timeout_s) is None:
                self._thread.join(timeout_s)
                return self._made.result()
            self._thread.join(timeout_s)
        return None

    def _run(self) -> None:
        with settling(self._made):
            self._made.set_result(self._make())
        failure = self._made.exception()
        if failure is not None and not isinstance(failure, _Cancelled):
            _log.warning("no backup could be made today: %s", failure)

    def _make(self) -> Path | None:
        if self._cancelled.is_set():  # before it began: the library may be closed, or gone
            return None
        now = self._clock.now().astimezone(UTC)
        kept = list_backups(self._folder, now)
        made = None
        if not any(path.name.startswith(f"library-{now:%Y%m%d}-") for path in kept):
            made = self._copy(now)
        if made is None and not self._check_is_due:
            return None
        faults = self._faults_of(made or self._path)
        if faults:
            _log.error("the library is damaged: %s", "; ".join(faults))
        if self._report is not None:
            self._report(faults)
        if made is not None and faults:
            made.unlink()
            return None
        if made is not None:
            prune_backups(self._folder, now)
        return made

    def _copy(self, now: datetime) -> Path | None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._has_room():
            _log.warning("there is no room for a backup of the library")
            return None
        with closing(connect(self._path, read_only=True)) as source:
            # An open read keeps one state of the library in view while others write.
            source.execute("BEGIN")
            if source.execute("SELECT 1 FROM messages LIMIT 1").fetchone() is None:
                return None
            return copy_database(source, backup_path(self._folder, now), self._cancelled.is_set)

    def _has_room(self) -> bool:
        log = self._path.with_name(self._path.name + "-wal")
        needed = sum(each.stat().st_size for each in (self._path, log) if each.exists())
        return shutil.disk_usage(self._folder).free >= needed + _ROOM_BYTES

    def _faults_of(self, path: Path) -> list[str]:
        """What is wrong with a library. Raises: _Cancelled."""
        with closing(connect(path, read_only=True)) as connection:
            connection.set_progress_handler(self._cancelled.is_set, _STEPS_BETWEEN_QUESTIONS)
            try:
                return check_whole_file(connection).in_content
            except sqlite3.DatabaseError as exc:
                if self._cancelled.is_set():
                    raise _Cancelled from exc
                if is_damage(exc):
                    return [str(exc)]
                raise

"""The one thread that uses the database. It imports SQLite and all that reads rows by itself."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from studio.core.errors import StorageError
from studio.core.ports import Clock
from studio.storage.futures import settling

if TYPE_CHECKING:
    from studio.core.errors import DatabaseDamaged
    from studio.core.gallery import PictureChanges
    from studio.storage.library import Library
    from studio.storage.library_work import LibraryWork

T = TypeVar("T")
Task = tuple["Callable[[Library], Any]", "Future[Any]"]


class DatabaseThread:
    """Runs work on the library, one piece after the other, in order of submission.

    After the start a daily backup is made by a thread of its own, which only reads: queries
    never wait for it.

    Args:
        path, backups, clock: see `Library.open`.
        asks_again: the first start fails also when a library was set aside before and nothing
            is in its place yet.

    Thread: any may submit; `close` blocks.
    """

    def __init__(
        self, path: Path, backups: Path, clock: Clock, *, asks_again: bool = False
    ) -> None:
        self._path = path
        self._backups = backups
        self._clock = clock
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._asks_again = asks_again
        self._closed = self._failed = False
        self._opened: Future[None] = Future()
        self._ended: Future[None] = Future()
        self._thread: threading.Thread | None = None
        self._on_pictures_changed: Callable[[PictureChanges], None] | None = None
        self._on_damage: Callable[[DatabaseDamaged], None] | None = None
        self._work: LibraryWork | None = None

    def start(self) -> "Future[None]":
        """Opens the library on the thread.

        Returns:
            Done when work is taken; fails with what `Library.open` raises. After a failure
            no work is taken until a person's next try: call it again.
        """
        with self._lock:
            if (self._thread is None or self._failed) and not self._closed:
                self._failed = False
                self._opened = Future()
                self._thread = threading.Thread(
                    target=self._run, args=(self._opened,), name="studio-database", daemon=True
                )
                self._thread.start()
            return self._opened

    def submit(self, work: "Callable[[Library], T]", *, droppable: bool = False) -> "Future[T]":
        """Runs `work(library)` on the thread, after all that was submitted before.

        May be called before the library is open.

        Args:
            droppable: the future can be cancelled while the work waits for its turn. Off by
                default: whoever stops waiting for a write must not undo it.

        Returns:
            The result, or what the work raised (see `Library`), or StorageError with the
            code "closed". Cancel: only with `droppable`; the work is then left out.
        """
        outcome: Future[T] = Future()
        if not droppable:
            outcome.set_running_or_notify_cancel()
        with self._lock:
            if self._closed or self._failed:
                outcome.set_exception(StorageError("the library is closed", code="closed"))
            else:
                self._tasks.put((work, outcome))
        return outcome

    def tell_of_pictures(self, listener: "Callable[[PictureChanges], None] | None") -> None:
        """Who hears what changed in the gallery, after each transaction; one at most.

        Args:
            listener: called on the database thread; must not raise or block.
        """
        self._on_pictures_changed = listener

    def tell_of_damage(self, listener: "Callable[[DatabaseDamaged], None] | None") -> None:
        """Who hears of damage that was found behind the window; one at most.

        Args:
            listener: called on a thread of its own; must not raise or block.
        """
        self._on_damage = listener

    def close(self) -> None:
        """Finishes all submitted work, writes everything back, ends the thread.

        Blocks until then. May be called twice, from any thread but the database's own.

        Raises:
            StorageError: writing back failed (the write-ahead log still has everything).
        """
        with self._lock:
            first = not self._closed
            self._closed = True
            if first:
                self._tasks.put(None)
        if self._work is not None:
            self._work.backup.cancel()
        if self._thread is not None:
            self._thread.join()
        self._refuse_rest(StorageError("the library is closed", code="closed"))
        if first and self._ended.done():
            self._ended.result()

    def wait_for_backup(self, timeout_s: float | None = None) -> Path | None:
        """Waits until today's backup is made or found unnecessary; for tests and quitting.

        Returns:
            The file it made, or None.
        """
        return self._work.backup.join(timeout_s) if self._work is not None else None

    def _run(self, started: "Future[None]") -> None:
        from studio.storage.library_work import LibraryWork
        from studio.storage.opening import refuse_if_undecided

        opened: Future[LibraryWork] = Future()
        wanted = started.set_running_or_notify_cancel()
        with settling(opened):
            if self._asks_again:
                self._asks_again = False
                refuse_if_undecided(self._path, self._backups, self._clock)
            opened.set_result(LibraryWork(self._path, self._backups, self._clock))
        failure = opened.exception()
        if failure is not None:
            with self._lock:
                self._failed = True
            self._refuse_rest(failure)
            if wanted:
                started.set_exception(failure)
            return
        self._work = opened.result()
        if wanted:
            started.set_result(None)
        self._work.carry_out(self._tasks, self._tell, self._tell_damage)
        with settling(self._ended):
            self._work.end()
            self._ended.set_result(None)

    def _tell(self, changes: "PictureChanges") -> None:
        if self._on_pictures_changed is not None:
            self._on_pictures_changed(changes)

    def _tell_damage(self, damage: "DatabaseDamaged") -> None:
        if self._on_damage is not None:
            self._on_damage(damage)

    def _refuse_rest(self, failure: BaseException) -> None:
        while not self._tasks.empty():
            task = self._tasks.get()
            if task is not None and begin(task[1]):
                task[1].set_exception(failure)


def begin(outcome: "Future[Any]") -> bool:
    """Whether work is still wanted; from now on it can't be cancelled."""
    return outcome.running() or outcome.set_running_or_notify_cancel()

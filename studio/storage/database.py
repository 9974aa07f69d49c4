"""The one thread that uses the database."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from studio.core.errors import StorageError
from studio.core.ports import Clock
from studio.storage.backups import DailyBackup
from studio.storage.filling import PAUSE_S, GalleryFilling
from studio.storage.futures import settling
from studio.storage.library import Library

if TYPE_CHECKING:
    from studio.core.gallery import PictureChanges

T = TypeVar("T")
_Task = tuple[Callable[[Library], Any], "Future[Any]"]


class DatabaseThread:
    """Runs work on the library, one piece after the other, in order of submission.

    After the start a daily backup is made by a thread of its own, which only reads: queries
    never wait for it.

    Args:
        path, backups, clock: see `Library.open`.

    Thread: any may submit; `close` blocks.
    """

    def __init__(self, path: Path, backups: Path, clock: Clock) -> None:
        self._path = path
        self._backups = backups
        self._clock = clock
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._opened: Future[None] = Future()
        self._ended: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name="studio-database", daemon=True)
        self._started = False
        self._on_pictures_changed: Callable[[PictureChanges], None] | None = None
        self._backup = DailyBackup(path, backups, clock)

    def start(self) -> "Future[None]":
        """Opens the library on the thread.

        Returns:
            Done when work is taken; fails with what `Library.open` raises. After a failure
            this object is of no more use: make a new one to try again.
        """
        with self._lock:
            if not self._started and not self._closed:
                self._started = True
                self._thread.start()
        return self._opened

    def submit(self, work: Callable[[Library], T], *, droppable: bool = False) -> "Future[T]":
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
            if self._closed:
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
        self._backup.cancel()
        if self._started:
            self._thread.join()
        else:
            self._refuse_rest(StorageError("the library is closed", code="closed"))
        self._backup.join()
        if first and self._ended.done():
            self._ended.result()

    def wait_for_backup(self, timeout_s: float | None = None) -> Path | None:
        """Waits until today's backup is made or found unnecessary; for tests and quitting.

        Returns:
            The file it made, or None.
        """
        return self._backup.join(timeout_s)

    def _run(self) -> None:
        opened: Future[Library] = Future()
        self._opened.set_running_or_notify_cancel()
        with settling(opened):
            opened.set_result(Library.open(self._path, self._backups, self._clock))
        failure = opened.exception()
        if failure is not None:
            with self._lock:
                self._closed = True
            self._refuse_rest(failure)
            self._settle_start(failure)
            return
        library = opened.result()
        self._settle_start(None)
        self._backup.start()
        library = self._work(library)
        # A reader that is still there would keep the log from being written back.
        self._backup.cancel()
        self._backup.join()
        with settling(self._ended):
            if library.is_open and not library.is_in_place():
                library.take_back_place(self._clock.now())
            library.close()
            self._ended.set_result(None)

    def _settle_start(self, failure: BaseException | None) -> None:
        if self._opened.cancelled():
            return
        if failure is not None:
            self._opened.set_exception(failure)
        else:
            self._opened.set_result(None)

    def _work(self, library: Library) -> Library:
        filling = GalleryFilling(library)
        while (task := self._next(library, filling)) is not None:
            work, outcome = task
            if _begin(outcome):
                with settling(outcome):
                    library = self._in_place(library)
                    outcome.set_result(work(library))
                self._tell(library)
            # A value must not stay alive while the queue is idle.
            del task, work, outcome
        return library

    def _next(self, library: Library, filling: GalleryFilling) -> _Task | None:
        """The next piece of work; while there is none, what a migration left is done."""
        while filling.is_under_way:
            try:
                return self._tasks.get(timeout=PAUSE_S)
            except queue.Empty:
                if filling.step(library):
                    self._tell(library)
        return self._tasks.get()

    def _tell(self, library: Library) -> None:
        changes, listener = library.take_picture_changes(), self._on_pictures_changed
        if changes is not None and listener is not None:
            listener(changes)

    def _in_place(self, library: Library) -> Library:
        """The library; opened anew when its file was deleted or replaced meanwhile."""
        if library.is_open and library.is_in_place():
            return library
        if library.is_open:
            library.take_back_place(self._clock.now())
        return Library.open(self._path, self._backups, self._clock)

    def _refuse_rest(self, failure: BaseException) -> None:
        while not self._tasks.empty():
            task = self._tasks.get()
            if task is not None and _begin(task[1]):
                task[1].set_exception(failure)


def _begin(outcome: "Future[Any]") -> bool:
    """Whether work is still wanted; from now on it can't be cancelled."""
    return outcome.running() or outcome.set_running_or_notify_cancel()

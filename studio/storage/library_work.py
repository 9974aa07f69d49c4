"""What the database thread does with the library."""

import queue
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from studio.core.errors import DatabaseDamaged
from studio.core.gallery import PictureChanges
from studio.core.ports import Clock
from studio.storage.backups import DailyBackup
from studio.storage.database import Task, begin
from studio.storage.filling import PAUSE_S, GalleryFilling
from studio.storage.futures import settling
from studio.storage.library import Library

AT_NEXT_START = "at_next_start"
"""Code of damage that is going to be offered to be repaired."""

_LEAVE_S = 1.0

Tasks = queue.SimpleQueue[Task | None]


class LibraryWork:
    """The open library, and the work on it.

    Args:
        path, backups, clock: see `Library.open`.

    Attributes:
        backup: the daily one; it runs from `carry_out` on.

    Raises:
        StorageError: see `Library.open`.

    Thread: the database thread.
    """

    def __init__(self, path: Path, backups: Path, clock: Clock) -> None:
        self._path = path
        self._backups = backups
        self._clock = clock
        self._library = Library.open(path, backups, clock)
        due = self._library.check_is_due
        self.backup = DailyBackup(path, backups, clock, check_is_due=due)

    def carry_out(
        self,
        tasks: Tasks,
        tell: Callable[[PictureChanges], None],
        tell_damage: Callable[[DatabaseDamaged], None],
    ) -> None:
        """Does what is submitted until a None comes.

        Args:
            tell: hears what changed in the gallery, after each transaction.
            tell_damage: hears of damage that nobody met yet.
        """

        def note(faults: list[str]) -> None:
            now = self._clock.now()
            tasks.put((lambda library: library.note_check(faults, now), Future()))
            if faults:
                tell_damage(DatabaseDamaged("; ".join(faults), code=AT_NEXT_START))

        self.backup.start(note)
        filling = GalleryFilling(self._library)
        while (task := self._next(tasks, filling, tell)) is not None:
            work, outcome = task
            if begin(outcome):
                with settling(outcome):
                    self._come_in_place()
                    outcome.set_result(self._heeding_damage(work))
                self._tell(tell)
            # A value must not stay alive while the queue is idle.
            del task, work, outcome

    def end(self) -> None:
        """Writes everything back and closes the library. Raises: StorageError."""
        # A reader that is still there would keep the log from being written back.
        self.backup.cancel()
        self.backup.join(_LEAVE_S)  # before version 3.42 SQLite's check of a file can't be ended
        library = self._library
        if library.is_open and not library.is_in_place():
            library.take_back_place(self._clock.now())
        library.close()

    def _next(
        self, tasks: Tasks, filling: GalleryFilling, tell: Callable[[PictureChanges], None]
    ) -> Task | None:
        """The next piece of work; while there is none, what a migration left is done."""
        while filling.is_under_way:
            try:
                return tasks.get(timeout=PAUSE_S)
            except queue.Empty:
                if filling.step(self._library):
                    self._tell(tell)
        return tasks.get()

    def _heeding_damage(self, work: Callable[[Library], Any]) -> Any:
        """Does some work; of damage it meets the next start is told, which offers to repair it."""
        try:
            return work(self._library)
        except DatabaseDamaged as exc:
            noted: Future[None] = Future()
            with settling(noted):
                self._library.note_check([exc.detail], self._clock.now())
                exc.code = AT_NEXT_START
                noted.set_result(None)
            raise

    def _tell(self, tell: Callable[[PictureChanges], None]) -> None:
        changes = self._library.take_picture_changes()
        if changes is not None:
            tell(changes)

    def _come_in_place(self) -> None:
        """Opens the library anew when its file was deleted or replaced meanwhile."""
        library = self._library
        if library.is_open and library.is_in_place():
            return
        if library.is_open:
            library.take_back_place(self._clock.now())
        self._library = Library.open(self._path, self._backups, self._clock)

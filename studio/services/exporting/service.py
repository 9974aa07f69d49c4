"""`Exporter`: starts an export, tells how far it is, stops it."""

import asyncio
import threading
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from studio.core.errors import StorageError
from studio.core.exporting import ExportOptions, ExportReport, PictureToExport
from studio.services.exporting.job import ExportJob, MakeSheet, ReadBytes
from studio.services.tasks import TaskScope


class Exporter(QObject):
    """One export at a time, on a worker thread; it goes on when nobody looks.

    Signals:
        progressed: how many pictures were looked at, and of how many.
        finished: an `ExportReport`.
    """

    progressed = Signal(int, int)
    finished = Signal(object)

    def __init__(
        self,
        *,
        read: ReadBytes,
        make_sheet: MakeSheet,
        scope: TaskScope,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._read = read
        self._make_sheet = make_sheet
        self._scope = scope
        self._stop = threading.Event()
        self._running = False

    @property
    def is_running(self) -> bool:
        """Whether an export is under way."""
        return self._running

    def start(self, pictures: Sequence[PictureToExport], options: ExportOptions) -> None:
        """Begins; does nothing while one is under way."""
        if not self.is_running:
            self._stop = threading.Event()
            self._running = True
            self._scope.start(self._run(tuple(pictures), options), name="export")

    def stop(self) -> None:
        """Ends it after the picture that is being written."""
        self._stop.set()

    async def _run(self, pictures: tuple[PictureToExport, ...], options: ExportOptions) -> None:
        loop, stop, count = asyncio.get_running_loop(), self._stop, len(pictures)

        def told(done: int) -> None:
            if not stop.is_set():
                loop.call_soon_threadsafe(self.progressed.emit, done, count)

        job = ExportJob(
            pictures, options, read=self._read, make_sheet=self._make_sheet,
            on_progress=told, is_stopped=stop.is_set,
        )  # fmt: skip
        failure = StorageError("the export broke off", code="internal").as_failure()
        report, is_cancelled = ExportReport(options.folder, failure=failure), False
        try:
            report = await asyncio.to_thread(job.run)
        except asyncio.CancelledError:
            is_cancelled = True
            stop.set()  # the program ends: so does the thread, after this picture
            raise
        finally:
            self._running = False
            if not is_cancelled:
                self.finished.emit(report)

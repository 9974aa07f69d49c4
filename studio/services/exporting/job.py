"""One export, from the first picture to the report. Runs on a worker thread."""

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec.structs import replace

from studio import __version__
from studio.core.errors import DiskFull, StorageError
from studio.core.exporting import (
    ExportOptions,
    ExportReport,
    ExportTarget,
    NotExported,
    PictureToExport,
)
from studio.core.parts import BlobRef
from studio.services.exporting.encoding import encoded
from studio.services.exporting.names import file_name, safe_stem
from studio.services.exporting.sinks import FolderSink, Sink, ZipSink
from studio.storage.picture_metadata import with_metadata

ReadBytes = Callable[[BlobRef], bytes]


class SheetPainter(Protocol):
    """Paints small pictures with their captions onto pages."""

    def add(self, picture: PictureToExport, data: bytes) -> bytes | None:
        """Adds a picture; the bytes of a file when one is full. Raises: StorageError."""
        ...

    def finish(self) -> bytes | None:
        """The bytes of the last file, or None."""
        ...

    def close(self) -> None:
        """Lets go of what it paints on, finished or not."""
        ...


MakeSheet = Callable[[ExportTarget, str, int], SheetPainter]
"""Begins a sheet: what it is, its title, and how many pictures it will have."""


class ExportJob:
    """Exports pictures in order.

    Args:
        read: gives the original bytes; raises StorageError.
        make_sheet: for contact sheets.
        on_progress: told after each picture how many were looked at.
        is_stopped: asked before each picture.
    """

    def __init__(
        self,
        pictures: Sequence[PictureToExport],
        options: ExportOptions,
        *,
        read: ReadBytes,
        make_sheet: MakeSheet,
        on_progress: Callable[[int], None],
        is_stopped: Callable[[], bool],
    ) -> None:
        self._pictures = pictures
        self._options = replace(options, title=safe_stem(options.title))
        self._read = read
        self._make_sheet = make_sheet
        self._on_progress = on_progress
        self._is_stopped = is_stopped
        self._written = 0
        self._problems: list[NotExported] = []

    def run(self) -> ExportReport:
        """Does it all; what goes wrong is in the report."""
        options = self._options
        try:
            sink: Sink
            if options.target is ExportTarget.ZIP:
                sink = ZipSink(options.folder, options.title)
            else:
                sink = FolderSink(options.folder)
        except StorageError as exc:
            return ExportReport(options.folder, failure=exc.as_failure())
        try:
            stopped = self._sheet(sink) if options.target.is_sheet else self._files(sink)
            files = sink.abandon() if stopped else sink.close()
        except StorageError as exc:
            files = sink.abandon()
            written = self._kept(files)
            problems = tuple(self._problems)
            return ExportReport(options.folder, written, files, problems, failure=exc.as_failure())
        written = self._kept(files)
        return ExportReport(options.folder, written, files, tuple(self._problems), stopped)

    def _kept(self, files: tuple[object, ...]) -> int:
        """How many pictures are there: of an archive or a sheet all or none."""
        return self._written if files else 0

    def _files(self, sink: Sink) -> bool:
        """Puts all away; whether it was stopped."""
        count = len(self._pictures)
        for index, picture in enumerate(self._pictures):
            if self._is_stopped():
                return True
            name = file_name(picture, self._options, index, count)
            try:
                data = encoded(self._read(picture.blob), self._options)
            except StorageError as exc:
                self._fail(name, exc)
            else:
                told, problem = self._told(data, picture)
                name = sink.put(name, told)
                self._written += 1
                if problem is not None:
                    self._problems.append(NotExported(name, problem.as_failure(), written=True))
            self._on_progress(index + 1)
        return False

    def _told(self, data: bytes, picture: PictureToExport) -> tuple[bytes, StorageError | None]:
        """The file with its metadata, if wished; as it is with the reason if it takes none."""
        if not self._options.metadata:
            return data, None
        try:
            return with_metadata(data, replace(picture.metadata, app_version=__version__)), None
        except StorageError as exc:
            return data, exc

    def _sheet(self, sink: Sink) -> bool:
        """Paints all onto sheets; whether it was stopped. A stopped one leaves no page."""
        options = self._options
        painter = self._make_sheet(options.target, options.title, len(self._pictures))
        try:
            pages = self._pages(painter)
        finally:
            painter.close()
        ending = ".pdf" if options.target is ExportTarget.SHEET_PDF else ".png"
        for page in pages or ():
            sink.put(options.title + ending, page)
        return pages is None

    def _pages(self, painter: SheetPainter) -> list[bytes] | None:
        """The files of a sheet; None when it was stopped."""
        pages: list[bytes] = []
        count = len(self._pictures)
        for index, picture in enumerate(self._pictures):
            if self._is_stopped():
                return None
            try:
                page = painter.add(picture, self._read(picture.blob))
            except StorageError as exc:
                self._fail(file_name(picture, self._options, index, count), exc)
            else:
                self._written += 1
                pages += [page] if page is not None else []
            self._on_progress(index + 1)
        last = painter.finish()
        return [*pages, last] if last is not None else pages

    def _fail(self, name: str, error: StorageError) -> None:
        """One picture is left out; when the disk itself fails, the rest would be too."""
        if isinstance(error, DiskFull):
            raise error
        self._problems.append(NotExported(name, error.as_failure()))

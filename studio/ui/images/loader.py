"""`ImageLoader`: scaled images for painting, decoded beside the GUI thread.

The life of one image: an element paints and asks `pixmap()`; nothing is there, so it paints
a plain box and the request waits. What was asked for in the newest frame is next; a thread
decodes, the result comes back as a QImage, becomes a QPixmap, is kept while memory allows,
and `loaded` makes the view repaint.
"""

from collections import OrderedDict
from pathlib import Path
from threading import Lock, Thread
from typing import Protocol, runtime_checkable

from msgspec import Struct
from PySide6.QtCore import QObject, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QImage, QPixmap

from studio.core.parts import BlobRef
from studio.ui.images.decode import allow_large_images, decode_scaled

CACHE_BYTES = 96 * 1024 * 1024
_THREADS = 2
# What was asked for longer ago than this many other images is asked for again when seen.
_MOST_WAITING = 64


class PathSource(Protocol):
    """Knows the files of kept images."""

    def path(self, blob: BlobRef) -> Path:
        """The file of a blob; it may be missing."""
        ...


@runtime_checkable
class KeptImages(Protocol):
    """Knows which images a person deleted from the gallery, and whose file came back."""

    @property
    def deleted_changed(self) -> SignalInstance:
        """Says which (sha256) went into the trash or came out of it."""
        ...

    @property
    def files_changed(self) -> SignalInstance:
        """Says of which (sha256) the file is another one than before."""
        ...

    def is_deleted(self, blob: BlobRef) -> bool:
        """Whether an image is in the trash, or gone for good."""
        ...


class Wanted(Struct, frozen=True):
    """One image in one size (a box in device px)."""

    blob: BlobRef
    width_px: int
    height_px: int


class _Relay(QObject):
    """Carries results to the GUI thread; kept alive by the threads that use it."""

    decoded = Signal(object, QImage)


class _Workers:
    """Up to two threads that exist only while something waits."""

    def __init__(self, relay: _Relay) -> None:
        self._relay = relay
        self._lock = Lock()
        self._queue: list[tuple[Wanted, Path]] = []
        self._busy: set[Wanted] = set()
        self._running = 0

    def set_queue(self, queue: list[tuple[Wanted, Path]]) -> None:
        """Replaces what waits (first is next)."""
        with self._lock:
            self._queue = [entry for entry in queue if entry[0] not in self._busy]
            start = min(_THREADS - self._running, len(self._queue))
            self._running += max(0, start)
        for _ in range(start):
            Thread(target=self._work, name="image-decoder", daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._queue:
                    self._running -= 1
                    return
                wanted, path = self._queue.pop(0)
                self._busy.add(wanted)
            image = decode_scaled(path, wanted.width_px, wanted.height_px)
            self._relay.decoded.emit(wanted, image)

    def delivered(self, wanted: Wanted) -> None:
        """A result arrived; until then the same image is not decoded again."""
        with self._lock:
            self._busy.discard(wanted)


class ImageLoader(QObject):
    """Scaled pixmaps of kept images, least recently used ones forgotten first.

    Signals:
        loaded(str): an image with this sha256 can be painted, or is known to be broken.
    """

    loaded = Signal(str)

    def __init__(
        self,
        images: PathSource,
        *,
        cache_bytes: int = CACHE_BYTES,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        allow_large_images()
        self._images = images
        self._deleted = images if isinstance(images, KeptImages) else None
        if self._deleted is not None:
            self._deleted.deleted_changed.connect(self._on_deleted_changed)
            self._deleted.files_changed.connect(self._on_files_changed)
        self._cache_bytes = cache_bytes
        self._used_bytes = 0
        self._pixmaps: OrderedDict[Wanted, QPixmap] = OrderedDict()
        self._broken: set[Wanted] = set()
        self._waiting: dict[Wanted, int] = {}  # and the frame that asked last
        self._frame = 0
        self._relay = _Relay()
        self._relay.decoded.connect(self._on_decoded, Qt.ConnectionType.QueuedConnection)
        self._workers = _Workers(self._relay)

    def pixmap(self, blob: BlobRef, width_px: int, height_px: int) -> QPixmap | None:
        """The image for a box in device px, or None while it is decoded (or broken)."""
        wanted = Wanted(blob, width_px, height_px)
        found = self._pixmaps.get(wanted)
        if found is not None:
            self._pixmaps.move_to_end(wanted)
        elif wanted not in self._broken and self._waiting.get(wanted) != self._frame:
            self._waiting[wanted] = self._frame
            self._feed()
        return found

    @property
    def cached_count(self) -> int:
        """How many scaled images are kept."""
        return len(self._pixmaps)

    @property
    def used_bytes(self) -> int:
        """What they take."""
        return self._used_bytes

    @property
    def cache_bytes(self) -> int:
        """What they may take at most."""
        return self._cache_bytes

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits to be decoded."""
        return not self._waiting

    def begin_frame(self) -> None:
        """What is asked for from now on comes before what was asked for until now."""
        self._frame += 1

    def is_broken(self, blob: BlobRef) -> bool:
        """Whether the image could not be decoded."""
        return any(wanted.blob == blob for wanted in self._broken)

    def is_unreadable(self, sha256: str) -> bool:
        """The same of an image that is known by its sha256 alone."""
        return any(wanted.blob.sha256 == sha256 for wanted in self._broken)

    def is_deleted(self, blob: BlobRef) -> bool:
        """Whether a person deleted the image: a placeholder stands for it."""
        return self._deleted is not None and self._deleted.is_deleted(blob)

    @Slot(object)
    def _on_deleted_changed(self, sha256s: frozenset[str]) -> None:
        for sha256 in sha256s:
            self.loaded.emit(sha256)

    @Slot(object)
    def _on_files_changed(self, sha256s: frozenset[str]) -> None:
        """What could not be read is looked at again."""
        self._broken = {each for each in self._broken if each.blob.sha256 not in sha256s}
        for sha256 in sha256s:
            self.loaded.emit(sha256)

    def _feed(self) -> None:
        newest = sorted(self._waiting.items(), key=lambda entry: -entry[1])[:_MOST_WAITING]
        self._waiting = dict(newest)
        self._workers.set_queue(
            [(wanted, self._images.path(wanted.blob)) for wanted in self._waiting]
        )

    @Slot(object, QImage)
    def _on_decoded(self, wanted: Wanted, image: QImage) -> None:
        self._workers.delivered(wanted)
        self._waiting.pop(wanted, None)
        if image.isNull():
            self._broken.add(wanted)
        elif wanted not in self._pixmaps:
            self._pixmaps[wanted] = QPixmap.fromImage(image)
            self._used_bytes += image.sizeInBytes()
            while self._used_bytes > self._cache_bytes and len(self._pixmaps) > 1:
                _, old = self._pixmaps.popitem(last=False)
                self._used_bytes -= old.width() * old.height() * 4
        self.loaded.emit(wanted.blob.sha256)

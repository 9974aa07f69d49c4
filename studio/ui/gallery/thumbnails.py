"""`ThumbnailLoader`: pixmaps for tiles, made beside the GUI thread, nearest first.

Each view says, after it painted, what it wants in order. What nobody wants any more is not
made: a thread takes its next job from the newest order.
"""

import os
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock, Thread

from msgspec import Struct
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QPixmap

from studio.ui.gallery.making_thumbnails import Thumb, make_thumbnail
from studio.ui.gallery.thumbnail_cache import remove, trim
from studio.ui.images.decode import allow_large_images
from studio.ui.images.loader import PathSource

_TRIM_EVERY_S = 600
_FRAME_MS = 16
CACHE_BYTES = 160 * 1024 * 1024
# One core is left to the window. A lower priority would be worse than none: a thread that
# waits for the processor while it holds the interpreter lock stops the window as well.
_THREADS = max(1, min(3, (os.cpu_count() or 2) - 1))


class Arrived(Struct, frozen=True):
    """A pixmap and when it came, in seconds of `time.monotonic`."""

    pixmap: QPixmap
    at_s: float


class _Relay(QObject):
    """Tells the GUI thread that there are results; kept alive by the threads that use it."""

    made = Signal()


class _Workers:
    """A few threads that exist only while something is wanted."""

    def __init__(self, relay: _Relay, images: PathSource, folder: Path) -> None:
        self._relay = relay
        self._images, self._folder = images, folder
        self._lock = Lock()
        self._queue: list[Thumb] = []
        self._busy: set[Thumb] = set()
        self._done: list[tuple[Thumb, QImage]] = []
        self._running = 0
        self._trimmed_at_s = 0.0

    def set_queue(self, queue: list[Thumb]) -> None:
        """Replaces what waits (first is next)."""
        with self._lock:
            self._queue = [thumb for thumb in reversed(queue) if thumb not in self._busy]
            start = max(0, min(_THREADS - self._running, len(self._queue)))
            self._running += start
        for _ in range(start):
            Thread(target=self._work, name="thumbnails", daemon=True).start()

    def take(self) -> list[tuple[Thumb, QImage]]:
        """What was made meanwhile; until it is taken the same is not made again."""
        with self._lock:
            done, self._done = self._done, []
            self._busy.difference_update(thumb for thumb, _ in done)
        return done

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._queue:
                    self._running -= 1
                    trims = self._trim_is_due()
                    break
                thumb = self._queue.pop()
                self._busy.add(thumb)
            image = make_thumbnail(self._images.path(thumb.blob), self._folder, thumb)
            with self._lock:
                self._done.append((thumb, image))
                is_first = len(self._done) == 1
            if is_first:
                self._relay.made.emit()
        if trims:
            trim(self._folder)

    def _trim_is_due(self) -> bool:
        """Whether nobody looked for a while how much the folder has."""
        now_s = time.monotonic()
        is_due = not self._trimmed_at_s or now_s - self._trimmed_at_s > _TRIM_EVERY_S
        if is_due:
            self._trimmed_at_s = now_s
        return is_due

    def remove(self, sha256s: Sequence[str]) -> None:
        """Removes what is kept of some images."""
        Thread(target=remove, args=(self._folder, sha256s), name="thumbnails", daemon=True).start()


class ThumbnailLoader(QObject):
    """Thumbnails of kept images; in memory the least recently used are forgotten first.

    Args:
        folder: where they are kept between starts; it may be deleted at any time.
    Signals:
        loaded(str): of an image with this sha256 there is more, or it is known to be broken.
    """

    loaded = Signal(str)

    def __init__(
        self,
        images: PathSource,
        folder: Path,
        *,
        cache_bytes: int = CACHE_BYTES,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        allow_large_images()
        self._cache_bytes = cache_bytes
        self._used_bytes = 0
        self._made: OrderedDict[Thumb, Arrived] = OrderedDict()
        self._latest: dict[str, Thumb] = {}
        self._broken: set[str] = set()
        self._wanted: dict[str, Sequence[Thumb]] = {}
        self._relay = _Relay()
        self._relay.made.connect(self._on_made, Qt.ConnectionType.QueuedConnection)
        self._taken_at_s = 0.0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setTimerType(Qt.TimerType.PreciseTimer)
        self._soon.timeout.connect(self._take)
        self._workers = _Workers(self._relay, images, folder)

    def get(self, thumb: Thumb) -> Arrived | None:
        """The pixmap of exactly this size, or None."""
        found = self._made.get(thumb)
        if found is not None:
            self._made.move_to_end(thumb)
        return found

    def stand_in(self, sha256: str) -> QPixmap | None:
        """The pixmap of another size, to be shown until the right one is there."""
        latest = self._latest.get(sha256)
        found = self._made.get(latest) if latest is not None else None
        return found.pixmap if found is not None else None

    def want(self, view: str, thumbs: Sequence[Thumb]) -> None:
        """Says what a view lacks, the most urgent first; it replaces what it said before."""
        if not thumbs and not self._wanted.get(view):
            return
        self._wanted[view] = thumbs
        self._feed()

    def is_broken(self, sha256: str) -> bool:
        """Whether the picture can't be shown: its file is gone or damaged."""
        return sha256 in self._broken

    def drop(self, sha256s: Sequence[str]) -> None:
        """Some images are gone for good: nothing of them is kept."""
        self._workers.remove(sha256s)

    def retry(self, sha256s: Iterable[str] | None = None) -> None:
        """Forgets which pictures could not be shown (default: all): wanted ones are tried again."""
        self._broken = self._broken.difference(sha256s) if sha256s is not None else set()
        self._feed()  # a view that is hidden does not ask again

    @property
    def used_bytes(self) -> int:
        """What all pixmaps take."""
        return self._used_bytes

    @property
    def is_idle(self) -> bool:
        """Whether nothing is wanted that can be had."""
        return not self._lacking()

    def _lacking(self) -> list[Thumb]:
        return [
            thumb
            for thumbs in self._wanted.values()
            for thumb in thumbs
            if thumb not in self._made and thumb.blob.sha256 not in self._broken
        ]

    def _feed(self) -> None:
        self._workers.set_queue(self._lacking())

    @Slot()
    def _on_made(self) -> None:
        """Results are taken once a frame: each is painted, and painting has its price."""
        if not self._soon.isActive():
            since_ms = round((time.monotonic() - self._taken_at_s) * 1000)
            self._soon.start(max(0, _FRAME_MS - since_ms))

    def _take(self) -> None:
        self._taken_at_s = time.monotonic()
        for thumb, image in self._workers.take():
            self._keep(thumb, image)
            self.loaded.emit(thumb.blob.sha256)

    def _keep(self, thumb: Thumb, image: QImage) -> None:
        sha256 = thumb.blob.sha256
        if image.isNull():
            self._broken.add(sha256)
        elif thumb not in self._made:
            self._made[thumb] = Arrived(QPixmap.fromImage(image), time.monotonic())
            self._latest[sha256] = thumb
            self._used_bytes += image.sizeInBytes()
            self._forget_old()

    def _forget_old(self) -> None:
        while self._used_bytes > self._cache_bytes and len(self._made) > 1:
            thumb, old = self._made.popitem(last=False)
            self._used_bytes -= old.pixmap.width() * old.pixmap.height() * 4
            if self._latest.get(thumb.blob.sha256) == thumb:
                del self._latest[thumb.blob.sha256]

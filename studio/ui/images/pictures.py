"""`PictureLoader`: whole pictures for looking at, decoded beside the GUI thread.

What is looked at comes first as a preview, then with all its pixels; neighbours come as
previews, so that the next picture is there at once. Only what is looked at is kept whole.
"""

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from threading import Lock, Thread

from msgspec import Struct
from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot

from studio.core.parts import BlobRef
from studio.ui.images.decode import allow_large_images
from studio.ui.images.loader import PathSource
from studio.ui.images.pyramid import (
    Pyramid,
    Trouble,
    decode_preview,
    decode_whole,
    turn_pyramid,
)
from studio.ui.images.strips import Stop

WHOLE_BYTES = 448 * 1024 * 1024
"""What the pixels of all pictures that are looked at may take; larger ones come smaller."""

PREVIEW_BYTES = 128 * 1024 * 1024
_BYTES_PER_PIXEL = 4 * 4 / 3  # with the halved levels
_THREADS = 2


class _Job(Struct, frozen=True):
    """One thing to decode.

    Attributes:
        turns: quarters to turn `source` by, for a job that only turns.
    """

    sha256: str
    kind: str  # preview, whole, turn
    path: Path
    box: QSize
    most_pixels: int = 0
    source: Pyramid | None = None
    turns: int = 0

    @property
    def key(self) -> tuple[str, str, int, int]:
        """Two jobs of one key give the same."""
        return self.sha256, self.kind, self.most_pixels, self.turns


class _Relay(QObject):
    """Carries results to the GUI thread; kept alive by the threads that use it."""

    done = Signal(object, object)


class _Workers:
    """Up to two threads that exist only while something waits."""

    def __init__(self, relay: _Relay) -> None:
        self._relay = relay
        self._lock = Lock()
        self._queue: list[_Job] = []
        self._wanted: set[tuple[str, str, int, int]] = set()
        self._busy: set[tuple[str, str, int, int]] = set()
        self._running = 0

    def set_queue(self, jobs: list[_Job]) -> None:
        """Replaces what waits (first is next); what runs and is not in it ends early."""
        with self._lock:
            self._wanted = {job.key for job in jobs}
            self._queue = [job for job in jobs if job.key not in self._busy]
            start = max(0, min(_THREADS - self._running, len(self._queue)))
            self._running += start
        for _ in range(start):
            Thread(target=self._work, name="picture-decoder", daemon=True).start()

    def delivered(self, job: _Job) -> None:
        """A result arrived; until then the same is not decoded again."""
        with self._lock:
            self._busy.discard(job.key)

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._queue:
                    self._running -= 1
                    return
                job = self._queue.pop(0)
                self._busy.add(job.key)

            def stop(key: tuple[str, str, int, int] = job.key) -> bool:
                return key not in self._wanted

            result = _carry_out(job, stop)
            self._relay.done.emit(job, result)
            # Pixels are not kept alive by a thread that looks for the next job.
            del result, job, stop


def _carry_out(job: _Job, stop: Stop) -> Pyramid | Trouble | None:
    if stop():
        return None
    if job.source is not None:
        return turn_pyramid(job.source, job.turns, stop)
    if job.kind == "preview":
        return decode_preview(job.path, job.box, stop)
    return decode_whole(job.path, job.most_pixels, stop)


class PictureLoader(QObject):
    """The pixels of the pictures that are looked at, and previews of those beside them.

    Signals:
        changed(str): of a picture with this sha256 there is more, or it is in trouble.
        turned(str): the pixels of this picture stand as `turn` asked.
    """

    changed = Signal(str)
    turned = Signal(str)

    def __init__(self, files: PathSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        allow_large_images()
        self._files = files
        self._looked_at: list[BlobRef] = []
        self._nearby: list[BlobRef] = []
        self._box = QSize(1, 1)
        self._whole: dict[str, Pyramid] = {}
        self._previews: OrderedDict[str, Pyramid] = OrderedDict()
        self._troubles: dict[str, Trouble] = {}
        self._turns: dict[str, int] = {}
        self._relay = _Relay()
        self._relay.done.connect(self._on_relay_done, Qt.ConnectionType.QueuedConnection)
        self._workers = _Workers(self._relay)

    def look_at(
        self, blobs: Sequence[BlobRef], nearby: Sequence[BlobRef] = (), *, box: QSize
    ) -> None:
        """Says what is looked at and what may come next.

        Args:
            nearby: nearest first.
            box: of previews, in device px.
        """
        self._looked_at, self._nearby, self._box = list(blobs), list(nearby), box
        kept = {blob.sha256 for blob in blobs}
        for sha256 in set(self._whole) - kept:
            del self._whole[sha256]
        for sha256 in set(self._turns) - kept:
            del self._turns[sha256]
        self._feed()

    def close(self) -> None:
        """Forgets all pixels and ends what is being decoded."""
        self.look_at((), box=self._box)
        self._previews.clear()
        self._troubles.clear()

    def turn(self, blob: BlobRef, turns: int) -> None:
        """Wants the pixels of a picture that is looked at turned, see `turned`.

        Args:
            turns: quarters clockwise from upright.
        """
        self._turns[blob.sha256] = turns % 4
        self._feed()

    def retry(self, blob: BlobRef) -> None:
        """Forgets that a picture could not be shown."""
        if self._troubles.pop(blob.sha256, None) is not None:
            self._feed()

    def pyramid(self, blob: BlobRef) -> Pyramid | None:
        """The best there is of a picture."""
        return self._whole.get(blob.sha256) or self._previews.get(blob.sha256)

    def trouble(self, blob: BlobRef) -> Trouble | None:
        """Why a picture can't be shown; None while that is not known."""
        return self._troubles.get(blob.sha256)

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits to be decoded."""
        return not self._jobs()

    @property
    def used_bytes(self) -> int:
        """What all pixels take."""
        found = {id(each): each for each in (*self._whole.values(), *self._previews.values())}
        return sum(each.size_bytes for each in found.values())

    def _feed(self) -> None:
        self._workers.set_queue(self._jobs())

    def _jobs(self) -> list[_Job]:
        jobs = [self._job(blob, "preview") for blob in self._looked_at if self._lacks(blob)]
        share = max(1, len(self._looked_at))
        most = int(WHOLE_BYTES / _BYTES_PER_PIXEL / share)
        for blob in self._looked_at:
            best = self.pyramid(blob)
            if best is not None and best.is_preview and blob.sha256 not in self._troubles:
                jobs.append(self._job(blob, "whole", most))
            elif best is not None and best.turns != self._turns.get(blob.sha256, best.turns):
                turns = (self._turns[blob.sha256] - best.turns) % 4
                path = Path()
                jobs.append(_Job(blob.sha256, "turn", path, self._box, 0, best, turns))
        jobs += [self._job(blob, "preview") for blob in self._nearby if self._lacks(blob)]
        return list({job.key: job for job in jobs}.values())

    def _lacks(self, blob: BlobRef) -> bool:
        return self.pyramid(blob) is None and blob.sha256 not in self._troubles

    def _job(self, blob: BlobRef, kind: str, most_pixels: int = 0) -> _Job:
        return _Job(blob.sha256, kind, self._files.path(blob), self._box, most_pixels)

    @Slot(object, object)
    def _on_relay_done(self, job: _Job, result: Pyramid | Trouble | None) -> None:
        self._workers.delivered(job)
        if isinstance(result, Trouble):
            # A preview of a file that can't be read whole is better than nothing.
            self._troubles[job.sha256] = result
        elif result is not None and job.kind == "preview":
            self._keep_preview(job.sha256, result)
        elif result is not None and any(b.sha256 == job.sha256 for b in self._looked_at):
            self._whole[job.sha256] = result
        self._feed()
        if result is not None:
            (self.turned if job.kind == "turn" else self.changed).emit(job.sha256)

    def _keep_preview(self, sha256: str, pyramid: Pyramid) -> None:
        near = {blob.sha256 for blob in (*self._looked_at, *self._nearby)}
        if sha256 not in near:
            return
        self._previews[sha256] = pyramid
        self._previews.move_to_end(sha256)
        used = sum(each.size_bytes for each in self._previews.values())
        for old in list(self._previews):
            if used <= PREVIEW_BYTES:
                break
            if old != sha256 and old not in {blob.sha256 for blob in self._looked_at}:
                used -= self._previews.pop(old).size_bytes

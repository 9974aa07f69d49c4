"""`FamilyKeeper`: who belongs to the image that is edited: of the gallery, and of the queue."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from studio.core.errors import StudioError
from studio.core.parts import BlobRef
from studio.core.records import Relative
from studio.services.making import MakingService
from studio.services.making_jobs import JobState, MakingJob
from studio.services.tasks import TaskScope
from studio.ui.editing_images.family_strip import Member
from studio.ui.making.texts import failure_words, job_text

if TYPE_CHECKING:
    from studio.services.gallery import GalleryStore


class FamilyKeeper(QObject):
    """Keeps the members in order: ancestors, the image, what was made of it.

    Signals:
        changed: there are others, or one of them came further.
        arrived: key of the first image that came of what was asked for last.
    """

    changed = Signal()
    arrived = Signal(str)

    def __init__(
        self,
        *,
        making: MakingService,
        gallery: "Callable[[], GalleryStore]",
        scope: TaskScope,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._making, self._gallery, self._scope = making, gallery, scope
        self._image: BlobRef | None = None
        self._relatives: tuple[Relative, ...] = ()
        self._batches: list[str] = []
        self._awaited: set[str] = set()  # batches of which no image has come yet
        making.job_added.connect(self._on_making_job)
        making.job_changed.connect(self._on_making_job)
        making.batch_finished.connect(self._on_making_batch_finished)

    def look_at(self, image: BlobRef, batches: Iterable[str]) -> None:
        """Another image is edited."""
        self._image, self._batches = image, list(batches)
        self._relatives = ()
        self._awaited.clear()
        self.changed.emit()
        self._scope.start(self._ask(image), name="family")

    def add_batch(self, batch: str) -> None:
        """More is made of the image."""
        self._batches.append(batch)
        self._awaited.add(batch)
        self.changed.emit()

    def members(self) -> tuple[Member, ...]:
        """All that can be shown, and what is being made."""
        if self._image is None:
            return ()
        found: dict[str, Member] = {}
        number = 0
        for relative in self._relatives:
            if relative.blob is not None and not relative.deleted:
                number += relative.generation > 0
                words = self._words(relative, number)
                found[relative.sha256] = Member(relative.sha256, relative.blob, words)
        own = self._image.sha256
        found.setdefault(own, Member(own, self._image, self.tr("Original")))
        for job in self._jobs():
            for member in self._of_job(job):
                if member.key not in found:
                    number += 1
                    words = member.words or self._result(number)
                    found[member.key] = replace(member, words=words)
        return tuple(found.values())

    def member(self, key: str) -> Member | None:
        """One of them, or None."""
        return next((each for each in self.members() if each.key == key), None)

    def _result(self, number: int) -> str:
        return self.tr("Result {number}").format(number=number)

    def _words(self, relative: Relative, number: int) -> str:
        if self._image is not None and relative.sha256 == self._image.sha256:
            return self.tr("This image") if relative.parents else self.tr("Original")
        if relative.generation < 0:
            return self.tr("Made from")
        return self._result(number) if relative.generation > 0 else self.tr("Related")

    def _jobs(self) -> list[MakingJob]:
        return [job for batch in self._batches for job in self._making.batch(batch)]

    def _of_job(self, job: MakingJob) -> list[Member]:
        busy = job.state in (JobState.RUNNING, JobState.WAITING)
        if not job.pictures:
            words = job_text(job, self._making.elapsed_s(job.id))
            return [Member(job.id, None, words, busy, failure_words(job))]
        return [
            Member(part.blob.sha256, part.blob, "", busy and part.draft) for part in job.pictures
        ]

    async def _ask(self, image: BlobRef) -> None:
        try:
            relatives = await self._gallery().family(image.sha256)
        except StudioError:
            return  # told already; what this session made is shown all the same
        if self._image == image:
            self._relatives = relatives
            self.changed.emit()

    def _on_making_job(self, job_id: str) -> None:
        job = self._making.job(job_id)
        if job is None or job.batch not in self._batches:
            return
        self.changed.emit()
        final = next((part for part in job.pictures if not part.draft), None)
        if job.batch in self._awaited and job.is_over and final is not None:
            self._awaited.discard(job.batch)
            self.arrived.emit(final.blob.sha256)

    def _on_making_batch_finished(self, batch: str) -> None:
        image = self._image if batch in self._batches else None
        if image is not None and not self._scope.is_closed:
            self._scope.start(self._ask(image), name="family")

"""Perceptual hashes of all pictures, made in the background, a few at a time."""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Slot

from studio.core.errors import StorageError
from studio.core.gallery import PictureKey
from studio.core.parts import BlobRef
from studio.services.images import ImageLibrary
from studio.services.near_duplicates import perceptual_hash
from studio.services.tasks import TaskScope
from studio.storage.database import DatabaseThread
from studio.storage.library import Library

logger = logging.getLogger(__name__)

Hashed = tuple[PictureKey, int | None]

AT_ONCE = 8
PAUSE_S = 0.2
"""Between two slices, so that a library that is new to this takes a fraction of a core."""


class PictureHasher(QObject):
    """Hashes pictures that have no hash yet; ends by itself when all have one.

    Args:
        scope: its end ends the work; what was hashed until then is kept.
    """

    def __init__(self, database: DatabaseThread, images: ImageLibrary, scope: TaskScope) -> None:
        super().__init__()
        self._database = database
        self._images = images
        self._scope = scope
        self._task: asyncio.Task[None] | None = None
        self._asked_again = False

    @Slot()
    def start(self) -> None:
        """Begins, unless it is at work: then it looks once more before it ends."""
        self._asked_again = True
        if (self._task is None or self._task.done()) and not self._scope.is_closed:
            self._task = self._scope.start(self._work(), name="hash pictures")

    async def _work(self) -> None:
        try:
            while self._asked_again:
                self._asked_again = False
                await self._hash_all()
        except StorageError as exc:
            logger.info("pictures were not hashed: %s", exc.kind)  # the next start goes on

    async def _hash_all(self) -> None:
        while some := await self._to_do():
            hashes = await asyncio.to_thread(self._hash, some)
            await asyncio.wrap_future(self._database.submit(partial(_keep, hashes)))
            await asyncio.sleep(PAUSE_S)

    async def _to_do(self) -> Sequence[tuple[PictureKey, BlobRef]]:
        asked = self._database.submit(lambda library: library.gallery.to_hash(AT_ONCE))
        return await asyncio.wrap_future(asked)

    def _hash(self, pictures: Sequence[tuple[PictureKey, BlobRef]]) -> list[Hashed]:
        found: list[Hashed] = []
        for key, blob in pictures:
            try:
                found.append((key, perceptual_hash(self._images.read(blob))))
            except StorageError:
                found.append((key, None))  # its file is gone
        return found


def _keep(hashes: Sequence[Hashed], library: Library) -> None:
    library.gallery.put_hashes(hashes)

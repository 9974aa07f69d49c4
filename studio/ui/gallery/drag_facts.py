"""`DragFacts`: what dragged copies say about themselves, read when images are selected."""

import asyncio
from collections.abc import Sequence

from PySide6.QtCore import QObject

from studio.core.errors import StorageError
from studio.core.gallery import PictureKey
from studio.core.picture_facts import facts_of_details
from studio.core.records import PictureMetadata
from studio.services.gallery import GalleryStore
from studio.services.tasks import TaskScope


class DragFacts(QObject):
    """Keeps the facts of what is selected: a drag begins at once and can't wait for them."""

    def __init__(self, *, store: GalleryStore, scope: TaskScope, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._scope = store, scope
        self._facts: dict[int, PictureMetadata] = {}
        self._wanted: tuple[int, ...] = ()
        self._task: asyncio.Task[None] | None = None

    def get(self, key: int) -> PictureMetadata | None:
        """The facts of an image; None while they are not known."""
        return self._facts.get(key)

    def want(self, keys: Sequence[int]) -> None:
        """Says which images may be dragged next."""
        self._wanted = tuple(keys)
        idle = self._task is None or self._task.done()
        if self._wanted and idle and not self._scope.is_closed:
            self._task = self._scope.start(self._read(), name="gallery drag facts")

    async def _read(self) -> None:
        read: tuple[int, ...] = ()
        while read != self._wanted:
            read = self._wanted
            # Read again each time: a prompt or a model may be known better by now.
            facts: dict[int, PictureMetadata] = {}
            for key in read:
                if read != self._wanted:
                    break
                try:
                    details = await self._store.details(PictureKey(key))
                except StorageError:
                    return  # the list says what is wrong
                if details is not None:
                    facts[key] = facts_of_details(details)
            else:
                self._facts = facts

"""`GalleryFeed`: the list that is shown, asked again whenever it may have changed."""

import asyncio

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from studio.core.errors import StorageError
from studio.core.gallery import GalleryCounts, GalleryFilter, GalleryList, GallerySort, SavedFilter
from studio.services.gallery import GalleryStore
from studio.services.tasks import TaskScope

_SOON_MS = 60
"""Changes that come together are read together."""


class GalleryFeed(QObject):
    """Reads lists and counts; the newest question wins.

    Signals:
        list_changed: a `GalleryList`, and whether it answers another question than before. One
            that is not whole is followed by one that is.
        counts_changed: a `GalleryCounts`; `saved` is new as well.
        failed: a `Failure`; the list could not be read.
    """

    list_changed = Signal(object, bool)
    counts_changed = Signal(object)
    failed = Signal(object)

    def __init__(self, *, store: GalleryStore, scope: TaskScope, parent: QObject) -> None:
        super().__init__(parent)
        self.filter = GalleryFilter()
        self.sort = GallerySort.NEWEST
        self.counts = GalleryCounts()
        self.saved: tuple[SavedFilter, ...] = ()
        self._store, self._scope = store, scope
        self._awake = False
        self._stale = True
        self._is_new_question = True
        self._reading: asyncio.Task[None] | None = None
        self._counting: asyncio.Task[None] | None = None
        self._count_again = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._read)
        for changed in (store.images_added, store.images_changed, store.images_removed):
            changed.connect(self._on_store_changed)
        store.lists_changed.connect(self._on_store_changed)

    def set_awake(self, awake: bool) -> None:
        """Whether anybody looks; changes meanwhile are read when somebody does again."""
        self._awake = awake
        if awake and self._stale:
            self._read()

    def ask(self, wanted: GalleryFilter, sort: GallerySort) -> None:
        """Another question."""
        if (wanted, sort) == (self.filter, self.sort):
            return
        self.filter, self.sort = wanted, sort
        self._is_new_question = True
        self._find_again()

    def retry(self) -> None:
        """Asks again."""
        self._read()

    @property
    def is_filtered(self) -> bool:
        """Whether the list leaves images out (the trash is a list of its own)."""
        return replace(self.filter, trash=False) != GalleryFilter()

    def _read(self) -> None:
        self._soon.stop()
        self._stale = False
        if self._scope.is_closed:
            return
        self._find_again()
        self._count_again = True
        if self._counting is None or self._counting.done():
            self._counting = self._scope.start(self._count(), name="gallery counts")

    def _find_again(self) -> None:
        """Numbers are not counted again: they would keep the next question waiting."""
        if self._scope.is_closed:
            return
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._scope.start(self._find(), name="gallery list")

    async def _find(self) -> None:
        try:
            if self._is_new_question:
                found = await self._store.find_soon(self.filter, self.sort)
                self._tell(found)
                if found.is_whole:
                    return
            self._tell(await self._store.find(self.filter, self.sort))
        except StorageError as exc:
            self.failed.emit(exc.as_failure())

    def _tell(self, found: GalleryList) -> None:
        fresh, self._is_new_question = self._is_new_question, False
        self.list_changed.emit(found, fresh)

    async def _count(self) -> None:
        try:
            while self._count_again:  # what changed meanwhile may not be in the numbers
                self._count_again = False
                self.counts = await self._store.counts()
                self.saved = await self._store.saved_filters()
                self.counts_changed.emit(self.counts)
        except StorageError:
            return  # the list says what is wrong

    def _on_store_changed(self, *_changes: object) -> None:
        if not self._awake:
            self._stale = True
        elif not self._soon.isActive():  # changes without end are read meanwhile
            self._soon.start()

"""Every picture there is: asked, changed and followed; all work is done on the database thread."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from studio.core.errors import StorageError
from studio.core.gallery import (
    AlbumId,
    FilterId,
    GalleryCounts,
    GalleryFilter,
    GalleryList,
    GallerySort,
    PictureChanges,
    PictureKey,
    SavedFilter,
)
from studio.core.ids import new_id
from studio.core.picture_acts import (
    AddToAlbum,
    Delete,
    Favour,
    PictureAct,
    PutAlbum,
    PutFilter,
    Rate,
    RemoveFromAlbum,
    Restore,
    Tag,
    Undo,
    Untag,
)
from studio.core.ports import Clock
from studio.core.records import NewPicture, PictureDetails, PictureMetadata, Relative
from studio.services.images import ImageLibrary
from studio.services.tasks import TaskScope
from studio.storage.database import DatabaseThread
from studio.storage.library import Library

if TYPE_CHECKING:
    from studio.services.near_duplicates import LookAlikes
    from studio.services.picture_hashing import PictureHasher

_JUST_NOW = timedelta(minutes=1)
T = TypeVar("T")
MetadataReader = Callable[[bytes], PictureMetadata | None]
Keys = Iterable[PictureKey]


class Imported(Struct, frozen=True):
    """What became of one file.

    Attributes:
        name: of the file, without its folder.
        key: None when it was not taken; `failure` says why.
        is_new: False when the same bytes were in the gallery already.
        metadata: what a file of the studio said about itself.
        is_cut_off: it was taken as it is, but its bytes stop before their end.
        is_svg: it was not taken, since a drawing (SVG) is a program, not an image.
    """

    name: str
    key: PictureKey | None = None
    is_new: bool = False
    metadata: PictureMetadata | None = None
    failure: StorageError | None = None
    is_cut_off: bool = False
    is_svg: bool = False


class GalleryStore(QObject):
    """The gallery, as windows see it.

    What is asked comes back as values that are cheap to hand over (`GalleryList`); the
    store keeps none of them. Whoever shows a list asks again when signals say so.

    All coroutines raise StorageError.

    Args:
        read_metadata: tells what a file of the studio says about itself, or None.

    Signals:
        images_added, images_changed, images_removed: keys (a tuple), after each
            transaction; also for a picture that a run just made. Removed are pictures in the
            trash, and those gone for good.
        lists_changed: albums, tags or saved filters are new.

    Of the trash `ImageLibrary.deleted_changed` tells too.

    Thread: the GUI thread.
    """

    images_added = Signal(object)
    images_changed = Signal(object)
    images_removed = Signal(object)
    lists_changed = Signal()

    def __init__(
        self,
        *,
        database: DatabaseThread,
        images: ImageLibrary,
        scope: TaskScope,
        clock: Clock,
        read_metadata: MetadataReader | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._database = database
        self._images = images
        self._scope = scope
        self._clock = clock
        self._read_metadata = read_metadata
        self._revision = 0
        self._hasher: PictureHasher | None = None
        database.tell_of_pictures(self._tell)

    @property
    def revision(self) -> int:
        """How many changes were announced; a list read later has at least this one."""
        return self._revision

    # Asking

    async def find(
        self, wanted: GalleryFilter | None = None, sort: GallerySort = GallerySort.NEWEST
    ) -> GalleryList:
        """The pictures of a filter in order (all pictures without one).

        Cancel: work that waits for its turn is left out; call it with every key.
        """
        now, asked = self._clock.now(), wanted or GalleryFilter()
        found = await self._ask(lambda library: library.gallery.find(asked, sort, now))
        found.revision = self._revision
        return found

    async def find_soon(self, wanted: GalleryFilter, sort: GallerySort) -> GalleryList:
        """As `find`; for words that very many pictures have, only the first ones, at once.

        They fill a screen while `find` is asked for all (see `GalleryList.is_whole`).
        """
        now = self._clock.now()
        found = await self._ask(lambda library: library.gallery.find_soon(wanted, sort, now))
        found.revision = self._revision
        return found

    async def counts(self) -> GalleryCounts:
        """Numbers of all pictures, albums, tags and models."""
        now = self._clock.now()
        return await self._ask(lambda library: library.gallery.counts(now))

    async def until_any(self) -> None:
        """Waits until there is a picture outside the trash."""
        came = asyncio.Event()

        def on_images_added(_keys: object) -> None:
            came.set()

        self.images_added.connect(on_images_added)
        try:
            if not (await self.counts()).all:
                await came.wait()
        finally:
            self.images_added.disconnect(on_images_added)

    async def details(self, key: PictureKey) -> PictureDetails | None:
        """Everything about one picture, in the trash or not; None when it is gone."""
        return await self._ask(lambda library: library.gallery.details(key))

    async def family(self, sha256: str) -> tuple[Relative, ...]:
        """What a picture was made from and what was made from it, over all generations."""
        return await self._ask(lambda library: library.gallery.family(sha256))

    async def key_of(self, sha256: str) -> PictureKey | None:
        """The picture with some bytes, in the trash or not, or None."""
        return await self._ask(lambda library: library.gallery.key_of(sha256))

    async def cards(self, keys: Keys) -> GalleryList:
        """Some pictures in the order asked for; those gone are left out."""
        asked = tuple(keys)
        return await self._ask(lambda library: library.gallery.cards(asked))

    async def names(self, keys: Keys) -> dict[PictureKey, str]:
        """What pictures are called: alt text of a person, prompt, or file name."""
        asked = tuple(keys)
        return await self._ask(lambda library: library.gallery.names(asked))

    async def saved_filters(self) -> tuple[SavedFilter, ...]:
        """Filters kept under a name."""
        return await self._ask(lambda library: library.gallery.saved_filters())

    # Changing; each is one transaction and gives what undoes it

    async def act(self, *acts: PictureAct) -> Undo:
        """Does acts, all or nothing.

        Returns:
            What `undo` brings back; () when nothing changed.
        """
        now = self._clock.now()
        return await self._call(lambda library: library.gallery.act(acts, now))

    async def undo(self, undo: Undo) -> Undo:
        """Brings back what was there before an act; returns what does it again."""
        return await self.act(*undo)

    async def rate(self, keys: Keys, rating: int) -> Undo:
        """Gives 1 to 5, or takes the rating away (0)."""
        return await self.act(Rate(tuple(keys), rating))

    async def set_favourite(self, keys: Keys, favourite: bool = True) -> Undo:
        """Makes pictures favourites, or not."""
        return await self.act(Favour(tuple(keys), favourite))

    async def tag(self, keys: Keys, *tags: str) -> Undo:
        """Adds tags."""
        of = tuple(keys)
        return await self.act(*(Tag(of, each) for each in tags))

    async def untag(self, keys: Keys, *tags: str) -> Undo:
        """Takes tags away."""
        of = tuple(keys)
        return await self.act(*(Untag(of, each) for each in tags))

    async def delete(self, keys: Keys) -> Undo:
        """Moves pictures to the trash (30 days)."""
        return await self.act(Delete(tuple(keys)))

    async def restore(self, keys: Keys) -> Undo:
        """Takes pictures out of the trash."""
        return await self.act(Restore(tuple(keys)))

    async def purge(self, keys: Keys | None = None) -> tuple[str, ...]:
        """Deletes pictures of the trash for good, files and all; nothing brings them back.

        Args:
            keys: None: the whole trash.

        Returns:
            sha256 of what is gone.
        """
        wanted = None if keys is None else tuple(keys)
        gone = await self._call(lambda library: library.purge_pictures(wanted))
        await asyncio.to_thread(self._images.remove, gone, self._clock.now() - _JUST_NOW)
        return tuple(blob.sha256 for blob in gone)

    async def new_album(self, name: str, keys: Keys = ()) -> tuple[AlbumId, Undo]:
        """Makes an album of some pictures."""
        album = AlbumId(new_id())
        return album, await self.act(PutAlbum(album, name), AddToAlbum(tuple(keys), album))

    async def add_to_album(self, keys: Keys, album: AlbumId) -> Undo:
        """Puts pictures at the end of an album."""
        return await self.act(AddToAlbum(tuple(keys), album))

    async def remove_from_album(self, keys: Keys, album: AlbumId) -> Undo:
        """Takes pictures out of an album."""
        return await self.act(RemoveFromAlbum(tuple(keys), album))

    async def save_filter(
        self, name: str, wanted: GalleryFilter, sort: GallerySort = GallerySort.NEWEST
    ) -> tuple[FilterId, Undo]:
        """Keeps a filter under a name."""
        own_id = FilterId(new_id())
        return own_id, await self.act(PutFilter(SavedFilter(own_id, name, wanted, sort)))

    # Look-alikes

    def start_hashing(self) -> None:
        """From now on pictures get their perceptual hash in the background, new ones too."""
        from studio.services.picture_hashing import PictureHasher

        if self._hasher is None:
            self._hasher = PictureHasher(self._database, self._images, self._scope)
            self.images_added.connect(self._hasher.start)
        self._hasher.start()

    async def look_alikes(self, max_distance: int = 6) -> "tuple[LookAlikes, ...]":
        """Groups of pictures that look alike; takes seconds for very many, beside the window.

        Pictures whose hash is not made yet are in none.
        """
        from studio.services.near_duplicates import group_look_alikes

        hashes = await self._ask(lambda library: library.gallery.hashes())
        return await asyncio.to_thread(group_look_alikes, hashes, max_distance)

    # Adding

    async def add(self, new: Sequence[NewPicture]) -> tuple[tuple[PictureKey, bool], ...]:
        """Adds pictures whose bytes are kept already and that stand in no message.

        Returns:
            For each its key, and whether it is new in the gallery.
        """
        asked = tuple(new)
        return await self._call(lambda library: library.gallery.add(asked))

    async def import_files(self, paths: Iterable[Path]) -> tuple[Imported, ...]:
        """Keeps copies of picture files, one after the other; see `import_bytes`."""
        from studio.services.gallery_import import import_file

        return tuple([await import_file(self, self._images, path) for path in paths])

    async def import_bytes(self, data: bytes, name: str) -> Imported:
        """Keeps a picture, its bytes untouched, with what the file says about itself.

        Failures are in the result: code `not_an_image` for what is no picture, else those
        of `ImageLibrary.import_bytes`.
        """
        from studio.services.gallery_import import import_bytes

        return await import_bytes(self, self._images, data, name)

    def metadata_of(self, data: bytes) -> PictureMetadata | None:
        """What a picture file of the studio says about itself. Thread: any."""
        return self._read_metadata(data) if self._read_metadata is not None else None

    def now(self) -> datetime:
        """This moment, by the clock of the store."""
        return self._clock.now()

    # Inside

    async def _ask(self, work: Callable[[Library], T]) -> T:
        """Reads; cancelled while it waits for its turn it is never done."""
        return await asyncio.wrap_future(self._database.submit(work, droppable=True))

    async def _call(self, work: Callable[[Library], T]) -> T:
        return await asyncio.wrap_future(self._database.submit(work))

    def _tell(self, changes: PictureChanges) -> None:
        """Brings what changed to the GUI thread. Thread: the database's."""
        self._scope.call_from_thread(self._announce, changes)

    def _announce(self, changes: PictureChanges) -> None:
        self._revision += 1
        if changes.deleted or changes.restored:
            self._images.note_deleted(changes.deleted, changes.restored)
        for signal, keys in (
            (self.images_added, changes.added),
            (self.images_changed, changes.changed),
            (self.images_removed, changes.removed),
        ):
            if keys:
                signal.emit(keys)
        if changes.lists:
            self.lists_changed.emit()

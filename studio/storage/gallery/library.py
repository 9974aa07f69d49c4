"""The door to the gallery of a library."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, TypeVar

from studio.core.gallery import (
    GalleryCounts,
    GalleryFilter,
    GalleryList,
    GallerySort,
    PictureChanges,
    PictureKey,
    SavedFilter,
)
from studio.core.parts import BlobRef
from studio.core.picture_acts import PictureAct, Undo
from studio.core.records import NewPicture, PictureDetails, Relative
from studio.storage.gallery.acts import PictureActs
from studio.storage.gallery.details import PictureReader
from studio.storage.gallery.finding import PictureFinder
from studio.storage.gallery.hashes import HashTable
from studio.storage.gallery.lineage import LineageTable
from studio.storage.gallery.lists import ListTable
from studio.storage.gallery.occurrences import OccurrenceTable
from studio.storage.gallery.pictures import PictureTable
from studio.storage.gallery.trash import PictureTrash

T = TypeVar("T")


class _Reads(Protocol):
    def __call__(self, work: Callable[[], T]) -> T: ...


class GalleryLibrary:
    """Reads and changes the gallery; every change is one transaction.

    Args:
        transaction, read: of the library that this belongs to (see `Library` for what they
            raise).

    Attributes:
        occurrences, trash: for the library itself, inside its transactions.

    Thread: the database thread.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        transaction: Callable[[], AbstractContextManager[None]],
        read: _Reads,
    ) -> None:
        self._transaction = transaction
        self._read = read
        self._pictures = PictureTable(connection)
        self.occurrences = OccurrenceTable(connection, self._pictures)
        self.trash = PictureTrash(connection, self._pictures)
        self._acts = PictureActs(connection, self._pictures)
        self._finder = PictureFinder(connection, self._pictures.texts)
        self._reader = PictureReader(connection)
        self._lineage = LineageTable(connection)
        self._lists = ListTable(connection)
        self._hashes = HashTable(connection)

    # Asking

    def find(self, wanted: GalleryFilter, sort: GallerySort, now: datetime) -> GalleryList:
        """The pictures of a filter in order."""
        return self._read(lambda: self._finder.find(wanted, sort, now))

    def find_soon(self, wanted: GalleryFilter, sort: GallerySort, now: datetime) -> GalleryList:
        """The same, or the first of them when all take longer (`GalleryList.is_whole`)."""
        return self._read(lambda: self._finder.find_soon(wanted, sort, now))

    def counts(self, now: datetime) -> GalleryCounts:
        """Numbers for the side column."""
        return self._read(lambda: self._finder.counts(now))

    def details(self, key: PictureKey) -> PictureDetails | None:
        """Everything about one picture, or None when it is gone."""
        return self._read(lambda: self._reader.details(key))

    def family(self, sha256: str) -> tuple[Relative, ...]:
        """What a picture was made from and what was made from it, over all generations."""
        return self._read(lambda: self._lineage.family(sha256))

    def key_of(self, sha256: str) -> PictureKey | None:
        """The picture with some bytes, in the trash or not, or None."""
        return self._read(lambda: self._reader.key_of(sha256))

    def cards(self, keys: Sequence[PictureKey]) -> GalleryList:
        """Some pictures in the order asked for; those gone are left out."""
        return self._read(lambda: GalleryList(self._reader.cards(keys)))

    def names(self, keys: Sequence[PictureKey]) -> dict[PictureKey, str]:
        """What pictures are called."""
        return self._read(lambda: self._reader.names(keys))

    def saved_filters(self) -> tuple[SavedFilter, ...]:
        """Filters kept under a name, in their order."""
        return self._read(self._lists.filters)

    # Changing

    def act(self, acts: Sequence[PictureAct], now: datetime) -> Undo:
        """Does what a person wants, all or nothing; returns what undoes it."""
        with self._transaction():
            return self._acts.do(acts, now)

    def add(self, new: Sequence[NewPicture]) -> tuple[tuple[PictureKey, bool], ...]:
        """Adds pictures outside messages; for each its key, and whether it is new here."""
        with self._transaction():
            return tuple(self.occurrences.add(each) for each in new)

    def fill(self, below: int | None, most: int, *, sources: bool) -> int | None:
        """Works out some pictures anew after a migration, inside a transaction of the library.

        Args:
            below: the key that was reached; None: the newest ones come first.
            sources: what they were made from, too.

        Returns:
            The key that is reached now; None when all are done.
        """
        keys = self._pictures.newest_below(below, most)
        self.occurrences.fill(keys, sources=sources)
        return keys[-1] if len(keys) == most else None

    def rebuild_index(self) -> None:
        """Makes the index of texts anew, inside a transaction of the library."""
        self._pictures.texts.rebuild()

    # Perceptual hashes

    def to_hash(self, limit: int) -> tuple[tuple[PictureKey, BlobRef], ...]:
        """Pictures that nobody looked at yet, the newest first."""
        return self._read(lambda: self._hashes.to_do(limit))

    def put_hashes(self, hashes: Iterable[tuple[PictureKey, int | None]]) -> None:
        """Keeps perceptual hashes; None: the picture has none (it can't be decoded)."""
        with self._transaction():
            self._hashes.put(hashes)

    def hashes(self) -> tuple[tuple[PictureKey, int], ...]:
        """All perceptual hashes of pictures outside the trash, oldest first."""
        return self._read(self._hashes.all)

    # For the library itself

    def refresh_of_conversation(self, seq: int) -> None:
        """A conversation went into the trash or came out of it."""
        self._pictures.refresh(self._pictures.keys_of_conversation(seq))

    def refresh_of_messages(self, seqs: Iterable[int]) -> None:
        """Messages went into the trash or came out of it."""
        self._pictures.refresh_of_messages(seqs)

    def refresh(self, keys: Iterable[int]) -> None:
        """Works out some pictures anew."""
        self._pictures.refresh(keys)

    def take_changes(self) -> PictureChanges:
        """What changed since the last call."""
        return self._pictures.take_changes()

    def forget_changes(self) -> None:
        """What was done was rolled back."""
        self._pictures.forget_changes()

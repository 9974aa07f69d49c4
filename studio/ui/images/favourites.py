"""`Favourites`: which of the images that are looked at a person likes, and how to change it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from studio.core.errors import Failure, StorageError
from studio.core.gallery import PictureKey
from studio.services.app import AppServices

if TYPE_CHECKING:
    from studio.services.gallery import GalleryStore


class Favourites(QObject):
    """Knows of a few images, by sha256, what the gallery says of them.

    Signals:
        changed: something else is known.
        failed: a `Failure`; nothing was changed.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, services: AppServices, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._store: GalleryStore | None = None
        self._wanted: tuple[str, ...] = ()
        self._keys: dict[str, PictureKey] = {}
        self._marked: set[str] = set()
        self._written: dict[str, bool] = {}  # what a person said that is being written now
        self._ratings: dict[str, int] = {}
        self._written_ratings: dict[str, int] = {}

    def look_at(self, images: Iterable[str]) -> None:
        """Which images are of interest; what is known of others is forgotten."""
        wanted = tuple(dict.fromkeys(images))
        if wanted == self._wanted:
            return
        self._wanted = wanted
        self._keys = {sha: key for sha, key in self._keys.items() if sha in wanted}
        self._marked &= self._keys.keys()
        self._ask()

    def is_known(self, sha256: str) -> bool:
        """Whether the gallery has the image."""
        return sha256 in self._keys

    def is_favourite(self, sha256: str) -> bool:
        """Whether it is one, as far as is known."""
        return sha256 in self._marked

    def key(self, sha256: str) -> PictureKey | None:
        """What the gallery knows an image by."""
        return self._keys.get(sha256)

    def rating(self, sha256: str) -> int:
        """Its stars, 0 to 5, as far as is known."""
        return self._ratings.get(sha256, 0)

    def rate(self, sha256: str, rating: int) -> None:
        """Gives an image 1 to 5 stars, or none (0)."""
        key, before = self._keys.get(sha256), self.rating(sha256)
        if key is None or rating == before:
            return
        self._ratings[sha256] = self._written_ratings[sha256] = rating
        self.changed.emit()
        self._services.scope.start(self._put_rating(sha256, key, rating, before), name="rate")

    def toggle(self, sha256: str) -> None:
        """Makes an image a favourite, or no favourite any more."""
        key = self._keys.get(sha256)
        if key is None:
            return
        on = sha256 not in self._marked
        (self._marked.add if on else self._marked.discard)(sha256)
        self._written[sha256] = on
        self.changed.emit()
        self._services.scope.start(self._put(sha256, key, on), name="favourite")

    def _ask(self) -> None:
        if self._wanted and not self._services.scope.is_closed:
            self._services.scope.start(self._read(self._wanted), name="favourites")

    def _gallery(self) -> "GalleryStore":
        if self._store is None:
            self._store = self._services.gallery()
            self._store.images_changed.connect(self._on_store_images_changed)
            self._store.images_added.connect(self._on_store_images_changed)
        return self._store

    async def _read(self, wanted: tuple[str, ...]) -> None:
        store = self._gallery()
        try:
            found = {sha: await store.key_of(sha) for sha in wanted}
            keys = {sha: key for sha, key in found.items() if key is not None}
            cards = {card.key: card for card in await store.cards(tuple(keys.values()))}
        except StorageError:
            return  # told already; nothing can be marked then
        if isValid(self) and wanted == self._wanted:
            self._keys = keys
            # What was read may be older than what a person has just said.
            self._marked = {
                sha
                for sha, key in keys.items()
                if self._written.get(sha, key in cards and cards[key].favourite)
            }
            self._ratings = {
                sha: self._written_ratings.get(sha, cards[key].rating if key in cards else 0)
                for sha, key in keys.items()
            }
            self.changed.emit()

    async def _put_rating(self, sha256: str, key: PictureKey, rating: int, before: int) -> None:
        try:
            await self._gallery().rate((key,), rating)
        except StorageError as exc:
            if isValid(self):
                self._written_ratings.pop(sha256, None)
                self._ratings[sha256] = before
                self.changed.emit()
                self.failed.emit(exc.as_failure())
            return
        if self._written_ratings.get(sha256) == rating:
            del self._written_ratings[sha256]

    async def _put(self, sha256: str, key: PictureKey, on: bool) -> None:
        try:
            await self._gallery().set_favourite((key,), on)
        except StorageError as exc:
            if not isValid(self):
                return
            self._written.pop(sha256, None)
            (self._marked.discard if on else self._marked.add)(sha256)
            failure: Failure = exc.as_failure()
            self.changed.emit()
            self.failed.emit(failure)
            return
        if self._written.get(sha256) is on:
            del self._written[sha256]

    def _on_store_images_changed(self, keys: object) -> None:
        known = set(self._keys.values())
        missing = len(known) < len(self._wanted)
        if missing or (isinstance(keys, tuple) and known.intersection(keys)):
            self._ask()

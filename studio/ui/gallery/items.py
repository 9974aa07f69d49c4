"""`GalleryItems`: the images of a list as the viewer reads them, one by one."""

from PySide6.QtCore import QObject

from studio.core.errors import StorageError
from studio.core.gallery import GalleryList, PictureKey
from studio.core.picture_names import image_file_name
from studio.core.records import PictureDetails
from studio.services.gallery import GalleryStore
from studio.services.tasks import TaskScope
from studio.ui.gallery.names import NameReader
from studio.ui.images.items import ImageItem
from studio.ui.images.of_details import item_of

_AHEAD = 3
_MOST_KEPT = 64


class GalleryItems(QObject):
    """Knows of an image what the list says, and of those looked at and beside them all.

    Args:
        first: details that are known already.
    """

    def __init__(
        self,
        found: GalleryList,
        *,
        store: GalleryStore,
        scope: TaskScope,
        names: NameReader,
        first: PictureDetails,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._list, self._store, self._scope, self._names = found, store, scope, names
        self._known: dict[int, ImageItem] = {first.key: item_of(first)}
        self._asked: set[int] = set()

    def __len__(self) -> int:
        return len(self._list)

    def __getitem__(self, index: int, /) -> ImageItem:
        card = self._list[index]
        for near in range(max(0, index - _AHEAD), min(len(self._list), index + _AHEAD + 1)):
            self._learn(self._list[near].key)
        known = self._known.get(card.key)
        if known is not None:
            return known
        return ImageItem(card.blob, image_file_name(self._names.get(card.key), card.blob))

    def place_of(self, key: PictureKey, _sha256: str) -> int:
        """Where an image stands, or -1."""
        keys = self._list.keys()
        return keys.index(key) if key in keys else -1

    def _learn(self, key: PictureKey) -> None:
        if key in self._known or key in self._asked or self._scope.is_closed:
            return
        self._asked.add(key)
        self._scope.start(self._read(key), name="gallery details")

    async def _read(self, key: PictureKey) -> None:
        try:
            details = await self._store.details(key)
        except StorageError:
            details = None
        self._asked.discard(key)
        if details is not None:
            self._known[key] = item_of(details)
            while len(self._known) > _MOST_KEPT:
                self._known.pop(next(iter(self._known)))

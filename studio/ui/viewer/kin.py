"""Another image of the family, among the images that are walked through."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap

from studio.core.gallery import PictureKey
from studio.core.parts import BlobRef
from studio.ui.images.items import ImageItem, ImageItems
from studio.ui.images.loader import ImageLoader, PathSource

_CACHE_BYTES = 4 * 1024 * 1024


@runtime_checkable
class KnowsKeys(Protocol):
    """Images of the gallery, which are found by what the gallery knows them by."""

    def place_of(self, key: PictureKey, sha256: str) -> int:
        """Where an image stands, or -1."""
        ...


class WithGuest:
    """A sequence of images with one more, which stands after the one at a place."""

    def __init__(self, items: ImageItems, guest: ImageItem, after: int) -> None:
        self._items, self._guest, self._at = items, guest, after + 1

    def __len__(self) -> int:
        return len(self._items) + 1

    def __getitem__(self, index: int, /) -> ImageItem:
        if index == self._at:
            return self._guest
        return self._items[index if index < self._at else index - 1]

    def place_of(self, key: PictureKey, sha256: str) -> int:
        """Where an image stands, or -1."""
        if sha256 == self._guest.blob.sha256:
            return self._at
        place = place_of(self._items, key, sha256)
        return place + 1 if place >= self._at else place


def place_of(items: ImageItems, key: PictureKey, sha256: str) -> int:
    """Where an image stands in a sequence, or -1."""
    if isinstance(items, KnowsKeys):
        return items.place_of(key, sha256)
    if isinstance(items, Sequence):
        known = (item.blob.sha256 for item in items)
        return next((at for at, each in enumerate(known) if each == sha256), -1)
    return -1


class KinImages(QObject):
    """The small pictures of the family, decoded when they are painted; see `KinPictures`.

    Signals:
        loaded(str): of an image with this sha256 there is more.
    """

    loaded = Signal(str)

    def __init__(self, files: PathSource, parent: QObject) -> None:
        super().__init__(parent)
        self._files = files
        self._loader: ImageLoader | None = None

    def want(self, blobs: Sequence[BlobRef], box_px: int) -> None:
        """Nothing is decoded ahead of painting; a few are kept from one family to the next."""

    def pixmap(self, blob: BlobRef, box_px: int) -> QPixmap | None:
        """One of them, once it is decoded."""
        if self._loader is None:
            self._loader = ImageLoader(self._files, cache_bytes=_CACHE_BYTES, parent=self)
            self._loader.loaded.connect(self.loaded)
        return self._loader.pixmap(blob, box_px, box_px)

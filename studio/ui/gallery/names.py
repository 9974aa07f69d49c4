"""`NameReader`: what the images on the screen are called, read when they are looked at."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from studio.core.errors import StorageError
from studio.core.gallery import PictureKey
from studio.services.gallery import GalleryStore
from studio.services.tasks import TaskScope

_SOON_MS, _MOST_KEPT = 80, 20_000


class NameReader(QObject):
    """Keeps names of images: alternative text, prompt, or file name.

    Signals:
        named: names are there that were not.
    """

    named = Signal()

    def __init__(self, *, store: GalleryStore, scope: TaskScope, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._scope = store, scope
        self._names: OrderedDict[int, str] = OrderedDict()
        self._wanted: Sequence[int] = ()
        self._asked: set[int] = set()  # what changes meanwhile is taken out and asked again
        self._task: asyncio.Task[None] | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._read)
        store.images_changed.connect(self._on_store_images_changed)

    def get(self, key: int) -> str:
        """The name of an image, or "" while it is not known."""
        return self._names.get(key, "")

    def want(self, keys: Sequence[int]) -> None:
        """Says which images are looked at."""
        self._wanted = keys
        if any(key not in self._names for key in keys):
            self._soon.start()

    def _read(self) -> None:
        if self._scope.is_closed or (self._task is not None and not self._task.done()):
            return
        self._task = self._scope.start(self._ask(), name="gallery names")

    async def _ask(self) -> None:
        lacking = [PictureKey(key) for key in self._wanted if key not in self._names]
        if not lacking:
            return
        self._asked = set(lacking)
        try:
            found = await self._store.names(lacking)
        except StorageError:
            return  # the list says what is wrong
        for key in lacking:
            if key in self._asked:
                self._names[key] = found.get(key, "")
        while len(self._names) > _MOST_KEPT:
            self._names.popitem(last=False)
        self.named.emit()
        if any(key not in self._names for key in self._wanted):
            self._soon.start()

    def _on_store_images_changed(self, keys: Sequence[int]) -> None:
        self._asked.difference_update(keys)
        for key in keys:
            self._names.pop(key, None)
        self.want(self._wanted)

"""`Culling`: stars for the image that is looked at, and the trash; both without leaving it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut

from studio.core.errors import StorageError
from studio.core.gallery import PictureKey
from studio.services.app import AppServices
from studio.ui.failure_texts import failure_text
from studio.ui.images.items import ImageItem, ImageItems
from studio.ui.images.stars import STARS
from studio.ui.viewer.kin import place_of
from studio.ui.widgets import ToastStack
from studio.ui.widgets.undo import UndoList

if TYPE_CHECKING:
    from studio.core.picture_acts import Undo
    from studio.ui.viewer.page import ViewerPage


class Rest:
    """A sequence of images without one of them."""

    def __init__(self, items: ImageItems, without: int) -> None:
        self._items, self._without = items, without

    def __len__(self) -> int:
        return len(self._items) - 1

    def __getitem__(self, index: int, /) -> ImageItem:
        return self._items[index if index < self._without else index + 1]

    def place_of(self, key: PictureKey, sha256: str) -> int:
        """Where an image stands, or -1."""
        place = place_of(self._items, key, sha256)
        if place == self._without:
            return -1
        return place - 1 if place > self._without else place


class Culling(QObject):
    """What a person thinks of images while walking through them.

    Args:
        page: the viewer that it belongs to.
    """

    def __init__(self, *, page: "ViewerPage", services: AppServices, toasts: ToastStack) -> None:
        super().__init__(page)
        self._page, self._services, self._toasts = page, services, toasts
        self.undo = UndoList(toasts, self)
        page.bar.stars.rated.connect(self._rate)
        self._ratings: dict[QObject, int] = {}
        for rating in range(STARS + 1):
            shortcut = QShortcut(QKeySequence(f"Alt+{rating}"), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._on_shortcut_activated)
            self._ratings[shortcut] = rating

    def delete(self) -> None:
        """Moves the image that is looked at to the trash; the next one is looked at then."""
        item = self._page.item
        key = self._page.favourites.key(item.blob.sha256) if item is not None else None
        if key is not None and not self._services.scope.is_closed:
            self._services.scope.start(self._delete(key), name="viewer delete")

    async def _delete(self, key: PictureKey) -> None:
        page, items, index = self._page, self._page.items, self._page.index
        try:
            undo = await self._services.gallery().delete((key,))
        except StorageError as exc:
            self._fail(exc)
            return
        if page.items is items:  # else other images are looked at by now
            page.show_other(Rest(items, index), min(index, len(items) - 2))
        self.undo.push(self.tr("Image moved to the trash"), self._way_back(undo, items, index))

    def _way_back(self, undo: "Undo", items: ImageItems, index: int) -> Callable[[], None]:
        """Takes it out of the trash, and looks at it again where that is still being done."""
        after = self._page.items

        def take_back() -> None:
            if self._page.items is after and len(after):
                self._page.show_other(items, index)
            if not self._services.scope.is_closed:
                self._services.scope.start(self._take_back(undo), name="viewer undo")

        return take_back

    async def _take_back(self, undo: "Undo") -> None:
        try:
            await self._services.gallery().undo(undo)
        except StorageError as exc:
            self._fail(exc)

    def _fail(self, error: StorageError) -> None:
        title = failure_text(error.as_failure()).title
        self._toasts.show_toast(title, icon="circle-alert", token="danger")

    def _rate(self, rating: int) -> None:
        if self._page.item is not None:
            self._page.favourites.rate(self._page.item.blob.sha256, rating)

    def _on_shortcut_activated(self) -> None:
        self._rate(self._ratings[self.sender()])

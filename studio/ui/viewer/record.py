"""`Record`: the family and the note of the image that is looked at, as the gallery keeps them."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

from studio.core.errors import StorageError
from studio.core.gallery import PictureKey
from studio.core.picture_acts import SetNote, Undo
from studio.core.records import PictureDetails
from studio.services.app import AppServices
from studio.ui.failure_texts import failure_text
from studio.ui.images.of_details import item_of
from studio.ui.viewer.kin import WithGuest, place_of
from studio.ui.widgets import ToastStack

if TYPE_CHECKING:
    from studio.services.gallery import GalleryStore
    from studio.ui.viewer.page import ViewerPage

_SOON_MS = 40


class Record(QObject):
    """Fills the lower part of the panel, writes notes, goes to others of the family.

    Args:
        page: the viewer that it belongs to.
    """

    def __init__(self, *, page: "ViewerPage", services: AppServices, toasts: ToastStack) -> None:
        super().__init__(page)
        self._page, self._services, self._toasts = page, services, toasts
        self._panel = page.panel.record
        self._store: GalleryStore | None = None
        self._sha256 = ""
        self._key: PictureKey | None = None  # of the image whose note is shown
        self._task: asyncio.Task[None] | None = None
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._read)
        self._panel.kin_chosen.connect(self._on_panel_kin_chosen)
        self._panel.note_written.connect(self._on_panel_note_written)

    def look_at(self, sha256: str) -> None:
        """Another image is looked at ("": none); what was written about the last one is kept."""
        if sha256 == self._sha256:
            return
        self._sha256 = sha256
        if sha256:
            self._soon.start()
        else:
            self._soon.stop()
            self._show(None)

    def leave_note(self) -> bool:
        """Goes from the note back to the image; False when a person isn't there."""
        if not self._panel.note.hasFocus():
            return False
        self._page.stage.canvas.setFocus()
        return True

    def _gallery(self) -> "GalleryStore":
        if self._store is None:
            self._store = self._services.gallery()
            self._store.images_changed.connect(self._on_store_changed)
            self._store.images_added.connect(self._on_store_changed)
        return self._store

    def _read(self) -> None:
        if not self._sha256 or self._services.scope.is_closed:
            return
        if self._task is not None:
            self._task.cancel()
        self._task = self._services.scope.start(self._ask(self._sha256), name="viewer record")

    async def _ask(self, sha256: str) -> None:
        try:
            key = await self._gallery().key_of(sha256)
            details = await self._gallery().details(key) if key is not None else None
        except StorageError:
            return  # told already
        if not isValid(self) or sha256 != self._sha256:
            return
        self._show(details)

    def _show(self, details: PictureDetails | None) -> None:
        """What is known is shown; what was written about the image before it is kept."""
        key = details.key if details is not None else None
        if key != self._key:
            self._panel.write()
            self._key = key
        if details is None:
            self._panel.show_nothing()
        else:
            self._panel.show_details(details)

    async def _go_to(self, key: PictureKey) -> None:
        try:
            details = await self._gallery().details(key)
        except StorageError as exc:
            self._fail(exc)
            return
        if details is not None and isValid(self) and self._sha256:
            self._visit(details)

    def _visit(self, details: PictureDetails) -> None:
        """Where it stands among the images that are walked through, else beside this one."""
        page, at = self._page, self._page.index
        place = place_of(page.items, details.key, details.blob.sha256)
        if place >= 0:
            page.show_index(place)
            return
        marked = tuple(each + (each > at) for each in page.marked)
        page.show_other(WithGuest(page.items, item_of(details), at), at + 1, marked)

    async def _write(self, key: PictureKey, text: str) -> None:
        try:
            undo = await self._gallery().act(SetNote(key, text))
        except StorageError as exc:
            self._fail(exc)
            return
        if undo and isValid(self):
            way_back = self._way_back(undo)
            self._page.culling.undo.push(self.tr("Note changed"), way_back, tells=False)

    def _way_back(self, undo: Undo) -> Callable[[], None]:
        def take_back() -> None:
            if not self._services.scope.is_closed:
                self._services.scope.start(self._take_back(undo), name="viewer undo")

        return take_back

    async def _take_back(self, undo: Undo) -> None:
        try:
            await self._gallery().undo(undo)
        except StorageError as exc:
            self._fail(exc)

    def _fail(self, error: StorageError) -> None:
        title = failure_text(error.as_failure()).title
        self._toasts.show_toast(title, icon="circle-alert", token="danger")

    def _on_panel_kin_chosen(self, key: PictureKey) -> None:
        if not self._services.scope.is_closed:
            self._services.scope.start(self._go_to(key), name="viewer family")

    def _on_panel_note_written(self, text: str) -> None:
        if self._key is not None and not self._services.scope.is_closed:
            self._services.scope.start(self._write(self._key, text), name="viewer note")

    def _on_store_changed(self, _keys: object) -> None:
        if self._sha256 and self._page.isVisible():
            self._soon.start()

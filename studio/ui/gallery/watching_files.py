"""Image files that are gone or changed: noticed on the screen, marked, and given back."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from studio.core.errors import StorageError
from studio.core.parts import BlobRef
from studio.core.records import PictureDetails
from studio.services.file_checks import FileChecks, FileState
from studio.ui.gallery.texts import file_text
from studio.ui.widgets import ToastStack
from studio.ui.widgets.file_dialogs import choose_files

if TYPE_CHECKING:
    from studio.services.app import AppServices
    from studio.ui.gallery.page import GalleryPage

_SOON_MS = 120


class WatchingFiles(QObject):
    """Looks at the files of what is on the screen, and tells grid and details.

    Args:
        page: that it belongs to.
    """

    def __init__(self, *, page: "GalleryPage", services: "AppServices", toasts: ToastStack) -> None:
        super().__init__(page)
        self._page, self._scope, self._toasts = page, services.scope, toasts
        self.checks = FileChecks(images=services.images, scope=services.scope, parent=self)
        self._shown: PictureDetails | None = None
        self._read: set[str] = set()  # of images without a thumbnail: why is asked once
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._look)
        self.checks.changed.connect(self._on_checks_changed)
        page.grid.file_state = self.checks.state
        page.quick_look.file_words = self.words
        page.thumbnails.loaded.connect(self._on_thumbnail_loaded)
        page.details.shown.connect(self._on_details_shown)
        page.details.body.file_notice.find_requested.connect(self._on_find_requested)

    def is_unreadable(self, sha256: str) -> bool:
        """Whether there is no whole picture in the file of an image, as far as is known."""
        odd = self.checks.state(sha256) is not FileState.FINE
        return odd or self._page.thumbnails.is_broken(sha256)

    def words(self, sha256: str) -> str:
        """What became of the file of an image; "" while all is well."""
        return file_text(self.checks.state(sha256))

    def look_soon(self) -> None:
        """Other images are on the screen, or the window was left meanwhile."""
        self._soon.start()

    def _look(self) -> None:
        grid = self._page.grid
        blobs = [grid.list[place].blob for place in grid.visible_places()]
        self.checks.look(blobs)
        for blob in blobs:
            is_new = blob.sha256 not in self._read
            if (
                is_new
                and self._page.thumbnails.is_broken(blob.sha256)
                and not self._scope.is_closed
            ):
                self._read.add(blob.sha256)
                self._scope.start(self._verify(blob), name="verify broken image file")

    def _on_thumbnail_loaded(self, sha256: str) -> None:
        if self._page.thumbnails.is_broken(sha256):
            self.look_soon()
        self._show_refused(sha256)

    def _show_refused(self, sha256: str) -> None:
        """What the details offer depends on what can be read."""
        if self._shown is not None and self._shown.blob.sha256 == sha256:
            self._page.details.refuse(self._page.acting.refused())

    def _on_details_shown(self, details: PictureDetails) -> None:
        is_other = self._shown is None or self._shown.key != details.key
        self._shown = details
        self._page.details.body.file_notice.show_state(self.checks.state(details.blob.sha256))
        self._show_refused(details.blob.sha256)
        if is_other and not self._scope.is_closed:
            self._scope.start(self._verify(details.blob), name="verify image file")

    async def _verify(self, blob: BlobRef) -> None:
        await self.checks.verify(blob)

    def _on_checks_changed(self, sha256s: frozenset[str]) -> None:
        self._page.thumbnails.retry(sha256s)
        self._page.grid.viewport().update()
        self._page.quick_look.update()
        if self._shown is not None and self._shown.blob.sha256 in sha256s:
            state = self.checks.state(self._shown.blob.sha256)
            self._page.details.body.file_notice.show_state(state)
            self._show_refused(self._shown.blob.sha256)

    # Giving a file back

    def _on_find_requested(self) -> None:
        choose_files(self._page.window(), self.tr("Find the original"), self.put_back)

    def put_back(self, paths: Sequence[Path]) -> None:
        """One of some files may be the original of the image whose details are shown."""
        if self._shown is not None and not self._scope.is_closed:
            self._scope.start(self._put_back(self._shown.blob, paths), name="put file back")

    async def _put_back(self, blob: BlobRef, paths: Sequence[Path]) -> None:
        for path in paths:
            try:
                if await self.checks.put_back(blob, path):
                    self._toasts.show_toast(self.tr("The original is back"))
                    return
            except StorageError as exc:
                self._page.acts.fail(exc)
                return
        self._toasts.show_toast(self.tr("This is another image"), icon="info", token="text2")

"""`ImageFavourites`: images of the grid as favourites of the gallery."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from studio.core.errors import Failure
from studio.ui.failure_texts import failure_text
from studio.ui.images.favourites import Favourites

if TYPE_CHECKING:
    from studio.ui.compare.images.view import ImagesView


class ImageFavourites(QObject):
    """Shows which images are favourites, and makes one or takes it back."""

    def __init__(self, view: "ImagesView") -> None:
        super().__init__(view)
        self._view, self._grid = view, view.grid
        self._known = Favourites(view.services, self)
        self._known.changed.connect(self._show)
        self._known.failed.connect(self._on_known_failed)

    def look(self) -> None:
        """Asks the gallery about the images of the grid; nothing when they are the same."""
        blobs = (cell.blob for cell in self._grid.cells() if cell.is_image)
        self._known.look_at(blob.sha256 for blob in blobs if blob is not None)
        self._show()

    def toggle(self, sha256: str) -> None:
        """Makes an image a favourite, or no favourite any more."""
        self._known.toggle(sha256)

    def is_known(self, sha256: str) -> bool:
        """Whether the gallery has the image."""
        return self._known.is_known(sha256)

    def is_favourite(self, sha256: str) -> bool:
        """Whether it is one."""
        return self._known.is_favourite(sha256)

    def _show(self) -> None:
        self._grid.show_favourites(self._known.is_favourite)

    def _on_known_failed(self, failure: Failure) -> None:
        title = failure_text(failure).title
        self._view.toasts.show_toast(title, icon="circle-alert", token="danger")

"""The small pictures of a family, from the thumbnails of the gallery."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap

from studio.core.parts import BlobRef
from studio.ui.gallery.making_thumbnails import Thumb
from studio.ui.gallery.thumbnails import ThumbnailLoader


class KinThumbnails(QObject):
    """See `KinPictures`.

    Signals:
        loaded(str): of an image with this sha256 there is more.
    """

    loaded = Signal(str)

    def __init__(self, thumbnails: ThumbnailLoader, parent: QObject) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        thumbnails.loaded.connect(self.loaded)

    def want(self, blobs: Sequence[BlobRef], box_px: int) -> None:
        """Says which images are shown now."""
        self._thumbnails.want("lineage", [Thumb(blob, box_px, box_px) for blob in blobs])

    def pixmap(self, blob: BlobRef, box_px: int) -> QPixmap | None:
        """One of them, or a stand-in."""
        found = self._thumbnails.get(Thumb(blob, box_px, box_px))
        return found.pixmap if found is not None else self._thumbnails.stand_in(blob.sha256)

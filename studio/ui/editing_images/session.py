"""What is remembered of edits in this session: the mask of each image, and its results."""

from collections import OrderedDict

from msgspec import Struct, field
from PySide6.QtCore import QSize

from studio.ui.editing_images.mask import MaskImage

MOST_MASK_BYTES = 160 * 1024 * 1024
"""What the masks of all images may take; the one that was not used for longest goes first."""


class Edit(Struct):
    """One image that was edited.

    Attributes:
        mask: None while its size is not known.
        prompt: what was typed for it.
        batches: orders that were sent.
    """

    mask: MaskImage | None = None
    prompt: str = ""
    batches: list[str] = field(default_factory=list)


class EditSession:
    """Edits by sha256; Escape loses nothing."""

    def __init__(self) -> None:
        self._edits: OrderedDict[str, Edit] = OrderedDict()

    def of(self, sha256: str) -> Edit:
        """The edit of an image, begun now if there is none."""
        edit = self._edits.setdefault(sha256, Edit())
        self._edits.move_to_end(sha256)
        return edit

    def mask_of(self, sha256: str, size: QSize) -> MaskImage:
        """The mask of an image, empty at first."""
        edit = self.of(sha256)
        if edit.mask is None or edit.mask.size != size:
            edit.mask = MaskImage(size)
            self._drop_old(sha256)
        return edit.mask

    def _drop_old(self, keep: str) -> None:
        def used() -> int:
            masks = (edit.mask for edit in self._edits.values())
            return sum(mask.image.sizeInBytes() for mask in masks if mask is not None)

        for sha256, edit in self._edits.items():
            if used() <= MOST_MASK_BYTES:
                return
            if sha256 != keep:
                edit.mask = None

"""`Cropping`: the crop tool of an edit: its frame, its bar, and the new images that come of it."""

from typing import Protocol

from PySide6.QtCore import QObject, QSize, Signal

from studio.core.errors import StudioError
from studio.core.messages import Attachment
from studio.core.parts import BlobRef
from studio.services.image_editing import ImageEditing
from studio.services.image_pixels import Box, box_for_aspect
from studio.services.tasks import TaskScope
from studio.ui.editing_images.canvas import EditCanvas
from studio.ui.editing_images.crop_bar import CropBar
from studio.ui.editing_images.session import EditSession
from studio.ui.editing_images.tools import Tool
from studio.ui.failure_texts import failure_text


class Edited(Protocol):
    """Knows what is edited now."""

    def original(self) -> Attachment | None:
        """The image, or None."""
        ...


class Cropping(QObject):
    """Cuts to the frame, or extends to a shape; the original stays.

    Args:
        edited: says what is edited.
        session: keeps the masks: what was put on is marked.

    Signals:
        made: an `Attachment`; a new image came of the one that is still edited.
        failed: why none came, in words.
    """

    made = Signal(object)
    failed = Signal(str)

    def __init__(
        self,
        *,
        edited: Edited,
        canvas: EditCanvas,
        bar: CropBar,
        editing: ImageEditing,
        session: EditSession,
        scope: TaskScope,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._edited, self._canvas, self._bar = edited, canvas, bar
        self._editing, self._session, self._scope = editing, session, scope
        canvas.crop_changed.connect(self.show_state)
        bar.shape_chosen.connect(self._on_bar_shape_chosen)
        bar.crop_requested.connect(self._on_bar_crop_requested)
        bar.extend_requested.connect(self._on_bar_extend_requested)

    def show_state(self) -> None:
        """Shows in the bar what the frame would give."""
        frame = self._canvas.crop
        if frame is None or self._canvas.tool is not Tool.CROP:
            return
        box = frame.pixels()
        self._bar.show_frame(
            box.right - box.left, box.bottom - box.top, is_whole=frame.is_whole,
            fits=self._extended() is None,
        )  # fmt: skip

    def _extended(self) -> Box | None:
        """The surface around the image of the shape chosen; None when it has that shape."""
        mask, shape = self._canvas.marks, self._bar.shape
        if mask is None or not shape:
            return None
        wide, _, high = shape.partition(":")
        size = mask.size
        box = box_for_aspect(size.width(), size.height(), int(wide) / int(high), pad=True)
        grown = box.right - box.left > size.width() or box.bottom - box.top > size.height()
        return box if grown else None

    async def _cut(self, box: Box, *, extends: bool) -> None:
        original = self._edited.original()
        if original is None:
            return
        size = f"{box.right - box.left} × {box.bottom - box.top}"
        words = self.tr("Extend to {size}") if extends else self.tr("Crop to {size}")
        work = self._editing.pad if extends else self._editing.crop
        try:
            made = await work(original, box, words.format(size=size))
        except StudioError as exc:
            self.failed.emit(failure_text(exc.as_failure()).title)
            return
        if self._edited.original() is not original:
            return  # another image is edited by now; the new one is kept all the same
        if extends and made.blob.width_px and made.blob.height_px:
            self._mark_border(made.blob, box)
        self.made.emit(made)

    def _mark_border(self, blob: BlobRef, box: Box) -> None:
        """What was put on is what is to change."""
        size = QSize(box.right - box.left, box.bottom - box.top)
        before = self._canvas.marks.size if self._canvas.marks is not None else size
        self._session.mask_of(blob.sha256, size).mark_around(-box.left, -box.top, before)

    # Slots

    def _on_bar_shape_chosen(self, shape: str) -> None:
        wide, _, high = shape.partition(":")
        if self._canvas.crop is not None:
            self._canvas.crop.set_ratio(int(wide) / int(high) if high else None)
            self._canvas.update()
            self.show_state()

    def _on_bar_crop_requested(self) -> None:
        if self._canvas.crop is not None:
            self._scope.start(self._cut(self._canvas.crop.pixels(), extends=False), name="crop")

    def _on_bar_extend_requested(self) -> None:
        box = self._extended()
        if box is not None:
            self._scope.start(self._cut(box, extends=True), name="extend")

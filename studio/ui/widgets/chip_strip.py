"""`ChipStrip`: files and images that go along with a text, as chips in rows."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QMargins, QObject, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import isValid

from studio.core.errors import StudioError
from studio.core.messages import Attachment
from studio.services.images import ImageLibrary
from studio.services.tasks import TaskScope
from studio.ui.theme import ThemeStore

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from studio.ui.widgets.attachment_chip import AttachmentChip

_GAP_PX = 8
PASTED_IMAGE_NAME = "pasted-image.png"


class ChipItem(Struct, frozen=True):
    """A chip with what it stands for; no attachment while the file is being read."""

    chip: "AttachmentChip"
    name: str
    attachment: Attachment | None = None
    text: str | None = None


class Thumbnails(Protocol):
    """What the strip does with pixels, on a thread."""

    def png_bytes(self, image: "QImage") -> bytes:
        """An image as a file."""
        ...

    def square_thumbnail(self, path: Path, side_px: int) -> "QImage":
        """The middle of a file's image; null when it can't be read."""
        ...


class ChipStrip(QWidget):
    """Reads files into the library and shows them as chips; hidden while there are none.

    What differs is in the methods of those derived from it: `_check`, `_describe`,
    `_show_no_preview`, `_came_late`.

    Args:
        thumbnails: gives what works on pixels; asked when there are some.

    Signals:
        changed: something was added or removed, or its file was read.
        failed: name of a file that could not be taken, and its `Failure`.
    """

    changed = Signal()
    failed = Signal(str, object)
    icon = "file-text"

    def __init__(
        self,
        *,
        theme: ThemeStore,
        images: ImageLibrary,
        scope: TaskScope,
        thumbnails: Callable[[], Thumbnails],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._images, self._scope = theme, images, scope
        self._thumbnails = thumbnails
        self._items: list[ChipItem] = []
        self._owner = ""  # whose text they go along with
        self._padding = QMargins()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()
        theme.changed.connect(self._on_theme_changed)

    def attachments(self) -> tuple[Attachment, ...]:
        """What is attached, in order, without files still being read."""
        return tuple(item.attachment for item in self._items if item.attachment is not None)

    def being_read(self) -> str:
        """Name of a file that is still being read, or ""."""
        return next((item.name for item in self._items if item.attachment is None), "")

    def set_padding(self, padding: QMargins) -> None:
        """Space around the chips."""
        self._padding = padding
        self._arrange()

    # What differs

    def _check(self, name: str, attachment: Attachment) -> None:
        """Raises StudioError for what is not taken."""

    def _describe(self, chip: "AttachmentChip", attachment: Attachment, text: str | None) -> None:
        """Says in the chip what was read."""

    def _show_no_preview(self, chip: "AttachmentChip", attachment: Attachment) -> None:
        """Says in the chip that the image can't be shown."""

    def _came_late(self, owner: str, item: ChipItem, attachment: Attachment) -> None:
        """A file was read whose chip is gone; `owner` is whose it was when that began."""

    # Taking in

    def _show_known(self, attachments: tuple[Attachment, ...]) -> None:
        """Other attachments instead of those that are there."""
        for item in self._items:
            discard(item.chip)
        self._items = []
        for each in attachments:
            self._add_known(each)
        self._arrange()

    def _add_known(self, attachment: Attachment) -> None:
        self._items.append(ChipItem(self._make_chip(attachment.name), attachment.name))
        self._finish(self._items[-1].chip, attachment, None)

    def _start_file(self, path: Path) -> None:
        self._start(path.name, self._images.import_file(path))

    def _start_image(self, image: "QImage") -> None:
        self._start(PASTED_IMAGE_NAME, self._import_image(image))

    def _start(self, name: str, work: Awaitable[Attachment], text: str | None = None) -> None:
        chip = self._make_chip(name)
        chip.set_busy(True)
        self._items.append(ChipItem(chip, name, text=text))
        self._arrange()
        self.changed.emit()
        self._scope.start(self._import(self._items[-1], work), name="attach")

    async def _import(self, item: ChipItem, work: Awaitable[Attachment]) -> None:
        owner = self._owner
        try:
            attachment = await work
            self._check(item.name, attachment)
        except StudioError as exc:
            if isValid(self):
                self._drop(item.chip)
                self.failed.emit(item.name, exc.as_failure())
            return
        if not isValid(self):
            return  # an editor that was closed meanwhile
        if item in self._items:
            self._finish(item.chip, attachment, item.text)
            self._arrange()
            self.changed.emit()
        else:
            self._came_late(owner, item, attachment)

    async def _import_image(self, image: "QImage") -> Attachment:
        data = await asyncio.to_thread(self._thumbnails().png_bytes, image)
        return await self._images.import_bytes(data, PASTED_IMAGE_NAME)

    def _make_chip(self, name: str) -> "AttachmentChip":
        from studio.ui.widgets.attachment_chip import AttachmentChip

        label = self.tr("Remove {name}").format(name=name)
        chip = AttachmentChip(
            theme=self._theme, name=name, icon=self.icon, remove_label=label, parent=self
        )
        chip.remove_requested.connect(self._on_chip_remove_requested)
        chip.show()
        return chip

    def _finish(self, chip: "AttachmentChip", attachment: Attachment, text: str | None) -> None:
        self._items = [
            replace(item, attachment=attachment) if item.chip is chip else item
            for item in self._items
        ]
        chip.set_busy(False)
        self._describe(chip, attachment, text)
        if attachment.blob.mime.startswith("image/"):
            self._scope.start(self._load_thumbnail(chip, attachment), name="thumbnail")

    async def _load_thumbnail(self, chip: "AttachmentChip", attachment: Attachment) -> None:
        if not isValid(self):
            return
        from studio.ui.widgets.attachment_chip import THUMBNAIL_PX

        path = self._images.path(attachment.blob)
        side_px = round(self._theme.current.scaled(THUMBNAIL_PX) * self.devicePixelRatioF())
        image = await asyncio.to_thread(self._thumbnails().square_thumbnail, path, side_px)
        if not isValid(self) or not any(item.chip is chip for item in self._items):
            return
        if image.isNull():
            self._show_no_preview(chip, attachment)
        else:
            chip.set_thumbnail(image)
        self._arrange()

    def _drop(self, chip: QObject | None) -> ChipItem | None:
        """Takes a chip away. Returns what it stood for, if it was there."""
        gone = next((item for item in self._items if item.chip is chip), None)
        if gone is not None:
            self._items = [item for item in self._items if item is not gone]
            discard(gone.chip)
            self._arrange()
            self.changed.emit()
        return gone

    # Places

    def _chips(self) -> "list[AttachmentChip]":
        return [item.chip for item in self._items]

    def _arrange(self) -> None:
        """Chips in rows, left to right; the strip is as high as its rows."""
        gap, pad, chips = self._theme.current.scaled(_GAP_PX), self._padding, self._chips()
        right = max(pad.left() + 1, self.width() - pad.right())
        x, y, row_height = pad.left(), pad.top(), 0
        for chip in chips:
            size = chip.sizeHint()
            width = min(size.width(), right - pad.left())
            if x > pad.left() and x + width > right:
                x, y = pad.left(), y + row_height + gap
            chip.setGeometry(x, y, width, size.height())
            x += width + gap
            row_height = size.height()
        height = y + row_height + pad.bottom() if chips else 0
        if self.height() != height:
            self.setFixedHeight(height)
        self.setVisible(bool(chips))

    def _on_chip_remove_requested(self) -> None:
        self._drop(self.sender())

    def _on_theme_changed(self) -> None:
        for chip in self._chips():
            chip.apply_theme()
        self._arrange()

    # Qt

    def sizeHint(self) -> QSize:
        """Qt: any width, the height of its rows."""
        return QSize(self._theme.current.scaled(200), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: other rows at another width."""
        super().resizeEvent(event)
        self._arrange()


def discard(widget: QWidget) -> None:
    """Takes a widget away for good."""
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()

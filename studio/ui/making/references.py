"""The strip of reference images over the prompt."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QMargins, QObject, QSize, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import isValid

from studio.core.errors import StorageError, StudioError
from studio.core.making import MOST_REFERENCES
from studio.core.messages import Attachment
from studio.services.images import ImageLibrary
from studio.services.tasks import TaskScope
from studio.ui.images.thumbnails import png_bytes, square_thumbnail
from studio.ui.theme import ThemeStore
from studio.ui.widgets.attachment_chip import THUMBNAIL_PX, AttachmentChip

_GAP_PX = 8
_PASTED_NAME = "pasted-image.png"


class _Item(Struct, frozen=True):
    """A chip with what it stands for; no attachment while the file is being read."""

    chip: AttachmentChip
    name: str
    attachment: Attachment | None = None


class ReferenceStrip(QWidget):
    """Up to eight images, as chips; hidden while there are none.

    Signals:
        changed: an image was added or removed, or its file was read.
        failed: name of a file that could not be taken, and its `Failure`.
        refused: what was too much, in words.
    """

    changed = Signal()
    failed = Signal(str, object)
    refused = Signal(str)

    def __init__(
        self,
        *,
        theme: ThemeStore,
        images: ImageLibrary,
        scope: TaskScope,
        most: int = MOST_REFERENCES,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._images, self._scope, self._most = theme, images, scope, most
        self._items: list[_Item] = []
        self._padding = QMargins()
        self.setObjectName("references")
        self.setAccessibleName(self.tr("Reference images"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()
        theme.changed.connect(self._on_theme_changed)

    def attachments(self) -> tuple[Attachment, ...]:
        """The images, in order, without files still being read."""
        return tuple(item.attachment for item in self._items if item.attachment is not None)

    def being_read(self) -> str:
        """Name of a file that is still being read, or ""."""
        return next((item.name for item in self._items if item.attachment is None), "")

    def set_attachments(self, attachments: tuple[Attachment, ...]) -> None:
        """Shows other images instead."""
        for item in self._items:
            _discard(item.chip)
        self._items = []
        for each in attachments[: self._most]:
            self._add_known(each)
        self._arrange()
        self.changed.emit()

    def add_attachment(self, attachment: Attachment) -> None:
        """Adds an image of the library; one that is there already is not added again."""
        if attachment.blob in (each.blob for each in self.attachments()) or not self._has_room():
            return
        self._add_known(attachment)
        self._arrange()
        self.changed.emit()

    def add_files(self, paths: tuple[Path, ...]) -> None:
        """Reads files into the library and adds those that are images."""
        for path in paths:
            if not self._has_room():
                return
            self._start(path.name, self._images.import_file(path))

    def add_image(self, image: QImage) -> None:
        """Adds an image of the clipboard."""
        if self._has_room():
            self._start(_PASTED_NAME, self._import_image(image))

    def set_padding(self, padding: QMargins) -> None:
        """Space around the chips."""
        self._padding = padding
        self._arrange()

    def _has_room(self) -> bool:
        if len(self._items) < self._most:
            return True
        text = self.tr("Not more than {count} reference images go along")
        self.refused.emit(text.format(count=self._most))
        return False

    def _add_known(self, attachment: Attachment) -> None:
        self._items.append(_Item(self._make_chip(attachment.name), attachment.name))
        self._finish(self._items[-1].chip, attachment)

    def _start(self, name: str, work: Awaitable[Attachment]) -> None:
        chip = self._make_chip(name)
        chip.set_busy(True)
        self._items.append(_Item(chip, name))
        self._arrange()
        self.changed.emit()
        self._scope.start(self._import(chip, name, work), name="reference")

    async def _import(self, chip: AttachmentChip, name: str, work: Awaitable[Attachment]) -> None:
        try:
            attachment = await work
            if not attachment.blob.mime.startswith("image/"):
                raise StorageError(name, code="not_an_image")
        except StudioError as exc:
            if isValid(self):
                self._drop(chip)
                self.failed.emit(name, exc.as_failure())
            return
        if isValid(self) and any(item.chip is chip for item in self._items):
            self._finish(chip, attachment)
            self._arrange()
            self.changed.emit()

    async def _import_image(self, image: QImage) -> Attachment:
        data = await asyncio.to_thread(png_bytes, image)
        return await self._images.import_bytes(data, _PASTED_NAME)

    def _make_chip(self, name: str) -> AttachmentChip:
        label = self.tr("Remove {name}").format(name=name)
        chip = AttachmentChip(
            theme=self._theme, name=name, icon="image", remove_label=label, parent=self
        )
        chip.remove_requested.connect(self._on_chip_remove_requested)
        chip.show()
        return chip

    def _finish(self, chip: AttachmentChip, attachment: Attachment) -> None:
        self._items = [
            replace(item, attachment=attachment) if item.chip is chip else item
            for item in self._items
        ]
        chip.set_busy(False)
        blob = attachment.blob
        chip.set_detail(f"{blob.width_px} × {blob.height_px}" if blob.width_px else "")
        self._scope.start(self._load_thumbnail(chip, attachment), name="thumbnail")

    async def _load_thumbnail(self, chip: AttachmentChip, attachment: Attachment) -> None:
        if not isValid(self):
            return
        path = self._images.path(attachment.blob)
        side_px = round(self._theme.current.scaled(THUMBNAIL_PX) * self.devicePixelRatioF())
        image = await asyncio.to_thread(square_thumbnail, path, side_px)
        if not isValid(self) or not any(item.chip is chip for item in self._items):
            return
        if not image.isNull():
            chip.set_thumbnail(image)
        self._arrange()

    def _drop(self, chip: QObject) -> None:
        gone = [item for item in self._items if item.chip is chip]
        self._items = [item for item in self._items if item.chip is not chip]
        for item in gone:
            _discard(item.chip)
            self._arrange()
            self.changed.emit()

    def _arrange(self) -> None:
        """Chips in rows, left to right; the strip is as high as its rows."""
        gap, pad = self._theme.current.scaled(_GAP_PX), self._padding
        right = max(pad.left() + 1, self.width() - pad.right())
        x, y, row_height = pad.left(), pad.top(), 0
        for item in self._items:
            size = item.chip.sizeHint()
            width = min(size.width(), right - pad.left())
            if x > pad.left() and x + width > right:
                x, y = pad.left(), y + row_height + gap
            item.chip.setGeometry(x, y, width, size.height())
            x += width + gap
            row_height = size.height()
        height = y + row_height + pad.bottom() if self._items else 0
        if self.height() != height:
            self.setFixedHeight(height)
        self.setVisible(bool(self._items))

    def _on_chip_remove_requested(self) -> None:
        self._drop(self.sender())

    def _on_theme_changed(self) -> None:
        for item in self._items:
            item.chip.apply_theme()
        self._arrange()

    def sizeHint(self) -> QSize:
        """Qt: any width, the height of its rows."""
        return QSize(self._theme.current.scaled(200), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: other rows at another width."""
        super().resizeEvent(event)
        self._arrange()


def _discard(widget: QWidget) -> None:
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()

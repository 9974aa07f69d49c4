"""The strip of attachments over the text of the composer."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from typing import TYPE_CHECKING

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
from studio.ui.chat.texts import attachment_tokens, is_text_file, size_text, tokens_text
from studio.ui.theme import ThemeStore
from studio.ui.widgets.message_edit import MOST_CHARACTERS

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from studio.ui.widgets.attachment_chip import AttachmentChip

_GAP_PX = 8
PASTED_TEXT_NAME = "pasted-text.txt"
PASTED_IMAGE_NAME = "pasted-image.png"


class _Item(Struct, frozen=True):
    """A chip with what it stands for; no attachment while the file is being read."""

    chip: "AttachmentChip"
    name: str
    attachment: Attachment | None = None
    text: str | None = None


class AttachmentStrip(QWidget):
    """Holds what will be sent along: reads files into the library and shows them as chips.

    Signals:
        changed: an attachment was added or removed, or its file was read.
        put_back_requested: a long pasted text that should go into the box after all.
        failed: name of a file that could not be taken, and its `Failure`.
        arrived_late: owner, `Attachment`; its file was read when another draft was shown.
    """

    changed = Signal()
    put_back_requested = Signal(str)
    failed = Signal(str, object)
    arrived_late = Signal(str, object)

    def __init__(
        self,
        *,
        theme: ThemeStore,
        images: ImageLibrary,
        scope: TaskScope,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._images = images
        self._scope = scope
        self._items: list[_Item] = []
        self._owner = ""
        self._removed: set[_Item] = set()  # taken away by a person while being read
        self._leading: AttachmentChip | None = None
        self._padding = QMargins()
        self.setObjectName("attachments")
        self.setAccessibleName(self.tr("Attachments"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()
        theme.changed.connect(self._on_theme_changed)

    def attachments(self) -> tuple[Attachment, ...]:
        """What is attached, in order, without files still being read."""
        return tuple(item.attachment for item in self._items if item.attachment is not None)

    def being_read(self) -> str:
        """Name of a file that is still being read, or ""."""
        return next((item.name for item in self._items if item.attachment is None), "")

    def tokens_estimate(self) -> int:
        """About how many tokens the attachments make."""
        return sum(attachment_tokens(each) for each in self.attachments())

    def set_owner(self, owner: str) -> None:
        """Whose draft this is from now on; the attachments stay."""
        self._owner = owner

    def set_attachments(self, attachments: tuple[Attachment, ...], owner: str = "") -> None:
        """Shows other attachments instead; nothing is announced.

        Args:
            owner: whose draft is shown from now on (see `arrived_late`).
        """
        for item in self._items:
            _discard(item.chip)
        self._owner = owner
        self._items = [_Item(self._make_chip(each.name), each.name) for each in attachments]
        for item, attachment in zip(tuple(self._items), attachments, strict=True):
            self._finish(item.chip, attachment, None)
        self._arrange()

    def set_leading(self, chip: "AttachmentChip | None") -> None:
        """Puts a chip of someone else before the attachments (a queued message)."""
        if self._leading is not None and self._leading is not chip:
            _discard(self._leading)
        self._leading = chip
        if chip is not None:
            chip.setParent(self)
            chip.show()
        self._arrange()

    def set_padding(self, padding: QMargins) -> None:
        """Space around the chips."""
        self._padding = padding
        self._arrange()

    def add_attachment(self, attachment: Attachment) -> None:
        """Attaches what is in the library already."""
        chip = self._make_chip(attachment.name)
        self._items.append(_Item(chip, attachment.name))
        self._finish(chip, attachment, None)
        self._arrange()
        self.changed.emit()

    def add_files(self, paths: tuple[Path, ...]) -> None:
        """Reads files into the library and attaches them."""
        for path in paths:
            self._start(path.name, self._images.import_file(path))

    def add_image(self, image: "QImage") -> None:
        """Attaches a picture of the clipboard."""
        self._start(PASTED_IMAGE_NAME, self._import_image(image))

    def add_text(self, text: str) -> None:
        """Attaches a long text as a file."""
        work = self._images.import_bytes(text.encode("utf-8", "replace"), PASTED_TEXT_NAME)
        self._start(PASTED_TEXT_NAME, work, text)

    def _start(self, name: str, work: Awaitable[Attachment], text: str | None = None) -> None:
        chip = self._make_chip(name)
        chip.set_busy(True)
        self._items.append(_Item(chip, name, text=text))
        self._arrange()
        self.changed.emit()
        self._scope.start(self._import(self._items[-1], work), name="attach")

    async def _import(self, item: _Item, work: Awaitable[Attachment]) -> None:
        owner = self._owner
        try:
            attachment = await work
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
        elif item not in self._removed:
            self.arrived_late.emit(owner, attachment)
        self._removed.discard(item)

    async def _import_image(self, image: "QImage") -> Attachment:
        from studio.ui.images.thumbnails import png_bytes

        data = await asyncio.to_thread(png_bytes, image)
        return await self._images.import_bytes(data, PASTED_IMAGE_NAME)

    def _make_chip(self, name: str) -> "AttachmentChip":
        from studio.ui.widgets.attachment_chip import AttachmentChip

        label = self.tr("Remove {name}").format(name=name)
        chip = AttachmentChip(
            theme=self._theme, name=name, icon="file-text", remove_label=label, parent=self
        )
        chip.remove_requested.connect(self._on_chip_remove_requested)
        chip.action_requested.connect(self._on_chip_action_requested)
        chip.show()
        return chip

    def _finish(self, chip: "AttachmentChip", attachment: Attachment, text: str | None) -> None:
        self._items = [
            replace(item, attachment=attachment) if item.chip is chip else item
            for item in self._items
        ]
        chip.set_busy(False)
        size = size_text(attachment.blob.size_bytes)
        if attachment.blob.mime.startswith("image/"):
            chip.set_detail(size)
            self._scope.start(self._load_thumbnail(chip, attachment), name="thumbnail")
        elif is_text_file(attachment.blob.mime, attachment.name):
            chip.set_detail(f"{size} · {tokens_text(attachment_tokens(attachment))}")
        else:
            chip.set_detail(size)
        if text is not None and len(text) <= MOST_CHARACTERS:
            chip.set_action(self.tr("Put back"))

    async def _load_thumbnail(self, chip: "AttachmentChip", attachment: Attachment) -> None:
        from studio.ui.images.thumbnails import square_thumbnail
        from studio.ui.widgets.attachment_chip import THUMBNAIL_PX

        if not isValid(self):
            return
        path = self._images.path(attachment.blob)
        side_px = round(self._theme.current.scaled(THUMBNAIL_PX) * self.devicePixelRatioF())
        image = await asyncio.to_thread(square_thumbnail, path, side_px)
        if not isValid(self) or not any(item.chip is chip for item in self._items):
            return
        if image.isNull():
            size = size_text(attachment.blob.size_bytes)
            chip.set_detail(self.tr("{size} · no preview").format(size=size))
        else:
            chip.set_thumbnail(image)
        self._arrange()

    def _drop(self, chip: QObject) -> None:
        left = [item for item in self._items if item.chip is not chip]
        if len(left) != len(self._items):
            gone = next(item for item in self._items if item.chip is chip)
            self._items = left
            if gone.attachment is None:
                self._removed.add(gone)
            _discard(gone.chip)
            self._arrange()
            self.changed.emit()

    def _chips(self) -> "list[AttachmentChip]":
        chips = [item.chip for item in self._items]
        return [self._leading, *chips] if self._leading is not None else chips

    def _arrange(self) -> None:
        """Chips in rows, left to right; the strip is as high as its rows."""
        gap, pad = self._theme.current.scaled(_GAP_PX), self._padding
        right = max(pad.left() + 1, self.width() - pad.right())
        x, y, row_height = pad.left(), pad.top(), 0
        for chip in self._chips():
            size = chip.sizeHint()
            width = min(size.width(), right - pad.left())
            if x > pad.left() and x + width > right:
                x, y = pad.left(), y + row_height + gap
            chip.setGeometry(x, y, width, size.height())
            x += width + gap
            row_height = size.height()
        height = y + row_height + pad.bottom() if self._chips() else 0
        if self.height() != height:
            self.setFixedHeight(height)
        self.setVisible(bool(self._chips()))

    def _on_chip_remove_requested(self) -> None:
        self._drop(self.sender())

    def _on_chip_action_requested(self) -> None:
        chip = self.sender()
        text = next((item.text for item in self._items if item.chip is chip), None)
        if text is not None:
            self._drop(chip)
            self.put_back_requested.emit(text)

    def _on_theme_changed(self) -> None:
        for chip in self._chips():
            chip.apply_theme()
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

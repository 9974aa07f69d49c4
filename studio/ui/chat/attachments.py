"""The strip of attachments over the text of the composer."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio.core.messages import Attachment
from studio.core.tokens import attachment_tokens, is_text_file
from studio.services.images import ImageLibrary
from studio.services.tasks import TaskScope
from studio.ui.chat.texts import size_text, tokens_text
from studio.ui.theme import ThemeStore
from studio.ui.widgets.chip_strip import ChipItem, ChipStrip, Thumbnails, discard
from studio.ui.widgets.message_edit import MOST_CHARACTERS

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from studio.ui.widgets.attachment_chip import AttachmentChip

PASTED_TEXT_NAME = "pasted-text.txt"


class AttachmentStrip(ChipStrip):
    """Holds what will be sent along with a message.

    Signals:
        put_back_requested: a long pasted text that should go into the box after all.
        arrived_late: owner, `Attachment`; its file was read when another draft was shown.
    """

    put_back_requested = Signal(str)
    arrived_late = Signal(str, object)

    def __init__(
        self,
        *,
        theme: ThemeStore,
        images: ImageLibrary,
        scope: TaskScope,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            theme=theme, images=images, scope=scope, thumbnails=_thumbnails, parent=parent
        )
        self._removed: set[ChipItem] = set()  # taken away by a person while being read
        self._leading: AttachmentChip | None = None
        self.setObjectName("attachments")
        self.setAccessibleName(self.tr("Attachments"))

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
        self._owner = owner
        self._show_known(attachments)

    def set_leading(self, chip: "AttachmentChip | None") -> None:
        """Puts a chip of someone else before the attachments (a queued message)."""
        if self._leading is not None and self._leading is not chip:
            discard(self._leading)
        self._leading = chip
        if chip is not None:
            chip.setParent(self)
            chip.show()
        self._arrange()

    def add_attachment(self, attachment: Attachment) -> None:
        """Attaches what is in the library already."""
        self._add_known(attachment)
        self._arrange()
        self.changed.emit()

    def add_files(self, paths: tuple[Path, ...]) -> None:
        """Reads files into the library and attaches them."""
        for path in paths:
            self._start_file(path)

    def add_image(self, image: "QImage") -> None:
        """Attaches a picture of the clipboard."""
        self._start_image(image)

    def add_text(self, text: str) -> None:
        """Attaches a long text as a file."""
        work = self._images.import_bytes(text.encode("utf-8", "replace"), PASTED_TEXT_NAME)
        self._start(PASTED_TEXT_NAME, work, text)

    def _make_chip(self, name: str) -> "AttachmentChip":
        chip = super()._make_chip(name)
        chip.action_requested.connect(self._on_chip_action_requested)
        return chip

    def _describe(self, chip: "AttachmentChip", attachment: Attachment, text: str | None) -> None:
        size, mime = size_text(attachment.blob.size_bytes), attachment.blob.mime
        is_text = not mime.startswith("image/") and is_text_file(mime, attachment.name)
        more = f" · {tokens_text(attachment_tokens(attachment))}" if is_text else ""
        chip.set_detail(size + more)
        if text is not None and len(text) <= MOST_CHARACTERS:
            chip.set_action(self.tr("Put back"))

    def _show_no_preview(self, chip: "AttachmentChip", attachment: Attachment) -> None:
        size = size_text(attachment.blob.size_bytes)
        chip.set_detail(self.tr("{size} · no preview").format(size=size))

    def _came_late(self, owner: str, item: ChipItem, attachment: Attachment) -> None:
        if item not in self._removed:
            self.arrived_late.emit(owner, attachment)
        self._removed.discard(item)

    def _drop(self, chip: QObject | None) -> ChipItem | None:
        gone = super()._drop(chip)
        if gone is not None and gone.attachment is None:
            self._removed.add(gone)
        return gone

    def _chips(self) -> "list[AttachmentChip]":
        chips = super()._chips()
        return [self._leading, *chips] if self._leading is not None else chips

    def _on_chip_action_requested(self) -> None:
        chip: QObject | None = self.sender()
        text = next((item.text for item in self._items if item.chip is chip), None)
        if text is not None:
            self._drop(chip)
            self.put_back_requested.emit(text)


def _thumbnails() -> Thumbnails:
    from studio.ui.images import thumbnails

    return thumbnails

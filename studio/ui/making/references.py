"""The strip of reference images over the prompt."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from studio.core.errors import StorageError
from studio.core.making import MOST_REFERENCES
from studio.core.messages import Attachment
from studio.services.images import ImageLibrary
from studio.services.tasks import TaskScope
from studio.ui.theme import ThemeStore
from studio.ui.widgets.attachment_chip import AttachmentChip
from studio.ui.widgets.chip_strip import ChipStrip, Thumbnails


class ReferenceStrip(ChipStrip):
    """Up to eight images, each once.

    Signals:
        refused: what was too much, in words.
    """

    refused = Signal(str)
    icon = "image"

    def __init__(
        self,
        *,
        theme: ThemeStore,
        images: ImageLibrary,
        scope: TaskScope,
        most: int = MOST_REFERENCES,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            theme=theme, images=images, scope=scope, thumbnails=_thumbnails, parent=parent
        )
        self._most = most
        self.setObjectName("references")
        self.setAccessibleName(self.tr("Reference images"))

    def set_attachments(self, attachments: tuple[Attachment, ...]) -> None:
        """Shows other images instead."""
        self._show_known(attachments[: self._most])
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
            self._start_file(path)

    def add_image(self, image: QImage) -> None:
        """Adds an image of the clipboard."""
        if self._has_room():
            self._start_image(image)

    def _has_room(self) -> bool:
        if len(self._items) < self._most:
            return True
        text = self.tr("Not more than {count} reference images go along")
        self.refused.emit(text.format(count=self._most))
        return False

    def _check(self, name: str, attachment: Attachment) -> None:
        if not attachment.blob.mime.startswith("image/"):
            raise StorageError(name, code="not_an_image")

    def _describe(self, chip: AttachmentChip, attachment: Attachment, text: str | None) -> None:
        blob = attachment.blob
        chip.set_detail(f"{blob.width_px} × {blob.height_px}" if blob.width_px else "")


def _thumbnails() -> Thumbnails:
    from studio.ui.images import thumbnails

    return thumbnails

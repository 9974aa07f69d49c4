"""`TakingOut`: images leave the studio: to the clipboard, to a file, to the file manager."""

import asyncio
import errno
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from studio.core.parts import MAX_PIXELS, BlobRef
from studio.core.records import PictureMetadata
from studio.services.images import ImageLibrary
from studio.services.tasks import TaskScope
from studio.ui.images.decode import image_reader, read_image
from studio.ui.widgets import ToastStack
from studio.ui.widgets.file_dialogs import choose_where_to_save


class TakingOut(QObject):
    """Carries out what a person does with an image's file, and tells how it went."""

    def __init__(
        self, *, images: ImageLibrary, scope: TaskScope, toasts: ToastStack, owner: QWidget
    ) -> None:
        super().__init__(owner)
        self._images, self._scope, self._toasts, self._owner = images, scope, toasts, owner

    def copy(self, blob: BlobRef, name: str, facts: PictureMetadata | None = None) -> None:
        """Pixels for programs that paint, a file of a good name for those that keep files.

        Args:
            facts: what the file says about itself, where a person wants copies to.
        """
        if self._is_there(blob):
            self._scope.start(self._copy(blob, name, facts), name="copy image")

    def save_as(self, blob: BlobRef, name: str, facts: PictureMetadata | None = None) -> None:
        """Asks for a place and writes the image there, with its facts as for `copy`."""
        if not self._is_there(blob):
            return

        def save(paths: tuple[Path, ...]) -> None:
            self._scope.start(self._save(blob, paths[0], facts), name="save image")

        choose_where_to_save(self._owner.window(), self.tr("Save image"), name, save)

    def show_in_folder(self, blob: BlobRef) -> None:
        """Opens the folder of the original file."""
        folder = self._images.path(blob).parent
        if not folder.is_dir():
            self.tell(self.tr("The image's folder is missing"))
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def tell(self, text: str) -> None:
        """Tells what did not work."""
        self._toasts.show_toast(text, icon="circle-alert", token="danger")

    def _is_there(self, blob: BlobRef) -> bool:
        if self._images.exists(blob):
            return True
        self.tell(self.tr("The image's file is missing"))
        return False

    async def _copy(self, blob: BlobRef, name: str, facts: PictureMetadata | None) -> None:
        path = self._images.path(blob)
        reader = await asyncio.to_thread(image_reader, path)
        if reader is None or reader.size().width() * reader.size().height() > MAX_PIXELS:
            self.tell(self.tr("The image can't be read"))
            return
        image = await asyncio.to_thread(read_image, reader)
        if image.isNull():
            self.tell(self.tr("The image can't be read"))
            return
        copied = await asyncio.to_thread(self._images.named_copy, blob, name, facts)
        mime = QMimeData()
        mime.setImageData(image)
        if copied is not None:
            mime.setUrls([QUrl.fromLocalFile(str(copied))])
        QGuiApplication.clipboard().setMimeData(mime)
        self._toasts.show_toast(self.tr("Image copied"))

    def _reason(self, exc: OSError) -> str:
        """Why a file could not be written, in words; else as the system says it."""
        if exc.errno in (errno.ENOSPC, errno.EDQUOT):
            return self.tr("the disk is full")
        if exc.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            return self.tr("there is no permission to write there")
        return exc.strerror or str(exc)

    async def _save(self, blob: BlobRef, target: Path, facts: PictureMetadata | None) -> None:
        try:
            await asyncio.to_thread(self._images.save_copy, blob, target, facts)
        except OSError as exc:
            reason = self._reason(exc)
            self.tell(self.tr("The image was not saved: {reason}").format(reason=reason))
            return
        self._toasts.show_toast(self.tr("Saved as {name}").format(name=target.name))

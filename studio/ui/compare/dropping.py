"""What is dropped anywhere on a page goes into its composer."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from studio.ui.chat.composer import Composer
from studio.ui.theme import ThemeStore
from studio.ui.widgets.drop_target import DropTarget, dropped_files, dropped_image, takes


class Dropping(QObject):
    """Takes files, pictures and text for a composer."""

    def __init__(self, page: QWidget, composer: Composer, theme: ThemeStore) -> None:
        super().__init__(page)
        self._composer = composer
        self._target = DropTarget(theme=theme, parent=page)
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def _take(self, event: QDropEvent) -> None:
        data, composer = event.mimeData(), self._composer
        files, image = dropped_files(data), dropped_image(data)
        if files:
            composer.attachments.add_files(files)
        elif image is not None:
            composer.attachments.add_image(image)
        elif data.hasText():
            composer.edit.insert_text(data.text())
        event.acceptProposedAction()
        composer.edit.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: shows where to drop, and takes what is dropped."""
        if isinstance(event, QDragEnterEvent):
            if takes(event.mimeData()):
                event.acceptProposedAction()
                self._target.show_over()
            return True
        if isinstance(event, QDragLeaveEvent):
            self._target.hide()
            return True
        if isinstance(event, QDragMoveEvent):
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent):
            self._target.hide()
            self._take(event)
            return True
        return False

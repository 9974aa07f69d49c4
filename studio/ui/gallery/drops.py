"""Files dropped on the gallery from outside are imported."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from studio.ui.images.drag_out import keys_of
from studio.ui.theme import ThemeStore
from studio.ui.widgets.drop_target import DropTarget, dropped_files


class ImportDrops(QObject):
    """Watches a page for files; images of the gallery itself are for its side column.

    Signals:
        dropped: the `QMimeData`, of files, folders or an image.
    """

    dropped = Signal(object)

    def __init__(self, *, theme: ThemeStore, page: QWidget) -> None:
        super().__init__(page)
        self._target = DropTarget(theme=theme, parent=page, text=self.tr("Drop to import"))
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the events of a drag over the page."""
        kind = event.type()
        if kind == QEvent.Type.DragLeave:
            self._target.hide()
            return True
        if not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        data = event.mimeData()
        takes = bool(dropped_files(data, folders=True)) or data.hasImage()
        if keys_of(data) or not takes:
            event.ignore()
            return True
        event.acceptProposedAction()
        if kind == QEvent.Type.DragEnter:
            self._target.show_over()
        elif kind == QEvent.Type.Drop:
            self._target.hide()
            self.dropped.emit(data)
        return True

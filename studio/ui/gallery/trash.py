"""The trash of the gallery: what lies in it, and how to be rid of it for good."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio.core.errors import StorageError
from studio.core.gallery import PictureKey
from studio.services.gallery import GalleryStore
from studio.services.tasks import TaskScope
from studio.ui.failure_texts import failure_text
from studio.ui.gallery.line_bar import LineBar
from studio.ui.gallery.texts import images_text, tr
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack
from studio.ui.widgets.question import QuestionDialog


def trash_bar(theme: ThemeStore) -> LineBar:
    """The line over the images of the trash; its action empties it."""
    return LineBar(
        theme,
        tr("Deleted images stay here for 30 days."),
        action=tr("Empty the trash"),
        name="trash_bar",
        act_name="empty_trash",
    )


class Purging(QObject):
    """Asks, then deletes images for good.

    Signals:
        purged: sha256 (a tuple) of what is gone.
    """

    purged = Signal(object)

    def __init__(
        self,
        *,
        theme: ThemeStore,
        store: GalleryStore,
        scope: TaskScope,
        toasts: ToastStack,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._theme, self._store, self._scope = theme, store, scope
        self._toasts, self._window = toasts, window
        self._asked: tuple[int, ...] | None = ()

    def ask(self, keys: Sequence[int] | None, number: int) -> None:
        """Asks whether to delete for good.

        Args:
            keys: of images in the trash; None: all of it.
            number: how many that are.
        """
        if not number:
            return
        title = self.tr("Delete {0} for good?").format(images_text(number))
        if keys is None:
            title = self.tr("Empty the trash?")
        line = self.tr(
            "The files are removed from this computer. Messages that show them keep an empty "
            "frame. This can't be undone."
        )
        if keys is None:
            line = f"{images_text(number)}. {line}"
        dialog = QuestionDialog(
            theme=self._theme,
            heading=self.tr("Delete for good"),
            title=title,
            line=line,
            act=self.tr("Delete for good"),
            leave=self.tr("Keep"),
            names=("purge_dialog", "purge", "keep"),
            parent=self._window.window(),
        )
        self._asked = None if keys is None else tuple(keys)
        dialog.accepted.connect(self._on_dialog_accepted)
        dialog.open()

    def _on_dialog_accepted(self) -> None:
        if not self._scope.is_closed:
            self._scope.start(self._purge(self._asked), name="gallery purge")

    async def _purge(self, keys: Sequence[int] | None) -> None:
        try:
            gone = await self._store.purge(None if keys is None else map(PictureKey, keys))
        except StorageError as exc:
            words = failure_text(exc.as_failure())
            self._toasts.show_toast(words.title, icon="circle-alert", token="danger")
            return
        said = self.tr("{0} deleted for good").format(images_text(len(gone)))
        self._toasts.show_toast(said, icon="trash-2", token="text2")
        self.purged.emit(gone)

"""`CompareChoosing`: asks which images one is compared with, and opens the comparison."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.core.errors import StudioError
from studio.core.gallery import GalleryFilter
from studio.services.app import AppServices
from studio.ui.failure_texts import failure_text
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack

if TYPE_CHECKING:
    from studio.ui.images.items import ImageItem, ImageItems
    from studio.ui.shell.viewer_host import ViewerHost
    from studio.ui.viewer.compare.choice import CompareChoice

_MOST_SHOWN = 200


class CompareChoosing(QObject):
    """One dialog at a time. It is imported when it is first asked for.

    Args:
        window: the dialog belongs to it.
        viewer: shows the comparison.
    """

    def __init__(
        self,
        *,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
        window: QWidget,
        viewer: "ViewerHost",
    ) -> None:
        super().__init__(window)
        self._services, self._theme, self._toasts = services, theme, toasts
        self._window, self._viewer = window, viewer
        self._dialog: CompareChoice | None = None
        self._item: ImageItem | None = None
        self._around: tuple[ImageItem, ...] = ()
        self._asked = 0

    @property
    def dialog(self) -> "CompareChoice | None":
        """The dialog while it is open."""
        return self._dialog

    def open(self, item: "ImageItem", around: "ImageItems") -> None:
        """Asks what an image is compared with.

        Args:
            around: images that are offered first, those of its chat; it may be among them.
        """
        from studio.ui.viewer.compare.choice import CHAT, GALLERY, CompareChoice

        if self._dialog is not None:
            return
        offered = (around[at] for at in range(len(around)))
        unique = {each.blob.sha256: each for each in offered}
        unique.pop(item.blob.sha256, None)
        self._item, self._around = item, tuple(unique.values())
        dialog = CompareChoice(theme=self._theme, files=self._services.images, parent=self._window)
        self._dialog = dialog
        dialog.chosen.connect(self._on_dialog_chosen)
        dialog.search_changed.connect(self._show_gallery)
        dialog.source_changed.connect(self._on_dialog_source_changed)
        dialog.finished.connect(self._on_dialog_finished)
        source = CHAT if self._around else GALLERY
        dialog.show_source(source, with_chat=bool(self._around))
        self._on_dialog_source_changed(source)
        dialog.open()

    def _show_chat(self) -> None:
        from studio.ui.viewer.compare.choice import ImageChoice

        self._asked += 1
        if self._dialog is not None:
            found = [ImageChoice(each.blob, each.alt or each.name) for each in self._around]
            self._dialog.show_images(found)

    def _show_gallery(self, text: str) -> None:
        self._asked += 1
        self._services.scope.start(self._find(text, self._asked), name="images to compare")

    async def _find(self, text: str, asked: int) -> None:
        from studio.ui.viewer.compare.choice import ImageChoice

        store, own = self._services.gallery(), self._item
        try:
            found = await store.find(GalleryFilter(text=text.strip()))
            cards = [found[at] for at in range(min(len(found), _MOST_SHOWN + 1))]
            names = await store.names(tuple(card.key for card in cards))
        except StudioError as exc:
            self._tell(exc)
            return
        if asked == self._asked and self._dialog is not None and own is not None:
            others = [card for card in cards if card.blob.sha256 != own.blob.sha256]
            self._dialog.show_images(
                [ImageChoice(card.blob, names.get(card.key, "")) for card in others[:_MOST_SHOWN]]
            )

    async def _compare(self, item: "ImageItem", chosen: tuple[str, ...]) -> None:
        around = {each.blob.sha256: each for each in self._around}
        others = [around.get(sha) or await self._item_of(sha) for sha in chosen]
        there = [each for each in others if each is not None]
        if there:
            self._viewer.compare((item, *there))

    async def _item_of(self, sha256: str) -> "ImageItem | None":
        from studio.ui.images.of_details import item_of

        store = self._services.gallery()
        try:
            key = await store.key_of(sha256)
            details = await store.details(key) if key is not None else None
        except StudioError as exc:
            self._tell(exc)
            return None
        return item_of(details) if details is not None else None

    def _tell(self, exc: StudioError) -> None:
        title = failure_text(exc.as_failure()).title
        self._toasts.show_toast(title, icon="circle-alert", token="danger")

    # Slots

    def _on_dialog_source_changed(self, source: str) -> None:
        from studio.ui.viewer.compare.choice import CHAT

        if source == CHAT:
            self._show_chat()
        elif self._dialog is not None:
            self._show_gallery(self._dialog.search.text())

    def _on_dialog_chosen(self, chosen: tuple[str, ...]) -> None:
        if self._item is not None:
            work = self._compare(self._item, chosen)
            self._services.scope.start(work, name="compare")

    def _on_dialog_finished(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None

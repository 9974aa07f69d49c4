"""What the gallery asks of other pages: the request of an image, a model that describes it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from studio.ui.gallery.page import GalleryPage
    from studio.ui.shell.main_window import MainWindow


class GalleryHost(QObject):
    """Belongs to a window and its gallery: other pages carry out what the gallery offers."""

    def __init__(self, *, window: "MainWindow", page: "GalleryPage") -> None:
        super().__init__(page)
        self._window, self._page = window, page
        self._keys: tuple[int, ...] = ()
        self._last = ("", "")
        page.chat_requested.connect(window.making.open)
        page.variants_requested.connect(window.making.make_variants)
        page.reuse_requested.connect(window.making.reuse)
        page.images_requested.connect(window.viewer.open)
        page.compare_requested.connect(window.viewer.compare)
        page.export_requested.connect(window.exporting.open)
        page.edit_requested.connect(window.editor.open)
        page.message_requested.connect(self._on_page_message_requested)
        page.request_requested.connect(self._on_page_request_requested)
        page.describe_requested.connect(self._on_page_describe_requested)
        page.offer("variants", "reuse", "compare", "export", "edit", "request", "describe")

    def _on_page_message_requested(self, conversation_id: str, message_id: str) -> None:
        self._window.show_page("chat")
        self._window.chat.open_at(conversation_id, message_id)

    def _on_page_request_requested(self, conversation_id: str, message_id: str) -> None:
        self._on_page_message_requested(conversation_id, message_id)
        self._window.chat.show_request(message_id)

    def _on_page_describe_requested(self, keys: Sequence[int]) -> None:
        self._keys = tuple(keys)
        body = self._page.details.body
        anchor = body.describe if body.describe.isVisible() else self._page.grid
        self._window.picking.open(anchor, *self._last, self._take, sees=True)

    def _take(self, connection_id: str, model_id: str) -> None:
        self._last = (connection_id, model_id)
        self._page.describe(self._keys, connection_id, model_id)

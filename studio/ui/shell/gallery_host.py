"""What the gallery asks of other pages: the request of an image, a model that describes it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from studio.ui.shell.model_picking import ModelPicking

if TYPE_CHECKING:
    from studio.ui.gallery.page import GalleryPage
    from studio.ui.shell.main_window import MainWindow


class GalleryHost(QObject):
    """Belongs to a window and its gallery."""

    def __init__(self, *, window: "MainWindow", page: "GalleryPage", picking: ModelPicking) -> None:
        super().__init__(page)
        self._window, self._page, self._picking = window, page, picking
        self._keys: tuple[int, ...] = ()
        self._last = ("", "")
        page.request_requested.connect(self._on_page_request_requested)
        page.describe_requested.connect(self._on_page_describe_requested)
        page.offer("request", "describe")

    def _on_page_request_requested(self, conversation_id: str, message_id: str) -> None:
        self._window.show_page("chat")
        self._window.chat.open_at(conversation_id, message_id)
        self._window.chat.show_request(message_id)

    def _on_page_describe_requested(self, keys: Sequence[int]) -> None:
        self._keys = tuple(keys)
        body = self._page.details.body
        anchor = body.describe if body.describe.isVisible() else self._page.grid
        self._picking.open(anchor, *self._last, self._take, sees=True)

    def _take(self, connection_id: str, model_id: str) -> None:
        self._last = (connection_id, model_id)
        self._page.describe(self._keys, connection_id, model_id)

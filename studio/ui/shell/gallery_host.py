"""What the gallery asks of other pages: the request of an image, a model that describes it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget

from studio.core.errors import StudioError
from studio.core.ids import is_batch
from studio.core.records import PictureDetails
from studio.services.app import AppServices
from studio.services.inspection import RequestInspector
from studio.ui.shell.jumping import comparison_place, show_message
from studio.ui.theme import ThemeStore

if TYPE_CHECKING:
    from studio.ui.chat.inspector.request_view import RequestView
    from studio.ui.gallery.page import GalleryPage
    from studio.ui.shell.ahead import Ahead, Making
    from studio.ui.shell.main_window import MainWindow


def gallery_ahead(
    window: "MainWindow",
    stack: QStackedWidget,
    services: AppServices,
    theme: ThemeStore,
    cache: Path,
) -> "Ahead[GalleryPage]":
    """Makes the gallery of a window, piece by piece."""
    from studio.ui.gallery.page import GalleryPage
    from studio.ui.shell.ahead import Ahead

    def making() -> "Making[GalleryPage]":
        page = GalleryPage(
            services=services, theme=theme, toasts=window.toasts, cache=cache, at_once=False
        )
        while page.make_more():
            yield
        GalleryHost(window=window, page=page, services=services, theme=theme)
        yield
        stack.addWidget(page)
        return page

    return Ahead(making)


class GalleryHost(QObject):
    """Belongs to a window and its gallery: other pages carry out what the gallery offers."""

    def __init__(
        self,
        *,
        window: "MainWindow",
        page: "GalleryPage",
        services: AppServices,
        theme: ThemeStore,
    ) -> None:
        super().__init__(page)
        self._window, self._page = window, page
        self._services, self._theme = services, theme
        self._inspector = RequestInspector(
            conversations=services.conversations,
            connections=services.connections,
            images=services.images,
        )
        self._view: RequestView | None = None
        self._wanted_id = ""
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
        page.details.shown.connect(self._on_details_shown)
        page.details.body.comparison.open_requested.connect(self._on_comparison_open_requested)
        page.details.request_wanted.connect(self._on_details_request_wanted)
        page.describe_requested.connect(self._on_page_describe_requested)
        page.offer("variants", "reuse", "compare", "export", "edit", "request", "describe")

    def _on_page_message_requested(self, conversation_id: str, message_id: str) -> None:
        details = self._page.details.details
        sha256 = details.blob.sha256 if details is not None else ""
        compared = any(
            place.compared and place.message_id == message_id
            for place in (details.places if details is not None else ())
        )
        show_message(
            self._window, self._services, conversation_id, message_id, sha256, compared=compared
        )

    # The comparison of an image

    def _on_details_shown(self, details: PictureDetails) -> None:
        place = comparison_place(details)
        conversation = self._services.conversations.get(place[0]) if place is not None else None
        title = ""
        if conversation is not None:
            title = conversation.title or self.tr("New comparison")
        is_run = place is not None and is_batch(place[0])
        self._page.details.body.comparison.show_name(title, is_run=is_run)

    def _on_comparison_open_requested(self) -> None:
        details = self._page.details.details
        place = comparison_place(details) if details is not None else None
        if place is not None:
            self._on_page_message_requested(*place)

    # The request of an image

    def _on_details_request_wanted(self, _conversation_id: str, message_id: str) -> None:
        self._wanted_id = message_id
        if not self._services.scope.is_closed:
            self._services.scope.start(self._show_request(message_id), name="gallery request")

    async def _show_request(self, message_id: str) -> None:
        try:
            message = await self._services.conversations.message(message_id)
            if message is None:
                return
            found = await self._inspector.inspect(message)
        except StudioError:
            return  # the store tells that the library can't be read
        if message_id == self._wanted_id:
            view = self._view or self._make_view()
            view.show_message(message, running=self._services.runs.live(message_id) is not None)
            view.show_inspection(found)
            view.show_events(self._services.runs.events_of(message.id))
            self._page.details.set_request_view(view)

    def _make_view(self) -> "RequestView":
        from studio.ui.chat.inspector.request_view import RequestView

        self._view = RequestView(self._theme)
        self._view.copied.connect(self._on_view_copied)
        return self._view

    def _on_view_copied(self) -> None:
        self._window.toasts.show_toast(self.tr("Copied"))

    # Descriptions

    def _on_page_describe_requested(self, keys: Sequence[int]) -> None:
        self._keys = tuple(keys)
        body = self._page.details.body
        anchor = body.describe if body.describe.isVisible() else self._page.grid
        self._window.picking.open(anchor, *self._last, self._take, sees=True)

    def _take(self, connection_id: str, model_id: str) -> None:
        self._last = (connection_id, model_id)
        self._page.describe(self._keys, connection_id, model_id)

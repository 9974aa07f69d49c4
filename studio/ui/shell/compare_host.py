"""Makes the compare page when it is first shown, and ties it to the rest of the window."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio.services.app import AppServices
from studio.ui.compare.page import ComparePage
from studio.ui.theme import ThemeStore

if TYPE_CHECKING:
    from studio.ui.shell.main_window import MainWindow


class CompareHost(QObject):
    """The compare page of a window.

    Signals:
        title_changed: the title of what it shows is another one.
    """

    title_changed = Signal()

    def __init__(self, window: "MainWindow", *, services: AppServices, theme: ThemeStore) -> None:
        super().__init__(window)
        self._window = window
        self.page = ComparePage(services=services, theme=theme, toasts=window.toasts)
        self.page.title_changed.connect(self.title_changed)
        self.page.model_picker_requested.connect(self._on_page_model_picker_requested)
        self.page.connection_requested.connect(window.show_connection)
        self.page.conversation_requested.connect(self._on_page_conversation_requested)
        self.page.images_requested.connect(window.viewer.open)
        self.page.image_act_requested.connect(window.act_on_images)
        self.page.start()

    def _on_page_model_picker_requested(
        self,
        anchor: QWidget,
        connection_id: str,
        model_id: str,
        take: Callable[[str, str], None],
    ) -> None:
        self._window.picking.open(anchor, connection_id, model_id, take)

    def _on_page_conversation_requested(self, conversation_id: str) -> None:
        self._window.show_page("chat")
        self._window.chat.open(conversation_id)

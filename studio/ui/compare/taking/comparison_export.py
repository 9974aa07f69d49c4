"""Exports the comparison that a page shows."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.core.exported import Exported
from studio.services.app import AppServices
from studio.services.exporting_answers.collecting import exported_comparison
from studio.ui.compare.taking.export_menu import ExportMenu
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack

if TYPE_CHECKING:
    from studio.ui.compare.page import ComparePage


class ComparisonExport(QObject):
    """Collects what is shown and opens the menu of formats."""

    def __init__(
        self, page: "ComparePage", *, services: AppServices, theme: ThemeStore, toasts: ToastStack
    ) -> None:
        super().__init__(page)
        self._page, self._services = page, services
        self._menu = ExportMenu(page, services=services, theme=theme, toasts=toasts)

    def open(self, anchor: QWidget) -> None:
        """Opens the menu of formats."""
        images = self._page.images
        picture_of = images.grid if images.is_shown else self._page.board.area
        self._menu.open(anchor, self._page.title(), self.collect, picture_of)

    async def collect(self) -> Exported | None:
        """The comparison, or None when there is nothing in it. Raises: StorageError."""
        cid = self._page.conversation_id
        comparing = self._services.comparing()
        conversation, comparison = (
            self._services.conversations.get(cid),
            comparing.store.get(cid),
        )
        if conversation is None or comparison is None:
            return None
        tree = await self._services.conversations.ensure_tree(conversation.id)
        models = [
            self._services.catalogue.get(
                comparing.requests.connection_of(column.setup).id, column.setup.model_id
            )
            for column in comparison.columns
        ]
        votes = self._services.judging().votes.by_message()
        return exported_comparison(conversation, comparison, tree, models, votes)

"""`ExportHost`: exporting in the main window; imported when the first image is exported."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.services.app import AppServices
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack

if TYPE_CHECKING:
    from studio.core.exporting import PictureToExport
    from studio.ui.exporting.desk import ExportDesk


class ExportHost(QObject):
    """Where pages that don't know each other export images.

    Args:
        window: what the dialogs lie over.
    """

    def __init__(
        self, *, services: AppServices, theme: ThemeStore, toasts: ToastStack, window: QWidget
    ) -> None:
        super().__init__(window)
        self._services, self._theme, self._toasts, self._window = services, theme, toasts, window
        self._desk: ExportDesk | None = None

    def open(self, pictures: "Sequence[PictureToExport]") -> None:
        """Asks how to export some pictures, and exports them."""
        if self._desk is None:
            from studio.ui.exporting.desk import ExportDesk

            services = self._services
            self._desk = ExportDesk(
                theme=self._theme,
                images=services.images,
                preferences=services.preferences,
                scope=services.scope,
                clock=services.clock,
                toasts=self._toasts,
                window=self._window,
            )
        self._desk.open(pictures)

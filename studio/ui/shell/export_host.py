"""`ExportHost`: exporting in the main window; imported when the first image is exported."""

import asyncio
import importlib
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.services.app import AppServices
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack

if TYPE_CHECKING:
    from studio.core.exporting import PictureToExport
    from studio.ui.exporting.desk import ExportDesk

PARTS = (
    "studio.services.exporting.names",
    "studio.ui.exporting.contact_sheet",
    "studio.ui.exporting.form",
    "studio.ui.exporting.dialog",
    "studio.storage.picture_metadata",
    "studio.services.exporting.service",
    "studio.ui.exporting.desk",
)
"""What the dialog is made of, from the bottom up."""


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
        self._is_importing = False

    def open(self, pictures: "Sequence[PictureToExport]") -> None:
        """Asks how to export some pictures, and exports them."""
        missing = [name for name in PARTS if name not in sys.modules]
        if not missing:
            self._open(pictures)
        elif not self._is_importing:
            self._is_importing = True
            self._services.scope.start(self._open_late(pictures, missing), name="export dialog")

    async def _open_late(
        self, pictures: "Sequence[PictureToExport]", missing: Sequence[str]
    ) -> None:
        """Imports a part at a time: all of it at once would hold the window 50 ms."""
        for name in missing:
            importlib.import_module(name)
            await asyncio.sleep(0)
        self._is_importing = False
        self._open(pictures)

    def _open(self, pictures: "Sequence[PictureToExport]") -> None:
        self._get_desk().open(pictures)

    def pieces(self) -> "Iterator[None]":
        """Makes the first dialog ahead of time, a piece at each step."""
        from studio.ui.shell.ahead import painted_once

        dialog = self._get_desk().prepare()
        yield
        yield from painted_once(dialog)

    def _get_desk(self) -> "ExportDesk":
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
        return self._desk

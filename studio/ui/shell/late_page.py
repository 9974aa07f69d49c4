"""The modules of a page that most starts never show: imported when it is first wanted.

All at once they would hold the window for 50 ms, beside what making the page takes.
"""

import asyncio
import importlib
import sys
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from studio.services.tasks import TaskScope
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Surface

if TYPE_CHECKING:
    from studio.ui.shell.main_window import MainWindow

GALLERY = (
    "studio.services.gallery",
    "studio.ui.gallery.grid",
    "studio.ui.gallery.header",
    "studio.ui.gallery.filter_bar",
    "studio.ui.gallery.place_list",
    "studio.ui.gallery.details_body",
    "studio.ui.widgets.ask_popup",
    "studio.ui.gallery.acting",
    "studio.ui.gallery.page",
    "studio.ui.shell.gallery_host",
)
"""From the bottom up; each takes some milliseconds."""

_PAUSE_S = 0.001


def is_imported() -> bool:
    """Whether the gallery can be made at once."""
    return GALLERY[-1] in sys.modules


async def import_gallery() -> None:
    """Imports a module at a time: keys are answered in between."""
    for name in GALLERY:
        importlib.import_module(name)
        await asyncio.sleep(_PAUSE_S)


def gallery_or_blank(
    window: "MainWindow", pages: QStackedWidget, scope: TaskScope, theme: ThemeStore
) -> QWidget:
    """The gallery; while its modules come an empty page, which it replaces."""
    if is_imported() or scope.is_closed:
        return window.gallery
    blank = Surface(theme)
    pages.addWidget(blank)
    scope.start(_replace(window, pages, blank), name="import gallery")
    return blank


async def _replace(window: "MainWindow", pages: QStackedWidget, blank: QWidget) -> None:
    await import_gallery()
    if pages.currentWidget() is blank:
        window.show_page("gallery")
    pages.removeWidget(blank)
    blank.deleteLater()

"""The modules of pages that most starts never show: imported when they are first wanted.

All at once they would hold the window for 50 ms, beside what making the page takes.
"""

import asyncio
import importlib
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from studio.core.messages import Attachment
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
COMPARE = (
    "studio.services.comparing",
    "studio.services.judging",
    "studio.ui.widgets.choices",
    "studio.ui.compare.column",
    "studio.ui.compare.board",
    "studio.ui.compare.comparison_list",
    "studio.ui.transcript.finding.texts",
    "studio.ui.transcript.finding.reveal",
    "studio.ui.compare.differing",
    "studio.ui.compare.judging.deciding",
    "studio.ui.chat.path_images",
    "studio.ui.compare.page_acts",
    "studio.ui.compare.images.grid",
    "studio.ui.compare.images.view",
    "studio.ui.compare.page",
    "studio.ui.shell.compare_host",
)
MODULES = {"gallery": GALLERY, "compare": COMPARE}
"""From the bottom up; each takes some milliseconds."""

_PAUSE_S = 0.001


def is_imported(name: str) -> bool:
    """Whether a page can be made at once."""
    return MODULES[name][-1] in sys.modules


async def import_page(name: str) -> None:
    """Imports a module at a time: keys are answered in between."""
    for module in MODULES[name]:
        importlib.import_module(module)
        await asyncio.sleep(_PAUSE_S)


def page_or_blank(
    window: "MainWindow", name: str, pages: QStackedWidget, scope: TaskScope, theme: ThemeStore
) -> QWidget:
    """A page; while its modules come an empty one, which it replaces."""
    if is_imported(name) or scope.is_closed:
        return _made(window, name)
    blank = Surface(theme)
    pages.addWidget(blank)
    scope.start(_replace(window, name, pages, blank), name=f"import {name}")
    return blank


def _made(window: "MainWindow", name: str) -> QWidget:
    return window.gallery if name == "gallery" else window.compare.page


async def _replace(window: "MainWindow", name: str, pages: QStackedWidget, blank: QWidget) -> None:
    await import_page(name)
    if pages.currentWidget() is blank:
        _made(window, name)
        await asyncio.sleep(_PAUSE_S)  # made in one turn, laid out and painted in another
    if pages.currentWidget() is blank:
        window.show_page(name)
    pages.removeWidget(blank)
    blank.deleteLater()


# What a chat asks of the compare page


def ask_in_chat(
    window: "MainWindow", scope: TaskScope, text: str, attachments: tuple[Attachment, ...]
) -> None:
    """Asks the line-up the next question of the chat that is shown."""
    conversation_id = window.chat.pane.conversation_id

    def ask() -> None:
        window.compare.ask_in_chat(conversation_id, text, attachments)

    with_compare_page(scope, ask)


def offer_for(window: "MainWindow", scope: TaskScope, message_id: str) -> None:
    """Offers what an answer of the chat that is shown can be compared with."""
    conversation_id = window.chat.pane.conversation_id

    def offer() -> None:
        window.compare.offer_for(conversation_id, message_id)

    with_compare_page(scope, offer)


def with_compare_page(scope: TaskScope, act: Callable[[], None]) -> None:
    """Does something that the compare page is needed for, at once where that can be made."""
    if is_imported("compare") or scope.is_closed:
        act()
        return

    async def import_and_act() -> None:
        await import_page("compare")
        act()

    scope.start(import_and_act(), name="import compare")

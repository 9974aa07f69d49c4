"""The sections of the settings are made one by one, and are there when they are asked for."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from studio.services.clock import SystemClock
from studio.ui.settings.other_sections import AboutFacts
from studio.ui.settings.page import SECTIONS, SettingsPage
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack
from tests.services.conftest import Bench
from tests.ui.conftest import Until

MakePage = Callable[[], SettingsPage]


@pytest.fixture
def make_page(qtbot: QtBot, theme_store: ThemeStore, live: Bench, tmp_path: Path) -> MakePage:
    """Makes a page in a window. Between a fixture and its test the event loop turns."""

    def make() -> SettingsPage:
        window = QWidget()
        qtbot.addWidget(window)
        return SettingsPage(
            theme_store,
            connections=live.connections,
            catalogue=live.catalogue,
            conversations=live.conversations,
            preferences=live.preferences,
            scope=live.scope,
            clock=SystemClock(),
            toasts=ToastStack(theme_store, window),
            about=AboutFacts("1.2.3", tmp_path, tmp_path / "logs"),
            parent=window,
        )

    return make


def test_only_the_section_that_is_shown_is_made_at_once(make_page: MakePage, until: Until) -> None:
    page = make_page()
    assert page._stack.count() == len(page._pages) == 1
    assert page.sections.count() == len(SECTIONS)
    until(lambda: not page._making.isActive())
    titles = [section.title for section in page._pages]
    assert titles == [page.sections.item(row).text() for row in range(len(SECTIONS))]


def test_a_section_is_there_when_it_is_asked_for(make_page: MakePage) -> None:
    page = make_page()
    page.show_section("deleted")
    shown = page._stack.currentWidget()
    assert shown is page._pages[SECTIONS.index("deleted")]
    assert len(page._pages) < len(SECTIONS)
    page.search.setText("licences")
    assert len(page._pages) == len(SECTIONS)

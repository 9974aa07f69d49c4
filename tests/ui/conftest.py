"""What interface tests share."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from studio.ui.theme import ThemeStore


@pytest.fixture
def theme_store(qapp: QApplication) -> Iterator[ThemeStore]:
    """A light theme at 100 %, without movement."""
    store = ThemeStore(qapp, mode="light", reduced_motion=True)
    yield store
    store.set_mode("system")
    qapp.setStyleSheet("")
    store.deleteLater()

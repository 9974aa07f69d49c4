"""Pages that are made ahead of time, piece by piece, or at once when they are wanted before."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from studio.ui.shell.ahead import Ahead, Making, pieces
from tests.ui.conftest import Until
from tests.ui.shell.conftest import Shell


def making(log: list[str]) -> "Making[QWidget]":
    log.append("begun")
    yield
    page = QWidget()
    log.append("made")
    yield
    log.append("put into the window")
    return page


def test_a_page_that_is_wanted_is_made_at_once_as_far_as_it_is_not_there(
    qtbot: QtBot,
) -> None:
    log: list[str] = []
    ahead = Ahead(lambda: making(log))
    left = ahead.pieces()
    next(left)
    assert log == ["begun"]
    assert not ahead.is_made
    page = ahead.get()
    assert log == ["begun", "made", "put into the window"]
    assert ahead.is_made
    assert ahead.get() is page
    assert list(left) is not None  # what is left makes nothing twice
    assert log == ["begun", "made", "put into the window"]
    page.deleteLater()


class Windows(QObject):
    """Notes what is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


def test_everything_made_ahead_shows_nothing_and_is_what_opens_later(
    shell: Shell, until: Until, qapp: QApplication
) -> None:
    window = shell.window
    shown, before = window.page, QApplication.focusWidget()
    windows = Windows()
    qapp.installEventFilter(windows)
    for _ in pieces(window):
        pass
    qapp.removeEventFilter(windows)
    assert windows.shown == []
    assert window.page == shown
    assert QApplication.focusWidget() is before
    assert window.gallery_ahead.is_made
    assert window.viewer.ahead.is_made
    assert not window.gallery.isVisible()
    assert not window.viewer.page.isVisible()
    assert window.findChild(QDialog, "export_dialog") is None
    page = window.gallery
    window.show_page("gallery")
    until(page.isVisible)
    assert window.gallery is page


def test_a_gallery_that_is_opened_half_made_is_made_whole(shell: Shell, until: Until) -> None:
    left = shell.window.gallery_ahead.pieces()
    for _ in range(3):
        next(left)
    shell.window.show_page("gallery")
    until(lambda: shell.window.gallery.isVisible())
    for _ in left:
        pass
    assert shell.window.gallery.isVisible()
    assert shell.window.page == "gallery"

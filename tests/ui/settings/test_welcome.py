"""The first run, by real clicks and keys, over real services."""

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from studio.core.errors import AuthenticationFailed, ConnectionFailed
from studio.core.models import ModelInfo
from studio.ui.settings.welcome import WelcomePage
from tests.services.conftest import Bench
from tests.ui.settings.test_connections import NoKeychain

LEFT = Qt.MouseButton.LeftButton
SECRET = "sk-test-0123456789c41f"


class Desk:
    """The first-run page in a window."""

    def __init__(self, qtbot, theme_store, live: Bench, until) -> None:
        self.qtbot, self.live, self.until = qtbot, live, until
        self.window = QWidget()
        self.window.resize(1100, 860)
        qtbot.addWidget(self.window)
        layout = QVBoxLayout(self.window)
        layout.setContentsMargins(0, 0, 0, 0)
        self.page = WelcomePage(
            theme_store, connections=live.connections, catalogue=live.catalogue,
            preferences=live.preferences, scope=live.scope,
        )  # fmt: skip
        layout.addWidget(self.page)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.step = self.page.connect_step
        self.step.focus_key()
        self.finished: list[tuple[str, str, str]] = []
        self.asked: list[str] = []
        self.page.finished.connect(self._on_finished)
        self.page.model_picker_requested.connect(self._on_picker)

    def _on_finished(self, connection_id: str, model_id: str, text: str) -> None:
        self.finished.append((connection_id, model_id, text))

    def _on_picker(self, _anchor: QWidget, connection_id: str) -> None:
        self.asked.append(connection_id)

    def resized(self, height_px: int) -> bool:
        self.window.resize(1100, height_px)
        QCoreApplication.sendPostedEvents()
        return True

    def click(self, widget: QWidget) -> None:
        assert widget.isVisible()
        self.qtbot.mouseClick(widget, LEFT)

    def give_key(self) -> None:
        self.qtbot.keyClicks(self.step.key, SECRET)
        self.qtbot.keyClick(self.step.key, Qt.Key.Key_Return)


@pytest.fixture
def desk(qtbot, theme_store, live, until) -> Desk:
    return Desk(qtbot, theme_store, live, until)


def test_from_key_to_first_message(desk: Desk) -> None:
    desk.live.gateway.listed = (ModelInfo("a/one"), ModelInfo("b/two"))
    with desk.qtbot.waitSignal(desk.page.connected) as caught:
        desk.give_key()
        desk.until(lambda: desk.page.step == 2)
    (connection,) = desk.live.connections.all()
    assert caught.args == [connection.id]
    assert (connection.preset, connection.base_url) == ("dgrid", "https://api.dgrid.ai/v1")
    assert desk.live.gateway.keys[-1] == SECRET
    desk.until(lambda: desk.page.model_id == "a/one")
    assert desk.page.model_next.hasFocus()
    desk.click(desk.page.pick_button)
    assert desk.asked == [connection.id]
    desk.page.set_model("b/two")
    desk.click(desk.page.model_next)
    assert desk.page.step == 3
    assert desk.live.preferences.values.default_model_id == "b/two"
    assert desk.page.message.hasFocus()
    desk.qtbot.keyClicks(desk.page.message, "Hello")
    desk.qtbot.keyClick(desk.page.message, Qt.Key.Key_Return)
    assert desk.finished == [(connection.id, "b/two", "Hello")]


def test_a_list_that_comes_later_takes_nobody_back(desk: Desk) -> None:
    desk.live.gateway.listed = (ModelInfo("a/one"),)
    desk.give_key()
    desk.until(lambda: desk.page.step == 2)
    (connection,) = desk.live.connections.all()
    catalogue = desk.live.catalogue
    desk.until(lambda: not catalogue.is_refreshing(connection.id))
    desk.click(desk.page.model_next)
    desk.qtbot.keyClicks(desk.page.message, "Hello")
    asked = len(desk.live.gateway.keys)
    catalogue.refresh(connection.id)
    desk.until(lambda: len(desk.live.gateway.keys) == asked + 1)
    desk.until(lambda: not catalogue.is_refreshing(connection.id))
    assert desk.page.step == 3
    assert desk.page.message.hasFocus()
    assert len(desk.live.gateway.keys) == asked + 1  # an answer is no reason to ask again


def test_a_refused_key_is_said_and_can_be_tried_again(desk: Desk) -> None:
    desk.live.gateway.listed = AuthenticationFailed("no", status=401)
    desk.give_key()
    desk.until(desk.step.problem.isVisible)
    assert desk.step.problem.text().startswith("The API key was not accepted. HTTP 401.")
    assert desk.page.step == 1
    assert not desk.step.connect_button.is_busy
    desk.live.gateway.listed = (ModelInfo("a/one"),)
    desk.click(desk.step.connect_button)
    desk.until(lambda: desk.page.step == 2)
    assert len(desk.live.connections.all()) == 1


def test_another_address_behind_the_fold(desk: Desk) -> None:
    assert not desk.step.url.isVisible()
    desk.click(desk.step.fold)
    assert desk.step.url.hasFocus()
    desk.step.url.selectAll()
    desk.qtbot.keyClicks(desk.step.url, "http://localhost:1234")
    desk.qtbot.keyClick(desk.step.url, Qt.Key.Key_Return)
    desk.until(lambda: desk.page.step == 2)
    (connection,) = desk.live.connections.all()
    assert connection.base_url == "http://localhost:1234/v1"
    assert connection.name == "localhost:1234"


def test_a_scroll_bar_moves_nothing_sideways(desk: Desk) -> None:
    def left() -> int:
        return desk.step.key.mapTo(desk.page, QPoint()).x()

    bar = desk.page.findChild(QScrollArea).verticalScrollBar()
    low = next(h for h in range(860, 500, -4) if desk.resized(h) and bar.isVisible())
    desk.resized(low + 8)
    desk.until(lambda: not bar.isVisible())
    before = left()
    desk.click(desk.step.fold)
    desk.until(bar.isVisible)
    desk.until(lambda: left() == before)


def test_a_wrong_address_is_said(desk: Desk) -> None:
    desk.click(desk.step.fold)
    desk.step.url.selectAll()
    desk.qtbot.keyClicks(desk.step.url, "ftp://nothing here")
    desk.click(desk.step.connect_button)
    desk.until(desk.step.problem.isVisible)
    assert desk.step.url.is_invalid
    assert desk.live.connections.all() == ()


def test_without_a_keychain_the_session_is_offered(desk: Desk) -> None:
    desk.live.keys._keychain = NoKeychain()
    desk.give_key()
    desk.until(desk.step.session_button.isVisible)
    desk.click(desk.step.session_button)
    desk.until(lambda: desk.page.step == 2)
    (connection,) = desk.live.connections.all()
    assert desk.live.connections.key_state(connection.id).source == "session"


def test_a_server_of_ones_own_is_asked_without_a_key(desk: Desk) -> None:
    desk.live.keys._keychain = NoKeychain()
    desk.live.gateway.listed = (ModelInfo("a/one"),)
    desk.click(desk.step.fold)
    desk.step.url.selectAll()
    desk.qtbot.keyClicks(desk.step.url, "http://localhost:1234")
    desk.qtbot.keyClick(desk.step.url, Qt.Key.Key_Return)
    desk.until(lambda: desk.page.step == 2)
    assert not desk.live.connections.all()[0].needs_key


def test_session_only_is_chosen_once(desk: Desk) -> None:
    desk.live.keys._keychain = NoKeychain()
    desk.live.gateway.listed = ConnectionFailed("refused")
    desk.give_key()
    desk.until(desk.step.session_button.isVisible)
    desk.click(desk.step.session_button)
    desk.until(lambda: desk.step.problem.text().startswith("The gateway can't be reached."))
    assert "until the studio closes" in desk.step.line
    desk.live.gateway.listed = (ModelInfo("a/one"),)
    desk.click(desk.step.connect_button)
    desk.until(lambda: desk.page.step == 2)
    assert not desk.step.session_button.isVisible()


def test_what_is_wrong_with_the_keychain_stays_said(desk: Desk) -> None:
    desk.live.keys._keychain = NoKeychain()
    desk.give_key()
    desk.until(desk.step.session_button.isVisible)
    (connection,) = desk.live.connections.all()
    said = desk.step.problem.text()
    desk.live.catalogue.refresh(connection.id)
    desk.until(lambda: not desk.live.catalogue.is_refreshing(connection.id))
    assert desk.live.connections.status(connection.id).state == "failed"
    assert desk.step.problem.text() == said


def test_the_demo_leaves_no_failed_connection_behind(desk: Desk) -> None:
    desk.live.gateway.listed = ConnectionFailed("refused")
    desk.give_key()
    desk.until(desk.step.problem.isVisible)
    with desk.qtbot.waitSignal(desk.page.demo_requested):
        desk.click(desk.page.demo_button)
    assert desk.live.connections.all() == ()


def test_names_for_readers(desk: Desk) -> None:
    def name(widget: QWidget) -> str:
        return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)

    assert name(desk.step.key) == "API key"
    assert name(desk.step.connect_button) == "Connect"
    assert name(desk.page.demo_button) == "Try the built-in demo"


def test_theme_can_be_chosen_here(desk: Desk) -> None:
    desk.click(desk.page.findChild(QWidget, "welcome_theme_dark"))
    assert desk.live.preferences.values.theme == "dark"

"""The Connections section, by real clicks and keys, over real services."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.errors import AuthenticationFailed, ConnectionFailed, SecretsUnavailable
from studio.core.models import ModelInfo
from studio.services.clock import SystemClock
from studio.services.connections import ConnectionStatus
from studio.services.keys import KeyState
from studio.ui.settings.connection_head import ConnectionHead
from studio.ui.settings.other_sections import AboutFacts
from studio.ui.settings.page import SettingsPage
from studio.ui.settings.status_texts import key_note, status_text
from studio.ui.widgets import (
    Choice,
    IconButton,
    Label,
    PasswordField,
    ResultPanel,
    TextField,
    ToastStack,
)
from tests.services.conftest import Bench

LEFT = Qt.MouseButton.LeftButton
SECRET = "sk-test-0123456789c41f"


class NoKeychain:
    """A system without a keychain."""

    def get(self, connection_id):
        raise SecretsUnavailable("none", code="no_keychain")

    def set(self, connection_id, key):
        raise SecretsUnavailable("none", code="no_keychain")

    def delete(self, connection_id):
        raise SecretsUnavailable("none", code="no_keychain")


class Desk:
    """The settings page in a window."""

    def __init__(self, qtbot, theme_store, live: Bench, until, tmp_path: Path) -> None:
        self.qtbot, self.live, self.until = qtbot, live, until
        self.window = QWidget()
        self.window.resize(1200, 900)
        qtbot.addWidget(self.window)
        layout = QVBoxLayout(self.window)
        layout.setContentsMargins(0, 0, 0, 0)
        self.toasts = ToastStack(theme_store, self.window)
        self.page = SettingsPage(
            theme_store, connections=live.connections, catalogue=live.catalogue,
            conversations=live.conversations, preferences=live.preferences,
            scope=live.scope, clock=SystemClock(),
            toasts=self.toasts,
            about=AboutFacts("1.2.3", tmp_path / "data", tmp_path / "data" / "logs"),
        )  # fmt: skip
        layout.addWidget(self.page)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.section = self.page.connections_section

    def card(self, connection_id: str) -> QWidget:
        return self.section.findChild(QWidget, f"connection_{connection_id}")

    def find(self, connection_id: str, kind: type, name: str):
        return self.card(connection_id).findChild(kind, name)

    def click(self, widget: QWidget) -> None:
        assert widget.isVisible()
        self.qtbot.mouseClick(widget, LEFT)

    def retype(self, field: TextField, text: str) -> None:
        field.setFocus()
        field.selectAll()
        self.qtbot.keyClicks(field, text)

    def panel(self, connection_id: str) -> ResultPanel:
        return self.card(connection_id).findChild(ResultPanel)


@pytest.fixture
def make_desk(qtbot, theme_store, live: Bench, until, tmp_path):
    def make() -> Desk:
        return Desk(qtbot, theme_store, live, until, tmp_path)

    return make


@pytest.fixture
def desk(make_desk, live: Bench) -> Desk:
    live.connections.add("dgrid")
    return make_desk()


def first(desk: Desk) -> str:
    return desk.live.connections.all()[0].id


def test_a_key_is_typed_hidden_kept_and_tried(desk: Desk) -> None:
    cid = first(desk)
    field = desk.find(cid, PasswordField, "api_key")
    field.setFocus()
    desk.qtbot.keyClicks(field, SECRET)
    assert SECRET not in field.displayText()
    desk.click(desk.find(cid, QWidget, "save_key"))
    desk.until(lambda: desk.live.connections.key_state(cid).source == "keychain")
    desk.until(lambda: desk.live.connections.status(cid).state == "ok")
    assert field.text() == ""
    assert field.placeholderText().endswith(" c41f")
    assert desk.live.gateway.keys[-1] == SECRET
    desk.live.preferences.flush()
    files = [path for path in desk.live.folder.rglob("*") if path.is_file()]
    assert desk.live.folder / "settings.toml" in files
    assert not any(SECRET.encode() in path.read_bytes() for path in files)


def test_testing_shows_what_the_gateway_said(desk: Desk) -> None:
    cid = first(desk)
    desk.live.gateway.listed = (ModelInfo("a"), ModelInfo("b"), ModelInfo("c"))
    test = desk.find(cid, QWidget, "test_connection")
    desk.click(test)
    assert test.is_busy
    desk.until(lambda: not test.is_busy)
    assert desk.panel(cid).text.startswith("Connected\n3 models · answered in ")
    assert desk.panel(cid).kind == "ok"
    desk.until(lambda: len(desk.live.catalogue.models(cid)) == 3)
    desk.live.gateway.listed = AuthenticationFailed("bad key", status=401)
    desk.click(test)
    desk.until(lambda: desk.panel(cid).kind == "danger")
    assert "The API key was not accepted" in desk.panel(cid).text
    assert "HTTP 401" in desk.panel(cid).text


def test_a_typed_key_is_kept_before_the_test(desk: Desk) -> None:
    cid = first(desk)
    field = desk.find(cid, PasswordField, "api_key")
    field.setFocus()
    desk.qtbot.keyClicks(field, SECRET)
    desk.click(desk.find(cid, QWidget, "test_connection"))
    desk.until(lambda: desk.live.connections.status(cid).state == "ok")
    assert desk.live.gateway.keys[-1] == SECRET


def test_without_a_keychain_the_session_is_offered(desk: Desk) -> None:
    desk.live.keys._keychain = NoKeychain()
    cid = first(desk)
    field = desk.find(cid, PasswordField, "api_key")
    field.setFocus()
    desk.qtbot.keyClicks(field, SECRET)
    desk.qtbot.keyClick(field, Qt.Key.Key_Return)
    session = desk.find(cid, QWidget, "session_only")
    desk.until(session.isVisible)
    assert field.text() == SECRET
    notes = [label.text() for label in desk.card(cid).findChildren(Label)]
    assert "No system keychain was found. The key was not kept." in notes
    desk.click(session)
    desk.until(lambda: desk.live.connections.key_state(cid).source == "session")
    assert not session.isVisible()
    notes = [label.text() for label in desk.card(cid).findChildren(Label)]
    assert "Kept for this session only. It is gone when the studio quits." in notes


def test_a_key_can_be_forgotten(desk: Desk, run) -> None:
    cid = first(desk)
    run(desk.live.connections.set_key(cid, SECRET))
    desk.click(desk.find(cid, IconButton, "forget_key"))
    desk.until(lambda: desk.live.connections.key_state(cid).source == "none")
    assert desk.find(cid, PasswordField, "api_key").placeholderText() == "Paste your key"


def test_replace_puts_the_focus_into_the_field(desk: Desk, run) -> None:
    cid = first(desk)
    run(desk.live.connections.set_key(cid, SECRET))
    button = desk.find(cid, QWidget, "save_key")
    assert button.text() == "Replace"
    desk.click(button)
    assert desk.find(cid, PasswordField, "api_key").hasFocus()


def test_address_is_normalised_when_left(desk: Desk) -> None:
    cid = first(desk)
    url = desk.find(cid, TextField, "base_url")
    desk.retype(url, "localhost:9000/v1/chat/completions")
    desk.qtbot.keyClick(url, Qt.Key.Key_Return)
    assert desk.live.connections.get(cid).base_url == "http://localhost:9000/v1"
    assert url.text() == "http://localhost:9000/v1"


def test_a_wrong_address_is_said_and_not_kept(desk: Desk) -> None:
    cid = first(desk)
    before = desk.live.connections.get(cid).base_url
    url = desk.find(cid, TextField, "base_url")
    desk.retype(url, "ftp://files.example")
    desk.qtbot.keyClick(url, Qt.Key.Key_Return)
    assert url.is_invalid
    assert desk.live.connections.get(cid).base_url == before
    desk.retype(url, "https://user:pass@example.com")
    desk.qtbot.keyClick(url, Qt.Key.Key_Return)
    notes = [label.text() for label in desk.card(cid).findChildren(Label)]
    assert "The address holds a name or a password. Leave it out." in notes
    desk.retype(url, "https://example.com")
    assert not url.is_invalid


def test_name_limits_and_retries_are_kept_at_once(desk: Desk) -> None:
    cid = first(desk)
    name = desk.find(cid, TextField, "connection_name")
    desk.retype(name, "Work")
    desk.qtbot.keyClick(name, Qt.Key.Key_Tab)
    assert desk.live.connections.get(cid).name == "Work"
    assert desk.find(cid, ConnectionHead, "connection_head").text() == "Work"
    retries = desk.find(cid, Choice, "retries")
    retries.setFocus()
    desk.qtbot.keyClick(retries, Qt.Key.Key_Down)
    assert desk.live.connections.get(cid).max_retries == 3
    timeout = desk.find(cid, Choice, "silence_timeout")
    timeout.setFocus()
    desk.qtbot.keyClick(timeout, Qt.Key.Key_Up)
    assert desk.live.connections.get(cid).silence_timeout_s == 120.0


def test_remove_can_be_undone(desk: Desk) -> None:
    cid = first(desk)
    desk.click(desk.find(cid, QWidget, "remove_connection"))
    assert desk.live.connections.all() == ()
    assert desk.section.empty.isVisible()
    (toast,) = desk.toasts.toasts
    desk.click(toast.button)
    assert first(desk) == cid
    assert desk.card(cid).is_open


def test_a_removal_that_stays_forgets_the_key(desk: Desk, run) -> None:
    cid = first(desk)
    run(desk.live.connections.set_key(cid, SECRET))
    desk.click(desk.find(cid, QWidget, "remove_connection"))
    (toast,) = desk.toasts.toasts
    toast.dismiss()
    desk.until(lambda: desk.live.connections.key_state(cid).source == "none")


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_add_from_the_menu_opens_the_new_form(desk: Desk) -> None:
    desk.click(desk.section.add_button)
    menu = desk.section.add_menu
    desk.qtbot.waitUntil(menu.isVisible)
    action = next(a for a in menu.actions() if a.data() == "ollama")
    desk.qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
    added = desk.live.connections.all()[-1]
    assert (added.preset, added.base_url) == ("ollama", "http://localhost:11434/v1")
    assert desk.card(added.id).is_open
    assert not desk.card(first(desk)).is_open
    action = next(a for a in menu.actions() if a.data() == "other")
    menu.triggered.emit(action)
    other = desk.live.connections.all()[-1]
    assert desk.find(other.id, TextField, "base_url").hasFocus()


def test_heads_open_and_close_one_form_by_mouse_and_keyboard(desk: Desk) -> None:
    other = desk.live.connections.add("lmstudio")
    head = desk.find(other.id, ConnectionHead, "connection_head")
    desk.click(head)
    assert desk.card(other.id).is_open
    assert not desk.card(first(desk)).is_open
    head.setFocus()
    desk.qtbot.keyClick(head, Qt.Key.Key_Space)
    assert not desk.card(other.id).is_open


def test_the_demo_says_what_it_is_and_has_no_key(desk: Desk) -> None:
    demo = desk.live.connections.add_demo()
    head = desk.find(demo.id, ConnectionHead, "connection_head")
    assert head.text() == "Built-in demo"
    assert "No key, no network." in head.accessibleDescription()
    desk.click(head)
    assert not desk.find(demo.id, PasswordField, "api_key").isVisible()
    assert not desk.section.demo_action.isVisible()


def test_default_is_chosen_in_the_menu(desk: Desk) -> None:
    other = desk.live.connections.add("lmstudio")
    card = desk.card(other.id)
    card.set_open(True)
    card._default_action.trigger()
    assert desk.live.connections.default().id == other.id
    head = desk.find(other.id, ConnectionHead, "connection_head")
    assert "Default connection" in head.accessibleDescription()


def test_empty_settings_offer_a_connection_or_the_demo(make_desk) -> None:
    desk = make_desk()
    desk.click(desk.section.empty.findChild(QWidget, "empty_demo"))
    assert desk.live.connections.all()[0].is_demo
    assert not desk.section.empty.isVisible()


def test_a_state_that_changes_elsewhere_shows(desk: Desk) -> None:
    cid = first(desk)
    desk.live.gateway.listed = ConnectionFailed("refused")
    desk.live.catalogue.refresh(cid)
    desk.until(lambda: desk.panel(cid).kind == "danger")
    head = desk.find(cid, ConnectionHead, "connection_head")
    assert "Not reachable" in head.accessibleDescription()


def test_a_narrow_window_needs_no_sideways_scrolling(desk: Desk) -> None:
    other = desk.live.connections.add("ollama")
    bar = desk.section.scroll_area.horizontalScrollBar()
    for width, narrow in ((1200, False), (904, True), (1200, False)):
        desk.window.resize(width, 600)
        desk.qtbot.waitUntil(lambda narrow=narrow: desk.section.is_narrow == narrow)
        for card_id in (first(desk), other.id):
            desk.section.open_connection(card_id)
            desk.qtbot.waitUntil(lambda: bar.maximum() == 0)


def test_names_for_readers(desk: Desk) -> None:
    cid = first(desk)

    def interface(widget: QWidget):
        return QAccessible.queryAccessibleInterface(widget)

    listing = interface(desk.section.findChild(QWidget, "connections"))
    assert listing.role() == QAccessible.Role.List
    assert listing.text(QAccessible.Text.Name) == "Connections"
    assert listing.childCount() == 1
    assert listing.child(0).role() == QAccessible.Role.ListItem
    url = interface(desk.find(cid, TextField, "base_url"))
    assert url.text(QAccessible.Text.Name) == "Base URL"
    key = interface(desk.find(cid, PasswordField, "api_key"))
    assert key.text(QAccessible.Text.Name) == "API key"
    assert key.state().passwordEdit
    test = interface(desk.find(cid, QWidget, "test_connection"))
    assert test.text(QAccessible.Text.Name) == "Test connection"
    status = interface(desk.panel(cid).findChildren(Label)[0])
    assert status.text(QAccessible.Text.Name) == "Connection status"
    assert status.role() == QAccessible.Role.StaticText


def test_what_is_said_of_a_key_and_of_an_answer(desk: Desk) -> None:
    kept = desk.live.connections.add("ollama")
    gateway = desk.live.connections.add("dgrid")
    away = KeyState("unavailable")
    assert key_note(away, kept) == "This server usually needs no key."
    assert key_note(away, gateway) == "The system keychain does not answer."
    now = SystemClock().now()
    said = [status_text(kept, ConnectionStatus("ok", 3, ms), now).facts for ms in (312, 1549)]
    assert said == ["3 models · answered in 312 ms", "3 models · answered in 1.5 s"]
